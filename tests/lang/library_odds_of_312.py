"""What 3.12 has that copies of older or newer libraries lack: names that are bytes, gathered writes, exact indices, and more."""
import gzip
import io
import operator
import random
import re
import sys
import threading
import uuid
import weakref
import zlib


def said(function):
    try:
        return function()
    except Exception as error:
        return f'{type(error).__name__}: {error}'


# An index is an int, no bool and of no derived class.
class Number(int):
    pass


for value, index in ((True, 1), (False, 0), (Number(5), 5), (Number(2**70), 2**70), (7, 7)):
    assert operator.index(value) == index and type(operator.index(value)) is int
assert all(type(random.Random(seed).binomialvariate()) is int for seed in range(9))
assert said(lambda: random.Random(())) == (
    'TypeError: The only supported seed types are: None,\nint, float, str, bytes, and bytearray.')


# References say what their referent's name is, if its class gives it one.
class Named:
    __name__ = 'of the class'


class Odd:
    __name__ = 5


def function():
    pass


named, odd = Named(), Odd()
for referent, end in ((function, r' \(function\)>'), (Named, r' \(Named\)>'), (named, r' \(of the class\)>'), (odd, '>'),
                      (sys, '>')):
    kind = re.escape(type(referent).__name__)
    assert re.fullmatch(rf"<weakref at 0x\w+; to '{kind}' at 0x\w+{end}", repr(weakref.ref(referent))), referent

# A decompressor that has done nothing yet.
packed = zlib.compress(b'abc' * 1000)
fresh = zlib.decompressobj()
copied = fresh.copy()
assert copied.decompress(packed) == fresh.decompress(packed) == b'abc' * 1000
assert zlib.compressobj().copy().flush() == zlib.compressobj().flush()

# `peek` makes no use of the size, but looks at it.
reader = io.BufferedReader(io.BytesIO(b'abc'))
assert reader.peek() == reader.peek(-1) == reader.peek(True) == b'abc'
assert said(lambda: reader.peek('x')) == "TypeError: 'str' object cannot be interpreted as an integer"
assert said(lambda: reader.peek(2**70)) == 'OverflowError: Python int too large to convert to C ssize_t'

# Names of groups.
match = re.match('a(?P<b>x)?', 'a')
assert said(lambda: match.start([])) == "TypeError: unhashable type: 'list'"
assert said(lambda: match[()]) == 'IndexError: no such group'
assert said(lambda: re.match('a', 'a')[[]]) == 'IndexError: no such group'
assert type(re.compile('a').groupindex) is dict and dict(re.compile('(?P<a>b)').groupindex) == {'a': 1}

assert said(lambda: b'a'.center(3, None)) == (
    'TypeError: center() argument 2 must be a byte string of length 1, not None')
assert said(lambda: b'a'.hex(1.5, 'x')) == "TypeError: 'str' object cannot be interpreted as an integer"

# Names of UUIDs.
assert uuid.uuid5(uuid.NAMESPACE_DNS, b'x') == uuid.uuid5(uuid.NAMESPACE_DNS, 'x')
assert uuid.uuid3(uuid.NAMESPACE_URL, 'é'.encode()) == uuid.uuid3(uuid.NAMESPACE_URL, 'é')
assert callable(uuid.main)

# Writes to a gzip file are gathered.
target = io.BytesIO()
file = gzip.GzipFile(fileobj=target, mode='wb', mtime=0)
header = len(target.getvalue())
assert file.write(b'abc') == 3 and len(target.getvalue()) == header and not hasattr(file, 'filename')
assert file.tell() == 3
for i in range(3000):
    file.write(b'line %d\n' % i)
assert file.seek(50000) and file.tell() == 50000 and said(lambda: file.seek(1)) == 'OSError: Negative seek in write mode'
file.flush()
assert len(target.getvalue()) > header and file.tell() == 50000
assert file.write(memoryview(b'xyz')) == 3 and file.write(bytearray(b'q')) == 1 and not file.closed
file.close()
file.close()
assert file.closed and said(lambda: file.write(b'a')).startswith('ValueError: ')
written = target.getvalue()
content = gzip.decompress(written)
assert content[:3] == b'abc' and content[-5:] == b'\0xyzq' and len(content) == 50004

# What is read comes in pieces of any size, of several members.
reader = gzip.GzipFile(fileobj=io.BytesIO(written + written + bytes(10)))
assert reader.read(10) == content[:10] and reader.tell() == 10 and reader.peek(3)[:3] == content[10:13]
assert reader.read() == content[10:] + content and reader.mtime == 0
assert reader.seek(5) == 5 and reader.read1(4) == content[5:9]
for size in (1, 1000, 70001):
    data = random.Random(size).randbytes(200 * size) + bytes(3000 * size)
    reader, pieces = gzip.GzipFile(fileobj=io.BytesIO(gzip.compress(data))), []
    while piece := reader.read(size):
        pieces.append(piece)
    assert b''.join(pieces) == data
for end in (20, len(written) - 20):
    assert said(lambda: gzip.GzipFile(fileobj=io.BytesIO(written[:end])).read()) == (
        'EOFError: Compressed file ended before the end-of-stream marker was reached')
damaged = bytearray(written)
damaged[-6] ^= 1
assert said(lambda: gzip.GzipFile(fileobj=io.BytesIO(damaged)).read()).startswith('BadGzipFile: CRC check failed')

# All who wait for a semaphore are told at once.
semaphore, passed = threading.Semaphore(0), []
threads = [threading.Thread(target=lambda: (semaphore.acquire(), passed.append(1))) for _ in range(5)]
for thread in threads:
    thread.start()
semaphore.release(5)
for thread in threads:
    thread.join()
assert len(passed) == 5
condition = threading.Condition(threading.Lock())
assert not condition._is_owned() and '_release_save' not in vars(condition)
assert '_release_save' in vars(threading.Condition(threading.RLock()))
print('ok')
