raise ValueError("first line\nsecond line\n\nfourth")

# --- exit 1
# Traceback (most recent call last):
#   File "message_lines.py", line 1, in <module>
#     raise ValueError("first line\nsecond line\n\nfourth")
# ValueError: first line
# second line
#
# fourth
