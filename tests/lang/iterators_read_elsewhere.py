# enumerate, zip and reversed that a loop is over and something else reads as well: in the loop, after it, and elsewhere.


def f(l):
    out = 0
    it = enumerate(l)
    for i, x in it:
        if x == 3: next(it, None)
        out += i * x
    return out


def g(l):
    out = 0
    it = zip(l, l)
    for i, x in it:
        if x == 3: next(it, None)
        out += i * x
    return out


def h(l):
    out = 0
    it = reversed(l)
    for x in it:
        if x == 3: next(it, None)
        out += x
    for x in it: out += 100
    return out


def k(l):
    it = reversed(l)
    for x in it:
        if x == 2: break
    return list(it)


def m(l):
    it = enumerate(l)
    for i, x in it:
        if x == 2: break
    return sum(y for i, y in it)


def n(l):
    box = [zip(l, l)]
    for i, x in box[0]:
        if x == 2: break
    return sum(y for i, y in box[0])


def total(items):
    result = 0
    for item in items:
        result += item
    return result


def twice(items):
    return total(items) * 2 + total(items)


def run():
    s = 0
    for t in range(300):
        l = [1, 2, 3, 4, 5]
        s += f(l) + g(l) * 3 + h(l) * 5 + sum(k(l)) * 7 + m(l) * 11 + n(l) * 13 + twice(reversed(l)) * 17
    print(s)


run()
print("ok")
