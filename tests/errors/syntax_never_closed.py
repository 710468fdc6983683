values = (1, 2,
print(values

# --- exit 1
#   File "syntax_never_closed.py", line 2
#     print(values
#          ^
# SyntaxError: '(' was never closed
