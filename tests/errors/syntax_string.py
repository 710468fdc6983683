name = "unfinished

# --- exit 1
#   File "syntax_string.py", line 1
#     name = "unfinished
#            ^
# SyntaxError: unterminated string literal (detected at line 1)
