def outer(items):
    return [inner(item) for item in items]


def inner(item):
    return leaf(item, key=item * 2)


def leaf(value, *, key):
    if value > 2:
        raise KeyError(key)
    return value


outer([1, 2, 3])

# --- exit 1
# Traceback (most recent call last):
#   File "nested_calls.py", line 15, in <module>
#     outer([1, 2, 3])
#   File "nested_calls.py", line 2, in outer
#     return [inner(item) for item in items]
#             ^^^^^^^^^^^
#   File "nested_calls.py", line 6, in inner
#     return leaf(item, key=item * 2)
#            ^^^^^^^^^^^^^^^^^^^^^^^^
#   File "nested_calls.py", line 11, in leaf
#     raise KeyError(key)
# KeyError: 6
