"""Sorting of what has ways of its own: ints of all sizes, few runs, bytes, texts of wide characters."""
import random

r = random.Random(5)


def model(items, key=lambda x: x):
    """Insertion sort by `<` alone."""
    out = []
    for item in items:
        at = len(out)
        while at > 0 and key(item) < key(out[at - 1]):
            at -= 1
        out.insert(at, item)
    return out


def check(items):
    assert sorted(items) == model(items), items
    tagged = [(item, n) for n, item in enumerate(items)]
    assert sorted(tagged, key=lambda pair: pair[0]) == model(tagged, lambda pair: pair[0])
    reverse = sorted(tagged, key=lambda pair: pair[0], reverse=True)
    assert [pair[0] for pair in reverse] == sorted(items)[::-1]
    assert all(a[1] < b[1] for a, b in zip(reverse, reverse[1:]) if a[0] == b[0])


sizes = [0, 1, -1, 7, -7, 2**47, -2**48, 2**62, 2**63 - 1, 2**63, -2**63, -2**63 - 1, 2**64 - 1, 2**64, -2**64, 2**100, -2**100,
         2**128, 2**130 + 1, 2**130, -2**130, -2**130 - 1, 10**60, -10**60]
for _ in range(20):
    check([r.choice(sizes) for _ in range(40)])
    check([r.randrange(-10**25, 10**25) for _ in range(60)])
    check([r.choice([b'', b'a', b'ab', b'b', b'\xff', b'a' * 20, b'a' * 19 + b'b']) for _ in range(30)])
    check([''.join(r.choice('aż日é') for _ in range(r.randrange(7))) for _ in range(60)])
    check([''.join(r.choice('aż\U0001f600\uffff') for _ in range(r.randrange(7))) for _ in range(60)])
for n in (10, 100, 700):
    up = list(range(n))
    for _ in range(10):
        items = up[:]
        for _ in range(r.randrange(4)):
            i, j = r.randrange(n), r.randrange(n)
            items[i], items[j] = items[j], items[i]
        for runs in (items, items[::-1], items[n // 2:] + items[:n // 2], [i // 3 for i in items]):
            assert sorted(runs) == model(runs)
            assert sorted(runs, reverse=True) == model(runs)[::-1]
mixed = [3, 2.5, True, 2**70, -1e300, False, 10**30, float('inf'), 0]
assert sorted(mixed) == [-1e300, False, 0, True, 2.5, 3, 10**30, 2**70, float('inf')] or sorted(mixed) == model(mixed)
assert [type(x) for x in sorted([1, True, 1.0])] == [int, bool, float]


class Odd(int):
    def __lt__(self, other):
        return int(self) > int(other)


assert sorted([Odd(2**70), Odd(3), Odd(2**80)]) == [2**80, 2**70, 3]
assert sorted([(2**70, 'b'), (2**70, 'a'), (1, 'z')]) == [(1, 'z'), (2**70, 'a'), (2**70, 'b')]
print('ok')
