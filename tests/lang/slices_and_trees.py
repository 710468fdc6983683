# The bounds of a slice may change the sequence: its length counts afterwards.
from array import array


class Clear:
    def __index__(self):
        del made[:]
        return 1


for kind in (list, bytearray, lambda items: array("b", items)):
    for cut in (slice(None, Clear()), slice(Clear(), None), slice(0, 10, Clear()), slice(Clear(), -1, -1)):
        made = kind([1, 2, 3])
        assert len(made[cut]) == 0
        made = kind([1, 2, 3])
        del made[cut]
        assert len(made) == 0
    made = kind([1, 2, 3])
    made[: Clear()] = kind([5])
    assert list(made) == [5]
    made = kind([1, 2, 3])
    try:
        made[Clear()]
    except IndexError:
        pass
    else:
        raise AssertionError

import ast

node = ast.UnaryOp(op=ast.Not(), lineno=0, col_offset=0)
node.operand = node
try:
    compile(ast.Expression(node), "<test>", "eval")
except RecursionError as error:
    assert str(error).startswith("maximum recursion depth exceeded while traversing '")
else:
    raise AssertionError
space = {}
exec(compile(ast.parse("first, *rest = [1, 2, 3]\nfor a, *b in [[4, 5]]: pass\n"), "<test>", "exec"), space)
assert (space["rest"], space["b"]) == ([2, 3], [5])
print("ok")
