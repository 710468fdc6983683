# What compiled code reads before a loop may be written in it: by the loop, by calls, by other threads and by signal handlers.
import threading
import signal
import time

LIMIT = 3


def by_global(n):
    global LIMIT
    out = 0
    for i in range(n):
        out += LIMIT
        if i == 50:
            LIMIT = 4
    LIMIT = 3
    return out


for _ in range(60):
    assert by_global(100) == 51 * 3 + 49 * 4


def shrinking(items):
    out = 0
    i = 0
    while i < len(items):
        out += items[i]
        if i == 5:
            items.pop()
        if i == 6:
            items.append(100)
        i += 1
    return out


for _ in range(60):
    assert shrinking(list(range(10))) == sum(range(9)) + 100


def replaced(rows, n):
    # Another list, and another one's items, in the same place.
    out = 0
    for i in range(n):
        rows[0][i] = rows[1][i] + 1
        if i == 3:
            rows[0], rows[1] = rows[1], rows[0]
        out += rows[0][0] * 10 + rows[1][0]
    return out


for _ in range(60):
    assert replaced([[0] * 8, [7] * 8], 8) == replaced([[0] * 8, [7] * 8], 8)
assert replaced([[0] * 8, [7] * 8], 8) == 3 * 87 + 5 * 78


class Box:
    def __init__(self, value):
        self.value = value


def aliases(a, b, n):
    out = 0
    for i in range(n):
        a.value = i
        out += b.value
    return out


one = Box(5)
for _ in range(60):
    assert aliases(Box(0), one, 20) == 100
    assert aliases(one, one, 20) == sum(range(20))
    one.value = 5


def late_index(xs, n):
    out = 0
    for i in range(n):
        if i >= 0:
            out += xs[i - 2]
    return out


for _ in range(60):
    assert late_index([1, 2, 3, 4], 4) == 10
try:
    late_index([1, 2, 3], 6)
except IndexError:
    pass
else:
    assert False

flag = [False]
stop = False


def wait_for_list():
    turns = 0
    while not flag[0]:
        turns += 1
    return turns


def wait_for_global():
    turns = 0
    while not stop:
        turns += 1
    return turns


def soon():
    global stop
    time.sleep(0.05)
    flag[0] = True
    time.sleep(0.05)
    stop = True


for _ in range(3):
    flag[0], stop = False, False
    thread = threading.Thread(target=soon)
    thread.start()
    assert wait_for_list() > 0
    assert wait_for_global() > 0
    thread.join()


def handler(*_):
    global stop
    flag[0], stop = True, True


if hasattr(signal, "setitimer"):
    signal.signal(signal.SIGALRM, handler)
    for _ in range(3):
        flag[0], stop = False, False
        signal.setitimer(signal.ITIMER_REAL, 0.03)
        assert wait_for_list() > 0
        flag[0], stop = False, False
        signal.setitimer(signal.ITIMER_REAL, 0.03)
        assert wait_for_global() > 0


def bits(n):
    # Sums that do not overflow, and such that do.
    out = []
    for i in range(n):
        a = (i + 2**47) * 4 - 3
        b = a // 7 % 1000 + (a & 0xFF) + (a >> 3) % 5
        c = a * a + b
        out.append((a + b, c, float(a), -a // 7, -a % 7, (i << 60) + i))
    return out


first = bits(20)
for i, (ab, c, f, d, m, s) in enumerate(first):
    a = (i + 2**47) * 4 - 3
    assert f == a and d == -((a + 6) // 7) and m == (-a) % 7 and s == i * 2**60 + i
for _ in range(40):
    assert bits(20) == first
print("ok")
