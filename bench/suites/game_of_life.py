"""Conway's life as a set of cells and as rows of bytes: set comprehensions, counting dicts, modular indices."""

import sys

SMALL, DEFAULT = 1, 900
KNOWN = {SMALL: "1017 1017 225024154", DEFAULT: "141 1017 476469869"}

SIDE = 64
GLIDER = ((0, 1), (1, 2), (2, 0), (2, 1), (2, 2))


def step_cells(cells):
    neighbours = {}
    for y, x in cells:
        for dy in (-1, 0, 1):
            for dx in (-1, 0, 1):
                if dy or dx:
                    place = ((y + dy) % SIDE, (x + dx) % SIDE)
                    neighbours[place] = neighbours.get(place, 0) + 1
    return {place for place, count in neighbours.items() if count == 3 or count == 2 and place in cells}


def step_rows(rows):
    result = []
    for y in range(SIDE):
        above, here, below = rows[y - 1], rows[y], rows[(y + 1) % SIDE]
        # Column sums first: each is used three times.
        sums = [a + b + c for a, b, c in zip(above, here, below)]
        row = bytearray(SIDE)
        for x in range(SIDE):
            total = sums[x - 1] + sums[x] + sums[x + 1 - SIDE]
            if total == 3 or total == 4 and here[x]:
                row[x] = 1
        result.append(row)
    return result


def soup():
    cells = set()
    state = 2463534242
    for _ in range(SIDE * SIDE // 4):
        state ^= state << 13 & 0xFFFFFFFF
        state ^= state >> 17
        state ^= state << 5 & 0xFFFFFFFF
        cells.add((state % SIDE, (state >> 8) % SIDE))
    return cells


def as_rows(cells):
    return [bytearray((y, x) in cells for x in range(SIDE)) for y in range(SIDE)]


def run(generations):
    cells = soup()
    rows = as_rows(cells)
    populations = []
    for _ in range(generations):
        cells = step_cells(cells)
        rows = step_rows(rows)
        populations.append(len(cells))
        assert sum(map(sum, rows)) == len(cells)
    assert rows == as_rows(cells)
    glider = set(GLIDER)
    for _ in range(4):
        glider = step_cells(glider)
    assert glider == {(y + 1, x + 1) for y, x in GLIDER}
    checksum = 0
    for y, x in sorted(cells):
        checksum = (checksum * 4099 + y * SIDE + x) % 1_000_000_007
    return f"{populations[-1]} {max(populations)} {checksum}"


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    result = run(size)
    assert result == KNOWN.get(size, result), result
    print("game_of_life", size, result)
