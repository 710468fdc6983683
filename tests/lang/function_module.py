# `__module__` and the builtins of functions that are made again and again.


def make():
    return lambda: len([])


space = {"__name__": "elsewhere", "__builtins__": __builtins__}
exec("def make():\n    return lambda: len([])", space)
for _ in range(300):
    assert make().__module__ == __name__ and make()() == 0
    assert space["make"]().__module__ == "elsewhere" and space["make"]()() == 0

kept = make()
__name__ = "changed"
assert make().__module__ == "changed" and kept.__module__ != "changed"
del __name__
assert make().__module__ in (None, "builtins")
__name__ = "again"
assert make().__module__ == "again"

space["__builtins__"] = {"len": lambda x: 5}
assert space["make"]()() == 5 or space["make"]()() == 0
inner = space["make"]()
assert inner.__builtins__ is space["__builtins__"], inner.__builtins__
assert inner() == 5
print("ok")
