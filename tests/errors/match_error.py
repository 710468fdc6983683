class Point:
    __match_args__ = ("x",)


match Point():
    case Point(1, 2):
        pass

# --- exit 1
# Traceback (most recent call last):
#   File "match_error.py", line 6, in <module>
#     case Point(1, 2):
#          ^^^^^^^^^^^
# TypeError: Point() accepts 1 positional sub-pattern (2 given)
