"""An incremental one-way constraint solver: class hierarchies, virtual calls, small lists, plan extraction."""

import sys
from operator import attrgetter

SMALL, DEFAULT = 40, 1_000
KNOWN = {SMALL: "1640 82275", DEFAULT: "40040 4504515"}

REQUIRED, STRONG, PREFERRED, NORMAL, DEFAULTED, WEAK, WEAKEST = range(7)
STRENGTHS = ("required", "strong", "preferred", "normal", "defaulted", "weak", "weakest")


class Variable:
    """A value, who determines it, and how strongly."""

    def __init__(self, name, value=0):
        self.name = name
        self.value = value
        self.constraints = []
        self.determined_by = None
        self.strength = WEAKEST
        self.stays = True
        self.mark = 0

    def __repr__(self):
        return f"{self.name}={self.value}"


class Constraint:
    """Keeps a relation between variables by computing one of them, its output, from the others."""

    is_input = False

    def __init__(self, strength):
        self.strength = strength

    def variables(self):
        raise NotImplementedError

    def choose(self, mark):
        """Pick an output that this constraint may overwrite and that is not yet marked."""
        raise NotImplementedError

    def forget(self):
        raise NotImplementedError

    def output(self):
        raise NotImplementedError

    def is_satisfied(self):
        raise NotImplementedError

    def execute(self):
        raise NotImplementedError

    def inputs(self):
        out = self.output()
        return [variable for variable in self.variables() if variable is not out]

    def inputs_known(self, mark):
        return all(v.mark == mark or v.stays or v.determined_by is None for v in self.inputs())

    def recalculate(self):
        """Propagate strength and constancy to the output; run the method when all inputs are constant."""
        out = self.output()
        inputs = self.inputs()
        out.strength = max([self.strength, *(v.strength for v in inputs)])
        out.stays = not self.is_input and all(v.stays for v in inputs)
        if out.stays:
            self.execute()


class Unary(Constraint):
    def __init__(self, variable, strength):
        super().__init__(strength)
        self.variable = variable
        self.satisfied = False

    def variables(self):
        return [self.variable]

    def choose(self, mark):
        self.satisfied = self.variable.mark != mark and self.strength < self.variable.strength

    def forget(self):
        self.satisfied = False

    def output(self):
        return self.variable

    def is_satisfied(self):
        return self.satisfied

    def execute(self):
        pass


class Stay(Unary):
    """The variable keeps its value."""


class Edit(Unary):
    """The variable is set from outside."""

    is_input = True


class Binary(Constraint):
    """Relates two variables; either may be the output."""

    def __init__(self, first, second, strength):
        super().__init__(strength)
        self.first = first
        self.second = second
        self.target = None

    def variables(self):
        return [self.first, self.second]

    def choose(self, mark):
        first, second = self.first, self.second
        self.target = None
        if first.mark == mark:
            candidates = [second]
        elif second.mark == mark:
            candidates = [first]
        else:
            candidates = [first, second]
        candidates = [v for v in candidates if v.mark != mark and self.strength < v.strength]
        if candidates:
            self.target = max(candidates, key=attrgetter("strength"))

    def forget(self):
        self.target = None

    def output(self):
        return self.target

    def is_satisfied(self):
        return self.target is not None


class Equal(Binary):
    def execute(self):
        source = self.first if self.target is self.second else self.second
        self.target.value = source.value


class Scale(Binary):
    """second = first * factor + offset."""

    def __init__(self, first, factor, offset, second, strength):
        super().__init__(first, second, strength)
        self.factor = factor
        self.offset = offset

    def variables(self):
        return [self.first, self.second, self.factor, self.offset]

    def inputs(self):
        source = self.first if self.target is self.second else self.second
        return [source, self.factor, self.offset]

    def execute(self):
        if self.target is self.second:
            self.second.value = self.first.value * self.factor.value + self.offset.value
        else:
            self.first.value = (self.second.value - self.offset.value) // self.factor.value


class Solver:
    def __init__(self):
        self.mark = 0

    def new_mark(self):
        self.mark += 1
        return self.mark

    def add(self, constraint):
        for variable in constraint.variables():
            variable.constraints.append(constraint)
        mark = self.new_mark()
        overridden = self.satisfy(constraint, mark)
        while overridden is not None:
            overridden = self.satisfy(overridden, mark)
        return constraint

    def satisfy(self, constraint, mark):
        """Enforce a constraint; returns the weaker one that it displaced, if any."""
        constraint.choose(mark)
        if not constraint.is_satisfied():
            assert constraint.strength != REQUIRED, "cannot satisfy a required constraint"
            return None
        for variable in constraint.inputs():
            variable.mark = mark
        out = constraint.output()
        overridden = out.determined_by
        if overridden is not None:
            overridden.forget()
        out.determined_by = constraint
        self.propagate(constraint, mark)
        out.mark = mark
        return overridden

    def propagate(self, constraint, mark):
        work = [constraint]
        while work:
            current = work.pop()
            out = current.output()
            assert out.mark != mark or current is constraint, "cycle"
            current.recalculate()
            work.extend(self.consumers(out))

    def consumers(self, variable):
        by = variable.determined_by
        return [c for c in variable.constraints if c is not by and c.is_satisfied()]

    def remove(self, constraint):
        satisfied = constraint.is_satisfied()
        out = constraint.output() if satisfied else None
        constraint.forget()
        for variable in constraint.variables():
            variable.constraints.remove(constraint)
        if not satisfied:
            return
        out.determined_by = None
        out.strength = WEAKEST
        out.stays = True
        unsatisfied = []
        work = [out]
        while work:
            variable = work.pop()
            unsatisfied.extend(c for c in variable.constraints if not c.is_satisfied())
            for consumer in self.consumers(variable):
                consumer.recalculate()
                work.append(consumer.output())
        for candidate in sorted(unsatisfied, key=attrgetter("strength")):
            if not candidate.is_satisfied():
                mark = self.new_mark()
                overridden = self.satisfy(candidate, mark)
                while overridden is not None:
                    overridden = self.satisfy(overridden, mark)

    def plan(self, sources):
        """The constraints to run, in order, when the given input constraints have new values."""
        mark = self.new_mark()
        steps = []
        work = [c for c in sources if c.is_satisfied()]
        while work:
            constraint = work.pop()
            out = constraint.output()
            if out.mark != mark and constraint.inputs_known(mark):
                steps.append(constraint)
                out.mark = mark
                work.extend(self.consumers(out))
        return steps


def assign(solver, variable, values):
    edit = solver.add(Edit(variable, PREFERRED))
    plan = solver.plan([edit])
    for value in values:
        variable.value = value
        for constraint in plan:
            constraint.execute()
        yield len(plan)
    solver.remove(edit)


def chain_test(length):
    """A long line of equalities; a change at one end must arrive at the other."""
    solver = Solver()
    line = [Variable(f"v{i}") for i in range(length + 1)]
    for left, right in zip(line, line[1:]):
        solver.add(Equal(left, right, REQUIRED))
    solver.add(Stay(line[-1], DEFAULTED))
    steps = 0
    for number, count in enumerate(assign(solver, line[0], range(40))):
        assert line[-1].value == number
        steps += count
    return steps


def projection_test(count):
    """Pairs linked by a shared scale and offset; both directions, and changes of the shared variables."""
    solver = Solver()
    factor, offset = Variable("factor", 10), Variable("offset", 1000)
    pairs = []
    for i in range(count):
        source, target = Variable(f"s{i}", i), Variable(f"t{i}", i)
        solver.add(Stay(source, NORMAL))
        solver.add(Scale(source, factor, offset, target, REQUIRED))
        pairs.append((source, target))
    source, target = pairs[-1]
    steps = sum(assign(solver, source, [17]))
    assert target.value == 1170
    steps += sum(assign(solver, target, [1050]))
    assert source.value == 5
    steps += sum(assign(solver, factor, range(1, 6)))
    assert all(t.value == s.value * 5 + 1000 for s, t in pairs[:-1])
    steps += sum(assign(solver, offset, range(2000, 2005)))
    assert all(t.value == s.value * 5 + 2004 for s, t in pairs[:-1])
    return steps + sum(t.value for _, t in pairs[:-1])


def run(size):
    return f"{chain_test(size)} {projection_test(size)}"


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    result = run(size)
    assert result == KNOWN.get(size, result), result
    print("deltablue", size, result)
