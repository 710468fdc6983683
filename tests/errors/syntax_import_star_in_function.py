def f():
    from math import *

# --- exit 1
#   File "syntax_import_star_in_function.py", line 2
#     from math import *
#                      ^
# SyntaxError: import * only allowed at module level
