x = 0b102

# --- exit 1
#   File "syntax_number.py", line 1
#     x = 0b102
#             ^
# SyntaxError: invalid digit '2' in binary literal
