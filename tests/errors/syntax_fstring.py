name = "x"
print(f"{name")

# --- exit 1
#   File "syntax_fstring.py", line 2
#     print(f"{name")
#                  ^
# SyntaxError: f-string: expecting '}'
