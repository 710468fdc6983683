# Classes with a metaclass that does not change how they are called: made in place by compiled code until it does; and iterators
# whose __next__ compiled loops and builtins call.
import abc

TURNS = 300


class Shape(abc.ABC):
    def __init__(self, size):
        self.size = size

    @abc.abstractmethod
    def area(self):
        ...


class Square(Shape):
    def area(self):
        return self.size * self.size


class Slab(Shape):
    def __init__(self, size, other=2):
        super().__init__(size)
        self.other = other

    def area(self):
        return self.size * self.other


class Bare(abc.ABC):
    pass


class Meta(type):
    pass


class Made(metaclass=Meta):
    def __init__(self, value):
        self.value = value


class Failure(Exception, metaclass=Meta):
    pass


def areas(n):
    total = 0
    for i in range(n):
        total += Square(i).area() + Slab(i).area() + Slab(i, other=3).area()
        Bare().mark = i
    return total


def refuses():
    try:
        Shape(1)
    except TypeError as error:
        return str(error)


def made(n):
    return [Made(i) for i in range(n)]


def fails(n):
    count = 0
    for i in range(n):
        try:
            raise Failure(i)
        except Failure as failure:
            count += failure.args[0] if type(failure) is Failure else 1000
    return count


class Countdown:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n <= 0:
            raise StopIteration
        self.n -= 1
        if self.n == 41:
            raise ValueError(self.n)
        return self.n


class Returns(Countdown):
    def __next__(self):
        return super().__next__() * 2


def total(iterator):
    result = 0
    for item in iterator:
        result += item
    return result


def first(iterator):
    try:
        return next(iterator)
    except StopIteration as stop:
        return stop.value, stop.args
    except ValueError as error:
        return error.args


for _ in range(TURNS // 10):
    results = areas(30), refuses(), sum(item.value for item in made(30)), fails(30)
    totals = total(Countdown(20)), total(Returns(20)), sum(Countdown(20)), list(Returns(5)), max(Countdown(9))
    firsts = first(Countdown(3)), first(Countdown(0)), first(Returns(4)), first(Countdown(42)), next(Countdown(0), "none")
print(results)
print(totals)
print(firsts)
try:
    total(Countdown(50))
except ValueError as error:
    print(error.args, error.__traceback__.tb_next.tb_next.tb_lineno)

Meta.__call__ = lambda cls, *args: ("called", cls.__name__, args)
print(made(2))
print(Failure(1))
try:
    fails(1)
except TypeError as error:
    print(error)
del Meta.__call__
print(made(2)[1].value, fails(3))


def later(cls, value):
    return ("later", value)


changed = []
for i in range(TURNS):
    if i == TURNS - 2:
        Meta.__call__ = later
    changed.append(Made(i))
print(type(changed[TURNS - 3]).__name__, changed[-2:])


class Switch:
    def __iter__(self):
        return self

    def __next__(self):
        return 1


switched = 0
for i, item in enumerate(Switch()):
    switched += item
    if i == TURNS:
        Switch.__next__ = lambda self: 5
    if i == TURNS + 3:
        break
print(switched)
print("ok")
