print("x"))

# --- exit 1
#   File "syntax_unmatched.py", line 1
#     print("x"))
#               ^
# SyntaxError: unmatched ')'
