"""Shortest paths, merging and running medians with heapq; tuples compared element by element."""

import heapq
import sys

SMALL, DEFAULT = 30, 450
KNOWN = {SMALL: "186 897 4964507 1 220", DEFAULT: "2512 202498 1112104254 1 50620"}


def terrain(side):
    state = 5
    rows = []
    for _ in range(side):
        row = []
        for _ in range(side):
            state = (state * 69069 + 1) & 0xFFFFFFFF
            row.append(1 + (state >> 16) % 9)
        rows.append(row)
    return rows


def cheapest_path(rows):
    """Dijkstra from corner to corner over a grid of costs."""
    side = len(rows)
    costs = {(0, 0): rows[0][0]}
    heap = [(rows[0][0], 0, 0)]
    done = set()
    while heap:
        cost, y, x = heapq.heappop(heap)
        if (y, x) in done:
            continue
        if y == x == side - 1:
            return cost, len(done)
        done.add((y, x))
        for ny, nx in ((y + 1, x), (y - 1, x), (y, x + 1), (y, x - 1)):
            if 0 <= ny < side and 0 <= nx < side:
                following = cost + rows[ny][nx]
                if following < costs.get((ny, nx), 1 << 60):
                    costs[ny, nx] = following
                    heapq.heappush(heap, (following, ny, nx))
    raise AssertionError("the grid is connected")


def running_medians(values):
    """Sum of the medians of all prefixes, by two heaps facing each other."""
    low, high = [], []
    total = 0
    for value in values:
        heapq.heappush(high, -heapq.heappushpop(low, -value))
        if len(high) > len(low):
            heapq.heappush(low, -heapq.heappop(high))
        total -= low[0]
    return total


class Job:
    """Ordered by urgency, then by age."""

    def __init__(self, urgency, number):
        self.urgency = urgency
        self.number = number

    def __lt__(self, other):
        return (-self.urgency, self.number) < (-other.urgency, other.number)


def schedule(values):
    heap = [Job(value % 10, number) for number, value in enumerate(values)]
    heapq.heapify(heap)
    finished = [heapq.heappop(heap) for _ in range(len(heap))]
    assert all(a.urgency >= b.urgency for a, b in zip(finished, finished[1:]))
    return finished[0].number, finished[-1].number


def run(side):
    rows = terrain(side)
    cost, settled = cheapest_path(rows)
    flat = [value * 1000 + i * 7919 % 1000 for i, value in enumerate(v for row in rows for v in row)]
    median = running_medians(flat)
    merged = list(heapq.merge(*(sorted(flat[i::8]) for i in range(8))))
    assert merged == sorted(flat)
    assert heapq.nlargest(5, flat) == merged[:-6:-1] and heapq.nsmallest(5, flat) == merged[:5]
    jobs = schedule(flat[: len(flat) // 4])
    return f"{cost} {settled} {median} {jobs[0]} {jobs[1]}"


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    result = run(size)
    assert result == KNOWN.get(size, result), result
    print("heap_queue", size, result)
