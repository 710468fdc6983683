"""NaNs that compiled code stores: their bits are the usual ones."""

import array
import struct


def stored(turns):
    doubles, singles = array.array("d", [0.0]) * 6, array.array("f", [0.0]) * 6
    view = memoryview(bytearray(48)).cast("d")
    nan, kept = float("nan"), struct.unpack("<d", bytes.fromhex("010203000000f97f"))[0]
    other = -nan
    for turn in range(turns):
        for items in (doubles, view):
            items[turn & 1] = nan
            items[2], items[3], items[4] = other, 1.5, kept
        singles[turn & 1] = nan
        singles[2] = other
    return doubles.tobytes().hex(), singles.tobytes().hex(), bytes(view).hex()


usual, negative, number, other = "000000000000f87f", "000000000000f8ff", "000000000000f83f", "010203000000f97f"
doubles = usual + usual + negative + number + other + "0" * 16
singles = "0000c07f" * 2 + "0000c0ff" + "0" * 24
for turns in (4, 5000):
    found = stored(turns)
    assert found == (doubles, singles, doubles), found
print("ok")
