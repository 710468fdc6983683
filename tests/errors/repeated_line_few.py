def dig(n):
    if n == 0:
        raise ValueError("bottom")
    dig(n - 1)


dig(3)

# --- exit 1
# Traceback (most recent call last):
#   File "repeated_line_few.py", line 7, in <module>
#     dig(3)
#   File "repeated_line_few.py", line 4, in dig
#     dig(n - 1)
#   File "repeated_line_few.py", line 4, in dig
#     dig(n - 1)
#   File "repeated_line_few.py", line 4, in dig
#     dig(n - 1)
#   File "repeated_line_few.py", line 3, in dig
#     raise ValueError("bottom")
# ValueError: bottom
