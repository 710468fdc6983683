limit = 3
assert limit > 5, f"limit is {limit}"

# --- exit 1
# Traceback (most recent call last):
#   File "assertion.py", line 2, in <module>
#     assert limit > 5, f"limit is {limit}"
# AssertionError: limit is 3
