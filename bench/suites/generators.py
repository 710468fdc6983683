"""Pipelines of generators, two-way coroutines by send, delegation, lazy infinite streams, itertools."""

import itertools
import sys

SMALL, DEFAULT = 500, 460_000
KNOWN = {SMALL: "399345132 256866 120 72 245 249501", DEFAULT: "362104850886 262329 131054 65715 229961 211599540001"}


def source(count):
    state = 77
    for _ in range(count):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        yield state >> 12


def only_even(values):
    for value in values:
        if value % 2 == 0:
            yield value


def scaled(values, factor):
    return (value * factor for value in values)


def pairwise_sums(values):
    values = iter(values)
    try:
        previous = next(values)
    except StopIteration:
        return
    for value in values:
        yield previous + value
        previous = value


def chunks(values, width):
    values = iter(values)
    while chunk := list(itertools.islice(values, width)):
        yield chunk


def running_average():
    """Takes numbers by send, answers with the average so far; returns the count when closed with None."""
    total = count = 0
    average = 0
    while (value := (yield average)) is not None:
        total += value
        count += 1
        average = total // count
    return count


def logged(averages, log):
    count = yield from averages
    log.append(count)


def tree(depth):
    """In-order walk of an implicit binary tree through `depth` delegating generators."""
    if depth:
        yield from tree(depth - 1)
        yield depth
        yield from tree(depth - 1)


def primes(numbers):
    """A sieve of generators stacked on each other."""
    while True:
        prime = next(numbers)
        yield prime
        numbers = filter(lambda n, p=prime: n % p, numbers)


class Countdown:
    """An iterator as a class."""

    def __init__(self, start):
        self.left = start

    def __iter__(self):
        return self

    def __next__(self):
        if self.left == 0:
            raise StopIteration
        self.left -= 1
        return self.left


def run(count):
    piped = sum(pairwise_sums(scaled(only_even(source(count)), 3)))
    by_list = [value * 3 for value in source(count) if value % 2 == 0]
    assert piped == sum(a + b for a, b in zip(by_list, by_list[1:]))

    log = []
    averages = logged(running_average(), log)
    next(averages)
    average = 0
    for value in source(count):
        average = averages.send(value)
    try:
        averages.send(None)
    except StopIteration:
        pass
    assert log == [count]

    depth = count.bit_length() - 3
    walked = sum(tree(depth))
    assert walked == 2 ** (depth + 1) - depth - 2
    widths = [len(chunk) for chunk in chunks(source(count), 7)]
    assert sum(widths) == count
    few = list(itertools.islice(primes(itertools.count(2)), 100))
    assert few[-1] == 541
    down = sum(Countdown(count))
    assert down == count * (count - 1) // 2
    groups = sum(1 for _ in itertools.groupby(value & 4 for value in source(count)))
    spread = itertools.accumulate(itertools.chain.from_iterable(zip(range(count), itertools.repeat(1))), max)
    return f"{piped} {average} {walked} {len(widths)} {groups} {sum(spread)}"


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    result = run(size)
    assert result == KNOWN.get(size, result), result
    print("generators", size, result)
