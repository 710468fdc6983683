"""Instances of a class whose later ones are larger: what was compiled before makes all of its own of one size."""


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def moved(self):
        return Point(self.x + 1, self.y * 1.5)


class Owner:
    """One that has to be made by the runtime."""

    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __del__(self):
        self.x = None


def chain(point, kept):
    for _ in range(20000):
        point = point.moved()
        kept.append(point)
        if len(kept) > 3000:
            kept.clear()
    return point


def named(points):
    for at, point in enumerate(points):
        point.name = [at]
    return [(point.x, point.name) for point in points[:3]]


def owners(count):
    return [Owner(at, -at) for at in range(count)]


kept = []
for turn in range(6):
    last = chain(Point(0, 0.0), kept)
    print(last.x, last.y, len(kept))
    # The first gets a third attribute, which has no room in it: those that are made from now on have it.
    print(named(kept))
    kept[0].more = turn
    made = owners(2000)
    made[0].name = turn
    print(named(made), made[-1].x, made[0].name)
print("ok")
