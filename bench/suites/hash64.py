"""64-bit generators and a keyed hash: arithmetic modulo 2**64, where CPython builds big integers."""

import sys

SMALL, DEFAULT = 1_000, 520_000
KNOWN = {SMALL: "99c6cc019626e666", DEFAULT: "9e35912a9438235d"}

MASK = 0xFFFFFFFFFFFFFFFF


def splitmix(state):
    """Yields 64-bit words."""
    while True:
        state = (state + 0x9E3779B97F4A7C15) & MASK
        word = (state ^ state >> 30) * 0xBF58476D1CE4E5B9 & MASK
        word = (word ^ word >> 27) * 0x94D049BB133111EB & MASK
        yield word ^ word >> 31


class XorShift:
    """xorshift64*: three shifts and a multiplication."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        x = self.state
        x ^= x >> 12
        x ^= x << 25 & MASK
        x ^= x >> 27
        self.state = x
        return x * 0x2545F4914F6CDD1D & MASK


def siphash(key0, key1, words, compressions=2, finals=4):
    """SipHash over whole 64-bit words; the last one carries the length in its top byte."""
    v0 = key0 ^ 0x736F6D6570736575
    v1 = key1 ^ 0x646F72616E646F6D
    v2 = key0 ^ 0x6C7967656E657261
    v3 = key1 ^ 0x7465646279746573
    last = len(words) - 1
    for position in range(last + 2):
        if position <= last:
            word, rounds = words[position], compressions
        else:
            word, rounds = 0, finals
            v2 ^= 0xFF
        v3 ^= word
        for _ in range(rounds):
            v0 = (v0 + v1) & MASK
            v1 = (v1 << 13 | v1 >> 51) & MASK ^ v0
            v0 = (v0 << 32 | v0 >> 32) & MASK
            v2 = (v2 + v3) & MASK
            v3 = (v3 << 16 | v3 >> 48) & MASK ^ v2
            v0 = (v0 + v3) & MASK
            v3 = (v3 << 21 | v3 >> 43) & MASK ^ v0
            v2 = (v2 + v1) & MASK
            v1 = (v1 << 17 | v1 >> 47) & MASK ^ v2
            v2 = (v2 << 32 | v2 >> 32) & MASK
        v0 ^= word
    return v0 ^ v1 ^ v2 ^ v3


def siphash_bytes(key, data):
    key0, key1 = int.from_bytes(key[:8], "little"), int.from_bytes(key[8:], "little")
    padded = data + bytes(7 - len(data) % 8) + bytes([len(data) & 0xFF])
    return siphash(key0, key1, [int.from_bytes(padded[i:i + 8], "little") for i in range(0, len(padded), 8)])


def self_test():
    assert next(splitmix(0)) == 0xE220A8397B1DCDAF
    # The example of the paper: key 00..0f, message 00..0e.
    assert siphash_bytes(bytes(range(16)), bytes(range(15))) == 0xA129CA6149BE45E5


def run(count):
    self_test()
    mixed = 0
    words = splitmix(42)
    for _ in range(count):
        mixed = (mixed * 0x100000001B3 ^ next(words)) & MASK
    shift = XorShift(88172645463325252)
    for _ in range(count):
        mixed = (mixed + shift.next()) & MASK
    tail = []
    for number in range(count // 10):
        mixed ^= siphash(mixed, number, [number, mixed])
        tail.append(mixed)
    assert len(set(tail)) == len(tail)
    return f"{mixed:016x}"


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    result = run(size)
    assert result == KNOWN.get(size, result), result
    print("hash64", size, result)
