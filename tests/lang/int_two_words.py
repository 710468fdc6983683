# Ints around one and two words: results of every operator against identities that hold for all ints.
edges = [0]
for shift in (1, 31, 48, 49, 62, 63, 64, 65, 96, 126, 127, 128, 129, 200):
    for delta in (-1, 0, 1):
        edges += [(1 << shift) + delta, -(1 << shift) - delta]

MASK = (1 << 64) - 1
for a in edges:
    assert int(str(a)) == a and int(hex(a), 16) == a and -(-a) == a and ~~a == a
    assert a & MASK == a % (1 << 64) and 0 <= a & MASK <= MASK
    assert hash(a) == hash(a + 0) and {a: "found"}[a + 1 - 1] == "found"
    assert abs(a) == (a if a >= 0 else -a)
    for b in edges:
        assert (a + b) - b == a and (a - b) + b == a
        assert a ^ b ^ b == a and (a & b) + (a | b) == a + b
        assert (a < b) == (a - b < 0) == (not a >= b) == (b > a) == (not b <= a)
        assert (a == b) == (a - b == 0) == (not a != b)
        assert (a + b) ** 2 == a * a + 2 * a * b + b * b
        if b:
            quotient, rest = divmod(a, b)
            assert a // b == quotient and a % b == rest and quotient * b + rest == a
            assert 0 <= rest < b or b < rest <= 0
        if 0 <= b <= 200:
            assert a << b == a * 2**b and a >> b == a // 2**b
        if a >= 0 and b > 0:
            assert pow(a, 3, b) == a * a * a % b


class Number(int):
    pass


assert type(Number(1 << 70) + 1) is int and Number(1 << 64) * 1 == 1 << 64
assert repr(Number(-(1 << 100))) == "-1267650600228229401496703205376"
assert hash((1, 2)) == -3550055125485641917 and hash((1 << 64, -1)) == hash((1 << 64, -1))
print("ok")
