"""Equality of dicts and sets whose keys are in the same places, in others, or gone."""
nan = float('nan')


class Key:
    def __init__(self, name):
        self.name = name

    def __hash__(self):
        return hash(self.name)

    def __eq__(self, other):
        compared.append(self.name)
        return isinstance(other, Key) and self.name == other.name


class Value:
    def __init__(self, act):
        self.act = act

    def __eq__(self, other):
        self.act()
        return True


compared = []


def loop(a, b, turned, less, other):
    for _ in range(1500):
        assert a == b and not a != b and a == turned and turned == a
        assert a != less and less != a and a != other


names = [chr(ord('a') + i) for i in range(20)]
alike = dict(zip(names, range(20)))
turned = dict(reversed(alike.items()))
less = {name: alike[name] for name in names[1:]}
loop(alike, alike.copy(), turned, less, {**alike, 'a': -1})
loop(alike, {name * 1: i for i, name in enumerate(names)}, turned, less, {**less, 'z': 0})
loop(set(names), set(list(names)), set(reversed(names)), set(names[1:]), set(names[1:]) | {'?'})
loop(frozenset(range(300)), set(range(300)), set(range(299, -1, -1)), set(range(299)), set(range(1, 301)))

# What has been deleted is in neither's way.
holes, filled = dict.fromkeys(range(50)), dict.fromkeys(range(50))
for i in range(0, 50, 3):
    del holes[i], filled[i]
    filled[i] = None
assert holes != filled and filled != holes
for i in range(0, 50, 3):
    holes[i] = None
assert holes == filled == dict.fromkeys(range(50))
numbers = set(range(50))
numbers -= set(range(0, 50, 3))
assert numbers <= set(range(50)) and not numbers >= set(range(50)) and numbers < set(range(50))
assert numbers == set(i for i in range(50) if i % 3)

# Only what is no identical key is compared.
one, same = Key('one'), Key('one')
assert {one: 1} == {one: 1} and not compared
assert {one: 1} == {same: 1} and compared == ['one']
assert {one} == {one} and {one} == {same} and len(compared) == 2
assert {nan: 1} == {nan: 1} and {nan: 1} != {float('nan'): 1} and {1: nan} == {1: nan} and {1: nan} != {1: float('nan')}
assert {nan} == {nan} and {nan} != {float('nan')}
assert {1: 1, True: 2} == {1.0: 2} and {0: 'a', 1: 'b'} == {False: 'a', True: 'b'} == {0.0: 'a', 1.0: 'b'}

# Comparing may change the dicts.
for action in (lambda: second.clear(), lambda: second.update(dict.fromkeys(range(100), 1)), lambda: first.clear(),
               lambda: second.pop(1, None)):
    first, second = {0: Value(action), 1: 1, 2: 2}, {0: Value(action), 1: 1, 2: 2}
    assert (first == second) in (True, False)
first, second = {0: Value(lambda: second.clear()), 1: 1}, {0: 0, 1: 1}
assert first != second
assert globals() == globals() and vars(Key) == vars(Key)
print('ok')
