"""Complex numbers as keys of dicts and sets."""

grid = {x + y * 1j: x * 100 + y for x in range(30) for y in range(30)}
assert len(grid) == 900


def around(p):
    return sum(grid.get(p + d, -1) for d in (1, -1, 1j, -1j))


for x in range(30):
    for y in range(30):
        want = 0
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            inside = 0 <= x + dx < 30 and 0 <= y + dy < 30
            want += (x + dx) * 100 + y + dy if inside else -1
        assert around(complex(x, y)) == want

# Numbers that are equal are the same key.
mixed = {1: "int", 2.5: "float", True: "true", 3 + 0j: "complex", -1 + 0j: "minus"}
assert mixed == {1: "true", 2.5: "float", 3: "complex", -1: "minus"}
assert mixed[1 + 0j] == "true" and mixed[2.5 + 0j] == "float" and mixed[3] == "complex" and mixed[-1.0] == "minus"
assert hash(3 + 0j) == hash(3) == hash(3.0) and hash(-1 + 0j) == hash(-1) == -2
assert hash(0.5) == 1152921504606846976 and hash(-1.0) == -2 and hash(-0.0) == 0 and hash(2.0**53) == 2**53
assert hash(1e300) == hash(int(1e300)) and hash(-(2.0**60)) == -(2**60) and hash(2.0**61) == 1
assert {0j, -0j, 0.0, 0, complex(-0.0, -0.0)} == {0}

# NaNs are equal to nothing but themselves.
nan = float("nan")
c, d = complex(nan, 0), complex(nan, 0)
found = {c: 1, d: 2, complex(0, nan): 3}
assert len(found) == 3 and found[c] == 1 and found[d] == 2 and complex(nan, 0) not in found
assert c != c and not c == c and (c, 1) == (c, 1) and (c, 1) != (d, 1)


class Derived(complex):
    def __hash__(self):
        return 5


assert {Derived(1, 2): 1}.get(1 + 2j) is None and Derived(1, 2) == 1 + 2j
assert {1 + 2j: 1}.get(Derived(1, 2)) is None
pairs = {(p, 1j * p): k for k, p in enumerate([1j, 2 + 1j, -3.5j])}
assert pairs[(2 + 1j, -1 + 2j)] == 1 and (1j, 1j) not in pairs
for _ in range(300):
    seen, queue = {0j}, [0j]
    for p in queue:
        for step in (1, 1j, -1, -1j):
            q = p + step
            if q not in seen and abs(q.real) + abs(q.imag) <= 3:
                seen.add(q)
                queue.append(q)
    assert len(seen) == 25
print("ok")
