# Decimal arithmetic: rounding, contexts, signals, texts.
import decimal
from decimal import ROUND_05UP, ROUND_FLOOR, ROUND_UP, Context, Decimal, getcontext, localcontext
from fractions import Fraction


def raises(kind, text, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except kind as error:
        assert str(error) == text, str(error)
    else:
        raise AssertionError(f"{text} was not raised")


assert Decimal("1.10") + Decimal("2.2") == Decimal("3.30") and str(Decimal("1.10") + 2) == "3.10"
assert str(Decimal(1) / 3) == "0.3333333333333333333333333333" and str(Decimal(10) / 4) == "2.5"
assert str(Decimal(2) / Decimal("7e-20")) == "28571428571428571428.57142857" and Decimal(7) // -2 == -3 and Decimal(-7) % 4 == -3
assert str(Decimal(2).sqrt()) == "1.414213562373095048801688724" and Decimal("1e400").sqrt() == Decimal("1e200")
assert str(Decimal(1).exp()) == "2.718281828459045235360287471" and str(Decimal(10).ln()) == "2.302585092994045684017991455"
assert str(Decimal("0.99999999999").ln()) == "-1.000000000005000000000033333E-11" and Decimal(1000).log10() == 3
assert str(Decimal(2) ** Decimal("0.5")) == "1.414213562373095048801688724" and str(Decimal(4) ** Decimal("0.5")) == "2." + "0" * 27
assert Decimal(2) ** -3 == Decimal("0.125") and pow(Decimal(7), 20, 13) == 3 and str(Decimal("1.1") ** 100) == "13780.61233982227018411833717"
assert str(Decimal("123.456").quantize(Decimal("0.01"), rounding=ROUND_UP)) == "123.46" and round(Decimal("2.5")) == 2
assert str(Decimal(12).fma(3, Decimal("0.5"))) == "36.5" and Decimal("12.0").normalize().as_tuple() == (0, (1, 2), 0)
assert hash(Decimal("0.5")) == hash(0.5) and Decimal("0.1") != 0.1 and Decimal(1) == Fraction(1) and Decimal("2.5") > 2.25
assert Decimal(0.1).as_integer_ratio() == (0.1).as_integer_ratio() and float(Decimal("1e-400")) == 0.0 and int(Decimal("-1.9")) == -1
big = Decimal(10**50 + 1)
assert str(big * big) == "1.000000000000000000000000000E+100" and int(Decimal("1e60") + 1) == 10**60
with localcontext(prec=130) as context:
    assert big * big == (10**50 + 1) ** 2 and len(str(Decimal(1) / 7)) == 132
    assert context.flags[decimal.Inexact] and not context.flags[decimal.Overflow]
assert getcontext().prec == 28
low = Context(prec=3, rounding=ROUND_FLOOR, Emin=-5, Emax=5, clamp=1, capitals=0)
assert str(low.divide(2, 3)) == "0.666" and str(low.next_plus(Decimal(1))) == "1.01"
raises(decimal.Overflow, "[<class 'decimal.Overflow'>]", low.multiply, 10**5, 10**5)
raises(decimal.DivisionByZero, "[<class 'decimal.DivisionByZero'>]", lambda: Decimal(1) / 0)
raises(decimal.InvalidOperation, "[<class 'decimal.ConversionSyntax'>]", Decimal, "1.2.3")
raises(TypeError, "unsupported operand type(s) for +: 'decimal.Decimal' and 'float'", lambda: Decimal(1) + 1.5)
raises(ValueError, "valid range for prec is [1, MAX_PREC]", Context, prec=0)
low.traps[decimal.Overflow] = False
assert low.multiply(10**5, 10**5) == Decimal("9.99e5") and Context(rounding=ROUND_05UP, prec=1).plus(Decimal("10.1")) == 10
texts = {"": "1234567.891", ",.2f": "1,234,567.89", "e": "1.234567891e+6", ">16.1f": "       1234567.9", "012,.0f": "0,001,234,568", "%": "123456789.1%"}
assert {spec: format(Decimal("1234567.891"), spec) for spec in texts} == texts and format(Decimal("-0.001"), "z.1f") == "0.0"
assert [str(Decimal(t)) for t in (" 1_0.5e-7 ", "-NaN12", "sNaN", "Infinity", "٣")] == ["0.00000105", "-NaN12", "sNaN", "Infinity", "3"]
assert Decimal("123E+3").to_eng_string() == "123E+3" and Decimal("-0").is_signed() and Decimal("NaN").is_qnan()
assert Decimal("1101").logical_xor(Decimal("1011")) == 110 and Decimal("12345").rotate(2) == Decimal("1234500")
assert sorted([Decimal(3), Decimal("-inf"), Decimal("0.1")])[0] == Decimal("-Infinity")
assert str(Decimal(10) ** Decimal("1e-999999")) == "1." + "0" * 27 and str(Context(prec=3, rounding=ROUND_UP).power(2, Decimal("1e-99"))) == "1.00"
for exponent in "0.5", "-2.5", "Infinity":
    try:
        raise AssertionError(Decimal("-Infinity") ** Decimal(exponent))
    except decimal.InvalidOperation:
        pass
assert Decimal("-Infinity") ** 3 == Decimal("-Infinity") and str(Decimal("-Infinity") ** -3) == "-0"
print("ok")
