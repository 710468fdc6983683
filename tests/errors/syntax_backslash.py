x = 1 + \ 2

# --- exit 1
#   File "syntax_backslash.py", line 1
#     x = 1 + \ 2
#              ^
# SyntaxError: unexpected character after line continuation character
