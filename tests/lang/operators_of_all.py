# Operators and comparisons of values of all builtin types with each other, again and again.
import itertools, operator
vals=[True,False,0,1,-1,2,1.0,0.0,float('nan'),float('inf'),10**15,10**20,-10**20,10**40,-10**40,1e20,None,"a","",b"a",(1,),[1],{1:2},{1},frozenset([1]),1j,(),[],{},bytearray(b"a"),range(1),object, 2**63, -2**63, 2**64, 2**127, 2**128]
ops=[operator.eq,operator.ne,operator.lt,operator.le,operator.gt,operator.ge,operator.sub,operator.add,operator.mul,operator.and_,operator.or_,operator.xor,operator.floordiv,operator.mod,operator.truediv]
def go(f,a,b):
    try: return repr(f(a,b))
    except Exception as e: return type(e).__name__+str(e)
fs=[lambda a,b:a==b,lambda a,b:a!=b,lambda a,b:a<b,lambda a,b:a<=b,lambda a,b:a>b,lambda a,b:a>=b,lambda a,b:a-b,lambda a,b:a+b,lambda a,b:a&b,lambda a,b:a|b,lambda a,b:a^b,lambda a,b:a//b,lambda a,b:a%b,lambda a,b:a/b,lambda a,b: 1 if a else 2, lambda a,b: a in (b,), lambda a,b:[a]==[b]]
import hashlib
h, seen = hashlib.md5(), {}
for n in range(3):
    for i,f in enumerate(fs+ops):
        for a,b in itertools.product(vals,vals):
            r = go(f, a, b)
            h.update(r.encode())
            seen.setdefault((i, a.__class__.__name__, b.__class__.__name__), set()).add(r)
print(h.hexdigest())
for key, results in list(seen.items())[::37]:
    print(*key, sorted(results)[:3])
print("ok")
