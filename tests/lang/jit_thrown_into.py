"""Compiled generators into which exceptions are thrown: what only the handler needs is kept over the yield."""

import gc


def numbers(items):
    for i in items:
        try:
            yield i
        except ValueError:
            continue
        return


def nested(rows):
    for row in rows:
        for item in row:
            try:
                yield item
            except ValueError:
                continue
            except KeyError:
                return
            break


def drive(make, rounds):
    total = 0
    for _ in range(rounds):
        g = make()
        total += next(g)
        try:
            for _ in range(3):
                total += g.throw(ValueError)
        except StopIteration:
            total += 1000
        if total % 2:
            try:
                next(g)
            except StopIteration:
                total += 1
    return total


for _ in range(3):
    assert drive(lambda: numbers([1, 2, 3, 4]), 300) == 300 * 10
    assert drive(lambda: numbers([1, 2, 3]), 300) > 300 * 1000
    assert drive(lambda: nested([[1, 2], [3, 4]]), 300) == 300 * 10, drive(lambda: nested([[1, 2], [3, 4]]), 300)


# A consumer that gives up has the generator closed at its `yield`, with what its `with` needs.
class Guard:
    def __init__(self, log):
        self.log = log

    def __enter__(self):
        return self

    def __exit__(self, kind, *rest):
        self.log.append(kind)


def guarded(n, log):
    for i in range(n):
        with Guard(log):
            yield i


def consume(n, stop, log):
    total = 0
    for i in guarded(n, log):
        if i == stop:
            raise LookupError(total)
        total += i
    return total


log = []
for i in range(300):
    try:
        assert consume(5, i % 7, log) == 10
    except LookupError as error:
        assert error.args[0] == sum(range(i % 7))
    del i
gc.collect()
assert log.count(None) + log.count(GeneratorExit) == len(log), set(log)
assert log.count(GeneratorExit) == sum(i % 7 < 5 for i in range(300)), log.count(GeneratorExit)
print("ok")
