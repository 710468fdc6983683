if True:
    break

# --- exit 1
#   File "syntax_break_outside.py", line 2
#     break
#     ^^^^^
# SyntaxError: 'break' outside loop
