x = 1 if 2

# --- exit 1
#   File "syntax_ternary.py", line 1
#     x = 1 if 2
#         ^^^^^^
# SyntaxError: expected 'else' after 'if' expression
