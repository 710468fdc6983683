"""_collections: deque, defaultdict, OrderedDict, Counter, namedtuple fields: results and messages."""

from _collections import _count_elements, _tuplegetter
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple


class Own(deque):
    pass


class Missing(OrderedDict):
    def __missing__(self, key):
        return 42


def change(value, method, *args, **kwargs):
    """The value after a call of a method."""
    getattr(value, method)(*args, **kwargs)
    return value


def outcome(expression):
    """What an expression gives: the repr of its value, or the exception's type and message."""
    try:
        return repr(eval(expression))
    except Exception as error:
        return f"{type(error).__name__}: {error}"


CASES = [
    ('deque([], 1, 2)', 'TypeError: deque() takes at most 2 arguments (3 given)'),
    ("deque([], 'a')", 'TypeError: an integer is required'),
    ('deque([], -1)', 'ValueError: maxlen must be non-negative'),
    ("deque('abc', maxlen=2)", "deque(['b', 'c'], maxlen=2)"),
    ("deque('abcdef')[1:2]", "TypeError: sequence index must be integer, not 'slice'"),
    ("deque('abc')[10]", 'IndexError: deque index out of range'),
    ("deque('abc')[-1]", "'c'"),
    ("deque('abc').index('z')", "ValueError: 'z' is not in deque"),
    ("deque('abcc').index('c', 3)", '3'),
    ("deque('abc').remove('z')", "ValueError: 'z' is not in deque"),
    ('deque([1, 2], 2).insert(0, 1)', 'IndexError: deque already at its maximum size'),
    ('deque([1]) + 1', 'TypeError: can only concatenate deque (not "int") to deque'),
    ('deque([1]) + deque([9])', 'deque([1, 9])'),
    ('deque([1, 2, 3], 5) * 2', 'deque([2, 3, 1, 2, 3], maxlen=5)'),
    ('2 * deque([1])', 'deque([1, 1])'),
    ("deque([1]) * 'a'", "TypeError: can't multiply sequence by non-int of type 'str'"),
    ('deque([1]) < deque([2])', 'True'),
    ('deque([1]) < [1]', "TypeError: '<' not supported between instances of 'collections.deque' and 'list'"),
    ('deque([1]) == [1]', 'False'),
    ('deque([1, 2]) != deque([1, 2])', 'False'),
    ('hash(deque())', "TypeError: unhashable type: 'collections.deque'"),
    ('deque().pop()', 'IndexError: pop from an empty deque'),
    ('deque().popleft()', 'IndexError: pop from an empty deque'),
    ('deque([1, 2], 3).__reduce__()[:3]', "(<class 'collections.deque'>, ((), 3), None)"),
    ('list(reversed(deque([1, 2])))', '[2, 1]'),
    ('deque[int]', 'collections.deque[int]'),
    ("setattr(deque(), 'x', 1)", "AttributeError: 'collections.deque' object has no attribute 'x'"),
    ("change(deque('abcdef'), 'rotate', 2)", "deque(['e', 'f', 'a', 'b', 'c', 'd'])"),
    ("change(deque('abcdef'), 'rotate', -8)", "deque(['c', 'd', 'e', 'f', 'a', 'b'])"),
    ("change(deque('abcdef'), 'insert', 2, 'Z')", "deque(['a', 'b', 'Z', 'c', 'd', 'e', 'f'])"),
    ("change(deque('abcdef'), 'insert', -1, 'Z')", "deque(['a', 'b', 'c', 'd', 'e', 'Z', 'f'])"),
    ("change(deque('abcdef'), 'insert', 100, 'Z')", "deque(['a', 'b', 'c', 'd', 'e', 'f', 'Z'])"),
    ("change(deque('abcdef'), 'remove', 'b')", "deque(['a', 'c', 'd', 'e', 'f'])"),
    ("change(deque('abcdef'), 'remove', 'e')", "deque(['a', 'b', 'c', 'd', 'f'])"),
    ("change(deque('abcdef'), '__delitem__', 4)", "deque(['a', 'b', 'c', 'd', 'f'])"),
    ("change(deque('abcdef'), '__setitem__', -1, 9)", "deque(['a', 'b', 'c', 'd', 'e', 9])"),
    ("change(deque('abcdef'), 'reverse')", "deque(['f', 'e', 'd', 'c', 'b', 'a'])"),
    ("change(deque('abc'), 'extendleft', 'xy')", "deque(['y', 'x', 'a', 'b', 'c'])"),
    ("change(deque('abc', 4), 'extend', range(3))", "deque(['c', 0, 1, 2], maxlen=4)"),
    ("change(deque('abc', 4), '__imul__', 3)", "deque(['c', 'a', 'b', 'c'], maxlen=4)"),
    ("change(deque(range(9)), 'clear')", 'deque([])'),
    ('[x.append(1) for x in [deque([1])] for y in x]', 'RuntimeError: deque mutated during iteration'),
    ("[type(iter(deque())).__name__, iter(deque('abc')).__length_hint__()]", "['_deque_iterator', 3]"),
    ('type(iter(deque()))(deque([1, 2, 3]), 1).__reduce__()[1]', '(deque([1, 2, 3]), 1)'),
    ('Own([1, 2], 5)', 'Own([1, 2], maxlen=5)'),
    ('Own([1]).copy()', 'Own([1])'),
    ('defaultdict(1)', 'TypeError: first argument must be callable or None'),
    ('defaultdict(None, [(1, 2)])', 'defaultdict(None, {1: 2})'),
    ('defaultdict(list, a=1)', "defaultdict(<class 'list'>, {'a': 1})"),
    ("defaultdict(list)['a']", '[]'),
    ('defaultdict()[1]', 'KeyError: 1'),
    ("setattr(defaultdict(), 'x', 1)", "AttributeError: 'collections.defaultdict' object has no attribute 'x'"),
    ('defaultdict(list, {1: 2}) | {3: 4}', "defaultdict(<class 'list'>, {1: 2, 3: 4})"),
    ('{3: 4} | defaultdict(list, {1: 2})', "defaultdict(<class 'list'>, {3: 4, 1: 2})"),
    ('defaultdict(list, {1: 2}) | 1', "TypeError: unsupported operand type(s) for |: 'collections.defaultdict' and 'int'"),
    ('defaultdict(int).__reduce__()[:4]', "(<class 'collections.defaultdict'>, (<class 'int'>,), None, None)"),
    ('defaultdict(int, {1: 2}).copy()', "defaultdict(<class 'int'>, {1: 2})"),
    ('defaultdict(list, {1: 2}) == defaultdict(int, {1: 2})', 'True'),
    ("Counter('abcab')", "Counter({'a': 2, 'b': 2, 'c': 1})"),
    ('_count_elements(1, 2)', "TypeError: 'int' object is not iterable"),
    ("_tuplegetter(1, 'doc')", "_tuplegetter(1, 'doc')"),
    ("_tuplegetter(1, 'doc').__get__((1, 2))", '2'),
    ("_tuplegetter(1, 'doc').__get__([1, 2])", "TypeError: descriptor for index '1' for tuple subclasses doesn't apply to 'list' object"),
    ("_tuplegetter(1, 'doc').__get__((1,))", 'IndexError: tuple index out of range'),
    ("_tuplegetter(1, 'doc').__doc__", "'doc'"),
    ("setattr(namedtuple('P', 'x y')(1, 2), 'x', 1)", "AttributeError: can't set attribute"),
    ("namedtuple('P', 'x y')(1, 2).y", '2'),
    ('OrderedDict()', 'OrderedDict()'),
    ('OrderedDict(a=1, b=2)', "OrderedDict({'a': 1, 'b': 2})"),
    ('OrderedDict(1, 2)', 'TypeError: expected at most 1 arguments, got 2'),
    ('OrderedDict().popitem()', "KeyError: 'dictionary is empty'"),
    ("OrderedDict(a=1).pop('b')", "KeyError: 'b'"),
    ("OrderedDict(a=1).pop('b', 3)", '3'),
    ("OrderedDict(a=1).move_to_end('b')", "KeyError: 'b'"),
    ("change(OrderedDict.fromkeys('abc'), 'move_to_end', 'a')", "OrderedDict({'b': None, 'c': None, 'a': None})"),
    ("change(OrderedDict.fromkeys('abc'), 'move_to_end', 'c', last=False)", "OrderedDict({'c': None, 'a': None, 'b': None})"),
    ("change(OrderedDict.fromkeys('abc'), 'popitem')", "OrderedDict({'a': None, 'b': None})"),
    ("change(OrderedDict.fromkeys('abc'), 'popitem', last=False)", "OrderedDict({'b': None, 'c': None})"),
    ("change(OrderedDict(a=1), 'setdefault', 'b', 7)", "OrderedDict({'a': 1, 'b': 7})"),
    ("change(OrderedDict(a=1), 'update', [('b', 2)], c=3)", "OrderedDict({'a': 1, 'b': 2, 'c': 3})"),
    ("change(OrderedDict(a=1), 'update', 1)", "TypeError: 'int' object is not iterable"),
    ("change(OrderedDict(a=1), '__ior__', {'z': 1})", "OrderedDict({'a': 1, 'z': 1})"),
    ('OrderedDict(a=1, b=2) == OrderedDict(b=2, a=1)', 'False'),
    ("OrderedDict(a=1, b=2) == {'b': 2, 'a': 1}", 'True'),
    ('OrderedDict(a=1, b=2) != OrderedDict(a=1, b=2)', 'False'),
    ("OrderedDict(a=1) | {'z': 1}", "OrderedDict({'a': 1, 'z': 1})"),
    ("{'z': 1} | OrderedDict(a=1)", "OrderedDict({'z': 1, 'a': 1})"),
    ('OrderedDict(a=1).keys()', "odict_keys(['a'])"),
    ('OrderedDict(a=1).items()', "odict_items([('a', 1)])"),
    ('list(reversed(OrderedDict(a=1, b=2)))', "['b', 'a']"),
    ('list(reversed(OrderedDict(a=1, b=2).items()))', "[('b', 2), ('a', 1)]"),
    ('OrderedDict(a=1).copy()', "OrderedDict({'a': 1})"),
    ('OrderedDict(a=1).__reduce__()[:4]', "(<class 'collections.OrderedDict'>, (), None, None)"),
    ('[x.move_to_end(k) for x in [OrderedDict(a=1, b=2)] for k in x]', 'RuntimeError: OrderedDict mutated during iteration'),
    ("[x.__setitem__(k + 'z', 1) for x in [OrderedDict(a=1, b=2)] for k in x]", 'RuntimeError: OrderedDict mutated during iteration'),
    ('[x.__delitem__(k) for x in [OrderedDict(a=1, b=2)] for k in x]', 'RuntimeError: OrderedDict mutated during iteration'),
    ("Missing()['x']", '42'),
    ("Missing().pop('x')", "KeyError: 'x'"),
    ("Missing().setdefault('x', 3)", '3'),
]
for expression, expected in CASES:
    assert outcome(expression) == expected, f"{expression}: {outcome(expression)}, not {expected}"
print("ok")
