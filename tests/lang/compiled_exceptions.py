"""Exceptions that are raised and handled in code that runs often enough to be compiled: what handlers, tracebacks and
`sys.exc_info` show of them, and what becomes of them when compiled code is left in the midst."""

import sys

TURNS = 3000
SHOWN = []


def show(*values):
    SHOWN.append(" ".join(map(str, values)))


class Wrong(Exception):
    pass


class Placed(Exception):
    def __init__(self, text, position):
        super().__init__(text, position)
        self.position = position


class Worse(Wrong):
    pass


def lines(error):
    first = error.__traceback__
    found = []
    while first is not None:
        code = first.tb_frame.f_code
        found.append((code.co_name, first.tb_lineno - code.co_firstlineno))
        first = first.tb_next
    return found


def same_function(turns):
    total = 0
    for i in range(turns):
        try:
            if i & 1:
                raise ValueError
            total += 2
        except ValueError:
            total += 1
    return total


show(same_function(TURNS))


def check(i):
    if i & 1:
        raise Wrong(i)
    return i


def in_callee(turns):
    total = 0
    for i in range(turns):
        try:
            total += check(i)
        except Wrong as error:
            total += error.args[0]
    return total


show(in_callee(TURNS))


def placed(i):
    half = i // 2
    if i % 3 == 0:
        raise Placed("third", half)
    return half


def with_attribute(turns):
    total = 0
    for i in range(turns):
        try:
            total += placed(i)
        except Placed as error:
            total -= error.position
    return total


show(with_attribute(TURNS))


def seen_late(turns):
    """The exception is looked at in the last turn only."""
    shown = None
    for i in range(turns):
        try:
            placed(i * 3)
        except Placed as error:
            if i == turns - 1:
                shown = (lines(error), error.args, error.position, error.__context__, error.__cause__)
                frame = error.__traceback__.tb_next.tb_frame
                shown += (frame.f_locals, frame.f_back is error.__traceback__.tb_frame, frame.f_lineno)
    return shown


first = seen_late.__code__.co_firstlineno
shown = seen_late(TURNS)
show(shown[:-1], shown[-1] - placed.__code__.co_firstlineno)


def lookups(turns):
    table = {key: key * 2 for key in range(0, 100, 3)}
    items = list(range(50))
    pair = (1, 2)
    found = [0] * 8
    for number in range(turns):
        try:
            kind = number % 7
            if kind == 0:
                table[number % 100]
            elif kind == 1:
                items[number % 60]
            elif kind == 2:
                int("12x" if number % 4 else "12")
            elif kind == 3:
                items.nothing
            elif kind == 4:
                number // (number % 3)
            elif kind == 5:
                items[-(number % 60)]
            else:
                pair[number % 4]
        except KeyError as error:
            found[0] += 1
            last_key = error.args
        except (IndexError, ZeroDivisionError) as error:
            found[1] += 1
            last = error.args
        except ValueError:
            found[2] += 1
        except AttributeError as error:
            found[3] += error.name == "nothing"
    return found, last_key, last


show(lookups(TURNS))


def messages(turns):
    texts = set()
    for i in range(turns):
        for action in range(6):
            try:
                if action == 0:
                    [][i]
                elif action == 1:
                    ()[i]
                elif action == 2:
                    i // (i - i)
                elif action == 3:
                    i % (i - i)
                elif action == 4:
                    i / (i - i)
                else:
                    {}[i & 3]
            except Exception as error:
                texts.add((type(error).__name__, str(error)))
    return sorted(texts)


show(messages(200))


def finally_blocks(turns):
    order = 0
    for i in range(turns):
        try:
            try:
                if i & 1:
                    raise Worse(i)
                order += 1
            finally:
                order += 10
        except Wrong:
            order += 100
    return order


show(finally_blocks(TURNS))


def leaving(turns):
    total = 0
    for i in range(turns):
        try:
            if i % 3 == 0:
                continue
            if i == turns - 1:
                break
            total += 1
        finally:
            total += 1000
    return total


show(leaving(TURNS))


class Manager:
    def __init__(self, swallows):
        self.swallows = swallows
        self.seen = []

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        self.seen.append(kind and kind.__name__)
        return self.swallows and kind is not None


def managed(turns):
    manager = Manager(True)
    for i in range(turns):
        with manager as it:
            if i & 1:
                raise Wrong(i)
            assert it is manager
    return manager.seen[-3:], len(manager.seen)


show(managed(TURNS))


def managed_outside(turns):
    manager = Manager(False)
    total = 0
    for i in range(turns):
        try:
            with manager:
                if i & 1:
                    raise Wrong(i)
                total += 1
        except Wrong as error:
            total += 10
            trace = lines(error)
    return total, trace


show(managed_outside(TURNS))


def information(turns):
    """What is being handled, inside of handlers and after them."""
    wrong = 0
    for i in range(turns):
        try:
            raise Wrong(i)
        except Wrong as error:
            if sys.exc_info()[1] is not error or sys.exc_info()[0] is not Wrong:
                wrong += 1
            if sys.exception() is not error:
                wrong += 1
            try:
                raise Worse
            except Worse as inner:
                if sys.exception() is not inner or inner.__context__ is not error:
                    wrong += 1
            if sys.exception() is not error:
                wrong += 1
        if sys.exc_info() != (None, None, None):
            wrong += 1
    return wrong


show(information(TURNS))


def handled_by_caller(turns):
    """A function called by a handler sees what that handles."""

    def look():
        try:
            raise Worse("inner")
        except Worse as inner:
            return inner.__context__

    wrong = 0
    for i in range(turns):
        try:
            raise Wrong(i)
        except Wrong as error:
            if look() is not error:
                wrong += 1
    return wrong


show(handled_by_caller(TURNS))


def contexts(turns):
    last = None
    for i in range(turns):
        try:
            try:
                check(1)
            except Wrong:
                {}["missing"]
        except KeyError as error:
            last = error
    context = last.__context__
    return repr(last), repr(context), lines(last), lines(context), last.__suppress_context__


show(contexts(TURNS))


def causes(turns):
    total = 0
    last = None
    for i in range(turns):
        try:
            try:
                check(i | 1)
            except Wrong as error:
                raise RuntimeError(i) from error
        except RuntimeError as error:
            total += error.__cause__.args[0]
            last = error
    try:
        raise last from None
    except RuntimeError as error:
        return total, error.__cause__, error.__suppress_context__, lines(error)


show(causes(TURNS))


def raised_again(turns):
    total = 0
    for i in range(turns):
        try:
            try:
                check(1)
            except Wrong as error:
                if i % 2:
                    raise
                raise error
        except Wrong as error:
            total += len(lines(error))
            trace = lines(error)
    return total, trace


show(raised_again(TURNS))


def dig(depth):
    if depth == 0:
        raise LookupError("bottom")
    try:
        dig(depth - 1)
    finally:
        dig.unwound += 1


def deep(turns):
    dig.unwound = 0
    for _ in range(turns):
        try:
            dig(12)
        except LookupError as error:
            trace = lines(error)
    return dig.unwound, trace


show(deep(TURNS // 10))


def returned(i):
    try:
        raise Wrong(i)
    except Wrong as error:
        kept = error
    return kept


def keeps(turns):
    kept = [returned(i) for i in range(turns)]
    last = kept[-1]
    return last.args, lines(last), sorted(last.__traceback__.tb_frame.f_locals)


show(keeps(TURNS))


def unhandled(turns):
    """The class is another one in the end."""
    total = 0
    for i in range(turns):
        try:
            if i == turns - 1:
                raise KeyError(i)
            if i & 1:
                raise Wrong
        except Wrong:
            total += 1
    return total


try:
    unhandled(TURNS)
except KeyError as error:
    show(error.args, lines(error)[1:], error.__context__)


def overflow(turns):
    """Compiled code is left within a handler, by an int that has become too large."""
    total = 1
    for i in range(turns):
        try:
            raise Placed("x", i)
        except Placed as error:
            total = total * 3 if i > turns - 60 else total
            if i == turns - 1:
                return total, error.position, lines(error), sys.exception() is error


show(overflow(TURNS))


def generator(turns):
    for i in range(turns):
        try:
            if i & 1:
                raise Wrong(i)
            yield i
        except Wrong as error:
            yield -error.args[0]
        finally:
            pass


show(sum(generator(TURNS)))


def within_handler(turns):
    """A generator that goes on while its consumer handles something else."""
    total = 0
    numbers = generator(turns)
    for i in range(turns):
        try:
            raise Worse(i)
        except Worse as error:
            total += next(numbers)
            assert sys.exception() is error
    return total


show(within_handler(TURNS))


def stop(turns):
    total = 0
    for i in range(turns):
        iterator = iter((1, 2))
        while True:
            try:
                total += next(iterator)
            except StopIteration as error:
                total += error.value is None
                break
    return total


show(stop(TURNS))


def endless(depth):
    try:
        return endless(depth + 1)
    except RecursionError:
        return 1


def too_deep(turns):
    return sum(endless(0) for _ in range(turns))


show(too_deep(3))


def unbound(turns):
    missing = 0
    for i in range(turns):
        try:
            if i & 1:
                del value
            value = i
            if i % 3 == 0:
                del value
            value
        except UnboundLocalError:
            missing += 1
    return missing


show(unbound(TURNS))


def nested(turns):
    order = []
    for i in range(turns):
        try:
            try:
                try:
                    check(1)
                finally:
                    if i & 1:
                        {}[0]
            except KeyError as error:
                order.append(type(error.__context__).__name__)
        except Wrong as error:
            order.append(len(lines(error)))
    return order[:4], len(order)


show(nested(TURNS))


def groups(turns):
    total = 0
    for i in range(turns):
        try:
            raise ExceptionGroup("several", [Wrong(i), KeyError(i)])
        except* Wrong as group:
            total += len(group.exceptions)
        except* KeyError:
            total += 10
    return total


show(groups(300))


class Finalized:
    def __del__(self):
        Finalized.count += 1


Finalized.count = 0


def finalizers(turns):
    import gc
    for i in range(turns):
        try:
            mine = Finalized()
            raise Wrong(mine)
        except Wrong:
            pass
        mine = None
    gc.collect()
    return Finalized.count


show(finalizers(200))


def bare(turns):
    wrong = 0
    for i in range(turns):
        try:
            raise
        except RuntimeError as error:
            wrong += str(error) != "No active exception to reraise"
    return wrong


show(bare(TURNS))


def not_exceptions(turns):
    texts = set()
    for i in range(turns):
        try:
            raise (i, ValueError, int)[i % 3]
        except (TypeError, ValueError) as error:
            texts.add(str(error))
    return sorted(texts)


show(not_exceptions(TURNS))


class Inner:
    def method(self, i):
        return self.other(i)

    def other(self, i):
        if i % 5 == 0:
            raise Placed(self, i)
        return i


def methods(turns):
    inner = Inner()
    total = 0
    for i in range(turns):
        try:
            total += inner.method(i)
        except Placed as error:
            total += error.position
            if i > turns - 6:
                show(lines(error), error.args[0] is inner)
                show(error.__traceback__.tb_next.tb_next.tb_frame.f_locals == {"self": inner, "i": i})
    return total


show(methods(TURNS))

EXPECTED = """\
4500
4498500
750500
([('seen_late', 5), ('placed', 3)], ('third', 4498), 4498, None, None, {'i': 8997, 'half': 4498}, True) 3
([283, 492, 322, 429, 0, 0, 0, 0], (89,), ('list index out of range',))
[('IndexError', 'list index out of range'), ('IndexError', 'tuple index out of range'), ('KeyError', '0'), ('KeyError', '1'), ('KeyError', '2'), ('KeyError', '3'), ('ZeroDivisionError', 'division by zero'), ('ZeroDivisionError', 'integer division or modulo by zero'), ('ZeroDivisionError', 'integer modulo by zero')]
181500
3001999
(['Wrong', None, 'Wrong'], 3000)
(16500, [('managed_outside', 7)])
0
0
("KeyError('missing')", 'Wrong(1)', [('contexts', 7)], [('contexts', 5), ('check', 2)], False)
(4500000, None, True, [('causes', 13), ('causes', 8)])
(7500, [('raised_again', 5), ('check', 2)])
(3600, [('deep', 4), ('dig', 4), ('dig', 4), ('dig', 4), ('dig', 4), ('dig', 4), ('dig', 4), ('dig', 4), ('dig', 4), ('dig', 4), ('dig', 4), ('dig', 4), ('dig', 4), ('dig', 2)])
((2999,), [('returned', 2)], ['i', 'kept'])
(2999,) [('unhandled', 6)] None
(14130386091738734504764811067, 2999, [('overflow', 5)], True)
-1500
-1500
12000
3
1500
([2, 'Wrong', 2, 'Wrong'], 3000)
3300
200
0
['', 'exceptions must derive from BaseException']
[('methods', 5), ('method', 1), ('other', 2)] True
True
4498500
"""
for found, expected in zip(SHOWN, EXPECTED.splitlines(), strict=True):
    assert found == expected, (found, expected)
print("ok")
