# Compiled code that begins within a loop over a generator, in a loop that makes another one for each turn.
import random

BITS = [1 << k for k in range(64)]


def scan(bits):
    while bits:
        highest = bits.bit_length() - 1
        yield highest
        bits ^= BITS[highest]


def pairs(n, masks):
    for k in range(n):
        for bit in scan(masks[k % len(masks)]):
            yield k, bit


for masks in ([(1 << 63) + 7], [5, 1 << 60, 9], [7], [(1 << 62) | (1 << 50) | 3, 7]):
    expected = [(k, bit) for k in range(400) for bit in reversed(range(64)) if masks[k % len(masks)] >> bit & 1]
    for at, found in enumerate(pairs(400, masks)):
        assert found == expected[at], (masks, at, found)
    assert at == len(expected) - 1

ATTACKS = [[(5 << k) & (2**64 - 1) for k in range(64)], [(5 << k) >> 16 for k in range(64)]]


class Board:
    def __init__(self, pieces, others, turn):
        self.pieces, self.others, self.turn = pieces, [others, others >> 1], turn

    def moves(self, mask=2**64 - 1):
        for start in scan(self.pieces & mask):
            targets = ATTACKS[self.turn][start] & self.others[not self.turn] & mask
            for end in scan(targets):
                if end >> 3 in [0, 7]:
                    yield start, end, 1
                    yield start, end, 2
                else:
                    yield start, end

    def legal(self):
        for move in self.moves():
            if move[0] != move[1]:
                yield move


source = random.Random(3)
total = 0
for k in range(400):
    board = Board(source.getrandbits(64) & source.getrandbits(64), source.getrandbits(64), bool(k & 1))
    for count, move in enumerate(board.legal()):
        total = (total * 31 + sum(move)) % 1000003
        assert count < 400, (k, move)
print(total)
print("ok")
