"""Frames that exceptions have left: what tracebacks show of them, whenever somebody asks, and how they hang together."""

import sys
import traceback


def fail(depth, label):
    note = f"{label}{depth}"
    if depth == 0:
        raise LookupError(note)
    result = fail(depth - 1, label)
    return note + result


def through_native(depth):
    key = depth
    return sorted([1, 2], key=lambda item: fail(depth, "k") if item else key)


def generator(depth):
    own = depth
    yield own
    fail(depth, "g")


def through_generator(depth):
    return list(generator(depth))


def again(depth):
    local = "again"
    try:
        fail(depth, "a")
    finally:
        local = "finally"


def other(depth):
    try:
        fail(depth, "o")
    except LookupError as error:
        raise ValueError(depth) from error


def entries(error):
    at, found = error.__traceback__, []
    while at is not None:
        found.append(at)
        at = at.tb_next
    return found


def check(function, depth, names):
    try:
        function(depth)
    except (LookupError, ValueError) as caught:
        error = caught
    found = entries(error)
    assert [entry.tb_frame.f_code.co_name for entry in found] == names, [e.tb_frame.f_code.co_name for e in found]
    for entry in found:
        assert entry.tb_frame is entry.tb_frame
        assert entry.tb_frame.f_globals is globals()
    # Each frame was called by the one before, but where native code is between.
    for outer, inner in zip(found, found[1:]):
        assert inner.tb_frame.f_back is outer.tb_frame, (inner.tb_frame, inner.tb_frame.f_back, outer.tb_frame)
    assert found[0].tb_frame is sys._getframe()
    return error, found


def innermost_first(depth):
    """Asks for the innermost frame before the others."""
    try:
        fail(depth, "i")
    except LookupError as error:
        found = entries(error)
    inner = found[-1].tb_frame
    chain = []
    while inner is not None:
        chain.append(inner)
        inner = inner.f_back
    frames = [entry.tb_frame for entry in found]
    assert chain[: depth + 2] == frames[::-1], (chain, frames)
    assert chain[depth + 2].f_code.co_name == "<module>"
    return [frame.f_locals.get("note") for frame in frames[1:]]


for turn in range(40):
    error, found = check(lambda depth: fail(depth, "f"), 3, ["check", "<lambda>", "fail", "fail", "fail", "fail"])
    assert [entry.tb_frame.f_locals["note"] for entry in found[2:]] == ["f3", "f2", "f1", "f0"]
    assert found[1].tb_frame.f_locals == {"depth": 3}
    check(through_native, 1, ["check", "through_native", "<lambda>", "fail", "fail"])
    error, found = check(through_generator, 1, ["check", "through_generator", "generator", "fail", "fail"])
    assert found[2].tb_frame.f_locals == {"depth": 1, "own": 1}
    error, found = check(again, 2, ["check", "again", "fail", "fail", "fail"])
    assert found[1].tb_frame.f_locals == {"depth": 2, "local": "finally"}
    error, found = check(other, 2, ["check", "other"])
    inner = entries(error.__cause__)
    assert [entry.tb_frame.f_code.co_name for entry in inner] == ["other", "fail", "fail", "fail"]
    assert inner[0].tb_frame is found[1].tb_frame
    assert inner[1].tb_frame.f_back is inner[0].tb_frame
    assert innermost_first(4) == ["i4", "i3", "i2", "i1", "i0"]
    lines = traceback.extract_tb(error.__traceback__)
    assert [line.name for line in lines] == ["check", "other"]

try:
    fail(300, "d")
except LookupError as deep:
    frame = entries(deep)[-1].tb_frame
    count = 0
    while frame is not None:
        frame, count = frame.f_back, count + 1
    assert count == 302, count
    traceback.clear_frames(deep.__traceback__)
    assert entries(deep)[5].tb_frame.f_locals == {}

try:
    fail(1, "r")
except LookupError as error:
    kept = error
try:
    raise kept
except LookupError as error:
    names = [entry.tb_frame.f_code.co_name for entry in entries(error)]
    assert names == ["<module>", "<module>", "fail", "fail"], names
print("ok")
