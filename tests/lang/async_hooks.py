# Hooks of async generators, their states, where coroutines were made, and those never awaited.
import gc
import sys
import warnings

started = []
sys.set_asyncgen_hooks(firstiter=started.append)


async def numbers():
    try:
        yield 1
        yield 2
    finally:
        pass


def step(awaitable):
    try:
        awaitable.send(None)
    except StopIteration as stop:
        return stop.value


a = numbers()
assert not started
assert step(a.__anext__()) == 1
assert started == [a] and not a.ag_running
assert a.ag_suspended
once = a.__anext__()
assert step(once) == 2
try:
    once.send(None)
except RuntimeError as error:
    assert str(error) == "cannot reuse already awaited __anext__()/asend()"
else:
    raise AssertionError
assert step(a.aclose()) is None
try:
    a.__anext__().send(None)
except StopAsyncIteration:
    pass
else:
    raise AssertionError
assert started == [a]
sys.set_asyncgen_hooks(None, None)
assert tuple(sys.get_asyncgen_hooks()) == (None, None)


async def nothing():
    pass


def make():
    return nothing()


assert nothing().close() is None
sys.set_coroutine_origin_tracking_depth(2)
c = make()
sys.set_coroutine_origin_tracking_depth(0)
assert [entry[2] for entry in c.cr_origin] == ["make", "<module>"]
assert c.cr_origin[0][0] == __file__
c.close()

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    make().cr_frame.clear()
    gc.collect()
assert any(str(w.message) == "coroutine 'nothing' was never awaited" for w in caught)

print("ok")
