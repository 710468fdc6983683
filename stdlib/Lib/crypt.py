"""Password hashes by the C library's `crypt`."""

import errno
import secrets
import string
import sys
import warnings
from collections import namedtuple

warnings._deprecated(__name__, remove=(3, 13))

try:
    import _crypt
except ModuleNotFoundError:
    raise ImportError("The required _crypt module was not built as part of CPython") from None

_saltchars = string.ascii_letters + string.digits + "./"


class _Method(namedtuple("_Method", "name ident salt_chars total_size")):
    """A way of hashing: how its salts begin and how long they and the hashes are."""

    def __repr__(self):
        return f"<crypt.METHOD_{self.name}>"


def mksalt(method=None, *, rounds=None):
    """A random salt for a method; for the strongest one if none is named."""
    if method is None:
        method = methods[0]
    if rounds is not None and not isinstance(rounds, int):
        raise TypeError(f"{rounds.__class__.__name__} object cannot be interpreted as an integer")
    prefix = f"${method.ident}$" if method.ident else ""
    if method.ident and method.ident[0] == "2":
        if rounds is None:
            log_rounds = 12
        else:
            log_rounds = int.bit_length(rounds - 1)
            if rounds != 1 << log_rounds:
                raise ValueError("rounds must be a power of 2")
            if not 4 <= log_rounds <= 31:
                raise ValueError("rounds out of the range 2**4 to 2**31")
        prefix += f"{log_rounds:02d}$"
    elif method.ident in ("5", "6"):
        if rounds is not None:
            if not 1000 <= rounds <= 999_999_999:
                raise ValueError("rounds out of the range 1000 to 999_999_999")
            prefix += f"rounds={rounds}$"
    elif rounds is not None:
        raise ValueError(f"{method} doesn't support the rounds argument")
    return prefix + "".join(secrets.choice(_saltchars) for _ in range(method.salt_chars))


def crypt(word, salt=None):
    """The hash of a password. `salt` is a salt, a hash to compare with, or a method."""
    if salt is None or isinstance(salt, _Method):
        salt = mksalt(salt)
    return _crypt.crypt(word, salt)


#: The methods that the C library has, the strongest first.
methods = []


def _add_method(name, *args, rounds=None):
    method = _Method(name, *args)
    globals()["METHOD_" + name] = method
    try:
        result = crypt("", mksalt(method, rounds=rounds))
    except OSError as error:
        if error.errno in {errno.EINVAL, errno.EPERM, errno.ENOSYS}:
            return False
        raise
    if result and len(result) == method.total_size:
        methods.append(method)
        return True
    return False


_add_method("SHA512", "6", 16, 106)
_add_method("SHA256", "5", 16, 63)
for _variant in "b", "y", "a", "":
    if _add_method("BLOWFISH", "2" + _variant, 22, 59 + len(_variant), rounds=1 << 4):
        break
_add_method("MD5", "1", 8, 34)
_add_method("CRYPT", None, 2, 13)

del _variant, _add_method
