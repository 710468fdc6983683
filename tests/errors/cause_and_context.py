try:
    try:
        1 / 0
    except ZeroDivisionError:
        raise TypeError("while handling") from KeyError("the cause")
except TypeError:
    raise

# --- exit 1
# KeyError: 'the cause'
#
# The above exception was the direct cause of the following exception:
#
# Traceback (most recent call last):
#   File "cause_and_context.py", line 5, in <module>
#     raise TypeError("while handling") from KeyError("the cause")
# TypeError: while handling
