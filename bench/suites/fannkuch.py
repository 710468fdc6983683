"""Pancake flips over every permutation: list slices, reversal, small-integer indexing."""

import sys

SMALL, DEFAULT = 6, 9
KNOWN = {SMALL: "49 10", DEFAULT: "8629 30"}


def permutations(size):
    """Every permutation of range(size), each a rotation of a prefix away from the last; yields one list, reused."""
    current = list(range(size))
    counters = [0] * size
    yield current
    level = 1
    while level < size:
        if counters[level] < level:
            first = current[0]
            current[:level] = current[1:level + 1]
            current[level] = first
            counters[level] += 1
            yield current
            level = 1
        else:
            first = current[0]
            current[:level] = current[1:level + 1]
            current[level] = first
            counters[level] = 0
            level += 1


def flips(permutation):
    stack = permutation[:]
    count = 0
    while (top := stack[0]) != 0:
        stack[:top + 1] = stack[top::-1]
        count += 1
    return count


def run(size):
    most = checksum = seen = 0
    for permutation in permutations(size):
        count = flips(permutation) if permutation[0] else 0
        if count > most:
            most = count
        checksum += -count if seen & 1 else count
        seen += 1
    expected = 1
    for factor in range(2, size + 1):
        expected *= factor
    assert seen == expected
    assert most == {3: 2, 4: 4, 5: 7, 6: 10, 7: 16, 8: 22, 9: 30, 10: 38}.get(size, most)
    return f"{checksum} {most}"


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    result = run(size)
    assert result == KNOWN.get(size, result), result
    print("fannkuch", size, result)
