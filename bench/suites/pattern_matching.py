"""match statements: literals, sequences, mappings, classes, guards; a symbolic differentiator and a command parser."""

import sys

SMALL, DEFAULT = 60, 42_000
KNOWN = {SMALL: "-1119 10 11 28 16", DEFAULT: "-626 6 8 18375 10500"}


class Expr:
    __slots__ = ()
    __match_args__ = ()

    def __eq__(self, other):
        return type(self) is type(other) and all(getattr(self, n) == getattr(other, n) for n in self.__match_args__)


class Num(Expr):
    __slots__ = __match_args__ = ("value",)

    def __init__(self, value):
        self.value = value


class Var(Expr):
    __slots__ = __match_args__ = ("name",)

    def __init__(self, name):
        self.name = name


class Add(Expr):
    __slots__ = __match_args__ = ("left", "right")

    def __init__(self, left, right):
        self.left = left
        self.right = right


class Mul(Expr):
    __slots__ = __match_args__ = ("left", "right")

    def __init__(self, left, right):
        self.left = left
        self.right = right


class Pow(Expr):
    __slots__ = __match_args__ = ("base", "exponent")

    def __init__(self, base, exponent):
        self.base = base
        self.exponent = exponent


def simplify(expr):
    match expr:
        case Add(left, right):
            match simplify(left), simplify(right):
                case Num(a), Num(b):
                    return Num(a + b)
                case (Num(0), other) | (other, Num(0)):
                    return other
                case a, b if a == b:
                    return simplify(Mul(Num(2), a))
                case a, b:
                    return Add(a, b)
        case Mul(left, right):
            match simplify(left), simplify(right):
                case (Num(0), _) | (_, Num(0)):
                    return Num(0)
                case (Num(1), other) | (other, Num(1)):
                    return other
                case Num(a), Num(b):
                    return Num(a * b)
                case Num(a), Mul(Num(b), rest):
                    return Mul(Num(a * b), rest)
                case a, b:
                    return Mul(a, b)
        case Pow(base, 0):
            return Num(1)
        case Pow(base, 1):
            return simplify(base)
        case Pow(base, exponent):
            return Pow(simplify(base), exponent)
        case _:
            return expr


def derivative(expr, name):
    match expr:
        case Num():
            return Num(0)
        case Var(other):
            return Num(int(other == name))
        case Add(a, b):
            return Add(derivative(a, name), derivative(b, name))
        case Mul(a, b):
            return Add(Mul(derivative(a, name), b), Mul(a, derivative(b, name)))
        case Pow(base, int(n)):
            return Mul(Mul(Num(n), Pow(base, n - 1)), derivative(base, name))
    raise TypeError(expr)


def evaluate(expr, **values):
    match expr:
        case Num(value):
            return value
        case Var(name):
            return values[name]
        case Add(a, b):
            return evaluate(a, **values) + evaluate(b, **values)
        case Mul(a, b):
            return evaluate(a, **values) * evaluate(b, **values)
        case Pow(base, n):
            return evaluate(base, **values) ** n


def polynomial(seed):
    x, y = Var("x"), Var("y")
    expr = Num(seed % 7)
    for power in range(4):
        term = Mul(Num((seed >> power) % 5 - 2), Pow(x if (seed + power) % 3 else y, power))
        expr = Add(term, expr) if seed & 1 << power else Add(expr, Mul(term, x))
    return expr


class Robot:
    def __init__(self):
        self.x = self.y = 0
        self.log = []
        self.ignored = 0

    def obey(self, command):
        match command:
            case ["go", ("north" | "south") as way, *steps]:
                self.y += (1 if way == "north" else -1) * sum(steps)
            case ["go", "east" | "west" as way, int(steps)] if steps >= 0:
                self.x += steps if way == "east" else -steps
            case {"jump": [x, y], **rest} if not rest:
                self.x, self.y = x, y
            case {"jump": _, "by": int() | float() as factor}:
                self.x, self.y = int(self.x * factor), int(self.y * factor)
            case str(text) | bytes(text):
                self.log.append(len(text))
            case None | True | False:
                pass
            case (first, *_, last) if first == last:
                self.log.append(-1)
            case 0 | -1 | 1.5:
                self.log.append(0)
            case _:
                self.ignored += 1


COMMANDS = (["go", "north", 1, 2], ["go", "east", 4], {"jump": [3, 4]}, "hello", None, (1, 2, 1), -1, 1.5,
            ["go", "west", -1], {"jump": 0, "by": 2}, b"abc", ["go", "south", 5], object, [1], {"other": 1}, True)


def run(count):
    total = 0
    for seed in range(count // 8):
        expr = polynomial(seed)
        slope = simplify(derivative(expr, "x"))
        value = evaluate(slope, x=3, y=2)
        assert value == evaluate(derivative(expr, "x"), x=3, y=2)
        total += value
    robot = Robot()
    for number in range(count):
        robot.obey(COMMANDS[number * 7 % len(COMMANDS)])
        if abs(robot.x) > 1000 or abs(robot.y) > 1000:
            robot.x = robot.y = 0
    return f"{total} {robot.x} {robot.y} {sum(robot.log)} {robot.ignored}"


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    result = run(size)
    assert result == KNOWN.get(size, result), result
    print("pattern_matching", size, result)
