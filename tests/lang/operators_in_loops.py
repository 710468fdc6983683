"""Operators of decimals, dates and durations in hot loops: what compiled code calls directly, and where it must not."""
import datetime as dt
from decimal import Context, Decimal, Inexact, Rounded, ROUND_FLOOR, getcontext, localcontext

N = 400


def arithmetic(pairs, n):
    out = []
    for _ in range(n):
        out = []
        for a, b in pairs:
            out.append((a + b, a - b, a * b, a / b if b else None, a // b if b else None, a % b if b else None,
                        a < b, a <= b, a == b, a != b, a > b, a >= b))
    return out


numbers = [Decimal(t) for t in ('1.5', '-2', '0', '0.00', '-0', '1E+3', '7', '1E-10', '123456789.987654321')]
pairs = [(a, b) for a in numbers for b in numbers + [3]]
first = arithmetic(pairs, 1)
assert [list(map(repr, row)) for row in arithmetic(pairs, N)] == [list(map(repr, row)) for row in first]
assert repr(Decimal('1.5') // Decimal('2')) == "Decimal('0')" and repr(Decimal('-1') // 2) == "Decimal('-0')"
assert repr(Decimal('4') % 2) == "Decimal('0')" and repr(Decimal('-4.0') % 2) == "Decimal('-0.0')"
assert repr(Decimal('1.10') - Decimal('1.1')) == "Decimal('0.00')" and repr(Decimal('0') * -5) == "Decimal('-0')"
with localcontext() as context:
    context.rounding = ROUND_FLOOR
    assert repr(Decimal('1.10') - Decimal('1.1')) == "Decimal('-0.00')"


def quotients(a, b, n):
    count = 0
    for i in range(n):
        try:
            a / b
            a * a
            count += 1
        except (Inexact, Rounded) as error:
            return count, type(error).__name__
        if i == n // 2:
            getcontext().traps[Inexact] = True
    return count


with localcontext():
    assert quotients(Decimal(1), Decimal(3), N) == (N // 2 + 1, 'Inexact')
for zero in (Decimal(0), 0):
    with localcontext(Context(traps=[])):
        assert [str(Decimal(1) / zero) for _ in range(N)][-1] == 'Infinity'
hashes = {hash(Decimal(t)) for t in ('1', '1.0', '1E0', '100E-2')}
assert hashes == {hash(1)}
for text in ('0.1', '123.456', '-1E-40', '1E+30', '-7E+200', '0', '5E-31', '5E-32', '340282366920938463463374607431768211455E-3'):
    from fractions import Fraction
    assert hash(Decimal(text)) == hash(Fraction(Decimal(text))), text


class Zone(dt.tzinfo):
    asked = 0

    def utcoffset(self, when):
        Zone.asked += 1
        return dt.timedelta(hours=1)

    def dst(self, when):
        return None


def differences(a, b, n):
    for _ in range(n):
        result = a - b, a == b, a < b, a != b, a >= b
    return result


day = dt.date(2024, 2, 29)
moment = dt.datetime(2024, 2, 29, 12, 30)
span = dt.timedelta(days=1, seconds=5)
assert differences(moment, dt.datetime(2024, 2, 28), N) == (dt.timedelta(days=1, seconds=45000), False, False, True, True)
zone, other = Zone(), Zone()
assert differences(moment.replace(tzinfo=zone), moment.replace(tzinfo=zone), N)[0] == dt.timedelta(0) and Zone.asked == 0
assert differences(moment.replace(tzinfo=zone), moment.replace(tzinfo=other), N)[0] == dt.timedelta(0) and Zone.asked > N
assert differences(moment.replace(tzinfo=zone), moment.replace(tzinfo=dt.UTC), N)[0] == dt.timedelta(hours=-1)


def mixed(values, n):
    out = []
    for _ in range(n):
        out = []
        for a in values:
            for b in values:
                row = []
                for f in (lambda: a - b, lambda: a + b, lambda: a == b, lambda: a < b):
                    try:
                        row.append(f())
                    except TypeError as error:
                        row.append(str(error))
                out.append(row)
    return out


class Later(dt.datetime):
    def __rsub__(self, other):
        return 'reflected'

    def __gt__(self, other):
        return 'greater'

    def __eq__(self, other):
        return 'equal'

    __hash__ = None


values = [day, moment, span, moment.replace(tzinfo=dt.UTC), 5, None, Later(2024, 1, 1)]
assert mixed(values, 60) == mixed(values, 1)
for row in mixed(values, 1):
    print(row)


def compare_late(a, b, n):
    for i in range(n):
        result = a < b, a == b, a - b
        if i == n - 3:
            b = Later(2024, 1, 1)
    return result


print(compare_late(moment, dt.datetime(2023, 1, 1), N))
print('ok')
