raise "text"

# --- exit 1
# Traceback (most recent call last):
#   File "raise_non_exception.py", line 1, in <module>
#     raise "text"
# TypeError: exceptions must derive from BaseException
