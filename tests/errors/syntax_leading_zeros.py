x = 0123

# --- exit 1
#   File "syntax_leading_zeros.py", line 1
#     x = 0123
#         ^
# SyntaxError: leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers
