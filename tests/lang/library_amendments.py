"""What 3.12 has changed in modules of the library."""

import gettext
import shlex
import warnings

try:
    shlex.split(None)
except ValueError as error:
    assert str(error) == "s argument must not be None"
else:
    assert False

plural = gettext.c2py("n % 3")
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    assert plural(4.0) == 1
[warning] = caught
assert warning.filename == __file__ and str(warning.message) == "Plural value must be an integer, got float"
print("ok")
