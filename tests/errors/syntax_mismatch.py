values = [1, 2)

# --- exit 1
#   File "syntax_mismatch.py", line 1
#     values = [1, 2)
#                   ^
# SyntaxError: closing parenthesis ')' does not match opening parenthesis '['
