# Arguments of native functions that are bound on the native stack, and methods with short cuts for common receivers.
import binascii
import functools
import io
import weakref
from collections import OrderedDict, defaultdict, deque


def message(f):
    try:
        f()
    except Exception as e:
        return str(e)


# Constructors that look at their class alone; arguments by keyword.
d = defaultdict(int)
d['a'] += 1
assert d == {'a': 1} and defaultdict(list, a=1)['a'] == 1
assert list(OrderedDict([(1, 2)], a=3)) == [1, 'a']
assert list(deque([1, 2, 3], maxlen=2)) == [2, 3] and deque(maxlen=2, iterable=[1]) == deque([1])


class L(list):
    def __init__(self, *args, **kwargs):
        super().__init__(args)
        self.kwargs = kwargs


x = L(1, 2, z=3)
assert x == [1, 2] and x.kwargs == {'z': 3}
assert message(lambda: list(a=1)) == 'list() takes no keyword arguments'
assert message(lambda: 'a'.split(seq=',')) == "'seq' is an invalid keyword argument for split()"
assert message(lambda: io.BytesIO(1, 2)) == 'BytesIO() takes at most 1 argument (2 given)'
f = functools.partial(dict, a=1)
assert f(b=2) == {'a': 1, 'b': 2} and f() == {'a': 1} and functools.partial(int, base=2)('101') == 5

# Files in memory share long contents with the bytes that they came from or give.
b = io.BytesIO(b'x' * 1000)
v = b.getvalue()
b.seek(0, 2)
b.write(b'y')
assert b.getvalue() == b'x' * 1000 + b'y' and v == b'x' * 1000
b.seek(0)
assert b.read() == b'x' * 1000 + b'y' and b.read() == b''
b.seek(999)
assert b.read(5) == b'xy'
b.truncate(10)
assert b.getvalue() == b'x' * 10
b = io.BytesIO()
b.write(b'z' * 600)
g = b.getvalue()
b.write(b'a')
assert b.getvalue() == g + b'a' and len(g) == 600
b.seek(0)
into = bytearray(3)
b.getvalue()
assert b.readinto(into) == 3 and into == b'zzz'
b.close()
assert message(b.getvalue) == message(lambda: b.readinto(into)) == 'I/O operation on closed file.'

# Text.
s = 'żółć\x00\n\'\\"é😀\u200b'
assert repr(s) == '\'żółć\\x00\\n\\\'\\\\"é😀\\u200b\''
assert ascii([s]) == '[\'\\u017c\\xf3\\u0142\\u0107\\x00\\n\\\'\\\\"\\xe9\\U0001f600\\u200b\']'
assert repr(b'a\x00\xff\'\\') == 'b"a\\x00\\xff\'\\\\"'
assert "hello wORLD it's 3rd".title() == "Hello World It'S 3Rd" and 'ß ŉ ǆ'.title() == 'Ss ʼN ǅ'
assert 'ΑΣ ΑΣΑ'.lower() == 'ας ασα' and 'ß'.upper() == 'SS' and 'żÓ'.swapcase() == 'Żó'
assert 'abcabc'.translate({97: None, 98: 'xy', 99: 'é'}) == 'xyéxyé'
assert 'aaaaab'.translate({98: '\xe9'}) == 'aaaaaé' and 'aab'.translate(str.maketrans('ab', 'ba')) == 'bba'
assert 'żó'.encode('utf-16-be') == b'\x01|\x00\xf3' and 'a😀'.encode('utf-16-le') == b'a\x00=\xd8\x00\xde'
assert message(lambda: 'a\ud800'.encode('utf-16-le')).endswith('position 1: surrogates not allowed')
assert 'abcdef'[4:1:-1] == 'edc' and 'żab'[::-2] == 'bż' and [1, 2, 3, 4][3:0:-2] == [4, 2] and ''[::-1] == ''
assert binascii.unhexlify(binascii.hexlify(bytes(range(256)))) == bytes(range(256))
assert binascii.unhexlify(b'AB' * 50) == b'\xab' * 50
assert message(lambda: binascii.unhexlify(b'0' * 64 + b'g0')) == 'Non-hexadecimal digit found'
assert message(lambda: bytes.fromhex('00' * 40 + 'x0')).endswith('at position 80')

# Numbers.
assert (0.1).as_integer_ratio() == (3602879701896397, 36028797018963968)
assert (-1.5).as_integer_ratio() == (-3, 2) and (3.0).as_integer_ratio() == (3, 1) and (-0.0).as_integer_ratio() == (0, 1)
assert (5e-324).as_integer_ratio() == (1, 2 ** 1074) and (1e300).as_integer_ratio() == (int(1e300), 1)
assert (-2.0 ** -62).as_integer_ratio() == (-1, 2 ** 62) and (2.0 ** -63).as_integer_ratio() == (1, 2 ** 63)
n, m = 3 ** 500, 7 ** 600
for a in n, -n:
    for c in m, -m:
        assert divmod(a, c) == (a // c, a % c) and a % c == a - c * (a // c)
assert n // m == 0 and n % m == n and -n // -m == 0 and -n % -m == -n and n // -m == -1

# Sets, and ints of more than a word as keys.
a = {1, 2, 3}
a ^= {3, 4}
assert a == {1, 2, 4}
a ^= a
assert a == set()
a.symmetric_difference_update([1, 1, 2])
assert a == {1, 2} and {1, 2, 3} ^ {2, 5} == {1, 3, 5}
big = {2 ** 60: 1, 2 ** 60 + 1: 2, 2 ** 100: 3, -2 ** 60: 4}
assert big[2 ** 59 * 2] == 1 and big[2 ** 99 * 2] == 3 and big[-(2 ** 60)] == 4
assert 2 ** 101 not in big and big[float(2 ** 60)] == 1


# Inline caches are cleared when a name that they rely on comes, goes or is another kind of thing, and only then.
class C:
    pass


class D(C):
    pass


def get(o):
    return o.v


def store(o):
    o.w = 5


assert message(lambda: get(D())) == "'D' object has no attribute 'v'"
for i in range(2000):
    C.v = i
    assert get(D()) == i
D.v = 'd'
for i in range(2000):
    assert get(D()) == 'd'
del D.v
assert get(D()) == 1999
C.__getattr__ = lambda self, name: name
del C.v
assert get(D()) == 'v'
o = D()
for i in range(2000):
    store(o)
C.w = property(lambda self: 1, lambda self, value: self.__dict__.__setitem__('ww', value))
store(o)
assert o.ww == 5
C.__setattr__ = lambda self, name, value: object.__setattr__(self, name + name, value)
store(o)
assert o.__dict__['ww'] == 5

# Many weak references to one object.
kept = [weakref.ref(o, print) for _ in range(100)]
for _ in range(2000):
    weakref.ref(o, print)
assert weakref.getweakrefcount(o) >= 100 and all(r() is o for r in kept)
print('ok')
