raise ValueError("nothing to see")

# --- exit 1
# Traceback (most recent call last):
#   File "plain_raise.py", line 1, in <module>
#     raise ValueError("nothing to see")
# ValueError: nothing to see
