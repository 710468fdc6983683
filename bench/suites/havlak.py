"""Finding nested loops in a control-flow graph: union-find, depth-first numbering, sets and lists of objects."""

import sys

SMALL, DEFAULT = 2, 800
KNOWN = {SMALL: "25 3 2 46", DEFAULT: "14881 2160 4 16088240"}


class Block:
    def __init__(self, name):
        self.name = name
        self.successors = []
        self.predecessors = []


class Graph:
    """Basic blocks and edges; block 0 is the entry."""

    def __init__(self):
        self.blocks = []

    def block(self):
        block = Block(len(self.blocks))
        self.blocks.append(block)
        return block

    def edge(self, source, target):
        source.successors.append(target)
        target.predecessors.append(source)

    def straight(self, start, count=1):
        for _ in range(count):
            following = self.block()
            self.edge(start, following)
            start = following
        return start

    def diamond(self, start):
        left, right, join = self.block(), self.block(), self.block()
        for a, b in ((start, left), (start, right), (left, join), (right, join)):
            self.edge(a, b)
        return join

    def loop(self, start, depth):
        """A loop nest `depth` deep with a branch in each body; returns the block after it."""
        header = self.straight(start)
        body = self.diamond(header)
        if depth > 1:
            body = self.loop(body, depth - 1)
        latch = self.straight(body)
        self.edge(latch, header)
        after = self.block()
        self.edge(latch, after)
        return after


class Loop:
    def __init__(self, header, reducible):
        self.header = header
        self.reducible = reducible
        self.blocks = []
        self.parent = None
        self.children = []

    def depth(self):
        depth, loop = 1, self.parent
        while loop is not None:
            depth += 1
            loop = loop.parent
        return depth


class Node:
    """A block's record during the search; nodes merge into their loop's header by union-find."""

    __slots__ = ("block", "number", "union", "loop")

    def __init__(self, block, number):
        self.block = block
        self.number = number
        self.union = self
        self.loop = None

    def find(self):
        node = self
        trail = []
        while node.union is not node:
            trail.append(node)
            node = node.union
        for passed in trail:
            passed.union = node
        return node


def number_blocks(graph):
    """Preorder numbers, and for each the last number in its subtree."""
    numbers = {}
    nodes = []
    last = []
    stack = [(graph.blocks[0], None)]
    while stack:
        block, successors = stack.pop()
        if successors is None:
            if block.name in numbers:
                continue
            numbers[block.name] = len(nodes)
            nodes.append(Node(block, len(nodes)))
            last.append(-1)
            successors = iter(block.successors)
        for following in successors:
            if following.name not in numbers:
                stack.append((block, successors))
                stack.append((following, None))
                break
        else:
            last[numbers[block.name]] = len(nodes) - 1
    return numbers, nodes, last


def find_loops(graph):
    numbers, nodes, last = number_blocks(graph)
    count = len(nodes)
    back = [[] for _ in range(count)]
    other = [set() for _ in range(count)]

    def is_ancestor(a, b):
        return a <= b <= last[a]

    for w, node in enumerate(nodes):
        for predecessor in node.block.predecessors:
            v = numbers.get(predecessor.name)
            if v is None:
                continue
            if is_ancestor(w, v):
                back[w].append(v)
            else:
                other[w].add(v)

    loops = []
    for w in range(count - 1, -1, -1):
        header = nodes[w]
        body = []
        self_loop = False
        for v in back[w]:
            if v == w:
                self_loop = True
            else:
                member = nodes[v].find()
                if member not in body:
                    body.append(member)
        if not body and not self_loop:
            continue
        reducible = True
        work = list(body)
        members = {node.number for node in body}
        while work:
            node = work.pop()
            for y in list(other[node.number]):
                outside = nodes[y].find()
                if not is_ancestor(w, outside.number):
                    reducible = False
                    other[w].add(outside.number)
                elif outside.number != w and outside.number not in members:
                    members.add(outside.number)
                    body.append(outside)
                    work.append(outside)
        loop = Loop(header.block, reducible)
        header.loop = loop
        for node in body:
            node.union = header
            if node.loop is not None:
                node.loop.parent = loop
                loop.children.append(node.loop)
            else:
                loop.blocks.append(node.block)
        loops.append(loop)
    return loops


def build(copies):
    graph = Graph()
    place = graph.block()
    for i in range(copies):
        place = graph.loop(place, 1 + i % 4)
        place = graph.straight(place, 3)
        if i % 5 == 4:
            # Two entries into one cycle: not reducible.
            left, right = graph.block(), graph.block()
            graph.edge(place, left)
            graph.edge(place, right)
            graph.edge(left, right)
            graph.edge(right, left)
            following = graph.block()
            graph.edge(right, following)
            place = following
    return graph


def run(size):
    graph = build(size)
    expected = sum(1 + i % 4 for i in range(size)) + size // 5
    seen = []
    for _ in range(20):
        loops = find_loops(graph)
        assert len(loops) == expected
        assert sum(not loop.reducible for loop in loops) == size // 5
        deepest = max(loop.depth() for loop in loops)
        weight = sum(loop.depth() * (len(loop.blocks) + 1) + loop.header.name for loop in loops)
        seen.append((deepest, weight))
    assert len(set(seen)) == 1
    return f"{len(graph.blocks)} {expected} {seen[0][0]} {seen[0][1]}"


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    result = run(size)
    assert result == KNOWN.get(size, result), result
    print("havlak", size, result)
