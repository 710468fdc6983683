"""Objects of the module sys that are easiest made in Python; run once at start-up."""

import sys


class SimpleNamespace:
    """A simple attribute-based namespace.

    SimpleNamespace(**kwargs)"""

    def __init__(self, /, **kwargs):
        self.__dict__.update(kwargs)

    def __repr__(self):
        name = "namespace" if type(self) is SimpleNamespace else type(self).__name__
        key = id(self)
        if key in _being_shown:
            return f"{name}(...)"
        _being_shown.add(key)
        try:
            return f"{name}({', '.join([f'{name}={value!r}' for name, value in self.__dict__.items()])})"
        finally:
            _being_shown.discard(key)

    def __eq__(self, other):
        if isinstance(self, SimpleNamespace) and isinstance(other, SimpleNamespace):
            return self.__dict__ == other.__dict__
        return NotImplemented

    def __lt__(self, other):
        if isinstance(self, SimpleNamespace) and isinstance(other, SimpleNamespace):
            return self.__dict__ < other.__dict__
        return NotImplemented

    def __reduce__(self):
        return type(self), (), self.__dict__


_being_shown = set()
SimpleNamespace.__module__ = "types"
sys.implementation = SimpleNamespace(**sys.implementation)
sys.monitoring.events = SimpleNamespace(**sys.monitoring.events)
