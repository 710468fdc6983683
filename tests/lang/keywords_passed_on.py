"""Dicts of keywords that functions pass on: what is known of them ends where anything else may have changed them."""
import sys


def target(**kw):
    return sorted(kw)


def look():
    return sys._getframe(1).f_locals


class A:

    def __setattr__(self, n, v):
        object.__setattr__(self, n, v)


def w(*a, **kw):
    f = look()
    f['kw']['z'] = 1
    return target(**kw)


def alias(*a, **kw):
    other = kw if a else {}
    other['z'] = 1
    return target(**kw)


def loop(*a, **kw):
    for i in range(2):
        r = target(**kw)
        if i == 0:
            kw['q'] = 1
    return r


def loop2(*a, **kw):
    r = None
    while True:
        r = target(**kw)
        kw = {'n': 1}
        if r == ['n']:
            return r


def loop3(*a, **kw):
    x = {}
    for i in range(3):
        x = kw
        r = target(**kw)
        x['w'] = 1
    return r


def held(*a, **kw):
    l = []
    for i in range(2):
        l.append(kw)
        r = target(**kw)
        for d in l:
            d['e'] = 1
    return r


NOTHING = {}


def default(*a, **kw):
    other = NOTHING.get('k', kw)
    other['d'] = 1
    return target(**kw)


def default_of_pop(*a, **kw):
    other = NOTHING.pop('k', kw)
    other['d'] = 1
    return target(**kw)


def default_of_next(*a, **kw):
    other = next(iter(()), kw)
    other['d'] = 1
    return target(**kw)


def either(*a, **kw):
    other = kw or NOTHING
    other['d'] = 1
    return target(**kw)


def gen(*a, **kw):

    def g():
        kw['g'] = 1
        yield 1
    for i in g():
        pass
    return target(**kw)


def retry(*a, **kw):
    for i in range(3):
        try:
            return target(**kw)
        except ValueError:
            pass


def w2(*a, **kw):
    kw.update(z=1)
    return target(**kw)


def w3(*a, **kw):
    kw.setdefault('z', 1)
    return target(**kw)


def w4(*a, **kw):
    kw.pop('x')
    return target(**kw)


def w5(*a, **kw):
    l = [kw]
    l[0]['z'] = 1
    return target(**kw)


def w6(*a, **kw):
    kw |= {'z': 1}
    return target(**kw)


def w7(*a, **kw):

    def inner():
        kw['z'] = 1
    inner()
    return target(**kw)


def w8(*a, **kw):
    for k in list(kw):
        kw[k + '1'] = 2
    return target(**kw)


def w9(*a, **kw):
    del kw['x']
    return target(**kw)


def repeat(count):

    def decorate(function):

        def wrapper(*args, **kwargs):
            for _ in range(count):
                result = function(*args, **kwargs)
            return result
        return wrapper
    return decorate


def counted(function):

    def wrapper(*args, **kwargs):
        wrapper.calls += 1
        return function(*args, **kwargs)
    wrapper.__dict__['calls'] = 0
    return wrapper


@counted

@repeat(3)

@counted

def added(a, *, b=1):
    return a + b


def run(function, turns, want):
    for _ in range(turns):
        result = function(1, x=1)
        assert result == want, (function, result)
N = 1500
run(alias, N, ['x', 'z'])
run(loop, N, ['q', 'x'])
run(loop2, N, ['n'])
run(loop3, N, ['w', 'x'])
run(held, N, ['e', 'x'])
run(gen, N, ['g', 'x'])
run(retry, N, ['x'])
for function in (w2, w3, w5, w6, w7):
    run(function, N, ['x', 'z'])
for _ in range(N):
    assert default(1, x=1) == ['d', 'x']
    assert default_of_pop(1, x=1) == ['d', 'x']
    assert default_of_next(1, x=1) == ['d', 'x']
    assert either(1, x=1) == ['d', 'x']
run(w4, N, [])
run(w8, N, ['x', 'x1'])
run(w9, N, [])
for number in range(N):
    assert added(number, b=3) == number + 3
assert added.calls == N
run(w, N, ['x', 'z'])
run(retry, N, ['x'])
print('ok')
