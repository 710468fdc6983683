# Code that comes from a file is verified when it first runs; until then it is what it was when it was compiled.
import importlib.util
import marshal
import os
import sys
import tempfile

source = '''
"""Documented."""
import functools

def plain(x, y=2, *rest, key=3, **others):
    "What it does."
    total = x + y + key
    for item in rest:
        total += item
    return total, sorted(others)

def generator(n):
    for i in range(n):
        yield i * i

class Class:
    """A class."""
    def __init__(self, x):
        self.x = x
        self.y = [lambda: x, (i for i in "ab")]

    @property
    def twice(self):
        return 2 * self.x

async def coroutine():
    return [x async for x in asynchronous()]

async def asynchronous():
    try:
        yield 1
    finally:
        pass

def never():
    with open("nothing") as file:
        return [lambda: (yield file)]
'''

compiled = compile(source, "somewhere", "exec")
loaded = marshal.loads(marshal.dumps(compiled))
assert loaded == compiled and hash(loaded) == hash(compiled)
assert loaded.co_consts == compiled.co_consts and loaded.co_flags == compiled.co_flags


def codes(code):
    yield code
    for constant in code.co_consts:
        if hasattr(constant, "co_code"):
            yield from codes(constant)


for one, other in zip(codes(loaded), codes(compiled), strict=True):
    assert one == other and one.co_names == other.co_names and one.co_varnames == other.co_varnames
    assert list(one.co_lines()) == list(other.co_lines())
    assert one.replace(co_name="other").co_name == "other"
    assert one.replace() == other

names = {}
exec(loaded, names)
assert names["__doc__"] == "Documented."
assert names["plain"].__doc__ == "What it does."
assert names["plain"](1, 2, 3, key=4, z=5, a=6) == (10, ["a", "z"])
assert list(names["generator"](4)) == [0, 1, 4, 9]
instance = names["Class"](3)
assert instance.twice == 6 and instance.y[0]() == 3 and list(instance.y[1]) == ["a", "b"]
try:
    names["coroutine"]().send(None)
except StopIteration as stop:
    assert stop.value == [1]

# A function that has never run, by another name and with other constants.
never = next(code for code in codes(loaded) if code.co_name == "plain")
renamed = type(names["plain"])(never.replace(co_name="renamed"), names, None, (2,))
assert renamed.__name__ == "renamed" and renamed(1, key=0) == (3, [])
assert type(names["plain"])(never, names)(1, 2, key=0) == (3, [])

# Imported twice: from the source, and from the cache; then from a damaged cache.
with tempfile.TemporaryDirectory() as folder:
    sys.path.insert(0, folder)
    sys.dont_write_bytecode = False
    path = os.path.join(folder, "cached_module.py")
    with open(path, "w") as file:
        file.write(source)
    for turn in range(4):
        import cached_module

        assert cached_module.plain(1) == (6, []) and cached_module.Class(2).twice == 4
        assert list(cached_module.generator(2)) == [0, 1]
        assert cached_module.never.__code__.co_filename == path
        cache = importlib.util.cache_from_source(path)
        if turn == 1:
            with open(cache, "rb") as file:
                data = bytearray(file.read())
            data[len(data) // 2] ^= 0x55
            if sys.implementation.name == "krait":
                with open(cache, "wb") as file:
                    file.write(data)
        del sys.modules["cached_module"]
        importlib.invalidate_caches()
print("ok")
