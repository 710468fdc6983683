"""A subclass with an `__init__` of its own may take keywords that its builtin base does not know."""

import itertools


def make(base):
    class Own(base):
        def __init__(self, *args, own=None):
            self.own = own

    return Own


for base, args, expected in [
    (map, (str, [1, 2]), ["1", "2"]),
    (filter, (None, [0, 1]), [1]),
    (itertools.chain, ([1], [2]), [1, 2]),
    (itertools.starmap, (pow, [(2, 3)]), [8]),
    (itertools.islice, ([1, 2, 3], 2), [1, 2]),
]:
    made = make(base)(*args, own=3)
    assert made.own == 3 and list(made) == expected
    for refused in (lambda: base(*args, own=3), lambda: type("Bare", (base,), {})(*args, own=3)):
        try:
            refused()
        except TypeError:
            continue
        raise AssertionError(base)


def cycle_state(state):
    try:
        itertools.cycle("ab").__setstate__(state)
    except TypeError:
        return False
    return True


import warnings

warnings.simplefilter("ignore")
assert cycle_state((["a"], 1)) and not cycle_state((["a"], "x")) and not cycle_state([["a"], 1])
print("ok")
