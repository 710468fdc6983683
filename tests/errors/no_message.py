class Quiet(Exception):
    pass


raise Quiet

# --- exit 1
# Traceback (most recent call last):
#   File "no_message.py", line 5, in <module>
#     raise Quiet
# Quiet
