f(a=1, 2)

# --- exit 1
#   File "syntax_positional_after_keyword.py", line 1
#     f(a=1, 2)
#             ^
# SyntaxError: positional argument follows keyword argument
