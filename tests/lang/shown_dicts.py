"""Objects that show their dicts: attributes and methods are looked for in these, whatever is done to them; keys of dicts made alike."""

import functools


class Point:
    kind = "class"

    def __init__(self, **values):
        self.__dict__.update(values)

    def norm(self):
        return self.x * self.x + self.y * self.y

    def name(self):
        return "method"


class Lazy:
    def __init__(self, x):
        self.x = x

    @functools.cached_property
    def square(self):
        return self.x * self.x

    def total(self):
        return self.square + self.x


class Shared:
    state = {"x": 3, "y": 4}

    def __init__(self):
        self.__dict__ = self.state

    def sum(self):
        return self.x + self.y


def norms(points):
    return sum(point.norm() for point in points)


def kinds(points):
    return [point.kind for point in points]


def names(points):
    return [point.name() for point in points]


def totals(lazy):
    return [one.total() for one in lazy]


def sums(shared):
    return [one.sum() for one in shared]


def prices(rows):
    total = 0
    for row in rows:
        total += row["count"] * row["price"]
    return total


for turn in range(300):
    points = [Point(x=number, y=2) for number in range(5)]
    assert norms(points) == 50
    assert kinds(points) == ["class"] * 5 and names(points) == ["method"] * 5
    lazy = [Lazy(number) for number in range(4)]
    assert totals(lazy) == totals(lazy) == [0, 2, 6, 12]
    assert sums([Shared(), Shared()]) == [7, 7]
    rows = [{"name": "a", "count": number, "price": 2} for number in range(4)]
    assert prices(rows) == 12

for turn in range(300):
    # Keys elsewhere, and more or fewer of them.
    points = [Point(y=2, x=1), Point(a=0, x=1, y=2), Point(x=1, y=2, **{f"k{n}": n for n in range(40)})]
    assert norms(points) == 15
    rows = [{"price": 2, "count": 1}, {"count": 1, "price": 3}, {str(n): n for n in range(9)} | {"count": 2, "price": 1}]
    assert prices(rows) == 7
    rows[0].pop("price")
    rows[0]["price"] = 5
    assert prices(rows) == 10
    del rows[1]["price"]
    try:
        prices(rows)
    except KeyError as error:
        assert error.args == ("price",)
    else:
        assert False
    # What the dict has hides methods and what is in the class.
    points[1].__dict__["name"] = lambda: "own"
    points[1].kind = "own"
    assert names(points) == ["method", "own", "method"] and kinds(points) == ["class", "own", "class"]
    del points[1].name
    del points[1].kind
    assert names(points) == ["method"] * 3 and kinds(points) == ["class"] * 3
    del points[0].x
    try:
        norms(points)
    except AttributeError as error:
        assert str(error) == "'Point' object has no attribute 'x'"
    else:
        assert False
    lazy = [Lazy(2), Lazy(3)]
    assert totals(lazy) == [6, 12]
    lazy[0].__dict__["square"] = 40
    del lazy[1].square
    lazy[1].x = 4
    assert totals(lazy) == [42, 20]
    Shared.state["x"] = turn
    assert sums([Shared()]) == [turn + 4]
    lazy[0].__dict__ = {"x": 1, "square": 2, 5: 6}
    assert totals(lazy) == [3, 20]


class Globals:
    def read(self):
        return self.shown_variable


shown_variable = 7
holder = Globals()
holder.__dict__ = globals()
for turn in range(300):
    shown_variable = turn
    assert holder.read() == turn


# A property takes precedence over what the dicts have, as soon as there is one.
points = [Point(x=3, y=4)]
for turn in range(300):
    assert norms(points) == 25
Point.x = property(lambda self: 10)
for turn in range(300):
    assert norms(points) == 116
del Point.x
assert norms(points) == 25


class First:
    def __get__(self, instance, owner=None):
        return "descriptor"


def seen(points):
    return points[0].special


Point.special = First()
for turn in range(300):
    assert seen(points) == "descriptor"
points[0].__dict__["special"] = "own"
for turn in range(300):
    assert seen(points) == "own"
First.__set__ = lambda self, instance, value: None
for turn in range(300):
    assert seen(points) == "descriptor"
print("ok")
