# Lines that trace functions hear of: `try:` and `case _:` are some, the end of a function is none.
import sys


def lines(function, *arguments):
    heard = []

    def tracer(frame, event, arg):
        if frame.f_code is function.__code__:
            heard.append((event[0], frame.f_lineno - function.__code__.co_firstlineno))
        return tracer

    sys.settrace(tracer)
    try:
        function(*arguments)
    except ZeroDivisionError:
        pass
    finally:
        sys.settrace(None)
    return " ".join(f"{event}{line}" for event, line in heard)


def guarded(n):
    try:
        n = 1 // n
    finally:
        n = 2
    return n


assert lines(guarded, 1) == "c0 l1 l2 l4 l5 r5", lines(guarded, 1)
assert lines(guarded, 0) == "c0 l1 l2 e2 l4 r4", lines(guarded, 0)


def matched(n):
    match n:
        case 1:
            n = 2
        case _:
            n = 3


assert lines(matched, 1) == "c0 l1 l2 l3 r3", lines(matched, 1)
assert lines(matched, 2) == "c0 l1 l2 l4 l5 r5", lines(matched, 2)


def falls_off(n):
    if n:
        n = 2


assert lines(falls_off, 1) == "c0 l1 l2 r2", lines(falls_off, 1)
assert lines(falls_off, 0) == "c0 l1 r1", lines(falls_off, 0)


def multiline(n):
    return (n
            .missing
            ())


def place(function):
    try:
        function(1)
    except AttributeError as error:
        return error.__traceback__.tb_next.tb_lineno - function.__code__.co_firstlineno


assert place(multiline) == 2


def decorate(function):
    raise AttributeError


def decorated(n):
    @decorate
    def inner():
        pass


assert place(decorated) == 1


def plain(function):
    return function


@plain
@plain
def first():
    pass


@plain
class First:
    def method(self):
        pass


assert first.__code__.co_firstlineno == place.__code__.co_firstlineno + 27


class Quiet:
    def __enter__(self):
        pass

    def __exit__(self, *error):
        return True


def left_early(n):
    with Quiet():
        if n == 1:
            return 3
        1 // n
    while True:
        n += 1
        if n > 2:
            break
    if False:
        n = 3
    return n


assert lines(left_early, 1) == "c0 l1 l2 l3 l1 r1", lines(left_early, 1)
assert lines(left_early, 0) == "c0 l1 l2 l4 e4 l1 l5 l6 l7 l5 l6 l7 l5 l6 l7 l8 l9 l11 r11", lines(left_early, 0)


def grouped(error):
    try:
        raise error
    except* KeyError as e:
        error = 1
    except* ValueError:
        error = 2
    return error


assert lines(grouped, ExceptionGroup("", [KeyError()])) == "c0 l1 l2 e2 l3 l4 l5 l7 r7", lines(grouped, ExceptionGroup("", [KeyError()]))
assert lines(grouped, ExceptionGroup("", [ValueError()])) == "c0 l1 l2 e2 l3 l5 l6 l7 r7", lines(grouped, ExceptionGroup("", [ValueError()]))


def where(function):
    # The line that a frame was at when an exception left it.
    try:
        function()
    except ZeroDivisionError as error:
        return error.__traceback__.tb_next.tb_frame.f_lineno - function.__code__.co_firstlineno


def again():
    try:
        1 // 0
    except ZeroDivisionError as e:
        1 // 0
        pass


def not_caught():
    try:
        1 // 0
    except TypeError as e:
        pass


def at_last():
    try:
        1 // 0
    finally:
        pass


assert (where(again), where(not_caught), where(at_last)) == (4, 3, 4)

calls = []


def profiler(frame, event, arg):
    if event == "c_call":
        calls.append(arg.__name__)


sys.setprofile(profiler)
max([0], **dict(key=int))
sys.setprofile(None)
assert "max" in calls, calls
print("ok")
