# The library's modules about types and code, as of 3.12.
import contextlib
import dataclasses
import inspect
import traceback
import types
import typing


def f[T, *Ts, **P](x: T) -> T:
    return x


T, Ts, P = f.__type_params__
assert isinstance(T, typing.TypeVar) and isinstance(Ts, typing.TypeVarTuple) and isinstance(P, typing.ParamSpec)


class Box[T]:
    item: T


assert repr(typing.Optional[int]) == "typing.Optional[int]"
assert typing.get_type_hints(Box) == {"item": Box.__type_params__[0]}
assert typing.get_args(typing.Callable[[int, str], bool]) == ([int, str], bool)
assert Box[int].__args__ == (int,) and types.get_original_bases(Box)[0].__origin__ is typing.Generic


@typing.runtime_checkable
class Closes(typing.Protocol):
    def close(self) -> None: ...


class Door:
    def close(self):
        pass


assert isinstance(Door(), Closes) and not isinstance(1, Closes)


class Point(typing.NamedTuple):
    x: int
    y: int = 2


assert Point(1) == (1, 2) and Point.__annotations__ == {"x": int, "y": int}


class Movie(typing.TypedDict):
    title: typing.Required[str]
    year: typing.NotRequired[int]


assert Movie.__required_keys__ == {"title"} and Movie.__optional_keys__ == {"year"}


@dataclasses.dataclass(slots=True, weakref_slot=True, kw_only=True)
class Item:
    name: str
    tags: list = dataclasses.field(default_factory=list)


assert Item.__slots__ == ("name", "tags", "__weakref__") and repr(Item(name="a")) == "Item(name='a', tags=[])"
assert dataclasses.make_dataclass("Made", ["x"], module="elsewhere").__module__ == "elsewhere"
assert str(inspect.signature(Item)) == "(*, name: str, tags: list = <factory>) -> None"
assert inspect.get_annotations(f) == {"x": T, "return": T}


def gen():
    yield


g = gen()
assert inspect.getgeneratorstate(g) == "GEN_CREATED"
next(g)
assert inspect.getgeneratorstate(g) == "GEN_SUSPENDED"

with contextlib.suppress(ValueError):
    raise ExceptionGroup("", [ValueError(1)])

try:
    raise ExceptionGroup("both", [ValueError(1), TypeError(2)])
except ExceptionGroup as group:
    group.add_note("noted")
    text = "".join(traceback.format_exception(group))
assert "  | ExceptionGroup: both (2 sub-exceptions)\n  | noted\n  +-+---------------- 1 ----------------\n    | ValueError: 1\n" in text

try:
    None.missing + 1
except AttributeError as error:
    lines = traceback.format_exception(error)
assert "    None.missing + 1\n    ^^^^^^^^^^^^\n" in lines[1]

print("ok")
