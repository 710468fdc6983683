return 3

# --- exit 1
#   File "syntax_return_outside.py", line 1
#     return 3
#     ^^^^^^^^
# SyntaxError: 'return' outside function
