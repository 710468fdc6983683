def part(number):
    if number % 2:
        raise ValueError(f"part {number}")
    raise KeyError(number)


def collect(count):
    errors = []
    for number in range(count):
        try:
            part(number)
        except Exception as error:
            errors.append(error)
    return errors


raise ExceptionGroup("outer", [*collect(2), ExceptionGroup("inner", collect(1)), OSError("plain")])

# --- exit 1
#   + Exception Group Traceback (most recent call last):
#   |   File "group_nested.py", line 17, in <module>
#   |     raise ExceptionGroup("outer", [*collect(2), ExceptionGroup("inner", collect(1)), OSError("plain")])
#   | ExceptionGroup: outer (4 sub-exceptions)
#   +-+---------------- 1 ----------------
#     | Traceback (most recent call last):
#     |   File "group_nested.py", line 11, in collect
#     |     part(number)
#     |   File "group_nested.py", line 4, in part
#     |     raise KeyError(number)
#     | KeyError: 0
#     +---------------- 2 ----------------
#     | Traceback (most recent call last):
#     |   File "group_nested.py", line 11, in collect
#     |     part(number)
#     |   File "group_nested.py", line 3, in part
#     |     raise ValueError(f"part {number}")
#     | ValueError: part 1
#     +---------------- 3 ----------------
#     | ExceptionGroup: inner (1 sub-exception)
#     +-+---------------- 1 ----------------
#       | Traceback (most recent call last):
#       |   File "group_nested.py", line 11, in collect
#       |     part(number)
#       |   File "group_nested.py", line 4, in part
#       |     raise KeyError(number)
#       | KeyError: 0
#       +------------------------------------
#     +---------------- 4 ----------------
#     | OSError: plain
#     +------------------------------------
