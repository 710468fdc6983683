"""heapq and bisect: invariants, stability of results, keys, bounds."""

import bisect
import heapq


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")

h = []
for x in [5, 3, 8, 1, 9, 2]:
    heapq.heappush(h, x)
assert h[0] == 1 and [heapq.heappop(h) for _ in range(len(h))] == [1, 2, 3, 5, 8, 9]
raises(IndexError, "index out of range", heapq.heappop, [])
data = [(i * 7919) % 101 for i in range(101)]
heap = data[:]
heapq.heapify(heap)
assert all(heap[i] <= heap[c] for i in range(101) for c in (2 * i + 1, 2 * i + 2) if c < 101)
assert heapq.heappushpop(heap, -5) == -5
assert heapq.heapreplace(heap, 1000) == 0
assert heap[0] == 1
assert heapq.heappushpop([], 3) == 3
assert heapq.nsmallest(3, data) == [0, 1, 2]
assert heapq.nlargest(2, data) == [100, 99]
assert heapq.nsmallest(2, ["bb", "a", "ccc"], key=len) == ["a", "bb"]
assert heapq.nlargest(0, data) == []
assert heapq.nsmallest(200, [2, 1]) == [1, 2]
assert list(heapq.merge([1, 4], [2, 3], [0])) == [0, 1, 2, 3, 4]
assert list(heapq.merge([4, 1], [3, 2], reverse=True)) == [4, 3, 2, 1]
assert list(heapq.merge(["a", "ccc"], ["bb"], key=len)) == ["a", "bb", "ccc"]
tasks = []
for priority, name in [(2, "b"), (1, "z"), (1, "a"), (3, "c")]:
    heapq.heappush(tasks, (priority, name))
assert [heapq.heappop(tasks)[1] for _ in range(4)] == ["a", "z", "b", "c"]


class Reversed:
    def __init__(self, n):
        self.n = n

    def __lt__(self, other):
        return self.n > other.n


r = [Reversed(n) for n in (1, 5, 3)]
heapq.heapify(r)
assert [heapq.heappop(r).n for _ in range(3)] == [5, 3, 1]
s = [1, 2, 2, 2, 5]
assert bisect.bisect_left(s, 2) == 1
assert bisect.bisect_right(s, 2) == 4
assert bisect.bisect(s, 0) == 0
assert bisect.bisect(s, 9) == 5
assert bisect.bisect_left(s, 2, 2, 4) == 2
assert bisect.bisect_left([], 1) == 0
bisect.insort(s, 3)
bisect.insort_left(s, 2)
assert s == [1, 2, 2, 2, 2, 3, 5] and bisect.bisect(["a", "bb", "ccc"], 2, key=len) == 2
words = ["a", "ccc"]
bisect.insort(words, "bb", key=len)
assert words == ["a", "bb", "ccc"]
raises(ValueError, "lo must be non-negative", bisect.bisect, s, 1, -1)
raises(TypeError, "'<' not supported between instances of 'str' and 'int'", bisect.bisect, s, "a")
raises(TypeError, "heappush() argument 1 must be list, not tuple", heapq.heappush, (), 1)

print("ok")
