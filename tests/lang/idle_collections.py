# What a thread waits for may be the end of an object that nobody can reach any more.
import threading

done = threading.Event()


class Held:
    def __init__(self):
        self.me = self

    def __del__(self):
        done.set()


def leave():
    Held()


leave()
if not done.wait(0.01):
    # CPython finds cycles when it collects.
    import gc
    import sys

    if sys.implementation.name == "cpython":
        gc.collect()
    assert done.wait(30)
print("ok")
