# str.format with its arguments where the call has them, JSON escapes, views of dicts, closed buffers, seeds, Keccak.
import hashlib
import json
import os
import random
import tempfile


def message(f):
    try:
        f()
    except Exception as e:
        return type(e).__name__ + ': ' + str(e)


assert '{0} {a} {0}'.format(1, a=2) == '1 2 1' and '{} {}'.format(1, 2) == '1 2'
assert '{a[0]} {b.real:>{w}}'.format(a=[1], b=5, w=4) == '1    5'
assert '{ż}'.format(ż=1) == '1' and '{self}'.format(self=3) == '3' and '{a}'.format_map({'a': 1}) == '1'
assert message(lambda: '{}'.format()) == 'IndexError: Replacement index 0 out of range for positional args tuple'
assert message(lambda: '{5}'.format(1, a=2)) == 'IndexError: Replacement index 5 out of range for positional args tuple'
assert message(lambda: '{a}'.format(1)) == "KeyError: 'a'" and message(lambda: '{ż}'.format(z=1)) == "KeyError: 'ż'"
assert message(lambda: '{}'.format_map({})) == 'ValueError: Format string contains positional fields'

s = 'ż"\\\n\x00😀'
assert json.dumps(s * 5) == '"' + '\\u017c\\"\\\\\\n\\u0000\\ud83d\\ude00' * 5 + '"'
assert json.dumps('ż' * 3) == '"' + '\\u017c' * 3 + '"' and json.dumps('abc' * 10 + '\x7f') == '"' + 'abc' * 10 + '\\u007f"'
assert json.loads(json.dumps(s * 9, ensure_ascii=False)) == json.loads(json.dumps(s * 9)) == s * 9

d, e = {1: 2, 3: 4}, {3: 1, 5: 1}
assert d.keys() & e.keys() == {3} and d.keys() | e.keys() == {1, 3, 5} and d.keys() - e.keys() == {1}
assert d.keys() ^ e.keys() == {1, 5} and {1, 7} - d.keys() == {7} and d.items() & {(1, 2)} == {(1, 2)}
assert not d.keys() <= e.keys() and d.keys() == {1, 3} and d.keys().isdisjoint([7]) and d.keys() & [3, 3, 9] == {3}

path = os.path.join(tempfile.mkdtemp(), 'file')
with open(path, 'wb') as f:
    f.write(b'abc')
assert message(lambda: f.write(b'x')) == 'ValueError: write to closed file'
with open(path, 'rb') as f:
    assert f.read(1) == b'a'
for method in f.read, f.peek, f.readline, f.tell:
    assert message(method).startswith('ValueError: ')
f.close()

assert random.Random(5).random() == 0.6229016948897019 and 0 <= random.Random().random() < 1
assert random.Random().getstate() != random.Random().getstate()

h = hashlib.sha3_256(b'a' * 1000)
assert h.hexdigest() == hashlib.sha3_256(b'a' * 135 + b'a' * 865).hexdigest() and h.digest_size == 32
for size in 0, 1, 135, 136, 137, 300:
    h = hashlib.sha3_256()
    for _ in range(size):
        h.update(b'x')
    assert h.digest() == hashlib.sha3_256(b'x' * size).digest()
assert hashlib.sha3_224(b'abc').hexdigest() == 'e642824c3f8cf24ad09234ee7d3c766fc9a3a5168d0c94ad73b46fdf'
assert hashlib.shake_128(b'').hexdigest(8) == '7f9c2ba4e88f827d' and hashlib.shake_256(b'abc').hexdigest(0) == ''
assert len(hashlib.shake_256(b'abc').digest(1000)) == 1000

# Items of builtin containers in a loop leave nothing on the native stack.
data = bytearray(b'hello')
for _ in range(400_000):
    data[3]
for index in range(400_000):
    data[-1 - index % 5]
assert eval(compile('data[0]', 'text', 'eval')) == 104
print('ok')
