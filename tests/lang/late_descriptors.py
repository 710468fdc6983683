"""What was found as a plain attribute is a descriptor as soon as its class says so."""


class Plain:
    pass


class Holder:
    found = Plain()
    method = Plain()

    def __init__(self):
        self.found = 1


def read(holder):
    return holder.found


class Meta(type):
    found = Plain()


class OfMeta(metaclass=Meta):
    found = 1


def read_class():
    return OfMeta.found


holder = Holder()
for _ in range(3000):
    assert read(holder) == 1 and read_class() == 1
Plain.__get__ = lambda self, instance, owner: 2
Plain.__set__ = lambda *arguments: None
assert read(holder) == 2 and read_class() == 2
del Plain.__set__
assert read(holder) == 1 and read_class() == 1


class Callee:
    def __call__(self):
        return "called"


class Caller:
    method = Callee()


def call(caller):
    return caller.method()


caller = Caller()
for _ in range(3000):
    assert call(caller) == "called"
Callee.__get__ = lambda self, instance, owner: lambda: "bound"
assert call(caller) == "bound"
print("ok")
