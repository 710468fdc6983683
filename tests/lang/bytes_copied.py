# Copies of any length, from any place to any other.
for size in (100, 2047, 2048, 2049, 4096, 5000, 70_000, 300_000):
    pattern = bytes(range(251)) * (size // 251 + 2)
    store = bytearray(pattern)
    for start in (0, 1, 8, 15, 16):
        piece = pattern[start : start + size]
        assert bytes(memoryview(store)[start : start + size]) == piece
        copy = bytearray()
        copy += piece
        copy.extend(memoryview(pattern)[:size])
        assert copy == piece + pattern[:size]
        copy[start : start + size] = pattern[:size]
        assert copy[start : start + size] == pattern[:size]
        assert bytes(copy) + piece == bytes(copy + piece)
        assert piece.decode("latin-1").encode("latin-1") == piece
        del copy[:start]
        assert copy[: size] == pattern[:size]

# Temporary memoryviews are no reason not to resize, whatever else there is to look through.
much = list(range(300_000))
held = {"much": much, "more": [much, much]}
buffer = bytearray(20_000)
for _ in range(1000):
    assert bytes(memoryview(buffer)[:10]) == bytes(10)
    del buffer[:10]
assert len(buffer) == 10_000
view = memoryview(buffer)
for change in (lambda: buffer.append(1), lambda: buffer.clear()):
    try:
        change()
    except BufferError:
        pass
    else:
        raise AssertionError("resized")
view.release()
buffer.append(1)
print("ok")
