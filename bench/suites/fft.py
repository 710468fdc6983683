"""Fast Fourier transforms: complex arithmetic in place, recursion over slices, a convolution as the check."""

import math
import sys

SMALL, DEFAULT = 6, 15
KNOWN = {SMALL: "21.824832 7.151915 -3.120000", DEFAULT: "10958.456512 115.942938 54.496000"}


def roots(size, sign):
    turn = 2 * math.pi / size
    return [complex(math.cos(turn * k), sign * math.sin(turn * k)) for k in range(size // 2)]


def transform(data, sign=-1):
    """Iterative radix-2 transform of a list whose length is a power of two; returns a new list."""
    size = len(data)
    bits = size.bit_length() - 1
    result = [0j] * size
    for index, value in enumerate(data):
        reverse = 0
        for _ in range(bits):
            reverse = reverse << 1 | index & 1
            index >>= 1
        result[reverse] = value
    twiddles = roots(size, sign)
    half = 1
    while half < size:
        stride = size // (2 * half)
        for start in range(0, size, 2 * half):
            for k in range(half):
                low = start + k
                high = low + half
                term = twiddles[k * stride] * result[high]
                even = result[low]
                result[low] = even + term
                result[high] = even - term
        half *= 2
    return result


def transform_by_halves(data, sign=-1):
    """The textbook recursion, kept as an independent witness."""
    size = len(data)
    if size == 1:
        return list(data)
    even = transform_by_halves(data[::2], sign)
    odd = [w * x for w, x in zip(roots(size, sign), transform_by_halves(data[1::2], sign))]
    return [a + b for a, b in zip(even, odd)] + [a - b for a, b in zip(even, odd)]


def signal(size):
    state = 12345
    samples = []
    for _ in range(size):
        state = (state * 1103515245 + 12345) % 2147483648
        samples.append(complex(state % 1000 / 500.0 - 1.0, 0.0))
    return samples


def convolve(a, b):
    product = [x * y for x, y in zip(transform(a), transform(b))]
    size = len(a)
    return [value / size for value in transform(product, +1)]


def run(bits):
    size = 1 << bits
    samples = signal(size)
    spectrum = transform(samples)
    witness = transform_by_halves(samples)
    assert max(abs(a - b) for a, b in zip(spectrum, witness)) < 1e-8 * size
    energy = sum(abs(x) ** 2 for x in samples)
    assert abs(energy - sum(abs(x) ** 2 for x in spectrum) / size) < 1e-6 * size
    shift = [0j] * size
    shift[3] = 1 + 0j
    shifted = convolve(samples, shift)
    assert all(abs(shifted[(k + 3) % size] - samples[k]) < 1e-8 for k in range(size))
    return f"{energy:.6f} {abs(spectrum[1]):.6f} {spectrum[size // 4].real:.6f}"


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    result = run(size)
    assert result == KNOWN.get(size, result), result
    print("fft", size, result)
