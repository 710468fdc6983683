"""Generators that bytes, bytearray, list.extend and set.update take items of, with items that are none of theirs."""


class Index:
    def __init__(self, value):
        self.value = value

    def __index__(self):
        return self.value


class Listed(list):
    def append(self, item):
        raise AssertionError("extend does not ask append")


class Gathered(set):
    def add(self, item):
        raise AssertionError("update does not ask add")


def as_bytes(items):
    return bytes(item for item in items)


def as_bytearray(items):
    return bytearray(item for item in items)


def extended(items):
    found = [0]
    result = found.extend(item for item in items if item)
    return result, found


def updated(items):
    found = {0}
    result = found.update(item for item in items)
    return result, sorted(found)


def extended_derived(items):
    found = Listed()
    found.extend(item for item in items)
    return found


def updated_derived(items):
    found = Gathered()
    found.update(item for item in items)
    return sorted(found)


def taken(items, seen):
    for item in items:
        seen.append(item)
        yield item


def error_of(function, items):
    seen = []
    try:
        function(taken(items, seen))
    except (ValueError, TypeError) as error:
        return type(error).__name__, str(error), len(seen)


for turn in range(800):
    items = [1, 2, 255]
    assert as_bytes(items) == b"\x01\x02\xff" and type(as_bytes(items)) is bytes
    assert as_bytearray(items) == b"\x01\x02\xff" and type(as_bytearray(items)) is bytearray
    assert extended(items) == (None, [0, 1, 2, 255])
    assert updated(items) == (None, [0, 1, 2, 255])
    assert extended_derived(items) == items
    assert updated_derived(items) == items
    if turn % 50 == 7:
        odd = [True, Index(7), 0]
        assert as_bytes(odd) == as_bytearray(odd) == b"\x01\x07\x00"
        assert error_of(as_bytes, [1, 256, 3]) == ("ValueError", "bytes must be in range(0, 256)", 2)
        assert error_of(as_bytearray, [1, -1, 3]) == ("ValueError", "byte must be in range(0, 256)", 2)
        assert error_of(as_bytes, [1, 1 << 70, 3]) == ("ValueError", "bytes must be in range(0, 256)", 2)
        assert error_of(as_bytes, [1, "a", 3]) == ("TypeError", "'str' object cannot be interpreted as an integer", 2)
        assert error_of(as_bytearray, [1.0]) == ("TypeError", "'float' object cannot be interpreted as an integer", 1)
        assert error_of(updated, [1, [], 2]) == ("TypeError", "unhashable type: 'list'", 2)
print("ok")
