"""Heat in a plate by successive over-relaxation: float stencils over lists of lists and over array('d')."""

import sys
from array import array

SMALL, DEFAULT = 3, 330
KNOWN = {SMALL: "41663.982990 5.694872751", DEFAULT: "223528.473510 76.362203766"}

WIDTH = 90
OMEGA = 1.6


def plate():
    rows = [[0.0] * WIDTH for _ in range(WIDTH)]
    rows[0] = [100.0] * WIDTH
    for row in rows:
        row[-1] = 25.0
    return rows


def relax_lists(rows):
    quarter = OMEGA * 0.25
    keep = 1.0 - OMEGA
    last = WIDTH - 1
    for y in range(1, last):
        above, here, below = rows[y - 1], rows[y], rows[y + 1]
        for x in range(1, last):
            here[x] = quarter * (above[x] + below[x] + here[x - 1] + here[x + 1]) + keep * here[x]


def relax_array(cells):
    quarter = OMEGA * 0.25
    keep = 1.0 - OMEGA
    for y in range(1, WIDTH - 1):
        for i in range(y * WIDTH + 1, (y + 1) * WIDTH - 1):
            cells[i] = quarter * (cells[i - WIDTH] + cells[i + WIDTH] + cells[i - 1] + cells[i + 1]) + keep * cells[i]


def run(rounds):
    rows = plate()
    cells = array("d", (value for row in plate() for value in row))
    for _ in range(rounds):
        relax_lists(rows)
        relax_array(cells)
    flat = [value for row in rows for value in row]
    assert flat == list(cells), "both layouts do the same arithmetic"
    assert all(0.0 <= value <= 130.0 for value in flat)
    return f"{sum(flat):.6f} {rows[10][WIDTH // 2]:.9f}"


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    result = run(size)
    assert result == KNOWN.get(size, result), result
    print("sor", size, result)
