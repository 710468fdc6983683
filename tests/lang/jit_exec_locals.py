# Code that is executed again and again, in its globals, in other globals, and with locals of its own.
code = compile("for i in range(40):\n    x = y\n    z = x", "code", "exec")
space = {"y": 1}
for turn in range(30):
    exec(code, space)
own = {"y": 2}
for turn in range(30):
    exec(code, space, own)
    assert own["x"] == 2 == own["z"] and space["x"] == 1
for turn in range(30):
    other = {"y": turn}
    exec(code, other)
    assert other["x"] == turn and space["x"] == 1
for turn in range(30):
    space["y"] = turn
    exec(code, space)
    assert space["z"] == turn and own["z"] == 2

print("ok")
