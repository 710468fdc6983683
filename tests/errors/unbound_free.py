def outer():
    def inner():
        return value

    inner()
    value = 1


outer()

# --- exit 1
# Traceback (most recent call last):
#   File "unbound_free.py", line 9, in <module>
#     outer()
#   File "unbound_free.py", line 5, in outer
#     inner()
#   File "unbound_free.py", line 3, in inner
#     return value
#            ^^^^^
# NameError: cannot access free variable 'value' where it is not associated with a value in enclosing scope. Did you mean: 'False'?
