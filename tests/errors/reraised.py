def risky():
    raise ValueError("risky")


def guard():
    try:
        risky()
    except ValueError as error:
        kept = error
    raise kept


guard()

# --- exit 1
# Traceback (most recent call last):
#   File "reraised.py", line 13, in <module>
#     guard()
#   File "reraised.py", line 10, in guard
#     raise kept
#   File "reraised.py", line 7, in guard
#     risky()
#   File "reraised.py", line 2, in risky
#     raise ValueError("risky")
# ValueError: risky
