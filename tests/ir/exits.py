class P:
    def __init__(self, x, y):
        self.x = x
        self.y = y


# What the exits of several guards have to write is written once, before the first of them.
# far after write_through has: StoreRegister
def far(n, p):
    s = 0
    while n > 0:
        a = p.x
        s += a.x + a.y + p.y.x
        n -= 1
    return s


p = P(P(1, 2), P(3, 4))
for _ in range(10):
    far(40, p)
