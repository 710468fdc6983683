"""Truth: and, or, not as values, short circuits, conditional expressions, __bool__ and __len__, if/elif/else, while/else."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")

assert (1 and 2) == 2
assert (0 and 2) == 0
assert (0 or "x") == "x"
assert ("a" or 1 / 0) == "a"
assert (None or 0 or []) == []
assert (not []) is True
assert (not 1) is False
assert (1 or 0 and 1 / 0) == 1
assert (not 0 or 1 / 0) is True
assert not (1 and 0)
assert ((0 or 3) and 4) == 4
log = []


def t(x, value=True):
    log.append(x)
    return value


t(1, False) and t(2) or t(3) and not t(4, False)
assert log == [1, 3, 4]
assert ("yes" if [0] else "no") == "yes"
assert (1 if 0 else 2 if 0 else 3) == 3
assert [x if x % 2 else -x for x in range(3)] == [0, 1, -2]


class Sized:
    def __init__(self, n):
        self.n = n

    def __len__(self):
        return self.n


class Both(Sized):
    def __bool__(self):
        return True


assert not Sized(0)
assert Sized(2)
assert Both(0)
assert bool(object())
assert not any([0, "", None, [], {}, set(), 0.0, 0j, b"", (), range(0)])


class Negative:
    def __len__(self):
        return -1


class WrongLen:
    def __len__(self):
        return "x"


raises(ValueError, "__len__() should return >= 0", bool, Negative())
raises(TypeError, "'str' object cannot be interpreted as an integer", len, WrongLen())


def classify(n):
    if n < 0:
        return "negative"
    elif n == 0:
        return "zero"
    elif n < 10:
        if n % 2:
            return "odd"
        else:
            return "even"
    else:
        return "large"


assert [classify(n) for n in (-1, 0, 3, 4, 10)] == ["negative", "zero", "odd", "even", "large"]


def search(items, wanted):
    for item in items:
        if item is None:
            continue
        if item == wanted:
            break
    else:
        return "not found"
    return item


assert search([1, None, 2], 2) == 2
assert search([1, None], 5) == "not found"
assert search([], 1) == "not found"


def countdown(n):
    seen = []
    while n:
        n -= 1
        if n == 7:
            continue
        if n == 3:
            break
        seen.append(n)
    else:
        seen.append("done")
    return seen


assert countdown(3) == [2, 1, 0, "done"]
assert countdown(9) == [8, 6, 5, 4]
assert countdown(0) == ["done"]
nested = []
for i in range(3):
    for j in range(3):
        if j == 2:
            break
        if i == 1:
            continue
        nested.append((i, j))
    else:
        nested.append("never")
assert nested == [(0, 0), (0, 1), (2, 0), (2, 1)]
while True:
    try:
        break
    finally:
        nested = None
assert nested is None
for a, (b, *c) in [(1, "xyz"), (2, "pq")]:
    pass
assert (a, b, c) == (2, "p", ["q"])
target = {}
for target["k"] in range(3):
    pass
assert target == {"k": 2}
for i in range(3):
    i += 10
assert i == 12
if (1 and (0 or not 0)) if 1 else 0:
    pass
else:
    raise AssertionError
x = not 1 == 2
assert x is True and (not 1) == False and (1 if True else 1 / 0) == 1

print("ok")
