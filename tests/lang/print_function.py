"""Where print writes and what, with keywords of any kind."""
import io,sys
class W:
    def __init__(s): s.out=[]
    def write(s,t): s.out.append(t)
    def flush(s): s.out.append("F")
class G:
    "Attributes that only __getattr__ knows."
    def __init__(s): s.out=[]
    def __getattr__(s,n):
        if n=="write": return s.out.append
        raise AttributeError(n)
w=W(); print(1,"a",sep="-",end="!",file=w,flush=True); assert w.out==["1","-","a","!","F"],w.out
w=W(); print(file=w); print(1,2,file=w,sep=None,end=None); assert w.out==["\n","1"," ","2","\n"],w.out
g=G(); print("x",file=g); assert g.out==["x","\n"]
b=io.StringIO(); print(*range(5),sep=", ",file=b,**{"end":"."}); assert b.getvalue()=="0, 1, 2, 3, 4."
class S(str):
    def __str__(s): return "S"
b=io.StringIO(); print(S("q"),None,True,1.5,[1],file=b); assert b.getvalue()=="S None True 1.5 [1]\n"
for kw,msg in [({"sep":1},"sep must be None or a string, not int"),({"end":b""},"end must be None or a string, not bytes"),({"foo":1},"'foo' is an invalid keyword argument for print()")]:
    try: print(1,**kw); assert 0
    except TypeError as e: assert str(e) in (msg,"print() got an unexpected keyword argument 'foo'"),e
try: print(1,file=3); assert 0
except AttributeError as e: assert str(e)=="'int' object has no attribute 'write'"
old=sys.stdout
sys.stdout=None; print("lost"); 
del sys.stdout
try: print(1); ok=False
except RuntimeError as e: ok=str(e)=="lost sys.stdout"
sys.stdout=b=io.StringIO(); print("to b"); print("x",file=None); sys.stdout=old; assert ok and b.getvalue()=="to b\nx\n"
class F:
    def write(s,t): raise OSError("full")
try: print(1,file=F()); assert 0
except OSError: pass
class Sep(str): pass
b=io.StringIO(); print(1,2,sep=Sep("--"),file=b); assert b.getvalue()=="1--2\n"
def star(*a,**k): print(*a,**k)
for _ in range(500):
    b=io.StringIO(); star(1,file=b); star(file=b,end=""); print(_,end=" ",file=b); assert b.getvalue()==f"1\n{_} "
import inspect
assert str(inspect.signature(print))=="(*args, sep=' ', end='\\n', file=None, flush=False)", inspect.signature(print)
assert print.__name__=="print" and "print" in repr(print) and print.__text_signature__
print("ok")
