else:
    pass

# --- exit 1
#   File "syntax_else_without_if.py", line 1
#     else:
#     ^^^^
# SyntaxError: invalid syntax
