"""Operations of sets that are small or large, of keys with and without methods of their own."""
import random
random.seed(5)
def mk(n,r): return {random.randrange(r) for _ in range(n)}
class E:
    def __init__(s,v): s.v=v
    def __hash__(s): return hash(s.v)
    def __eq__(s,o): return isinstance(o,E) and s.v==o.v
for n in (0,1,3,8,20,32,33,40,100,1000):
  for m in (0,1,5,31,32,33,200):
    a,b=mk(n,n+10),mk(m,n+10)
    for f in (set,frozenset):
        x,y=f(a),frozenset(b)
        assert type(x|y) is f
        assert sorted(x|y)==sorted(list(a)+[q for q in b if q not in a])
        assert sorted(x&y)==sorted(q for q in a if q in b)
        assert sorted(x-y)==sorted(q for q in a if q not in b)
        assert sorted(x^y)==sorted([q for q in a if q not in b]+[q for q in b if q not in a])
        assert (x|y)-y==x-y and len(x|y)==len(x)+len(y-x)
    ea,eb={E(q) for q in a},{E(q) for q in b}
    assert sorted(q.v for q in ea|eb)==sorted(a|b) and sorted(q.v for q in ea&eb)==sorted(a&b) and sorted(q.v for q in ea^eb)==sorted(a^b) and sorted(q.v for q in ea-eb)==sorted(a-b)
    ta,tb={(q,str(q)) for q in a},{(q,str(q)) for q in b}
    assert sorted(q[0] for q in ta|tb)==sorted(a|b) and sorted(q[0] for q in ta&tb)==sorted(a&b) and sorted(q[0] for q in ta^tb)==sorted(a^b) and sorted(q[0] for q in ta-tb)==sorted(a-b)
class S(set): pass
assert type(S([1])|{2}) is set and type(S([1])-{2}) is set
s=set([1,2,3]); 
for i in range(100): s.remove(1); s.add(1)
assert s=={1,2,3} and set([])==set() and set([1.0,1,True])=={1}
try: {1}|[2]
except TypeError as e: print(e)
print("ok")
