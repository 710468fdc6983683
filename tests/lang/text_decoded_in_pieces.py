"""UTF-8 that comes in pieces: sequences cut at every place, bad ones too, lines of wide text, and decoders that are told that more follows."""

import codecs
import io

text = 'abc zażółć\ngęślą 漢字\r\n😀 x\r' * 40 + 'koniec\n' + 'x' * 300 + '\nż'
data = text.encode()
for size in (1, 2, 3, 5, 7, 64, 1000):
    decoder = codecs.getincrementaldecoder('utf-8')()
    parts = [decoder.decode(data[i:i + size]) for i in range(0, len(data), size)] + [decoder.decode(b'', True)]
    assert ''.join(parts) == text, size
    assert all(part.isascii() == all(c < '\x80' for c in part) and part.encode().decode() == part for part in parts)


class Slow(io.RawIOBase):
    def __init__(self, data, size):
        self.data, self.size, self.at = data, size, 0

    def readable(self):
        return True

    def readinto(self, buffer):
        piece = self.data[self.at:self.at + min(self.size, len(buffer))]
        buffer[:len(piece)] = piece
        self.at += len(piece)
        return len(piece)


for size in (1, 3, 10, 8192):
    for newline, expected in ((None, text.replace('\r\n', '\n').replace('\r', '\n')), ('', text), ('\n', text), ('\r', text), ('\r\n', text)):
        def reader():
            return io.TextIOWrapper(io.BufferedReader(Slow(data, size), 16), encoding='utf-8', newline=newline)
        assert reader().read() == expected
        ends = {None: ['\n'], '': ['\r\n', '\n', '\r'], '\n': ['\n'], '\r': ['\r'], '\r\n': ['\r\n']}[newline]
        lines, rest = [], expected
        while rest:
            cuts = [rest.find(end) + len(end) for end in ends if rest.find(end) >= 0]
            cut = min(cuts, default=len(rest))
            if newline == '' and rest[:cut].endswith('\r') and rest[cut:cut + 1] == '\n':
                cut += 1
            lines.append(rest[:cut])
            rest = rest[cut:]
        assert list(reader()) == lines and reader().readlines() == lines, (size, newline)
        f = reader()
        pieces = iter(lambda: f.readline(4), '')
        assert ''.join(pieces) == expected

assert codecs.utf_8_decode(b'ab\xc5', 'strict', False) == ('ab', 2) and codecs.utf_8_decode(b'\xf0\x9f\x98', 'strict', False) == ('', 0)
assert codecs.utf_8_decode(b'\xc5\xbc\xe6\xbc', 'strict', False) == ('ż', 2) and codecs.utf_8_decode(b'', 'strict', False) == ('', 0)
assert codecs.utf_8_decode(b'a\xed\xa0', 'strict', False) == ('a', 1) and codecs.utf_8_decode(b'a\xed', 'strict', False) == ('a', 1)
assert codecs.utf_8_decode(b'a\xff\xc5', 'replace', False) == ('a\ufffd', 2) and codecs.utf_8_decode(b'a\xff\xc5', 'replace', True) == ('a\ufffd\ufffd', 3)
for bad in (b'a\xff', b'\xc5a', b'\xe6\xbca', b'\xf8', b'\x80', b'\xc0', b'\xf4\x90'):
    try:
        codecs.utf_8_decode(bad, 'strict', False)
        assert False, bad
    except UnicodeDecodeError as e:
        assert e.object == bad
part = codecs.utf_8_decode(b'abc\xc5', 'strict', False)[0]
assert part.isascii() and hash(part) == hash('abc') and part == 'abc' and {part: 1}['abc'] == 1

print('ok')
