"""Generators with several `yield`s that loops and builtins consume: where they go on depends on the way."""


def neighbours(x, y, width, height):
    if x > 0:
        yield x - 1, y
    if x < width - 1:
        yield x + 1, y
    if y > 0:
        yield x, y - 1
    if y < height - 1:
        yield x, y + 1


def halves(count):
    for i in range(count):
        yield i
    for i in range(count):
        yield i * 0.5


def alternating(count):
    i = 0
    while i < count:
        yield i
        i += 1
        if i % 3 == 0:
            yield -i
            continue
        label = f"<{i}>"
        yield label


def with_temporaries(rows):
    yield "start"
    for row in rows:
        yield from_row(row)
        for item in row:
            yield item
    for number, row in enumerate(rows):
        for at in range(number, len(row)):
            yield row[at] + number
    yield "end"


def from_row(row):
    return len(row)


def unbound_later(count):
    for i in range(count):
        if i == 3:
            late = i * 2
        yield i
        if i > 3:
            yield late
            del late
            late = i


def collatz(n):
    while n != 1:
        yield n
        if n % 2:
            n = 3 * n + 1
        else:
            n //= 2
            yield "half"
    yield 1


def flattened(tree):
    for item in alternating(tree):
        if isinstance(item, str):
            yield item.upper()
        else:
            yield item * 2


def count_around(size):
    total = 0
    for y in range(size):
        for x in range(size):
            for a, b in neighbours(x, y, size, size):
                total += a * 3 + b
    return total


def summed(count):
    total = 0
    for value in halves(count):
        total += value
    return total


def listed(count):
    out = []
    for value in alternating(count):
        out.append(value)
    return out


def stops_early(count, at):
    out = []
    for value in alternating(count):
        if value == at:
            break
        out.append(value)
    else:
        out.append("all")
    return out


def goes_on_elsewhere(count):
    generator = alternating(count)
    first = []
    for value in generator:
        first.append(value)
        if len(first) == 4:
            break
    second = []
    for value in generator:
        second.append(value)
    return first, second, next(generator, "done")


def two_at_once(count):
    out = 0
    for one in alternating(count):
        for other in halves(3):
            if not isinstance(one, str):
                out += one * other
    return out


def raises_within(count):
    seen = []
    try:
        for value in halves(count):
            seen.append(value)
            if value == 1.5:
                raise KeyError(value)
    except KeyError as error:
        seen.append(repr(error))
    return seen


def changing_types(values):
    def numbers():
        for value in values:
            yield value
            yield value + value

    total = values[0]
    for number in numbers():
        total = total + number
    return total


def frames_seen(count):
    lines = []
    generator = alternating(count)
    for value in generator:
        if len(lines) < 5:
            frame = generator.gi_frame
            lines.append((frame.f_lineno - frame.f_code.co_firstlineno, sorted(frame.f_locals), generator.gi_running))
    return lines, generator.gi_frame


def long_loop():
    """Compiled while it runs: the generator is in the middle then."""
    total = 0
    for value in collatz(27):
        total += 1 if value == "half" else value
    for _ in range(40):
        for value in alternating(300):
            if isinstance(value, str):
                total += len(value)
            else:
                total += value
    return total


for repeat in range(60):
    result = [
        count_around(6),
        summed(20),
        listed(9),
        stops_early(30, -6),
        stops_early(5, "none"),
        goes_on_elsewhere(12),
        two_at_once(10),
        raises_within(5),
        changing_types([1, 2, 3]),
        changing_types([1.5, 2.5]),
        changing_types(["a", "b"]),
        changing_types([2**40, 2**70]),
        list(with_temporaries([[1, 2, 3], [4, 5], []])),
        list(unbound_later(7)),
        list(flattened(8)),
        [sum(halves(n)) for n in range(6)],
        max(halves(9)), min(halves(9)), sorted(halves(4)), set(halves(4)) == {0, 1, 2, 3, 0.5, 1.5},
        any(value == 2.5 for value in halves(6)), all(value != "half" for value in collatz(7)),
        "".join(map(str, alternating(7))), ",".join(str(value) for value in halves(3)),
        {value: index for index, value in enumerate(collatz(6))},
        frames_seen(10),
    ]
    if repeat == 0:
        first = result
        for line in result:
            print(line)
    assert result == first, repeat
print(long_loop())
print("ok")
