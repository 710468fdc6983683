# Exceptions that leave inlined callees for handlers in their callers, which go on with what they had.


def refuse(what):
    raise ImportError(what)


def accept(what):
    return what


def first_accepted(hooks, what):
    for hook in hooks:
        try:
            return hook(what)
        except ImportError:
            continue
    else:
        return None


def counted(values, limit):
    kept = []
    for index, value in enumerate(values):
        try:
            kept.append(checked(value, limit))
        except ValueError as error:
            kept.append(-error.args[0])
        finally:
            kept.append(index)
    return kept


def checked(value, limit):
    if value > limit:
        raise ValueError(value)
    return value


results = []
for turn in range(60):
    results.append(first_accepted([refuse, refuse, accept], turn))
    results.append(first_accepted([refuse], turn))
    assert counted([1, 9, 2, 8], 5) == [1, 0, -9, 1, 2, 2, -8, 3]
assert results == [result for turn in range(60) for result in (turn, None)]
print("ok")
