"""Exceptions as control flow: raised deep, caught by class, chained, finally, with blocks, lookups that fail."""

import sys

SMALL, DEFAULT = 300, 300_000
KNOWN = {
    SMALL: "30200 100 264 39 30 45 60 180 150 -11992 386 1",
    DEFAULT: "30000200000 100000 562965 39000 30000 45000 60000 180000 150000 -9988672 84 1293",
}


class ParseError(Exception):
    def __init__(self, text, position):
        super().__init__(text, position)
        self.position = position


class Overdrawn(ValueError):
    pass


class Transaction:
    """Undoes its changes when the block fails, and swallows Overdrawn."""

    def __init__(self, balances):
        self.balances = balances
        self.rolled_back = 0

    def __enter__(self):
        self.saved = dict(self.balances)
        return self.balances

    def __exit__(self, kind, error, traceback):
        if kind is None:
            return False
        self.balances.clear()
        self.balances.update(self.saved)
        self.rolled_back += 1
        return issubclass(kind, Overdrawn)


def parse_number(text):
    if not text.isdigit():
        raise ParseError(text, next(i for i, ch in enumerate(text) if not ch.isdigit()))
    return int(text)


def total_of(texts):
    total = bad = where = 0
    for text in texts:
        try:
            total += parse_number(text)
        except ParseError as error:
            bad += 1
            where += error.position
        else:
            total += 1
    return total, bad, where


def lookups(count):
    table = {key: key * 2 for key in range(0, 100, 3)}
    items = list(range(50))
    missing = short = wrong = absent = 0
    for number in range(count):
        try:
            match_kind = number % 5
            if match_kind == 0:
                table[number % 100]
            elif match_kind == 1:
                items[number % 60]
            elif match_kind == 2:
                int("12x" if number % 4 else "12")
            elif match_kind == 3:
                items.nothing
            else:
                number // (number % 3)
        except KeyError:
            missing += 1
        except (IndexError, ZeroDivisionError):
            short += 1
        except ValueError:
            wrong += 1
        except AttributeError:
            absent += 1
    return missing, short, wrong, absent


def dig(depth):
    if depth == 0:
        raise LookupError("bottom")
    try:
        dig(depth - 1)
    finally:
        dig.unwound += 1


def deep(count):
    dig.unwound = 0
    for _ in range(count):
        try:
            dig(12)
        except LookupError as error:
            assert error.args == ("bottom",)
    return dig.unwound


def chained(count):
    causes = 0
    for number in range(count):
        try:
            try:
                parse_number("7" * (number % 4) + "?")
            except ParseError as error:
                raise RuntimeError(number) from error
        except RuntimeError as error:
            causes += error.__cause__.position
    return causes


def search(rows, wanted):
    """Leaves nested loops by return inside try/finally, by break and by continue."""
    visited = 0
    for row in rows:
        try:
            for value in row:
                visited += 1
                if value == wanted:
                    return visited
                if value < 0:
                    break
            else:
                continue
        finally:
            visited += 1000
    return -visited


def transfers(count):
    balances = {"a": 500, "b": 500}
    transaction = Transaction(balances)
    for number in range(count):
        with transaction as current:
            amount = number * 37 % 400
            source, target = ("a", "b") if number & 1 else ("b", "a")
            current[target] += amount
            current[source] -= amount
            if current[source] < 0:
                raise Overdrawn(source)
    assert sum(balances.values()) == 1000
    return balances["a"], transaction.rolled_back


def run(count):
    texts = [str(i) if i % 3 else f"{i}x" for i in range(1, count + 1)]
    rows = [[1, 2, -1], [3, 4], [5, 6]]
    found = [search(rows, n % 9) for n in range(count // 10)]
    unwound = (deep(count // 20), chained(count // 3), sum(found))
    parts = total_of(texts) + lookups(count) + unwound + transfers(count // 3)
    return " ".join(map(str, parts))


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    result = run(size)
    assert result == KNOWN.get(size, result), result
    print("exceptions", size, result)
