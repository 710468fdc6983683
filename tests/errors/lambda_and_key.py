people = [("ann", 3), ("bob", None), ("cid", 1)]
people.sort(key=lambda person: person[1] + 1)

# --- exit 1
# Traceback (most recent call last):
#   File "lambda_and_key.py", line 2, in <module>
#     people.sort(key=lambda person: person[1] + 1)
#   File "lambda_and_key.py", line 2, in <lambda>
#     people.sort(key=lambda person: person[1] + 1)
#                                    ~~~~~~~~~~^~~
# TypeError: unsupported operand type(s) for +: 'NoneType' and 'int'
