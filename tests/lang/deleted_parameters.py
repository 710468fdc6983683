"""Parameters that are deleted on one way and read on another."""
from contextlib import nullcontext


def after_finally(n):
    with nullcontext():
        try:
            pass
        finally:
            del n
    return n


def in_loop(n):
    for _ in range(2):
        got = n
        del n
    return got


def in_handler(n):
    try:
        del n
        raise ValueError
    except ValueError:
        return n


def in_branch(n, which):
    if which:
        del n
    else:
        pass
    return n


def as_error(n):
    try:
        raise ValueError
    except ValueError as n:
        pass
    return n


def after_while(n):
    while n:
        del n
        break
    return n


def fails(function, *args):
    try:
        function(*args)
    except UnboundLocalError as error:
        assert str(error) == "cannot access local variable 'n' where it is not associated with a value"
        return True
    return False


for function in (after_finally, in_loop, in_handler, as_error, after_while):
    assert fails(function, 1), function
assert fails(in_branch, 1, True) and in_branch(1, False) == 1
print("ok")
