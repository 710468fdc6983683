# The module datetime, from its constructors to its texts.
import pickle
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo


def raises(kind, text, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except kind as error:
        assert str(error) == text, str(error)
    else:
        raise AssertionError(f"{text} was not raised")


# Durations.
assert repr(timedelta(days=1, hours=-1, microseconds=1.5)) == "datetime.timedelta(seconds=82800, microseconds=2)"
assert str(timedelta(-1, 3, 4)) == "-1 day, 0:00:03.000004"
assert timedelta(microseconds=0.5) == timedelta(0) and timedelta(microseconds=1.5) == timedelta(microseconds=2)
assert timedelta(1) / 3 == timedelta(seconds=28800) and timedelta(1) // timedelta(hours=5) == 4
assert divmod(timedelta(1), timedelta(hours=5)) == (4, timedelta(hours=4))
assert timedelta(seconds=1) * 0.1 == timedelta(microseconds=100000) and -timedelta(1) == timedelta(-1)
assert timedelta(days=999999999, seconds=86399, microseconds=999999).total_seconds() == 86399999999999.999999
raises(OverflowError, "days=1000000000; must have magnitude <= 999999999", timedelta, 10**9)
raises(OverflowError, "Python int too large to convert to C int", timedelta, 10**30)
assert timedelta(days=10**30, hours=-24 * 10**30) == timedelta(0)
raises(TypeError, "unsupported type for timedelta days component: str", timedelta, "1")

# Dates.
assert date(2024, 2, 29).isocalendar() == (2024, 9, 4) and date.fromisocalendar(2020, 53, 7) == date(2021, 1, 3)
assert date.fromordinal(738215).toordinal() == 738215 and date(2024, 12, 31).timetuple().tm_yday == 366
assert date(2024, 1, 31) + timedelta(1.9) == date(2024, 2, 1) and (date(2024, 3, 1) - date(2024, 2, 1)).days == 29
assert f"{date(2024, 1, 2):%d.%m.%Y}" == "02.01.2024" and str(date(24, 1, 2)) == "0024-01-02"
raises(ValueError, "day is out of range for month", date, 2023, 2, 29)
raises(TypeError, "function missing required argument 'day' (pos 3)", date, 2023, 2)
raises(OverflowError, "date value out of range", lambda: date.min - timedelta(1))
raises(ValueError, "Invalid isoformat string: '2020-1-1'", date.fromisoformat, "2020-1-1")
raises(TypeError, "can't compare datetime.datetime to datetime.date", lambda: date(1, 1, 1) < datetime(1, 1, 1))

# Zones.
berlin = timezone(timedelta(hours=1), "CET")
assert repr(timezone.utc) == "datetime.timezone.utc" and str(timezone(-timedelta(minutes=90))) == "UTC-01:30"
assert timezone(timedelta(0)) is UTC and repr(berlin) == "datetime.timezone(datetime.timedelta(seconds=3600), 'CET')"
raises(NotImplementedError, "a tzinfo subclass must implement dst()", tzinfo().dst, None)


class Summer(tzinfo):
    """Two hours ahead, one of them for summer; knows folds."""

    def utcoffset(self, when):
        return timedelta(hours=2 - when.fold)

    def dst(self, when):
        return timedelta(hours=1 - when.fold)

    def tzname(self, when):
        return "100%"


# Points in time.
d = datetime(2024, 1, 31, 12, 30, 45, 678901, tzinfo=berlin)
assert repr(d).endswith("12, 30, 45, 678901, tzinfo=datetime.timezone(datetime.timedelta(seconds=3600), 'CET'))")
assert d.isoformat() == "2024-01-31T12:30:45.678901+01:00" and d.isoformat(" ", "minutes") == "2024-01-31 12:30+01:00"
assert d.astimezone(UTC).isoformat() == "2024-01-31T11:30:45.678901+00:00" and d == d.astimezone(UTC)
assert hash(d) == hash(d.astimezone(UTC)) and d.timestamp() == 1706700645.678901
assert d.strftime("%Z %z %:z %f %%") == "CET +0100 +01:00 678901 %"
assert datetime.fromtimestamp(1e9 + 0.0000005, UTC) == datetime(2001, 9, 9, 1, 46, 40, tzinfo=UTC)
assert datetime.strptime("31/1/24 +0530", "%d/%m/%y %z").utcoffset() == timedelta(hours=5, minutes=30)
assert datetime.combine(date(2020, 1, 1), time(1, fold=1), berlin).timetz() == time(1, tzinfo=berlin)
for text in ["2020-01-02T03:04:05+00:00", "20200102T030405Z", "2020-W01-4 03:04:05.000000-00:00"]:
    assert datetime.fromisoformat(text) == datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC), text
assert time.fromisoformat("T0304,5") == time(3, 4, 0, 500000)
raises(ValueError, "Invalid isoformat string: '2020-01-02T'", datetime.fromisoformat, "2020-01-02T")
raises(TypeError, "can't compare offset-naive and offset-aware datetimes", lambda: d < datetime(1, 1, 1))
assert d != datetime(2024, 1, 31, 12, 30, 45, 678901) and (d - d.replace(day=1)) == timedelta(30)
summer = datetime(2024, 6, 1, tzinfo=Summer())
assert summer.dst() == timedelta(hours=1) and summer.replace(fold=1).utcoffset() == timedelta(hours=1)
assert summer != summer.astimezone(UTC) and summer.strftime("%Z") == "100%"
assert summer.timetuple().tm_isdst == 1 and summer.utctimetuple().tm_hour == 22


class Special(datetime):
    """Arithmetic and constructors make instances of the subclass."""


s = Special(2020, 1, 1)
s.note = "kept"
assert type(s + timedelta(1)) is Special and type(Special.now()) is Special and type(s.replace(year=2000)) is Special
for value in [d, date.max, time(1, 2, fold=1, tzinfo=UTC), berlin, timedelta(1, 2, 3), s]:
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        copied = pickle.loads(pickle.dumps(value, protocol))
        assert copied == value and type(copied) is type(value)
assert datetime(b"\x07\xe8\x81\x1f\x0c\x1e-\n[\xe5").fold == 1
assert sorted([time(2), time(1, 59), time.min])[0] == time() and time(1) < time(1, tzinfo=None, microsecond=1)


# Compared where conditions decide, by methods of their own.
def ordered(a, b):
    out = []
    if a < b:
        out.append("<")
    if a <= b:
        out.append("<=")
    if a == b:
        out.append("==")
    if a != b:
        out.append("!=")
    return out


def check_order():
    import collections, datetime, decimal

    class Later(datetime.datetime):
        def __gt__(self, other):
            return True

        def __ge__(self, other):
            return "yes"

        __eq__ = datetime.datetime.__eq__
        __hash__ = None

    day, other = datetime.datetime(2024, 1, 2), datetime.datetime(2024, 1, 3)
    later = Later(2020, 1, 1)
    for _ in range(500):
        assert ordered(day, other) == ["<", "<=", "!="] and ordered(other, day) == ["!="]
        assert ordered(day, datetime.datetime(2024, 1, 2)) == ["<=", "=="]
        assert ordered(day, later) == ["<", "<=", "!="] and ordered(datetime.timedelta(1), datetime.timedelta(2))[0] == "<"
        assert ordered(decimal.Decimal(1), 2) == ["<", "<=", "!="] and ordered(decimal.Decimal(2), 2.0) == ["<=", "=="]
        assert ordered(collections.deque([1]), collections.deque([2])) == ["<", "<=", "!="]
        assert (day == 1, day != None, day == day.date()) == (False, True, False)
    try:
        ordered(day, 1)
        assert False
    except TypeError as e:
        assert str(e) == "'<' not supported between instances of 'datetime.datetime' and 'int'"
    try:
        ordered(day, day.replace(tzinfo=datetime.timezone.utc))
        assert False
    except TypeError as e:
        assert str(e) == "can't compare offset-naive and offset-aware datetimes"


check_order()
print("ok")
