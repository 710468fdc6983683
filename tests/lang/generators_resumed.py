# Generators that compiled loops, next() and send() resume, how they end, and what is seen of that.
import sys
import traceback

TURNS = 300


def numbers(n):
    for i in range(n):
        yield i
        if i & 1:
            yield -i
    return "end"


def straight(x):
    yield x
    y = yield x + 1
    yield y


class Stop(StopIteration):
    pass


class Own:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        self.n -= 1
        if self.n < 0:
            raise Stop(7, 8)
        return self.n


def drain(iterator):
    total = 0
    while True:
        try:
            total += next(iterator)
        except StopIteration as stop:
            return total, stop.value, stop.args, type(stop).__name__, stop.__context__


def drain_quietly(iterator):
    total = 0
    while True:
        try:
            total += next(iterator)
        except StopIteration:
            break
    return total


def pairs(iterator):
    while (item := next(iterator, None)) is not None:
        yield item, next(iterator, "none")


def count_up():
    x = 0
    while True:
        x = yield x + 1


def sends(n):
    counter, total = count_up(), 0
    next(counter)
    for i in range(n):
        total += counter.send(i)
    return total


class Tree:
    def __init__(self, depth):
        self.value, self.left, self.right = depth, None, None
        if depth:
            self.left, self.right = Tree(depth - 1), Tree(depth - 1)

    def __iter__(self):
        if self.left is not None:
            yield from self.left
        yield self.value
        if self.right is not None:
            yield from self.right


def walk(tree):
    if tree.left is not None:
        for value in walk(tree.left):
            yield value
    yield tree.value
    if tree.right is not None:
        for value in walk(tree.right):
            yield value


def nested(depth):
    yield depth
    for item in nested(depth + 1):
        yield item


def resumes_itself():
    yield 1
    try:
        next(own[0])
    except ValueError as error:
        yield str(error)


def fails(at):
    for i in range(5):
        if i == at:
            {}[i]
        yield i


def consume(at):
    total = 0
    for x in fails(at):
        total += x
    return total


def lines(error):
    return [(entry.name, entry.line) for entry in traceback.extract_tb(error.__traceback__)]


def handled_inside():
    seen = []
    try:
        raise KeyError(1)
    except KeyError:
        for x in exceptions_seen():
            seen.append(x)
        seen.append(repr(sys.exception()))
    return seen


def exceptions_seen():
    yield repr(sys.exception())
    try:
        raise IndexError(2)
    except IndexError:
        yield repr(sys.exception())
        yield repr(sys.exception())
    yield repr(sys.exception())


def stop_in_handler(iterator):
    try:
        raise KeyError("first")
    except KeyError:
        try:
            next(iterator)
        except StopIteration as stop:
            return repr(stop.__context__), len(lines(stop)), lines(stop)[0][1]


def names_of_frames():
    frame, names = sys._getframe(), []
    while frame is not None and len(names) < 3:
        names.append(frame.f_code.co_name)
        frame = frame.f_back
    return names


def looks():
    for _ in range(3):
        yield names_of_frames()


def looked():
    found = []
    for names in looks():
        found.append(names)
    return found


def given(items):
    for item in items:
        yield item


def twice(n):
    # Where this goes on after the first yield, it yields at once, while the inner one waits.
    count = 0
    for i in given(range(n)):
        yield count
        yield count
        count += i


def zipped(n):
    return sum(a - b + a for a, b in zip(twice(n), twice(n)))


def not_iterators():
    found = []
    for what in (5, [1], "x"):
        try:
            next(what)
        except TypeError as error:
            found.append(str(error))
    return found


results = None
for _ in range(TURNS):
    results = (
        drain(numbers(9)), drain(iter([1, 2, 3])), drain(iter(())), drain(Own(4)), drain(iter("")),
        drain_quietly(numbers(5)), drain_quietly(iter({1: 2, 3: 4})), drain_quietly(Own(3)), drain_quietly(map(abs, [-1, -2])),
        list(pairs(iter(range(1, 6)))), list(pairs(numbers(1))), sends(10),
        sum(walk(Tree(4))), sum(Tree(4)), list(Tree(2)), list(walk(Tree(2))),
        handled_inside(), stop_in_handler(iter([])), stop_in_handler(numbers(0)), looked(), not_iterators(), zipped(120), sum(twice(40)), list(twice(3)),
    )
for result in results:
    print(result)

s = straight(3)
print(next(s), next(s), s.send("sent"), next(s, "over"), next(s, "over"))
try:
    straight(1).send(5)
except TypeError as error:
    print(error)

for at in list(range(6)) * 40:
    try:
        consume(at)
    except KeyError as error:
        shown = lines(error)
print(shown, consume(9))

for _ in range(40):
    own = [resumes_itself()]
    said = list(own[0])
print(said)


def too_deep():
    try:
        for _ in nested(0):
            if _ > 100_000:
                return "never"
    except RecursionError as error:
        return type(error).__name__


print([too_deep() for _ in range(3)])

missing = []
for i in range(TURNS):
    try:
        int(f"{i}x" if i % 2 else "\u0661\u0662 z" * 60, 10 + i % 3)
    except ValueError as error:
        text = str(error)
    try:
        Tree.nothing
    except AttributeError as error:
        missing.append((error.name, error.obj is Tree, error.args))
    try:
        undefined_name
    except NameError as error:
        missing.append((error.name, error.args))
print(text, missing[:2], len(set(map(str, missing))))
for bad in ("x", "", " ", "1 2", "0x", "a" * 300, "it's", 'q"', "\n", "\u00e9\ud800"):
    try:
        int(bad)
    except ValueError as error:
        print(ascii(str(error)))
print(repr([1, -5, True, "it's", 'a"b\'c', 2**70, 1.5, "\n"]))
print("ok")
