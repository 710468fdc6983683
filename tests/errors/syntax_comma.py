values = [1, 2 3]

# --- exit 1
#   File "syntax_comma.py", line 1
#     values = [1, 2 3]
#                  ^^^
# SyntaxError: invalid syntax. Perhaps you forgot a comma?
