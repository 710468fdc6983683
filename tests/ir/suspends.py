# What enters and leaves a context is built in, and the bound exit exists for handlers alone.
# managed lacks: Interpret Call
# managed after write_through lacks: NewInstance
class Depth:
    def __init__(self):
        self.depth = 0

    def __enter__(self):
        self.depth += 1
        return self.depth

    def __exit__(self, kind, error, trace):
        self.depth -= 1


def managed(n, manager):
    total = 0
    for _ in range(n):
        with manager as depth:
            total += depth
    return total


# What generators delegate to is another generator mostly.
# walk has: HasShape
def walk(n):
    if n:
        yield from walk(n - 1)
        yield n


# Coroutines that are awaited where they are made are built in, and exist for exits alone.
# waiting has: NewCoroutine IntAdd
# waiting lacks: Call Interpret
# waiting after write_through lacks: NewCoroutine
async def leaf(x):
    return x + 1


async def waiting(n):
    total = 0
    for i in range(n):
        total += await leaf(i)
    return total


manager = Depth()
for _ in range(10):
    managed(40, manager)
for _ in range(20):
    list(walk(10))
for _ in range(20):
    try:
        waiting(50).send(None)
    except StopIteration:
        pass
