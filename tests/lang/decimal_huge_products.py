"""Products of decimals of many digits, which are those of the ints."""

import decimal
import sys
from decimal import Decimal

sys.set_int_max_str_digits(0)
decimal.getcontext().prec = decimal.MAX_PREC
decimal.getcontext().Emax = decimal.MAX_EMAX

for m, n in (18_990, 18_990), (19_100, 19_100), (19_500, 60_000), (19_500, 90_000), (40_000, 33_333):
    for a, b in ("9" * m, "9" * n), ("1" + "0" * (m - 1), "73" * (n // 2)), ("1234567890" * (m // 10), "9" * n):
        assert str(Decimal(a) * Decimal(b)) == str(int(a) * int(b)), (m, n)

assert str(Decimal("9" * 20_000) ** 2) == "9" * 19_999 + "8" + "0" * 19_999 + "1"

print("ok")
