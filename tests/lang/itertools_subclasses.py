"""itertools: a subclass's own __init__ may take keywords; setting a state warns that pickling will go."""

import itertools


class Own(itertools.cycle):
    def __init__(self, iterable, keyword=None):
        self.keyword = keyword


class OwnChain(itertools.chain):
    def __init__(self, *iterables, keyword=None):
        self.keyword = keyword


class Plain(itertools.cycle):
    pass


own = Own([1], keyword=3)
assert own.keyword == 3 and next(own) == 1
chain = OwnChain([1], [2], keyword=4)
assert chain.keyword == 4 and list(chain) == [1, 2]
try:
    Plain([1], keyword=3)
except TypeError:
    pass
else:
    raise AssertionError("a keyword that nobody takes")
print("ok")
