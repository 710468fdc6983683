"""UTF-8 of texts whose characters take one to four bytes, in runs of any length and at any place."""


def by_hand(text):
    out = []
    for code in map(ord, text):
        if code < 0x80:
            out.append(code)
        elif code < 0x800:
            out += [0xc0 | code >> 6, 0x80 | code & 63]
        elif code < 0x10000:
            out += [0xe0 | code >> 12, 0x80 | code >> 6 & 63, 0x80 | code & 63]
        else:
            out += [0xf0 | code >> 18, 0x80 | code >> 12 & 63, 0x80 | code >> 6 & 63, 0x80 | code & 63]
    return bytes(out)


pieces = ['', 'a', '\x7f', '\x80', 'é', '\xff', '\u0100', '\u07ff', '\u0800', '\ud7ff', '\ue000', '\uffff',
          '\U00010000', '\U0010ffff', 'abcdefg', 'abcdefgh', 'abcdefghi', 'жизнь']
for first in pieces:
    for second in pieces:
        for third in ('', 'x', '€', '\U0001f600', 'plain text of some length'):
            text = first + second + third
            assert text.encode() == by_hand(text) and text.encode('utf-8-sig') == b'\xef\xbb\xbf' + by_hand(text)
            assert text.encode().decode() == text
for count in range(70):
    for character in 'é€\U0001f600':
        text = 'a' * count + character + 'b' * (count % 9)
        assert text.encode() == by_hand(text) and (character * count).encode() == by_hand(character * count)
for character in map(chr, [*range(0x900), *range(0xd700, 0xd800), *range(0xe000, 0xe100), *range(0xff00, 0x10100)]):
    assert character.encode() == by_hand(character) and ('€' + character).encode() == by_hand('€' + character)
for text in ('a\ud800', '€' * 20 + '\udfff', '\ud800' * 3 + 'b'):
    try:
        text.encode()
    except UnicodeEncodeError as error:
        assert error.start == min(i for i, c in enumerate(text) if '\ud800' <= c <= '\udfff')
    else:
        assert False
    assert text.encode('utf-8', 'surrogatepass') == by_hand(text)
print('ok')
