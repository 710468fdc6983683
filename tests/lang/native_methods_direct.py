# Native methods and functions called from loops: results, errors and effects are those of a plain call.

import struct


def numbers(n):
    total = 0
    for i in range(n):
        total += i.bit_length() + (i & 7).bit_count() + len(i.to_bytes(4, 'big'))
        total += (i * 0.5).is_integer() + (i > 3).bit_length() + i.conjugate()
    return total


def of_list(values):
    return [value.bit_length() for value in values]


assert numbers(300) == sum(i.__class__.bit_length(i) + bin(i & 7).count('1') + 4 + (i % 2 == 0) + (i > 3) + i for i in range(300))
assert of_list([1, 2, 300] * 20) == [1, 2, 9] * 20
assert of_list([1, True, 2**70]) == [1, 1, 71]
try:
    of_list([1, 2.5])
except AttributeError as problem:
    assert str(problem) == "'float' object has no attribute 'bit_length'", problem
else:
    raise AssertionError


def from_bytes(chunks):
    return [int.from_bytes(chunk, 'big') for chunk in chunks]


assert from_bytes([b'\x01\x02', b'', bytes(7) + b'\xff'] * 20) == [258, 0, 255] * 20
assert from_bytes([bytearray(b'\1\0'), memoryview(b'ab'), [1, 2]]) == [256, 24930, 258]


class Sub(int):
    pass


assert type(Sub.from_bytes(b'a', 'big')) is Sub
for arguments, message in [
    ((), "descriptor 'from_bytes' of 'int' object needs an argument"),
    ((3, b'a'), "descriptor 'from_bytes' for type 'int' needs a type, not a 'int' as arg 2"),
    ((str, b'a'), "descriptor 'from_bytes' requires a subtype of 'int' but received 'str'"),
]:
    try:
        int.__dict__['from_bytes'](*arguments)
    except TypeError as problem:
        assert str(problem) == message, problem
    else:
        raise AssertionError
assert int.__dict__['from_bytes'](bool, b'\1') is True


def of_class(count):
    out = []
    for i in range(count):
        list.append(out, str.upper('a'))
        out.append(bytes.fromhex('0%d' % (i % 10)))
        out.append(dict.fromkeys((i,)))
        out.append(str.join('-', ('a', 'b')))
    return out


assert of_class(100)[-4:] == ['A', b'\x09', {99: None}, 'a-b']


def grow(count):
    data = bytearray()
    for i in range(count):
        data.append(i & 255)
        data += b'xy'
        data.extend(b'z')
        if i % 3 == 0:
            data.pop()
            data.pop(0)
    return data


data = grow(600)
assert len(data) == 600 * 4 - 400 and data[-3:] == b'xyz', data[-5:]


def refuse(data, count):
    refused = 0
    for _ in range(count):
        try:
            data.append(1)
        except BufferError:
            refused += 1
    return refused


data = bytearray(b'abc')
view = memoryview(data)
assert refuse(data, 50) == 50 and data == b'abc'
view.release()
assert refuse(data, 50) == 0 and len(data) == 53
for bad in (256, -1, 'x'):
    try:
        for _ in range(50):
            data.append(bad)
    except (ValueError, TypeError):
        pass
    else:
        raise AssertionError
assert len(data) == 53


def slices(data, count):
    return [data[i:i + 3] for i in range(count)]


assert slices(b'abcdef', 8) == [b'abc', b'bcd', b'cde', b'def', b'ef', b'f', b'', b'']
made = slices(bytearray(b'abcdef'), 60)
assert made[0] == b'abc' and type(made[0]) is bytearray and made[0] is not made[1]


class Bytes(bytearray):
    def __getitem__(self, key):
        return 'own'


assert slices(Bytes(b'abc'), 3) == ['own'] * 3


def joined(count):
    text, items, pair = b'', [], ()
    for i in range(count):
        text = text + b'a'
        text += b'%d' % i
        items += [i]
        items += (i, i)
        pair += (i,)
    return text, items, pair


text, items, pair = joined(40)
assert text == b''.join(b'a%d' % i for i in range(40)) and items == [i for i in range(40) for _ in range(3)]
assert pair == tuple(range(40))
alias = items
items += items
assert alias is items and len(alias) == 240
try:
    for _ in range(40):
        items += 5
except TypeError as problem:
    assert str(problem) == "'int' object is not iterable", problem


def packed(count):
    room = bytearray(16)
    out = []
    for i in range(count):
        struct.pack_into('<IHb', room, 4, i, 7, -1)
        out.append(struct.unpack_from('<IHb', room, 4) + struct.unpack('>H', struct.pack('>H', i)))
    return out


assert packed(300)[258] == (258, 7, -1, 258)
ONE = struct.Struct('<Hf4s')


def by_struct(count):
    room = bytearray(ONE.size * 2)
    for i in range(count):
        ONE.pack_into(room, ONE.size, i, 0.5, b'ab')
        assert ONE.unpack_from(room, ONE.size) == (i, 0.5, b'ab\0\0')
        assert ONE.unpack(ONE.pack(i, 0.25, b'abcde')) == (i, 0.25, b'abcd')
        assert ONE.unpack(room[ONE.size:]) == (i, 0.5, b'ab\0\0')


by_struct(300)
for bad, message in [
    (lambda: ONE.pack(1), 'pack expected 3 items for packing (got 1)'),
    (lambda: ONE.pack(70000, 1.0, b''), "'H' format requires 0 <= number <= 65535"),
    (lambda: ONE.pack_into(bytearray(3), 0, 1, 1.0, b''),
     'pack_into requires a buffer of at least 10 bytes for packing 10 bytes at offset 0 (actual buffer size is 3)'),
    (lambda: ONE.unpack(bytearray(3)), 'unpack requires a buffer of 10 bytes'),
]:
    for _ in range(60):
        try:
            bad()
        except struct.error as problem:
            assert str(problem) == message, problem
        else:
            raise AssertionError


class Index:
    def __init__(self, room):
        self.room = room

    def __index__(self):
        try:
            self.room.append(0)
        except BufferError:
            return 3
        return 4


room = bytearray(4)
for _ in range(60):
    struct.pack_into('<H', room, 0, Index(room))
assert room[0] == 3 and len(room) == 4


def divided(pairs):
    return [divmod(a, b) for a, b in pairs]


def both(count):
    total = 0
    for i in range(count):
        q, r = divmod(i - 50, 7)
        x, y = divmod(i * 0.5, 0.75)
        total += q * 7 + r + (x * 0.75 + y)
    return total


assert both(100) == sum(i - 50 + i * 0.5 for i in range(100))
assert divided([(7, 2), (-7, 2), (7, -2), (2**70, 3)] * 20)[:4] == [(3, 1), (-4, 1), (-4, -1), (393530540239137101141, 1)]
assert divided([(1.5, 1), (-1.5, 2)]) == [(1.0, 0.5), (-1.0, 0.5)]
try:
    divided([(1, 1)] * 60 + [(1, 0)])
except ZeroDivisionError as problem:
    assert str(problem) == 'integer division or modulo by zero', problem
else:
    raise AssertionError
try:
    divided([(1.0, 1.0)] * 60 + [(1.0, 0.0)])
except ZeroDivisionError as problem:
    assert str(problem) == 'float divmod()', problem
else:
    raise AssertionError
print('ok')
