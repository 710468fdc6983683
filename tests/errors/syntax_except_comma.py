try:
    pass
except ValueError, TypeError:
    pass

# --- exit 1
#   File "syntax_except_comma.py", line 3
#     except ValueError, TypeError:
#            ^^^^^^^^^^^^^^^^^^^^^
# SyntaxError: multiple exception types must be parenthesized
