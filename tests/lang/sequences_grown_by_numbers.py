# What `+=`, `*=`, `+` and `*` ask of the right operand before a sequence grows or is repeated.
import array, collections
class R:
    def __radd__(s, o): return ("radd", type(o).__name__)
    def __rmul__(s, o): return ("rmul", type(o).__name__)
    def __iter__(s): return iter("xy")
    def __index__(s): return 2
class N(R):
    def __radd__(s, o): return NotImplemented
    __rmul__ = __radd__
class L(list): pass
class LR(list):
    def __radd__(s, o): return "LR"
    def __rmul__(s, o): return "LRm"
for cls in R, N, L, LR:
    for make in (lambda: [1], lambda: bytearray(b"a"), lambda: array.array("b", [1]), lambda: collections.deque([1]), lambda: (1,), lambda: "a", lambda: L([5]), lambda: b"z"):
        for op in "+=", "*=", "+", "*":
            x, y = make(), cls()
            try:
                if op == "+=": x += y
                elif op == "*=": x *= y
                elif op == "+": x = x + y
                else: x = x * y
                print(cls.__name__, op, x)
            except TypeError as e: print(cls.__name__, op, type(e), e)
import copy
for x in [1], (1,), "a", b"a", bytearray(b"a"), array.array("b",[1]), collections.deque([1]):
    for y in None, 1.5, [1], "x":
        for op in "*", "+", "*=", "+=":
            for p, q in (x, y), (y, x):
                try:
                    p = copy.copy(p); q = copy.copy(q)
                    if op == "*": r = p * q
                    elif op == "+": r = p + q
                    elif op == "*=": p *= q; r = p
                    else: p += q; r = p
                    print(type(p).__name__, op, q, r)
                except TypeError as e: print(type(p).__name__, op, q, e)
print("ok")
