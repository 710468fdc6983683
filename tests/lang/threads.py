import _thread
import sys
import threading
import time

# Threads take turns, and what they share is whole.
counts = {}
total = 0
lock = threading.Lock()


def work(name, rounds):
    global total
    local = 0
    for i in range(rounds):
        local += i
        counts[name, i % 10] = [i] * 3
        with lock:
            total += 1
    counts[name] = local


threads = [threading.Thread(target=work, args=(i, 3000)) for i in range(5)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert total == 15000 and all(counts[i] == sum(range(3000)) for i in range(5))
assert not any(thread.is_alive() for thread in threads) and threading.active_count() == 1

# Blocking waits let others run.
event = threading.Event()
seen = []


def waiter():
    event.wait()
    seen.append(threading.current_thread().name)


thread = threading.Thread(target=waiter, name="waiting")
thread.start()
time.sleep(0.01)
assert seen == [] and thread.is_alive()
event.set()
thread.join(5)
assert seen == ["waiting"]

# Locks.
plain = _thread.allocate_lock()
assert plain.acquire() and plain.locked() and not plain.acquire(False) and not plain.acquire(timeout=0.01)
plain.release()
for wrong, kind in (
    (lambda: plain.release(), RuntimeError),
    (lambda: plain.acquire(False, 1), ValueError),
    (lambda: plain.acquire(timeout=-2), ValueError),
    (lambda: plain.acquire(timeout=1e100), OverflowError),
    (lambda: threading.RLock().release(), RuntimeError),
    (lambda: _thread.start_new_thread(1, ()), TypeError),
    (lambda: _thread.start_new_thread(print, []), TypeError),
):
    try:
        wrong()
    except kind:
        pass
    else:
        raise AssertionError(kind)
again = threading.RLock()
with again, again:
    result = []
    thread = threading.Thread(target=lambda: result.append(again.acquire(timeout=0.01)))
    thread.start()
    thread.join()
    assert result == [False]

# Each thread has its own exceptions, frames and recursion.
problems = []


def deep(n):
    return 0 if n == 0 else 1 + deep(n - 1)


def fail(number):
    try:
        try:
            raise KeyError(number)
        finally:
            time.sleep(0.001)
            assert sys.exception().args == (number,)
    except KeyError as error:
        if error.args != (number,) or deep(500) != 500:
            problems.append(error)
    if sys.exception() is not None:
        problems.append(number)


threads = [threading.Thread(target=fail, args=(i,)) for i in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert problems == []

# Thread-local data, queues, and identities.
own = threading.local()
own.value = "main"
values = []


def look():
    own.value = threading.get_ident()
    time.sleep(0.001)
    values.append(own.value == threading.get_ident())


threads = [threading.Thread(target=look) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert values == [True] * 4 and own.value == "main"

condition = threading.Condition()
items, got = [], []


def consume():
    for _ in range(100):
        with condition:
            while not items:
                condition.wait()
            got.append(items.pop(0))


thread = threading.Thread(target=consume)
thread.start()
for i in range(100):
    with condition:
        items.append(i)
        condition.notify()
thread.join()
assert got == list(range(100))

# Garbage is collected whatever thread it was made in; what parked threads hold stays.
kept = []


def churn():
    mine = [[str(i)] * 3 for i in range(200)]
    for _ in range(50):
        junk = [[i] for i in range(200)]
        junk.append(junk)
    kept.append(mine)


threads = [threading.Thread(target=churn) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert all(mine == [[str(i)] * 3 for i in range(200)] for mine in kept) and len(kept) == 4

# What objects show of themselves.
event, barrier = threading.Event(), threading.Barrier(3)
assert repr(event).endswith(": unset>") and repr(barrier).endswith(": waiters=0/3>")
assert repr(threading.Semaphore(4)).endswith(": value=4>")
assert repr(threading.BoundedSemaphore(4)).endswith(": value=4/4>")
event.set()
assert repr(event).endswith(": set>")

# The main thread can be interrupted, also from itself; exceptions that a thread does not catch are reported.
try:
    _thread.interrupt_main()
except KeyboardInterrupt:
    pass
else:
    raise AssertionError
reports = []
old, sys.unraisablehook = sys.unraisablehook, lambda report: reports.append((report.err_msg, report.exc_value.args))
done = threading.Event()


def task():
    try:
        raise ValueError("task failed")
    finally:
        done.set()


_thread.start_new_thread(task, ())
done.wait()
while not reports:
    time.sleep(0.001)
sys.unraisablehook = old
assert reports == [("Exception ignored in thread started by", ("task failed",))]
hooked = []
old, threading.excepthook = threading.excepthook, lambda args: hooked.append((args.exc_type, args.thread.name))
thread = threading.Thread(target=lambda: 1 / 0, name="dividing")
thread.start()
thread.join()
threading.excepthook = old
assert hooked == [(ZeroDivisionError, "dividing")]
print("ok")
