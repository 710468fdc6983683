def logged(function):
    def wrapper(*args):
        return function(*args)

    return wrapper


@logged
@logged
def half(n):
    return n / "2"


half(4)

# --- exit 1
# Traceback (most recent call last):
#   File "decorator.py", line 14, in <module>
#     half(4)
#   File "decorator.py", line 3, in wrapper
#     return function(*args)
#            ^^^^^^^^^^^^^^^
#   File "decorator.py", line 3, in wrapper
#     return function(*args)
#            ^^^^^^^^^^^^^^^
#   File "decorator.py", line 11, in half
#     return n / "2"
#            ~~^~~~~
# TypeError: unsupported operand type(s) for /: 'int' and 'str'
