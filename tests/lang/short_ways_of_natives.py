"""Norms, factorials, texts of ints, searches and digits of bytes: the short ways."""
import array
import bisect
import itertools
import math
import operator
import pickle
import random

random.seed(5)
digest = 0
for _ in range(5000):
    point = [random.uniform(-1, 1) * 10 ** random.randint(-300, 300) for _ in range(random.randint(1, 4))]
    if random.random() < 0.5:
        point = [random.gauss(0, 10) for _ in point]
    digest = hash((digest, math.hypot(*point), math.dist(point, [0.5] * len(point))))
print(digest)
for point in ((1e308, 1e308), (5e-324, 5e-324), (3, 4), (1e-310, 2e-310), (1.7e308,), (math.inf, math.nan), (0.0, 0.0),
              (1e300, 1e-300), (2.0**1023, 1.0), (2**-1022, 2**-1023)):
    print(math.hypot(*point))
print([math.factorial(n) for n in range(25)])
for n in (10**19, 10**19 - 1, 2**64, -(2**64), 10**38, 10**57, 10**76, 10**77 - 1, 2**256 - 1, 2**256, 10**38 * 7):
    print(n, repr(-n))
for _ in range(2000):
    n = random.getrandbits(random.randint(49, 300))
    assert int(str(n)) == n and int(str(-n)) == -n and int(str(n * 10**19)) == n * 10**19
print(b"".hex(), b"\x00\xff".hex(), bytes(range(100)).hex(), bytearray(b"abc").hex(), b"abc".hex(":"))
items = sorted(random.randrange(50) for _ in range(40))
print([(bisect.bisect_left(items, x), bisect.bisect_right(items, x)) for x in (-1, 0, 5, 25, 60, 12.5)])
print(bisect.bisect([1.0, 2.5], 2), bisect.bisect_left("abc", "b"))
for p in range(6):
    o=['a','b','a',['c','a','é','x'*300,'y'*70000],{'a':'b'},b'zz',b'zz',('a',('a',)),{'q'},'']
    s=pickle.dumps(o,p); assert pickle.loads(s)==o
    print(p, len(s))
d={b'a':1,b'':2,bytes([200]):3}
w=b'a'
for i in range(300): d[w+bytes([i%256])]=i
print(d[bytes([97])],d[b''],bytes([97]) in d,b'zz' in d,'a' in d,len(d),d[b'a\x05'])
s={b'x',b'y'}; print(b'x' in s,sorted(s|{b'z'}), sorted(s&{b'x'}))
class B(bytes):
    def __eq__(s,o): return True
    __hash__=bytes.__hash__
print({b'a':1}.get(B(b'a')),{B(b'q'):5}.get(b'q'))
for v in ([1,2,3],(255,0),[],(),[True],[256],[-1],['a'],[1.5],list(range(40)),[2**70]):
    try: print(bytes(v))
    except Exception as e: print(type(e).__name__,e)
print(operator.itemgetter(1)([1,2]),operator.itemgetter(0,1)((3,4)),operator.attrgetter('real','imag')(5))
for f in (lambda:operator.itemgetter(),lambda:operator.itemgetter(a=1),lambda:operator.attrgetter(1),lambda:itertools.chain(a=1),lambda: itertools.chain(1)):
    try: print(list(f()))
    except TypeError as e: print(e)
class Ch(itertools.chain):
    def __init__(self,*a,k=1): self.k=k
print(list(Ch([1],[2],k=5)),list(itertools.chain()),list(itertools.chain.from_iterable([[1],[2]])))
a=array.array('i',[1,2,3])
def f():
    for i in range(5000): a.append(i); a.pop()
f(); print(a)
try: a.append(2**40)
except OverflowError as e: print(e)
try: a.append('x')
except TypeError as e: print(e)
m=memoryview(a)
try: a.append(1)
except BufferError as e: print(e)
try: array.array('b').pop()
except IndexError as e: print(e)
print("ok")
