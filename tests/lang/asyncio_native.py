"""Futures and tasks in native code."""

import asyncio
import contextvars
import gc
import subprocess
import sys
import weakref
import _asyncio

assert asyncio.Future is _asyncio.Future and asyncio.Task is _asyncio.Task
assert asyncio.current_task is _asyncio.current_task


def error(kind, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except kind as exception:
        return str(exception)
    raise AssertionError("nothing was raised")


loop = asyncio.new_event_loop()

# Futures.
future = loop.create_future()
assert repr(future) == "<Future pending>" and not future.done() and future.get_loop() is loop
assert error(asyncio.InvalidStateError, future.result) == "Result is not set."
assert error(asyncio.InvalidStateError, future.exception) == "Exception is not set."
calls = []
first, second = lambda f: calls.append(1), lambda f: calls.append(2)
assert future._callbacks is None
for callback in (first, second, first, second):
    future.add_done_callback(callback)
assert [callback for callback, _ in future._callbacks] == [first, second, first, second]
assert future.remove_done_callback(first) == 2 and future.remove_done_callback(first) == 0
future.set_result(5)
assert error(asyncio.InvalidStateError, future.set_result, 6) == "invalid state"
assert loop.run_until_complete(future) == 5 and calls == [2, 2] and future.result() == 5
assert future.cancel() is False and repr(future) == "<Future finished result=5>"
failed = loop.create_future()
assert error(TypeError, failed.set_exception, 5) == "invalid exception object"
assert error(TypeError, failed.set_exception, StopIteration).startswith("StopIteration interacts badly")
failed.set_exception(KeyError)
assert failed._log_traceback is True
assert isinstance(failed.exception(), KeyError) and failed._log_traceback is False
assert error(ValueError, setattr, failed, "_log_traceback", True) == "_log_traceback can only be set to False"
cancelled = loop.create_future()
assert cancelled.cancel("why") is True and cancelled.cancelled() and cancelled._state == "CANCELLED"
assert error(asyncio.CancelledError, cancelled.result) == "why"
bare = asyncio.Future.__new__(asyncio.Future)
assert error(RuntimeError, bare.set_result, 1) == "Future object is not initialized."
assert error(RuntimeError, bare.add_done_callback, print) == "uninitialized Future object"

# Iterators of futures.
future = loop.create_future()
iterator = iter(future)
assert next(iterator) is future and future._asyncio_future_blocking is True
assert error(RuntimeError, next, iterator) == "await wasn't used with future"
future.set_result("done")
try:
    iterator.send(None)
except StopIteration as stop:
    assert stop.value == "done"
error(ZeroDivisionError, iter(future).throw, ZeroDivisionError)

# Tasks.
variable = contextvars.ContextVar("variable", default=0)


async def add(a, b):
    variable.set(a)
    await asyncio.sleep(0)
    assert variable.get() == a
    return a + b


async def main():
    task = asyncio.current_task()
    assert task is not None and task.get_loop() is loop and asyncio.get_running_loop() is loop
    tasks = [asyncio.create_task(add(i, 1), name=f"add{i}") for i in range(10)]
    assert tasks[3].get_name() == "add3" and tasks[3] in asyncio.all_tasks()
    assert await asyncio.gather(*tasks) == list(range(1, 11)) and variable.get() == 0
    tasks[3].set_name(7)
    assert tasks[3].get_name() == "7" and not tasks[3].cancelling()
    assert error(RuntimeError, tasks[3].set_result, 1) == "Task does not support set_result operation"
    return "main"


assert loop.run_until_complete(main()) == "main"
assert error(TypeError, asyncio.Task, 5, loop=loop) == "a coroutine was expected, got 5"


async def stubborn():
    try:
        await asyncio.sleep(100)
    except asyncio.CancelledError as exception:
        assert exception.args == ("first",)
        assert asyncio.current_task().uncancel() == 0
        return "survived"


async def cancelling():
    task = asyncio.create_task(stubborn())
    await asyncio.sleep(0)
    assert task.cancel("first") and task.cancelling() == 1
    assert await task == "survived"
    early = asyncio.create_task(add(1, 2))
    early.cancel()
    try:
        await early
    except asyncio.CancelledError:
        pass
    assert early.cancelled()
    try:
        async with asyncio.timeout(0.001):
            await asyncio.sleep(10)
    except TimeoutError:
        pass
    async with asyncio.TaskGroup() as group:
        one, two = group.create_task(add(1, 1)), group.create_task(add(2, 2))
    assert (one.result(), two.result()) == (2, 4)


loop.run_until_complete(cancelling())


class Bad:
    def __init__(self, what):
        self.what = what

    def __await__(self):
        yield self.what


async def bad(what):
    await Bad(what)


assert error(RuntimeError, loop.run_until_complete, bad(5)) == "Task got bad yield: 5"
assert "yield was used instead of yield from in task <Task" in error(
    RuntimeError, loop.run_until_complete, bad(loop.create_future())
)
assert "for generator in task" in error(RuntimeError, loop.run_until_complete, bad(i for i in ()))
other = asyncio.new_event_loop()


async def elsewhere():
    await other.create_future()


assert "attached to a different loop" in error(RuntimeError, loop.run_until_complete, elsewhere())


async def fails():
    await asyncio.sleep(0)
    raise LookupError("lost")


assert error(LookupError, loop.run_until_complete, fails()) == "lost"


# Tasks that start eagerly.
async def eager():
    asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
    done = asyncio.create_task(at_once())
    assert done.done() and done.result() == 1
    waits = asyncio.create_task(add(4, 5))
    assert not waits.done()
    assert await waits == 9
    asyncio.get_running_loop().set_task_factory(None)


async def at_once():
    assert asyncio.current_task().get_coro().__name__ == "at_once"
    return 1


loop.run_until_complete(eager())

# Which task runs.
assert error(RuntimeError, asyncio.get_running_loop) == "no running event loop"
assert error(RuntimeError, asyncio.current_task) == "no running event loop"
_asyncio._enter_task("loop", "one")
assert error(RuntimeError, _asyncio._enter_task, "loop", "two") == (
    "Cannot enter into task 'two' while another task 'one' is being executed."
)
assert _asyncio.current_task("loop") == "one"
assert _asyncio._swap_current_task("loop", "two") == "one"
assert error(RuntimeError, _asyncio._leave_task, "loop", "one") == (
    "Leaving task 'one' does not match the current task 'two'."
)
_asyncio._leave_task("loop", "two")

# What dies with something to tell.
told = []
loop.set_exception_handler(lambda loop, context: told.append(context["message"]))


def forget():
    future = loop.create_future()
    future.set_exception(ValueError("forgotten"))
    quiet = loop.create_future()
    quiet.set_result(1)

    async def never():
        await loop.create_future()

    task = loop.create_task(never())
    loop.run_until_complete(asyncio.sleep(0))
    return weakref.ref(task)


def clear_stack(n):
    return clear_stack(n - 1) + 1 if n else 0


dead = forget()
clear_stack(50)
for _ in range(3):
    gc.collect()
assert "Future exception was never retrieved" in told, told
if dead() is None:
    assert "Task was destroyed but it is pending!" in told, told
loop.set_exception_handler(None)


# What is pending at the end, too.
program = '''
import asyncio
async def never(): await asyncio.sleep(100)
loop = asyncio.new_event_loop()
task = loop.create_task(never())
loop.run_until_complete(asyncio.sleep(0))
'''
ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
assert ended.stderr.startswith("Task was destroyed but it is pending!\ntask: <Task pending name='Task-1'"), ended.stderr
assert "cb=[Task.task_wakeup()]" in ended.stderr, ended.stderr


class MyTask(asyncio.Task):
    pass


class MyFuture(asyncio.Future):
    pass


async def custom():
    future = MyFuture(loop=loop)
    loop.call_soon(future.set_result, 8)
    return await future


assert loop.run_until_complete(MyTask(custom(), loop=loop)) == 8
for each in (loop, other):
    each.close()
print("ok")
