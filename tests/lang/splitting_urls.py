# What urlsplit accepts, rejects and remembers.
from urllib.parse import *
import urllib.parse
def show(f, *a, **k):
    try: print(repr(f(*a, **k)))
    except Exception as e: print(type(e).__name__, e)
for u in ['http://[::1]:80/x', 'http://[v1.a]/x', 'http://[1.2.3.4]/', 'http://[va]/', 'http://[zz]/', ' \x01http://a/b ', '1http://a', 'a1b:c', '\u017chttp://x', b'http://a/b?c#d', 'http://a:٣/', 'http://a:+1/', 'http://a: 80/', 'http://a:99999/', 'http://a:80/']:
    show(urlsplit, u); show(lambda: urlsplit(u).port); show(urlparse, u)
show(urlsplit, '//a/b', ' http\t')
show(urlsplit, 'a#b', '', False)
show(urlsplit, bytearray(b'a')); show(urlsplit, 'a', b'b'); show(urlsplit, [1])
urllib.parse.clear_cache()
x = urlsplit('http://q/w'); print(x is urlsplit('http://q/w'), urlsplit(b'http://q/w'), urlsplit.cache_info().currsize)
print("ok")
