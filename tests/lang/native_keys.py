"""Dates, times, durations and decimals as keys: equal ones are one key, whatever they look like."""
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from fractions import Fraction


def one_key(*values):
    table = {}
    for at, value in enumerate(values):
        table[value] = at
    assert len(table) == len(set(values)) == 1, values
    assert list(table.values()) == [len(values) - 1], values
    assert all(value in table and value in set(values) for value in values)
    assert len({hash(value) for value in values}) == 1, values


def apart(*values):
    assert len({value: None for value in values}) == len(set(values)) == len(values), values


def durations():
    one_key(timedelta(1), timedelta(hours=24), timedelta(seconds=86_400))
    apart(timedelta(1), timedelta(-1), timedelta(0), timedelta(microseconds=1))


def dates():
    one_key(date(2024, 5, 6), date.fromisoformat('2024-05-06'), date(2024, 5, 5) + timedelta(1))
    apart(date(2024, 5, 6), datetime(2024, 5, 6), date(2024, 6, 5))


def datetimes():
    naive = datetime(2024, 5, 6, 7, 8, 9)
    one_key(naive, datetime(2024, 5, 6, 7, 8, 9, fold=1), naive - timedelta(1) + timedelta(1))
    utc = naive.replace(tzinfo=timezone.utc)
    east = timezone(timedelta(hours=2))
    one_key(utc, utc.astimezone(east), utc.replace(fold=1))
    apart(naive, utc, naive.replace(tzinfo=east), naive.replace(microsecond=1))


def times():
    one_key(time(7, 8), time(7, 8, 0), time(7, 8, fold=1))
    one_key(time(7, 8, tzinfo=timezone.utc), time(9, 8, tzinfo=timezone(timedelta(hours=2))))
    apart(time(7, 8), time(7, 8, tzinfo=timezone.utc), time(8, 7))


def decimals():
    one_key(Decimal('1'), 1, 1.0, True, Decimal('1.00'), Fraction(1), Decimal('10E-1'))
    one_key(Decimal('0'), Decimal('-0'), 0, Decimal('0E+5'))
    one_key(Decimal('0.5'), 0.5, Fraction(1, 2))
    one_key(Decimal(10) ** 40, 10 ** 40)
    one_key(Decimal('Infinity'), float('inf'))
    apart(Decimal('0.1'), 0.1, Decimal('-0.1'), Decimal('0.11'))
    nan = Decimal('NaN')
    assert {nan: 1}[nan] == 1 and Decimal('NaN') not in {nan}
    try:
        {Decimal('sNaN'): 1}
    except TypeError as problem:
        assert str(problem) == 'Cannot hash a signaling NaN value', problem
    else:
        assert False


class Loose(timedelta):
    """Equal to all of its class."""

    def __eq__(self, other):
        return isinstance(other, Loose)

    def __hash__(self):
        return 7


class Noted(date):
    pass


def derived():
    one_key(Loose(1), Loose(2), Loose(3))
    apart(Loose(1), timedelta(1))
    one_key(Noted(2024, 1, 2), date(2024, 1, 2), Noted(2024, 1, 2))


def in_tuples():
    one_key((date(2024, 1, 2), Decimal('1.50')), (date(2024, 1, 2), Decimal('1.5')))
    counts = {}
    for day in range(60):
        key = date(2024, 1, 1) + timedelta(day % 20), Decimal(day % 3) / 4
        counts[key] = counts.get(key, 0) + 1
    assert len(counts) == 60 and set(counts.values()) == {1}


for _ in range(3):
    durations()
    dates()
    datetimes()
    times()
    decimals()
    derived()
    in_tuples()
print('ok')
