class Broken:
    first = 1
    second = frist + 1

# --- exit 1
# Traceback (most recent call last):
#   File "class_body.py", line 1, in <module>
#     class Broken:
#   File "class_body.py", line 3, in Broken
#     second = frist + 1
#              ^^^^^
# NameError: name 'frist' is not defined. Did you mean: 'print'?
