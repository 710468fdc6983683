def f()
    return 1

# --- exit 1
#   File "syntax_missing_colon.py", line 1
#     def f()
#            ^
# SyntaxError: expected ':'
