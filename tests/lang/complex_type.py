"""The complex type: literals, arithmetic, repr, attributes, conversion from text."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")

z = 3 + 4j
assert z.real == 3.0 and z.imag == 4.0 and abs(z) == 5.0 and z.conjugate() == 3 - 4j
assert repr(z) == "(3+4j)"
assert repr(4j) == "4j"
assert repr(-4j) == "(-0-4j)"
assert repr(1 - 0j) == "(1+0j)"
assert repr(complex(0, -1)) == "-1j"
assert repr(complex(1.5, -0.0)) == "(1.5-0j)"
assert str(complex(0, 0)) == "0j"
assert repr(complex(float("inf"), float("nan"))) == "(inf+nanj)"
assert z + 1 == 4 + 4j
assert 1 + z == 4 + 4j
assert z - 1j == 3 + 3j
assert z * 2 == 6 + 8j
assert z * z == -7 + 24j
assert z / 2 == 1.5 + 2j
assert (1 + 2j) / (3 - 1j) == 0.1 + 0.7000000000000001j
assert z**2 == -7 + 24j
assert 2j**2 == -4
assert 1j * 1j == -1
assert (1 + 1j) ** 0 == 1
assert (2 + 0j) == 2
assert (2 + 0j) == 2.0
assert z != 3
assert -z == -3 - 4j
assert +z == z
assert bool(0j) is False
assert bool(1j) is True
assert hash(2 + 0j) == hash(2)
assert complex("1+2j") == 1 + 2j
assert complex(" -1.5e1j ") == -15j
assert complex("(1-j)") == 1 - 1j
assert complex("3") == 3
assert complex(1, 2) == 1 + 2j
assert complex(1j, 1) == 2j
assert complex() == 0
assert complex(imag=2) == 2j
assert f"{z}" == "(3+4j)"
assert f"{z:.2f}" == "3.00+4.00j"
assert f"{z:>12}" == "      (3+4j)"
assert format(1j, "g") == "0+1j"
assert {1 + 0j: "a"}[1] == "a" and sum([1j, 2, 3.0]) == 5 + 1j


class Convertible:
    def __complex__(self):
        return 5j


assert complex(Convertible()) == 5j and complex(True) == 1

raises(TypeError, "'<' not supported between instances of 'complex' and 'complex'", lambda: 1j < 2j)
raises(TypeError, "unsupported operand type(s) for //: 'complex' and 'int'", lambda: 1j // 1)
raises(TypeError, "unsupported operand type(s) for %: 'complex' and 'int'", lambda: 1j % 1)
raises(ZeroDivisionError, "complex division by zero", lambda: 1j / 0)
raises(ZeroDivisionError, "0.0 to a negative or complex power", lambda: 0j**-1)
raises(ValueError, "complex() arg is a malformed string", complex, "1 + 2j")
raises(TypeError, "complex() can't take second arg if first is a string", complex, "1", 2)
raises(TypeError, "int() argument must be a string, a bytes-like object or a real number, not 'complex'", int, 1j)
raises(TypeError, "float() argument must be a string or a real number, not 'complex'", float, 1j)
raises(AttributeError, "readonly attribute", setattr, z, "real", 1)

print("ok")
