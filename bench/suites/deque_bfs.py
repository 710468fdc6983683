"""Breadth-first search in a maze and over sliding puzzles: deques, tuples as states, sliding-window minima."""

import sys
from collections import deque

SMALL, DEFAULT = 12, 520
KNOWN = {SMALL: "114 24 111271 80", DEFAULT: "201959 1040 378057056 434"}


def maze(side):
    """Walls where a hash of the place says so; borders closed, corners open."""
    rows = []
    for y in range(side):
        row = [(x * 7349 ^ y * 9151 ^ x * y * 31) % 10 < 3 for x in range(side)]
        rows.append(row)
    for k in range(side):
        rows[0][k] = rows[k][-1] = False
    return rows


def distances(rows):
    side = len(rows)
    seen = {(0, 0): 0}
    queue = deque([(0, 0)])
    while queue:
        y, x = place = queue.popleft()
        distance = seen[place] + 1
        for ny, nx in ((y + 1, x), (y, x + 1), (y - 1, x), (y, x - 1)):
            if 0 <= ny < side and 0 <= nx < side and not rows[ny][nx] and (ny, nx) not in seen:
                seen[ny, nx] = distance
                queue.append((ny, nx))
    return seen


NEIGHBOURS = {0: (1, 3), 1: (0, 2, 4), 2: (1, 5), 3: (0, 4), 4: (1, 3, 5), 5: (2, 4)}


def puzzle_depths(limit):
    """All positions of a 2x3 sliding puzzle, layer by layer."""
    start = (1, 2, 3, 4, 5, 0)
    depth = {start: 0}
    queue = deque([start])
    while queue and len(depth) < limit:
        state = queue.popleft()
        gap = state.index(0)
        for place in NEIGHBOURS[gap]:
            tiles = list(state)
            tiles[gap], tiles[place] = tiles[place], tiles[gap]
            following = tuple(tiles)
            if following not in depth:
                depth[following] = depth[state] + 1
                queue.append(following)
    return depth


def window_minima(values, width):
    """Each window's minimum, by a deque of candidates."""
    candidates = deque()
    for index, value in enumerate(values):
        while candidates and candidates[-1][0] >= value:
            candidates.pop()
        candidates.append((value, index))
        if candidates[0][1] <= index - width:
            candidates.popleft()
        if index >= width - 1:
            yield candidates[0][0]


def josephus(count, step):
    ring = deque(range(count))
    while len(ring) > 1:
        ring.rotate(1 - step)
        ring.popleft()
    return ring[0]


def run(side):
    seen = distances(maze(side))
    corner = seen[side - 1, side - 1]
    assert corner == 2 * side - 2
    depth = puzzle_depths(side * side)
    if side * side > 360:
        assert len(depth) == 360 and max(depth.values()) == 21, "half of the 720 arrangements can be reached"
    values = [(i * 7919 ^ i >> 3) % 10007 for i in range(side * side * 4)]
    minima = list(window_minima(values, 25))
    assert minima[:3] == [min(values[i:i + 25]) for i in range(3)]
    assert josephus(41, 3) == 30
    return f"{len(seen)} {max(seen.values())} {sum(minima)} {josephus(side * 10, 7)}"


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    result = run(size)
    assert result == KNOWN.get(size, result), result
    print("deque_bfs", size, result)
