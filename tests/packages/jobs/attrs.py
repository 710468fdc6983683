"""attrs: classes with validators, converters, slots, ordering, serialization."""
import attr
from attrs import asdict, define, evolve, field, fields, frozen, validators


@define
class Point:
    x: int = field(converter=int)
    y: int = field(default=0, validator=validators.instance_of(int))


@frozen(order=True)
class Version:
    major: int
    minor: int = 0
    tags: list = field(factory=list, order=False, repr=lambda value: f'<{len(value)}>')


@attr.s(auto_attribs=True, hash=True, kw_only=True)
class Old:
    name: str
    points: list = attr.Factory(lambda self: [self.name], takes_self=True)


print(Point('3'), Point(1, 2) == Point(1, 2), evolve(Point(1), y=5))
for bad in (lambda: Point(1, 'a'), lambda: Version(1).__setattr__('major', 2), lambda: Point(1).__setattr__('z', 1)):
    try:
        bad()
    except Exception as error:
        print(type(error).__name__, str(error).split('\n')[0][:60])
print(sorted([Version(2), Version(1, 5), Version(1)]), Version(1, 2, [1]))
print(asdict(Old(name='n')), [f.name for f in fields(Point)])
print(attr.astuple(Point(4, 5)), Point.__slots__)
print(attr.make_class('C', ['a', 'b'])(1, 2))
