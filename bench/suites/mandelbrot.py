"""Escape-time counts over the complex plane: float loops with data-dependent exits, and the complex type."""

import sys

SMALL, DEFAULT = 24, 560
KNOWN = {SMALL: "121 795612337", DEFAULT: "64851 164342409"}

LIMIT = 90


def escape_floats(cr, ci):
    zr = zi = 0.0
    for step in range(LIMIT):
        rr = zr * zr
        ii = zi * zi
        if rr + ii > 4.0:
            return step
        zi = 2.0 * zr * zi + ci
        zr = rr - ii + cr
    return LIMIT


def escape_complex(c):
    z = 0j
    for step in range(LIMIT):
        if abs(z) > 2.0:
            return step
        z = z * z + c
    return LIMIT


def picture(size):
    """Escape counts, row by row; every fourth row is computed with complex numbers."""
    rows = []
    for y in range(size):
        # Offsets keep every point off the boundary cases where the two formulas could round apart.
        ci = 2.5 * (y + 0.31) / size - 1.25
        row = bytearray()
        for x in range(size):
            cr = 3.0 * (x + 0.17) / size - 2.1
            row.append(escape_complex(complex(cr, ci)) if y % 4 == 0 else escape_floats(cr, ci))
        rows.append(row)
    return rows


def run(size):
    rows = picture(size)
    inside = sum(row.count(LIMIT) for row in rows)
    assert 0.12 < inside / (size * size) < 0.26
    checksum = 0
    for row in rows:
        for count in row:
            checksum = (checksum * 31 + count) % 1_000_000_007
    return f"{inside} {checksum}"


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    result = run(size)
    assert result == KNOWN.get(size, result), result
    print("mandelbrot", size, result)
