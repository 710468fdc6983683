"""One code object run with many globals: inline caches are kept for a few of them."""

c = compile("x + y * len(z)", "e", "eval")
def run(n):
    t = 0
    for i in range(n):
        t += eval(c, {"x": i, "y": 2, "z": "abc"})
    return t
assert run(3000) == sum(i + 6 for i in range(3000))
d = compile("x = 0\ndef f(k):\n    global x\n    x = x + k\n    return x\ng = lambda: x\n", "e", "exec")
fs = []
for i in range(20):
    ns = {}
    exec(d, ns)
    fs.append((ns, ns["f"], ns["g"]))
for r in range(200):
    for i, (ns, f, g) in enumerate(fs):
        f(i)
for i, (ns, f, g) in enumerate(fs):
    assert ns["x"] == 200 * i == g(), (i, ns["x"], g())
    ns["x"] = 5
    assert g() == 5
    del ns["x"]
    try: g()
    except NameError as e: assert str(e) == "name 'x' is not defined", e
    else: assert 0
    ns["len"] = 3
e = compile("len", "e", "eval")
for i in range(20):
    assert eval(e, {}) is len
    assert eval(e, {"len": i}) == i
    assert eval(e, {}, {"len": -i}) == -i
class D(dict):
    def __missing__(self, k): return k * 2
m = compile("abc", "e", "eval")
for i in range(20):
    assert eval(m, {}, D()) == "abcabc"
print("ok")
