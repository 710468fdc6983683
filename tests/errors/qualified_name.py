class Outer:
    class Inner(Exception):
        pass


raise Outer.Inner("nested class")

# --- exit 1
# Traceback (most recent call last):
#   File "qualified_name.py", line 6, in <module>
#     raise Outer.Inner("nested class")
# Outer.Inner: nested class
