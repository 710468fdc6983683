"""Searches of text of wide characters for narrow ones, replacements in it, and codecs of such text."""

wide = 'жизнь прекрасна и удивительна '
for text in (wide, wide * 20, wide * 20 + '\U0001f600', '\U0001f600' + wide):
    for narrow in ('a', 'abc', 'the quick brown fox ' * 3, 'x' * 1000, '\xe9\xe8'):
        assert narrow not in text and text.find(narrow) == text.rfind(narrow) == -1 and text.count(narrow) == 0
        assert text.replace(narrow, 'щ') == text
        mixed = text + narrow + text
        assert narrow in mixed and mixed.find(narrow) == mixed.rfind(narrow) == len(text)
        assert mixed.count(narrow) == 1 and mixed.replace(narrow, 'щ') == text + 'щ' + text
    assert 'ж' not in 'abc' and '\U0001f600' not in wide and wide * 2 not in wide
    assert text.replace('а', 'о').count('о') == text.count('а') + text.count('о')
    assert text.replace('а', 'a').replace('a', 'а') == text
    assert text.replace('а', '\U0001f601').replace('\U0001f601', 'а') == text
    assert text.replace('а', 'о', 2).count('а') == max(text.count('а') - 2, 0)

narrowed = 'aжb'.replace('ж', 'c')
assert narrowed == 'acb' and narrowed.isascii() and narrowed.encode() == b'acb'
assert 'жж'.replace('ж', '\xff') == '\xff\xff' and 'ёж'.replace('ж', 'a') == 'ёa'
assert {'acb': 1}[narrowed] == 1

for encoding in ('cp1251', 'cp1252', 'koi8-r', 'cp437', 'iso8859-15', 'mac_roman', 'cp1140', 'cp037'):
    decoded = bytes(range(256)).decode(encoding, 'replace')
    known = bytes(byte for byte, character in enumerate(decoded) if character != '\ufffd')
    text = known.decode(encoding)
    assert text.encode(encoding) == known and (text * 30).encode(encoding) == known * 30
    assert ('b\u3042\u3044c' + text).encode(encoding, 'ignore') == 'bc'.encode(encoding) + known
    assert ('b\u3042\u3044c').encode(encoding, 'replace').decode(encoding) == 'b??c'
    assert ('\u3042b').encode(encoding, 'xmlcharrefreplace').decode(encoding) == '&#12354;b'
    try:
        ('ab\u3042\u3044c' + text).encode(encoding)
    except UnicodeEncodeError as error:
        assert (error.encoding, error.start, error.end) == ('charmap', 2, 4)
        assert error.reason == 'character maps to <undefined>'
    else:
        assert False

for text in ('', 'a', 'abc' * 100, 'abcdé' * 200, wide * 30, ('a' * 255 + 'ж') * 3, 'x' * 256 + '\U0001f600'):
    for encoding in ('utf-32', 'utf-32-le', 'utf-32-be', 'utf-16', 'utf-16-le', 'utf-16-be'):
        assert text.encode(encoding).decode(encoding) == text
for bad, reason in ((b'\0\xd8\0\0', 'code point in surrogate code point range(0xd800, 0xe000)'),
                    (b'\0\0\x11\0', 'code point not in range(0x110000)'), (b'\xff' * 4, 'code point not in range(0x110000)')):
    for count in (0, 1, 255, 256, 257, 600):
        data = b'a\0\0\0' * count + bad + b'b\0\0\0'
        assert data.decode('utf-32-le', 'ignore') == 'a' * count + 'b'
        assert data.decode('utf-32-le', 'replace') == 'a' * count + '\ufffdb'
        try:
            data.decode('utf-32-le')
        except UnicodeDecodeError as error:
            assert (error.start, error.end, error.reason) == (4 * count, 4 * count + 4, reason)
        else:
            assert False
print('ok')
