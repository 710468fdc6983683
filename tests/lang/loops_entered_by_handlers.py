"""Loops whose handlers lead back into them, with generators that are built in: loops that are entered in their middle."""


class Manager:
    def __init__(self, seen):
        self.seen = seen

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        if kind is not None:
            self.seen.append(kind.__name__)
        return False


class Thing:
    shared = 4

    def __init__(self, x):
        self.x = x

    def __setitem__(self, key, value):
        self.x = key ^ value & 255


def fail(n):
    if n % 3 == 1:
        raise KeyError(n)
    if n % 7 == 2:
        raise ValueError("seven")
    return n


def lines(error):
    found = []
    trace = error.__traceback__
    while trace is not None:
        found.append(trace.tb_lineno - trace.tb_frame.f_code.co_firstlineno)
        trace = trace.tb_next
    return found


def nested(turns):
    count, total, seen, thing, items = 0, -5, [], Thing(16), [15, 10, 11, 20]
    while True:
        count += 1
        if count > turns:
            break
        try:
            total = items[(-9, 15)[thing.shared % 2] % len(items)] % 10007
            for number, other in enumerate(range(8), 5):
                if any(q > 11 for q in (9, -8)):
                    if count % 23 == 9:
                        raise ValueError(count)
                else:
                    count += 1
                for step in (q + 1 for q in (-7, -8)):
                    if count % 23 == 9:
                        seen.append("nine")
                    with Manager(seen):
                        total *= (lambda q, r=2: q * r + (other | number))(thing.x)
                        total %= 10007
                        for item, place in enumerate((items + items)[:8]):
                            if isinstance(thing, Manager) and count % 5 == 1:
                                continue
                        fail(count)
                thing[other] = other.bit_length() & 31
        except Exception as error:
            seen.append(type(error).__name__)
            seen.append(lines(error))
    return total, count, len(seen), seen[-6:], sum(map(len, seen))


FOUND = {
    30: (100, 31, 34, ["KeyError", "KeyError", [23, 2], "ValueError", "ValueError", [23, 4]], 214),
    300: (3500, 302, 317, ["KeyError", "KeyError", [23, 2], "KeyError", "KeyError", [23, 2]], 1934),
    3000: (3500, 3002, 3135, ["KeyError", "KeyError", [23, 2], "KeyError", "KeyError", [23, 2]], 19122),
}
for turns in (30, 30, 30, 300, 3000):
    found = nested(turns)
    assert found == FOUND[turns], (turns, found)
print("ok")
