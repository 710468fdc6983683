# A collection within `__init__` and within methods of operators: what the call will give is alive, though no variable names it.
import gc


class Made:
    def __init__(self, *args, **keywords):
        self.args = args
        gc.collect()

    def __enter__(self):
        gc.collect()
        return 7

    def __exit__(self, *exc):
        return None

    def __contains__(self, item):
        gc.collect()
        return [item]

    def __add__(self, other):
        gc.collect()
        return [self.args, other]

    def __bool__(self):
        gc.collect()
        return False


def make():
    made = Made(1, 2)
    with made as seven:
        assert seven == 7
    return made


def spread():
    return [Made(), Made(*[1, 2]), Made(3, key=4), Made(**{"a": 1})]


def operate():
    return (1 in Made(), Made(5) + [6], not Made(), [made.args for made in (Made(8), Made(9))])


for _ in range(3):
    assert make().args == (1, 2)
    assert [made.args for made in spread()] == [(), (1, 2), (3,), ()]
    assert operate() == (True, [(5,), [6]], True, [(8,), (9,)])

print("ok")
