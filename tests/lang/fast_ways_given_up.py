# Codecs, slices and sets against what makes their fast ways give up.
import random
r = random.Random(4)
def show(f):
    try: return f()
    except UnicodeError as e: return (type(e).__name__, e.encoding, e.start, e.end, e.reason)
import zlib
total = 0
pool = [0x41, 0x7f, 0x80, 0xff, 0x100, 0x7ff, 0x800, 0xffff, 0x10000, 0x10ffff, 0x20ac, 0x17c]
for n in range(2000):
    k = r.randrange(1, 40)
    top = r.randrange(2, len(pool) + 1)
    s = ''.join(chr(r.choice(pool[:top])) if r.random() < .4 else 'a' * r.randrange(12) for _ in range(k))
    b = s.encode()
    assert b.decode() == s, s
    assert s.encode('utf-16').decode('utf-16') == s
    assert s.encode('utf-32-be').decode('utf-32-be') == s
    bad = bytearray(b)
    for _ in range(r.randrange(1, 3)):
        if bad: bad[r.randrange(len(bad))] = r.choice([0x80, 0xc0, 0xc1, 0xe0, 0xed, 0xa0, 0xf0, 0xf4, 0x90, 0xf5, 0xff, 0x41, 0xbf, 0x9f])
    for errors in 'strict', 'replace', 'surrogateescape':
        total = zlib.crc32(repr(show(lambda: bytes(bad).decode('utf-8', errors))).encode('utf-8', 'surrogatepass'), total)
    bad = bytearray(s.encode('utf-16-le'))
    if bad:
        bad[r.randrange(len(bad))] = r.choice([0xd8, 0xdc, 0])
        if r.random() < .3: bad.pop()
    total = zlib.crc32(repr(show(lambda: bytes(bad).decode('utf-16-le'))).encode('utf-8', 'surrogatepass'), total)
    t = s[:5] + chr(0xd800) * r.randrange(3) + s
    for enc in 'utf-8', 'utf-16', 'utf-32', 'utf-32-be', 'utf-16-be':
        for errors in 'strict', 'replace', 'surrogatepass':
            total = zlib.crc32(repr(show(lambda: t.encode(enc, errors))).encode(), total)
    l = list(range(r.randrange(20)))
    a, b2, c = (r.choice([None, *range(-22, 22)]) for _ in range(3))
    if c != 0:
        m = l[:]; del m[a:b2:c]
        total = zlib.crc32(repr(m).encode(), total)
        total = zlib.crc32(bytes(l)[a:b2:c], total)
    x = set(r.choices(range(300), k=r.randrange(200))); y = frozenset(r.choices(range(300), k=r.randrange(200)))
    total = zlib.crc32(repr([sorted(v) for v in (x & y, x ^ y, x - y, x | y, y - x, x & x, x.intersection(x), x.symmetric_difference(y))]).encode(), total)
print(hex(total))
import array
for c in 'bhiq':
    x = array.array(c, [1, 2, -3]); x.byteswap(); print(x)
print("ok")
