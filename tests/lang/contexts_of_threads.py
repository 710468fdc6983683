# The running context of each thread, locks that are not waited for, bases assigned anew, arguments of references.
import contextvars, threading
v = contextvars.ContextVar('v', default=0)
out = []
def work(n):
    out.append(v.get()); v.set(n)
    c = contextvars.copy_context()
    c.run(lambda: (v.set(n * 10), out.append(v.get())))
    out.append(v.get())
for n in 1, 2:
    t = threading.Thread(target=work, args=(n,)); t.start(); t.join()
v.set(9)
ctx = contextvars.Context()
ctx.run(work, 5); print(out, v.get(), ctx[v])
try: ctx.run(ctx.run, len)
except RuntimeError as e: print('runtime')
class A: pass


class M(type):
    def mro(cls):
        print('mro', cls.__name__)
        return super().mro()


class B(A): pass
class C(A, metaclass=M): pass
C.__bases__ = (A,)
B.__bases__ = (A,)
print(B.__mro__, A.__subclasses__())
lock = threading.Lock()
lock.acquire()
print(lock.acquire(False), lock.acquire(timeout=0), lock.acquire(timeout=.01))
import weakref
a = A()
for args, kw in (((a,), {}), ((a, None), {}), ((a,), {'x': 1}), ((a, None), {'callback': 1})):
    try:
        print(type(weakref.ref(*args, **kw)))
    except TypeError as e:
        print('TypeError', e)


class R(weakref.ref):
    def __init__(self, ob, cb=None, **kw):
        super().__init__(ob, cb)
        self.kw = kw

    def __new__(cls, ob, cb=None, **kw):
        return super().__new__(cls, ob, cb)


print(R(a, key=5).kw)
print("ok")
