(a.b := 3)

# --- exit 1
#   File "syntax_walrus.py", line 1
#     (a.b := 3)
#      ^^^
# SyntaxError: cannot use assignment expressions with attribute
