"""__getitem__, __setitem__, __delitem__, __len__, __contains__, __missing__ on classes; evaluation order; augmented items."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")

log = []


class Store:
    def __init__(self):
        self.data = {}

    def __getitem__(self, key):
        log.append(("get", key))
        return self.data[key]

    def __setitem__(self, key, value):
        log.append(("set", key, value))
        self.data[key] = value

    def __delitem__(self, key):
        log.append(("del", key))
        del self.data[key]

    def __len__(self):
        return len(self.data)


s = Store()
s["a"] = 1
s["a"] += 5
s[1:2] = "slice"
s[1, 2] = "tuple"
s[::2, ...] = "ext"
del s["a"]
assert log == [("set", "a", 1), ("get", "a"), ("set", "a", 6), ("set", slice(1, 2), "slice"), ("set", (1, 2), "tuple"), ("set", (slice(None, None, 2), ...), "ext"), ("del", "a")]
assert len(s) == 3 and s
raises(KeyError, "'zz'", lambda: s["zz"])
order = []


def n(value):
    order.append(value)
    return value


target = {"x": {}}
n(target)[n("x")][n("y")] = n(5)
assert order == [5, target, "x", "y"]
order.clear()
n([1, 2])[n(0)] += n(3)
assert order[1:] == [0, 3]
order.clear()
a = b = c = n(1)
x, y = n(2), n(3)
n({})[n("k")], n({})[n("l")] = n(4), n(5)
assert order == [1, 2, 3, 4, 5, {"k": 4}, "k", {"l": 5}, "l"]
order.clear()
result = n(1) + n(2) * n(3) - n(4)
assert order == [1, 2, 3, 4] and result == 3
order.clear()
{n("k1"): n("v1"), n("k2"): n("v2")}
[n(1), *[n(2)], n(3)]
assert order == ["k1", "v1", "k2", "v2", 1, 2, 3]
order.clear()
n(True) if n(1) else n(False)
assert order == [1, True]
order.clear()
n(1) < n(5) < n(3) < n(9)
assert order == [1, 5, 3]
order.clear()


def f(*args, **kwargs):
    order.append("called")


n(f)(n(1), k=n(2), *[n(3)], **{n("z"): n(4)})
assert order == [f, 1, 3, 2, "z", 4, "called"]
order.clear()


@n
def g(a=n("default")) -> n("annotation"):
    pass


assert order[:2] == ["default", "annotation"] and order[2] is g
order.clear()
del n({"p": 1})[n("p")]
assert order == [{}, "p"]


class Attr:
    def __getattribute__(self, name):
        order.append("get " + name)
        return 10

    def __setattr__(self, name, value):
        order.append(f"set {name} {value}")


order.clear()
o = Attr()
o.x += 1
o.y, o.z = o.p, 2
assert order == ["get x", "set x 11", "get p", "set y 10", "set z 2"]
order.clear()


class Slicer:
    def __getitem__(self, key):
        return key

    def __class_getitem__(cls, key):
        return ("class", key)


z = Slicer()
assert z[n(1):n(2):n(3)] == slice(1, 2, 3)
assert order == [1, 2, 3]
assert z[:] == slice(None, None, None)
assert Slicer[5] == ("class", 5)
assert z[-1:] == slice(-1, None)
assert z[:, 1] == (slice(None), 1)
assert z[lambda: 1].__name__ == "<lambda>"
assert z[z[1]:] == slice(1, None)
assert z[[1]] == [1]
assert z["a" if 0 else "b"] == "b"
assert z[(yes := 3)] == 3
assert yes == 3
grid = [[0] * 3 for _ in range(2)]
grid[1][2] += 5
grid[0][-1] -= 1
grid[0][0], grid[1][0] = 7, grid[0][0]
assert grid == [[7, 0, -1], [0, 0, 5]]
i = 0
seq = [10, 20, 30]
i, seq[i] = 1, 99
assert seq == [10, 99, 30]
seq[seq.index(99)] *= 2
assert seq[1] == 198 and [seq[j] for j in (-1, -2, -3)] == [30, 198, 10]

print("ok")
