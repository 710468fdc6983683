"""Operations raise for what they are given though nothing wants their results."""


def shift(count):
    by = 0 - count
    n = 1 << by


def unused(count):
    wanted = 5
    wanted ^= 1 << -count
    return count


def right(count):
    n = 1 >> -count


def divides(count):
    n = 7 // (count - count)


def remainder(count):
    n = 7 % (count - count)


def quotient(count):
    n = 7 / (count - count)


def power(count):
    n = (count - count) ** -count


def real(count):
    n = 7.5 // (count - count)


def item(count):
    n = (1, 2)[count]


def generated(count):
    by = 0 - 1
    yield by
    count ^= 1 << by


def walks(count):
    for _ in generated(count):
        pass


def numbered(count):
    for _ in enumerate(generator(count)):
        pass


def generator(count):
    for bit in generated(count):
        yield bit


def raised(function, turns, count):
    times = 0
    for _ in range(turns):
        try:
            function(count)
        except (ValueError, ZeroDivisionError, IndexError):
            times += 1
    return times


for function in (shift, unused, right, divides, remainder, quotient, power, real, item, walks, numbered):
    assert raised(function, 150, 3) == 150, function
print("ok")
