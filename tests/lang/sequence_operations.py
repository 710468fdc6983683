# Slices with steps, concatenation, repetition, insertion and removal in hot loops.
def steps(sequence, n):
    total = 0
    bounds = [None, 0, 1, -1, 3, -3, 9, -9, 10, -10, 11, -11, 10**20, -(10**20)]
    for i in range(n):
        start, stop = bounds[i % len(bounds)], bounds[i // len(bounds) % len(bounds)]
        for part in (sequence[::-1], sequence[start::-1], sequence[:stop:-2], sequence[start:stop:2],
                     sequence[start:stop:3], sequence[start:stop:-1], sequence[start:stop:1], sequence[::2]):
            total = (total * 31 + len(part)) % 1000003
            for item in part:
                total = (total * 31 + hash(item)) % 1000003 if not isinstance(item, str) else (total + ord(item)) % 1000003
    return total


print(steps(list(range(10)), 400))
print(steps(tuple(range(10)), 400))
print(steps("abcdefghij", 400))
print(steps("abcdé\u1234\U00012345hij", 400))
print(steps(b"abcdefghij", 400))
print(steps(bytearray(b"abcdefghij"), 400))
print(steps(range(10), 400))


class Index:
    def __init__(self, n):
        self.n = n

    def __index__(self):
        return self.n


class Records(list):
    def __getitem__(self, key):
        if isinstance(key, slice):
            return [key.start, key.stop, key.step]
        return super().__getitem__(key)


def odd_slices(n):
    items, records = list(range(8)), Records([1, 2, 3])
    out = []
    for i in range(n):
        out.append((items[Index(6)::Index(-2)], records[i:2:3], records[::-1]))
        try:
            items[::0]
        except ValueError as error:
            out.append(str(error))
        try:
            items["a"::2]
        except TypeError as error:
            out.append(str(error))
        try:
            items[1.5::-1]
        except TypeError as error:
            out.append(str(error))
    return out


result = odd_slices(150)
print(result[:4], result[-4:], len(result))


def moves(n):
    items = []
    for i in range(n):
        items.insert(0, i)
        items.insert(len(items) // 2, -i)
        items.insert(-1, i * 2)
        items.insert(1000, i * 3)
        if len(items) > 40:
            items.pop(0)
            items.pop(5)
            items.pop(-3)
            items.pop()
            items.remove(items[7])
    while len(items) > 3:
        items.pop(len(items) // 3)
    return items


print(moves(300))


def wrong_moves(n):
    messages = set()
    for i in range(n):
        items = [1, 2]
        for action in (lambda: items.pop(2), lambda: items.pop(-3), lambda: [].pop(0), lambda: items.insert("a", 1),
                       lambda: items.pop(1.0), lambda: items.insert(10**30, 1), lambda: items.remove(5)):
            try:
                action()
            except (IndexError, TypeError, OverflowError, ValueError) as error:
                messages.add(f"{type(error).__name__}: {error}")
    return sorted(messages)


print(wrong_moves(100))


class Sum:
    def __radd__(self, other):
        return ("sum of", other)

    def __rmul__(self, other):
        return ("product of", other)


def joins(n):
    out = []
    for i in range(n):
        a, b = [i] * (i % 4), [1, 2] * (i % 3)
        c = a + b
        t = (i,) * (i % 3) + tuple(a)
        empty = () + t
        c += [3]
        d = 3 * [[]]
        d[0].append(1)
        out.append((c, t, empty is t, d, [0] * -1, [1] * True, [] + [], [1] + Sum() if i % 50 == 0 else None))
        try:
            [1] + (2,)
        except TypeError as error:
            out.append(str(error))
        try:
            (1,) + [2]
        except TypeError as error:
            out.append(str(error))
        try:
            [1] * 1.5
        except TypeError as error:
            out.append(str(error))
    return out


result = joins(120)
print(result[:8], result[-4:], result[200])
try:
    [1, 2] * (1 << 61)
except (MemoryError, OverflowError) as error:
    print(type(error).__name__)

from collections import deque


def turns(n):
    queue, seen = deque(range(5)), 0
    for i in range(n):
        queue.append(queue.popleft())
        queue.appendleft(queue.pop())
        seen += queue[0] * i
        if i % 70 == 69:
            queue.clear()
            try:
                queue.popleft()
            except IndexError as error:
                seen += len(str(error))
            queue.extend(range(3))
    return seen, list(queue)


print(turns(500))
print("ok")
