"""Case mappings, translation and reprs of long texts, and files that are closed before others look at them."""
import os
import tempfile

u = 'żółć ĘŚ ΑΣ ΣΑΣ. ß ŉ ﬁ İi 𐐀 \u0345Σ aBc'
print(u.lower(), u.upper(), u.casefold(), u.title(), u.swapcase(), u.capitalize())
print('ÀÉß'.lower(), 'àéÿß'.upper(), 'ÀÉß'.casefold(), 'µ'.upper(), [hex(ord(c)) for c in 'İ'.lower()])
table = str.maketrans('abc', 'xyz', 'd')
for text in 'abcdabcd', 'hello', 'ddd', '', 'abżd':
    print(text.translate(table), text.translate({97: 'long', 98: None, 99: 'ż'}), text.translate({97: 0x17c}))


class Asked:
    def __init__(self):
        self.asked = []

    def __getitem__(self, code):
        self.asked.append(chr(code))
        if chr(code) == 'k':
            raise LookupError
        if chr(code) == 'w':
            return 'two'
        if chr(code) == 'g':
            return None
        return code + 1


for text in 'aabbab', 'aggaka', 'abwab', 'kkk':
    asked = Asked()
    print(text.translate(asked), ''.join(asked.asked))


class Fails:
    def __getitem__(self, code):
        if chr(code) == 'z':
            raise ValueError('z')
        raise LookupError


try:
    'abcz'.translate(Fails())
except ValueError as e:
    print(e)

print(repr(bytes(range(256))), repr(b"it's"), repr(b'"\''), repr(b'plain'), repr(b''), repr(b'\n\t\\x'), repr(bytearray(b'a\x00b')))

with tempfile.TemporaryDirectory() as folder:
    paths = [os.path.join(folder, str(i)) for i in range(40)]
    for path in paths:
        with open(path, 'w') as f:
            f.write(path[-1])
    print(sum(os.stat(path).st_size for path in paths))
    f = open(paths[0], 'w')
    f.write('waiting')
    f.close()
    f.__init__(f.buffer.raw.name and open(paths[1], 'wb'), encoding='utf-8')
    f.write('again')
    f.flush()
    print(os.stat(paths[0]).st_size, os.stat(paths[1]).st_size)
    open(paths[2], 'w').write('left')
    print(os.path.getsize(paths[2]), open(paths[2]).read())
    g = open(paths[3], 'wb')
    g.write(b'kept')
    open(paths[4], 'wb').write(b'also left')
    print(os.path.getsize(paths[3]), os.path.getsize(paths[4]))
    g.close()
    f.close()
    print(os.path.getsize(paths[3]))

d = {i: str(i) for i in range(1000)}
c = d.copy()
c[5] = 'changed'
del c[7]
c[2000] = 'new'
print(len(d), len(c), d[5], c[5], 7 in d, 7 in c, list(c)[-1], dict(d) == d)
print('ok')
