def f(a=1, b):
    pass

# --- exit 1
#   File "syntax_default_order.py", line 1
#     def f(a=1, b):
#                ^
# SyntaxError: parameter without a default follows parameter with a default
