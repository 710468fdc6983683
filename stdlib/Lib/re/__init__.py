"""Regular expressions: the module's functions, its flags and its cache.

The syntax is that of Python 3.12: see https://docs.python.org/3.12/library/re.html.
Parsing and compiling to code words is done by re._parser and re._compiler, matching
by the native module _sre.
"""

import enum
import functools

import _sre

from . import _compiler, _parser

__all__ = [
    *("match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"),
    *("compile", "purge", "template", "escape", "error", "Pattern", "Match"),
    *("A", "ASCII", "I", "IGNORECASE", "L", "LOCALE", "M", "MULTILINE", "S", "DOTALL", "X", "VERBOSE", "U", "UNICODE"),
    *("NOFLAG", "RegexFlag"),
]

__version__ = "2.2.1"


@enum.global_enum
@enum._simple_enum(enum.IntFlag, boundary=enum.KEEP)
class RegexFlag:
    _numeric_repr_ = hex
    __str__ = object.__str__
    NOFLAG = 0
    ASCII = A = _compiler.SRE_FLAG_ASCII
    IGNORECASE = I = _compiler.SRE_FLAG_IGNORECASE
    LOCALE = L = _compiler.SRE_FLAG_LOCALE
    UNICODE = U = _compiler.SRE_FLAG_UNICODE
    MULTILINE = M = _compiler.SRE_FLAG_MULTILINE
    DOTALL = S = _compiler.SRE_FLAG_DOTALL
    VERBOSE = X = _compiler.SRE_FLAG_VERBOSE
    TEMPLATE = T = _compiler.SRE_FLAG_TEMPLATE
    DEBUG = _compiler.SRE_FLAG_DEBUG


error = _compiler.error


def match(pattern, string, flags=0):
    """Match the pattern at the start of the string: a Match, or None."""
    return _compile(pattern, flags).match(string)


def fullmatch(pattern, string, flags=0):
    """Match the pattern to all of the string: a Match, or None."""
    return _compile(pattern, flags).fullmatch(string)


def search(pattern, string, flags=0):
    """Find the first match of the pattern in the string: a Match, or None."""
    return _compile(pattern, flags).search(string)


def sub(pattern, repl, string, count=0, flags=0):
    """Replace the leftmost non-overlapping matches by repl, a template or a
    function of the Match, and return the new string."""
    return _compile(pattern, flags).sub(repl, string, count)


def subn(pattern, repl, string, count=0, flags=0):
    """As sub(), but return the new string and the number of replacements."""
    return _compile(pattern, flags).subn(repl, string, count)


def split(pattern, string, maxsplit=0, flags=0):
    """Split the string by the matches of the pattern; groups are kept."""
    return _compile(pattern, flags).split(string, maxsplit)


def findall(pattern, string, flags=0):
    """List the non-overlapping matches: their text, or that of their groups."""
    return _compile(pattern, flags).findall(string)


def finditer(pattern, string, flags=0):
    """Iterate over the non-overlapping matches as Match objects."""
    return _compile(pattern, flags).finditer(string)


def compile(pattern, flags=0):
    """Compile a pattern to a Pattern object."""
    return _compile(pattern, flags)


def purge():
    """Forget the compiled patterns that are cached."""
    _cache.clear()
    _recent.clear()
    _compile_template.cache_clear()


def template(pattern, flags=0):
    """Compile a template pattern, which is deprecated."""
    import warnings
    _warn_of_template("re.template() function", "an undocumented feature", "Use re.compile() instead.")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return _compile(pattern, flags | T)


def _warn_of_template(what, kind, advice):
    import warnings
    text = f"The {what} is deprecated as it is {kind} without an obvious purpose. {advice}"
    warnings.warn(text, DeprecationWarning, stacklevel=2)


_special_chars_map = {c: "\\" + chr(c) for c in b"()[]{}?*+-|^$\\.&~# \t\n\r\v\f"}


def escape(pattern):
    """Put a backslash before each character that has a meaning in patterns."""
    if isinstance(pattern, str):
        return pattern.translate(_special_chars_map)
    text = str(pattern, "latin1")
    return text.translate(_special_chars_map).encode("latin1")


Pattern = type(_compiler.compile("", 0))
Match = type(_compiler.compile("", 0).match(""))

# Patterns by (type, text, flags): the larger cache forgets the one not used for
# the longest time, the smaller one in front of it the oldest.
_cache = {}
_recent = {}
_MAXCACHE = 512
_MAXRECENT = 256


def _compile(pattern, flags):
    if isinstance(flags, RegexFlag):
        flags = flags.value
    try:
        return _recent[type(pattern), pattern, flags]
    except KeyError:
        pass
    key = (type(pattern), pattern, flags)
    compiled = _cache.pop(key, None)
    if compiled is None:
        if isinstance(pattern, Pattern):
            if not flags:
                return pattern
            raise ValueError("cannot process flags argument with a compiled pattern")
        if not _compiler.isstring(pattern):
            raise TypeError("first argument must be string or compiled pattern")
        if flags & T:
            _warn_of_template("re.TEMPLATE/re.T flag", "an undocumented flag", "Don't use it.")
        compiled = _compiler.compile(pattern, flags)
        if flags & DEBUG:
            return compiled
        if len(_cache) >= _MAXCACHE:
            _forget_first(_cache)
    _cache[key] = compiled
    if len(_recent) >= _MAXRECENT:
        _forget_first(_recent)
    _recent[key] = compiled
    return compiled


def _forget_first(cache):
    # Another thread may do the same.
    try:
        del cache[next(iter(cache))]
    except (StopIteration, RuntimeError, KeyError):
        pass


@functools.lru_cache(_MAXCACHE)
def _compile_template(pattern, repl):
    return _sre.template(pattern, _parser.parse_template(repl, pattern))


import copyreg


def _pickle(pattern):
    return _compile, (pattern.pattern, pattern.flags)


copyreg.pickle(Pattern, _pickle, _compile)


class Scanner:
    """Splits a text by a lexicon: pairs of a phrase and what to do with it."""

    def __init__(self, lexicon, flags=0):
        from ._constants import BRANCH, SUBPATTERN
        if isinstance(flags, RegexFlag):
            flags = flags.value
        self.lexicon = lexicon
        state = _parser.State()
        state.flags = flags
        phrases = []
        for phrase, action in lexicon:
            group = state.opengroup()
            parsed = _parser.parse(phrase, flags)
            phrases.append(_parser.SubPattern(
                state, [(SUBPATTERN, (group, 0, 0, parsed))]))
            state.closegroup(group, phrases[-1])
        whole = _parser.SubPattern(state, [(BRANCH, (None, phrases))])
        self.scanner = _compiler.compile(whole)

    def scan(self, string):
        """The results for what was found, and the rest that no phrase matches."""
        result = []
        match_here = self.scanner.scanner(string).match
        at = 0
        while found := match_here():
            end = found.end()
            if at == end:
                break
            action = self.lexicon[found.lastindex - 1][1]
            if callable(action):
                self.match = found
                action = action(self, found.group())
            if action is not None:
                result.append(action)
            at = end
        return result, string[at:]
