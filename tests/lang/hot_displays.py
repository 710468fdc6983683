# Dicts written out: order of evaluation, equal keys, keys that cannot be hashed, many pairs, and pairs after `**`.

log = []


def note(value):
    log.append(value)
    return value


assert {note('a'): note(1), note('b'): note(2), note('a'): note(3)} == {'a': 3, 'b': 2}
assert log == ['a', 1, 'b', 2, 'a', 3]
assert list({'x': 1, **{'y': 2, 'x': 3}, 'z': 4}.items()) == [('x', 3), ('y', 2), ('z', 4)]
assert list({**{'y': 2}, 'x': 1}) == ['y', 'x']
many = {'k0': 0, 'k1': 1, 'k2': 2, 'k3': 3, 'k4': 4, 'k5': 5, 'k6': 6, 'k7': 7, 'k8': 8, 'k9': 9, 'k0': 10}
assert len(many) == 10 and list(many.values()) == [10, 1, 2, 3, 4, 5, 6, 7, 8, 9]
try:
    {note('c'): 1, []: note('d')}
except TypeError as problem:
    assert str(problem) == "unhashable type: 'list'", problem
else:
    raise AssertionError
assert log[6:] == ['c', 'd']


class Key:
    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return 1

    def __eq__(self, other):
        return isinstance(other, Key) and self.n == other.n


def made(count):
    out = []
    for i in range(count):
        out.append({'a': i, 'b': {'c': [i], i: None}, 1: i, True: 'one', 1.0: 'float'})
        out.append({Key(i): 1, Key(i): 2, Key(0): 3, **{'z': i}})
    return out


found = made(60)
assert found[-2] == {'a': 59, 'b': {'c': [59], 59: None}, 1: 'float'} and list(map(type, found[-2]))[-1] is int
assert sorted(found[-1].values()) == [2, 3, 59] and found[0] == {'a': 0, 'b': {'c': [0], 0: None}, 1: 'float'}
assert found[1][Key(0)] == 3 and len(found[1]) == 2


def raising(values):
    caught = 0
    for value in values:
        try:
            {'a': 1, value: 2}
        except TypeError:
            caught += 1
    return caught


assert raising([1, 'b', [], (1, []), None] * 20) == 40


import math


def of_math(count):
    return [(math.gcd(i, 12, 18), math.lcm(i, 4), math.log(i + 1), math.log2(i + 1), math.log10(i * 0.5 + 1), math.hypot(3, 4))
            for i in range(count)]


numbers = of_math(80)
assert numbers[6][:2] == (6, 12) and numbers[7][3] == 3.0 and numbers[18][4] == 1.0 and numbers[0][2] == 0.0
assert math.gcd() == 0 and math.lcm() == 1 and math.gcd(2**80, 2**70 * 3) == 2**70 and math.gcd(True, -4) == 1


def logs(values):
    out = []
    for value in values:
        try:
            out.append(math.log(value))
        except ValueError as problem:
            assert str(problem) == 'math domain error', problem
            out.append(None)
    return out


assert logs([1.0] * 50 + [0.0, -1.0, 1.0]) == [0.0] * 50 + [None, None, 0.0]
assert logs([float('inf')]) == [float('inf')] and logs([1] * 50 + [0]) == [0.0] * 50 + [None]
for call, message in [(lambda: math.gcd(x=1), 'math.gcd() takes no keyword arguments'),
                      (lambda: math.gcd(1.0), "'float' object cannot be interpreted as an integer"),
                      (lambda: math.lcm(2, None), "'NoneType' object cannot be interpreted as an integer")]:
    try:
        call()
    except TypeError as problem:
        assert str(problem) == message, problem
    else:
        raise AssertionError

from datetime import date, datetime, timedelta


class Span(timedelta):
    def __radd__(self, other):
        return 'reflected'


def moments(day, moment, step):
    for _ in range(60):
        day = day + step
        moment += step
        between = step + step - timedelta(seconds=1)
    return day, moment, between, day - date(2020, 1, 1)


step = timedelta(days=1)
assert moments(date(2020, 1, 1), datetime(2020, 1, 1, 5), step) == (
    date(2020, 3, 1), datetime(2020, 3, 1, 5), timedelta(days=1, seconds=86399), timedelta(days=60))


def added(pairs):
    return [a + b for a, b in pairs]


assert added([(step, Span(1)), (datetime(2020, 1, 1), Span(1))] * 30)[:2] == ['reflected', datetime(2020, 1, 2)]
try:
    added([(datetime(2020, 1, 1), step)] * 60 + [(datetime.max, step)])
except OverflowError as problem:
    assert str(problem) == 'date value out of range', problem
else:
    raise AssertionError
try:
    added([(datetime(2020, 1, 1), step)] * 60 + [(datetime.max, 1)])
except TypeError as problem:
    assert str(problem) == "unsupported operand type(s) for +: 'datetime.datetime' and 'int'", problem
else:
    raise AssertionError
print('ok')
