"""Whole iterators taken at once: chain and deque iterators into lists, maps of several, comb, lenient encodings."""
import operator
import array
from collections import deque
from itertools import chain, combinations, combinations_with_replacement, product, permutations, islice, compress
from math import comb

# chain takes whole containers where it can, and goes on after what was taken one by one.
c = chain([1, 2], (3, 4), 'ab', {5: 6}, {7}, range(3), iter([8, 9]), b'xy', (x for x in [10]))
print(next(c), list(c), list(c))
c = chain.from_iterable([[1], [], [2, 3]])
l = [0]
l.extend(c)
print(l)
l = [1, 2]
it = iter(l)
next(it)
print(list(chain(it, it)), list(it))
l.append(3)
print(list(it))


class Failing:
    def __iter__(self):
        yield 1
        raise ValueError('no more')


l = []
c = chain([0], Failing(), [5])
try:
    l.extend(c)
except ValueError as e:
    print(e, l, list(c))
c = chain([1], 5, [2])
l = []
try:
    l.extend(c)
except TypeError as e:
    print(e, l, list(c))
inner = [1, 2]
c = chain(inner)
next(c)
inner.append(3)
print(list(c))


class Mine(chain):
    def __next__(self):
        return super().__next__() * 2


print(list(Mine([1], [2])))

# What is iterated over while it is being drained.
def again():
    yield from (1, 2)
    yield tuple(c)
    yield 3
c = chain(again(), [4])
try:
    print(list(c))
except ValueError as e:
    print(e)

# deques
d = deque(range(5))
d.rotate(2)
print(list(d), list(reversed(d)), sorted(d), d.copy(), deque(d, 3), deque([1, 2, 3], 2), deque((1, 2)))
d.extend(d)
d.extend([1, 2])
d.extend((3,))
d.extend(deque([4, 5]))
d += 'ab'
print(d, len(d))
i = iter(d)
next(i)
print(list(i), list(i))
r = reversed(d)
next(r)
print(list(r), list(r))
i, r = iter(d), reversed(d)
d.append(1)
for it in i, r:
    try:
        print(list(it))
    except RuntimeError as e:
        print(e, list(it) if it is r else '')
e = deque(maxlen=3)
e.extend(range(10))
e.extend([1, 2])
print(e, deque(), deque([]), list(deque()))


class Deque(deque):
    def __iter__(self):
        return iter([1, 2])


print(deque(Deque([5, 6])), list(Deque([5, 6])))

# Pickers
print(list(product([1, 2], repeat=2)), list(product()), list(product([], [1])))
print(list(combinations(range(4), 2)), list(combinations([1], 2)), list(combinations([1, 2], 0)))
print(list(combinations_with_replacement('ab', 2)), list(permutations([1, 2, 3], 2)))
for a, b in product('ab', [1, 2]):
    print(a, b, end=' ')
for a, (b, c) in product([1], [(2, 3)]):
    print(a, b, c)
try:
    for a, b in combinations('abc', 3):
        print('never')
except ValueError as e:
    print(e)


def loops(n):
    total = 0
    for _ in range(n):
        for a, b in product((1, 2, 3), (4, 5)):
            total += a * b
        for a in chain([1], (2,), range(3)):
            total += a
        for a in islice([1, 2, 3], 2):
            total += a
        for a in compress([1, 2, 3], [1, 0, 1]):
            total += a
    return total


print(loops(3000))


def mixed(sources):
    out = []
    for source in sources:
        for a, b in source:
            out.append((a, b))
    return out


pairs = [(1, 2), (3, 4)]
for _ in range(400):
    made = mixed([product([1], [2]), dict(pairs).items(), zip([1], [2]), enumerate('a'), pairs, iter(pairs), map(tuple, pairs)])
print(made)

# Operators as functions on numbers and others
print(list(map(operator.mul, [1, 2.5, True], [2, 2, 3])), list(map(operator.add, 'a', 'b')), operator.mul([1], 2))
print(list(map(pow, [2, 3], [2, 2], [5, 5])), list(map(lambda *a: a, [1], [2], [3], [4], [5])), list(map(max, [1, 5], [3, 2])))
for f in operator.sub, operator.truediv, operator.floordiv, operator.mod, operator.pow, operator.and_, operator.lshift:
    try:
        print(f(7, 2), f(7, 0), f(2.5, 2))
    except (TypeError, ZeroDivisionError) as e:
        print(type(e).__name__, e)

# Binomial coefficients, against those by addition
row = [1]
for n in range(70):
    assert [comb(n, k) for k in range(n + 1)] == row, n
    row = [1] + [a + b for a, b in zip(row, row[1:])] + [1]
print(comb(62, 31), comb(5, 7))

# Encodings that leave out or replace what they do not have
t = 'aéż☃𝄞\ud800z'
for codec in 'ascii', 'latin-1', 'iso-8859-1':
    print(t.encode(codec, 'ignore'), t.encode(codec, 'replace'), ''.encode(codec, 'ignore'))
print('aż'.encode('utf-16'), 'aż'.encode('utf-16-be'), 'a𝄞'.encode('utf-16-le'), 'é'.encode('utf-16'))

# Large ints in order
a, b = 3 ** 100, 3 ** 100 + 1
print(a == b, a < b, a != b, -a < b, -a > -b, a >= a, 2 ** 62 == 2 ** 62, 2 ** 62 < 2 ** 63, 2 ** 100 > 2 ** 50, -2 ** 70 < 2 ** 50)
for code in 'bBhHiIlLqQfd':
    x = array.array(code, [1, 2, 100])
    print(code, sum(x), list(x), x[1])
print('a.b.c'.replace('.', '-'), 'ab☃ab'.replace('b', 'ż'), b'a.b'.replace(b'.', b'!'), 'aaa'.replace('a', 'b', 2))


# Defaults that are replaced after calls were compiled
def f(a, b=1):
    return a + b


def calls(n):
    total = 0
    for i in range(n):
        total += f(i) + f(a=i)
    return total


print(calls(3000))
f.__defaults__ = (5,)
print(calls(3000))
f.__defaults__ = (7,)
print(calls(3000))
f.__defaults__ = None
try:
    calls(1)
except TypeError as e:
    print(e)
print('ok')
