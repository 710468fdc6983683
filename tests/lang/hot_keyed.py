# min, max, sorted and list.sort with a key function, from loops.


def rounds(values, count):
    out = []
    for i in range(count):
        out.append((max(values, key=lambda v: -v), min(values, key=lambda v: (v * 7) % 5),
                    sorted(values, key=lambda v: v % 3), sorted(values, key=lambda v: v % 3, reverse=True)))
        mine = list(values)
        mine.sort(key=lambda v: (v + i) % 4)
        out.append(mine)
        mine.sort(key=lambda v: str(v), reverse=True)
        out.append(mine)
    return out


def expected(values, i):
    def pick(key, better):
        best = values[0]
        for v in values[1:]:
            if better(key(v), key(best)):
                best = v
        return best

    def order(items, key):
        groups = {}
        for v in items:
            groups.setdefault(key(v), []).append(v)
        return [v for k in sorted(groups) for v in groups[k]]

    by_three = lambda v: v % 3
    first = (pick(lambda v: -v, lambda a, b: a > b), pick(lambda v: v * 7 % 5, lambda a, b: a < b),
             order(values, by_three), [v for k in (2, 1, 0) for v in values if v % 3 == k])
    return first, order(values, lambda v: (v + i) % 4)


values = [5, 3, 8, 1, 9, 2, 7, 4, 6, 0, 3, 5]
made = rounds(values, 80)
for i in (0, 1, 2, 50, 79):
    first, second = expected(values, i)
    assert made[3 * i] == first, (made[3 * i], first)
    # the same list, sorted once more
    assert made[3 * i + 1] is made[3 * i + 2] and made[3 * i + 1] == sorted(values, key=str, reverse=True)


def by_free(items, count):
    total = 0
    for i in range(count):
        total += max(items, key=lambda item: item[1] * i)[0]
        total += max((a for a, _ in items), key=lambda a: -a)
    return total


assert by_free([(1, 2), (2, 5), (3, 4)], 100) == 1 + 2 * 99 + 100


def length(text):
    return len(text)


def named(words, count):
    return [(max(words, key=length), sorted(words, key=length), min(words, key=len)) for _ in range(count)]


assert named(['aa', 'b', 'cccc', 'd'], 60)[-1] == ('cccc', ['b', 'd', 'aa', 'cccc'], 'b')


def empty(count):
    messages = set()
    for i in range(count):
        try:
            max([], key=lambda v: v)
        except ValueError as problem:
            messages.add(str(problem))
    return messages


assert empty(60) == {'max() iterable argument is empty'}


class Odd:
    def __init__(self, n):
        self.n = n

    def __lt__(self, other):
        return self.n > other.n


def odd(objects, count):
    for _ in range(count):
        result = sorted(objects, key=lambda o: o), min(objects, key=lambda o: o)
    return result


objects = [Odd(n) for n in (3, 1, 2)]
ordered, least = odd(objects, 60)
assert [o.n for o in ordered] == [3, 2, 1] and least.n == 3


def failing(values, count):
    failures = 0
    for i in range(count):
        for call in (0, 1, 2):
            try:
                if call == 0:
                    max(values, key=lambda v: 10 // v)
                elif call == 1:
                    sorted(values, key=lambda v: 10 // v)
                else:
                    values.sort(key=lambda v: 10 // v)
            except ZeroDivisionError as problem:
                failures += 1
                trace = problem.__traceback__
                names = []
                while trace is not None:
                    names.append(trace.tb_frame.f_code.co_name)
                    trace = trace.tb_next
                assert names == ['failing', '<lambda>'], names
    return failures


values = [1, 2, 5, 0]
assert failing(values, 60) == 180 and values == [1, 2, 5, 0]
assert failing([1, 2, 5], 60) == 0


def mixed(values):
    best = None
    for _ in range(60):
        best = max(values, key=lambda v: v * 2)
    return best


assert mixed([1, 2.5, True]) == 2.5 and mixed(['a', 'b']) == 'b' and mixed([[1], [0]]) == [1]
assert mixed((3, 4)) == 4 and mixed({5: 1, 6: 2}) == 6 and mixed(range(9)) == 8
nan = float('nan')
assert mixed([1.0, nan, 2.0]) == 2.0 and str(mixed([nan, 1.0])) == 'nan'


# Numbers alone are searched and sorted without their methods.
assert max([0.0, -0.0]).hex() == '0x0.0p+0' and max([-0.0, 0.0]).hex() == '-0x0.0p+0'
assert [x.hex() for x in sorted([0.0, -0.0, -1.0], reverse=True)] == ['0x0.0p+0', '-0x0.0p+0', '-0x1.0000000000000p+0']
assert sorted([3, -1, 2**48 - 1, -2**48] * 20, reverse=True) == [2**48 - 1] * 20 + [3] * 20 + [-1] * 20 + [-2**48] * 20
assert max([1, 2**70, 3]) == 2**70 and min([2, 1.5, True]) is True and max((True, 1)) is True
assert sum([1, 2, 2**62, 2**62]) == 2**63 + 3 and sum([True, 2]) == 3 and sum([1.5, 2]) == 3.5
assert [1, True, 1.0, '1'].count(1) == 3 and [0, 1.0].index(1) == 1 and 1 in [2, 3, 1.0] and 'a' in [1, 'b', 'a']
assert 2 not in [1, '2', None] and (5, 6).index(6) == 1
print('ok')
