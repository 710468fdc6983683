def f(a, b, a):
    pass

# --- exit 1
#   File "syntax_duplicate_argument.py", line 1
#     def f(a, b, a):
#                 ^
# SyntaxError: duplicate argument 'a' in function definition
