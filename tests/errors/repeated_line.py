def dig(n):
    if n == 0:
        raise ValueError("bottom")
    dig(n - 1)


dig(10)

# --- exit 1
# Traceback (most recent call last):
#   File "repeated_line.py", line 7, in <module>
#     dig(10)
#   File "repeated_line.py", line 4, in dig
#     dig(n - 1)
#   File "repeated_line.py", line 4, in dig
#     dig(n - 1)
#   File "repeated_line.py", line 4, in dig
#     dig(n - 1)
#   [Previous line repeated 7 more times]
#   File "repeated_line.py", line 3, in dig
#     raise ValueError("bottom")
# ValueError: bottom
