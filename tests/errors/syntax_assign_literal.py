1 = x

# --- exit 1
#   File "syntax_assign_literal.py", line 1
#     1 = x
#     ^
# SyntaxError: cannot assign to literal here. Maybe you meant '==' instead of '='?
