if x = 3:
    pass

# --- exit 1
#   File "syntax_assign.py", line 1
#     if x = 3:
#        ^^^^^
# SyntaxError: invalid syntax. Maybe you meant '==' or ':=' instead of '='?
