//! Handlers must *jump* to each other: one that calls the next leaves a frame on the native stack each time it runs.

use crate::options::Options;
use crate::vm::Vm;

/// Native stack of the thread that runs the loop, of which all but 256 KiB may be used.
const STACK: usize = 1 << 20;

/// Runs every kind of instruction so often that a few bytes left behind each time would not fit the stack.
const PROGRAM: &str = r#"
class Manager:
    def __enter__(self):
        return self

    def __exit__(self, *args):
        return True

    async def __aenter__(self):
        return self

    async def __aexit__(self, *args):
        return True


class Items:
    def __init__(self):
        self.left = 2

    def __aiter__(self):
        return self

    async def __anext__(self):
        self.left -= 1
        if self.left == 0:
            raise StopAsyncIteration
        return self.left


class Point:
    __match_args__ = ("x", "y")
    kind = "point"

    def __init__(self, x, y=2, *rest, k=3, **kw):
        self.x = x
        self.y = y

    def __add__(self, other):
        return self

    def __matmul__(self, other):
        return self

    def __getitem__(self, key):
        return key

    def __setitem__(self, key, value):
        pass

    def __delitem__(self, key):
        pass

    def __contains__(self, item):
        return True

    def __lt__(self, other):
        return True

    def __eq__(self, other):
        return True

    def __bool__(self):
        return True

    def __len__(self):
        return 1

    def __neg__(self):
        return self

    @property
    def area(self):
        return 1

    @classmethod
    def make(cls):
        return cls(1)


class Derived(Point):
    def __init__(self):
        super().__init__(1)

    def base(self):
        return super().kind, super().__add__(self)


class Slots:
    __slots__ = ("a", "b")


def numbers():
    got = yield 1
    yield from (2, 3)
    return 3


def delegating():
    return (yield from numbers())


async def nothing():
    return 1


async def asynchronous():
    await nothing()
    async with Manager():
        pass
    async for item in Items():
        pass
    return [x async for x in agen()]


async def agen():
    yield 1


total = 0


def default(a, b=1, *c, d=2, **e):
    return a


def everything(i):
    global total
    total = total + 1
    p, q = Point(1), Derived()
    q.base(), q.area, Point.make(), Point(1, 2, 3, k=4, z=5), p.area
    for o in (p, q, Manager(), 1, "", Point, int, len):
        getattr(o, "x", None)
        o.__class__
        o.__init__
    p.x += 1
    del p.y
    s = Slots()
    s.a = i
    s.a
    a, b = i, 7
    a + b, a - b, a * b, a / b, a // b, a % b, a & b, a | b, a ^ b, a << b, a >> b, a ** 2, -a, +a, ~a, not a
    a + 1, a - 1, a * 3, a // 3, a % 3, a & 3, a << 3, a >> 3, a / 2
    x, y = i + 0.5, 2.5
    x + y, x - y, x * y, x / y, x // y, x % y, x ** 2, -x, x < y, x == y, x + a, a + x
    big = (a + 1) << 70
    big + 1, big - a, big * big, big // 7, big % 7, big & 255, big | 1, big ^ 1, big >> 3, -big, big < a
    p + q, p @ q, -p, p[0], p < q, p == q, 1 in p, p in (p,), p is q, p is not q
    p[0] = 1
    del p[0]
    if p:
        a < b, a <= b, a > b, a >= b, a != b
    if a < b and x < y and p < q and "a" < "b":
        pass
    if a == b or x == y or a in (1, 2) or a not in [1, 2] or p is None or q is not None:
        pass
    if a < 1000000 and a >= 0 and a != -1 and x > 0 and p != 3:
        pass
    items = [1, 2, *range(3), a]
    mapping = {"a": 1, **{"b": a}, a: 2}
    group = {1, a, *items}
    items[0], items[-1], items[1:2], mapping["a"], mapping[a], "abc"[1], "abc"[1:], (1, 2)[0], (1, 2)[a % 2]
    items[0] = a
    items[1:2] = [5]
    items[a % 3] = a
    mapping["c"] = a
    del mapping["c"], items[0]
    first, *rest = items
    first, second = "ab"
    first, second = [1, 2]
    (first, second), third = (1, 2), 3
    for k, v in mapping.items():
        pass
    for k, v in enumerate(items):
        pass
    for k, v in zip(items, group):
        pass
    for k in mapping:
        pass
    for k in "ab":
        pass
    for k in (1, 2):
        pass
    for k in items:
        pass
    for k in range(2):
        pass
    for k in numbers():
        pass
    for k in delegating():
        pass
    for k in map(len, ("a", "b")):
        pass
    [n for n in items if n], {n for n in items}, {n: n for n in items}, sum(n for n in items), [n for n, m in zip(items, items)]
    f"{a} {x:.2f} {p.x!r:>5} {'s'!s}", "%s %d" % (a, b), "a" + "b"
    default(1), default(1, 2), default(1, 2, 3), default(1, d=3), default(*items), default(1, **{"z": 2}), default(*(1,), **{})
    len(items), max(1, 2), isinstance(p, Point), items.append(1), items.pop(), "a,b".split(","), "x".join(["a"]), print
    items.sort(key=lambda n: -n)
    captured = 1

    def inner():
        nonlocal captured
        captured += 1
        return captured, lambda: a

    inner()[1]()
    del captured
    try:
        captured
    except NameError:
        pass
    try:
        raise ValueError("x") from None
    except (KeyError, ValueError) as error:
        try:
            raise
        except Exception:
            pass
    finally:
        pass
    try:
        try:
            1 / 0
        finally:
            pass
    except ZeroDivisionError:
        pass
    try:
        raise ExceptionGroup("g", [ValueError(1), KeyError(2)])
    except* ValueError:
        pass
    except* KeyError:
        pass
    with Manager() as m, Manager():
        raise ValueError
    try:
        assert a < 0, "no"
    except AssertionError:
        pass
    match [a, p, mapping, None, "text", 1.5][i % 6]:
        case int(n) if n < 0:
            pass
        case Point(x=3, y=4) | Point(5, 6):
            pass
        case {"a": 1, **others}:
            pass
        case {"q": _}:
            pass
        case None:
            pass
        case [1, *_]:
            pass
        case "other" | 2.5:
            pass
        case captured:
            pass
    match mapping:
        case {"a": 1, "b": bb, **others}:
            pass
    match p:
        case Point(x=xx):
            pass
    coroutine = asynchronous()
    try:
        coroutine.send(None)
    except StopIteration:
        pass
    generator = numbers()
    next(generator), generator.send(1), generator.close()
    type("T", (), {})
    if i % 100 == 0:

        class Local:
            value = i

        exec("del_me = 1; del_me += 1; del del_me")
    return x


i = 0
while i < 6000:
    everything(i)
    i += 1
"#;

#[test]
fn no_instruction_leaves_anything_on_the_native_stack() {
    let run = || {
        let mut vm = Vm::new(Options::default());
        vm.set_native_stack(STACK);
        let globals = vm.dict().expect("there is memory");
        let name = vm.str("__main__").expect("there is memory");
        globals.set_text(&mut vm, "__name__", name.value()).expect("there is memory");
        let result = vm.compile_source(PROGRAM.as_bytes(), "<test>", "exec");
        let result = result.and_then(|code| vm.run_code(code, globals, globals.value()));
        result.map(|_| ()).map_err(|raised| {
            let exception = vm.take_exception(raised);
            vm.repr_text(exception).unwrap_or_default()
        })
    };
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(run).expect("threads can be made");
    assert_eq!(thread.join().expect("nothing panics"), Ok(()));
}
