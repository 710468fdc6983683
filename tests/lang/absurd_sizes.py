"""Sizes that no memory has room for raise; nothing aborts."""

import struct

HUGE = 10**15


def fails(kind, work):
    try:
        work()
    except kind:
        return
    raise AssertionError(f"no {kind}")


fails(MemoryError, lambda: "%*d" % (HUGE, 1))
fails(MemoryError, lambda: "%*s" % (HUGE, "a"))
fails(MemoryError, lambda: b"%*d" % (HUGE, 1))
fails(OverflowError, lambda: "%*d" % (10**30, 1))
fails(MemoryError, lambda: f"{1:1000000000000000}")
fails(MemoryError, lambda: f"{'a':>{HUGE}}")
fails(MemoryError, lambda: format(1.5, str(HUGE)))
fails(ValueError, lambda: format(1, str(HUGE) + "Q"))
fails(MemoryError, lambda: list(range(HUGE)))
fails(MemoryError, lambda: tuple(range(HUGE)))
fails(MemoryError, lambda: [*range(HUGE)])
fails(MemoryError, lambda: sorted(range(HUGE)))
fails(MemoryError, lambda: [].extend(range(HUGE)))
fails(MemoryError, lambda: max(*range(HUGE)))
fails(MemoryError, lambda: bytes(HUGE))
fails(MemoryError, lambda: bytearray(HUGE))
fails(MemoryError, lambda: struct.pack(f"{HUGE}x"))


class Liar:
    """Says that it is long, and is not; an absurd length is taken for what it is."""

    def __init__(self, hint):
        self.hint = hint

    def __iter__(self):
        return iter("ab")

    def __length_hint__(self):
        return self.hint


assert list(Liar(1000)) == ["a", "b"]
assert list(Liar(0)) == ["a", "b"]
fails(MemoryError, lambda: list(Liar(HUGE)))
print("ok")
