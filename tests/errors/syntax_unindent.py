if True:
        a = 1
    b = 2

# --- exit 1
#   File "syntax_unindent.py", line 3
#     b = 2
#          ^
# IndentationError: unindent does not match any outer indentation level
