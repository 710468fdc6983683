"""list[int] and int | str as objects: substitution, unpacking, attributes, copying; and SimpleNamespace."""

import copy
import types


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")


class Parameter:
    """Anything with `__typing_subst__` is a type parameter."""

    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return f"~{self.name}"

    def __typing_subst__(self, arg):
        return arg


T, U = Parameter("T"), Parameter("U")
nested = dict[T, list[U]]
assert nested.__parameters__ == (T, U) and repr(nested[int, str]) == "dict[int, list[str]]"
assert dict[T, tuple[T, U]][int, str] == dict[int, tuple[int, str]] and list[T][list[U]].__parameters__ == (U,)
raises(TypeError, "list[int] is not a generic class", lambda: list[int][int])
raises(TypeError, "Too many arguments for list[~T]; actual 2, expected 1", lambda: list[T][int, str])
raises(TypeError, "Too few arguments for dict[~T, ~U]; actual 1, expected 2", lambda: dict[T, U][int])

starred = next(iter(tuple[int, ...]))
assert repr(starred) == "*tuple[int, ...]" and starred.__unpacked__ and starred != tuple[int, ...]
assert repr(tuple[*tuple[int, str]]) == "tuple[*tuple[int, str]]" and not list[int].__unpacked__
assert repr(dict[T, U][*tuple[int, str]]) == "dict[int, str]" and starred.__typing_unpacked_tuple_args__ == (int, ...)
assert list[int] == list[int] != list[str] and hash(list[int]) == hash(list[int]) and len({list[int], list[int]}) == 1
for alias in (list[int], starred, dict[str, list[int]]):
    assert copy.copy(alias) == copy.deepcopy(alias) == alias
assert list[int].append is list.append and list[int].__doc__ == list.__doc__ and "__args__" in dir(list[int])
assert repr(list[[int, str], ...]) == "list[[int, str], ...]" and repr(tuple[()]) == "tuple[()]"
assert type(list[int]([1])) is list and issubclass(types.new_class("Sub", (list[int],)), list)
raises(TypeError, "type() doesn't support MRO entry resolution; use types.new_class()", type, "Sub", (list[int],), {})


class Kept:
    __class_getitem__ = classmethod(types.GenericAlias)


assert Kept[int]().__orig_class__ == Kept[int] and repr(Kept[T][str]).endswith("Kept[str]")
raises(TypeError, "isinstance() argument 2 cannot be a parameterized generic", isinstance, [], list[int])

union = int | None | list[T]
assert repr(union) == "int | None | list[~T]" and union[str] == int | None | list[str] and union.__parameters__ == (T,)
assert int | str == str | int and hash(int | str) == hash(str | int) and (int | int) is int
assert list[int] | list[int] == list[int] and len((int | str | int).__args__) == 2
assert isinstance(None, union.__args__[1]) and isinstance(5, int | str) and not issubclass(list, int | str)
raises(TypeError, "isinstance() argument 2 cannot be a parameterized generic", isinstance, "x", int | list[int])
raises(TypeError, "unsupported operand type(s) for |: 'type' and 'int'", lambda: int | 1)

type Pair[A] = tuple[A, A]
assert Pair.__module__ == "__main__" and repr(Pair[int]) == "Pair[int]" and Pair[int].__args__ == (int,)
type Plain = int
raises(TypeError, "Only generic type aliases are subscriptable", lambda: Plain[int])
assert repr(Plain | None) == "Plain | None" and copy.copy(Pair) is Pair


def generic[V: int, *Vs, **P]():
    pass


V, Vs, P = generic.__type_params__
assert (V.__name__, V.__bound__, V.__constraints__, V.__infer_variance__, V.__module__) == ("V", int, (), True, "typing")
assert repr(P.args) == "P.args" and P.kwargs == P.kwargs and P.args != P.kwargs and P.args.__origin__ is P
raises(TypeError, "Cannot subclass an instance of TypeVar", lambda: types.new_class("Bad", (V,)))
raises(TypeError, "Substitution of bare TypeVarTuple is not supported", Vs.__typing_subst__, int)

space = types.SimpleNamespace(b=1, a="x")
space.c = space
assert repr(space) == "namespace(b=1, a='x', c=namespace(...))"
del space.c
assert space == types.SimpleNamespace(a="x", b=1) and space != types.SimpleNamespace() and copy.copy(space) == space
raises(TypeError, "no positional arguments expected", types.SimpleNamespace, 1)
assert repr(type("Named", (types.SimpleNamespace,), {})(x=1)) == "Named(x=1)"


class Holder:
    pass


# A method object may bind a function that knows no receiver.
holder = Holder()
holder.length = types.MethodType(len, "abc")
assert holder.length() == 3
raises(TypeError, "cannot delete __dict__", delattr, raises, "__dict__")
del holder.__dict__
assert not hasattr(holder, "length")


# Globals of a subclass of dict may make up names.
class Guess(dict):
    def __missing__(self, key):
        return key.upper()


assert eval("lambda: made_up", Guess())() == "MADE_UP"

print("ok")
