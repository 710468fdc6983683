"""The compiler's symbol tables."""

import _symtable
import weakref

__all__ = ["symtable", "SymbolTable", "Class", "Function", "Symbol"]

_TYPES = {
    _symtable.TYPE_MODULE: "module",
    _symtable.TYPE_FUNCTION: "function",
    _symtable.TYPE_CLASS: "class",
    _symtable.TYPE_ANNOTATION: "annotation",
    _symtable.TYPE_TYPE_VAR_BOUND: "TypeVar bound",
    _symtable.TYPE_TYPE_ALIAS: "type alias",
    _symtable.TYPE_TYPE_PARAM: "type parameter",
}
_LOCAL = frozenset({_symtable.LOCAL, _symtable.CELL})
_GLOBAL = frozenset({_symtable.GLOBAL_IMPLICIT, _symtable.GLOBAL_EXPLICIT})


def symtable(code, filename, compile_type):
    """Return the table of the module in `code`.

    `compile_type` is the mode of `compile()`.
    """
    return _table(_symtable.symtable(code, filename, compile_type), filename)


_tables = weakref.WeakValueDictionary()


def _table(entry, filename):
    """The one table object of an entry."""
    table = _tables.get((entry, filename))
    if table is None:
        kind = {_symtable.TYPE_FUNCTION: Function, _symtable.TYPE_CLASS: Class}.get(entry.type, SymbolTable)
        table = _tables[entry, filename] = kind(entry, filename)
    return table


def _scope(flags):
    return (flags >> _symtable.SCOPE_OFF) & _symtable.SCOPE_MASK


class SymbolTable:
    """The names of a block."""

    def __init__(self, raw_table, filename):
        self._table = raw_table
        self._filename = filename
        self._symbols = {}

    def __repr__(self):
        kind = "" if type(self) is SymbolTable else type(self).__name__ + " "
        if self._table.name == "top":
            return f"<{kind}SymbolTable for module {self._filename}>"
        return f"<{kind}SymbolTable for {self._table.name} in {self._filename}>"

    def get_type(self):
        """Return 'class', 'module', 'function', 'annotation', 'TypeVar bound', 'type alias' or 'type parameter'."""
        return _TYPES[self._table.type]

    def get_id(self):
        """Return a number that no other table has."""
        return self._table.id

    def get_name(self):
        """Return the name of the class or function; 'top' for the module."""
        return self._table.name

    def get_lineno(self):
        """Return the line on which the block starts."""
        return self._table.lineno

    def is_optimized(self):
        """Return True if the locals are optimized."""
        return self._table.type == _symtable.TYPE_FUNCTION

    def is_nested(self):
        """Return True if the block is in a function."""
        return bool(self._table.nested)

    def has_children(self):
        """Return True if there are blocks within."""
        return bool(self._table.children)

    def get_identifiers(self):
        """Return a view of the names."""
        return self._table.symbols.keys()

    def lookup(self, name):
        """Return the Symbol called `name`."""
        symbol = self._symbols.get(name)
        if symbol is None:
            flags = self._table.symbols[name]
            spaces = [_table(child, self._filename) for child in self._table.children if child.name == name]
            symbol = Symbol(name, flags, spaces, module_scope=self._table.name == "top")
            self._symbols[name] = symbol
        return symbol

    def get_symbols(self):
        """Return the Symbols of the table."""
        return [self.lookup(name) for name in self.get_identifiers()]

    def get_children(self):
        """Return the tables of blocks within."""
        return [_table(child, self._filename) for child in self._table.children]


class Function(SymbolTable):
    """The names of a function."""

    def _names(self, wanted):
        return tuple(name for name, flags in self._table.symbols.items() if wanted(flags))

    def get_parameters(self):
        """Return the names of parameters."""
        return self._names(lambda flags: flags & _symtable.DEF_PARAM)

    def get_locals(self):
        """Return the names of locals."""
        return self._names(lambda flags: _scope(flags) in _LOCAL)

    def get_globals(self):
        """Return the names of globals."""
        return self._names(lambda flags: _scope(flags) in _GLOBAL)

    def get_nonlocals(self):
        """Return the names declared nonlocal."""
        return self._names(lambda flags: flags & _symtable.DEF_NONLOCAL)

    def get_frees(self):
        """Return the names of free variables."""
        return self._names(lambda flags: _scope(flags) == _symtable.FREE)


class Class(SymbolTable):
    """The names of a class."""

    def get_methods(self):
        """Return the names of blocks in the class."""
        return tuple(dict.fromkeys(child.name for child in self._table.children))


class Symbol:
    """A name in a table."""

    def __init__(self, name, flags, namespaces=None, *, module_scope=False):
        self._name = name
        self._flags = flags
        self._namespaces = namespaces or ()
        self._global = module_scope and bool(flags & _symtable.DEF_BOUND)

    def __repr__(self):
        return f"<symbol {self._name!r}>"

    def get_name(self):
        """Return the name."""
        return self._name

    def is_referenced(self):
        """Return True if the block uses it."""
        return bool(self._flags & _symtable.USE)

    def is_parameter(self):
        """Return True if it is a parameter."""
        return bool(self._flags & _symtable.DEF_PARAM)

    def is_global(self):
        """Return True if it is global."""
        return self._global or _scope(self._flags) in _GLOBAL

    def is_nonlocal(self):
        """Return True if it is declared nonlocal."""
        return bool(self._flags & _symtable.DEF_NONLOCAL)

    def is_declared_global(self):
        """Return True if it is declared global."""
        return _scope(self._flags) == _symtable.GLOBAL_EXPLICIT

    def is_local(self):
        """Return True if it is local to its block."""
        return self._global or _scope(self._flags) in _LOCAL

    def is_annotated(self):
        """Return True if it has an annotation."""
        return bool(self._flags & _symtable.DEF_ANNOT)

    def is_free(self):
        """Return True if a block around binds it."""
        return _scope(self._flags) == _symtable.FREE

    def is_imported(self):
        """Return True if an import statement binds it."""
        return bool(self._flags & _symtable.DEF_IMPORT)

    def is_assigned(self):
        """Return True if it is assigned to."""
        return bool(self._flags & _symtable.DEF_LOCAL)

    def is_namespace(self):
        """Return True if a class or function statement binds it."""
        return bool(self._namespaces)

    def get_namespaces(self):
        """Return the tables bound to it."""
        return self._namespaces

    def get_namespace(self):
        """Return the one table bound to it; ValueError if there is not exactly one."""
        if len(self._namespaces) == 0:
            raise ValueError("name is not bound to any namespaces")
        if len(self._namespaces) > 1:
            raise ValueError("name is bound to multiple namespaces")
        return self._namespaces[0]
