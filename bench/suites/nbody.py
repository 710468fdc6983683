"""Planets pulling at each other: float arithmetic on attributes, nested loops over pairs."""

import math
import sys

SMALL, DEFAULT = 400, 215_000
KNOWN = {SMALL: "-0.169087385 -0.169024894", DEFAULT: "-0.169087385 -0.169058231"}

DAYS = 365.24
SOLAR_MASS = 4.0 * math.pi * math.pi


class Body:
    __slots__ = ("name", "mass", "x", "y", "z", "vx", "vy", "vz")

    def __init__(self, name, mass, position, velocity):
        self.name = name
        self.mass = mass * SOLAR_MASS
        self.x, self.y, self.z = position
        self.vx, self.vy, self.vz = (component * DAYS for component in velocity)

    def kinetic(self):
        return 0.5 * self.mass * (self.vx * self.vx + self.vy * self.vy + self.vz * self.vz)


def solar_system():
    """The sun and its four giants, with rounded orbital elements."""
    return [
        Body("sun", 1.0, (0.0, 0.0, 0.0), (0.0, 0.0, 0.0)),
        Body("jupiter", 9.548e-4, (4.8414, -1.1603, -0.1036), (1.660e-3, 7.699e-3, -6.905e-5)),
        Body("saturn", 2.859e-4, (8.3434, 4.1248, -0.4035), (-2.767e-3, 4.998e-3, 2.304e-5)),
        Body("uranus", 4.366e-5, (12.8944, -15.1112, -0.2233), (2.964e-3, 2.378e-3, -2.966e-5)),
        Body("neptune", 5.151e-5, (15.3797, -25.9193, 0.1793), (2.680e-3, 1.628e-3, -9.516e-5)),
    ]


def settle(bodies):
    """Give the sun the momentum that makes the total vanish."""
    px = py = pz = 0.0
    for body in bodies:
        px += body.vx * body.mass
        py += body.vy * body.mass
        pz += body.vz * body.mass
    sun = bodies[0]
    sun.vx -= px / sun.mass
    sun.vy -= py / sun.mass
    sun.vz -= pz / sun.mass


def advance(bodies, pairs, step):
    for a, b in pairs:
        dx = a.x - b.x
        dy = a.y - b.y
        dz = a.z - b.z
        square = dx * dx + dy * dy + dz * dz
        pull = step / (square * math.sqrt(square))
        to_b = a.mass * pull
        to_a = b.mass * pull
        a.vx -= dx * to_a
        a.vy -= dy * to_a
        a.vz -= dz * to_a
        b.vx += dx * to_b
        b.vy += dy * to_b
        b.vz += dz * to_b
    for body in bodies:
        body.x += step * body.vx
        body.y += step * body.vy
        body.z += step * body.vz


def energy(bodies, pairs):
    total = sum(body.kinetic() for body in bodies)
    for a, b in pairs:
        total -= a.mass * b.mass / math.dist((a.x, a.y, a.z), (b.x, b.y, b.z))
    return total


def run(steps):
    bodies = solar_system()
    pairs = [(a, b) for i, a in enumerate(bodies) for b in bodies[i + 1:]]
    settle(bodies)
    before = energy(bodies, pairs)
    for _ in range(steps):
        advance(bodies, pairs, 0.01)
    after = energy(bodies, pairs)
    assert abs(after - before) < 1e-3 * abs(before), "energy is not conserved"
    return f"{before:.9f} {after:.9f}"


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    result = run(size)
    assert result == KNOWN.get(size, result), result
    print("nbody", size, result)
