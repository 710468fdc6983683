a = 1
    b = 2

# --- exit 1
#   File "syntax_unexpected_indent.py", line 2
#     b = 2
# IndentationError: unexpected indent
