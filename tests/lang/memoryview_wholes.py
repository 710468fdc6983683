"""What takes all of a memoryview at once: lists, sets, comparisons, hex, bytearrays, of views in one piece and with gaps."""

import array

data = bytes(range(256)) * 3
for source in (data, bytearray(data), array.array('B', data)):
    m = memoryview(source)
    assert m.tolist() == list(m) == list(data) and set(m) == set(data) and [*m[5:9]] == [5, 6, 7, 8]
    assert m[::2].tolist() == list(m[::2]) == list(data[::2]) and list(m[::-1]) == list(data[::-1])
    assert m == data and m[3:] == data[3:] and m[::2] == data[::2] and m[::-1] == data[::-1] and m != data[1:]
    assert data == m and not m != data and m[3:50] == memoryview(data)[3:50] and m[:0] == b''
    assert m.hex() == data.hex() and m[::2].hex() == data[::2].hex() and m[:4].hex(':') == '00:01:02:03'
    assert m[:4].hex(sep='-', bytes_per_sep=2) == '0001-0203'
    assert bytearray(m) == data and bytearray(m[::2]) == data[::2] and bytearray(m[7:9]) == b'\x07\x08'
    assert bytes(m[::3]) == data[::3] and b''.join([m, m[2:5]]) == data + data[2:5]
    b = bytearray(b'12')
    b += m[1:3]
    b.extend(bytes(m[::128]))
    assert b == b'12\x01\x02' + data[::128]

numbers = array.array('i', [1, -2, 3, 2 ** 31 - 1])
m = memoryview(numbers)
assert m.tolist() == list(m) == list(numbers) and list(m[::2]) == [1, 3] and m == numbers and m != numbers.tobytes()
assert bytearray(m) == numbers.tobytes() and m.hex() == numbers.tobytes().hex() and m.cast('B') == numbers.tobytes()
assert m == memoryview(array.array('q', numbers)) and memoryview(array.array('d', [1.5, float('nan')])) != array.array('d', [1.5, float('nan')])
signed = memoryview(bytes([255, 1])).cast('b')
assert signed.tolist() == [-1, 1] and signed != b'\xff\x01' and signed == signed and memoryview(b'ab').cast('c').tolist() == [b'a', b'b']
square = memoryview(data[:16]).cast('B', [4, 4])
assert square.tolist() == [list(data[i:i + 4]) for i in range(0, 16, 4)] and square.hex() == data[:16].hex()

# What is left of an iterator.
iterator = iter(memoryview(data))
assert next(iterator) == 0 and next(iterator) == 1
assert list(iterator) == list(data[2:]) and list(iterator) == [] and next(iterator, None) is None
iterator = iter(memoryview(data)[::-2])
next(iterator)
assert [5, *iterator] == [5, *data[::-2][1:]]
m = memoryview(bytearray(data))
iterator = iter(m)
next(iterator)
m.release()
try:
    list(iterator)
    assert False
except ValueError as e:
    assert 'released' in str(e)
assert m == m and m != data
for method in (m.tolist, m.hex, lambda: bytearray(m), lambda: list(m)):
    try:
        method()
        assert False
    except ValueError as e:
        assert 'released' in str(e)

# Bytes are equal to themselves, and a bytearray grows with what it is given.
b = data * 100
same = bytes(b)
assert b == same and not b != same and b == b[:] and b <= same and not b < same and (b == same + b'x') is False
grown = bytearray()
for n in range(2000):
    grown += data[:n % 300]
    grown.extend(memoryview(data)[:n % 7])
    grown.append(n & 255)
assert grown == b''.join(data[:n % 300] + data[:n % 7] + bytes([n & 255]) for n in range(2000))
x = bytearray(b'abc')
x[1:1] = b'-' * 5000
x.insert(2, 33)
assert x == b'a-!' + b'-' * 4999 + b'bc'

# Text without a character, of every width.
for text in ('a,b,,c' * 50, 'é,è' * 40, 'ż,,ó' * 40, '😀,x' * 40, 'plain' * 30, ',' * 100, '😀,' + 'x' * 200, 'ż,' + 'y' * 300):
    assert text.replace(',', '') == ''.join(c for c in text if c != ','), text
    assert text.replace(',', '', 2) == text.replace(',', '', 1).replace(',', '', 1)
    data = text.encode()
    assert data.replace(b',', b'') == bytes(c for c in data if c != 44) and bytearray(data).replace(b',', b'') == data.replace(b',', b'')
assert 'ż,ż'.replace('ż', '') == ',' and 'ż,ż'.replace('ż', '').isascii() and '😀a'.replace('😀', '') == 'a' and 'abc'.replace('😀', '') == 'abc'
for text in ('😀' + 'a' * 300, 'a' * 300 + '😀', 'ż' + 'a' * 300, 'a' * 300 + 'ż'):
    for part in (text[1:], text[:-1], text[1:-1], text[::-1], text.strip('😀ż'), text.rjust(320), text.center(330, 'é'), text.zfill(310)):
        assert part == ''.join(list(part)) and part.encode().decode() == part and part.isascii() == all(c < '\x80' for c in part)

print('ok')
