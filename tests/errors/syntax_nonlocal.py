def f():
    nonlocal missing

# --- exit 1
#   File "syntax_nonlocal.py", line 2
#     nonlocal missing
#     ^^^^^^^^^^^^^^^^
# SyntaxError: no binding for nonlocal 'missing' found
