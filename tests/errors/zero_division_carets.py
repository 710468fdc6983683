def ratio(a, b, c):
    return a + (b / (c - 1)) * 2


print(ratio(1, 2, 1))

# --- exit 1
# Traceback (most recent call last):
#   File "zero_division_carets.py", line 5, in <module>
#     print(ratio(1, 2, 1))
#           ^^^^^^^^^^^^^^
#   File "zero_division_carets.py", line 2, in ratio
#     return a + (b / (c - 1)) * 2
#                 ~~^~~~~~~~~
# ZeroDivisionError: division by zero
