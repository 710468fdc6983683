# Which patterns a class matches is said by the first of its bases that says it; keys of mapping patterns differ.
import collections
import collections.abc


def kinds(x):
    match x:
        case [*_]:
            first = "sequence"
        case {}:
            first = "mapping"
    match x:
        case {}:
            second = "mapping"
        case [*_]:
            second = "sequence"
    assert first == second
    return first


class A(collections.UserDict, collections.abc.Sequence):
    pass


class B(dict, collections.abc.Sequence):
    pass


class C(collections.UserList, collections.abc.Mapping):
    pass


class D(collections.UserList, dict):
    pass


assert [kinds(x) for x in (A(), B(), C(), D())] == ["mapping", "mapping", "sequence", "sequence"]


class Plain:
    pass


collections.abc.Sequence.register(Plain)
# `[*_]` does not ask for the length.
assert kinds(Plain()) == "sequence"


def refused(source):
    try:
        compile(source, "<test>", "exec")
    except SyntaxError as error:
        return error.msg
    raise AssertionError(source)


for keys in ("0: _, False: _", "0: _, 0.0: _", "0: _, 0j: _", "1: _, True: _", "'a': _, 'a': _"):
    assert refused(f"match x:\n    case {{{keys}}}: pass").startswith("mapping pattern checks duplicate key ("), keys
compile("match x:\n    case {0: _, '0': _, 1: _, b'0': _, x.y: _, x.y: _}: pass", "<test>", "exec")
assert refused('match x:\n    case f"": pass') == "patterns may only match literals and attribute lookups"
assert refused('match x:\n    case {f"": _}: pass') == "mapping pattern keys may only match literals and attribute lookups"
print("ok")
