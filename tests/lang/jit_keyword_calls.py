# A call by keyword that is built into its caller leaves nothing of the names of its arguments where the callee's
# variables are, also when the callee then does what it never did before.

from time import time


class Statistics:
    def __init__(self):
        self.sums = {}

    def add(self, **amounts):
        for key, value in amounts.items():
            if key in self.sums:
                self.sums[key] += value
            else:
                self.sums[key] = value


def measure(n, statistics):
    begin = time()
    found = choose(n)
    statistics.add(time=time() - begin, calls=1)
    if isinstance(found, str):
        return None
    return found


def choose(n):
    return (n, 1) if n % 2 else "even"


statistics = Statistics()
for i in range(100_000):
    measure(i, statistics)
    if i < 60_000:
        assert len(statistics.sums) == 2
        statistics = Statistics()
assert statistics.sums["calls"] == 40_000, statistics.sums

statistics = Statistics()
for i in range(1000):
    measure(i, statistics)
assert statistics.sums["calls"] == 1000, statistics.sums

print("ok")
