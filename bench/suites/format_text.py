"""Formatting: f-strings with specifications, str.format, %-formatting, joining columns of a report."""

import sys

SMALL, DEFAULT = 60, 82_000
KNOWN = {SMALL: "1385 2027 804246580 1,234,567.89 -0.05", DEFAULT: "1804069 3101906 805645634 1,234,567.89 -0.05"}


class Money:
    """Cents, with a format of its own: 'w.c' pads to a width, 'plain' drops the separators."""

    def __init__(self, cents):
        self.cents = cents

    def __format__(self, spec):
        whole, rest = divmod(abs(self.cents), 100)
        sign = "-" if self.cents < 0 else ""
        if spec == "plain":
            return f"{sign}{whole}.{rest:02d}"
        text = f"{sign}{whole:,}.{rest:02d}"
        return f"{text:>{spec}}" if spec else text

    def __repr__(self):
        return f"Money({self.cents!r})"


def rows(count):
    state = 31
    for number in range(count):
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        yield number, f"item-{state % 1000:03d}", Money((state >> 4) % 10_000_000 - 2_000_000), (state >> 8) / 2**24


def with_fstrings(table):
    return [f"{n:>6d}|{name:<10}|{money:14}|{share:8.3%}|{n:#06x}|{share:.3e}" for n, name, money, share in table]


def with_format(table):
    line = "{0:>6d}|{1:<10}|{2:14}|{3:8.3%}|{0:#06x}|{3:.3e}"
    return [line.format(*row) for row in table]


def with_percent(table):
    return ["%6d|%-10s|%14s|%7.3f%%|0x%04x|%.3e" % (n, name, money.__format__(""), share * 100, n, share)
            for n, name, money, share in table]


def report(table):
    width = max(len(name) for _, name, _, _ in table)
    lines = [f"{'name':^{width}} {'amount':>12}", "=" * (width + 13)]
    total = 0
    for _, name, money, _ in table:
        total += money.cents
        lines.append(f"{name.upper():{width}} {money:12}")
    lines.append(f"{'total':*<{width}} {Money(total):12}")
    return "\n".join(lines)


def run(count):
    table = list(rows(count))
    first, second, third = with_fstrings(table), with_format(table), with_percent(table)
    assert first == second
    same = sum(a == b for a, b in zip(first, third))
    assert same == count
    text = report(table)
    assert text.count("\n") == count + 2
    literal = sum(len(f"{name!r:>14}{money!r}{share:+.1f}{n:_}") for n, name, money, share in table)
    checksum = 0
    for line in first:
        checksum = (checksum * 131 + sum(line.encode())) % 1_000_000_007
    return f"{len(text)} {literal} {checksum} {Money(123456789)} {Money(-5):plain}"


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    result = run(size)
    assert result == KNOWN.get(size, result), result
    print("format_text", size, result)
