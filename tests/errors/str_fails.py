class Strange(Exception):
    def __str__(self):
        raise ValueError("no text for you")


raise Strange("x")

# --- exit 1
# Traceback (most recent call last):
#   File "str_fails.py", line 6, in <module>
#     raise Strange("x")
# Strange: <exception str() failed>
