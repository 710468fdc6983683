"""Events that audit hooks are told of, and that they can stop what is about to happen."""

import gc
import io
import marshal
import sys

seen = []
watched = ()


def hook(event, arguments):
    if event in watched:
        seen.append((event, *arguments))
        if stops:
            raise RuntimeError(event)


stops = False
sys.addaudithook(hook)


class A:
    pass


class B:
    pass


watched = {"object.__setattr__"}
a = A()
A.__name__ = "X"
a.__class__ = B
A.attribute = 1
assert seen == [("object.__setattr__", A, "__name__", "X"), ("object.__setattr__", a, "__class__", B)], seen

seen.clear()
watched = {"compile", "exec", "marshal.dumps", "gc.get_referents", "sys._getframemodulename"}
eval("1 + 1")
marshal.dumps((1,))
gc.get_referents([])
sys._getframemodulename()
names = [event for event, *_ in seen]
assert names == ["compile", "exec", "marshal.dumps", "gc.get_referents", "sys._getframemodulename"], names

seen.clear()
watched, stops = {"open"}, True
for call in (lambda: open("/dev/null"), lambda: io.open("/no/such/file", "w")):
    try:
        call()
    except RuntimeError as error:
        assert str(error) == "open"
    else:
        assert False
assert [(path, mode) for _, path, mode, _ in seen] == [("/dev/null", "r"), ("/no/such/file", "w")], seen
watched = ()
print("ok")
