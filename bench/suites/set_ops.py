"""Set algebra: friends of friends, membership, frozen sets as keys, comprehension-built sets."""

import sys

SMALL, DEFAULT = 300, 20_000
KNOWN = {SMALL: "15708 287 300 1 143 6 200 18", DEFAULT: "1197406 1513 20000 1 160 312 13333 142"}


def friendships(count):
    friends = [set() for _ in range(count)]
    state = 17
    for person in range(count):
        for _ in range(4):
            state = state * 48271 % 2147483647
            other = state % count
            if other != person:
                friends[person].add(other)
                friends[other].add(person)
    return friends


def suggestions(friends):
    """How many people each could get to know, and how many share at least two acquaintances."""
    reachable = close = 0
    for person, mine in enumerate(friends):
        second = set().union(*(friends[friend] for friend in mine)) - mine - {person}
        reachable += len(second)
        close += any(len(mine & friends[other]) > 1 for other in second)
    return reachable, close


def components(friends):
    unseen = set(range(len(friends)))
    sizes = []
    while unseen:
        frontier = {unseen.pop()}
        size = 1
        while frontier:
            frontier = set().union(*(friends[person] for person in frontier)) & unseen
            unseen -= frontier
            size += len(frontier)
        sizes.append(size)
    return max(sizes), len(sizes)


def triples(count):
    seen = {}
    for number in range(count):
        key = frozenset((number % 7, number % 11, number % 5))
        seen[key] = seen.get(key, 0) + 1
    sizes = {len(key) for key in seen}
    assert sum(seen.values()) == count and sizes <= {1, 2, 3}
    return len(seen), max(seen.values())


def algebra(count):
    evens = {n for n in range(0, count, 2)}
    threes = {n for n in range(0, count, 3)}
    squares = {n * n for n in range(count) if n * n < count}
    assert evens & threes == set(range(0, count, 6))
    assert evens ^ threes == (evens | threes) - (evens & threes)
    assert (squares & evens).issubset(evens) and not squares.isdisjoint(threes)
    odd_squares = squares - evens
    squares.difference_update(odd_squares)
    return len(evens | threes), len(odd_squares) + len(squares)


def run(count):
    friends = friendships(count)
    parts = suggestions(friends) + components(friends) + triples(count) + algebra(count)
    return " ".join(map(str, parts))


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    result = run(size)
    assert result == KNOWN.get(size, result), result
    print("set_ops", size, result)
