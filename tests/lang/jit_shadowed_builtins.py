# Globals that come to shadow a builtin while code that uses it is hot.
def direct(n):
    found = []
    for i in range(n):
        if i == 25:
            globals()["len"] = lambda q: 3
        found.append(len("a"))
    return found


assert direct(60) == [1] * 25 + [3] * 35
del len
assert direct(60) == [1] * 25 + [3] * 35
del len


def note(what):
    if len(notes) < 60:
        notes.append(what)


def callee(n):
    for i in range(n):
        if i == 25:
            globals()["len"] = lambda q: 3
        note(0)


notes = []
callee(120)
del len
assert len(notes) == 120


# In a module's own loop, and in globals that are not this module's.
space = {"found": [], "set": lambda: space.update(abs=lambda q: "shadow")}
exec("for i in range(50):\n    if i == 30: set()\n    found.append(abs(-1))", space)
assert space["found"] == [1] * 30 + ["shadow"] * 20

print("ok")
