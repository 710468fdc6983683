"""What `__len__` may return."""


class Sized:
    def __init__(self, length):
        self.length = length

    def __len__(self):
        return self.length


def outcome(length):
    try:
        return len(Sized(length))
    except Exception as error:
        return type(error).__name__, str(error)


assert outcome(3) == 3
assert outcome(True) == 1
assert outcome(-1) == outcome(-(2**64)) == outcome(-(2**200)) == ("ValueError", "__len__() should return >= 0")
assert outcome(2**64) == outcome(2**200) == ("OverflowError", "cannot fit 'int' into an index-sized integer")
assert outcome(1.5) == ("TypeError", "'float' object cannot be interpreted as an integer")
assert not Sized(0) and Sized(2)
print("ok")
