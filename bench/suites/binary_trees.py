"""Trees built and dropped, and a balanced search tree: allocation, garbage, recursion through attributes."""

import sys

SMALL, DEFAULT = 5, 17
KNOWN = {SMALL: "62", DEFAULT: "253952 261632 262112 262142"}


class Tree:
    __slots__ = ("left", "right")

    def __init__(self, left, right):
        self.left = left
        self.right = right

    def count(self):
        if self.left is None:
            return 1
        return 1 + self.left.count() + self.right.count()


def perfect(depth):
    if depth == 0:
        return Tree(None, None)
    return Tree(perfect(depth - 1), perfect(depth - 1))


def tuples(depth):
    """The same shape without a class."""
    return (tuples(depth - 1), tuples(depth - 1)) if depth else ()


def count_tuples(tree):
    return 1 + sum(count_tuples(child) for child in tree)


class Search:
    """A treap: keys in order from left to right, priorities in heap order."""

    class Node:
        def __init__(self, key, priority):
            self.key = key
            self.priority = priority
            self.left = None
            self.right = None

    def __init__(self):
        self.root = None
        self.state = 7

    def insert(self, key):
        self.state = self.state * 16807 % 2147483647
        self.root = self._insert(self.root, key, self.state)

    def _insert(self, node, key, priority):
        if node is None:
            return self.Node(key, priority)
        if key < node.key:
            node.left = self._insert(node.left, key, priority)
            if node.left.priority < node.priority:
                pivot = node.left
                node.left, pivot.right = pivot.right, node
                return pivot
        elif key > node.key:
            node.right = self._insert(node.right, key, priority)
            if node.right.priority < node.priority:
                pivot = node.right
                node.right, pivot.left = pivot.left, node
                return pivot
        return node

    def __iter__(self):
        stack, node = [], self.root
        while stack or node is not None:
            while node is not None:
                stack.append(node)
                node = node.left
            node = stack.pop()
            yield node.key
            node = node.right


def run(depth):
    kept = perfect(depth)
    report = []
    for small in range(4, depth + 1, 4):
        rounds = 1 << (depth - small)
        nodes = sum(perfect(small).count() for _ in range(rounds))
        assert nodes == rounds * ((2 << small) - 1)
        report.append(nodes)
    assert count_tuples(tuples(depth)) == kept.count() == (2 << depth) - 1
    search = Search()
    size = 1 << (depth - 1)
    for i in range(size):
        search.insert(i * 7919 % size)
    assert list(search) == list(range(size))
    return " ".join(map(str, report))


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    result = run(size)
    assert result == KNOWN.get(size, result), result
    print("binary_trees", size, result)
