# Comparisons overloaded in Python yield any object, also where they are compiled.


class Distance:
    def __init__(self, value):
        self.value = value

    def __lt__(self, other):
        return self.value - other

    def __eq__(self, other):
        return self.value - other

    __hash__ = None


def use(other):
    distance = Distance(3)
    chosen = [distance < other, distance == other]
    if distance == 3:
        chosen.append("never")
    return chosen


for _ in range(80):
    assert use(5) == [-2, -2]
    assert use(3) == [0, 0]


def mixed(values):
    return [value < 4 for value in values]


for _ in range(80):
    assert mixed([1, 5.5, Distance(9), True, 2**70]) == [True, False, 5, True, False]

print("ok")
