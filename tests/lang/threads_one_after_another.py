"""Many threads that start when others have ended, also after deep recursion and exceptions; stack sizes; locals of threads."""

import sys
import threading

results, local = [], threading.local()


def deep(n):
    return 0 if n == 0 else 1 + deep(n - 1)


def work(n):
    assert not hasattr(local, 'value')
    local.value = [n] * 10
    results.append(deep(n % 500))
    if n % 50 == 7:
        raise SystemExit


for n in range(300):
    thread = threading.Thread(target=work, args=(n,))
    thread.start()
    thread.join()
    assert not thread.is_alive()
assert results == [n % 500 for n in range(300)]

results.clear()
threads = [threading.Thread(target=work, args=(n,)) for n in range(40)]
for thread in threads:
    thread.start()
assert len({thread.ident for thread in threads if thread.is_alive()} | {0}) >= 1
for thread in threads:
    thread.join()
assert sorted(results) == list(range(40))

# A thread may recurse more deeply than what is kept of its stack.
limit = sys.getrecursionlimit()
sys.setrecursionlimit(20000)
for depth in (15000, 10, 15000):
    results.clear()
    thread = threading.Thread(target=lambda: results.append(deep(depth)))
    thread.start()
    thread.join()
    assert results == [depth]
sys.setrecursionlimit(limit)


def endless():
    try:
        deep(10 ** 6)
    except RecursionError:
        results.append('recursion')


results.clear()
for _ in range(3):
    thread = threading.Thread(target=endless)
    thread.start()
    thread.join()
assert results == ['recursion'] * 3
old = threading.stack_size(1 << 20)
thread = threading.Thread(target=endless)
thread.start()
thread.join()
threading.stack_size(old)
assert results == ['recursion'] * 4

print('ok')
