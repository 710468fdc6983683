"""The interface of GNU readline, as far as a program sees it that reads no lines itself: history, completer and hooks are
kept and told. krait's own prompt edits lines by itself."""

__doc__ = "Importing this module enables command line editing using GNU readline."
backend = "readline"

_READLINE_VERSION = 0x0802
_READLINE_RUNTIME_VERSION = 0x0802
_READLINE_LIBRARY_VERSION = "8.2"

_history = []
_state = {
    "length": -1,
    "auto": True,
    "buffer": "",
    "delims": " \t\n`~!@#$%^&*()-=+[{]}\\|;:'\",<>/?",
    "completer": None,
    "startup": None,
    "pre_input": None,
    "display": None,
}


def _text(function, value):
    if not isinstance(value, str):
        raise TypeError(f"{function}() argument must be str, not {type(value).__name__}")
    return value


def parse_and_bind(string, /):
    """Execute the init line provided in the string argument."""
    _text("parse_and_bind", string)


def read_init_file(filename=None, /):
    """Execute a readline initialization file."""
    import os

    with open(os.path.expanduser("~/.inputrc" if filename is None else filename)) as file:
        for line in file:
            parse_and_bind(line)


def get_line_buffer():
    """Return the current contents of the line buffer."""
    return _state["buffer"]


def insert_text(string, /):
    """Insert text into the line buffer at the cursor position."""
    _state["buffer"] += _text("insert_text", string)


def redisplay():
    """Change what's displayed on the screen to reflect contents of the line buffer."""


def _history_file(filename):
    import os

    return os.path.expanduser("~/.history" if filename is None else filename)


def read_history_file(filename=None, /):
    """Load a readline history file. The default filename is ~/.history."""
    with open(_history_file(filename), encoding="utf-8", errors="surrogateescape") as file:
        _history.extend(line.rstrip("\n") for line in file)


def _write(filename, mode, lines):
    with open(_history_file(filename), mode, encoding="utf-8", errors="surrogateescape") as file:
        file.writelines(line + "\n" for line in lines)


def write_history_file(filename=None, /):
    """Save a readline history file. The default filename is ~/.history."""
    length = _state["length"]
    _write(filename, "w", _history if length < 0 else _history[max(len(_history) - length, 0) :])


def append_history_file(nelements, filename=None, /):
    """Append the last nelements items of the history list to file. The default filename is ~/.history."""
    import os

    if not os.path.exists(_history_file(filename)):
        raise FileNotFoundError(2, os.strerror(2))
    _write(filename, "a", _history[max(len(_history) - nelements, 0) :])
    length = _state["length"]
    if length >= 0:
        with open(_history_file(filename), encoding="utf-8", errors="surrogateescape") as file:
            lines = file.read().splitlines()
        _write(filename, "w", lines[max(len(lines) - length, 0) :])


def get_history_length():
    """Return the maximum number of lines that will be written to the history file."""
    return _state["length"]


def set_history_length(length, /):
    """Set the maximal number of lines which will be written to the history file. A negative length is used to inhibit history truncation."""
    _state["length"] = length.__index__()


def get_current_history_length():
    """Return the current (not the maximum) length of history."""
    return len(_history)


def get_history_item(index, /):
    """Return the current contents of history item at one-based index."""
    index = index.__index__()
    return _history[index - 1] if 1 <= index <= len(_history) else None


def _position(pos):
    pos = pos.__index__()
    if pos < 0:
        raise ValueError("History index cannot be negative")
    if pos >= len(_history):
        raise ValueError(f"No history item at position {pos}")
    return pos


def remove_history_item(pos, /):
    """Remove history item given by its zero-based position."""
    del _history[_position(pos)]


def replace_history_item(pos, line, /):
    """Replaces history item given by its position with contents of line. pos is zero-based."""
    _history[_position(pos)] = _text("replace_history_item", line)


def add_history(string, /):
    """Add an item to the history buffer."""
    _history.append(_text("add_history", string))


def set_auto_history(enabled, /):
    """Enables or disables automatic history."""
    _state["auto"] = bool(enabled)


def clear_history():
    """Clear the current readline history."""
    _history.clear()


def _set_function(name, key, function):
    if function is not None and not callable(function):
        raise TypeError(f"set_{name}(func): argument not callable")
    _state[key] = function


def set_startup_hook(function=None, /):
    """Set or remove the function invoked by the rl_startup_hook callback."""
    _set_function("startup_hook", "startup", function)


def set_pre_input_hook(function=None, /):
    """Set or remove the function invoked by the rl_pre_input_hook callback."""
    _set_function("pre_input_hook", "pre_input", function)


def set_completion_display_matches_hook(function=None, /):
    """Set or remove the completion display function."""
    _set_function("completion_display_matches_hook", "display", function)


def set_completer(function=None, /):
    """Set or remove the completer function."""
    _set_function("completer", "completer", function)


def get_completer():
    """Get the current completer function."""
    return _state["completer"]


def get_completion_type():
    """Get the type of completion being attempted."""
    return 0


def get_begidx():
    """Get the beginning index of the completion scope."""
    return 0


def get_endidx():
    """Get the ending index of the completion scope."""
    return 0


def set_completer_delims(string, /):
    """Set the word delimiters for completion."""
    _state["delims"] = _text("set_completer_delims", string)


def get_completer_delims():
    """Get the word delimiters for completion."""
    return _state["delims"]
