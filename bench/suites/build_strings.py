"""Strings built piece by piece: +=, join, slices, reversal, run-length coding, ciphers, edit distance."""

import sys

SMALL, DEFAULT = 300, 1_600_000
KNOWN = {SMALL: "306 74 105 229 tu \\U0001D6D1", DEFAULT: "1632000 400000 599992 239 rs \\U0001D6D1"}


def appended(count):
    text = ""
    for number in range(count):
        text += chr(97 + number % 26)
        if number % 50 == 49:
            text += "\n"
    return text


def joined(count):
    pieces = []
    for number in range(count):
        pieces.append(chr(97 + number % 26))
        if number % 50 == 49:
            pieces.append("\n")
    return "".join(pieces)


def run_lengths(text):
    pieces = []
    index = 0
    while index < len(text):
        ch = text[index]
        end = index + 1
        while end < len(text) and text[end] == ch:
            end += 1
        pieces.append(f"{end - index}{ch}")
        index = end
    return "".join(pieces)


def expanded(coded):
    result, digits = "", ""
    for ch in coded:
        if ch.isdigit():
            digits += ch
        else:
            result += ch * int(digits)
            digits = ""
    return result


def shifted(text, offset):
    """A Caesar cipher, by a table and once more by hand."""
    alphabet = "abcdefghijklmnopqrstuvwxyz"
    table = str.maketrans(alphabet, alphabet[offset:] + alphabet[:offset])
    by_table = text.translate(table)
    by_hand = ""
    for ch in text[:200]:
        by_hand += chr((ord(ch) - 97 + offset) % 26 + 97) if "a" <= ch <= "z" else ch
    assert by_table.startswith(by_hand)
    return by_table


def distance(a, b):
    """Levenshtein's, one row at a time."""
    previous = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        current = [i]
        for j, y in enumerate(b, 1):
            current.append(min(previous[j] + 1, current[-1] + 1, previous[j - 1] + (x != y)))
        previous = current
    return previous[-1]


def palindromes(text):
    """How many words of the text read the same backwards."""
    found = 0
    for width in (3, 5):
        for start in range(len(text) - width + 1):
            word = text[start:start + width]
            if word == word[::-1]:
                found += 1
    return found


def run(count):
    text = appended(count)
    assert text == joined(count)
    stripes = "".join("abc"[i % 3] * (i % 7 + 1) for i in range(count // 8))
    assert expanded(run_lengths(stripes)) == stripes
    secret = shifted(text, 7)
    assert shifted(secret, 19) == text
    assert distance("kitten", "sitting") == 3
    edits = distance(stripes[:250], secret[:250])
    greek = "αβγ" * (count // 10) + "𝛑"
    assert len(greek[::-1].upper()) == 3 * (count // 10) + 1
    tail = f"{secret[-3:-1]} {ascii(greek[-1])[1:-1].upper()}"
    return f"{len(text)} {len(run_lengths(stripes))} {palindromes(stripes)} {edits} {tail}"


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    result = run(size)
    assert result == KNOWN.get(size, result), result
    print("build_strings", size, result)
