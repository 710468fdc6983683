# Facts of modules that CPython's tests ask for.
import lzma
import math

tiny = 5e-324
assert math.copysign(1, math.nextafter(-tiny, 0.0)) == -1
assert math.copysign(1, math.nextafter(tiny, -0.0)) == 1
assert math.copysign(1, math.nextafter(-0.0, 0.0)) == 1

try:
    lzma.decompress(b"", format=lzma.FORMAT_RAW, filters={})
except TypeError as error:
    assert str(error) == "dict is not a sequence"
else:
    raise AssertionError

try:
    exec("def f():\n    something = 3\n    somethong\n    somethong = 3\nf()")
except UnboundLocalError as error:
    assert error.name is None

assert repr(bytearray(b"it's")) == "bytearray(b\"it\\'s\")" and repr(b"it's") == "b\"it's\""

import _pydecimal

with _pydecimal.localcontext(prec=5):
    assert str(_pydecimal.Decimal(1) / 3) == "0.33333"
assert format(_pydecimal.Decimal("-0.001"), "z.2f") == "0.00"

# Modules find what they use.
import io
import pickle
import pydoc
import xmlrpc.client

assert xmlrpc.client.loads(xmlrpc.client.dumps((1, "text", [2.5]), "call")) == ((1, "text", [2.5]), "call")
output = io.StringIO()
pydoc.Helper(io.StringIO(""), output).intro()
assert "Welcome to Python 3" in output.getvalue()
try:
    pickle.dumps(io.TextIOWrapper(io.BytesIO()))
except TypeError as error:
    assert str(error) == "cannot pickle 'TextIOWrapper' instances", error

print("ok")
