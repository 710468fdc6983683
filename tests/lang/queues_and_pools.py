import _queue
import queue
import threading
import time
from concurrent.futures import ThreadPoolExecutor, as_completed

box = queue.SimpleQueue()
assert type(box) is _queue.SimpleQueue and box.empty() and box.qsize() == 0
for wrong, kind in ((box.get_nowait, queue.Empty), (lambda: box.get(timeout=0.01), queue.Empty),
                    (lambda: box.get(timeout=-1), ValueError)):
    try:
        wrong()
    except kind:
        pass
    else:
        raise AssertionError(kind)
for i in range(200):
    box.put(i)
assert box.qsize() == 200 and [box.get() for _ in range(200)] == list(range(200))

got = []
takers = [threading.Thread(target=lambda: got.append(box.get())) for _ in range(5)]
for taker in takers:
    taker.start()
time.sleep(0.02)
for i in range(5):
    box.put(i)
for taker in takers:
    taker.join(10)
assert sorted(got) == [0, 1, 2, 3, 4]

with ThreadPoolExecutor(4) as pool:
    assert list(pool.map(lambda n: n * n, range(20))) == [n * n for n in range(20)]
    futures = {pool.submit(pow, 2, n): n for n in range(10)}
    assert all(future.result() == 2 ** futures[future] for future in as_completed(futures))
    failing = pool.submit(lambda: 1 / 0)
    assert isinstance(failing.exception(), ZeroDivisionError)

tasks = queue.Queue(2)
done = []


def work():
    while (item := tasks.get()) is not None:
        done.append(item)
        tasks.task_done()


worker = threading.Thread(target=work)
worker.start()
for i in range(50):
    tasks.put(i)
tasks.join()
tasks.put(None)
worker.join()
assert done == list(range(50))


# Attributes of threads' own, also of subclasses that are initialised in each.
class Own(threading.local):
    number = 2

    def __init__(self, start):
        self.values = [start]


own = Own(7)
own.values.append("main")
seen = []


def look():
    seen.append((list(own.values), own.number, sorted(own.__dict__)))
    own.number = 5
    del own.values


thread = threading.Thread(target=look)
thread.start()
thread.join()
assert seen == [([7], 2, ["values"])] and own.values == [7, "main"] and own.number == 2
try:
    threading.local(1)
except TypeError as error:
    assert str(error) == "Initialization arguments are not supported"
else:
    raise AssertionError
try:
    own.__dict__ = {}
except AttributeError as error:
    assert str(error) == "'Own' object attribute '__dict__' is read-only"
else:
    raise AssertionError
print("ok")
