"""global, nonlocal, del, UnboundLocalError, name lookup order, locals(), globals(), class scopes."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")

value = "module"


def reads():
    return value


def writes():
    global value
    value = "changed"


def shadows():
    value = "local"
    return value


assert reads() == "module" and shadows() == "local" and value == "module"
writes()
assert reads() == "changed"


def unbound():
    print(value)
    value = 1


def unbound_del():
    item = 1
    del item
    return item


def unbound_except():
    try:
        raise ValueError
    except ValueError as error:
        pass
    return error


raises(UnboundLocalError, "cannot access local variable 'value' where it is not associated with a value", unbound)
raises(UnboundLocalError, "cannot access local variable 'item' where it is not associated with a value", unbound_del)
raises(UnboundLocalError, "cannot access local variable 'error' where it is not associated with a value", unbound_except)
raises(NameError, "name 'nowhere' is not defined", lambda: nowhere)


def makes_global():
    global fresh
    fresh = 1


raises(NameError, "name 'fresh' is not defined", lambda: fresh)
makes_global()
assert fresh == 1
del fresh
raises(NameError, "name 'fresh' is not defined", lambda: fresh)


def local_names(a, b=2):
    c = 3
    return locals()


assert local_names(1) == {"a": 1, "b": 2, "c": 3}
assert globals()["value"] == "changed"
assert globals() is globals()
assert "raises" in globals()
globals()["made"] = 5
assert made == 5
len_before = len
len = lambda x: "shadowed"
assert len([]) == "shadowed"
del len
assert len([1]) == 1 and len is len_before


class Scope:
    value = "class"
    seen = value
    method = lambda self: value
    listed = [value for _ in range(1)]
    iterated = [x for x in value]


assert Scope.seen == "class"
assert Scope().method() == "changed"
assert Scope.listed == ["changed"]
assert Scope.iterated == list("class")


class GlobalInClass:
    global declared
    declared = 1
    own = 2


assert declared == 1
assert not hasattr(GlobalInClass, "declared")
assert GlobalInClass.own == 2


def nonlocal_class():
    x = 1

    class C:
        nonlocal x
        x = 2

    return x, hasattr(C, "x")


assert nonlocal_class() == (2, False)
for loop_variable in range(3):
    pass
assert loop_variable == 2
squares = [hidden for hidden in range(3)]
raises(NameError, "name 'hidden' is not defined", lambda: hidden)


def delete_twice():
    a = [1, 2]
    b = c = a
    del b, (c)
    return a


assert delete_twice() == [1, 2]
target = {"k": [1, 2, 3], "j": 0}
del target["k"][1], target["j"]
assert target == {"k": [1, 3]}
for source, message in [
    ("def f(a):\n    global a", "name 'a' is parameter and global"),
    ("def f():\n    x = 1\n    global x", "name 'x' is assigned to before global declaration"),
    ("def f():\n    print(x)\n    global x", "name 'x' is used prior to global declaration"),
    ("nonlocal x", "nonlocal declaration not allowed at module level"),
    ("def f():\n    nonlocal q", "no binding for nonlocal 'q' found"),
    ("def f():\n    x = 1\n    def g():\n        global x\n        nonlocal x", "name 'x' is nonlocal and global"),
]:
    try:
        compile(source, "<t>", "exec")
    except SyntaxError as error:
        assert error.msg == message, error.msg
    else:
        raise AssertionError(source)

print("ok")
