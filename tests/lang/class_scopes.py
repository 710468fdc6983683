# `__class__` in class bodies, and what the scopes of type parameters see of a class.
class Outer:
    def method(self):
        class Inner:
            seen = __class__

            def own(self):
                return __class__

        return Inner


Inner = Outer().method()
assert Inner.seen is Outer
assert Inner().own() is Inner

try:
    exec("class X:\n    __class__\n    def f():\n        __class__", {})
except NameError as error:
    assert type(error) is NameError
else:
    raise AssertionError


class Meta(type):
    def mro(cls):
        cls.__dict__["note"]()
        return super().mro()


def early():
    seen = None

    class Made(metaclass=Meta):
        def note():
            nonlocal seen
            seen = __class__

    return seen is Made


assert early()

x = "global"


def outer():
    x = "nonlocal"

    class First:
        type Alias = x
        value = Alias.__value__

        def method[T: x](self, arg: x): ...

        bound = method.__type_params__[0].__bound__
        x = "class"

    class Second:
        global x
        type Alias = x

    Second.x = "class"
    return First, Second


First, Second = outer()
assert (First.value, First.bound, First.method.__annotations__["arg"]) == ("global",) * 3
assert Second.Alias.__value__ == "global"

for source in ("type A = lambda: T", "type A[T] = (T for _ in x)", "type A = [T for _ in x]", "def f[U](x: (T for _ in x)): ...",
               "class I[U](f([T for _ in x])): ..."):
    try:
        compile(f"class C[T]:\n    {source}\n", "<test>", "exec")
    except SyntaxError as error:
        what = "lambda" if "lambda" in source else "comprehension"
        assert error.msg == f"Cannot use {what} in annotation scope within class scope", error.msg
    else:
        raise AssertionError(source)
compile("class C[T]:\n    def f(self, x=[T for _ in ()]): return lambda: T\n", "<test>", "exec")
print("ok")
