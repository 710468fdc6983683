"""finally: return, break and continue in it, overriding, nesting, order, with loops and generators."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")


def override():
    try:
        return "try"
    finally:
        return "finally"


def swallow():
    try:
        1 / 0
    finally:
        return "swallowed"


def value_kept():
    x = 1
    try:
        return x
    finally:
        x = 2


def mutated():
    x = [1]
    try:
        return x
    finally:
        x.append(2)


assert override() == "finally"
assert swallow() == "swallowed"
assert value_kept() == 1
assert mutated() == [1, 2]


def break_swallows():
    for i in range(3):
        try:
            1 / 0
        finally:
            break
    return i


def continue_swallows():
    count = 0
    for i in range(3):
        try:
            if i == 1:
                raise ValueError
            if i == 2:
                return "never"
        finally:
            count += 1
            continue
    return count


def break_over_return():
    while True:
        try:
            return "return"
        finally:
            break
    return "after loop"


assert break_swallows() == 0
assert continue_swallows() == 3
assert break_over_return() == "after loop"
log = []


def order(how):
    log.clear()
    for i in range(2):
        try:
            try:
                log.append(f"body {i}")
                if how == "return":
                    return how
                if how == "break":
                    break
                if how == "continue":
                    continue
                if how == "raise":
                    raise KeyError(how)
                log.append("end")
            except KeyError:
                log.append("except")
            else:
                log.append("else")
            finally:
                log.append("inner")
        finally:
            log.append("outer")
    else:
        log.append("loop else")
    return "fell"


assert order("return") == "return" and log == ["body 0", "inner", "outer"]
assert order("break") == "fell" and log == ["body 0", "inner", "outer"]
assert order("continue") == "fell"
assert log == ["body 0", "inner", "outer", "body 1", "inner", "outer", "loop else"]
assert order("raise") == "fell"
assert log == ["body 0", "except", "inner", "outer", "body 1", "except", "inner", "outer", "loop else"]
assert order("") == "fell"
assert log == ["body 0", "end", "else", "inner", "outer", "body 1", "end", "else", "inner", "outer", "loop else"]


def else_raises():
    try:
        pass
    except ValueError:
        return "except"
    else:
        raise ValueError("from else")
    finally:
        log.append("ran")


raises(ValueError, "from else", else_raises)


def nested_returns():
    try:
        try:
            return 1
        finally:
            try:
                return 2
            finally:
                log.append("deep")
    finally:
        log.append("last")


log.clear()
assert nested_returns() == 2 and log == ["deep", "last"]


def replaced():
    try:
        raise ValueError("first")
    finally:
        raise KeyError("second")


raises(KeyError, "'second'", replaced)


def try_in_finally():
    try:
        raise ValueError("kept")
    finally:
        try:
            raise KeyError
        except KeyError:
            pass


raises(ValueError, "kept", try_in_finally)


def conditional(flag):
    try:
        if flag:
            return "early"
        value = "late"
    finally:
        log.append(flag)
    return value


assert conditional(True) == "early" and conditional(False) == "late"


def loop_in_finally():
    try:
        return 1
    finally:
        for i in range(3):
            if i == 1:
                continue
            if i == 2:
                break


assert loop_in_finally() == 1


def gen():
    try:
        yield 1
        yield 2
    finally:
        log.append("gen closed")


log.clear()
closed = gen()
for value in closed:
    break
closed.close()
for value in gen():
    pass
assert log == ["gen closed", "gen closed"]


def deep(n):
    if n == 0:
        raise LookupError
    try:
        deep(n - 1)
    finally:
        log.append(n)


log.clear()
raises(LookupError, "", deep, 5)
assert log == [1, 2, 3, 4, 5]


def while_finally():
    n = 0
    while n < 5:
        try:
            n += 1
            if n == 2:
                continue
            if n == 4:
                break
        finally:
            log.append(n)
    return n


log.clear()
assert while_finally() == 4 and log == [1, 2, 3, 4]

print("ok")
