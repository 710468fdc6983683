"""json through _json: scanning, encoding, hooks, messages."""

import json

loop = []
loop.append(loop)


def outcome(expression):
    """What an expression gives: the repr of its value, or the exception's type and message."""
    try:
        return repr(eval(expression))
    except Exception as error:
        return f"{type(error).__name__}: {error}"


CASES = [
    ('[json.loads(s) for s in (\'1\', \'-0\', \'1.5\', \'1e5\', \'-1.5e-3\', \'"a"\', \'[1, 2,3]\', \' {"a": [true, false, null]} \')]', "[1, 0, 1.5, 100000.0, -0.0015, 'a', [1, 2, 3], {'a': [True, False, None]}]"),
    ('json.loads(\'"\\\\u00e9\\\\ud83d\\\\ude00\\\\n\\\\ud800"\')', "'é😀\\n\\ud800'"),
    ("json.loads('[NaN, Infinity, -Infinity]')", '[nan, inf, -inf]'),
    ("json.loads('123456789012345678901234567890')", '123456789012345678901234567890'),
    ('json.loads(\'{"a": 1, "a": 2}\')', "{'a': 2}"),
    ("json.loads('[1,]')", 'JSONDecodeError: Expecting value: line 1 column 4 (char 3)'),
    ('json.loads(\'{"a":1,}\')', 'JSONDecodeError: Expecting property name enclosed in double quotes: line 1 column 8 (char 7)'),
    ("json.loads('{a:1}')", 'JSONDecodeError: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)'),
    ("json.loads('')", 'JSONDecodeError: Expecting value: line 1 column 1 (char 0)'),
    ("json.loads('[')", 'JSONDecodeError: Expecting value: line 1 column 2 (char 1)'),
    ('json.loads(\'{"a"\')', "JSONDecodeError: Expecting ':' delimiter: line 1 column 5 (char 4)"),
    ('json.loads(\'{"a":\')', 'JSONDecodeError: Expecting value: line 1 column 6 (char 5)'),
    ('json.loads(\'"abc\')', 'JSONDecodeError: Unterminated string starting at: line 1 column 1 (char 0)'),
    ('json.loads(\'"\\\\x"\')', 'JSONDecodeError: Invalid \\escape: line 1 column 2 (char 1)'),
    ('json.loads(\'"\\\\u12"\')', 'JSONDecodeError: Invalid \\uXXXX escape: line 1 column 3 (char 2)'),
    ("json.loads('01')", 'JSONDecodeError: Extra data: line 1 column 2 (char 1)'),
    ("json.loads('1.')", 'JSONDecodeError: Extra data: line 1 column 2 (char 1)'),
    ("json.loads('[1 2]')", "JSONDecodeError: Expecting ',' delimiter: line 1 column 4 (char 3)"),
    ('json.loads(\'"\\n"\')', 'JSONDecodeError: Invalid control character at: line 1 column 2 (char 1)'),
    ('json.loads(\'"\\n"\', strict=False)', "'\\n'"),
    ('json.loads(\'{"a": 1}\', object_hook=lambda d: list(d.items()))', "[('a', 1)]"),
    ('json.loads(\'{"a": 1, "b": 2}\', object_pairs_hook=list)', "[('a', 1), ('b', 2)]"),
    ("json.loads('[1.5, 15, NaN]', parse_float=str, parse_int=float, parse_constant=str)", "['1.5', 15.0, 'NaN']"),
    ('json.dumps([None, True, 1, 1.5, \'a"\\\\\\né\\x7f😀\', [1, [2, []]], {\'a\': 1, \'b\': {}}, (1, 2)])', '\'[null, true, 1, 1.5, "a\\\\"\\\\\\\\\\\\n\\\\u00e9\\\\u007f\\\\ud83d\\\\ude00", [1, [2, []]], {"a": 1, "b": {}}, [1, 2]]\''),
    ('json.dumps({1: 2, None: 3, True: 4, 1.5: 5})', '\'{"1": 4, "null": 3, "1.5": 5}\''),
    ("json.dumps('é😀', ensure_ascii=False)", '\'"é😀"\''),
    ("json.dumps([1, {'a': 2}], indent=2)", '\'[\\n  1,\\n  {\\n    "a": 2\\n  }\\n]\''),
    ("json.dumps([1, {'a': 2}], separators=(',', ':'))", '\'[1,{"a":2}]\''),
    ('json.dumps({2: 1, 1: 2}, sort_keys=True)', '\'{"1": 2, "2": 1}\''),
    ('json.dumps({(1,): 2})', 'TypeError: keys must be str, int, float, bool or None, not tuple'),
    ('json.dumps({(1,): 2}, skipkeys=True)', "'{}'"),
    ("json.dumps([float('nan'), float('inf')])", "'[NaN, Infinity]'"),
    ('json.dumps({1})', 'TypeError: Object of type set is not JSON serializable'),
    ('json.dumps({1}, default=list)', "'[1]'"),
    ('json.dumps(loop)', 'ValueError: Circular reference detected'),
    ('json.encoder.c_encode_basestring_ascii(1)', 'TypeError: first argument must be a string, not int'),
    ('json.decoder.scanstring(\'abc"d\', 0)', "('abc', 4)"),
    ('json.decoder.scanstring(\'abc"d\', 9)', 'ValueError: end is out of bounds'),
]
for expression, expected in CASES:
    assert outcome(expression) == expected, f"{expression}: {outcome(expression)}, not {expected}"
# Escapes and runs of plain characters of every width.
for text in ("", "plain", 'q"b\\s\n\t\r\b\f\x00\x1f\x7f', "\xe9\u4e2d\U0001f600 mixed \"\u4e2d\"", "\ud800 lone", "\xff" * 20 + "\n"):
    for ascii_only in (True, False):
        written = json.dumps([text, {text: text}], ensure_ascii=ascii_only)
        assert json.loads(written) == [text, {text: text}], text
        assert not ascii_only or written.isascii()
assert json.dumps("\x7f\xe9\U0001f600\n\"") == '"\\u007f\\u00e9\\ud83d\\ude00\\n\\""'
assert json.dumps("\x7f\xe9\U0001f600\x01", ensure_ascii=False) == '"\x7f\xe9\U0001f600\\u0001"'
assert json.dumps([-5, 10**20, 1.5, True, None, -(2**48)]) == "[-5, 100000000000000000000, 1.5, true, null, -281474976710656]"
assert json.loads('"a\\u00e9\\n\\ud83d\\ude00b"') == "a\xe9\n\U0001f600b"
print("ok")
