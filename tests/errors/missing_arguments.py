class Point:
    def __init__(self, x, y, z):
        pass


Point(1)

# --- exit 1
# Traceback (most recent call last):
#   File "missing_arguments.py", line 6, in <module>
#     Point(1)
# TypeError: Point.__init__() missing 2 required positional arguments: 'y' and 'z'
