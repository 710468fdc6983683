"""sortedcontainers: lists, dicts and sets that stay sorted."""
import random

from sortedcontainers import SortedDict, SortedKeyList, SortedList, SortedSet

r = random.Random(3)
items = SortedList(load := [r.randrange(5000) for _ in range(4000)])
model = sorted(load)
for _ in range(3000):
    n = r.randrange(5000)
    if r.random() < 0.5 or not model:
        items.add(n)
        model.append(n)
    else:
        gone = model.pop(r.randrange(len(model)))
        items.remove(gone)
model.sort()
print(list(items) == model, len(items), items[10], items[-3], items.bisect_left(2500), items.count(7), list(items.irange(100, 110)), items.index(items[50]))
items._check()
print(SortedKeyList(['bb', 'a', 'ccc'], key=len), SortedKeyList(range(5), key=lambda x: -x)[:2], SortedList('hello'))
d = SortedDict({'b': 2, 'a': 1, 'c': 3})
d['aa'] = 5
print(d, d.peekitem(0), list(d.irange('a', 'b')), d.popitem(), d.keys()[1], d.bisect('b'), d.setdefault('z', 0), d | {'q': 1})
s = SortedSet([3, 1, 2, 3])
s |= {7, 5}
print(s, s[0], s & {1, 7}, s - {1}, s.isdisjoint([9]), s ^ {1, 100}, repr(s.islice(1, 3)) and list(s.islice(1, 3)))
for bad in (lambda: items.remove(99999), lambda: d['none'], lambda: s[10], lambda: SortedList([1, 'a'])):
    try:
        bad()
    except Exception as error:
        print(type(error).__name__, error)
