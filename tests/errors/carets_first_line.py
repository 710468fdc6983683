def fail(*values):
    raise ValueError(values)


def call(first):
    return fail(
        first,
    )


call(1)

# --- exit 1
# Traceback (most recent call last):
#   File "carets_first_line.py", line 11, in <module>
#     call(1)
#   File "carets_first_line.py", line 6, in call
#     return fail(
#            ^^^^^
#   File "carets_first_line.py", line 2, in fail
#     raise ValueError(values)
# ValueError: (1,)
