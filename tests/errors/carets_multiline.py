def build(**options):
    return options["size"]


result = build(
    color="red",
    shape="round",
)

# --- exit 1
# Traceback (most recent call last):
#   File "carets_multiline.py", line 5, in <module>
#     result = build(
#              ^^^^^^
#   File "carets_multiline.py", line 2, in build
#     return options["size"]
#            ~~~~~~~^^^^^^^^
# KeyError: 'size'
