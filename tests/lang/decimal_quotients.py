"""Whole quotients and remainders of decimals, and how many digits large ones have."""

from decimal import Context, Decimal, DivisionImpossible, InvalidOperation, ROUND_DOWN, localcontext

D = Decimal
values = ["0", "-0", "1", "-1", "7", "-7", "0.3", "-0.30", "12.50", "1E+3", "1E-3", "99999", "-123.4567", "1.000", "9E+20"]
for x in map(D, values):
    for y in map(D, values):
        if not y:
            continue
        try:
            quotient, rest = x // y, x % y
        except InvalidOperation:
            continue
        assert divmod(x, y) == (quotient, rest)
        assert str(divmod(x, y)) == str((quotient, rest))
        assert quotient * y + rest == x and abs(rest) < abs(y), (x, y)
        assert quotient.is_zero() or quotient == quotient.to_integral_value()
assert str(D("100") // D("3")) == "33" and str(D("1E+3") // D("2")) == "500"
assert str(D("-7") // D("2")) == "-3" and str(D("-7") % D("2")) == "-1" and str(D("7.0") % D("2")) == "1.0"
assert str(D("1") % D("0.30")) == "0.10" and str(D("5") % D("1E+2")) == "5"
with localcontext(Context(prec=3)):
    try:
        D("1000") // D("1")
    except InvalidOperation as error:
        assert error.args == ([DivisionImpossible],), error.args
    else:
        raise AssertionError("more digits than the precision")
    assert str(D("1.23456") % D("1")) == "0.235"
with localcontext(Context(prec=4, rounding=ROUND_DOWN)):
    assert str(D("123456.789") % D("1000")) == "456.7"

# Numbers next to powers of ten, where a logarithm does not tell how many digits there are.
wide = Context(prec=1000)
for n in (40, 77, 100, 155, 400, 999):
    for k in (-1, 0, 1):
        value = 10**n + k
        number = wide.create_decimal(value)
        assert number.adjusted() == len(str(value)) - 1, (n, k)
        assert int(wide.add(number, number)) == 2 * value
        assert int(wide.subtract(number, D(1))) == value - 1
        assert int(wide.multiply(number, D(7))) == 7 * value if n < 999 else True
print("ok")
