class Meta(type):
    def __new__(cls, name, bases, namespace):
        if "required" not in namespace:
            raise TypeError(f"{name} lacks 'required'")
        return super().__new__(cls, name, bases, namespace)


class Thing(metaclass=Meta):
    pass

# --- exit 1
# Traceback (most recent call last):
#   File "metaclass_error.py", line 8, in <module>
#     class Thing(metaclass=Meta):
#   File "metaclass_error.py", line 4, in __new__
#     raise TypeError(f"{name} lacks 'required'")
# TypeError: Thing lacks 'required'
