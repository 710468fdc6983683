# Calls that are built in, and calls that are not; instances that need not be made.


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def plus(self, other):
        return Point(self.x + other.x, self.y + other.y)


def large(a, b):
    c = a * b + a - b * 2 + (a ^ b) - (a & b) + (a | b)
    d = c * a + b - c * 3 + (c ^ a) - (c & b) + (c | b)
    e = d * c + a - d * 5 + (d ^ c) - (d & a) + (d | a)
    f = e % 1000 + d % 1000 + c % 1000 + a + b
    g = f * 2 + e % 7 + d % 11 + c % 13
    return g * f % 1000003


def small(a):
    return a + 1


def loop(count):
    result = 0
    for index in range(count):
        result = small(result)  # says: small is built in here
        result ^= large(index, 3)  # says: large is called, not built in here: it is too large
        step = Point(index, 1)  # says: the Point is never made
        result += step.x + step.y
    return result


def numbers(count):
    for index in range(count):
        yield index
        yield -index


def consume(count):
    result = 0
    for number in numbers(count):
        result += number
    return result


for _ in range(40):
    loop(20)
    consume(20)
print(loop(100), consume(100))
