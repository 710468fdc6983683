# Large ints are boxed while the registers of a call are being written: a collection in between must not take them for dead.
import _pydecimal


def multiply(count, pairs):
    for _ in range(count):
        for x, y in pairs:
            x * y


_pydecimal.getcontext().prec = 19
short = _pydecimal.Decimal("3.14159265358979"), _pydecimal.Decimal("1.0000000001")
long = _pydecimal.Decimal("3.141592653589793238"), _pydecimal.Decimal(17)
multiply(8_000, [short])
multiply(20_000, [long, short])
assert str(long[0] * long[1]) == "53.40707511102648505"
print("ok")
