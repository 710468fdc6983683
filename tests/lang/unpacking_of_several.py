# Unpacking where now a list is met and now a tuple, of right and wrong lengths, and what changes between.
def unpack(n, source):
    total = 0
    for i in range(n):
        a, b, c = source
        source[0] if i % 2 else None
        d, e, f = source
        total += a + b * 2 + c * 3 + d + e + f
    return total


def alternate(n, *sources):
    out = []
    for i in range(n):
        try:
            a, b, c = sources[i % len(sources)]
            out.append(a + b + c)
        except ValueError as error:
            out.append(str(error))
        except TypeError as error:
            out.append(str(error))
    return out


print(unpack(300, (1, 2, 3)), unpack(300, [4, 5, 6]), unpack(300, (7, 8, 9)), unpack(300, [1, 1, 1]))
print(unpack(300, [4, 5, 6]), unpack(300, (1, 2, 3)))
print(alternate(300, (1, 2, 3), [4, 5, 6])[-4:])
print(alternate(300, (1, 2, 3), [4, 5, 6], (1, 2), [1, 2, 3, 4])[-8:])
print(alternate(300, [4, 5, 6], (1, 2, 3), "abc", range(3), {1: 2, 3: 4, 5: 6}, {1, 2, 3}, iter((1, 2, 3)), 5, None)[-20:])


class Three:
    def __iter__(self):
        return iter((10, 20, 30))


class Triple(tuple):
    def __iter__(self):
        return iter((7, 7, 7))


class Items(list):
    def __iter__(self):
        return iter((8, 8, 8))


print(alternate(400, [4, 5, 6], (1, 2, 3), Three(), Triple((1, 2, 3)), Items([1, 2, 3]))[-10:])


def shrinks(n):
    items, out = [1, 2, 3], []
    for i in range(n):
        a, b, c = items
        items[i % 3] = c + i % 5
        if i == n - 5:
            items.append(4)
        try:
            d, e, f = items
        except ValueError as error:
            out.append(str(error))
            items.pop()
            d, e, f = items
        out.append(a + b + c - d - e - f)
    return out[-8:]


print(shrinks(300))
for source in ((1, 2, 3), [1, 2, 3]):
    print(unpack(200, source))


def swapped(n, source):
    for i in range(n):
        x, y = source
        source = [y, x + 1] if i % 3 else (y, x + 2)
    return source


print(swapped(400, (1, 2)), swapped(401, [1, 2]))
print("ok")
