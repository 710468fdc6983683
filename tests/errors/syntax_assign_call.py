f() = 3

# --- exit 1
#   File "syntax_assign_call.py", line 1
#     f() = 3
#     ^^^
# SyntaxError: cannot assign to function call here. Maybe you meant '==' instead of '='?
