def numbers():
    yield 1
    yield 1 // 0


print(sum(x * 2 for x in numbers()))

# --- exit 1
# Traceback (most recent call last):
#   File "generator.py", line 6, in <module>
#     print(sum(x * 2 for x in numbers()))
#           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
#   File "generator.py", line 6, in <genexpr>
#     print(sum(x * 2 for x in numbers()))
#              ^^^^^^^^^^^^^^^^^^^^^^^^^^
#   File "generator.py", line 3, in numbers
#     yield 1 // 0
#           ~~^^~~
# ZeroDivisionError: integer division or modulo by zero
