from array import array


# smooth has: ItemsAddress PlaceAmong LoadFloatItem StoreFloatItem
# smooth lacks: SetItem Item BoxFloat
def smooth(a, n):
    for i in range(1, n - 1):
        a[i] = (a[i - 1] + a[i + 1]) * 0.5


# checksum has: ItemsLen LoadItem GuardFits StoreItem
# checksum lacks: Next SetItem
def checksum(data, out):
    n = 0
    for x in data:
        n = (n * 31 + x) & 0xFFFF
        out[0] = n & 0xFF
    return n


# orbit has: FloatMul ComplexAbs
# orbit lacks: TryArithmetic Operator Interpret
def orbit(c, limit):
    z = 0j
    n = 0
    while abs(z) <= 2 and n < limit:
        z = z * z + c
        n += 1
    return n


floats, target = array("d", range(10)), bytearray(1)
for _ in range(300):
    smooth(floats, 10)
    checksum(b"abcdef", target)
    orbit(0.1 + 0.2j, 10)
