def check(items):
    assert len(items) == 2 and items[0] < items[1]


check([2, 1])

# --- exit 1
# Traceback (most recent call last):
#   File "bare_assert.py", line 5, in <module>
#     check([2, 1])
#   File "bare_assert.py", line 2, in check
#     assert len(items) == 2 and items[0] < items[1]
# AssertionError
