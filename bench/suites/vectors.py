"""Small value classes with operators: vectors, matrices and quaternions turning points; __eq__, __iter__, __hash__."""

import math
import sys

SMALL, DEFAULT = 300, 400_000
KNOWN = {
    SMALL: "Vec(0.955192, 0.295521, 0.029552) 1.004692 Vec(-0.033495, -0.026581, 0.300000)",
    DEFAULT: "Vec(-0.273351, -0.970812, -0.097081) 0.991912 Vec(0.000001, 0.000022, 0.300000)",
}


class Vec:
    def __init__(self, x, y, z):
        self.x, self.y, self.z = x, y, z

    def __repr__(self):
        return f"{type(self).__name__}({self.x:.6f}, {self.y:.6f}, {self.z:.6f})"

    def __eq__(self, other):
        if not isinstance(other, Vec):
            return NotImplemented
        return (self.x, self.y, self.z) == (other.x, other.y, other.z)

    def __hash__(self):
        return hash((self.x, self.y, self.z))

    def __iter__(self):
        yield self.x
        yield self.y
        yield self.z

    def __getitem__(self, index):
        return (self.x, self.y, self.z)[index]

    def __bool__(self):
        return any(self)

    def __abs__(self):
        return math.sqrt(self @ self)

    def __add__(self, other):
        return Vec(self.x + other.x, self.y + other.y, self.z + other.z)

    def __sub__(self, other):
        return Vec(self.x - other.x, self.y - other.y, self.z - other.z)

    def __iadd__(self, other):
        self.x += other.x
        self.y += other.y
        self.z += other.z
        return self

    def __mul__(self, other):
        if isinstance(other, (int, float)):
            return Vec(self.x * other, self.y * other, self.z * other)
        return NotImplemented

    __rmul__ = __mul__

    def __truediv__(self, divisor):
        return self * (1.0 / divisor)

    def __neg__(self):
        return -1 * self

    def __matmul__(self, other):
        return self.x * other.x + self.y * other.y + self.z * other.z

    def __xor__(self, other):
        """The cross product."""
        return Vec(self.y * other.z - self.z * other.y, self.z * other.x - self.x * other.z,
                   self.x * other.y - self.y * other.x)


class Matrix:
    def __init__(self, rows):
        self.rows = tuple(map(tuple, rows))

    @classmethod
    def rotation(cls, angle):
        c, s = math.cos(angle), math.sin(angle)
        return cls(((c, -s, 0.0), (s, c, 0.0), (0.0, 0.0, 1.0)))

    def __matmul__(self, other):
        if isinstance(other, Vec):
            return Vec(*(row[0] * other.x + row[1] * other.y + row[2] * other.z for row in self.rows))
        if isinstance(other, Matrix):
            columns = list(zip(*other.rows))
            return Matrix([sum(a * b for a, b in zip(row, column)) for column in columns] for row in self.rows)
        return NotImplemented


class Quaternion:
    __slots__ = ("w", "v")

    def __init__(self, w, v):
        self.w = w
        self.v = v

    @classmethod
    def turning(cls, axis, angle):
        return cls(math.cos(angle / 2), axis * math.sin(angle / 2))

    def __mul__(self, other):
        return Quaternion(self.w * other.w - self.v @ other.v, self.w * other.v + other.w * self.v + (self.v ^ other.v))

    def __invert__(self):
        return Quaternion(self.w, -self.v)

    def turn(self, point):
        return (self * Quaternion(0.0, point) * ~self).v


def run(count):
    angle = 2 * math.pi / 36
    matrix = Matrix.rotation(angle)
    turning = Quaternion.turning(Vec(0.0, 0.0, 1.0), angle)
    point = witness = Vec(1.0, 2.0, 3.0)
    center = Vec(0, 0, 0)
    for _ in range(count // 10):
        point = matrix @ point
        witness = turning.turn(witness)
        center += point
    assert abs(point - witness) < 1e-6
    full = Matrix.rotation(0.0)
    for _ in range(36):
        full = full @ matrix
    assert abs(full @ Vec(5.0, 6.0, 7.0) - Vec(5.0, 6.0, 7.0)) < 1e-9

    position, velocity = Vec(1.0, 0.0, 0.0), Vec(0.0, 1.0, 0.1)
    for _ in range(count):
        velocity = velocity - position * (0.001 / abs(position) ** 3)
        position += velocity * 0.001
    places = {Vec(i % 5, i % 3, 0) for i in range(count // 10)}
    assert len(places) == 15 and Vec(4, 2, 0) in places and not Vec(0, 0, 0)
    x, y, z = position
    assert position[0] == x and position != (x, y, z)
    return f"{position} {abs(velocity):.6f} {center / count}"


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    result = run(size)
    assert result == KNOWN.get(size, result), result
    print("vectors", size, result)
