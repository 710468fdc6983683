for index in rang(3):
    print(index)

# --- exit 1
# Traceback (most recent call last):
#   File "suggestion_builtin.py", line 1, in <module>
#     for index in rang(3):
#                  ^^^^
# NameError: name 'rang' is not defined. Did you mean: 'range'?
