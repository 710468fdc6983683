# Comprehensions inlined in class bodies, PEP 695 scopes, __future__ annotations, flags of compile().


class InClass:
    y = 1
    squares = [x * x for x in range(3)]
    calls = [(lambda: x)() for x in range(3)]
    try:
        bad = [y for x in [1]]
    except NameError as error:
        caught = str(error)
    first = [i for i in [y]]


assert InClass.squares == [0, 1, 4] and InClass.calls == [0, 1, 2]
assert InClass.caught == "name 'y' is not defined"
assert InClass.first == [1] and not hasattr(InClass, "x") and not hasattr(InClass, "i")


def own_cells():
    functions = []
    for i in range(2):
        functions.append([lambda: x for x in range(i, i + 3)])
    return [[f() for f in row] for row in functions]


assert own_cells() == [[2, 2, 2], [3, 3, 3]]


def sees_locals():
    other = 1
    return [sorted(locals()) for x in [1]], sorted(locals())


assert sees_locals() == ([["other", "x"]], ["other"])
assert [("name" in locals()) for name in [1]] == [True] and "name" not in locals()


def outer_t(T):
    def inner[T](x=T, *, y=T) -> T:
        return x, y
    return inner


assert outer_t("outside")() == ("outside", "outside")


class Generic[T]:
    X = int

    def method[U: X](self, a: X) -> U: ...

    type Alias = X
    type Of[V: X] = list[V]


assert Generic.Alias.__value__ is int
assert Generic.method.__annotations__["a"] is int
assert Generic.method.__type_params__[0].__bound__ is int


class Spread[T](*[dict], **{}): ...


assert Spread.__orig_bases__[0] is dict and Spread.__orig_bases__[-1].__args__ == Spread.__type_params__

space = {}
exec("""from __future__ import annotations
a: b   if c else (lambda *a, b=1, **k: -b**2)[1:2, ...]
d: f'{x!r:>{z}}'
e: "quoted"
g: (1, 2)
h: not (a   or b) and c
""", space)
assert space["__annotations__"] == {  # as CPython writes them
    "a": "b if c else (lambda*a, b=1, **k: -b ** 2)[1:2, ...]",
    "d": "f'{x!r:>{z}}'",
    "e": "'quoted'",
    "g": "(1, 2)",
    "h": "not (a or b) and c",
}


def error(source, **options):
    try:
        compile(source, "<test>", "exec", **options)
    except SyntaxError as e:
        return e.msg, e.lineno, e.offset, e.end_lineno, e.end_offset
    raise AssertionError(source)


assert error("try: pass\nexcept* E: return", )[0] == "'return' outside function"
message = "'break', 'continue' and 'return' cannot appear in an except* block"
assert error("def f():\n try: pass\n except* E: return") == (message, 3, 13, 3, 19)
assert error("for x in y:\n try: pass\n except* E: break")[0] == message
assert error("for x in y:\n try: pass\n except* E: continue")[0] == message
compile("try: pass\nexcept* E:\n for x in y: break", "<test>", "exec")
assert error("from __future__ import nope")[0] == "future feature nope is not defined"
assert error("from __future__ import braces")[0] == "not a chance"
assert error("x = 1\nfrom __future__ import division")[0].startswith("from __future__ imports must occur")
assert error("def f():\n global x\n x: int")[0] == "annotated name 'x' can't be global"
assert error("def f():\n x: int\n global x")[0] == "annotated name 'x' can't be global"
assert error("[x := 1 for x in y]")[0] == "assignment expression cannot rebind comprehension iteration variable 'x'"
assert error("[i for i in (j := [1])]")[0] == "assignment expression cannot be used in a comprehension iterable expression"
assert error("class A: [x := 1 for y in z]")[0] == \
    "assignment expression within a comprehension cannot be used in a class body"
assert error("def f(): [(yield) for x in y]")[0] == "'yield' inside list comprehension"
assert error("def f[T, T](): ...")[0] == "duplicate type parameter 'T'"
assert error("type A[T] = (yield)")[0] == "yield expression cannot be used within a type alias"
assert error("def f[T: (x := 1)](): ...")[0] == "named expression cannot be used within a TypeVar bound"
assert error("f(a=1, a=2)")[0] == "keyword argument repeated: a"
assert error("__debug__ = 1")[0] == "cannot assign to __debug__"
assert error("def f(__debug__): ...")[0] == "cannot assign to __debug__"
assert error("*a = 1")[0] == "starred assignment target must be in a list or tuple"
assert error("a, *b, *c = 1")[0] == "multiple starred expressions in assignment"
assert error("def f():\n  await x")[0] == "'await' outside async function"
assert error("await x")[0] == "'await' outside function"
assert error("def f():\n  async with x: ...")[0] == "'async with' outside async function"
assert error("async def f():\n  yield from x")[0] == "'yield from' inside async function"
assert error("é = 1; return") == ("'return' outside function", 1, 9, 1, 15)
nested = "".join("  " * n + f"for x{n} in y:\n" for n in range(21)) + "  " * 21 + "pass"
assert error(nested)[0] == "too many statically nested blocks"

TOP_LEVEL_AWAIT = 0x2000
code = compile("x = await y()", "<test>", "exec", flags=TOP_LEVEL_AWAIT)
assert code.co_flags & 0x80


async def y():
    return 5


space = {"y": y}
try:
    eval(code, space).send(None)
except StopIteration:
    pass
assert space["x"] == 5

for bad, message in [(dict(flags=1), "compile(): unrecognised flags"), (dict(optimize=3), "compile(): invalid optimize value")]:
    try:
        compile("1", "<test>", "eval", **bad)
    except ValueError as e:
        assert str(e) == message
    else:
        raise AssertionError(bad)
assert eval(compile("__debug__", "<test>", "eval", optimize=1)) is False
assert compile("x: int", "<test>", "exec", flags=0x1000000).co_flags & 0x1000000


def closing():
    a, b = 1, 2

    def inner():
        out.append((a, b))
    return inner


out = []
inner = closing()
exec(inner.__code__, globals(), closure=inner.__closure__)
assert out == [(1, 2)]
try:
    exec(inner.__code__)
except TypeError as e:
    assert str(e) == "code object requires a closure of exactly length 2"
try:
    eval(inner.__code__)
except TypeError as e:
    assert str(e) == "code object passed to eval() may not contain free variables"
try:
    eval("1", 5)
except TypeError as e:
    assert str(e) == "globals must be a dict"
print("ok")
