"""marshal in all versions: what is referred to twice, what needs Python on the way, what is too deep."""
import marshal

values = [None, True, 1, -5, 256, 257, 2**31, 2**40, 2**100, -(2**70), 1.5, "a", "é", "€" * 300, b"x", (1, 2)]
values += [[1, [2]], {"a": 1, (1,): 2}, {1, 2, 3}, frozenset([1]), 1 + 2j, ..., "a", 1, (1, 2), "x" * 300]
values += [values[12], values[13], values[15]]
for version in range(5):
    assert marshal.loads(marshal.dumps(values, version)) == values, version
one = [1]
pair = marshal.loads(marshal.dumps([one, one]))
assert pair[0] is pair[1]
mixed = [{"k%d" % i: [float(i), i, ("t", i)]} for i in range(3000)] + [{i} for i in range(50)] + [1j, bytearray(b"q")]
made = marshal.loads(marshal.dumps(mixed))
assert made[:-1] == mixed[:-1] and made[-1] == b"q"


class Derived(bytes):
    pass


deep = []
for _ in range(3000):
    deep = [deep]
most = last = []
for _ in range(1998):
    last.append([0])
    last = last[-1]
marshal.dumps(most)
last.append([0])
for wrong in (most, [mixed, Derived(b"1"), object()], deep):
    try:
        marshal.dumps(wrong)
    except ValueError as error:
        print(error)
print("ok")
