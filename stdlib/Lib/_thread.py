"""Locks and thread identity for the one thread that runs Python."""

error = RuntimeError
TIMEOUT_MAX = 9223372036.0


def get_ident():
    return 1


def get_native_id():
    return 1


class LockType:
    """A lock: with one thread, waiting for a lock that is held would never end."""

    __slots__ = ("_held",)

    def __init__(self):
        self._held = False

    def acquire(self, blocking=True, timeout=-1):
        if self._held:
            if blocking and timeout < 0:
                raise RuntimeError("deadlock: the lock is held by this thread")
            return False
        self._held = True
        return True

    def release(self):
        if not self._held:
            raise RuntimeError("release unlocked lock")
        self._held = False

    def locked(self):
        return self._held

    def _at_fork_reinit(self):
        self._held = False

    def __enter__(self):
        return self.acquire()

    def __exit__(self, *exc):
        self.release()

    def __repr__(self):
        state = "locked" if self._held else "unlocked"
        return f"<{state} _thread.lock object at {id(self):#x}>"


LockType.__name__ = LockType.__qualname__ = "lock"


class RLock:
    """A lock that its holder may take again."""

    __slots__ = ("_depth",)

    def __init__(self):
        self._depth = 0

    def acquire(self, blocking=True, timeout=-1):
        self._depth += 1
        return True

    def release(self):
        if not self._depth:
            raise RuntimeError("cannot release un-acquired lock")
        self._depth -= 1

    def _is_owned(self):
        return self._depth > 0

    def _recursion_count(self):
        return self._depth

    def _release_save(self):
        if not self._depth:
            raise RuntimeError("cannot release un-acquired lock")
        depth, self._depth = self._depth, 0
        return depth, get_ident()

    def _acquire_restore(self, state):
        self._depth = state[0]

    def _at_fork_reinit(self):
        self._depth = 0

    def __enter__(self):
        return self.acquire()

    def __exit__(self, *exc):
        self.release()


def allocate_lock():
    return LockType()


allocate = allocate_lock


def start_new_thread(function, args, kwargs=None, /):
    """Raise what Python raises when the system has no thread to give."""
    if not callable(function):
        raise TypeError("first arg must be callable")
    if not isinstance(args, tuple):
        raise TypeError("2nd arg must be a tuple")
    if kwargs is not None and not isinstance(kwargs, dict):
        raise TypeError("optional 3rd arg must be a dictionary")
    raise error("can't start new thread")


start_new = start_new_thread


def exit():
    raise SystemExit


exit_thread = exit


def stack_size(size=0, /):
    if size < 0:
        raise ValueError("size must be 0 or a positive value")
    return 0


def interrupt_main(signum=2, /):
    import signal
    signal.raise_signal(signum)


def daemon_threads_allowed():
    return True


def _count():
    return 0


def _set_sentinel():
    return LockType()


class _local:
    """Attributes of their own for each thread: there is one."""


class _ExceptHookArgs(tuple):
    """What threading.excepthook is called with."""

    exc_type = property(lambda self: self[0])
    exc_value = property(lambda self: self[1])
    exc_traceback = property(lambda self: self[2])
    thread = property(lambda self: self[3])


def _excepthook(args, /):
    """Report an exception that a thread has not caught."""
    import sys
    import traceback
    if args.exc_type is SystemExit:
        return
    name = args.thread.name if args.thread is not None else get_ident()
    print(f"Exception in thread {name}:", file=sys.stderr)
    traceback.print_exception(args.exc_type, args.exc_value, args.exc_traceback)
