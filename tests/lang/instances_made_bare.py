"""Classes that are called and do nothing but make an instance, in loops, and that change into others that do more."""

import gc
from abc import ABC, abstractmethod


class Node:
    pass


class Slotted:
    __slots__ = ("a", "b")


class Meta(type):
    pass


class WithMeta(metaclass=Meta):
    kind = "meta"


class Shape(ABC):
    @abstractmethod
    def area(self): ...


class Square(Shape):
    def area(self):
        return 4


class Dies:
    died = 0

    def __del__(self):
        Dies.died += 1


class Manager:
    def __enter__(self):
        return self

    def __exit__(self, *exception):
        return False


def make(cls, count):
    kept = []
    for _ in range(count):
        kept.append(cls())
    return kept


def nodes(count):
    first = last = Node()
    for index in range(count):
        node = Node()
        node.value = index
        last.next = node
        last = node
    total = 0
    node = first.next
    while True:
        total += node.value
        if not hasattr(node, "next"):
            return total
        node = node.next


def slotted(count):
    total = 0
    for index in range(count):
        it = Slotted()
        try:
            it.a
        except AttributeError:
            total += 1
        it.a = index
        it.b = it
        total += it.b.a
    return total


def sentinels(count):
    seen = {object() for _ in range(count)}
    other = object()
    return len(seen), other in seen, type(other) is object


def managed(count):
    failed = 0
    for index in range(count):
        try:
            with Manager() as manager:
                if index % 3 == 0:
                    raise ValueError(manager.__class__)
        except ValueError as error:
            failed += error.args == (Manager,)
    return failed


def raises(make, message):
    try:
        make()
    except TypeError as error:
        assert str(error) == message, str(error)
    else:
        raise AssertionError(message)


for _ in range(6):
    assert nodes(300) == 300 * 299 // 2
    assert slotted(200) == 200 + 200 * 199 // 2
    assert sentinels(200) == (200, False, True)
    assert managed(90) == 30
    assert {type(it) for it in make(WithMeta, 50)} == {WithMeta} and WithMeta().kind == "meta"
    assert sum(it.area() for it in make(Square, 50)) == 200
    del make(Dies, 50)[:]
gc.collect()
assert Dies.died == 300, Dies.died

raises(lambda: Node(1), "Node() takes no arguments")
raises(lambda: object(1), "object() takes no arguments")
raises(Shape, "Can't instantiate abstract class Shape without an implementation for abstract method 'area'")


def direct(count):
    made = []
    for _ in range(count):
        made.append(Node())
    return made


def with_meta(count):
    return [WithMeta() for _ in range(count)]


for _ in range(5):
    assert all(type(it) is Node for it in direct(100))
    assert all(type(it) is WithMeta for it in with_meta(100))

# What is called changes under way.
Node.__init__ = lambda self: setattr(self, "value", 7)
assert all(it.value == 7 for it in direct(100))
del Node.__init__
assert not any(hasattr(it, "value") for it in direct(100))
Node.__new__ = lambda cls: 5
assert direct(100) == [5] * 100
Node.__new__ = object.__new__
assert all(type(it) is Node for it in direct(100))
Node.__del__ = lambda self: died.append(1)
died = []
direct(10)
gc.collect()
assert len(died) == 10
Meta.__call__ = lambda cls: "called"
assert with_meta(100) == ["called"] * 100
del Meta.__call__
assert all(type(it) is WithMeta for it in with_meta(100))
print("ok")
