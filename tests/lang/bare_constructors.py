"""Constructors with `*args` and `**kwargs` that are called without any, often and with what they refuse."""
import abc
import weakref
from collections import defaultdict


def said(function):
    try:
        return function()
    except Exception as error:
        return f'{type(error).__name__}: {error}'


class Plain:
    pass


class Keyed(weakref.ref):
    def __new__(cls, of, callback=None, key=None):
        return super().__new__(cls, of, callback)

    def __init__(self, of, callback=None, key=None):
        super().__init__(of, callback)
        self.key = key


class Derived(weakref.ref):
    pass


class Abstract(abc.ABC):
    @abc.abstractmethod
    def method(self):
        pass


def loop(plain):
    for i in range(3000):
        made = object()
        assert type(made) is object and made is not object()
        object.__init__(made)
        reference = weakref.ref(plain)
        assert reference() is plain and reference is weakref.ref(plain)
        assert weakref.ref(plain, print) is not reference
        assert Derived(plain)() is plain and type(Derived(plain)) is Derived
        assert Keyed(plain, None, i).key == i
        assert object.__new__(Plain).__class__ is Plain
        counts = defaultdict(int)
        counts['a'] += i
        assert counts == {'a': i} and counts.default_factory is int
        assert defaultdict() == {} and defaultdict(None, a=1)['a'] == 1
        assert defaultdict(list, [('x', [i])])['x'] == [i]


plain = Plain()
loop(plain)
for _ in range(3):
    assert said(lambda: object(1)) == 'TypeError: object() takes no arguments'
    assert said(lambda: object(x=1)) == 'TypeError: object() takes no arguments'
    assert said(lambda: Plain(1)) == 'TypeError: Plain() takes no arguments'
    assert said(lambda: object.__init__(plain, 1)) == (
        'TypeError: Plain.__init__() takes exactly one argument (the instance to initialize)')
    assert said(lambda: object.__new__(int)) == 'TypeError: object.__new__(int) is not safe, use int.__new__()'
    assert said(lambda: object.__new__(Abstract)) == (
        "TypeError: Can't instantiate abstract class Abstract without an implementation for abstract method 'method'")
    assert said(lambda: weakref.ref()) == 'TypeError: __new__ expected at least 1 argument, got 0'
    assert said(lambda: weakref.ref(1)) == "TypeError: cannot create weak reference to 'int' object"
    assert said(lambda: weakref.ref(plain, None, 2)) == 'TypeError: __new__ expected at most 2 arguments, got 3'
    assert said(lambda: weakref.ref(plain, callback=None)) == 'TypeError: ref() takes no keyword arguments'
    assert said(lambda: defaultdict(1)) == 'TypeError: first argument must be callable or None'
    assert said(lambda: defaultdict(int, 1)) == "TypeError: 'int' object is not iterable"
    assert said(lambda: defaultdict(int, {}, {})) == 'TypeError: dict expected at most 1 argument, got 2'
print('ok')
