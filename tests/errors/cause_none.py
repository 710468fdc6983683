def read(settings):
    try:
        return settings["port"]
    except KeyError:
        raise LookupError("no port given") from None


read({})

# --- exit 1
# Traceback (most recent call last):
#   File "cause_none.py", line 8, in <module>
#     read({})
#   File "cause_none.py", line 5, in read
#     raise LookupError("no port given") from None
# LookupError: no port given
