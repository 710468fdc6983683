"""A JSON reader and writer by hand: recursive descent over characters, escapes, string building, nested containers."""

import sys

SMALL, DEFAULT = 6, 8_000
KNOWN = {SMALL: "951 1799 132 'unexpected end'", DEFAULT: "1416667 2564669 178001 'unexpected end'"}

ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
UNESCAPES = {value: "\\" + key for key, value in ESCAPES.items() if key != "/"}


class JsonError(ValueError):
    pass


class Reader:
    def __init__(self, text):
        self.text = text
        self.at = 0

    def document(self):
        value = self.value()
        self.blank()
        if self.at != len(self.text):
            raise JsonError(f"trailing text at {self.at}")
        return value

    def blank(self):
        text, at, end = self.text, self.at, len(self.text)
        while at < end and text[at] in " \t\r\n":
            at += 1
        self.at = at

    def peek(self):
        self.blank()
        if self.at == len(self.text):
            raise JsonError("unexpected end")
        return self.text[self.at]

    def value(self):
        ch = self.peek()
        if ch == "{":
            return self.object()
        if ch == "[":
            return self.array()
        if ch == '"':
            return self.string()
        for word, value in (("true", True), ("false", False), ("null", None)):
            if self.text.startswith(word, self.at):
                self.at += len(word)
                return value
        return self.number()

    def object(self):
        result = {}
        self.at += 1
        if self.peek() == "}":
            self.at += 1
            return result
        while True:
            if self.peek() != '"':
                raise JsonError(f"expected a name at {self.at}")
            name = self.string()
            self.expect(":")
            result[name] = self.value()
            if self.separator("}"):
                return result

    def array(self):
        result = []
        self.at += 1
        if self.peek() == "]":
            self.at += 1
            return result
        while True:
            result.append(self.value())
            if self.separator("]"):
                return result

    def separator(self, closing):
        ch = self.peek()
        if ch not in (",", closing):
            raise JsonError(f"expected ',' or {closing!r} at {self.at}")
        self.at += 1
        return ch == closing

    def expect(self, ch):
        if self.peek() != ch:
            raise JsonError(f"expected {ch!r} at {self.at}")
        self.at += 1

    def string(self):
        text = self.text
        at = start = self.at + 1
        pieces = []
        while True:
            try:
                ch = text[at]
            except IndexError:
                raise JsonError("string without end") from None
            if ch == '"':
                pieces.append(text[start:at])
                self.at = at + 1
                return "".join(pieces)
            if ch != "\\":
                at += 1
                continue
            pieces.append(text[start:at])
            escape = text[at + 1]
            if escape == "u":
                pieces.append(chr(int(text[at + 2:at + 6], 16)))
                at += 6
            else:
                pieces.append(ESCAPES[escape])
                at += 2
            start = at

    def number(self):
        start = at = self.at
        text, end = self.text, len(self.text)
        while at < end and text[at] in "+-.eE0123456789":
            at += 1
        self.at = at
        literal = text[start:at]
        try:
            return float(literal) if any(ch in literal for ch in ".eE") else int(literal)
        except ValueError:
            raise JsonError(f"bad value at {start}") from None


def quoted(text):
    pieces = ['"']
    for ch in text:
        if ch in UNESCAPES:
            pieces.append(UNESCAPES[ch])
        elif " " <= ch <= "~":
            pieces.append(ch)
        else:
            pieces.append(f"\\u{ord(ch):04x}")
    pieces.append('"')
    return "".join(pieces)


def written(value, indent=None, level=0):
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, dict):
        items, ends = [f"{quoted(k)}: {written(v, indent, level + 1)}" for k, v in value.items()], "{}"
    else:
        items, ends = [written(item, indent, level + 1) for item in value], "[]"
    if indent is None or not items:
        return ends[0] + ", ".join(items) + ends[1]
    pad = "\n" + " " * indent * (level + 1)
    return ends[0] + pad + ("," + pad).join(items) + "\n" + " " * indent * level + ends[1]


def sample(count):
    return [{"id": i, "name": f"Ünit \"{i}\"\n", "ratio": i / 8, "tags": ["a" * (i % 5), "\t", "日本"][: i % 4],
             "nested": {"on": i % 2 == 0, "none": None, "deep": [[[i]], {}, []]}, "big": -i * 10**12}
            for i in range(count)]


def failures():
    for text in ("[1, 2", '{"a" 1}', "[1 2]", '"abc', "tru", "[] []", "{1: 2}"):
        try:
            Reader(text).document()
        except JsonError as error:
            yield str(error)


def run(count):
    data = sample(count)
    compact = written(data)
    pretty = written(data, indent=2)
    assert Reader(compact).document() == data == Reader(pretty).document()
    errors = list(failures())
    assert len(errors) == 7
    return f"{len(compact)} {len(pretty)} {pretty.count(chr(10))} {errors[0]!r}"


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    result = run(size)
    assert result == KNOWN.get(size, result), result
    print("json_codec", size, result)
