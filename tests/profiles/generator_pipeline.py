"""Numbers through a chain of generators."""
import sys


def numbers(count):
    for n in range(count):
        yield n


def squares(source):
    for n in source:
        yield n * n


def odd(source):
    for n in source:
        if n % 2:
            yield n


def flattened(source):
    yield from source


def main(count):
    print(sum(odd(flattened(squares(numbers(count))))))


main(int(sys.argv[1]))
