"""Random small Python programs: seeded, terminating, with output that every Python 3.12 prints alike.

`python3 generate.py SEED [KIND]` prints one program. Rules that keep a program comparable:

- loops run over short ranges or lists; functions call only functions defined before them, or themselves a few times;
- nothing prints addresses, or the order of a set; numbers are bounded by what is applied to them;
- every statement that may fail stands in a function whose call is wrapped: the exception's type and message are printed.
"""

import random
import sys

from definitions import PREAMBLE, Definitions
from expressions import ANY, TYPES, Expressions
from hot import Hot
from mixed import Mixed
from statements import Statements


class Generator(Expressions, Statements, Definitions):
    """Writes one program."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.lines = []
        self.indent = 0
        # What is declared, by name: its type.
        self.scopes = [{}]
        # Name, result type, parameter types.
        self.functions = []
        self.classes = []
        self.serial = 0
        # How deep the place is in loops that run, in those that may be left, in functions, in comprehensions.
        self.loops = 0
        self.breakable = 0
        self.in_function = 0
        self.in_comprehension = 0
        # Index of the running function's scope.
        self.function_scope = 0

    def emit(self, text):
        self.lines.append("    " * self.indent + text)

    def pick(self, items):
        return self.random.choice(items)

    def chance(self, share):
        return self.random.random() < share

    def fresh(self, stem):
        self.serial += 1
        return f"{stem}{self.serial}"

    def variable(self, kind):
        names = [name for scope in self.scopes for name, its in scope.items() if its == kind or kind == ANY]
        return self.pick(names) if names else None

    def declare(self, name, kind):
        self.scopes[-1][name] = kind

    def program(self):
        self.lines.extend(PREAMBLE.splitlines())
        self.emit("def C_count(args):")
        self.emit("    return sum(isinstance(arg, type) for arg in args)")
        self.emit("")
        for _ in range(2):
            kind = self.pick(TYPES)
            name = self.fresh("x")
            self.emit(f"{name} = {self.literal(kind)}")
            self.declare(name, kind)
        self.emit("")
        for _ in range(self.random.randint(2, 6)):
            self.pick((self.function, self.function, self.function, self.generator, self.klass, self.recursive_function))()
        for name, _, parameters in self.functions:
            arguments = ", ".join(self.literal(kind) for kind in parameters)
            # Often enough that a compiler takes notice, the last results shown.
            self.emit(f"for turn in range({self.pick((1, 3, 60))}):")
            self.emit("    try:")
            self.emit(f"        result = {name}({arguments})")
            self.emit("    except Exception as error:")
            self.emit("        result = (type(error).__name__, str(error))")
            self.emit("print(show(result))")
        return "\n".join(self.lines) + "\n"


# Generators by name.
KINDS = {"small": Generator, "hot": Hot, "mixed": Mixed}


def program(seed, kind="small"):
    """The program of a seed."""
    return KINDS[kind](seed).program()


if __name__ == "__main__":
    sys.stdout.write(program(int(sys.argv[1]), *sys.argv[2:]))
