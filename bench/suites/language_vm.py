"""A small language: scanner, parser, scope analysis, optimiser, bytecode compiler, virtual machine and its programs."""

import sys

SMALL, DEFAULT = 1, 20
KNOWN = {SMALL: "154938 11 32423 10", DEFAULT: "3098760 220 648460 200"}

# ---------------------------------------------------------------------------------------------------------------------
# Tokens
# ---------------------------------------------------------------------------------------------------------------------

KEYWORDS = frozenset((
    "and", "break", "class", "continue", "else", "false", "fn", "for", "if", "in", "let", "nil", "not", "or", "print",
    "return", "self", "super", "throw", "true", "try", "catch", "while",
))
TWO = frozenset(("==", "!=", "<=", ">=", "+=", "-=", "*=", "/=", "..", "=>"))
ONE = frozenset("+-*/%(){}[],.;:=<>")


class LanguageError(Exception):
    """Something is wrong with the text of a program."""

    def __init__(self, message, line):
        super().__init__(f"line {line}: {message}")
        self.line = line


class Token:
    __slots__ = ("kind", "value", "line")

    def __init__(self, kind, value, line):
        self.kind = kind
        self.value = value
        self.line = line

    def __repr__(self):
        return f"{self.kind}:{self.value!r}@{self.line}"


class Scanner:
    """Turns text into tokens: kinds are 'number', 'string', 'name', 'end', or the token's own text."""

    ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\"}

    def __init__(self, text):
        self.text = text
        self.at = 0
        self.line = 1

    def scan(self):
        tokens = []
        while (token := self.next()) is not None:
            tokens.append(token)
        tokens.append(Token("end", None, self.line))
        return tokens

    def next(self):
        text = self.text
        while self.at < len(text):
            ch = text[self.at]
            if ch == "\n":
                self.line += 1
                self.at += 1
            elif ch in " \t\r":
                self.at += 1
            elif ch == "#":
                while self.at < len(text) and text[self.at] != "\n":
                    self.at += 1
            else:
                return self.token(ch)
        return None

    def token(self, ch):
        if ch.isdigit():
            return self.number()
        if ch.isalpha() or ch == "_":
            return self.word()
        if ch == '"':
            return self.string()
        pair = self.text[self.at:self.at + 2]
        if pair in TWO:
            self.at += 2
            return Token(pair, pair, self.line)
        if ch in ONE:
            self.at += 1
            return Token(ch, ch, self.line)
        raise LanguageError(f"unexpected character {ch!r}", self.line)

    def number(self):
        text, start = self.text, self.at
        at = start
        while at < len(text) and text[at].isdigit():
            at += 1
        if at + 1 < len(text) and text[at] == "." and text[at + 1].isdigit():
            at += 1
            while at < len(text) and text[at].isdigit():
                at += 1
            value = float(text[start:at])
        else:
            value = int(text[start:at])
        self.at = at
        return Token("number", value, self.line)

    def word(self):
        text, start = self.text, self.at
        at = start
        while at < len(text) and (text[at].isalnum() or text[at] == "_"):
            at += 1
        self.at = at
        word = text[start:at]
        return Token(word if word in KEYWORDS else "name", word, self.line)

    def string(self):
        line = self.line
        pieces = []
        self.at += 1
        while True:
            if self.at >= len(self.text) or self.text[self.at] == "\n":
                raise LanguageError("string without end", line)
            ch = self.text[self.at]
            self.at += 1
            if ch == '"':
                return Token("string", "".join(pieces), line)
            if ch == "\\":
                escape = self.text[self.at]
                self.at += 1
                if escape not in self.ESCAPES:
                    raise LanguageError(f"unknown escape \\{escape}", line)
                pieces.append(self.ESCAPES[escape])
            else:
                pieces.append(ch)


# ---------------------------------------------------------------------------------------------------------------------
# The tree
# ---------------------------------------------------------------------------------------------------------------------


class Node:
    """A tree node; subclasses name their fields, in the order of the constructor's arguments."""

    fields = ()

    def __init__(self, line, *values):
        self.line = line
        for name, value in zip(self.fields, values):
            setattr(self, name, value)
        assert len(values) == len(self.fields)

    def __repr__(self):
        inside = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.fields)
        return f"{type(self).__name__}({inside})"


class Literal(Node):
    fields = ("value",)


class Name(Node):
    fields = ("name",)


class Assign(Node):
    fields = ("target", "value")


class Unary(Node):
    fields = ("operator", "operand")


class Binary(Node):
    fields = ("operator", "left", "right")


class Logic(Node):
    fields = ("operator", "left", "right")


class Call(Node):
    fields = ("callee", "arguments")


class Member(Node):
    fields = ("object", "name")


class Super(Node):
    fields = ("name",)


class Index(Node):
    fields = ("object", "index")


class ListOf(Node):
    fields = ("items",)


class MapOf(Node):
    fields = ("pairs",)


class Function(Node):
    fields = ("name", "parameters", "body")


class Let(Node):
    fields = ("name", "value")


class ExpressionStatement(Node):
    fields = ("value",)


class Print(Node):
    fields = ("values",)


class Block(Node):
    fields = ("body",)


class If(Node):
    fields = ("condition", "then", "otherwise")


class While(Node):
    fields = ("condition", "body")


class For(Node):
    fields = ("name", "iterable", "body")


class Break(Node):
    pass


class Continue(Node):
    pass


class Return(Node):
    fields = ("value",)


class Throw(Node):
    fields = ("value",)


class Try(Node):
    fields = ("body", "name", "handler")


class ClassOf(Node):
    fields = ("name", "base", "methods")


# ---------------------------------------------------------------------------------------------------------------------
# The parser: precedence climbing over a table
# ---------------------------------------------------------------------------------------------------------------------

PRECEDENCE = {
    "or": 1, "and": 2, "==": 3, "!=": 3, "in": 3, "<": 4, "<=": 4, ">": 4, ">=": 4, "..": 5, "+": 6, "-": 6,
    "*": 7, "/": 7, "%": 7,
}


class Parser:
    def __init__(self, tokens):
        self.tokens = tokens
        self.at = 0

    # Small steps.

    @property
    def kind(self):
        return self.tokens[self.at].kind

    @property
    def line(self):
        return self.tokens[self.at].line

    def take(self):
        token = self.tokens[self.at]
        self.at += 1
        return token

    def accept(self, kind):
        if self.tokens[self.at].kind == kind:
            self.at += 1
            return True
        return False

    def expect(self, kind):
        token = self.tokens[self.at]
        if token.kind != kind:
            raise LanguageError(f"expected {kind!r}, found {token.value!r}", token.line)
        self.at += 1
        return token

    # Statements.

    def program(self):
        body = []
        while self.kind != "end":
            body.append(self.statement())
        return Block(1, body)

    def block(self):
        line = self.expect("{").line
        body = []
        while not self.accept("}"):
            body.append(self.statement())
        return Block(line, body)

    def statement(self):
        parse = getattr(self, f"statement_{self.kind}", None)
        if parse is not None:
            line = self.line
            self.at += 1
            return parse(line)
        if self.kind == "{":
            return self.block()
        line = self.line
        value = self.expression()
        if self.kind in ("=", "+=", "-=", "*=", "/="):
            value = self.assignment(value)
        self.expect(";")
        return ExpressionStatement(line, value)

    def assignment(self, target):
        token = self.take()
        if not isinstance(target, (Name, Member, Index)):
            raise LanguageError("cannot assign to this", token.line)
        value = self.expression()
        if token.kind != "=":
            value = Binary(token.line, token.kind[0], target, value)
        return Assign(token.line, target, value)

    def statement_let(self, line):
        name = self.expect("name").value
        value = self.expression() if self.accept("=") else Literal(line, None)
        self.expect(";")
        return Let(line, name, value)

    def statement_print(self, line):
        values = [self.expression()]
        while self.accept(","):
            values.append(self.expression())
        self.expect(";")
        return Print(line, values)

    def statement_if(self, line):
        condition = self.expression()
        then = self.block()
        otherwise = None
        if self.accept("else"):
            if self.kind == "if":
                otherwise = self.statement()
            else:
                otherwise = self.block()
        return If(line, condition, then, otherwise)

    def statement_while(self, line):
        return While(line, self.expression(), self.block())

    def statement_for(self, line):
        name = self.expect("name").value
        self.expect("in")
        iterable = self.expression()
        return For(line, name, iterable, self.block())

    def statement_break(self, line):
        self.expect(";")
        return Break(line)

    def statement_continue(self, line):
        self.expect(";")
        return Continue(line)

    def statement_return(self, line):
        value = None if self.kind == ";" else self.expression()
        self.expect(";")
        return Return(line, value)

    def statement_throw(self, line):
        value = self.expression()
        self.expect(";")
        return Throw(line, value)

    def statement_try(self, line):
        body = self.block()
        self.expect("catch")
        name = self.expect("name").value
        return Try(line, body, name, self.block())

    def statement_fn(self, line):
        if self.kind != "name":
            self.at -= 1
            value = self.expression()
            self.expect(";")
            return ExpressionStatement(line, value)
        name = self.take().value
        return Let(line, name, self.function(line, name))

    def statement_class(self, line):
        name = self.expect("name").value
        base = None
        if self.accept(":"):
            base = Name(line, self.expect("name").value)
        methods = []
        self.expect("{")
        while not self.accept("}"):
            start = self.expect("fn").line
            method = self.expect("name").value
            methods.append(self.function(start, method))
        return Let(line, name, ClassOf(line, name, base, methods))

    def function(self, line, name):
        self.expect("(")
        parameters = []
        while not self.accept(")"):
            parameters.append(self.expect("name").value)
            if self.kind != ")":
                self.expect(",")
        if self.accept("=>"):
            value = self.expression()
            if name is not None:
                self.expect(";")
            return Function(line, name, parameters, Block(line, [Return(line, value)]))
        return Function(line, name, parameters, self.block())

    # Expressions.

    def expression(self, least=1):
        left = self.unary()
        while True:
            token = self.tokens[self.at]
            strength = PRECEDENCE.get(token.kind, 0)
            if strength < least:
                return left
            self.at += 1
            right = self.expression(strength + 1)
            make = Logic if token.kind in ("and", "or") else Binary
            left = make(token.line, token.kind, left, right)

    def unary(self):
        token = self.tokens[self.at]
        if token.kind == "-" or token.kind == "not":
            self.at += 1
            return Unary(token.line, token.kind, self.unary())
        return self.postfix(self.primary())

    def postfix(self, value):
        while True:
            line = self.line
            if self.accept("("):
                value = Call(line, value, self.items(")"))
            elif self.accept("."):
                value = Member(line, value, self.expect("name").value)
            elif self.accept("["):
                index = self.expression()
                self.expect("]")
                value = Index(line, value, index)
            else:
                return value

    def items(self, closing):
        items = []
        while not self.accept(closing):
            items.append(self.expression())
            if self.kind != closing:
                self.expect(",")
        return items

    CONSTANTS = {"true": True, "false": False, "nil": None}

    def primary(self):
        token = self.take()
        kind, line = token.kind, token.line
        if kind in ("number", "string"):
            return Literal(line, token.value)
        if kind in self.CONSTANTS:
            return Literal(line, self.CONSTANTS[kind])
        if kind in ("name", "self"):
            return Name(line, token.value)
        if kind == "(":
            value = self.expression()
            self.expect(")")
            return value
        if kind == "[":
            return ListOf(line, self.items("]"))
        if kind == "{":
            return self.map(line)
        if kind == "fn":
            return self.function(line, None)
        if kind == "super":
            self.expect(".")
            return Super(line, self.expect("name").value)
        raise LanguageError(f"unexpected {token.value!r}", line)

    def map(self, line):
        pairs = []
        while not self.accept("}"):
            key = self.expression()
            self.expect(":")
            pairs.append((key, self.expression()))
            if self.kind != "}":
                self.expect(",")
        return MapOf(line, pairs)


# ---------------------------------------------------------------------------------------------------------------------
# The optimiser: folds constants and drops branches that cannot be taken
# ---------------------------------------------------------------------------------------------------------------------


class Optimiser:
    def __init__(self):
        self.folded = 0

    def visit(self, node):
        if isinstance(node, list):
            return [self.visit(item) for item in node]
        if isinstance(node, tuple):
            return tuple(self.visit(item) for item in node)
        if not isinstance(node, Node):
            return node
        for name in node.fields:
            setattr(node, name, self.visit(getattr(node, name)))
        simplify = getattr(self, f"simplify_{type(node).__name__}", None)
        return node if simplify is None else simplify(node)

    def literal(self, node, value):
        self.folded += 1
        return Literal(node.line, value)

    def simplify_Unary(self, node):
        operand = node.operand
        if isinstance(operand, Literal):
            if node.operator == "not":
                return self.literal(node, not operand.value)
            if isinstance(operand.value, (int, float)) and not isinstance(operand.value, bool):
                return self.literal(node, -operand.value)
        return node

    def simplify_Binary(self, node):
        left, right = node.left, node.right
        if isinstance(left, Literal) and isinstance(right, Literal):
            a, b = left.value, right.value
            numbers = type(a) in (int, float) and type(b) in (int, float)
            strings = isinstance(a, str) and isinstance(b, str)
            if numbers and node.operator in ("+", "-", "*") or strings and node.operator == "+":
                return self.literal(node, OPERATIONS[node.operator](a, b))
        return node

    def simplify_Logic(self, node):
        if isinstance(node.left, Literal):
            self.folded += 1
            truth = truthy(node.left.value)
            return node.right if truth == (node.operator == "and") else node.left
        return node

    def simplify_If(self, node):
        if isinstance(node.condition, Literal):
            self.folded += 1
            branch = node.then if truthy(node.condition.value) else node.otherwise
            return Block(node.line, []) if branch is None else branch
        return node


# ---------------------------------------------------------------------------------------------------------------------
# Bytecode
# ---------------------------------------------------------------------------------------------------------------------

OPCODES = (
    "CONST", "POP", "LOAD", "STORE", "LOAD_CELL", "STORE_CELL", "LOAD_GLOBAL", "STORE_GLOBAL", "DEFINE_GLOBAL",
    "ADD", "SUB", "MUL", "DIV", "MOD", "EQ", "NE", "LT", "LE", "GT", "GE", "RANGE", "CONTAINS", "NEG", "NOT",
    "JUMP", "JUMP_IF_FALSE", "JUMP_IF_TRUE_KEEP", "JUMP_IF_FALSE_KEEP", "CALL", "CALL_METHOD", "RETURN", "CLOSURE",
    "MAKE_LIST", "MAKE_MAP", "GET_ITEM", "SET_ITEM", "GET_MEMBER", "SET_MEMBER", "GET_SUPER", "CLASS", "PRINT", "ITER",
    "NEXT", "THROW", "TRY", "END_TRY", "MAKE_CELL",
)
OP = {name: number for number, name in enumerate(OPCODES)}
BINARY_OPS = {
    "+": "ADD", "-": "SUB", "*": "MUL", "/": "DIV", "%": "MOD", "==": "EQ", "!=": "NE", "<": "LT", "<=": "LE",
    ">": "GT", ">=": "GE", "..": "RANGE", "in": "CONTAINS",
}


class Code:
    """A compiled function: pairs of opcode and operand, constants inline."""

    def __init__(self, name, parameters):
        self.name = name
        self.parameters = parameters
        self.instructions = []
        self.lines = []
        self.slots = 0
        self.captures = []

    def emit(self, name, operand=None, line=0):
        self.instructions.append((OP[name], operand))
        self.lines.append(line)
        return len(self.instructions) - 1

    def patch(self, position):
        opcode, _ = self.instructions[position]
        self.instructions[position] = (opcode, len(self.instructions))

    def listing(self):
        for position, (opcode, operand) in enumerate(self.instructions):
            shown = operand.name if isinstance(operand, Code) else "" if operand is None else operand
            yield f"{position:4} {OPCODES[opcode]:<18} {shown}"
        for _, operand in self.instructions:
            if isinstance(operand, Code):
                yield f"function {operand.name}"
                yield from operand.listing()


class Scope:
    """The variables of one function; blocks nest by shadowing."""

    def __init__(self, parent, captured):
        self.parent = parent
        self.blocks = [{}]
        self.count = 0
        self.captured = captured
        self.captures = {}

    def declare(self, name):
        slot = self.count
        self.count += 1
        self.blocks[-1][name] = slot
        return slot

    def find(self, name):
        for block in reversed(self.blocks):
            if name in block:
                return block[name]
        return None

    def capture(self, name):
        """The index among the captured cells, or None when no enclosing function has the variable."""
        if name in self.captures:
            return self.captures[name]
        if self.parent is None:
            return None
        if self.parent.find(name) is None and self.parent.capture(name) is None:
            return None
        self.captures[name] = len(self.captures)
        return self.captures[name]


def names_used_by_inner_functions(node):
    """Every name that occurs inside a function nested in `node`: those variables live in cells."""
    used = set()

    def walk(node, inside):
        if isinstance(node, (list, tuple)):
            for item in node:
                walk(item, inside)
        elif isinstance(node, Node):
            if inside and isinstance(node, Name):
                used.add(node.name)
            if inside and isinstance(node, Super):
                used.add("self")
            deeper = inside or isinstance(node, Function)
            for name in node.fields:
                walk(getattr(node, name), deeper)

    walk(node, False)
    return used


class Compiler:
    def __init__(self, code, scope):
        self.code = code
        self.scope = scope
        self.loops = []
        self.tries = 0

    @classmethod
    def program(cls, tree):
        code = Code("main", [])
        compiler = cls(code, None)
        compiler.visit(tree)
        code.emit("CONST", None)
        code.emit("RETURN")
        return code

    def visit(self, node):
        getattr(self, f"visit_{type(node).__name__}")(node)

    def emit(self, name, operand=None, line=0):
        return self.code.emit(name, operand, line)

    # Variables.

    def load(self, name, line):
        scope = self.scope
        if scope is not None:
            slot = scope.find(name)
            if slot is not None:
                self.emit("LOAD_CELL" if name in scope.captured else "LOAD", slot, line)
                return
            index = scope.capture(name)
            if index is not None:
                self.emit("LOAD_CELL", ~index, line)
                return
        self.emit("LOAD_GLOBAL", name, line)

    def store(self, name, line):
        scope = self.scope
        if scope is not None:
            slot = scope.find(name)
            if slot is not None:
                self.emit("STORE_CELL" if name in scope.captured else "STORE", slot, line)
                return
            index = scope.capture(name)
            if index is not None:
                self.emit("STORE_CELL", ~index, line)
                return
        self.emit("STORE_GLOBAL", name, line)

    def declare(self, name, line):
        """A new variable that takes the value on the stack."""
        if self.scope is None:
            self.emit("DEFINE_GLOBAL", name, line)
            return
        slot = self.scope.declare(name)
        if name in self.scope.captured:
            self.emit("MAKE_CELL", slot, line)
        else:
            self.emit("STORE", slot, line)

    # Statements.

    def visit_Block(self, node):
        if self.scope is not None:
            self.scope.blocks.append({})
        for statement in node.body:
            self.visit(statement)
        if self.scope is not None:
            self.scope.blocks.pop()

    def visit_ExpressionStatement(self, node):
        self.visit(node.value)
        if not isinstance(node.value, Assign):
            self.emit("POP")

    def visit_Let(self, node):
        if isinstance(node.value, Function) and self.scope is not None and node.name in self.scope.captured:
            # A local function may call itself: its cell must exist before the closure.
            self.emit("CONST", None)
            self.declare(node.name, node.line)
            self.visit(node.value)
            self.store(node.name, node.line)
            return
        self.visit(node.value)
        self.declare(node.name, node.line)

    def visit_Print(self, node):
        for value in node.values:
            self.visit(value)
        self.emit("PRINT", len(node.values), node.line)

    def visit_If(self, node):
        self.visit(node.condition)
        to_else = self.emit("JUMP_IF_FALSE", None, node.line)
        self.visit(node.then)
        if node.otherwise is None:
            self.code.patch(to_else)
            return
        to_end = self.emit("JUMP")
        self.code.patch(to_else)
        self.visit(node.otherwise)
        self.code.patch(to_end)

    def visit_While(self, node):
        start = len(self.code.instructions)
        self.visit(node.condition)
        to_end = self.emit("JUMP_IF_FALSE", None, node.line)
        self.loop_body(node.body, start, iterator=False)
        self.emit("JUMP", start)
        self.code.patch(to_end)
        self.end_loop()

    def visit_For(self, node):
        self.visit(node.iterable)
        self.emit("ITER", None, node.line)
        start = len(self.code.instructions)
        to_end = self.emit("NEXT", None, node.line)
        if self.scope is not None:
            self.scope.blocks.append({})
        self.declare(node.name, node.line)
        self.loop_body(node.body, start, iterator=True)
        if self.scope is not None:
            self.scope.blocks.pop()
        self.emit("JUMP", start)
        self.code.patch(to_end)
        self.end_loop()

    def loop_body(self, body, start, iterator):
        self.loops.append((start, [], iterator, self.tries))
        self.visit(body)

    def end_loop(self):
        _, breaks, _, _ = self.loops.pop()
        for position in breaks:
            self.code.patch(position)

    def visit_Break(self, node):
        if not self.loops:
            raise LanguageError("break outside a loop", node.line)
        _, breaks, iterator, tries = self.loops[-1]
        for _ in range(self.tries - tries):
            self.emit("END_TRY")
        if iterator:
            self.emit("POP")
        breaks.append(self.emit("JUMP", None, node.line))

    def visit_Continue(self, node):
        if not self.loops:
            raise LanguageError("continue outside a loop", node.line)
        start, _, _, tries = self.loops[-1]
        for _ in range(self.tries - tries):
            self.emit("END_TRY")
        self.emit("JUMP", start, node.line)

    def visit_Return(self, node):
        if self.scope is None:
            raise LanguageError("return outside a function", node.line)
        if node.value is None:
            self.emit("CONST", None)
        else:
            self.visit(node.value)
        self.emit("RETURN", None, node.line)

    def visit_Throw(self, node):
        self.visit(node.value)
        self.emit("THROW", None, node.line)

    def visit_Try(self, node):
        handler = self.emit("TRY", None, node.line)
        self.tries += 1
        self.visit(node.body)
        self.tries -= 1
        self.emit("END_TRY")
        to_end = self.emit("JUMP")
        self.code.patch(handler)
        if self.scope is not None:
            self.scope.blocks.append({})
        self.declare(node.name, node.line)
        self.visit(node.handler)
        if self.scope is not None:
            self.scope.blocks.pop()
        self.code.patch(to_end)

    # Expressions.

    def visit_Literal(self, node):
        self.emit("CONST", node.value, node.line)

    def visit_Name(self, node):
        self.load(node.name, node.line)

    def visit_Assign(self, node):
        target = node.target
        if isinstance(target, Name):
            self.visit(node.value)
            self.store(target.name, node.line)
        elif isinstance(target, Member):
            self.visit(target.object)
            self.visit(node.value)
            self.emit("SET_MEMBER", target.name, node.line)
        else:
            self.visit(target.object)
            self.visit(target.index)
            self.visit(node.value)
            self.emit("SET_ITEM", None, node.line)

    def visit_Unary(self, node):
        self.visit(node.operand)
        self.emit("NEG" if node.operator == "-" else "NOT", None, node.line)

    def visit_Binary(self, node):
        self.visit(node.left)
        self.visit(node.right)
        self.emit(BINARY_OPS[node.operator], None, node.line)

    def visit_Logic(self, node):
        self.visit(node.left)
        name = "JUMP_IF_FALSE_KEEP" if node.operator == "and" else "JUMP_IF_TRUE_KEEP"
        to_end = self.emit(name, None, node.line)
        self.visit(node.right)
        self.code.patch(to_end)

    def visit_Call(self, node):
        if isinstance(node.callee, Member):
            self.visit(node.callee.object)
            for argument in node.arguments:
                self.visit(argument)
            self.emit("CALL_METHOD", (node.callee.name, len(node.arguments)), node.line)
            return
        self.visit(node.callee)
        for argument in node.arguments:
            self.visit(argument)
        self.emit("CALL", len(node.arguments), node.line)

    def visit_Member(self, node):
        self.visit(node.object)
        self.emit("GET_MEMBER", node.name, node.line)

    def visit_Super(self, node):
        self.load("self", node.line)
        self.load("super", node.line)
        self.emit("GET_SUPER", node.name, node.line)

    def visit_Index(self, node):
        self.visit(node.object)
        self.visit(node.index)
        self.emit("GET_ITEM", None, node.line)

    def visit_ListOf(self, node):
        for item in node.items:
            self.visit(item)
        self.emit("MAKE_LIST", len(node.items), node.line)

    def visit_MapOf(self, node):
        for key, value in node.pairs:
            self.visit(key)
            self.visit(value)
        self.emit("MAKE_MAP", len(node.pairs), node.line)

    def visit_Function(self, node, method=False):
        parameters = ["self", "super", *node.parameters] if method else node.parameters
        code = Code(node.name or "anonymous", parameters)
        scope = Scope(self.scope, names_used_by_inner_functions(node.body))
        inner = Compiler(code, scope)
        for name in parameters:
            slot = scope.declare(name)
            if name in scope.captured:
                inner.emit("LOAD", slot)
                inner.emit("MAKE_CELL", slot)
        inner.visit(node.body)
        inner.emit("CONST", None)
        inner.emit("RETURN")
        code.slots = scope.count
        # Where each captured cell is found when the closure is made: a slot here, or one of our own captures.
        for name in scope.captures:
            slot = self.scope.find(name)
            code.captures.append(slot if slot is not None else ~self.scope.capture(name))
        self.emit("CLOSURE", code, node.line)

    def visit_ClassOf(self, node):
        if node.base is None:
            self.emit("CONST", None)
        else:
            self.visit(node.base)
        for method in node.methods:
            self.visit_Function(method, method=True)
        self.emit("CLASS", (node.name, [method.name for method in node.methods]), node.line)


# ---------------------------------------------------------------------------------------------------------------------
# Values of the running program
# ---------------------------------------------------------------------------------------------------------------------


class Cell:
    __slots__ = ("value",)

    def __init__(self, value):
        self.value = value


class Closure:
    __slots__ = ("code", "cells")

    def __init__(self, code, cells):
        self.code = code
        self.cells = cells


class Class:
    def __init__(self, name, base, methods):
        self.name = name
        self.base = base
        self.methods = methods

    def find(self, name):
        """The method and the class that has it."""
        owner = self
        while owner is not None:
            method = owner.methods.get(name)
            if method is not None:
                return method, owner
            owner = owner.base
        return None, None


class Instance:
    __slots__ = ("cls", "fields")

    def __init__(self, cls):
        self.cls = cls
        self.fields = {}


class Bound:
    __slots__ = ("receiver", "method", "owner")

    def __init__(self, receiver, method, owner):
        self.receiver = receiver
        self.method = method
        self.owner = owner


class Thrown(Exception):
    """A value thrown by the program on its way to a handler."""

    def __init__(self, value):
        super().__init__(value)
        self.value = value


def truthy(value):
    return value is not None and value is not False


def shown(value):
    if value is None:
        return "nil"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, list):
        return "[" + ", ".join(map(shown, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{shown(k)}: {shown(v)}" for k, v in value.items()) + "}"
    if isinstance(value, Instance):
        return f"<{value.cls.name}>"
    if isinstance(value, Class):
        return f"<class {value.name}>"
    if isinstance(value, Closure):
        return f"<fn {value.code.name}>"
    return str(value)


def add(a, b):
    if isinstance(a, str) or isinstance(b, str):
        return shown(a) + shown(b)
    return a + b


def divide(a, b):
    if b == 0:
        raise Thrown("division by zero")
    return a // b if isinstance(a, int) and isinstance(b, int) else a / b


OPERATIONS = {
    "+": add,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
}

# Methods of the built-in kinds of value.
METHODS = {
    list: {
        "push": lambda items, value: items.append(value),
        "pop": lambda items: items.pop() if items else None,
        "size": len,
        "join": lambda items, separator: separator.join(map(shown, items)),
        "slice": lambda items, start, end: items[start:end],
        "reversed": lambda items: items[::-1],
    },
    str: {
        "size": len,
        "upper": str.upper,
        "split": lambda text, separator: text.split(separator),
        "find": lambda text, part: text.find(part),
        "slice": lambda text, start, end: text[start:end],
    },
    dict: {
        "size": len,
        "keys": lambda table: list(table),
        "get": lambda table, key, default: table.get(key, default),
        "remove": lambda table, key: table.pop(key, None),
    },
}

BUILTINS = {
    "len": len,
    "str": shown,
    "int": int,
    "float": float,
    "chr": chr,
    "ord": ord,
    "sorted": sorted,
    "abs": abs,
    "min": min,
    "max": max,
}


# ---------------------------------------------------------------------------------------------------------------------
# The virtual machine
# ---------------------------------------------------------------------------------------------------------------------


class Frame:
    __slots__ = ("code", "instructions", "at", "slots", "stack", "cells", "handlers", "result")

    def __init__(self, code, slots, cells, result=None):
        self.code = code
        self.instructions = code.instructions
        self.at = 0
        self.slots = slots
        self.stack = []
        self.cells = cells
        self.handlers = []
        # What the caller gets instead of the returned value: the new instance, for initialisers.
        self.result = result


(CONST, POP, LOAD, STORE, LOAD_CELL, STORE_CELL, LOAD_GLOBAL, STORE_GLOBAL, DEFINE_GLOBAL, ADD, SUB, MUL, DIV, MOD,
 EQ, NE, LT, LE, GT, GE, RANGE, CONTAINS, NEG, NOT, JUMP, JUMP_IF_FALSE, JUMP_IF_TRUE_KEEP, JUMP_IF_FALSE_KEEP, CALL,
 CALL_METHOD, RETURN, CLOSURE, MAKE_LIST, MAKE_MAP, GET_ITEM, SET_ITEM, GET_MEMBER, SET_MEMBER, GET_SUPER, CLASS, PRINT,
 ITER, NEXT, THROW, TRY, END_TRY, MAKE_CELL) = range(len(OPCODES))


class Machine:
    LIMIT = 400

    def __init__(self):
        self.globals = dict(BUILTINS)
        self.frames = []
        self.output = []
        self.executed = 0

    def run(self, code):
        self.frames = [Frame(code, [], [])]
        while self.frames:
            try:
                self.loop()
            except Thrown as thrown:
                self.unwind(thrown.value)
            except (TypeError, KeyError, IndexError, ValueError, AttributeError) as error:
                self.unwind(f"{type(error).__name__}")

    def unwind(self, value):
        """Give a thrown value to the nearest handler."""
        while self.frames:
            frame = self.frames[-1]
            if frame.handlers:
                target, height = frame.handlers.pop()
                del frame.stack[height:]
                frame.stack.append(value)
                frame.at = target
                return
            self.frames.pop()
        raise LanguageError(f"uncaught: {shown(value)}", 0)

    def loop(self):
        frame = self.frames[-1]
        stack = frame.stack
        instructions = frame.instructions
        slots = frame.slots
        while True:
            opcode, operand = instructions[frame.at]
            frame.at += 1
            self.executed += 1
            if opcode == LOAD:
                stack.append(slots[operand])
            elif opcode == CONST:
                stack.append(operand)
            elif opcode == STORE:
                slots[operand] = stack.pop()
            elif opcode == LOAD_CELL:
                cell = slots[operand] if operand >= 0 else frame.cells[~operand]
                stack.append(cell.value)
            elif opcode == STORE_CELL:
                cell = slots[operand] if operand >= 0 else frame.cells[~operand]
                cell.value = stack.pop()
            elif opcode == MAKE_CELL:
                slots[operand] = Cell(stack.pop())
            elif opcode == LOAD_GLOBAL:
                if operand not in self.globals:
                    raise Thrown(f"undefined name {operand}")
                stack.append(self.globals[operand])
            elif opcode == STORE_GLOBAL:
                if operand not in self.globals:
                    raise Thrown(f"undefined name {operand}")
                self.globals[operand] = stack.pop()
            elif opcode == DEFINE_GLOBAL:
                self.globals[operand] = stack.pop()
            elif opcode == ADD:
                right = stack.pop()
                left = stack[-1]
                if type(left) is int and type(right) is int:
                    stack[-1] = left + right
                else:
                    stack[-1] = add(left, right)
            elif opcode == SUB:
                right = stack.pop()
                stack[-1] = stack[-1] - right
            elif opcode == MUL:
                right = stack.pop()
                stack[-1] = stack[-1] * right
            elif opcode == LT:
                right = stack.pop()
                stack[-1] = stack[-1] < right
            elif opcode == LE:
                right = stack.pop()
                stack[-1] = stack[-1] <= right
            elif opcode == GT:
                right = stack.pop()
                stack[-1] = stack[-1] > right
            elif opcode == GE:
                right = stack.pop()
                stack[-1] = stack[-1] >= right
            elif opcode == EQ:
                right = stack.pop()
                stack[-1] = stack[-1] == right
            elif opcode == NE:
                right = stack.pop()
                stack[-1] = stack[-1] != right
            elif opcode == JUMP_IF_FALSE:
                value = stack.pop()
                if value is None or value is False:
                    frame.at = operand
            elif opcode == JUMP:
                frame.at = operand
            elif opcode == DIV:
                right = stack.pop()
                stack[-1] = divide(stack[-1], right)
            elif opcode == MOD:
                right = stack.pop()
                if right == 0:
                    raise Thrown("division by zero")
                stack[-1] = stack[-1] % right
            elif opcode == JUMP_IF_FALSE_KEEP:
                if truthy(stack[-1]):
                    stack.pop()
                else:
                    frame.at = operand
            elif opcode == JUMP_IF_TRUE_KEEP:
                if truthy(stack[-1]):
                    frame.at = operand
                else:
                    stack.pop()
            elif opcode == POP:
                stack.pop()
            elif opcode == GET_ITEM:
                index = stack.pop()
                stack[-1] = stack[-1][index]
            elif opcode == SET_ITEM:
                value = stack.pop()
                index = stack.pop()
                stack.pop()[index] = value
            elif opcode == GET_MEMBER:
                stack[-1] = self.member(stack[-1], operand)
            elif opcode == SET_MEMBER:
                value = stack.pop()
                stack.pop().fields[operand] = value
            elif opcode == CALL or opcode == CALL_METHOD:
                if opcode == CALL:
                    entered = self.call(stack, operand)
                else:
                    entered = self.call_method(stack, *operand)
                if entered:
                    frame = self.frames[-1]
                    stack, instructions, slots = frame.stack, frame.instructions, frame.slots
            elif opcode == RETURN:
                value = stack.pop() if frame.result is None else frame.result
                self.frames.pop()
                if not self.frames:
                    return
                frame = self.frames[-1]
                stack, instructions, slots = frame.stack, frame.instructions, frame.slots
                stack.append(value)
            elif opcode == NEXT:
                for value in stack[-1]:
                    stack.append(value)
                    break
                else:
                    stack.pop()
                    frame.at = operand
            elif opcode == ITER:
                stack[-1] = iter(stack[-1])
            elif opcode == RANGE:
                end = stack.pop()
                stack[-1] = range(stack[-1], end)
            elif opcode == CONTAINS:
                container = stack.pop()
                stack[-1] = stack[-1] in container
            elif opcode == NEG:
                stack[-1] = -stack[-1]
            elif opcode == NOT:
                stack[-1] = not truthy(stack[-1])
            elif opcode == CLOSURE:
                cells = [slots[where] if where >= 0 else frame.cells[~where] for where in operand.captures]
                stack.append(Closure(operand, cells))
            elif opcode == MAKE_LIST:
                start = len(stack) - operand
                items = stack[start:]
                del stack[start:]
                stack.append(items)
            elif opcode == MAKE_MAP:
                start = len(stack) - 2 * operand
                flat = stack[start:]
                del stack[start:]
                stack.append(dict(zip(flat[::2], flat[1::2])))
            elif opcode == PRINT:
                start = len(stack) - operand
                self.output.append(" ".join(map(shown, stack[start:])))
                del stack[start:]
            elif opcode == TRY:
                frame.handlers.append((operand, len(stack)))
            elif opcode == END_TRY:
                frame.handlers.pop()
            elif opcode == THROW:
                raise Thrown(stack.pop())
            elif opcode == CLASS:
                name, names = operand
                start = len(stack) - len(names)
                methods = dict(zip(names, stack[start:]))
                del stack[start:]
                stack[-1] = Class(name, stack[-1], methods)
            elif opcode == GET_SUPER:
                owner = stack.pop()
                method, found = owner.base.find(operand) if owner.base is not None else (None, None)
                if method is None:
                    raise Thrown(f"no method {operand} above")
                stack[-1] = Bound(stack[-1], method, found)
            else:
                raise AssertionError(f"unknown opcode {OPCODES[opcode]}")

    def member(self, value, name):
        if isinstance(value, Instance):
            if name in value.fields:
                return value.fields[name]
            method, owner = value.cls.find(name)
            if method is not None:
                return Bound(value, method, owner)
        elif isinstance(value, dict) and name in value:
            return value[name]
        raise Thrown(f"no member {name}")

    def call(self, stack, count):
        """Calls what lies under `count` arguments; True when a new frame was entered."""
        start = len(stack) - count
        arguments = stack[start:]
        callee = stack[start - 1]
        del stack[start - 1:]
        return self.enter(stack, callee, arguments)

    def call_method(self, stack, name, count):
        start = len(stack) - count
        arguments = stack[start:]
        receiver = stack[start - 1]
        del stack[start - 1:]
        if type(receiver) is Instance:
            if name in receiver.fields:
                return self.enter(stack, receiver.fields[name], arguments)
            method, owner = receiver.cls.find(name)
            if method is not None:
                return self.enter(stack, method, [receiver, owner, *arguments])
        methods = METHODS.get(type(receiver))
        if methods is not None and name in methods:
            stack.append(methods[name](receiver, *arguments))
            return False
        return self.enter(stack, self.member(receiver, name), arguments)

    def enter(self, stack, callee, arguments):
        result = None
        kind = type(callee)
        if kind is Bound:
            arguments = [callee.receiver, callee.owner, *arguments]
            callee = callee.method
        elif kind is Class:
            result = Instance(callee)
            initialiser, owner = callee.find("init")
            if initialiser is None:
                stack.append(result)
                return False
            arguments = [result, owner, *arguments]
            callee = initialiser
        elif kind is not Closure:
            stack.append(callee(*arguments))
            return False
        code = callee.code
        if len(arguments) != len(code.parameters):
            raise Thrown(f"{code.name} wants {len(code.parameters)} arguments, not {len(arguments)}")
        if len(self.frames) >= self.LIMIT:
            raise Thrown("stack overflow")
        arguments.extend([None] * (code.slots - len(arguments)))
        self.frames.append(Frame(code, arguments, callee.cells, result))
        return True


# ---------------------------------------------------------------------------------------------------------------------
# Programs, each with what it must print
# ---------------------------------------------------------------------------------------------------------------------

PROGRAMS = {}

PROGRAMS["fibonacci"] = ("""
fn fib(n) { if n < 2 { return n; } return fib(n - 1) + fib(n - 2); }
print fib(15);
let a = 0; let b = 1;
for i in 0 .. 30 { let t = a + b; a = b; b = t; }
print a, b;
""", ["610", "832040 1346269"])

PROGRAMS["closures"] = ("""
fn counter(step) {
    let count = 0;
    return fn() { count += step; return count; };
}
let one = counter(1);
let ten = counter(10);
for i in 0 .. 50 { one(); ten(); }
print one(), ten();

fn compose(f, g) => fn(x) => f(g(x));
let twice = compose(fn(x) => x + 1, fn(x) => x * 2);
let total = 0;
for i in 0 .. 200 { total += twice(i); }
print total;

fn fact(n) {
    fn go(k, product) {
        if k == 0 { return product; }
        return go(k - 1, product * k);
    }
    return go(n, 1);
}
print fact(20);

fn map(f, items) { let out = []; for item in items { out.push(f(item)); } return out; }
fn fold(f, items, start) { let value = start; for item in items { value = f(value, item); } return value; }
fn compile_adders(n) { let out = []; for i in 0 .. n { out.push(fn(x) => x + i); } return out; }
print map(fn(f) => f(100), compile_adders(5)).join(" ");
print fold(fn(a, b) => a + b, map(fn(x) => x * x, [1, 2, 3, 4]), 0);
""", ["51 510", "40000", "2432902008176640000", "100 101 102 103 104", "30"])

PROGRAMS["classes"] = ("""
class Shape {
    fn init(name) { self.name = name; }
    fn area() => 0;
    fn describe() => self.name + ": " + str(self.area());
}
class Square : Shape {
    fn init(side) { super.init("square"); self.side = side; }
    fn area() => self.side * self.side;
}
class Rectangle : Square {
    fn init(width, height) { super.init(width); self.name = "rectangle"; self.height = height; }
    fn area() => self.side * self.height;
    fn describe() => "a " + super.describe();
}
let shapes = [Square(3), Rectangle(2, 5), Shape("nothing")];
for shape in shapes { print shape.describe(); }
let total = 0;
for i in 0 .. 150 { total += Square(i).area() + Rectangle(i, 2).area(); }
print total;

class Node { fn init(key) { self.key = key; self.left = nil; self.right = nil; } }
class Tree {
    fn init() { self.root = nil; self.size = 0; }
    fn insert(key) {
        let fresh = Node(key);
        self.size += 1;
        if self.root == nil { self.root = fresh; return; }
        let node = self.root;
        while true {
            if key < node.key {
                if node.left == nil { node.left = fresh; return; }
                node = node.left;
            } else {
                if node.right == nil { node.right = fresh; return; }
                node = node.right;
            }
        }
    }
    fn walk(visit) {
        fn go(node) { if node != nil { go(node.left); visit(node.key); go(node.right); } }
        go(self.root);
    }
}
let tree = Tree();
let seed = 42;
for i in 0 .. 120 { seed = (seed * 1103 + 12345) % 65536; tree.insert(seed % 1000); }
let ordered = true; let last = -1; let seen = 0;
tree.walk(fn(key) { if key < last { ordered = false; } last = key; seen += 1; });
print ordered, seen == tree.size, last;
""", ["square: 9", "a rectangle: 10", "nothing: 0", "1136125", "true true 978"])

PROGRAMS["errors"] = ("""
fn risky(n) {
    if n % 3 == 0 { throw "three"; }
    if n % 5 == 0 { return n / 0; }
    if n % 7 == 0 { return [1, 2][n]; }
    return n;
}
let counts = {"ok": 0};
for i in 1 .. 200 {
    try { risky(i); counts["ok"] += 1; }
    catch e { counts[e] = counts.get(e, 0) + 1; }
}
print counts;
fn finder(items, wanted) {
    for item in items {
        try { if item == wanted { return "found " + str(item); } if item < 0 { continue; } if item > 90 { break; } }
        catch e { print "never"; }
    }
    return "no " + str(wanted);
}
print finder([3, -1, 5], 5), finder([3, 95, 5], 5);
fn deep(n) => deep(n + 1) + 1;
try { deep(0); } catch e { print "caught", e; }
try { try { throw {"code": 7}; } catch e { throw e.code + 1; } } catch e { print "outer", e; }
try { missing(); } catch e { print e; }
try { fn(a) { return a; }(); } catch e { print e; }
""", ["{ok: 92, three: 66, division by zero: 26, IndexError: 15}", "found 5 no 5", "caught stack overflow", "outer 8",
      "undefined name missing", "anonymous wants 1 arguments, not 0"])

PROGRAMS["sorting"] = ("""
fn quicksort(items) {
    if items.size() < 2 { return items; }
    let pivot = items[0]; let small = []; let large = [];
    for item in items.slice(1, items.size()) {
        if item < pivot { small.push(item); } else { large.push(item); }
    }
    let out = quicksort(small);
    out.push(pivot);
    for item in quicksort(large) { out.push(item); }
    return out;
}
fn bubble(items) {
    let n = items.size();
    let swapped = true;
    while swapped {
        swapped = false;
        for i in 1 .. n {
            if items[i - 1] > items[i] {
                let t = items[i]; items[i] = items[i - 1]; items[i - 1] = t;
                swapped = true;
            }
        }
        n -= 1;
    }
    return items;
}
let data = []; let x = 7;
for i in 0 .. 60 { x = (x * 137 + 71) % 509; data.push(x); }
let expected = sorted(data);
print quicksort(data) == expected, bubble(data) == expected, expected[0], expected[59];
""", ["true true 8 489"])

PROGRAMS["sieve_and_words"] = ("""
let limit = 700; let flags = [];
for i in 0 .. limit { flags.push(true); }
let primes = []; let n = 2;
while n < limit {
    if flags[n] {
        primes.push(n);
        let m = n * n;
        while m < limit { flags[m] = false; m += n; }
    }
    n += 1;
}
print primes.size(), primes[primes.size() - 1];
let text = "the quick brown fox jumps over the lazy dog and the quick cat naps";
let tally = {};
for word in text.split(" ") { tally[word] = tally.get(word, 0) + 1; }
let best = ""; let most = 0;
for word in tally.keys() { if tally[word] > most { most = tally[word]; best = word; } }
print best, most, tally.size(), "fox" in tally, not ("cow" in tally);
fn caesar(text, shift) {
    let out = "";
    for ch in text {
        if ch == " " { out += ch; } else { out += chr((ord(ch) - 97 + shift) % 26 + 97); }
    }
    return out;
}
print caesar(caesar(text, 5), 21) == text, caesar("abc xyz", 3);
let grid = [];
for y in 0 .. 12 { let row = []; for x in 0 .. 12 { row.push((x * y) % 7); } grid.push(row); }
let diagonal = 0;
for i in 0 .. 12 { diagonal += grid[i][i] + grid[i][11 - i]; }
print diagonal, 2 + 3 * 4 - 6 / 2, (2 + 3) * 4 % 7, 1.5 * 2, -3 + 1, 7 / 2, 7.0 / 2;
if 1 + 1 == 2 and not false { print "folded"; } else { print "never"; }
""", ["125 691", "the 3 11 true true", "true def abc", "47 11 6 3 -2 3 3.5", "folded"])

BROKEN = {
    "let x = ;": "line 1: unexpected ';'",
    "let s = \"abc\nprint s;": "line 1: string without end",
    "\n\nbreak;": "line 3: break outside a loop",
    "print 1 +* 2;": "line 1: unexpected '*'",
    "f() = 3;": "line 1: cannot assign to this",
    "fn f(a b) {}": "line 1: expected ',', found 'b'",
    "print 5 $ 6;": "line 1: unexpected character '$'",
    "return 5;": "line 1: return outside a function",
    "print \"\\q\";": "line 1: unknown escape \\q",
    "throw [1, nil];": "line 0: uncaught: [1, nil]",
}


def compiled(source):
    tree = Parser(Scanner(source).scan()).program()
    optimiser = Optimiser()
    return Compiler.program(optimiser.visit(tree)), optimiser.folded


def broken_programs():
    for source, expected in BROKEN.items():
        try:
            Machine().run(compiled(source)[0])
        except LanguageError as error:
            assert str(error) == expected, (source, str(error))
        else:
            raise AssertionError(source)
    return len(BROKEN)


def run(rounds):
    executed = folded = listed = failures = 0
    for _ in range(rounds):
        for name, (source, expected) in PROGRAMS.items():
            code, count = compiled(source)
            folded += count
            listed += sum(len(line) for line in code.listing())
            machine = Machine()
            machine.run(code)
            assert machine.output == expected, (name, machine.output)
            executed += machine.executed
        failures += broken_programs()
    return f"{executed} {folded} {listed} {failures}"


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    result = run(size)
    assert result == KNOWN.get(size, result), result
    print("language_vm", size, result)
