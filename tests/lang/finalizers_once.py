"""An object is made once by a call of its class, whatever of that is compiled: no second one dies without having been initialised."""

import gc

died, odd = [], []


class Pool:
    def __init__(self, size, a=None, b=(), c=None):
        self.size = size
        self.work = [size]
        if a is not None:
            self.a = a
        else:
            self.a = len(self.work) + sum(b)
        self.names = {"size": size, "a": self.a, "b": b, "c": c}
        self.state = "run"
        for name in ("x", "y", "z"):
            setattr(self, name, name * 2)
        try:
            self.last = b[0]
        except IndexError:
            self.last = None
        self.table = [[i * j for i in range(3)] for j in range(3)]
        self.text = "%s %s" % (self.a, self.last)
        if self.size < 0:
            raise ValueError(self.size)

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.state = "closed"

    def __del__(self):
        try:
            died.append(self.state)
        except AttributeError as error:
            odd.append(error)


class Small:
    def __init__(self, v):
        self.v = v

    def __del__(self):
        try:
            died.append(self.v)
        except AttributeError as error:
            odd.append(error)


def many(cls, size, turns):
    total = 0
    with cls(size) as pool:
        for i in range(turns):
            total += i & pool.size
    return total


def few(cls, turns):
    for i in range(turns):
        cls(i)


for turn in range(60):
    assert many(Pool, 3, 3000) == sum(i & 3 for i in range(3000))
few(Small, 3000)
few(Pool, 40)
gc.collect()
assert not odd, odd[:3]
# A collector that looks at what lies on the stack may keep a few.
assert len(died) > 3000 and died.count("closed") > 50, len(died)
print("ok")
