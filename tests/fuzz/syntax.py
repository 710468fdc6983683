"""Compiles damaged sources: each must compile or raise SyntaxError or one of its relatives, soon.

    krait tests/fuzz/syntax.py SEED COUNT [--outcomes] FILE|FOLDER...

Case N of a seed is the same everywhere. Its number is kept in the file named by FUZZ_STATUS, for who finds the process
dead; `fuzz.py` does. With --outcomes each case prints whether it compiled. A case by itself: `syntax.py SEED=CASE 1 FILES`,
which prints its source first.
"""

import ast
import codeop
import os
import random
import re
import sys
import warnings

# What compile() may raise; anything else is a finding.
ALLOWED = (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError)
TOKEN = re.compile(r"\w+|[^\w\s]|\s+")
PIECES = (
    "(", ")", "[", "]", "{", "}", ":", ",", "=", "==", ":=", "->", "*", "**", "@", "...", ".", ";", "\\\n", "\n", "\t", "    ", "'", '"', '"""', "f'", "f'{",
    "}'", "{x!r:>{w}}", "rb'", "lambda", "lambda x:", "def f(", "class", "async", "await", "yield", "yield from", "return", "if", "else", "elif", "for", "in",
    "not", "is", "try:", "except", "except*", "finally:", "with", "as", "match", "case", "_", "type", "type X[T] = ", "import", "from", "global", "nonlocal",
    "del", "assert", "raise", "None", "True", "0x", "0b2", "1e", "1_", "09", "1j", "\0", "\x0c", "\ufeff", "é", "\ud800", "😀", "\u200b", "#", "# coding: latin-1\n", "!",
    "$", "?", "`", "~", "<>", "!=", "//=", ">>=", "\\N{DASH}", "\\x", "\\u12", "\r", "\r\n",
)


def files(paths):
    for path in paths:
        if os.path.isdir(path):
            for folder, _, names in sorted(os.walk(path)):
                yield from (os.path.join(folder, name) for name in sorted(names) if name.endswith(".py"))
        else:
            yield path


class Mutator:
    """Sources made of pieces of others."""

    def __init__(self, paths):
        self.paths = list(files(paths))

    def read(self, pick):
        with open(pick.choice(self.paths), "rb") as file:
            return file.read().decode("utf-8", "surrogateescape")

    def lines(self, pick):
        lines = self.read(pick).splitlines(keepends=True)
        start = pick.randrange(len(lines) or 1)
        return lines[start : start + pick.choice((3, 10, 40, 120))]

    def case(self, seed, number):
        pick = random.Random(f"{seed}:{number}")
        text = "".join(self.lines(pick))
        for _ in range(pick.choice((1, 1, 2, 4, 9))):
            text = pick.choice((self.cut, self.characters, self.tokens, self.tokens, self.splice, self.insert, self.nest, self.dedent))(pick, text)
        return text

    def cut(self, pick, text):
        at = pick.randrange(len(text) + 1)
        return text[:at] if pick.random() < 0.7 else text[at:]

    def characters(self, pick, text):
        for _ in range(pick.choice((1, 3, 8))):
            at = pick.randrange(len(text) + 1)
            text = text[:at] + pick.choice(("", chr(pick.choice((pick.randrange(128), pick.randrange(0x3000), 0x10FFFF))))) + text[at + pick.randrange(2) :]
        return text

    def tokens(self, pick, text):
        tokens = TOKEN.findall(text)
        for _ in range(pick.choice((1, 2, 5))):
            if not tokens:
                break
            a, b = pick.randrange(len(tokens)), pick.randrange(len(tokens))
            how = pick.randrange(4)
            if how == 0:
                del tokens[a]
            elif how == 1:
                tokens[a], tokens[b] = tokens[b], tokens[a]
            elif how == 2:
                tokens.insert(a, tokens[b])
            else:
                tokens[a] = pick.choice(PIECES)
        return "".join(tokens)

    def splice(self, pick, text):
        at = pick.randrange(len(text) + 1)
        return text[:at] + "".join(self.lines(pick)[:5]) + text[at:]

    def insert(self, pick, text):
        at = pick.randrange(len(text) + 1)
        return text[:at] + "".join(pick.choice(PIECES) for _ in range(pick.choice((1, 2, 6)))) + text[at:]

    def nest(self, pick, text):
        """Nesting near the limits and beyond."""
        at, count = pick.randrange(len(text) + 1), pick.choice((5, 90, 110, 210, 3000))
        opening, closing = pick.choice((("(", ")"), ("[", "]"), ("{", "}"), ("-", ""), ("not ", ""), ("lambda: ", ""), ("f'{", "}'"), ("x if y else ", ""), ("a.", "b"), ("a[", "]"), ("*", ""), ("if x:\n ", "")))
        return text[:at] + opening * count + pick.choice(("x", "", "1")) + closing * pick.choice((count, count - 1, 0)) + text[at:]

    def dedent(self, pick, text):
        lines = text.splitlines(keepends=True)
        if lines:
            at = pick.randrange(len(lines))
            lines[at] = pick.choice(("", " ", "\t", "      ")) + lines[at].lstrip()
        return "".join(lines)


def outcome(source, number):
    """The name of what compiling it comes to: in one of the modes, at once or by way of a tree."""
    mode = ("exec", "exec", "exec", "eval", "single")[number % 5]
    try:
        if number % 7 == 0:
            tree = compile(source, "<case>", mode, ast.PyCF_ONLY_AST | (number % 2 and ast.PyCF_TYPE_COMMENTS), dont_inherit=True)
            ast.dump(tree, include_attributes=True)
            compile(tree, "<case>", mode, dont_inherit=True)
        elif number % 13 == 0:
            codeop.compile_command(source if isinstance(source, str) else "", "<case>", mode)
        else:
            compile(source, "<case>", mode, dont_inherit=True, optimize=number % 3)
    except ALLOWED as error:
        # Both are read: they may hold anything.
        str(error), getattr(error, "text", None)
        return type(error).__name__
    return "compiles"


def encoded(source):
    try:
        return source.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return source.encode("utf-8", "surrogatepass")


def main():
    seed, count = sys.argv[1], int(sys.argv[2])
    outcomes = "--outcomes" in sys.argv
    paths = [path for path in sys.argv[3:] if path != "--outcomes"]
    warnings.simplefilter("ignore")
    mutator = Mutator(paths)
    seed, _, only = seed.partition("=")
    status = os.open(os.environ.get("FUZZ_STATUS", os.devnull), os.O_WRONLY | os.O_CREAT, 0o600)
    for number in [int(only)] if only else range(count):
        os.pwrite(status, b"%12d" % number, 0)
        source = mutator.case(seed, number)
        if only:
            print(repr(source))
        if number % 2:
            source = encoded(source)
        result = outcome(source, number)
        if outcomes or only:
            print(number, result)


if __name__ == "__main__":
    main()
