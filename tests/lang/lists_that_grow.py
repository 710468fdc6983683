"""Lists that grow where they are, after memory was used before: what is behind their items must not be taken for objects."""

import gc


def halves(data):
    if len(data) == 1:
        return list(data)
    even, odd = halves(data[::2]), halves(data[1::2])
    return [a + b for a, b in zip(even, odd)] + [a - b for a, b in zip(even, odd)]


for size in (1 << 10, 1 << 12):
    for _ in range(6):
        assert len(halves([complex(i, 1) for i in range(size)])) == size
        kept = [[object() for _ in range(3)] + [n] for n in range(500)]
        for item in kept:
            item.append(item)
        gc.collect()
        assert all(item[4] is item and item[3] == n for n, item in enumerate(kept))
print("ok")
