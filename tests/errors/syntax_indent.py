def f():
return 1

# --- exit 1
#   File "syntax_indent.py", line 2
#     return 1
#     ^
# IndentationError: expected an indented block after function definition on line 1
