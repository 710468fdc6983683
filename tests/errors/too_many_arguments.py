class Point:
    def move(self, dx):
        pass


Point().move(1, 2, 3)

# --- exit 1
# Traceback (most recent call last):
#   File "too_many_arguments.py", line 6, in <module>
#     Point().move(1, 2, 3)
# TypeError: Point.move() takes 2 positional arguments but 4 were given
