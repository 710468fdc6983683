# What says what of computed attributes, bound methods and unions, as `help` asks for it.
import types


class A:
    def method(self):
        "of a method"

    @classmethod
    def build(cls):
        "of a class method"


assert A.__dict__["__dict__"].__doc__ == "dictionary for instance variables"
assert A.__dict__["__weakref__"].__doc__ == "list of weak references to the object"
assert type.__dict__["__dict__"].__doc__ is None
for bound, doc in (A().method, "of a method"), (A.build, "of a class method"):
    assert bound.__doc__ == doc
    assert object.__getattribute__(bound, "__doc__") == doc
try:
    A().method.__doc__ = "other"
except AttributeError as error:
    assert "__doc__" in str(error), error
else:
    raise AssertionError("the doc string of a bound method is its function's")
assert (int | str).__module__ == "types"
assert types.UnionType.__module__ == "types"
assert not hasattr(int | str, "missing")

print("ok")
