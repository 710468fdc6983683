"""Operations whose methods in Python are large: compiled code enters them; they raise, recurse, return NotImplemented."""

TURNS = 3000


class Grid:
    """Large methods, all of whose parts run."""

    def __init__(self, rows, cols):
        self.rows, self.cols = rows, cols
        self.cells = [0] * (rows * cols)
        self.reads = self.writes = 0

    def __getitem__(self, key):
        i, j = key
        self.reads += 1
        if i < 0:
            i += self.rows
        if j < 0:
            j += self.cols
        if i >= self.rows or j >= self.cols:
            raise IndexError("no cell %d, %d" % (i, j))
        total = 0
        for step in range(3):
            total += step * self.rows
            if total > 1000:
                total -= 1000
        place = i * self.cols + j
        if place & 1:
            total += 1
        else:
            total -= 1
        if total < 0:
            total = -total
        return self.cells[place] + total - total

    def __setitem__(self, key, value):
        i, j = key
        self.writes += 1
        if i < 0:
            i += self.rows
        if j < 0:
            j += self.cols
        if i >= self.rows or j >= self.cols:
            raise IndexError("no cell %d, %d" % (i, j))
        total = 0
        for step in range(3):
            total += step * self.rows
            if total > 1000:
                total -= 1000
        place = i * self.cols + j
        if place & 1:
            total += 1
        else:
            total -= 1
        if total < 0:
            total = -total
        self.cells[place] = value + total - total

    def __add__(self, other):
        if isinstance(other, Grid):
            made = Grid(self.rows, self.cols)
            for place in range(len(self.cells)):
                a, b = self.cells[place], other.cells[place]
                if a > b:
                    made.cells[place] = a + b
                elif a < b:
                    made.cells[place] = b + a
                else:
                    made.cells[place] = 2 * a
            return made
        if isinstance(other, int):
            made = Grid(self.rows, self.cols)
            for place in range(len(self.cells)):
                value = self.cells[place]
                if value & 1:
                    value += 1
                    value -= 1
                made.cells[place] = value + other
            return made
        return NotImplemented

    def __lt__(self, other):
        if not isinstance(other, Grid):
            return NotImplemented
        mine = theirs = 0
        for place in range(len(self.cells)):
            a, b = self.cells[place], other.cells[place]
            if a > b:
                mine += a - b
            elif a < b:
                theirs += b - a
            if mine > 10 ** 9:
                mine = 0
            if theirs > 10 ** 9:
                theirs = 0
            if mine == theirs and mine > 10 ** 6:
                mine += 1
        if mine or theirs:
            return mine < theirs
        return ""


class Other:
    def __radd__(self, grid):
        return "radd %d" % grid.rows

    def __gt__(self, grid):
        return "gt"


def cells(turns):
    grid = Grid(5, 7)
    missing = 0
    for turn in range(turns):
        i, j = turn % 6, turn % 8 - 1
        try:
            grid[i, j] = grid[i, j] + turn
            grid[i, -1] += 1
        except IndexError as error:
            missing += 1
            where = []
            trace = error.__traceback__
            while trace:
                where.append(trace.tb_frame.f_code.co_name)
                trace = trace.tb_next
            assert where == ["cells", "__getitem__"], where
            assert error.args[0].startswith("no cell"), error
    assert grid.reads > grid.writes > 0
    return grid.cells, missing, grid.reads, grid.writes


def added(turns):
    a, b, other = Grid(2, 2), Grid(2, 2), Other()
    a.cells[:] = [1, 2, 3, 4]
    b.cells[:] = [4, 3, 2, 2]
    results = []
    for turn in range(turns):
        a = a + 1
        c = a + b
        a += b
        if turn % 500 == 0:
            results.append(a + other)
            try:
                a + "x"
            except TypeError as error:
                results.append(str(error))
        if c.cells[0] > 10 ** 6:
            a = b + 0
    return c.cells, results


def compared(turns):
    a, b, other = Grid(2, 2), Grid(2, 2), Other()
    less = more = 0
    results = []
    for turn in range(turns):
        a.cells[turn & 3] += turn % 3
        b.cells[turn & 1] += 1
        if a < b:
            less += 1
        else:
            more += 1
        if turn % 500 == 0:
            results.append(a < other)
            results.append(a < a)
    return less, more, results


class Nested:
    """`__getitem__` that calls itself through the operation."""

    def __init__(self, inner):
        self.inner = inner

    def __getitem__(self, depth):
        total = 0
        for step in range(2):
            total += step
            if total > 100:
                total = 0
            if total < -100:
                total = 0
        if depth & 1:
            total += 1
        else:
            total -= 1
        if total > 50:
            total = 50
        if total < -50:
            total = -50
        if depth == 0:
            return 0
        if depth < 0:
            raise KeyError(depth)
        return self.inner[depth - 1] + 1 + total - total


def nested(turns):
    loop = Nested(None)
    loop.inner = loop
    total = 0
    for turn in range(turns):
        total += loop[turn % 40]
    try:
        loop[-1]
    except KeyError as error:
        total += error.args[0]
    try:
        loop[10 ** 6]
    except RecursionError:
        total += 0.5
    return total


class Changing:
    """A method that is given another one while loops run it."""

    def __init__(self):
        self.log = []

    def __setitem__(self, key, value):
        total = 0
        for step in range(2):
            total += step
            if total > 100:
                total = 0
            if total < -100:
                total = 0
        if key & 1:
            total += 1
        else:
            total -= 1
        if total > 50:
            total = 50
        if total < -50:
            total = -50
        if value > 10 ** 6:
            raise ValueError(value)
        self.log.append(value + total - total)


def changed(turns):
    thing = Changing()
    for turn in range(turns):
        thing[turn] = turn
        if turn == turns // 2:
            Changing.__setitem__ = lambda self, key, value: self.log.append(-value)
    return sum(thing.log), len(thing.log)


def weighed(numbers):
    return sum(place * number for place, number in enumerate(numbers))


found, *counts = cells(TURNS)
assert (weighed(found), sum(found), counts) == (65484500, 3750000, [500, 5500, 5000]), (weighed(found), sum(found), counts)
sums, texts = added(TURNS)
unsupported = "unsupported operand type(s) for +: 'Grid' and 'str'"
assert sums == [15001, 12002, 9003, 9004] and texts == ["radd 2", unsupported] * 6, (sums, texts)
assert compared(TURNS) == (2000, 1000, ["gt", ""] * 6)
assert nested(TURNS) == 58499.5
assert changed(TURNS) == (-2247000, 3000)
print("ok")
