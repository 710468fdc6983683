rows = [{"a": 1}, {"b": 2}]
print({row["a"]: [value + 1 for value in row.values()] for row in rows})

# --- exit 1
# Traceback (most recent call last):
#   File "comprehension.py", line 2, in <module>
#     print({row["a"]: [value + 1 for value in row.values()] for row in rows})
#            ~~~^^^^^
# KeyError: 'a'
