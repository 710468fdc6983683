class Shape:
    def __init__(self, size):
        self.size = size


class Square(Shape):
    def area(self):
        return self.size * self.size


class Line(Shape):
    def area(self):
        return 0


def double(x):
    return x + x


# Functions that globals hold are constants: nothing is checked before they are built in.
# doubled lacks: GuardBound GuardKind GuardLoad Call CallAny CallCode
def doubled(n):
    total = 0
    for i in range(n):
        total += double(i)
    return total


# Which method a shape picks is not asked again at the call.
# areas has: IsShape Same
# areas lacks: IsLoad Call CallAny
def areas(shapes, n):
    total = 0
    for i in range(n):
        for shape in shapes:
            total += shape.area()
    return total


doubled(3000)
areas([Square(1), Line(2)], 500)
