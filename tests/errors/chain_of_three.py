def first():
    raise OSError(2, "No such thing")


def second():
    try:
        first()
    except OSError as error:
        raise RuntimeError("second") from error


def third():
    try:
        second()
    finally:
        int("third")


third()

# --- exit 1
# Traceback (most recent call last):
#   File "chain_of_three.py", line 7, in second
#     first()
#   File "chain_of_three.py", line 2, in first
#     raise OSError(2, "No such thing")
# FileNotFoundError: [Errno 2] No such thing
#
# The above exception was the direct cause of the following exception:
#
# Traceback (most recent call last):
#   File "chain_of_three.py", line 14, in third
#     second()
#   File "chain_of_three.py", line 9, in second
#     raise RuntimeError("second") from error
# RuntimeError: second
#
# During handling of the above exception, another exception occurred:
#
# Traceback (most recent call last):
#   File "chain_of_three.py", line 19, in <module>
#     third()
#   File "chain_of_three.py", line 16, in third
#     int("third")
# ValueError: invalid literal for int() with base 10: 'third'
