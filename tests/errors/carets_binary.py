left = [1]
right = (2,)
total = sum(left) + len(right) + left + right

# --- exit 1
# Traceback (most recent call last):
#   File "carets_binary.py", line 3, in <module>
#     total = sum(left) + len(right) + left + right
#             ~~~~~~~~~~~~~~~~~~~~~~~^~~~~~
# TypeError: unsupported operand type(s) for +: 'int' and 'list'
