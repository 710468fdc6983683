"""Attributes of instances of int's subclasses, small and large ints mixed at one place."""

from sys import maxsize


class Tagged(int):
    def __new__(cls, value):
        self = int.__new__(cls, value)
        self.first = "first"
        self.second = "second"
        return self


numbers = [0, -1, 1 << 40, maxsize, maxsize + 1, 1 << 64, -(1 << 90), 1 << 126, 1 << 200]
for _ in range(3):
    for number in numbers:
        tagged = Tagged(number)
        assert tagged == number
        assert (tagged.first, tagged.second) == ("first", "second")
        tagged.third = number
        assert tagged.third == number
        assert tagged.__dict__ == {"first": "first", "second": "second", "third": number}
        del tagged.second
        assert not hasattr(tagged, "second") and tagged.first == "first"


class Other(int):
    pass


for number in numbers:
    tagged = Tagged(number)
    tagged.__class__ = Other
    assert type(tagged) is Other and tagged.first == "first" and tagged == number

assert int.__itemsize__ == 4
for number in numbers:
    digits = max(1, -(-abs(number).bit_length() // 30))
    assert number.__sizeof__() == int.__basicsize__ + 4 * digits
print("ok")
