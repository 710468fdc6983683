"""Proxies of objects without the method; shared references; what weakref.ref takes."""

import weakref


def fails(message, work, *args, **named):
    try:
        work(*args, **named)
    except TypeError as error:
        assert str(error) == message, error
        return
    raise AssertionError("no TypeError")


class Plain:
    pass


class Odd:
    def __iter__(self):
        return NotImplemented


plain, odd = Plain(), Odd()
fails("argument of type 'Plain' is not iterable", lambda: 1 in plain)
fails("argument of type 'Odd' is not iterable", lambda: 1 in odd)
proxy = weakref.proxy(odd)
fails("argument of type 'Odd' is not iterable", lambda: 1 in proxy)


def assign():
    proxy[0] = 1


def delete():
    del proxy[0]


fails("'Odd' object does not support item assignment", assign)
fails("'Odd' object doesn't support item deletion", delete)


class Own(weakref.ref):
    pass


first, shared, second = Own(plain), weakref.ref(plain), Own(plain)
assert first is not second and weakref.ref(plain) is shared
assert weakref.getweakrefcount(plain) == 3
assert weakref.getweakrefs(plain)[0] is shared
fails("ref() takes no keyword arguments", weakref.ref, plain, callback=None)
fails("__init__ expected at most 2 arguments, got 5", shared.__init__, 0, 0, 0, 0, 0)
print("ok")
