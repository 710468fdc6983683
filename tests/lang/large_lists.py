# Large lists made by slicing and copying, then grown: what is behind their items is nothing.


def grown(size):
    waste = [float(index) + 0.5 for index in range(size)]
    texts = [str(index) for index in range(size)]
    del waste
    total = 0
    for turn in range(12):
        part = texts[turn:]
        for index in range(300):
            part.append(index)
        total += len(part)
        more = list(part)
        more.extend(part[:200])
        total += len(more)
        copies = [[None] * size for _ in range(3)]
        copies[0].extend([turn] * 100)
        total += len(copies[0])
    return total


for size in (1000, 20000, 60000):
    print(size, grown(size))
print("ok")
