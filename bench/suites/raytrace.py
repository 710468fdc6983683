"""A small ray tracer: short-lived vector objects, operator methods, subclass dispatch, recursion for mirrors."""

import math
import sys

SMALL, DEFAULT = 10, 185
KNOWN = {SMALL: "354 685667707", DEFAULT: "121296 881891"}


class Vector:
    __slots__ = ("x", "y", "z")

    def __init__(self, x, y, z):
        self.x = x
        self.y = y
        self.z = z

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y, self.z + other.z)

    def __sub__(self, other):
        return Vector(self.x - other.x, self.y - other.y, self.z - other.z)

    def __mul__(self, factor):
        return Vector(self.x * factor, self.y * factor, self.z * factor)

    __rmul__ = __mul__

    def __neg__(self):
        return Vector(-self.x, -self.y, -self.z)

    def dot(self, other):
        return self.x * other.x + self.y * other.y + self.z * other.z

    @property
    def length(self):
        return math.sqrt(self.dot(self))

    def normalized(self):
        return self * (1.0 / self.length)

    def reflected(self, normal):
        return self - normal * (2.0 * self.dot(normal))


class Color(Vector):
    """A vector of red, green and blue."""

    __slots__ = ()

    def blended(self, other):
        return Color(self.x * other.x, self.y * other.y, self.z * other.z)

    def bytes(self):
        return bytes(min(255, max(0, round(channel * 255))) for channel in (self.x, self.y, self.z))


class Ray:
    __slots__ = ("origin", "direction")

    def __init__(self, origin, direction):
        self.origin = origin
        self.direction = direction.normalized()

    def at(self, distance):
        return self.origin + self.direction * distance


class Surface:
    def __init__(self, color, mirror):
        self.color = color
        self.mirror = mirror

    def color_at(self, point):
        return self.color


class Checkered(Surface):
    def __init__(self, color, other, mirror):
        super().__init__(color, mirror)
        self.other = other

    def color_at(self, point):
        return self.color if (math.floor(point.x) + math.floor(point.z)) % 2 == 0 else self.other


class Shape:
    def __init__(self, surface):
        self.surface = surface

    def hit(self, ray):
        """Distance along the ray, or None."""
        raise NotImplementedError

    def normal(self, point):
        raise NotImplementedError


class Sphere(Shape):
    def __init__(self, center, radius, surface):
        super().__init__(surface)
        self.center = center
        self.radius = radius

    def hit(self, ray):
        to_center = self.center - ray.origin
        along = to_center.dot(ray.direction)
        inside = self.radius * self.radius - (to_center.dot(to_center) - along * along)
        if inside < 0.0:
            return None
        half = math.sqrt(inside)
        near = along - half
        if near > 1e-6:
            return near
        far = along + half
        return far if far > 1e-6 else None

    def normal(self, point):
        return (point - self.center) * (1.0 / self.radius)


class Plane(Shape):
    def __init__(self, height, surface):
        super().__init__(surface)
        self.height = height

    def hit(self, ray):
        slope = ray.direction.y
        if abs(slope) < 1e-9:
            return None
        distance = (self.height - ray.origin.y) / slope
        return distance if distance > 1e-6 else None

    def normal(self, point):
        return Vector(0.0, 1.0, 0.0)


class Scene:
    DEPTH = 3
    AMBIENT = 0.15

    def __init__(self, shapes, lights):
        self.shapes = shapes
        self.lights = lights
        self.rays = 0

    def nearest(self, ray):
        best, found = math.inf, None
        for shape in self.shapes:
            distance = shape.hit(ray)
            if distance is not None and distance < best:
                best, found = distance, shape
        return best, found

    def sees(self, point, light):
        self.rays += 1
        way = light - point
        ray = Ray(point, way)
        reach = way.length
        return all((distance := shape.hit(ray)) is None or distance > reach for shape in self.shapes)

    def trace(self, ray, depth=0):
        self.rays += 1
        distance, shape = self.nearest(ray)
        if shape is None:
            return Color(0.4, 0.6, 0.9) * max(0.1, ray.direction.y)
        point = ray.at(distance)
        normal = shape.normal(point)
        brightness = self.AMBIENT
        for light in self.lights:
            cosine = (light - point).normalized().dot(normal)
            if cosine > 0.0 and self.sees(point, light):
                brightness += cosine * 0.6
        color = shape.surface.color_at(point) * brightness
        mirror = shape.surface.mirror
        if mirror > 0.0 and depth < self.DEPTH:
            reflection = self.trace(Ray(point, ray.direction.reflected(normal)), depth + 1)
            color = color * (1.0 - mirror) + reflection * mirror
        return color


def build():
    shapes = [Plane(-1.0, Checkered(Color(0.9, 0.9, 0.9), Color(0.1, 0.1, 0.1), 0.2))]
    for i in range(5):
        angle = i * 2.0 * math.pi / 5.0
        center = Vector(2.2 * math.cos(angle), 0.3 * i - 0.5, 5.0 + 2.2 * math.sin(angle))
        shapes.append(Sphere(center, 0.8, Surface(Color(0.2 * i + 0.1, 0.5, 1.0 - 0.2 * i), 0.3)))
    shapes.append(Sphere(Vector(0.0, 0.5, 5.0), 1.1, Surface(Color(1.0, 1.0, 1.0), 0.8)))
    return Scene(shapes, [Vector(-5.0, 6.0, -2.0), Vector(6.0, 8.0, 1.0)])


def run(size):
    scene = build()
    eye = Vector(0.0, 0.8, -3.0)
    image = bytearray()
    for row in range(size):
        for column in range(size):
            direction = Vector((column + 0.5) / size - 0.5, 0.5 - (row + 0.5) / size, 1.0)
            color = scene.trace(Ray(eye, direction))
            image += Color(color.x, color.y, color.z).bytes()
    assert len(image) == 3 * size * size and scene.rays > 2 * size * size
    checksum = 0
    for byte in image:
        checksum = (checksum * 33 + (byte >> 2)) % 1_000_000_007
    return f"{scene.rays} {checksum}"


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    result = run(size)
    assert result == KNOWN.get(size, result), result
    print("raytrace", size, result)
