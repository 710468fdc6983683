"""`pow` with three arguments, and what it says of arguments that it cannot use."""


def message(call):
    try:
        return call()
    except Exception as error:
        return type(error).__name__, str(error)


class Silent:
    def __pow__(self, other, modulus=None):
        return NotImplemented

    def __rpow__(self, other, modulus=None):
        return "reflected"


UNSUPPORTED = "unsupported operand type(s) for ** or pow(): "
assert message(lambda: pow([], 7, 5)) == ("TypeError", UNSUPPORTED + "'list', 'int', 'int'")
assert message(lambda: pow("a", "b", "c")) == ("TypeError", UNSUPPORTED + "'str', 'str', 'str'")
assert message(lambda: pow(2, [], 5)) == ("TypeError", UNSUPPORTED + "'int', 'list', 'int'")
assert message(lambda: pow(2, Silent(), 5)) == ("TypeError", UNSUPPORTED + "'int', 'Silent', 'int'")
assert message(lambda: pow(2, Silent())) == "reflected"
assert message(lambda: pow(1, 2.0, 3)) == ("TypeError", "pow() 3rd argument not allowed unless all arguments are integers")
assert message(lambda: pow(1, 2, 3.0)) == ("TypeError", "pow() 3rd argument not allowed unless all arguments are integers")
assert message(lambda: pow(1, 2j, 3)) == ("ValueError", "complex modulo")
assert message(lambda: pow(2, 3, 0)) == ("ValueError", "pow() 3rd argument cannot be 0")
assert pow(2, 10, 1000) == 24
print("ok")
