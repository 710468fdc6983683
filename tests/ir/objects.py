class Vec:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __add__(self, other):
        return Vec(self.x + other.x, self.y + other.y)


# What a loop replaces in each turn is passed on as what it holds, unboxed; it is made behind the loop.
# added has: NewInstance
# added after write_through has: MakeInstance FloatAdd
# added after write_through lacks: NewInstance
def added(n, w):
    v = Vec(0.0, 0.0)
    for _ in range(n):
        v = v + w
    return v


# So are tuples, also where they are not the same on all ways.
# summed has: NewTuple
# summed after write_through lacks: NewTuple
def summed(n):
    s = (0, 0.5)
    for _ in range(n):
        if s[0] & 1:
            s = (s[0] + 2, s[1] + 0.5)
        else:
            s = (s[0] + 1, s[1] + 1.5)
    return s[0] > 5 and s[1] > 2.5


# A turn before the loop sees to what was there before.
# taken after write_through has: Load
# taken after write_through lacks: NewInstance
def taken(n, v):
    for _ in range(n):
        v = Vec(v.x + 1, v.y)
    return v


# What is seldom wanted is made where it is.
# seldom after write_through has: MakeInstance
# seldom after write_through lacks: NewInstance
def seldom(n, w, kept):
    v = Vec(0.0, 0.0)
    for _ in range(n):
        v = v + w
        if v.x > 20:
            kept.append(v)
            v = Vec(0.0, 0.0)
    return v.x


w = Vec(1.0, 2.0)
for _ in range(10):
    added(40, w), summed(40), taken(40, Vec(0, 1)), seldom(100, w, [])
