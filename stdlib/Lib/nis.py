"""Functions that ask NIS, by the system's library for it."""

import ctypes
import ctypes.util
import warnings

warnings._deprecated(__name__, remove=(3, 13))

__all__ = ["cat", "error", "get_default_domain", "maps", "match"]

_found = ctypes.util.find_library("nsl")
_library = ctypes.CDLL(_found) if _found else None

# Short names of maps, and whether their keys end in a zero byte.
_ALIASES = {
    "passwd": ("passwd.byname", False), "group": ("group.byname", False), "networks": ("networks.byaddr", False),
    "hosts": ("hosts.byname", False), "protocols": ("protocols.bynumber", False), "services": ("services.byname", False),
    "aliases": ("mail.aliases", True), "ethers": ("ethers.byname", False),
}


class error(Exception):
    """What NIS answers when it does not give what is asked for."""


def _function(name):
    if _library is None:
        raise error("no NIS library on this system")
    return getattr(_library, name)


def _check(code):
    if code:
        words = _function("yperr_string")
        words.restype = ctypes.c_char_p
        raise error((words(code) or b"").decode("utf-8", "surrogateescape"))


def get_default_domain():
    """The default domain."""
    domain = ctypes.c_char_p()
    _check(_function("yp_get_default_domain")(ctypes.byref(domain)))
    return domain.value.decode("utf-8", "surrogateescape")


def _domain(domain):
    return (get_default_domain() if domain is None else domain).encode("utf-8", "surrogateescape")


def _take(value, length, ended):
    data = ctypes.string_at(value, length.value)
    return (data[:-1] if ended and data.endswith(b"\0") else data).decode("utf-8", "surrogateescape")


def match(key, map, domain=None):
    """The value of a key in a map."""
    name, ended = _ALIASES.get(map, (map, False))
    key = key.encode("utf-8", "surrogateescape") + b"\0" * ended
    value, length = ctypes.c_void_p(), ctypes.c_int()
    _check(_function("yp_match")(_domain(domain), name.encode(), key, len(key), ctypes.byref(value), ctypes.byref(length)))
    return _take(value, length, ended)


def cat(map, domain=None):
    """A whole map as a dict."""
    name, ended = _ALIASES.get(map, (map, False))
    domain, name, found = _domain(domain), name.encode(), {}
    key, value = ctypes.c_void_p(), ctypes.c_void_p()
    key_length, length = ctypes.c_int(), ctypes.c_int()
    places = [ctypes.byref(place) for place in (key, key_length, value, length)]
    code = _function("yp_first")(domain, name, *places)
    while not code:
        found[_take(key, key_length, ended)] = _take(value, length, ended)
        code = _function("yp_next")(domain, name, key, key_length, *places)
    # 5: there is nothing more.
    if code != 5:
        _check(code)
    return found


def maps(domain=None):
    """The names of all maps of a domain."""
    class Map(ctypes.Structure):
        pass

    Map._fields_ = [("name", ctypes.c_char_p), ("next", ctypes.POINTER(Map))]
    first = ctypes.POINTER(Map)()
    _check(_function("yp_maplist")(_domain(domain), ctypes.byref(first)))
    found = []
    while first:
        found.append(first.contents.name.decode("utf-8", "surrogateescape"))
        first = first.contents.next
    return found
