"""`enumerate` and `zip` of lists, tuples, strs, bytes, generators and dicts at the same loops, unpacked by them."""


def counted(things, start=0):
    out = []
    for index, thing in enumerate(things, start):
        out.append((index, thing))
    return out


def paired(one, other):
    out = []
    for a, b in zip(one, other):
        out.append((a, b))
    return out


def tripled(one, other, third):
    return [a + b + c for a, b, c in zip(one, other, third)]


def numbers(count):
    for number in range(count):
        yield number
        if number == 3:
            yield -1


class Own:
    def __init__(self, count):
        self.left = count

    def __iter__(self):
        return self

    def __next__(self):
        if not self.left:
            raise StopIteration
        self.left -= 1
        return self.left


def over_generators(count):
    total = 0
    for index, number in enumerate(numbers(count)):
        total += index * number
    for number, letter in zip(numbers(count), "abcdefgh"):
        total += number * ord(letter)
    return total


for order in (0, 1, 2, 3, 4, 5, 6):
    kinds = [[7, 8, 9], (4, 5), "text", b"bytes", {1: "one", 2: "two"}, range(3), {5}]
    kinds = kinds[order:] + kinds[:order]
    for repeat in range(25):
        result = [counted(kind, order) for kind in kinds]
        result += [counted(numbers(6)), counted(Own(3), 2**50), counted(map(str, (1, 2)))]
        result += [paired(one, other) for one in kinds for other in kinds[:2]]
        result += [paired(numbers(3), kinds[0]), paired(kinds[1], Own(2)), paired(Own(2), numbers(9))]
        result += [tripled([1, 2], (3, 4), Own(4)), tripled((1,), [2], [3]), over_generators(9)]
        if repeat == 0:
            first = result
            print(result)
        assert result == first, (order, repeat)
print("ok")
