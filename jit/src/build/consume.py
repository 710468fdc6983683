def any(iterable):
    for item in iterable:
        if item:
            return True
    return False


def all(iterable):
    for item in iterable:
        if not item:
            return False
    return True


def sum(iterable, type, int, bool, float, abs):
    total = 0
    for item in iterable:
        kind = type(item)
        total = total + item
        if kind is not int and kind is not bool:
            break
    else:
        return total
    if type(total) is float:
        # Neumaier's variant of Kahan's summation, as CPython sums floats.
        lost = 0.0
        for item in iterable:
            kind = type(item)
            if kind is float:
                after = total + item
                if abs(total) >= abs(item):
                    lost = lost + ((total - after) + item)
                else:
                    lost = lost + ((item - after) + total)
                total = after
            elif (kind is int or kind is bool) and -0x8000000000000000 <= item <= 0x7FFFFFFFFFFFFFFF:
                total = total + item
            else:
                if lost and lost - lost == 0.0:
                    total = total + lost
                total = total + item
                break
        else:
            if lost and lost - lost == 0.0:
                total = total + lost
            return total
    for item in iterable:
        total = total + item
    return total


def min(iterable, native):
    for best in iterable:
        break
    else:
        return native(())
    for item in iterable:
        if item < best:
            best = item
    return best


def max(iterable, native):
    for best in iterable:
        break
    else:
        return native(())
    for item in iterable:
        if item > best:
            best = item
    return best


def min_or(iterable, default):
    for best in iterable:
        break
    else:
        return default
    for item in iterable:
        if item < best:
            best = item
    return best


def max_or(iterable, default):
    for best in iterable:
        break
    else:
        return default
    for item in iterable:
        if item > best:
            best = item
    return best


def min_by(iterable, key, native, iter):
    iterable = iter(iterable)
    for best in iterable:
        break
    else:
        return native(())
    least = key(best)
    for item in iterable:
        rank = key(item)
        if rank < least:
            least = rank
            best = item
    return best


def max_by(iterable, key, native, iter):
    iterable = iter(iterable)
    for best in iterable:
        break
    else:
        return native(())
    most = key(best)
    for item in iterable:
        rank = key(item)
        if rank > most:
            most = rank
            best = item
    return best


def sorted_by(iterable, key, reverse, arrange):
    items = [*iterable]
    arrange(items, items, [key(item) for item in items], reverse)
    return items


def sort_by(values, key, reverse, arrange):
    items = [*values]
    arrange(values, items, [key(item) for item in items], reverse)


def list(iterable):
    return [item for item in iterable]


def tuple(iterable, native):
    return native([item for item in iterable])


def set(iterable):
    return {item for item in iterable}


def frozenset(iterable, native):
    return native({item for item in iterable})


def sorted(iterable, native):
    return native([item for item in iterable])


def join(separator, iterable, native):
    return native(separator, [item for item in iterable])


def bytes(iterable, native, bytearray, type, int, bool):
    made = bytearray()
    for item in iterable:
        kind = type(item)
        if (kind is int or kind is bool) and 0 <= item <= 255:
            made.append(item)
        else:
            made += native((item,))
    return native(made)


def bytearray(iterable, native, type, int, bool):
    made = native()
    for item in iterable:
        kind = type(item)
        if (kind is int or kind is bool) and 0 <= item <= 255:
            made.append(item)
        else:
            made += native((item,))
    return made


def extend(values, iterable):
    for item in iterable:
        values.append(item)


def update(values, iterable):
    for item in iterable:
        values.add(item)
