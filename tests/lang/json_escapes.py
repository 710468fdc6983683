"""json: escapes in strings, right and wrong."""

import json

for text in ("ż" * 50, "a\"b\\c/d\b\f\n\r\t", "\ud800", "\udc00x", "\ud83d\ude00", "😀" * 3, "é\x7f\x80", ""):
    shown = json.dumps(text)
    assert shown.isascii() and json.loads(shown) == (text if text != "\ud83d\ude00" else "😀"), text
    assert json.loads(shown.upper().replace("\\U", "\\u")) if text.startswith("ż") else True
assert json.loads('"\\ud83d\\ude00"') == "😀" and json.loads('"\\uD83D\\uDE00"') == "😀"
assert json.loads('"\\ud800\\ud800\\udc00"') == "\ud800\U00010000"
assert json.loads('"\\ud83d\\u0041"') == "\ud83dA" and json.loads('"\\ud83d"') == "\ud83d"
assert json.loads('"ż\\u017c"') == "żż" and json.loads('["\\/\\u002f", "x"]') == ["//", "x"]
for wrong, message in (
    ('"\\ud83d\\u00"', "Invalid \\uXXXX escape: line 1 column 9 (char 8)"),
    ('"\\u12', "Invalid \\uXXXX escape: line 1 column 3 (char 2)"),
    ('"\\u12x4"', "Invalid \\uXXXX escape: line 1 column 3 (char 2)"),
    ('"\\u1234', "Invalid \\uXXXX escape: line 1 column 3 (char 2)"),
    ('"\\u1234x', "Unterminated string starting at: line 1 column 1 (char 0)"),
    ('"\\q"', "Invalid \\escape: line 1 column 2 (char 1)"),
    ('"a\\', "Unterminated string starting at: line 1 column 1 (char 0)"),
    ('"a\nb"', "Invalid control character at: line 1 column 3 (char 2)"),
    ('"\\n\x01"', "Invalid control character at: line 1 column 4 (char 3)"),
):
    try:
        json.loads(wrong)
    except json.JSONDecodeError as error:
        assert str(error) == message, (wrong, str(error))
    else:
        raise AssertionError(wrong)
assert json.loads('"\\n\x01"', strict=False) == "\n\x01"
print("ok")
