"""for, while, break, continue, else, nested functions in loops, modifying what is iterated, loop variables after loops."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")


def flow():
    out = []
    for i in range(4):
        for j in range(4):
            if j == i:
                break
            if (i + j) % 2:
                continue
            out.append((i, j))
        else:
            out.append("else")
    return out, i, j


assert flow() == ([(2, 0), (3, 1)], 3, 3)


def while_else(n):
    while n > 0:
        n -= 1
        if n == 5:
            break
    else:
        return "exhausted"
    return "broke"


assert while_else(3) == "exhausted" and while_else(10) == "broke"


def primes(limit):
    found = []
    for n in range(2, limit):
        for p in found:
            if p * p > n:
                found.append(n)
                break
            if n % p == 0:
                break
        else:
            found.append(n)
    return found


assert primes(30) == [2, 3, 5, 7, 11, 13, 17, 19, 23, 29]


def unbound_loop():
    for never in []:
        pass
    return never


raises(UnboundLocalError, "cannot access local variable 'never' where it is not associated with a value", unbound_loop)
items = [1, 2, 3]
for x in items:
    if x < 10:
        items.append(x + 10)
assert items == [1, 2, 3, 11, 12, 13]
items = [1, 2, 3, 4]
for x in items[:]:
    if x % 2:
        items.remove(x)
assert items == [2, 4]
letters = "abc"
for ch in letters:
    letters += ch
assert letters == "abcabc"
n = 3
for i in range(n):
    n = 100
assert i == 2
count = 0
while count < 1000:
    count += 1
    if count % 2:
        continue
    if count > 500:
        break
assert count == 502
out = []
for i, (a, *b) in enumerate([(1, 2, 3), "xy", [9]]):
    out.append((i, a, b))
assert out == [(0, 1, [2, 3]), (1, "x", ["y"]), (2, 9, [])]
for out[0] in "ab":
    pass
assert out[0] == "b"


class Obj:
    pass


o = Obj()
for o.attr in range(3):
    pass
assert o.attr == 2


def early(values):
    for v in values:
        if v is None:
            return "none"
        try:
            if v == 0:
                continue
            if v == 1:
                break
        finally:
            if v == 2:
                return "two"
    else:
        return "end"
    return "break"


assert early([0, None]) == "none"
assert early([0, 1]) == "break"
assert early([0, 2]) == "two"
assert early([0, 3]) == "end"


def triple():
    for a in range(3):
        for b in range(3):
            for c in range(3):
                if a * b * c == 4:
                    return a, b, c


assert triple() == (1, 2, 2)
matrix = [[1, 2], [3, 4]]
assert [[row[i] for row in matrix] for i in range(2)] == [[1, 3], [2, 4]]
assert sum(x for row in matrix for x in row) == 10
it = iter(range(10))
assert [(x, next(it)) for x in it] == [(0, 1), (2, 3), (4, 5), (6, 7), (8, 9)]
total = 0
for i in range(10, 0, -3):
    total = total * 10 + i
assert total == 10741
for i in range(2**63, 2**63 + 2):
    pass
assert i == 2**63 + 1
while (line := next(iter(["stop"]))) != "stop":
    raise AssertionError
assert line == "stop"
fizz = ["FizzBuzz" if i % 15 == 0 else "Fizz" if i % 3 == 0 else "Buzz" if i % 5 == 0 else i for i in range(1, 16)]
assert fizz == [1, 2, "Fizz", 4, "Buzz", "Fizz", 7, 8, "Fizz", "Buzz", 11, "Fizz", 13, 14, "FizzBuzz"]
a, b = 0, 1
while a < 100:
    a, b = b, a + b
assert (a, b) == (144, 233)
k = 0
while True:
    k += 1
    if k > 5: break
    else: continue
assert k == 6

print("ok")
