def enumerate(iterable, number):
    for item in iterable:
        yield number, item
        number = number + 1


def zip_1(first):
    for item in first:
        yield (item,)


def zip_2(first, second):
    for item in first:
        for other in second:
            break
        else:
            return
        yield item, other


def zip_3(first, second, third):
    for item in first:
        for other in second:
            break
        else:
            return
        for another in third:
            break
        else:
            return
        yield item, other, another


def map_1(function, iterable):
    for item in iterable:
        yield function(item)


def map_2(function, first, second):
    for item in first:
        for other in second:
            break
        else:
            return
        yield function(item, other)


def filter(function, iterable):
    for item in iterable:
        if function(item):
            yield item


def filter_none(function, iterable):
    for item in iterable:
        if item:
            yield item
