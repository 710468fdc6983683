*a, *b = 1, 2

# --- exit 1
#   File "syntax_star_target.py", line 1
#     *a, *b = 1, 2
#     ^^^^^^
# SyntaxError: multiple starred expressions in assignment
