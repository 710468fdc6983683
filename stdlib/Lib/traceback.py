"""Stack traces and exceptions as text.

`FrameSummary` and `StackSummary` keep what is shown of frames, `TracebackException` what is shown of an exception and
those that it is chained to, without keeping frames or exceptions alive. The text equals what the interpreter prints.
"""

import collections.abc
import itertools
import linecache
import sys
import textwrap

__all__ = ['extract_stack', 'extract_tb', 'format_exception', 'format_exception_only', 'format_list', 'format_stack',
           'format_tb', 'print_exc', 'format_exc', 'print_exception', 'print_last', 'print_stack', 'print_tb',
           'clear_frames', 'FrameSummary', 'StackSummary', 'TracebackException', 'walk_stack', 'walk_tb']

# What stands between an exception and the one that it led to.
_cause_message, _context_message = (
    f"\n{sentence}:\n\n" for sentence in (
        "The above exception was the direct cause of the following exception",
        "During handling of the above exception, another exception occurred",
    )
)


# Functions.

def _to_stderr(file, lines):
    file = sys.stderr if file is None else file
    for line in lines:
        print(line, file=file, end="")


def print_list(extracted_list, file=None):
    """Prints the entries that `extract_tb` or `extract_stack` gave."""
    _to_stderr(file, StackSummary.from_list(extracted_list).format())


def format_list(extracted_list):
    """The lines for entries that `extract_tb` or `extract_stack` gave."""
    return StackSummary.from_list(extracted_list).format()


def print_tb(tb, limit=None, file=None):
    """Prints the entries of a traceback: at most the first `limit`, or the last `-limit`."""
    print_list(extract_tb(tb, limit=limit), file=file)


def format_tb(tb, limit=None):
    """What `print_tb` prints, as lines."""
    return extract_tb(tb, limit=limit).format()


def extract_tb(tb, limit=None):
    """The entries of a traceback."""
    return StackSummary._extract_from_extended_frame_gen(_walk_tb_with_full_positions(tb), limit=limit)


class _Sentinel:
    def __repr__(self):
        return "<implicit>"


_sentinel = _Sentinel()


def _parse_value_tb(exc, value, tb):
    """Value and traceback of `f(exception)` and of `f(type, value, traceback)`."""
    if (value is _sentinel) != (tb is _sentinel):
        raise ValueError("Both or neither of value and tb must be given")
    if value is not _sentinel:
        return value, tb
    if exc is None:
        return None, None
    if isinstance(exc, BaseException):
        return exc, exc.__traceback__
    raise TypeError(f'Exception expected for value, {type(exc).__name__} found')


def print_exception(exc, /, value=_sentinel, tb=_sentinel, limit=None, file=None, chain=True):
    """Prints an exception, its traceback, and those that it is chained to."""
    value, tb = _parse_value_tb(exc, value, tb)
    TracebackException(type(value), value, tb, limit=limit, compact=True).print(file=file, chain=chain)


def format_exception(exc, /, value=_sentinel, tb=_sentinel, limit=None, chain=True):
    """What `print_exception` prints, as lines."""
    value, tb = _parse_value_tb(exc, value, tb)
    return list(TracebackException(type(value), value, tb, limit=limit, compact=True).format(chain=chain))


def format_exception_only(exc, /, value=_sentinel):
    """The lines that name an exception, without its traceback."""
    if value is _sentinel:
        value = exc
    return list(TracebackException(type(value), value, None, compact=True).format_exception_only())


def _format_final_exc_line(etype, value):
    text = _safe_string(value, 'exception')
    return f"{etype}: {text}\n" if value is not None and text else f"{etype}\n"


def _safe_string(value, what, func=str):
    """`func(value)`, whatever it raises."""
    try:
        text = func(value)
    except:
        text = f'<{what} {func.__name__}() failed>'
    return text


def print_exc(limit=None, file=None, chain=True):
    """Prints the exception that is being handled."""
    print_exception(sys.exception(), limit=limit, file=file, chain=chain)


def format_exc(limit=None, chain=True):
    """What `print_exc` prints, as one string."""
    return "".join(format_exception(sys.exception(), limit=limit, chain=chain))


def print_last(limit=None, file=None, chain=True):
    """Prints the exception that reached the top last."""
    if hasattr(sys, "last_exc"):
        print_exception(sys.last_exc, limit=limit, file=file, chain=chain)
    elif hasattr(sys, "last_type"):
        print_exception(sys.last_type, sys.last_value, sys.last_traceback, limit=limit, file=file, chain=chain)
    else:
        raise ValueError("no last exception")


def _caller(frame):
    return sys._getframe(2) if frame is None else frame


def print_stack(f=None, limit=None, file=None):
    """Prints the frames from the outermost to the caller, or to `f`."""
    print_list(extract_stack(_caller(f), limit=limit), file=file)


def format_stack(f=None, limit=None):
    """What `print_stack` prints, as lines."""
    return format_list(extract_stack(_caller(f), limit=limit))


def extract_stack(f=None, limit=None):
    """The entries of the frames from the outermost to the caller, or to `f`."""
    stack = StackSummary.extract(walk_stack(_caller(f)), limit=limit)
    stack.reverse()
    return stack


def clear_frames(tb):
    """Clears the variables of all frames in a traceback."""
    while tb is not None:
        try:
            tb.tb_frame.clear()
        except RuntimeError:
            # It is still running.
            pass
        tb = tb.tb_next


# Frames.

class FrameSummary:
    """What is shown of a frame: file, line, function, the line's text, the columns that ran, and perhaps variables."""

    __slots__ = ('filename', 'lineno', 'end_lineno', 'colno', 'end_colno', 'name', '_line', 'locals')

    def __init__(self, filename, lineno, name, *, lookup_line=True, locals=None, line=None, end_lineno=None, colno=None,
                 end_colno=None):
        self.filename = filename
        self.lineno = lineno
        self.end_lineno = end_lineno
        self.colno = colno
        self.end_colno = end_colno
        self.name = name
        self._line = line
        if lookup_line:
            self.line
        self.locals = {key: _safe_string(value, 'local', func=repr) for key, value in locals.items()} if locals else None

    def _key(self):
        return self.filename, self.lineno, self.name, self.locals

    def __eq__(self, other):
        if isinstance(other, FrameSummary):
            return self._key() == other._key()
        if isinstance(other, tuple):
            return tuple(self) == other
        return NotImplemented

    def __getitem__(self, pos):
        return (self.filename, self.lineno, self.name, self.line)[pos]

    def __iter__(self):
        return iter((self.filename, self.lineno, self.name, self.line))

    def __len__(self):
        return 4

    def __repr__(self):
        return f"<FrameSummary file {self.filename}, line {self.lineno} in {self.name}>"

    @property
    def _original_line(self):
        """The line as it is in the file."""
        self.line
        return self._line

    @property
    def line(self):
        """The text of the line, without white space around it."""
        if self._line is None and self.lineno is not None:
            self._line = linecache.getline(self.filename, self.lineno)
        return None if self._line is None else self._line.strip()


def walk_stack(f):
    """Frames and lines from `f`, or the caller, outwards."""
    # The caller is the fourth: after this generator come those that make the summary.
    start = sys._getframe().f_back.f_back.f_back.f_back if f is None else f
    for frame in _linked(start, 'f_back'):
        yield frame, frame.f_lineno


def walk_tb(tb):
    """Frames and lines of a traceback."""
    for entry in _linked(tb, 'tb_next'):
        yield entry.tb_frame, entry.tb_lineno


def _linked(entry, attribute):
    """`entry`, what its attribute names, and so on until that is None."""
    while entry is not None:
        yield entry
        entry = getattr(entry, attribute)


def _walk_tb_with_full_positions(tb):
    for entry in _linked(tb, 'tb_next'):
        line, *columns = _get_code_position(entry.tb_frame.f_code, entry.tb_lasti)
        yield entry.tb_frame, (entry.tb_lineno if line is None else line, *columns)


def _get_code_position(code, instruction_index):
    """Line, last line and columns of the instruction at an offset, each of two bytes."""
    if instruction_index < 0:
        return (None,) * 4
    return next(itertools.islice(code.co_positions(), instruction_index // 2, None))


def _limited(frames, limit):
    """The first `limit` frames, the last `-limit`, or as `sys.tracebacklimit` says, which cannot be negative."""
    if limit is None and (limit := getattr(sys, 'tracebacklimit', None)) is not None:
        limit = max(limit, 0)
    if limit is None:
        return frames
    return collections.deque(frames, maxlen=-limit) if limit < 0 else itertools.islice(frames, limit)


def _read_lines(entries):
    """Has every entry look for the text of its line."""
    for entry in entries:
        entry.line


_RECURSIVE_CUTOFF = 3  # How often the same line is shown.


class StackSummary(list):
    """A list of `FrameSummary`."""

    @classmethod
    def extract(klass, frame_gen, *, limit=None, lookup_lines=True, capture_locals=False):
        """The entries for pairs of frame and line."""
        extended = ((frame, (lineno, None, None, None)) for frame, lineno in frame_gen)
        return klass._extract_from_extended_frame_gen(
            extended, limit=limit, lookup_lines=lookup_lines, capture_locals=capture_locals)

    @classmethod
    def _extract_from_extended_frame_gen(klass, frame_gen, *, limit=None, lookup_lines=True, capture_locals=False):
        result = klass()
        for frame, (lineno, end_lineno, colno, end_colno) in _limited(frame_gen, limit):
            code = frame.f_code
            linecache.lazycache(code.co_filename, frame.f_globals)
            shown = frame.f_locals if capture_locals else None
            result.append(FrameSummary(code.co_filename, lineno, code.co_name, lookup_line=False, locals=shown,
                                       end_lineno=end_lineno, colno=colno, end_colno=end_colno))
        for filename in {entry.filename for entry in result}:
            linecache.checkcache(filename)
        if lookup_lines:
            _read_lines(result)
        return result

    @classmethod
    def from_list(klass, a_list):
        """A summary made of entries or of tuples like them."""
        return klass(entry if isinstance(entry, FrameSummary) else FrameSummary(*entry[:3], line=entry[3])
                     for entry in a_list)

    def format_frame_summary(self, frame_summary):
        """The lines for one entry, as one string; None leaves it out."""
        lines = [f'  File "{frame_summary.filename}", line {frame_summary.lineno}, in {frame_summary.name}\n']
        if frame_summary.line:
            lines.append(f'    {frame_summary.line.strip()}\n')
            carets = _carets(frame_summary)
            if carets:
                lines.append(f'    {carets}\n')
        for name, value in sorted((frame_summary.locals or {}).items()):
            lines.append(f'    {name} = {value}\n')
        return ''.join(lines)

    def format(self):
        """The lines for all entries. A line that repeats more than a few times is counted instead."""
        result = []
        last, count = None, 0

        def end_of_run():
            if count > _RECURSIVE_CUTOFF:
                more = count - _RECURSIVE_CUTOFF
                result.append(f'  [Previous line repeated {more} more time{"s" if more > 1 else ""}]\n')

        for entry in self:
            formatted = self.format_frame_summary(entry)
            if formatted is None:
                continue
            key = entry.filename, entry.lineno, entry.name
            if None in key or key != last:
                end_of_run()
                last, count = key, 0
            count += 1
            if count <= _RECURSIVE_CUTOFF:
                result.append(formatted)
        end_of_run()
        return result


# Carets.

def _byte_offset_to_character_offset(text, offset):
    return len(text.encode('utf-8')[:offset].decode('utf-8', errors='replace'))


def _display_width(line, offset):
    """Columns that the first `offset` characters take: wide ones take two."""
    if line.isascii():
        return offset
    import unicodedata
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line[:offset])


def _carets(entry):
    """What stands under the line: the columns that ran, unless that is all of it."""
    line = entry._original_line
    if entry.colno is None or entry.end_colno is None:
        return ''
    stripped = entry.line.strip()
    indent = len(line) - len(entry.line.lstrip())
    start = _byte_offset_to_character_offset(line, entry.colno)
    end = _byte_offset_to_character_offset(line, entry.end_colno)
    segment = line[start:end]
    anchors = None
    if entry.lineno == entry.end_lineno:
        try:
            anchors = _extract_caret_anchors_from_line_segment(segment)
        except Exception:
            pass
    else:
        end = len(line.rstrip())
    if end - start >= len(stripped) and not (anchors and anchors[1] > anchors[0]):
        return ''
    first, last = _display_width(line, start) + 1, _display_width(line, end) + 1
    width = last - first
    # The line is shown without its indentation; `indent` counts its end too.
    space = ' ' * (first - indent)
    if not anchors:
        return space + '^' * width
    left, right = (_display_width(segment, anchor) for anchor in anchors)
    return space + '~' * left + '^' * (right - left) + '~' * (width - right)


def _extract_caret_anchors_from_line_segment(segment):
    """Where in an operation's text its operator begins and ends, or in a subscription's text its brackets."""
    import ast
    try:
        tree = ast.parse(segment)
    except SyntaxError:
        return None
    if len(tree.body) != 1 or not isinstance(tree.body[0], ast.Expr):
        return None
    expr = tree.body[0].value
    at = lambda offset: _byte_offset_to_character_offset(segment, offset)
    match expr:
        case ast.BinOp():
            begin, end = at(expr.left.end_col_offset), at(expr.right.col_offset)
            between = segment[begin:end]
            skipped = len(between) - len(between.lstrip())
            left = begin + skipped
            # Operators have one or two characters.
            two = skipped + 1 < len(between) and not between[skipped + 1].isspace()
            right = left + (2 if two else 1)
            while left < len(segment) and (segment[left].isspace() or segment[left] in ')#'):
                left += 1
                right += 1
            return left, right
        case ast.Subscript():
            left, right = at(expr.value.end_col_offset), at(expr.slice.end_col_offset + 1)
            while left < len(segment) and segment[left] != '[':
                left += 1
            while right < len(segment) and segment[right] != ']':
                right += 1
            return left, min(right + 1, len(segment))
    return None


# Exceptions.

class _ExceptionPrintContext:
    """How deep in groups the output is."""

    # Levels of groups around what is written, and whether the last line of a group is still to be drawn.
    exception_group_depth, need_close = 0, False

    def indent(self):
        return '  ' * self.exception_group_depth

    def emit(self, text_gen, margin_char='|'):
        margin = self.indent()
        if self.exception_group_depth:
            margin += margin_char + ' '
        for text in [text_gen] if isinstance(text_gen, str) else text_gen:
            yield textwrap.indent(text, margin, lambda line: True)


class TracebackException:
    """What is shown of an exception.

    `__cause__`, `__context__` and `exceptions` hold the same of the exceptions that it is chained to and of those in a
    group; `stack` is a StackSummary. Of groups no more than `max_group_width` members and `max_group_depth` levels are
    formatted.
    """

    def __init__(self, exc_type, exc_value, exc_traceback, *, limit=None, lookup_lines=True, capture_locals=False,
                 compact=False, max_group_width=15, max_group_depth=10, _seen=None):
        # A queue instead of recursion: chains may be long.
        is_recursive_call = _seen is not None
        if _seen is None:
            _seen = set()
        _seen.add(id(exc_value))
        self.max_group_width = max_group_width
        self.max_group_depth = max_group_depth
        self.stack = StackSummary._extract_from_extended_frame_gen(
            _walk_tb_with_full_positions(exc_traceback), limit=limit, lookup_lines=lookup_lines,
            capture_locals=capture_locals)
        self.exc_type = exc_type
        self._str = _safe_string(exc_value, 'exception')
        self.__notes__ = getattr(exc_value, '__notes__', None)
        if exc_type and issubclass(exc_type, SyntaxError):
            self._keep_place(exc_value)
        elif exc_type:
            self._suggest(exc_type, exc_value, exc_traceback)
        if lookup_lines:
            self._load_lines()
        self.__suppress_context__ = exc_value.__suppress_context__ if exc_value is not None else False
        self.__cause__ = self.__context__ = self.exceptions = None
        if is_recursive_call:
            return

        def summary(exception):
            return TracebackException(
                type(exception), exception, exception.__traceback__, limit=limit, lookup_lines=lookup_lines,
                capture_locals=capture_locals, max_group_width=max_group_width, max_group_depth=max_group_depth,
                _seen=_seen)

        queue = [(self, exc_value)]
        while queue:
            shown, exception = queue.pop()
            if exception is None:
                continue
            cause, context = exception.__cause__, exception.__context__
            if cause is not None and id(cause) not in _seen:
                shown.__cause__ = summary(cause)
                queue.append((shown.__cause__, cause))
            wanted = shown.__cause__ is None and not exception.__suppress_context__ if compact else True
            if wanted and context is not None and id(context) not in _seen:
                shown.__context__ = summary(context)
                queue.append((shown.__context__, context))
            if isinstance(exception, BaseExceptionGroup):
                shown.exceptions = [summary(member) for member in exception.exceptions]
                queue.extend(zip(shown.exceptions, exception.exceptions))

    def _keep_place(self, error):
        self.filename = error.filename
        self.lineno = None if error.lineno is None else str(error.lineno)
        self.end_lineno = None if error.end_lineno is None else str(error.end_lineno)
        self.text = error.text
        self.offset = error.offset
        self.end_offset = error.end_offset
        self.msg = error.msg

    def _suggest(self, exc_type, exc_value, tb):
        if issubclass(exc_type, ImportError):
            wrong_name = getattr(exc_value, 'name_from', None)
        elif issubclass(exc_type, (NameError, AttributeError)):
            wrong_name = getattr(exc_value, 'name', None)
        else:
            return
        if wrong_name is None:
            return
        suggestion = _compute_suggestion_error(exc_value, tb, wrong_name)
        if suggestion:
            self._str += f". Did you mean: '{suggestion}'?"
        if issubclass(exc_type, NameError) and wrong_name in sys.stdlib_module_names:
            self._str += f"{' Or did' if suggestion else '. Did'} you forget to import '{wrong_name}'"

    @classmethod
    def from_exception(cls, exc, *args, **kwargs):
        """The summary of an exception object."""
        return cls(type(exc), exc, exc.__traceback__, *args, **kwargs)

    def _load_lines(self):
        _read_lines(self.stack)

    def __str__(self):
        return self._str

    def __eq__(self, other):
        return vars(self) == vars(other) if isinstance(other, TracebackException) else NotImplemented

    def format_exception_only(self):
        """The lines that name the exception: for syntax errors with the text that is wrong; then its notes."""
        if self.exc_type is None:
            yield _format_final_exc_line(None, self._str)
            return
        name, module = self.exc_type.__qualname__, self.exc_type.__module__
        if module not in ("__main__", "builtins"):
            name = f"{module if isinstance(module, str) else '<unknown>'}.{name}"
        if issubclass(self.exc_type, SyntaxError):
            yield from self._format_syntax_error(name)
        else:
            yield _format_final_exc_line(name, self._str)
        notes = self.__notes__
        if notes is None:
            return
        if isinstance(notes, collections.abc.Sequence) and not isinstance(notes, (str, bytes)):
            for note in notes:
                yield from (line + '\n' for line in _safe_string(note, 'note').split('\n'))
        else:
            yield f"{_safe_string(notes, '__notes__', func=repr)}\n"

    def _format_syntax_error(self, name):
        place = ''
        if self.lineno is not None:
            yield f'  File "{self.filename or "<string>"}", line {self.lineno}\n'
        elif self.filename is not None:
            place = f' ({self.filename})'
        if self.text is not None:
            # The text may be more than a line, and is shown without indentation.
            line = self.text.rstrip('\n')
            shown = line.lstrip(' \n\f')
            yield f'    {shown}\n'
            if self.offset is not None:
                removed = len(line) - len(shown)
                offset = self.offset
                end = self.end_offset if self.end_offset not in {None, 0} else offset
                if offset == end or end == -1:
                    end = offset + 1
                column, end_column = offset - 1 - removed, end - 1 - removed
                if column >= 0:
                    # Tabs stay, so that the carets stand right.
                    space = ''.join(char if char.isspace() else ' ' for char in shown[:column])
                    yield f"    {space}{'^' * (end_column - column)}\n"
        yield f"{name}: {self.msg or '<no detail available>'}{place}\n"

    def format(self, *, chain=True, _ctx=None):
        """The lines that show the exception; unless `chain` is false, after those that it is chained to."""
        if _ctx is None:
            _ctx = _ExceptionPrintContext()
        chained = []
        exc, message = self, None
        while exc is not None:
            following = None
            if chain:
                if exc.__cause__ is not None:
                    following = exc.__cause__, _cause_message
                elif exc.__context__ is not None and not exc.__suppress_context__:
                    following = exc.__context__, _context_message
            chained.append((exc, following[1] if following else None))
            exc = following[0] if following else None
        for exc, message in reversed(chained):
            if message is not None:
                yield from _ctx.emit(message)
            if exc.exceptions is not None:
                yield from self._format_group(exc, chain, _ctx)
                continue
            if exc.stack:
                yield from _ctx.emit('Traceback (most recent call last):\n')
                yield from _ctx.emit(exc.stack.format())
            yield from _ctx.emit(exc.format_exception_only())

    def _format_group(self, exc, chain, ctx):
        if ctx.exception_group_depth > self.max_group_depth:
            yield from ctx.emit(f"... (max_group_depth is {self.max_group_depth})\n")
            return
        outermost = ctx.exception_group_depth == 0
        if outermost:
            ctx.exception_group_depth += 1
        if exc.stack:
            yield from ctx.emit('Exception Group Traceback (most recent call last):\n', '+' if outermost else '|')
            yield from ctx.emit(exc.stack.format())
        yield from ctx.emit(exc.format_exception_only())
        count, width = len(exc.exceptions), self.max_group_width
        shown = count if count <= width else width + 1
        ctx.need_close = False
        for index in range(shown):
            last = index == shown - 1
            if last:
                # A group among the members may draw the closing line itself.
                ctx.need_close = True
            cut = index >= width
            title = '...' if cut else str(index + 1)
            yield f"{ctx.indent()}{'+-' if index == 0 else '  '}+---------------- {title} ----------------\n"
            ctx.exception_group_depth += 1
            if cut:
                left = count - width
                yield from ctx.emit(f"and {left} more exception{'s' if left > 1 else ''}\n")
            else:
                yield from exc.exceptions[index].format(chain=chain, _ctx=ctx)
            if last and ctx.need_close:
                yield f"{ctx.indent()}+------------------------------------\n"
                ctx.need_close = False
            ctx.exception_group_depth -= 1
        if outermost:
            ctx.exception_group_depth = 0

    def print(self, *, file=None, chain=True):
        """Prints what `format` gives."""
        _to_stderr(file, self.format(chain=chain))


# Suggestions.

# How many names are compared at most, how long these may be, and what the ways to change one cost.
_MAX_CANDIDATE_ITEMS, _MAX_STRING_SIZE = 750, 40
_MOVE_COST, _CASE_COST = 2, 1


def _compute_suggestion_error(exc_value, tb, wrong_name):
    """A name like `wrong_name` that would have been found, or None."""
    if not isinstance(wrong_name, str):
        return None
    try:
        if isinstance(exc_value, AttributeError):
            candidates = dir(exc_value.obj)
        elif isinstance(exc_value, ImportError):
            candidates = dir(__import__(exc_value.name))
        else:
            if tb is None:
                return None
            while tb.tb_next is not None:
                tb = tb.tb_next
            frame = tb.tb_frame
            candidates = [*frame.f_locals, *frame.f_globals, *frame.f_builtins]
            if 'self' in frame.f_locals and hasattr(frame.f_locals['self'], wrong_name):
                return f"self.{wrong_name}"
    except Exception:
        return None
    if len(candidates) > _MAX_CANDIDATE_ITEMS or len(wrong_name) > _MAX_STRING_SIZE:
        return None
    best, best_distance = None, len(wrong_name)
    for name in candidates:
        if name == wrong_name:
            # It is listed, and yet missing.
            continue
        # At most a third of the characters may differ.
        allowed = min((len(name) + len(wrong_name) + 3) * _MOVE_COST // 6, best_distance - 1)
        distance = _levenshtein_distance(wrong_name, name, allowed)
        if distance <= allowed and (best is None or distance < best_distance):
            best, best_distance = name, distance
    return best


def _substitution_cost(first, second):
    if first == second:
        return 0
    return _CASE_COST if first.lower() == second.lower() else _MOVE_COST


def _levenshtein_distance(a, b, max_cost):
    """The cost of turning one text into the other; something above `max_cost` if it is more than that."""
    if a == b:
        return 0
    while a and b and a[0] == b[0]:
        a, b = a[1:], b[1:]
    while a and b and a[-1] == b[-1]:
        a, b = a[:-1], b[:-1]
    if not a or not b:
        return _MOVE_COST * (len(a) + len(b))
    if max(len(a), len(b)) > _MAX_STRING_SIZE:
        return max_cost + 1
    if len(b) < len(a):
        a, b = b, a
    if (len(b) - len(a)) * _MOVE_COST > max_cost:
        return max_cost + 1
    # One row of the table of distances, brought from each prefix of `b` to the next.
    row = [_MOVE_COST * index for index in range(1, len(a) + 1)]
    for at, char in enumerate(b):
        diagonal = left = at * _MOVE_COST
        for index, other in enumerate(a):
            replaced = diagonal + _substitution_cost(char, other)
            diagonal = row[index]
            left = min(replaced, min(left, diagonal) + _MOVE_COST)
            row[index] = left
        if min(row) > max_cost:
            return max_cost + 1
    return row[-1]
