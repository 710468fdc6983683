eval("1 +* 2")

# --- exit 1
# Traceback (most recent call last):
#   File "eval_syntax.py", line 1, in <module>
#     eval("1 +* 2")
#   File "<string>", line 1
#     1 +* 2
#        ^
# SyntaxError: invalid syntax
