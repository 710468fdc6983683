def combine(a, b):
    return a.join(b)


data = {"x": [1, 2]}
combine("-", data["x"])

# --- exit 1
# Traceback (most recent call last):
#   File "carets_call.py", line 6, in <module>
#     combine("-", data["x"])
#   File "carets_call.py", line 2, in combine
#     return a.join(b)
#            ^^^^^^^^^
# TypeError: sequence item 0: expected str instance, int found
