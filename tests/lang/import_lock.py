"""Finders run one at a time, under the lock that `_imp` knows of; what is frozen can be looked up and switched off."""
import _imp
import os
import sys
import threading
import time
import warnings


class Finder:
    """Finds nothing; notes whether it was alone."""

    def __init__(self):
        self.calls = 0
        self.alone = 0
        self.guard = threading.Lock()

    def find_spec(self, name, path=None, target=None):
        assert _imp.lock_held()
        with self.guard:
            self.calls += 1
        alone = self.alone
        time.sleep(0.002)
        self.alone = alone + 1


def look_up(name):
    try:
        __import__(name)
    except ImportError:
        pass


def finders_are_alone():
    finder = Finder()
    sys.meta_path.insert(0, finder)
    try:
        threads = [threading.Thread(target=look_up, args=(f'no_such_module_{n}',)) for n in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.meta_path.remove(finder)
    assert finder.calls == finder.alone == 6, (finder.calls, finder.alone)
    assert not _imp.lock_held()


def the_lock_is_taken_again():
    _imp.acquire_lock()
    _imp.acquire_lock()
    _imp.release_lock()
    assert _imp.lock_held()
    _imp.release_lock()
    assert not _imp.lock_held()
    try:
        _imp.release_lock()
    except RuntimeError as problem:
        assert str(problem) == 'not holding the import lock'
    else:
        assert False


def others_wait():
    order = []

    def other():
        _imp.acquire_lock()
        order.append('other')
        _imp.release_lock()

    _imp.acquire_lock()
    thread = threading.Thread(target=other)
    thread.start()
    time.sleep(0.01)
    order.append('this')
    try:
        _imp.release_lock()
    finally:
        thread.join()
    assert order == ['this', 'other'], order


def forks_wait():
    """A process that is forked while another thread holds the lock comes when that has let go, and is free to import."""
    begun = threading.Event()
    state = []

    def importer():
        _imp.acquire_lock()
        begun.set()
        time.sleep(0.01)
        state.append('complete')
        _imp.release_lock()

    thread = threading.Thread(target=importer)
    thread.start()
    begun.wait()
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')
        pid = os.fork()
    if pid == 0:
        try:
            free = not _imp.lock_held()
            import this_module_is_not_there
        except ImportError:
            os._exit(42 if free and state == ['complete'] else 1)
        finally:
            os._exit(2)
    thread.join()
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 42
    assert not _imp.lock_held()


def frozen():
    rows = {
        '__hello__': (None, False, '__hello__'),
        '__hello_alias__': (None, False, '__hello__'),
        '__phello_alias__': (None, True, '__hello__'),
        '__phello__': (None, True, '__phello__'),
        '__phello__.__init__': (None, False, '<__phello__'),
        '__phello__.ham.__init__': (None, False, '<__phello__.ham'),
        '__hello_only__': (None, False, None),
        'no_such_module': None,
    }
    for name, row in rows.items():
        assert _imp.find_frozen(name) == row, name
        assert _imp.is_frozen(name) == (row is not None)
    for data, message in ((b'6\'\xd5Cu\x12', "Frozen object named 'x' is invalid"), (None, "No such frozen object named 'x'")):
        try:
            _imp.get_frozen_object('x', data)
        except ImportError as problem:
            assert str(problem) == message and problem.name == 'x', problem
        else:
            assert False
    _imp._override_frozen_modules_for_tests(-1)
    try:
        assert not any(_imp.is_frozen(name) for name in rows)
        assert _imp.is_frozen('zipimport')
    finally:
        _imp._override_frozen_modules_for_tests(0)
    assert _imp.is_frozen('__hello__')


finders_are_alone()
the_lock_is_taken_again()
others_wait()
forks_wait()
frozen()
print('ok')
