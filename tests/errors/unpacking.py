first, second, *rest = "x"

# --- exit 1
# Traceback (most recent call last):
#   File "unpacking.py", line 1, in <module>
#     first, second, *rest = "x"
#     ^^^^^^^^^^^^^^^^^^^^
# ValueError: not enough values to unpack (expected at least 2, got 1)
