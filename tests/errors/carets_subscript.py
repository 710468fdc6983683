table = {"rows": [{"name": None}]}
print(table["rows"][0]["name"]["first"])

# --- exit 1
# Traceback (most recent call last):
#   File "carets_subscript.py", line 2, in <module>
#     print(table["rows"][0]["name"]["first"])
#           ~~~~~~~~~~~~~~~~~~~~~~~~^^^^^^^^^
# TypeError: 'NoneType' object is not subscriptable
