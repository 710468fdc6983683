"""locals() keeps one dict for a frame, in the order in which variables were first bound."""


def f(a, b):
    first = locals()
    c = 1
    first['extra'] = 5
    second = locals()
    print(list(second), first is second)
    del b
    print(list(locals()), 'b' in first)
    b = 7
    x = 3
    squares = [x * x for x in range(3)]
    print({k: v for k, v in locals().items() if k not in ('first', 'second')})
    print([sorted(k for k in locals() if k != '.0') for x in range(1)])
    return [list(locals()) for _ in range(2)][1]


print(f(1, 2))


def g(n):
    total = 0
    for i in range(n):
        total += len(locals())
        if i % 3 == 0:
            extra = i
        elif i % 3 == 1:
            del extra
    return total, list(locals())


print(g(2000))


def outer():
    y = 1

    def inner():
        return y, locals()

    print(inner()[1], locals()['y'])
    del y
    print(sorted(k for k in locals()))
    return eval('locals()'), eval('1 + 1')


print(sorted(outer()[0]))


class C:
    a = 1
    names = sorted(k for k in locals() if not k.startswith('__'))


print(C.names)
print(eval('a + b', {'a': 1}, {'b': 2}), [eval('v + 1') for v in range(3)])
print('ok')
