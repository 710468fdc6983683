"caf\u00e9 \ud800".encode("utf-8")

# --- exit 1
# Traceback (most recent call last):
#   File "unicode_error.py", line 1, in <module>
#     "caf\u00e9 \ud800".encode("utf-8")
# UnicodeEncodeError: 'utf-8' codec can't encode character '\ud800' in position 5: surrogates not allowed
