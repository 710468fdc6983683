"""Text processing with str methods: split, strip, join, replace, partition, casefold over lines of a log."""

import sys

SMALL, DEFAULT = 10, 11_000
KNOWN = {SMALL: "info=30 failed 50 10 10 6 57150 4739", DEFAULT: "info=33000 failed 55000 11000 10 6 52200 5213999"}

LOG = """\
2024-03-01 08:15:02 INFO  server: started on port 8080; workers=4; mode=fast
2024-03-01 08:15:03 WARN  cache: evicted 120 entries; size=2048; reason=full

2024-03-01 08:15:09 ERROR worker-3: failed: "disk full"; retry=1; path=/var/tmp/x
   2024-03-01 08:16:30 INFO  server: request GET /index.html; status=200; ms=12
2024-03-01 08:16:31 INFO  server: request POST /api/v1/items; status=503; ms=1840
# a comment line
2024-03-01 08:17:00 ERROR worker-1: failed: "timeout"; retry=3; path=/srv/data\t
"""


class Record:
    def __init__(self, date, time, level, source, message, fields):
        self.date = date
        self.time = time
        self.level = level
        self.source = source
        self.message = message
        self.fields = fields

    def seconds(self):
        hours, minutes, seconds = map(int, self.time.split(":"))
        return (hours * 60 + minutes) * 60 + seconds

    def line(self):
        fields = "".join(f"; {key}={value}" for key, value in self.fields.items())
        return f"{self.date} {self.time} {self.level:<5} {self.source}: {self.message}{fields}"


def parse(line):
    date, time, level, rest = line.split(maxsplit=3)
    source, _, tail = rest.partition(": ")
    message, *pairs = tail.split("; ")
    fields = {}
    for pair in pairs:
        key, separator, value = pair.partition("=")
        assert separator == "="
        fields[key] = value
    return Record(date, time, level, source, message, fields)


def records(text):
    for line in text.splitlines():
        line = line.strip()
        if line and not line.startswith("#"):
            yield parse(line)


def words(text):
    for mark in ".,;:=\"/#-":
        text = text.replace(mark, " ")
    return text.casefold().split()


def title(text):
    return " ".join(word[:1].upper() + word[1:] for word in text.split(" "))


def run(copies):
    text = LOG * copies
    everything = list(records(text))
    assert len(everything) == 6 * copies
    again = "\n".join(record.line() for record in everything)
    assert [r.line() for r in records(again)] == again.split("\n")
    tally = {}
    for word in words(text):
        if not word.isdecimal():
            tally[word] = tally.get(word, 0) + 1
    top = sorted(tally.items(), key=lambda item: (-item[1], item[0]))[:4]
    paths = sum(record.fields.get("path", "").count("/") for record in everything)
    slow = [r for r in everything if int(r.fields.get("ms", "0")) > 1000 and r.message.endswith("items")]
    width = max(len(record.source.rjust(10)) for record in everything)
    heads = {title(record.message.removeprefix("failed: ").strip('"')) for record in everything}
    seconds = sum(record.seconds() for record in everything) % 86400
    return f"{top[0][0]}={top[0][1]} {top[3][0]} {paths} {len(slow)} {width} {len(heads)} {seconds} {len(again)}"


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    result = run(size)
    assert result == KNOWN.get(size, result), result
    print("split_join", size, result)
