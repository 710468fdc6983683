"""A relational query engine: parser, planner with indexes and hash joins, iterator operators, aggregates, expressions."""

import sys
from collections import defaultdict
from functools import cmp_to_key

SMALL, DEFAULT = 40, 8_000
KNOWN = {SMALL: "177 58804735 267 10 3082 16 363", DEFAULT: "1026 701270581 267 10 597436 6508 10800"}

# ---------------------------------------------------------------------------------------------------------------------
# Tables
# ---------------------------------------------------------------------------------------------------------------------


class QueryError(Exception):
    """A query that cannot be parsed or planned."""


class Table:
    """Rows as tuples, with hash indexes on request."""

    def __init__(self, name, columns):
        self.name = name
        self.columns = tuple(columns)
        self.rows = []
        self.indexes = {}

    def __len__(self):
        return len(self.rows)

    def position(self, column):
        return self.columns.index(column)

    def insert(self, *values):
        if len(values) != len(self.columns):
            raise QueryError(f"{self.name} has {len(self.columns)} columns")
        for column, index in self.indexes.items():
            index[values[self.position(column)]].append(values)
        self.rows.append(values)

    def create_index(self, column):
        position = self.position(column)
        index = defaultdict(list)
        for row in self.rows:
            index[row[position]].append(row)
        self.indexes[column] = index


class Database:
    def __init__(self):
        self.tables = {}
        self.statistics = {"scanned": 0, "probed": 0, "compared": 0}

    def create(self, name, *columns):
        table = self.tables[name] = Table(name, columns)
        return table

    def table(self, name):
        try:
            return self.tables[name]
        except KeyError:
            raise QueryError(f"no table {name!r}") from None

    def query(self, text):
        tree = Parser(tokenize(text)).query()
        plan = Planner(self, tree).plan()
        return plan

    def execute(self, text):
        return list(self.query(text).rows())

    def explain(self, text):
        return list(self.query(text).explain())


# ---------------------------------------------------------------------------------------------------------------------
# Tokens
# ---------------------------------------------------------------------------------------------------------------------

WORDS = frozenset((
    "select", "from", "where", "join", "on", "group", "by", "having", "order", "limit", "offset", "as", "and", "or", "not",
    "in", "between", "like", "is", "null", "asc", "desc", "distinct", "case", "when", "then", "else", "end", "left",
    "union", "all",
))
SYMBOLS = ("<=", ">=", "<>", "||", "=", "<", ">", "+", "-", "*", "/", "%", "(", ")", ",", ".")


def tokenize(text):
    """Pairs of kind and value; kinds are 'number', 'text', 'name', a lower-case word, a symbol, or 'end'."""
    tokens = []
    at = 0
    while at < len(text):
        ch = text[at]
        if ch.isspace():
            at += 1
        elif ch.isdigit():
            end = at
            while end < len(text) and (text[end].isdigit() or text[end] == "."):
                end += 1
            literal = text[at:end]
            tokens.append(("number", float(literal) if "." in literal else int(literal)))
            at = end
        elif ch == "'":
            end = text.find("'", at + 1)
            if end < 0:
                raise QueryError("text without end")
            value = text[at + 1:end]
            at = end + 1
            while text.startswith("'", at):
                end = text.find("'", at + 1)
                value += "'" + text[at + 1:end]
                at = end + 1
            tokens.append(("text", value))
        elif ch.isalpha() or ch == "_":
            end = at
            while end < len(text) and (text[end].isalnum() or text[end] == "_"):
                end += 1
            word = text[at:end]
            lower = word.lower()
            tokens.append((lower, lower) if lower in WORDS else ("name", word))
            at = end
        else:
            for symbol in SYMBOLS:
                if text.startswith(symbol, at):
                    tokens.append((symbol, symbol))
                    at += len(symbol)
                    break
            else:
                raise QueryError(f"unexpected {ch!r}")
    tokens.append(("end", None))
    return tokens


# ---------------------------------------------------------------------------------------------------------------------
# Expressions: a tree that compiles itself to closures over a row
# ---------------------------------------------------------------------------------------------------------------------


class Expression:
    """Something that has a value for each row."""

    def children(self):
        return ()

    def compile(self, scope):
        """A function from a row to the value; `scope` says where columns are."""
        raise NotImplementedError

    def walk(self):
        yield self
        for child in self.children():
            yield from child.walk()

    def columns(self):
        return [node for node in self.walk() if isinstance(node, Column)]

    def aggregates(self):
        return [node for node in self.walk() if isinstance(node, Aggregate)]

    def __eq__(self, other):
        return type(self) is type(other) and str(self) == str(other)

    def __hash__(self):
        return hash(str(self))


class Constant(Expression):
    def __init__(self, value):
        self.value = value

    def compile(self, scope):
        value = self.value
        return lambda row: value

    def __str__(self):
        return "null" if self.value is None else repr(self.value)


class Column(Expression):
    def __init__(self, table, name):
        self.table = table
        self.name = name

    def compile(self, scope):
        position = scope.find(self.table, self.name)
        return lambda row: row[position]

    def __str__(self):
        return f"{self.table}.{self.name}" if self.table else self.name


class Unary(Expression):
    def __init__(self, operator, operand):
        self.operator = operator
        self.operand = operand

    def children(self):
        return (self.operand,)

    def compile(self, scope):
        operand = self.operand.compile(scope)
        if self.operator == "not":

            def negated(row):
                value = operand(row)
                return None if value is None else not value

            return negated

        def negative(row):
            value = operand(row)
            return None if value is None else -value

        return negative

    def __str__(self):
        return f"({self.operator} {self.operand})"


def divide(a, b):
    if b == 0:
        return None
    return a / b


OPERATORS = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": divide,
    "%": lambda a, b: a % b if b else None,
    "||": lambda a, b: f"{a}{b}",
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


class Binary(Expression):
    """Any operator that gives null when an operand is null."""

    def __init__(self, operator, left, right):
        self.operator = operator
        self.left = left
        self.right = right

    def children(self):
        return (self.left, self.right)

    def compile(self, scope):
        left, right = self.left.compile(scope), self.right.compile(scope)
        function = OPERATORS[self.operator]

        def evaluate(row):
            a = left(row)
            if a is None:
                return None
            b = right(row)
            return None if b is None else function(a, b)

        return evaluate

    def __str__(self):
        return f"({self.left} {self.operator} {self.right})"


class Logic(Expression):
    """and / or in three-valued logic."""

    def __init__(self, operator, left, right):
        self.operator = operator
        self.left = left
        self.right = right

    def children(self):
        return (self.left, self.right)

    def compile(self, scope):
        left, right = self.left.compile(scope), self.right.compile(scope)
        decisive = self.operator == "or"

        def evaluate(row):
            a = left(row)
            if a is decisive:
                return decisive
            b = right(row)
            if b is decisive:
                return decisive
            return None if a is None or b is None else not decisive

        return evaluate

    def __str__(self):
        return f"({self.left} {self.operator} {self.right})"


class IsNull(Expression):
    def __init__(self, operand):
        self.operand = operand

    def children(self):
        return (self.operand,)

    def compile(self, scope):
        operand = self.operand.compile(scope)
        return lambda row: operand(row) is None

    def __str__(self):
        return f"({self.operand} is null)"


class Among(Expression):
    def __init__(self, operand, items):
        self.operand = operand
        self.items = items

    def children(self):
        return (self.operand, *self.items)

    def compile(self, scope):
        operand = self.operand.compile(scope)
        if all(isinstance(item, Constant) for item in self.items):
            members = {item.value for item in self.items}
            return lambda row: operand(row) in members
        items = [item.compile(scope) for item in self.items]
        return lambda row: any(operand(row) == item(row) for item in items)

    def __str__(self):
        return f"({self.operand} in ({', '.join(map(str, self.items))}))"


class Like(Expression):
    """% stands for any text, _ for one character; matched by hand."""

    def __init__(self, operand, pattern):
        self.operand = operand
        self.pattern = pattern

    def children(self):
        return (self.operand,)

    def compile(self, scope):
        operand = self.operand.compile(scope)
        pattern = self.pattern

        def evaluate(row):
            value = operand(row)
            return None if value is None else like(value, pattern)

        return evaluate

    def __str__(self):
        return f"({self.operand} like {self.pattern!r})"


def like(text, pattern):
    """Greedy matching that returns to the last % on a mismatch."""
    i = j = 0
    star = mark = -1
    while i < len(text):
        if j < len(pattern) and pattern[j] == "%":
            star, mark = j, i
            j += 1
        elif j < len(pattern) and (pattern[j] == "_" or pattern[j] == text[i]):
            i += 1
            j += 1
        elif star >= 0:
            mark += 1
            i, j = mark, star + 1
        else:
            return False
    return pattern[j:].strip("%") == ""


class Case(Expression):
    def __init__(self, branches, default):
        self.branches = branches
        self.default = default

    def children(self):
        for condition, value in self.branches:
            yield condition
            yield value
        yield self.default

    def compile(self, scope):
        branches = [(condition.compile(scope), value.compile(scope)) for condition, value in self.branches]
        default = self.default.compile(scope)

        def evaluate(row):
            for condition, value in branches:
                if condition(row) is True:
                    return value(row)
            return default(row)

        return evaluate

    def __str__(self):
        branches = " ".join(f"when {condition} then {value}" for condition, value in self.branches)
        return f"(case {branches} else {self.default} end)"


FUNCTIONS = {
    "upper": str.upper,
    "lower": str.lower,
    "length": len,
    "abs": abs,
    "round": round,
    "substr": lambda text, start, count: text[start - 1:start - 1 + count],
    "coalesce": None,
}


class Apply(Expression):
    def __init__(self, name, arguments):
        self.name = name
        self.arguments = arguments

    def children(self):
        return tuple(self.arguments)

    def compile(self, scope):
        arguments = [argument.compile(scope) for argument in self.arguments]
        if self.name == "coalesce":
            return lambda row: next((v for v in (argument(row) for argument in arguments) if v is not None), None)
        function = FUNCTIONS[self.name]

        def evaluate(row):
            values = [argument(row) for argument in arguments]
            return None if None in values else function(*values)

        return evaluate

    def __str__(self):
        return f"{self.name}({', '.join(map(str, self.arguments))})"


class Aggregate(Expression):
    """count, sum, avg, min, max over a group; its value is put into the row by the Group operator."""

    NAMES = frozenset(("count", "sum", "avg", "min", "max"))

    def __init__(self, name, operand, distinct):
        self.name = name
        self.operand = operand
        self.distinct = distinct

    def children(self):
        return () if self.operand is None else (self.operand,)

    def compile(self, scope):
        position = scope.find(None, str(self))
        return lambda row: row[position]

    def __str__(self):
        inside = "*" if self.operand is None else str(self.operand)
        return f"{self.name}({'distinct ' if self.distinct else ''}{inside})"


class Accumulator:
    """The running state of one aggregate in one group."""

    __slots__ = ("name", "count", "total", "least", "most", "seen")

    def __init__(self, aggregate):
        self.name = aggregate.name
        self.count = 0
        self.total = 0
        self.least = None
        self.most = None
        self.seen = set() if aggregate.distinct else None

    def add(self, value):
        if value is None:
            return
        if self.seen is not None:
            if value in self.seen:
                return
            self.seen.add(value)
        self.count += 1
        if self.name in ("sum", "avg"):
            self.total += value
        elif self.name == "min":
            if self.least is None or value < self.least:
                self.least = value
        elif self.name == "max":
            if self.most is None or value > self.most:
                self.most = value

    def result(self):
        if self.name == "count":
            return self.count
        if self.count == 0:
            return None
        if self.name == "sum":
            return self.total
        if self.name == "avg":
            return self.total / self.count
        return self.least if self.name == "min" else self.most


# ---------------------------------------------------------------------------------------------------------------------
# The parser
# ---------------------------------------------------------------------------------------------------------------------


class Select:
    """A parsed query."""

    def __init__(self):
        self.distinct = False
        self.items = []
        self.source = None
        self.joins = []
        self.where = None
        self.group = []
        self.having = None
        self.order = []
        self.limit = None
        self.offset = 0
        self.union = None
        self.union_all = False


class Join:
    def __init__(self, table, alias, condition, left):
        self.table = table
        self.alias = alias
        self.condition = condition
        self.left = left


class Parser:
    def __init__(self, tokens):
        self.tokens = tokens
        self.at = 0

    @property
    def kind(self):
        return self.tokens[self.at][0]

    def take(self):
        token = self.tokens[self.at]
        self.at += 1
        return token[1]

    def accept(self, *kinds):
        """Takes all the given tokens or none."""
        ahead = self.tokens[self.at:self.at + len(kinds)]
        if tuple(kind for kind, _ in ahead) != kinds:
            return False
        self.at += len(kinds)
        return True

    def expect(self, kind):
        if self.kind != kind:
            raise QueryError(f"expected {kind}, found {self.tokens[self.at][1]}")
        return self.take()

    def query(self):
        tree = self.select()
        self.expect("end")
        return tree

    def select(self):
        tree = Select()
        self.expect("select")
        tree.distinct = self.accept("distinct")
        tree.items.append(self.item())
        while self.accept(","):
            tree.items.append(self.item())
        self.expect("from")
        tree.source = self.source()
        while True:
            left = self.accept("left", "join")
            if not left and not self.accept("join"):
                break
            table, alias = self.source()
            self.expect("on")
            tree.joins.append(Join(table, alias, self.expression(), left))
        if self.accept("where"):
            tree.where = self.expression()
        if self.accept("group", "by"):
            tree.group = self.list()
        if self.accept("having"):
            tree.having = self.expression()
        if self.accept("union"):
            tree.union_all = self.accept("all")
            tree.union = self.select()
            return tree
        if self.accept("order", "by"):
            tree.order = [self.ordering()]
            while self.accept(","):
                tree.order.append(self.ordering())
        if self.accept("limit"):
            tree.limit = self.expect("number")
        if self.accept("offset"):
            tree.offset = self.expect("number")
        return tree

    def source(self):
        table = self.expect("name")
        alias = self.take() if self.kind == "name" else table
        return table, alias

    def item(self):
        if self.accept("*"):
            return None, "*"
        value = self.expression()
        if self.accept("as"):
            return value, self.expect("name")
        return value, value.name if isinstance(value, Column) else str(value)

    def ordering(self):
        value = self.expression()
        if self.accept("desc"):
            return value, True
        self.accept("asc")
        return value, False

    def list(self):
        items = [self.expression()]
        while self.accept(","):
            items.append(self.expression())
        return items

    def expression(self):
        left = self.conjunction()
        while self.accept("or"):
            left = Logic("or", left, self.conjunction())
        return left

    def conjunction(self):
        left = self.negation()
        while self.accept("and"):
            left = Logic("and", left, self.negation())
        return left

    def negation(self):
        if self.accept("not"):
            return Unary("not", self.negation())
        return self.comparison()

    def comparison(self):
        left = self.sum()
        if self.kind in ("=", "<>", "<", "<=", ">", ">="):
            return Binary(self.take(), left, self.sum())
        if self.accept("is"):
            negate = self.accept("not")
            self.expect("null")
            return Unary("not", IsNull(left)) if negate else IsNull(left)
        negate = self.accept("not")
        if self.accept("in"):
            self.expect("(")
            result = Among(left, self.list())
            self.expect(")")
        elif self.accept("like"):
            result = Like(left, self.expect("text"))
        elif self.accept("between"):
            low = self.sum()
            self.expect("and")
            result = Logic("and", Binary(">=", left, low), Binary("<=", left, self.sum()))
        elif negate:
            raise QueryError(f"unexpected {self.tokens[self.at][1]}")
        else:
            return left
        return Unary("not", result) if negate else result

    def sum(self):
        left = self.product()
        while self.kind in ("+", "-", "||"):
            left = Binary(self.take(), left, self.product())
        return left

    def product(self):
        left = self.primary()
        while self.kind in ("*", "/", "%"):
            left = Binary(self.take(), left, self.primary())
        return left

    def primary(self):
        kind = self.kind
        if kind in ("number", "text"):
            return Constant(self.take())
        if self.accept("null"):
            return Constant(None)
        if self.accept("-"):
            return Unary("-", self.primary())
        if self.accept("("):
            value = self.expression()
            self.expect(")")
            return value
        if self.accept("case"):
            return self.case()
        name = self.expect("name")
        if self.accept("("):
            return self.application(name.lower())
        if self.accept("."):
            return Column(name, self.expect("name"))
        return Column(None, name)

    def case(self):
        branches = []
        while self.accept("when"):
            condition = self.expression()
            self.expect("then")
            branches.append((condition, self.expression()))
        default = self.expression() if self.accept("else") else Constant(None)
        self.expect("end")
        return Case(branches, default)

    def application(self, name):
        if name in Aggregate.NAMES:
            if name == "count" and self.accept("*"):
                operand, distinct = None, False
            else:
                distinct = self.accept("distinct")
                operand = self.expression()
            self.expect(")")
            return Aggregate(name, operand, distinct)
        if name not in FUNCTIONS:
            raise QueryError(f"no function {name!r}")
        arguments = self.list()
        self.expect(")")
        return Apply(name, arguments)


# ---------------------------------------------------------------------------------------------------------------------
# Scopes and operators: each operator yields rows (tuples) and knows which column is where
# ---------------------------------------------------------------------------------------------------------------------


class Scope:
    def __init__(self, columns):
        self.columns = list(columns)

    def find(self, table, name):
        matches = [
            position for position, (owner, column) in enumerate(self.columns)
            if column == name and (table is None or owner == table)
        ]
        shown = f"{table}.{name}" if table else name
        if not matches:
            raise QueryError(f"no column {shown!r}")
        if len(matches) > 1:
            raise QueryError(f"column {shown!r} is ambiguous")
        return matches[0]

    def has(self, column):
        return any(name == column.name and column.table in (None, owner) for owner, name in self.columns)

    def __add__(self, other):
        return Scope(self.columns + other.columns)


class Operator:
    """A step of a plan."""

    inputs = ()

    def rows(self):
        raise NotImplementedError

    def title(self):
        return type(self).__name__.lower()

    def explain(self, depth=0):
        yield "  " * depth + self.title()
        for source in self.inputs:
            yield from source.explain(depth + 1)


class Scan(Operator):
    def __init__(self, database, table, alias):
        self.statistics = database.statistics
        self.table = table
        self.alias = alias
        self.scope = Scope((alias, column) for column in table.columns)

    def rows(self):
        self.statistics["scanned"] += len(self.table.rows)
        return iter(self.table.rows)

    def title(self):
        return f"scan {self.table.name}"


class Lookup(Operator):
    """The rows whose indexed column equals a constant."""

    def __init__(self, scan, column, value):
        self.scan = scan
        self.scope = scan.scope
        self.column = column
        self.value = value

    def rows(self):
        found = self.scan.table.indexes[self.column].get(self.value, ())
        self.scan.statistics["probed"] += len(found)
        return iter(found)

    def title(self):
        return f"lookup {self.scan.table.name}.{self.column} = {self.value!r}"


class Filter(Operator):
    def __init__(self, source, condition):
        self.inputs = (source,)
        self.scope = source.scope
        self.condition = condition
        self.test = condition.compile(source.scope)

    def rows(self):
        test = self.test
        for row in self.inputs[0].rows():
            if test(row) is True:
                yield row

    def title(self):
        return f"filter {self.condition}"


class NestedJoin(Operator):
    """Every pair of rows, tested."""

    def __init__(self, database, left, right, condition, outer):
        self.statistics = database.statistics
        self.inputs = (left, right)
        self.scope = left.scope + right.scope
        self.condition = condition
        self.test = condition.compile(self.scope)
        self.outer = outer

    def rows(self):
        left, right = self.inputs
        inner = list(right.rows())
        nothing = (None,) * len(right.scope.columns)
        test = self.test
        for row in left.rows():
            found = False
            for other in inner:
                self.statistics["compared"] += 1
                both = row + other
                if test(both) is True:
                    found = True
                    yield both
            if self.outer and not found:
                yield row + nothing

    def title(self):
        return f"nested join on {self.condition}"


class HashJoin(Operator):
    """Equal keys meet in a dict built from the right input."""

    def __init__(self, left, right, left_key, right_key, outer):
        self.inputs = (left, right)
        self.scope = left.scope + right.scope
        self.keys = (left_key, right_key)
        self.left_key = left_key.compile(left.scope)
        self.right_key = right_key.compile(right.scope)
        self.outer = outer

    def rows(self):
        left, right = self.inputs
        buckets = defaultdict(list)
        key = self.right_key
        for row in right.rows():
            value = key(row)
            if value is not None:
                buckets[value].append(row)
        nothing = [(None,) * len(right.scope.columns)] if self.outer else ()
        key = self.left_key
        for row in left.rows():
            for other in buckets.get(key(row), nothing):
                yield row + other

    def title(self):
        return f"{'left ' if self.outer else ''}hash join on {self.keys[0]} = {self.keys[1]}"


class Group(Operator):
    """Rows of the group keys followed by the aggregates."""

    def __init__(self, source, keys, aggregates):
        self.inputs = (source,)
        self.keys = keys
        self.aggregates = aggregates
        self.key_functions = [key.compile(source.scope) for key in keys]
        self.values = [None if a.operand is None else a.operand.compile(source.scope) for a in aggregates]
        columns = [(key.table, key.name) if isinstance(key, Column) else (None, str(key)) for key in keys]
        self.scope = Scope(columns + [(None, str(aggregate)) for aggregate in aggregates])

    def rows(self):
        groups = {}
        for row in self.inputs[0].rows():
            key = tuple([function(row) for function in self.key_functions])
            accumulators = groups.get(key)
            if accumulators is None:
                accumulators = groups[key] = [Accumulator(aggregate) for aggregate in self.aggregates]
            for accumulator, value in zip(accumulators, self.values):
                accumulator.add(1 if value is None else value(row))
        if not groups and not self.keys:
            groups[()] = [Accumulator(aggregate) for aggregate in self.aggregates]
        for key, accumulators in groups.items():
            yield key + tuple([accumulator.result() for accumulator in accumulators])

    def title(self):
        return f"group by {', '.join(map(str, self.keys)) or 'nothing'}: {', '.join(map(str, self.aggregates))}"


def compare_values(a, b):
    """Nulls first."""
    if a is None or b is None:
        return (a is not None) - (b is not None)
    return (a > b) - (a < b)


class Sort(Operator):
    def __init__(self, source, orderings):
        self.inputs = (source,)
        self.scope = source.scope
        self.orderings = orderings
        self.keys = [(value.compile(source.scope), descending) for value, descending in orderings]

    def rows(self):
        rows = list(self.inputs[0].rows())
        # Stable sorts from the least important key to the most important one.
        for key, descending in reversed(self.keys):
            rows.sort(key=cmp_to_key(lambda a, b, key=key: compare_values(key(a), key(b))), reverse=descending)
        return iter(rows)

    def title(self):
        return "sort by " + ", ".join(f"{value}{' desc' if down else ''}" for value, down in self.orderings)


class Project(Operator):
    def __init__(self, source, items):
        self.inputs = (source,)
        self.names = [name for _, name in items]
        self.functions = [value.compile(source.scope) for value, _ in items]
        self.scope = Scope((None, name) for name in self.names)

    def rows(self):
        functions = self.functions
        for row in self.inputs[0].rows():
            yield tuple([function(row) for function in functions])

    def title(self):
        return f"project {', '.join(self.names)}"


class Distinct(Operator):
    def __init__(self, source):
        self.inputs = (source,)
        self.scope = source.scope

    def rows(self):
        seen = set()
        for row in self.inputs[0].rows():
            if row not in seen:
                seen.add(row)
                yield row


class Limit(Operator):
    def __init__(self, source, count, offset):
        self.inputs = (source,)
        self.scope = source.scope
        self.count = count
        self.offset = offset

    def rows(self):
        for number, row in enumerate(self.inputs[0].rows()):
            if self.count is not None and number >= self.offset + self.count:
                return
            if number >= self.offset:
                yield row

    def title(self):
        return f"limit {self.count} offset {self.offset}"


class Union(Operator):
    def __init__(self, *sources):
        widths = {len(source.scope.columns) for source in sources}
        if len(widths) > 1:
            raise QueryError("a union needs equal numbers of columns")
        self.inputs = sources
        self.scope = sources[0].scope

    def rows(self):
        for source in self.inputs:
            yield from source.rows()


# ---------------------------------------------------------------------------------------------------------------------
# The planner
# ---------------------------------------------------------------------------------------------------------------------


def conjuncts(condition):
    if isinstance(condition, Logic) and condition.operator == "and":
        return conjuncts(condition.left) + conjuncts(condition.right)
    return [] if condition is None else [condition]


class Planner:
    """Pushes conditions down to the scans, prefers indexes, then hash joins, then nested loops."""

    def __init__(self, database, tree):
        self.database = database
        self.tree = tree
        self.pending = conjuncts(tree.where)

    def plan(self):
        tree = self.tree
        plan = self.joined()
        plan = self.filtered(plan, self.pending)
        items = self.items(plan.scope)
        values = [value for value, _ in items]
        orderings = [(self.resolved(value, items), down) for value, down in tree.order]
        used = values + [value for value, _ in orderings] + ([tree.having] if tree.having else [])
        aggregates = list(dict.fromkeys(a for value in used for a in value.aggregates()))
        if aggregates or tree.group:
            plan = Group(plan, tree.group, aggregates)
            plan = self.filtered(plan, conjuncts(tree.having))
            items = [(self.regrouped(value), name) for value, name in items]
            orderings = [(self.regrouped(value), down) for value, down in orderings]
        elif tree.having:
            raise QueryError("having without group")
        if orderings:
            plan = Sort(plan, orderings)
        plan = Project(plan, items)
        if tree.distinct:
            plan = Distinct(plan)
        if tree.union is not None:
            plan = Union(plan, Planner(self.database, tree.union).plan())
            if not tree.union_all:
                plan = Distinct(plan)
        if tree.limit is not None or tree.offset:
            plan = Limit(plan, tree.limit, tree.offset)
        return plan

    def regrouped(self, value):
        """A computed group key is a column of the groups."""
        computed = value in self.tree.group and not isinstance(value, Column)
        return Column(None, str(value)) if computed else value

    def joined(self):
        name, alias = self.tree.source
        # A condition on the inner side of a left join must wait until after the join.
        plan = self.access(Scan(self.database, self.database.table(name), alias))
        for join in self.tree.joins:
            right = Scan(self.database, self.database.table(join.table), join.alias)
            if not join.left:
                right = self.access(right)
            plan = self.join(plan, right, join)
        return plan

    def access(self, scan):
        """The scan with every condition that concerns it alone, through an index when one fits."""
        mine = [c for c in self.pending if self.covers(scan.scope, c)]
        if any(join.left for join in self.tree.joins) and scan.alias != self.tree.source[1]:
            mine = []
        for condition in mine:
            self.pending.remove(condition)
        plan = scan
        for condition in mine:
            constant = self.index_constant(scan, condition)
            if constant is not None:
                plan = Lookup(scan, *constant)
                mine.remove(condition)
                break
        return self.filtered(plan, mine)

    def index_constant(self, scan, condition):
        if isinstance(condition, Binary) and condition.operator == "=":
            left, right = condition.left, condition.right
            if isinstance(left, Constant):
                left, right = right, left
            if isinstance(left, Column) and isinstance(right, Constant) and left.name in scan.table.indexes:
                return left.name, right.value
        return None

    def covers(self, scope, condition):
        columns = condition.columns()
        if not columns or condition.aggregates():
            return False
        return all(column.table is not None and scope.has(column) or self.only_in(scope, column) for column in columns)

    def only_in(self, scope, column):
        """Whether a column without a table's name can belong to this scope alone."""
        if column.table is not None or not scope.has(column):
            return False
        names = [self.tree.source, *((join.table, join.alias) for join in self.tree.joins)]
        return sum(column.name in self.database.table(table).columns for table, _ in names) == 1

    def join(self, left, right, join):
        parts = conjuncts(join.condition)
        for part in parts:
            if isinstance(part, Binary) and part.operator == "=":
                for a, b in ((part.left, part.right), (part.right, part.left)):
                    if self.belongs(left.scope, a) and self.belongs(right.scope, b):
                        rest = [other for other in parts if other is not part]
                        if rest and join.left:
                            break
                        return self.filtered(HashJoin(left, right, a, b, join.left), rest)
        return NestedJoin(self.database, left, right, join.condition, join.left)

    def belongs(self, scope, expression):
        columns = expression.columns()
        return bool(columns) and all(scope.has(column) for column in columns)

    def filtered(self, plan, conditions):
        for condition in conditions:
            plan = Filter(plan, condition)
        return plan

    def items(self, scope):
        items = []
        for value, name in self.tree.items:
            if value is None:
                items.extend((Column(table, column), column) for table, column in scope.columns)
            else:
                items.append((value, name))
        return items

    def resolved(self, value, items):
        """An order by the name or the number of an output column."""
        if isinstance(value, Constant) and isinstance(value.value, int):
            return items[value.value - 1][0]
        if isinstance(value, Column) and value.table is None:
            for item, name in items:
                if name == value.name:
                    return item
        return value


# ---------------------------------------------------------------------------------------------------------------------
# Data and queries
# ---------------------------------------------------------------------------------------------------------------------


class Random:
    def __init__(self, seed):
        self.state = seed

    def below(self, bound):
        self.state = (self.state * 1103515245 + 12345) & 0x7FFFFFFF
        return (self.state >> 8) % bound

    def choice(self, items):
        return items[self.below(len(items))]


FIRST = ("Ada", "Bob", "Cleo", "Dan", "Eve", "Finn", "Gus", "Hana")
LAST = ("Ames", "Brook", "Cole", "Dale", "Ernst", "Flores", "Grey")
CITIES = ("Oslo", "Lima", "Cairo", "Quito", "Hanoi", "Turku")
KINDS = ("book", "game", "lamp", "tool", "toy")


def build(size):
    random = Random(size)
    database = Database()
    customers = database.create("customers", "id", "name", "city", "age")
    for number in range(size):
        age = None if random.below(12) == 0 else 18 + random.below(60)
        customers.insert(number, f"{random.choice(FIRST)} {random.choice(LAST)}", random.choice(CITIES), age)
    products = database.create("products", "id", "kind", "title", "price")
    for number in range(size // 6 + 5):
        kind = random.choice(KINDS)
        products.insert(number, kind, f"{kind} #{number}", 1 + random.below(9000) / 100)
    orders = database.create("orders", "id", "customer", "product", "quantity", "day")
    for number in range(size * 3):
        # The last tenth of the customers never order.
        customer = random.below(size * 9 // 10)
        orders.insert(number, customer, random.below(len(products)), 1 + random.below(5), random.below(365))
    customers.create_index("id")
    customers.create_index("city")
    products.create_index("kind")
    return database


QUERIES = (
    "select name, age from customers where city = 'Lima' and age between 30 and 39 order by age desc, name limit 5",
    "select count(*), count(age), avg(age), min(age), max(age) from customers",
    "select city, count(*) as n, avg(age) as mean from customers group by city having count(*) > 3 order by n desc, city",
    "select distinct city from customers where name like '%a %' or name like 'B_b%' order by city",
    "select c.city, sum(o.quantity) as pieces from orders o join customers c on o.customer = c.id "
    "group by c.city order by pieces desc, 1",
    "select p.kind, count(distinct o.customer) as people, round(sum(o.quantity * p.price)) as income "
    "from orders o join products p on o.product = p.id where o.day >= 180 group by p.kind order by income desc",
    "select c.name, count(o.id) as n from customers c left join orders o on c.id = o.customer "
    "where c.age is not null group by c.id, c.name order by n, c.name limit 6 offset 2",
    "select upper(substr(name, 1, 3)) as tag, count(*) from customers group by upper(substr(name, 1, 3)) order by tag",
    "select case when age is null then 'unknown' when age < 30 then 'young' when age < 60 then 'middle' else 'old' end "
    "as class, count(*) from customers group by case when age is null then 'unknown' when age < 30 then 'young' "
    "when age < 60 then 'middle' else 'old' end order by 2 desc",
    "select a.title, b.title from products a join products b on a.price < b.price and a.kind = b.kind "
    "where a.kind = 'lamp' and b.price - a.price < 2 order by a.price, b.price limit 4",
    "select a.id, b.id, b.price - a.price from products a join products b on a.price < b.price and b.price < a.price + 0.4 "
    "where a.id < 60 and b.id < 60 order by a.id, b.id limit 7",
    "select title, price from products where kind in ('toy', 'tool') and not price > 40 union "
    "select title, price from products where price > 88",
    "select coalesce(age, -1) % 10 as digit, count(*) from customers where id % 3 <> 0 group by coalesce(age, -1) % 10 "
    "order by digit",
    "select c.city || '/' || p.kind as place, max(o.quantity) as most from orders o join customers c on c.id = o.customer "
    "join products p on p.id = o.product where c.city <> 'Oslo' and p.price < 20 group by c.city || '/' || p.kind "
    "order by place limit 8",
)

BROKEN = {
    "select from x": "expected name, found from",
    "select a from nowhere": "no table 'nowhere'",
    "select nope from customers": "no column 'nope'",
    "select id from customers c join orders o on c.id = o.customer": "column 'id' is ambiguous",
    "select name from customers where city = 'x": "text without end",
    "select name from customers having 1 = 1": "having without group",
    "select frob(name) from customers": "no function 'frob'",
    "select name ! from customers": "unexpected '!'",
    "select id from customers union select id, day from orders": "a union needs equal numbers of columns",
    "select id from customers where age not 5": "unexpected 5",
}


def check(database):
    """Some of the queries once more, by plain loops."""
    customers = database.table("customers").rows
    orders = database.table("orders").rows
    products = database.table("products").rows

    lima = [(name, age) for _, name, city, age in customers if city == "Lima" and age is not None and 30 <= age <= 39]
    lima.sort()
    lima.sort(key=lambda row: -row[1])
    assert database.execute(QUERIES[0]) == lima[:5]

    pieces = defaultdict(int)
    city_of = {number: city for number, _, city, _ in customers}
    for _, customer, _, quantity, _ in orders:
        pieces[city_of[customer]] += quantity
    assert database.execute(QUERIES[4]) == sorted(pieces.items(), key=lambda item: (-item[1], item[0]))

    counts = {number: [name, 0] for number, name, _, age in customers if age is not None}
    for _, customer, _, _, _ in orders:
        if customer in counts:
            counts[customer][1] += 1
    least = sorted((n, name) for name, n in counts.values())
    assert [(n, name) for name, n in database.execute(QUERIES[6])] == least[2:8]

    lamps = [(a[3], b[3], a[2], b[2]) for a in products for b in products
             if a[1] == b[1] == "lamp" and a[3] < b[3] and b[3] - a[3] < 2]
    assert database.execute(QUERIES[9]) == [row[2:] for row in sorted(lamps, key=lambda row: row[:2])][:4]


def broken_queries(database):
    for text, expected in BROKEN.items():
        try:
            database.execute(text)
        except QueryError as error:
            assert str(error) == expected, (text, str(error))
        else:
            raise AssertionError(text)
    return len(BROKEN)


def run(size):
    database = build(size)
    checksum = rows = planned = 0
    for text in QUERIES * 3:
        planned += len(database.explain(text))
        for row in database.execute(text):
            rows += 1
            for value in row:
                shown = f"{value:.3f}" if isinstance(value, float) else str(value)
                for ch in shown:
                    checksum = (checksum * 131 + ord(ch)) % 1_000_000_007
    plan = database.explain(QUERIES[9])
    assert plan[-1].strip().startswith("lookup products.kind") or plan[-2].strip().startswith("lookup"), plan
    check(database)
    failures = broken_queries(database)
    statistics = database.statistics
    return f"{rows} {checksum} {planned} {failures} {statistics['scanned']} {statistics['probed']} {statistics['compared']}"


assert like("abc", "a%c") and like("abc", "%") and like("aXbXc", "a%X_") and not like("abc", "a_") and not like("ab", "b%")


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    result = run(size)
    assert result == KNOWN.get(size, result), result
    print("query_engine", size, result)
