def load(text):
    try:
        return int(text)
    except ValueError:
        return {}[text]


load("seven")

# --- exit 1
# Traceback (most recent call last):
#   File "context.py", line 3, in load
#     return int(text)
#            ^^^^^^^^^
# ValueError: invalid literal for int() with base 10: 'seven'
#
# During handling of the above exception, another exception occurred:
#
# Traceback (most recent call last):
#   File "context.py", line 8, in <module>
#     load("seven")
#   File "context.py", line 5, in load
#     return {}[text]
#            ~~^^^^^^
# KeyError: 'seven'
