class = 3

# --- exit 1
#   File "syntax_keyword_name.py", line 1
#     class = 3
#           ^
# SyntaxError: invalid syntax
