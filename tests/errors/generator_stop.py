def broken():
    yield 1
    raise StopIteration("early")


list(broken())

# --- exit 1
# Traceback (most recent call last):
#   File "generator_stop.py", line 3, in broken
#     raise StopIteration("early")
# StopIteration: early
#
# The above exception was the direct cause of the following exception:
#
# Traceback (most recent call last):
#   File "generator_stop.py", line 6, in <module>
#     list(broken())
# RuntimeError: generator raised StopIteration
