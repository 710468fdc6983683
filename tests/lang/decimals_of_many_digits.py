"""Decimals of up to 30,000 digits: all operations under all ways of rounding, as digests."""
import decimal
import random
from decimal import Decimal

random.seed(3)
context = decimal.getcontext()
for trap in context.traps:
    context.traps[trap] = False
LENGTHS = [1, 5, 18, 19, 20, 37, 38, 39, 40, 57, 58, 76, 100, 200, 500, 900]
ROUNDINGS = [getattr(decimal, name) for name in dir(decimal) if name.startswith("ROUND_")]


def number():
    length, kind = random.choice(LENGTHS), random.choice("09r1")
    if kind == "r":
        digits = "".join(random.choice("0123456789") for _ in range(length))
    else:
        digits = "1" + "0" * (length - 1) if kind == "1" else kind * length
    if random.random() < 0.3:
        digits = digits[: length // 2] + "0" * (length // 3) + digits[length // 2 :]
    return Decimal(f"{random.choice(['', '-'])}{digits}E{random.randint(-length - 5, 20)}")


digest = 0
for i in range(600):
    context.prec = random.choice([1, 5, 19, 28, 38, 39, 40, 57, 100, 300, 1000])
    context.rounding = random.choice(ROUNDINGS)
    context.clear_flags()
    a, b = number(), number()
    out = [a + b, a - b, a * b, a / b, a // b, a % b, divmod(a, b), -a, abs(b), a == b, a < b, hash(a), a.compare(b)]
    out += [a.quantize(Decimal("1e-10")), a.normalize(), a.fma(b, a), a.remainder_near(b), a.to_integral_value()]
    out += [a.adjusted(), a.as_tuple(), a.logb(), a.scaleb(3), a.shift(5), a.rotate(3), a.next_plus(), a.next_minus()]
    out += [a.max(b), a.number_class(), format(a, ".5f"), format(a, "e"), abs(a).sqrt()]
    if -500 < a.adjusted() < 500:
        out += [int(a), float(a)]
    out.append(sorted(flag.__name__ for flag, is_set in context.flags.items() if is_set))
    digest = (digest * 31 + sum(repr(out).encode())) & 0xFFFFFFFFFFFF
    if i % 100 == 0:
        print(i, digest, out[:3])
context.prec = 30000
a, b = Decimal(7) ** 20000, Decimal(3) ** 31000
for x in (a * b, a / b, b // a, b % a, a + b):
    print(sum(str(x).encode()), len(str(x)), hash(x))
context.prec = 5000
a, b = Decimal(2).sqrt(), Decimal(3).sqrt()
for x in (a * b, a / b, b):
    print(sum(str(x).encode()), hash(x), str(x)[-30:])
print("ok")
