# Attributes, methods and calls at sites that meet objects of many classes, and what changes below them.
import math
import types


def classes(n):
    made = []
    for i in range(n):
        def area(self, i=i):
            return i * 10 + self.size

        def __init__(self, size):
            self.size = size
        members = {"area": area, "__init__": __init__, "kind": i}
        if i % 5 == 1:
            members["label"] = property(lambda self, i=i: f"property {i}")
        elif i % 5 == 2:
            members["label"] = f"class attribute {i}"
        elif i % 5 == 3:
            members["__getattr__"] = lambda self, name: f"asked for {name}"
        if i % 4 == 1:
            members["area"] = staticmethod(lambda i=i: i * 100)
        elif i % 4 == 2:
            members["area"] = classmethod(lambda cls: len(cls.__name__))
        elif i % 4 == 3:
            members["__slots__"] = ("size", "__dict__")
        made.append(type(f"C{i}", (), members))
    return made


def walk(objects, n):
    out = []
    for i in range(n):
        thing = objects[i % len(objects)]
        try:
            out.append((thing.size, thing.kind, thing.area(), getattr(thing, "label", None)))
            out.append(thing.label)
        except AttributeError as error:
            out.append(str(error))
    return out


all_classes = classes(12)
objects = [cls(i) for i, cls in enumerate(all_classes)]
result = walk(objects, 600)
print(result[:24], result[-24:], len(result))

# What is below changes: methods in instances, in classes, classes of instances.
objects[0].area = lambda: "own"
print(walk(objects, 24)[0])
all_classes[4].area = lambda self: "replaced"
print(walk(objects, 24)[8:10])
objects[8].__class__ = all_classes[0]
print(walk(objects, 24)[16:18])
del all_classes[11].area
print(walk(objects, 24)[-2:])
all_classes[0].label = property(lambda self: "late")
print(walk(objects, 24)[:2])
print(walk(objects, 600) == walk(objects, 600))


# Functions in attributes are called without a receiver, methods with one.
def call_all(things, n):
    total = 0
    for i in range(n):
        total += things[i % len(things)].go(i)
    return total


class Bound:
    def __init__(self, go):
        self.go = go


things = [Bound(abs), Bound(lambda x: x + 1), Bound(math.floor), Bound(types.MethodType(lambda self, x: self * x, 3))]
for i in range(8):
    things.append(type(f"D{i}", (), {"go": lambda self, x, i=i: x + i})())
things.append(types.SimpleNamespace(go=lambda x: -x))
things.append(type("E", (), {"go": staticmethod(lambda x: x * 2)}))
things.append(type("F", (), {"go": lambda x: x * 3}))
module = types.ModuleType("made")
module.go = lambda x: x * 5
things.append(module)
print(call_all(things, 900))
module.go = lambda x: 0
print(call_all(things, 900))


# Classes and modules as objects.
def of_classes(n):
    out = 0
    for i in range(n):
        out += all_classes[i % len(all_classes)].kind
    return out


print(of_classes(500))
all_classes[3].kind = 1000
print(of_classes(500))


# Methods of builtin types.
def builtins_too(n):
    values = ["abc", b"abc", [1, 2], (1, 2), {1: 2}, {1, 2}, range(3), bytearray(b"x"), 5, 2.5, True, None]
    out = []
    for i in range(n):
        value = values[i % len(values)]
        try:
            out.append(value.__len__())
            out.append(value.count(1) if i % 2 else value.index(2))
        except (AttributeError, TypeError, ValueError) as error:
            out.append(str(error))
    return out


result = builtins_too(300)
print(result[:40], len(result), result[:20] == result[20:40])


# Errors come with the caller's line.
class Raises:
    def area(self):
        raise ValueError("from area")

    size = kind = 1


def failing(n):
    import traceback
    try:
        walk(objects + [Raises()], n)
    except ValueError as error:
        return [entry.name for entry in traceback.extract_tb(error.__traceback__)]


print(failing(300))


# Names that are computed.
def by_name(n):
    out = []
    names = ["size", "kind", "label", "missing", "area", "si" + "ze", "__class__", "__dict__"]
    for i in range(n):
        thing, name = objects[i % len(objects)], names[i % len(names)]
        there = hasattr(thing, name)
        value = getattr(thing, name, "default")
        if name in ("area", "__class__", "__dict__"):
            value = callable(value)
        out.append((there, value))
        try:
            getattr(thing, name)
        except AttributeError as error:
            out.append(str(error))
        setattr(thing, "size", i)
        if i % 90 == 80:
            setattr(thing, "missing", i)
        if i % 90 == 85 and hasattr(thing, "missing"):
            delattr(thing, "missing")
    return out


result = by_name(700)
print(result[:30], result[-30:], len(result))


def wrong_names(n):
    messages = set()
    for i in range(n):
        for action in (lambda: getattr(5, 6), lambda: hasattr(5, None), lambda: getattr(5, b"x", 1), lambda: getattr(None, "x")):
            try:
                action()
            except (TypeError, AttributeError) as error:
                messages.add(str(error))
    return sorted(messages)


print(wrong_names(100))
print("ok")
