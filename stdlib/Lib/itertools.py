"""Functional tools for creating and using iterators: the documented behaviour of Python 3.12's module, in Python."""

_missing = object()


class _Iterator:
    __slots__ = ("_it", "__weakref__")

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._it)


class count(_Iterator):
    __slots__ = ("_n", "_step")

    def __init__(self, start=0, step=1):
        self._n = start
        self._step = step

    def __next__(self):
        n = self._n
        self._n = n + self._step
        return n

    def __repr__(self):
        if self._step == 1:
            return f"count({self._n!r})"
        return f"count({self._n!r}, {self._step!r})"


class repeat(_Iterator):
    __slots__ = ("_object", "_times")

    def __init__(self, object, times=_missing):
        self._object = object
        self._times = None if times is _missing else max(times, 0)

    def __next__(self):
        times = self._times
        if times is not None:
            if times <= 0:
                raise StopIteration
            self._times = times - 1
        return self._object

    def __length_hint__(self):
        if self._times is None:
            raise TypeError("len() of unsized object")
        return self._times

    def __repr__(self):
        if self._times is None:
            return f"repeat({self._object!r})"
        return f"repeat({self._object!r}, {self._times})"


class cycle(_Iterator):
    __slots__ = ()

    def __init__(self, iterable, /):
        self._it = self._run(iter(iterable))

    @staticmethod
    def _run(iterator):
        saved = []
        for item in iterator:
            yield item
            saved.append(item)
        while saved:
            yield from saved


class chain(_Iterator):
    __slots__ = ()

    def __init__(self, *iterables):
        self._it = self._run(iterables)

    @staticmethod
    def _run(iterables):
        for iterable in iterables:
            yield from iterable

    @classmethod
    def from_iterable(cls, iterable, /):
        self = cls()
        self._it = cls._run(iter(iterable))
        return self


class islice(_Iterator):
    __slots__ = ()

    def __init__(self, iterable, *args):
        if not 1 <= len(args) <= 3:
            raise TypeError(f"islice expected at least 2 arguments, got {len(args) + 1}")
        s = slice(*args)
        start, stop, step = s.start or 0, s.stop, 1 if s.step is None else s.step
        if stop is not None and (not isinstance(stop, int) or stop < 0):
            raise ValueError("Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.")
        if not isinstance(start, int) or start < 0:
            raise ValueError("Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.")
        if not isinstance(step, int) or step < 1:
            raise ValueError("Step for islice() must be a positive integer or None.")
        self._it = self._run(iter(iterable), start, stop, step)

    @staticmethod
    def _run(iterator, start, stop, step):
        at = 0
        wanted = start
        while stop is None or wanted < stop:
            while at < wanted:
                if next(iterator, _missing) is _missing:
                    return
                at += 1
            item = next(iterator, _missing)
            if item is _missing:
                return
            at += 1
            yield item
            wanted += step
        while stop is not None and at < stop:
            if next(iterator, _missing) is _missing:
                return
            at += 1


class accumulate(_Iterator):
    __slots__ = ()

    def __init__(self, iterable, func=None, *, initial=None):
        self._it = self._run(iter(iterable), func, initial)

    @staticmethod
    def _run(iterator, func, initial):
        total = initial
        if total is None:
            total = next(iterator, _missing)
            if total is _missing:
                return
        yield total
        for item in iterator:
            total = total + item if func is None else func(total, item)
            yield total


class takewhile(_Iterator):
    __slots__ = ()

    def __init__(self, predicate, iterable, /):
        self._it = self._run(predicate, iter(iterable))

    @staticmethod
    def _run(predicate, iterator):
        for item in iterator:
            if not predicate(item):
                return
            yield item


class dropwhile(_Iterator):
    __slots__ = ()

    def __init__(self, predicate, iterable, /):
        self._it = self._run(predicate, iter(iterable))

    @staticmethod
    def _run(predicate, iterator):
        for item in iterator:
            if not predicate(item):
                yield item
                break
        yield from iterator


class filterfalse(_Iterator):
    __slots__ = ()

    def __init__(self, function, iterable, /):
        self._it = self._run(function or bool, iter(iterable))

    @staticmethod
    def _run(function, iterator):
        for item in iterator:
            if not function(item):
                yield item


class starmap(_Iterator):
    __slots__ = ()

    def __init__(self, function, iterable, /):
        self._it = self._run(function, iter(iterable))

    @staticmethod
    def _run(function, iterator):
        for args in iterator:
            yield function(*args)


class compress(_Iterator):
    __slots__ = ()

    def __init__(self, data, selectors):
        self._it = self._run(zip(data, selectors))

    @staticmethod
    def _run(pairs):
        for item, selected in pairs:
            if selected:
                yield item


class pairwise(_Iterator):
    __slots__ = ()

    def __init__(self, iterable, /):
        self._it = self._run(iter(iterable))

    @staticmethod
    def _run(iterator):
        last = next(iterator, _missing)
        if last is _missing:
            return
        for item in iterator:
            yield last, item
            last = item


class batched(_Iterator):
    __slots__ = ()

    def __init__(self, iterable, n):
        if n < 1:
            raise ValueError("n must be at least one")
        self._it = self._run(iter(iterable), n)

    @staticmethod
    def _run(iterator, n):
        while batch := tuple(islice(iterator, n)):
            yield batch


class product(_Iterator):
    __slots__ = ()

    def __init__(self, *iterables, repeat=1):
        if repeat < 0:
            raise ValueError("repeat argument cannot be negative")
        self._it = self._run([tuple(iterable) for iterable in iterables] * repeat)

    @staticmethod
    def _run(pools):
        if not all(pools):
            return
        at = [0] * len(pools)
        result = [pool[0] for pool in pools]
        while True:
            yield tuple(result)
            i = len(pools) - 1
            while i >= 0:
                at[i] += 1
                if at[i] < len(pools[i]):
                    result[i] = pools[i][at[i]]
                    break
                at[i] = 0
                result[i] = pools[i][0]
                i -= 1
            else:
                return


class permutations(_Iterator):
    __slots__ = ()

    def __init__(self, iterable, r=None):
        pool = tuple(iterable)
        if r is not None and r < 0:
            raise ValueError("r must be non-negative")
        self._it = self._run(pool, len(pool) if r is None else r)

    @staticmethod
    def _run(pool, r):
        n = len(pool)
        if r > n:
            return
        indices = list(range(n))
        cycles = list(range(n, n - r, -1))
        yield tuple(pool[i] for i in indices[:r])
        while n:
            for i in reversed(range(r)):
                cycles[i] -= 1
                if cycles[i] == 0:
                    indices[i:] = indices[i + 1:] + indices[i:i + 1]
                    cycles[i] = n - i
                else:
                    j = cycles[i]
                    indices[i], indices[-j] = indices[-j], indices[i]
                    yield tuple(pool[i] for i in indices[:r])
                    break
            else:
                return


class combinations(_Iterator):
    __slots__ = ()

    def __init__(self, iterable, r):
        if r < 0:
            raise ValueError("r must be non-negative")
        self._it = self._run(tuple(iterable), r)

    @staticmethod
    def _run(pool, r):
        n = len(pool)
        if r > n:
            return
        indices = list(range(r))
        while True:
            yield tuple([pool[i] for i in indices])
            i = r - 1
            while i >= 0 and indices[i] == i + n - r:
                i -= 1
            if i < 0:
                return
            indices[i] += 1
            for j in range(i + 1, r):
                indices[j] = indices[j - 1] + 1


class combinations_with_replacement(_Iterator):
    __slots__ = ()

    def __init__(self, iterable, r):
        if r < 0:
            raise ValueError("r must be non-negative")
        self._it = self._run(tuple(iterable), r)

    @staticmethod
    def _run(pool, r):
        n = len(pool)
        if not n and r:
            return
        indices = [0] * r
        while True:
            yield tuple([pool[i] for i in indices])
            i = r - 1
            while i >= 0 and indices[i] == n - 1:
                i -= 1
            if i < 0:
                return
            indices[i:] = [indices[i] + 1] * (r - i)


class zip_longest(_Iterator):
    __slots__ = ()

    def __init__(self, *iterables, fillvalue=None):
        self._it = self._run([iter(iterable) for iterable in iterables], fillvalue)

    @staticmethod
    def _run(iterators, fillvalue):
        active = len(iterators)
        while active:
            values = []
            for i, iterator in enumerate(iterators):
                value = fillvalue if iterator is None else next(iterator, _missing)
                if value is _missing:
                    active -= 1
                    if not active:
                        return
                    iterators[i] = None
                    value = fillvalue
                values.append(value)
            yield tuple(values)


class groupby(_Iterator):
    __slots__ = ("_key", "_next_key", "_current", "_value", "_group")

    def __init__(self, iterable, key=None):
        self._it = iter(iterable)
        self._key = key
        self._current = self._next_key = self._value = _missing
        self._group = None

    def _advance(self):
        self._value = value = next(self._it)
        self._next_key = value if self._key is None else self._key(value)

    def __next__(self):
        self._group = None
        while self._next_key is self._current or (
            self._current is not _missing and self._next_key == self._current
        ):
            self._advance()
        self._current = self._next_key
        self._group = group = self._grouper(self._current)
        return self._current, group

    def _grouper(self, key):
        first = True
        while True:
            if not first:
                try:
                    self._advance()
                except StopIteration:
                    return
                if self._next_key != key:
                    return
            if self._current is not key and self._current != key:
                return
            first = False
            yield self._value


def tee(iterable, n=2, /):
    if n < 0:
        raise ValueError("n must be >= 0")
    iterator = iter(iterable)
    head = [None, None]

    def run(link):
        while True:
            if link[1] is None:
                value = next(iterator, _missing)
                if value is _missing:
                    return
                link[0] = value
                link[1] = [None, None]
            value, link = link
            yield value

    return tuple(run(head) for _ in range(n))
