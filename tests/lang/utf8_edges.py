"""UTF-8 of every kind of sequence next to every other, at every place of a text, and what is none; ASCII with handlers."""

import random

chars = ['a', '\x7f', '\x80', 'é', 'ÿ', 'Ā', 'ż', '\u07ff', '\u0800', '漢', '\ud7ff', '\ue000', '\uffff', '\U00010000', '😀', '\U0010ffff']
for a in chars:
    for b in chars:
        for pad in range(9):
            text = 'x' * pad + a + b + a * 3 + 'y' * (8 - pad) + b * 5
            data = text.encode()
            assert data.decode() == text and b''.join(c.encode() for c in text) == data
            assert data.decode('utf-8', 'replace') == text
            for cut in range(1, 4):
                part = data[:-cut]
                assert part.decode('utf-8', 'ignore') == text[:len(part.decode('utf-8', 'ignore'))]

bad = [b'\x80', b'\xc0\x80', b'\xc1\xbf', b'\xe0\x80\x80', b'\xe0\x9f\xbf', b'\xed\xa0\x80', b'\xed\xbf\xbf', b'\xf0\x80\x80\x80',
       b'\xf0\x8f\xbf\xbf', b'\xf4\x90\x80\x80', b'\xf5\x80\x80\x80', b'\xff', b'\xc3', b'\xe2\x82', b'\xf0\x9f\x98', b'\xc3a', b'\xe2\x82a']
for data in bad:
    for before in ('', 'a', 'ż' * 4, 'żółw' * 9, '漢字', '😀', 'x' * 30):
        for after in ('', 'b', 'ż' * 8, 'abcdefghijk', '漢字漢字'):
            whole = before.encode() + data + after.encode()
            try:
                whole.decode()
                assert False, whole
            except UnicodeDecodeError as e:
                assert e.start == len(before.encode()), (whole, e)
            assert whole.decode('utf-8', 'surrogateescape').encode('utf-8', 'surrogateescape') == whole
            lenient = whole.decode('utf-8', 'replace')
            assert lenient.startswith(before + '\ufffd') and lenient.endswith(after)

random.seed(3)
for _ in range(200):
    text = ''.join(random.choices(chars, k=random.randrange(100)))
    assert text.encode().decode() == text and text.encode('utf-16-le').decode('utf-16-le') == text
    data = bytes(random.choices(range(256), k=random.randrange(60)))
    ascii_only = bytes(b for b in data if b < 128)
    assert data.decode('ascii', 'ignore') == ascii_only.decode()
    assert data.decode('ascii', 'replace') == ''.join(chr(b) if b < 128 else '\ufffd' for b in data)
    assert data.decode('ascii', 'surrogateescape') == ''.join(chr(b if b < 128 else 0xdc00 + b) for b in data)
    assert data.decode('ascii', 'surrogateescape').encode('ascii', 'surrogateescape') == data
    assert data.decode('ascii', 'backslashreplace') == ''.join(chr(b) if b < 128 else '\\x%02x' % b for b in data)

# Case is of whole texts: the first character of another case decides.
for text, upper, lower in (('', 0, 0), ('A', 1, 0), ('1', 0, 0), ('Aa', 0, 0), ('A1', 1, 0), ('é', 0, 1), ('É' * 40, 1, 0), ('É' * 40 + 'a', 0, 0),
                           ('a' * 33 + 'ż', 0, 1), ('a' * 33 + 'Ż', 0, 0), ('ǅ', 0, 0), ('Aǅ', 0, 0), ('ª', 0, 1), ('Ⅷ', 1, 0), ('\U0001d400', 1, 0)):
    assert (text.isupper(), text.islower()) == (bool(upper), bool(lower)), text
    if text.isascii():
        data = text.encode()
        assert (data.isupper(), data.islower()) == (bool(upper), bool(lower)), text

print('ok')
