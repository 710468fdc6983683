"""Queens, sudoku and a knight's tour by backtracking: bit masks, sets, lists, recursive generators."""

import sys

SMALL, DEFAULT = 5, 10
KNOWN = {SMALL: "10 4 (0, 2, 4, 1, 3) 51 225", DEFAULT: "724 2680 (0, 2, 5, 7, 9, 4, 8, 1, 3, 6) 51 900"}


def by_masks(size):
    full = (1 << size) - 1

    def place(columns, left, right):
        if columns == full:
            return 1
        count = 0
        free = full & ~(columns | left | right)
        while free:
            bit = free & -free
            free ^= bit
            count += place(columns | bit, (left | bit) << 1 & full, (right | bit) >> 1)
        return count

    return place(0, 0, 0)


def by_generators(size):
    """Yields solutions as lists of columns."""

    def extend(queens):
        row = len(queens)
        if row == size:
            yield queens
            return
        for column in range(size):
            if all(column != c and abs(column - c) != row - r for r, c in enumerate(queens)):
                yield from extend(queens + [column])

    return extend([])


def by_sets(size):
    columns, rising, falling = set(), set(), set()
    solutions = []
    board = []

    def place(row):
        if row == size:
            solutions.append(tuple(board))
            return
        for column in range(size):
            if column in columns or row + column in rising or row - column in falling:
                continue
            columns.add(column)
            rising.add(row + column)
            falling.add(row - column)
            board.append(column)
            place(row + 1)
            board.pop()
            columns.remove(column)
            rising.remove(row + column)
            falling.remove(row - column)

    place(0)
    return solutions


class Sudoku:
    PUZZLE = "53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79"

    def __init__(self):
        self.cells = [0 if ch == "." else int(ch) for ch in self.PUZZLE]
        self.tries = 0

    def options(self, index):
        row, column = divmod(index, 9)
        corner = row // 3 * 27 + column // 3 * 3
        used = set(self.cells[row * 9:row * 9 + 9]) | set(self.cells[column::9])
        for line in range(3):
            used.update(self.cells[corner + line * 9:corner + line * 9 + 3])
        return [digit for digit in range(1, 10) if digit not in used]

    def solve(self):
        holes = [(len(choices := self.options(i)), i, choices) for i, cell in enumerate(self.cells) if cell == 0]
        if not holes:
            return True
        _, index, choices = min(holes)
        for digit in choices:
            self.tries += 1
            self.cells[index] = digit
            if self.solve():
                return True
        self.cells[index] = 0
        return False


def knights_tour(size):
    """Warnsdorff's rule: always to the square with the fewest ways on."""
    jumps = ((1, 2), (2, 1), (2, -1), (1, -2), (-1, -2), (-2, -1), (-2, 1), (-1, 2))
    visited = {(0, 0)}
    path = [(0, 0)]

    def ways(place):
        y, x = place
        return [(y + dy, x + dx) for dy, dx in jumps
                if 0 <= y + dy < size and 0 <= x + dx < size and (y + dy, x + dx) not in visited]

    while choices := ways(path[-1]):
        following = min(choices, key=lambda place: (len(ways(place)), place))
        visited.add(following)
        path.append(following)
    return len(path)


def run(size):
    count = by_masks(size)
    assert count == {4: 2, 5: 10, 6: 4, 7: 40, 8: 92, 9: 352, 10: 724}.get(size, count)
    solutions = by_sets(size)
    assert [tuple(board) for board in by_generators(size)] == solutions and len(solutions) == count
    tries = []
    for _ in range(size - 4):
        sudoku = Sudoku()
        assert sudoku.solve()
        assert all(sum(sudoku.cells[row * 9:row * 9 + 9]) == 45 for row in range(9))
        tries.append(sudoku.tries)
    return f"{count} {by_masks(size + 1)} {solutions[0]} {tries[0]} {knights_tour(3 * size)}"


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    result = run(size)
    assert result == KNOWN.get(size, result), result
    print("nqueens", size, result)
