"""What of `dis` is about Python and not about CPython's bytecode: flags, lines, and a listing of krait's own code."""

import sys
import types
from _opcode import _names
from opcode import *
from collections import namedtuple
from opcode import __all__ as _opcodes_all

Positions = namedtuple('Positions', 'lineno end_lineno col_offset end_col_offset', defaults=[None] * 4)

__all__ = ["code_info", "dis", "disassemble", "distb", "disco", "findlinestarts", "findlabels", "show_code",
           "get_instructions", "Instruction", "Bytecode"] + _opcodes_all

COMPILER_FLAG_NAMES = {
    1 << bit: name for bit, name in enumerate(
        ("OPTIMIZED", "NEWLOCALS", "VARARGS", "VARKEYWORDS", "NESTED", "GENERATOR", "NOFREE", "COROUTINE",
         "ITERABLE_COROUTINE", "ASYNC_GENERATOR"))
}


def pretty_flags(flags):
    """Names of the flags, joined by commas; what has no name is shown as a number."""
    known = [1 << bit for bit in range(32) if flags >> bit & 1]
    rest = flags & ~sum(known)
    if rest or not known:
        known.append(rest)
    return ", ".join(COMPILER_FLAG_NAMES.get(flag, hex(flag)) for flag in known)


def _code_of(x):
    """The code object of a function, method, generator, code object or source text."""
    x = getattr(x, "__func__", x)
    for attribute in ("__code__", "gi_code", "ag_code", "cr_code"):
        if hasattr(x, attribute):
            return getattr(x, attribute)
    if isinstance(x, str):
        try:
            return compile(x, "<disassembly>", "eval")
        except SyntaxError:
            return compile(x, "<disassembly>", "exec")
    if hasattr(x, "co_code"):
        return x
    raise TypeError(f"don't know how to disassemble {type(x).__name__} objects")


def code_info(x):
    """A description of a code object's attributes."""
    code = _code_of(x)
    lines = [
        f"Name:              {code.co_name}",
        f"Filename:          {code.co_filename}",
        f"Argument count:    {code.co_argcount}",
        f"Positional-only arguments: {code.co_posonlyargcount}",
        f"Kw-only arguments: {code.co_kwonlyargcount}",
        f"Number of locals:  {code.co_nlocals}",
        f"Flags:             {pretty_flags(code.co_flags)}",
    ]
    for title, names in (("Names", code.co_names), ("Variable names", code.co_varnames),
                         ("Free variables", code.co_freevars), ("Cell variables", code.co_cellvars)):
        if names:
            lines.append(f"{title}:")
            lines.extend(f"{index:4}: {name}" for index, name in enumerate(names))
    return "\n".join(lines)


def show_code(co, *, file=None):
    """Prints what `code_info` gives."""
    print(code_info(co), file=file)


def findlinestarts(code):
    """Pairs of an offset and the line that begins there."""
    last = None
    for start, _, line in code.co_lines():
        if line is not None and line != last:
            last = line
            yield start, line


def findlabels(code):
    """Offsets that are jumped to: krait's instructions are not decoded here."""
    return []


class Instruction:
    """One instruction of krait's: its offset, its number and its place in the source."""

    __slots__ = ("opcode", "opname", "arg", "argval", "argrepr", "offset", "starts_line", "is_jump_target", "positions")

    def __init__(self, word, offset, starts_line, positions):
        self.opcode = word & 0xFF
        self.opname = _names[self.opcode] if self.opcode < len(_names) else f"<{self.opcode}>"
        self.arg = self.argval = word >> 16
        self.argrepr = ""
        self.offset, self.starts_line = offset, starts_line
        self.is_jump_target, self.positions = False, positions

    def __repr__(self):
        return (f"Instruction(opname={self.opname!r}, opcode={self.opcode}, offset={self.offset}, "
                f"starts_line={self.starts_line})")

    @property
    def _fields(self):
        """The three operands of 16 bits."""
        return self.arg & 0xFFFF, self.arg >> 16 & 0xFFFF, self.arg >> 32 & 0xFFFF


def get_instructions(x, *, first_line=None, show_caches=False, adaptive=False):
    """The instructions of a function or code object."""
    code = _code_of(x)
    starts = dict(findlinestarts(code))
    shift = first_line - code.co_firstlineno if first_line is not None else 0
    positions = list(code.co_positions())
    raw = code.co_code
    for offset in range(0, len(raw), 8):
        line = starts.get(offset)
        yield Instruction(int.from_bytes(raw[offset:offset + 8], "little"), offset,
                          None if line is None else line + shift, positions[offset // 2])


def _find_imports(co):
    """What a code object imports: names, levels and what is taken from the modules."""
    registers = {}
    # The first of the constants is the documentation; where there is none, None stands in its place.
    shift = int(co.co_consts[:1] == (None,))
    for instruction in get_instructions(co):
        a, b, c = instruction._fields
        match instruction.opname:
            case "load_int":
                registers[a] = instruction.arg >> 16
            case "load_const":
                registers[a] = co.co_consts[(instruction.arg >> 16) + shift]
            case "load_special":
                registers[a] = None
            case "import_name":
                yield co.co_names[c], registers.get(b), registers.get(b + 1)


def _find_store_names(co):
    """The names of the module or class that a code object binds."""
    found = set()
    for instruction in get_instructions(co):
        if instruction.opname in ("store_name", "store_global"):
            name = co.co_names[instruction.arg >> 16]
            if name not in found:
                found.add(name)
                yield name


def dis(x=None, *, file=None, depth=None, show_caches=False, adaptive=False):
    """Prints the instructions of a function, class, module or code object; of the last traceback without argument."""
    if x is None:
        return distb(file=file)
    if isinstance(x, (type, types.ModuleType)):
        for name, value in sorted(vars(x).items()):
            if isinstance(value, (types.FunctionType, types.MethodType, classmethod, staticmethod, types.CodeType, type)):
                print(f"Disassembly of {name}:", file=file)
                dis(value, file=file, depth=depth)
                print(file=file)
        return
    disassemble(_code_of(x), file=file)


def disassemble(co, lasti=-1, *, file=None, show_caches=False, adaptive=False):
    """Prints the instructions of a code object and marks the one at `lasti`."""
    for instruction in get_instructions(co):
        line = instruction.starts_line or ""
        mark = "-->" if instruction.offset == lasti else ""
        print(f"{line:>4} {mark:>3} {instruction.offset:6} {instruction.opname:20} {instruction.arg:#x}", file=file)


disco = disassemble


def distb(tb=None, *, file=None, show_caches=False, adaptive=False):
    """Prints the instructions of the innermost frame of a traceback."""
    if tb is None:
        tb = getattr(sys, "last_traceback", None)
        if tb is None:
            raise RuntimeError("no last traceback to disassemble")
    while tb.tb_next:
        tb = tb.tb_next
    disassemble(tb.tb_frame.f_code, tb.tb_lasti, file=file)


class Bytecode:
    """The instructions of something, and text about it."""

    def __init__(self, x, *, first_line=None, current_offset=None, show_caches=False, adaptive=False):
        self.codeobj, self._original_object = _code_of(x), x
        self.first_line = self.codeobj.co_firstlineno if first_line is None else first_line
        self.current_offset = current_offset

    def __iter__(self):
        return get_instructions(self.codeobj, first_line=self.first_line)

    def __repr__(self):
        return f"{type(self).__name__}({self._original_object!r})"

    @classmethod
    def from_traceback(cls, tb, *, show_caches=False, adaptive=False):
        while tb.tb_next:
            tb = tb.tb_next
        return cls(tb.tb_frame.f_code, current_offset=tb.tb_lasti)

    def info(self):
        return code_info(self.codeobj)

    def dis(self):
        import io
        out = io.StringIO()
        disassemble(self.codeobj, -1 if self.current_offset is None else self.current_offset, file=out)
        return out.getvalue()
