"""Generators that are suspended while the collector runs keep what they hold, and nothing stale."""

import gc


def helper(*values):
    return [str(value) for value in values]


def produce(n):
    for i in range(n):
        made = helper(i, i + 1, i + 2)
        yield made
        if i % 50 == 0:
            gc.collect()


suspended = [produce(5) for _ in range(20)]
for generator in suspended:
    next(generator)
assert sum(len(item) for item in produce(200)) == 600
garbage = [[str(i)] * 10 for i in range(20000)]
gc.collect()
assert [next(generator) for generator in suspended] == [["1", "2", "3"]] * 20
print("ok")
