"""Bytearrays that are consumed from the front while memoryviews of them come and go."""

data = bytearray(range(256)) * 100
taken = []
while data:
    taken.append(bytes(memoryview(data)[:1000]))
    del data[:1000]
    data += b"x" if len(taken) == 3 else b""
assert b"".join(taken) == bytes(range(256)) * 100 + b"x"

# One that is still there keeps the bytes where they are.
data = bytearray(b"0123456789")
view = memoryview(data)[2:5]
try:
    del data[:2]
except BufferError:
    pass
else:
    raise AssertionError("shortened")
assert view.tobytes() == b"234" and len(data) == 10
view.release()
del data[:2]
assert data == b"23456789"
data[:3] = b"ab"
assert data == b"ab56789"

print("ok")
