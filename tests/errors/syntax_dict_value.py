d = {1: , 2: 3}

# --- exit 1
#   File "syntax_dict_value.py", line 1
#     d = {1: , 2: 3}
#           ^
# SyntaxError: expression expected after dictionary key and ':'
