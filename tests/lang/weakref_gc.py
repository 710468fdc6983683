"""Weak references, finalizers and cycles, as far as every runtime with gc.collect() agrees."""

import gc
import weakref


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")


class Node:
    def __init__(self, name=None):
        self.name = name
        self.other = None

    def __repr__(self):
        return f"Node({self.name})"


def collect():
    for _ in range(3):
        gc.collect()


n = Node("a")
r = weakref.ref(n)
assert r() is n
assert weakref.ref(n) is r
assert weakref.getweakrefcount(n) == 1
assert hash(r) == hash(n)
assert r == weakref.ref(n)
del n
collect()
assert r() is None and repr(r).endswith("; dead>")
called = []


def dies(label):
    victim = Node()
    return weakref.ref(victim, lambda ref: called.append((label, ref()))), victim


ref, victim = dies("x")
del victim
collect()
assert called == [("x", None)]


def cycle():
    a, b = Node("a"), Node("b")
    a.other, b.other = b, a
    return weakref.ref(a), weakref.ref(b)


ra, rb = cycle()
collect()
assert ra() is None and rb() is None
finalized = []


class Final:
    def __init__(self, name):
        self.name = name
        self.me = self

    def __del__(self):
        finalized.append(self.name)


def make_finals():
    for i in range(3):
        Final(i)


make_finals()
collect()
assert sorted(finalized) == [0, 1, 2]


class Lazarus:
    saved = None
    count = 0

    def __del__(self):
        Lazarus.saved = self
        Lazarus.count += 1


def make_lazarus():
    Lazarus()


make_lazarus()
collect()
assert isinstance(Lazarus.saved, Lazarus) and Lazarus.count == 1
Lazarus.saved = None
collect()
assert Lazarus.count == 1
d = weakref.WeakValueDictionary()
keep = Node("kept")
d["kept"], d["lost"] = keep, Node("lost")
collect()
assert dict(d) == {"kept": keep} and "lost" not in d and len(d) == 1
k = weakref.WeakKeyDictionary()
key = Node("key")
k[key] = 1
k[Node("gone")] = 2
collect()
assert len(k) == 1 and k[key] == 1
s = weakref.WeakSet([key])
s.add(Node("temp"))
collect()
assert len(s) == 1 and key in s
p = weakref.proxy(key)
assert p.name == "key" and repr(type(p)) == "<class 'weakref.ProxyType'>" or type(p).__name__ == "ProxyType"
p.name = "changed"
assert key.name == "changed"
del key
collect()
raises(ReferenceError, "weakly-referenced object no longer exists", lambda: p.name)


class Methods:
    def method(self):
        return "called"


m = Methods()
w = weakref.WeakMethod(m.method)
assert w()() == "called"
del m
collect()
assert w() is None
f = weakref.finalize(keep, called.append, "finalized")
assert f.alive
del keep
collect()
assert called[-1] == "finalized" and not f.alive
raises(TypeError, "cannot create weak reference to 'int' object", weakref.ref, 1)
raises(TypeError, "cannot create weak reference to 'tuple' object", weakref.ref, ())
raises(TypeError, "cannot create weak reference to 'Slotted' object", lambda: weakref.ref(type("Slotted", (), {"__slots__": ()})()))


def function():
    pass


assert weakref.ref(function)() is function
assert weakref.ref(Node)() is Node
number_set = weakref.ref({1})
collect()
assert number_set() is None
assert gc.isenabled()
gc.disable()
assert not gc.isenabled()
gc.enable()
assert isinstance(gc.get_threshold(), tuple)
assert gc.is_tracked([])
assert isinstance(gc.collect(), int)


def generator_finally():
    try:
        yield 1
    finally:
        finalized.append("generator")


g = generator_finally()
next(g)
del g
collect()
assert finalized[-1] == "generator"

for arguments, message in (
    ((), "__new__ expected at least 1 argument, got 0"),
    ((print, None, 3), "__new__ expected at most 2 arguments, got 3"),
):
    try:
        weakref.ref(*arguments)
    except TypeError as error:
        assert str(error) == message, error
    else:
        raise AssertionError

print("ok")
