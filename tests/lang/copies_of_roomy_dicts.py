"""Copies of dicts that have just grown, which have less room than what they are of, and updates by the dict itself."""


def grown(count):
    return {i: str(i) for i in range(count)}


for count in list(range(0, 40)) + [84, 85, 86, 100, 170, 171, 341, 342, 5000, 22000, 70000]:
    old = grown(count)
    expected = list(old.items())
    for copied in (old.copy(), dict(old), {**old}, old | {}, old.copy().copy()):
        assert list(copied.items()) == expected and copied == old
        for i in range(count, count + count // 2 + 8):
            copied[i] = i
        assert list(copied)[:count] == list(old) and len(copied) == count + count // 2 + 8
        assert all(copied[i] == i for i in range(count, count + count // 2 + 8))
        assert list(old.items()) == expected
    shrunk = old.copy()
    for i in range(0, count, 2):
        del shrunk[i]
    for i in range(0, count, 2):
        shrunk[i] = None
    assert sorted(shrunk) == list(range(count))
    assert shrunk.copy() == shrunk
    old.update(old)
    old.update({})
    old |= old
    assert list(old.items()) == expected

numbers = set(range(100))
more = numbers.copy()
for i in range(100, 400):
    more.add(i)
assert len(numbers) == 100 and more == set(range(400)) and frozenset(numbers) == numbers
print('ok')
