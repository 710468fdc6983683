"""Counts words by a regular expression and a dict."""
import re
import sys

TEXT = """The quick brown fox jumps over the lazy dog while 42 clever cats watch 7 sleepy birds.
It was the best of times, it was the worst of times; it was the age of wisdom."""
WORD = re.compile(r"[a-z]+(?:-[a-z]+)*|\d+", re.IGNORECASE)


def count_words(text, counts):
    for match in WORD.finditer(text):
        word = match.group().lower()
        counts[word] = counts.get(word, 0) + 1


def longest(counts):
    return max(counts, key=lambda word: (len(word), word))


def main(rounds):
    counts = {}
    for _ in range(rounds):
        count_words(TEXT, counts)
    print(longest(counts), counts["the"])


main(int(sys.argv[1]))
