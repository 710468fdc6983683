"""A hand-written scanner over source text: characters, slices, dicts of keywords, generator of tokens."""

import sys

SMALL, DEFAULT = 4, 2_800
KNOWN = {
    SMALL: "float=8 int=32 keyword=60 name=92 operator=196 string=16 44136 64:34 operator ';'",
    DEFAULT: "float=5600 int=22400 keyword=42000 name=64400 operator=137200 string=11200 30895200 44800:34 operator ';'",
}

KEYWORDS = frozenset(("let", "fn", "if", "else", "while", "return", "true", "false"))
DOUBLE = frozenset(("==", "!=", "<=", ">=", "->", "&&", "||", "+=", "-="))

SOURCE = '''
// Sums the even numbers below a limit.
fn sum_even(limit: int) -> int {
    let total = 0; let i = 0;
    while i < limit && true {
        if i % 2 == 0 { total += i; } else { /* odd: skipped */ }
        i += 1;
    }
    return total; // done
}
fn greet(name: str) -> str {
    let message = "hello, \\"" + name + "\\"\\n";
    if name != "" || false { return message; }
    return 'nobody' + 0x1F + 3.25e-2 + 10_000;
}
let höhe = sum_even(1000) >= 12.5;
'''


class Token:
    __slots__ = ("kind", "text", "line", "column")

    def __init__(self, kind, text, line, column):
        self.kind = kind
        self.text = text
        self.line = line
        self.column = column

    def __eq__(self, other):
        return isinstance(other, Token) and (self.kind, self.text) == (other.kind, other.text)

    def __repr__(self):
        return f"{self.line}:{self.column} {self.kind} {self.text!r}"


class Scanner:
    def __init__(self, text):
        self.text = text
        self.at = 0
        self.line = 1
        self.line_start = 0

    def tokens(self):
        text = self.text
        end = len(text)
        while self.at < end:
            ch = text[self.at]
            start = self.at
            if ch == "\n":
                self.at += 1
                self.line += 1
                self.line_start = self.at
            elif ch.isspace():
                self.at += 1
            elif ch.isalpha() or ch == "_":
                word = self.take_while(lambda c: c.isalnum() or c == "_")
                yield self.token("keyword" if word in KEYWORDS else "name", start)
            elif ch.isdigit():
                yield self.number(start)
            elif ch in "\"'":
                yield self.string(start, ch)
            elif text.startswith("//", start):
                found = text.find("\n", start)
                self.at = end if found < 0 else found
            elif text.startswith("/*", start):
                self.at = text.index("*/", start) + 2
            else:
                self.at += 2 if text[start:start + 2] in DOUBLE else 1
                yield self.token("operator", start)

    def token(self, kind, start):
        return Token(kind, self.text[start:self.at], self.line, start - self.line_start + 1)

    def take_while(self, accepts):
        text, start = self.text, self.at
        while self.at < len(text) and accepts(text[self.at]):
            self.at += 1
        return text[start:self.at]

    def number(self, start):
        if self.text.startswith("0x", start):
            self.at += 2
            self.take_while("0123456789abcdefABCDEF_".__contains__)
            return self.token("int", start)
        self.take_while(lambda c: c.isdigit() or c == "_")
        if self.text[self.at] != ".":
            return self.token("int", start)
        self.at += 1
        self.take_while(str.isdigit)
        if self.text[self.at] in "eE":
            self.at += 2 if self.text[self.at + 1] in "+-" else 1
            self.take_while(str.isdigit)
        return self.token("float", start)

    def string(self, start, quote):
        self.at += 1
        while self.text[self.at] != quote:
            self.at += 2 if self.text[self.at] == "\\" else 1
        self.at += 1
        return self.token("string", start)


def rebuilt(tokens):
    """The text of the tokens alone, which must scan to the same tokens."""
    return " ".join(token.text for token in tokens)


def run(copies):
    tokens = list(Scanner(SOURCE * copies).tokens())
    assert len(tokens) % copies == 0 and tokens[:20] == tokens[len(tokens) // copies:][:20] or copies == 1
    assert list(Scanner(rebuilt(tokens) + "\n").tokens()) == tokens
    kinds = {}
    for token in tokens:
        kinds[token.kind] = kinds.get(token.kind, 0) + 1
    numbers = sum(int(t.text.replace("_", ""), 0) for t in tokens if t.kind == "int")
    return f"{' '.join(f'{kind}={count}' for kind, count in sorted(kinds.items()))} {numbers} {tokens[-1]!r}"


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    result = run(size)
    assert result == KNOWN.get(size, result), result
    print("tokenise", size, result)
