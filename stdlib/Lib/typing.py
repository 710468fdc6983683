"""Type hints: the names of PEP 484 and its successors.

The type parameters, aliases made by `type` statements and `Generic` are native (`_typing`); they call back into this
module for what depends on the forms defined here. The forms come in three kinds: `_SpecialForm` for names that are not
classes (`Union`, `ClassVar`), `_SpecialGenericAlias` for names of other classes (`List`, `Callable`), and
`_GenericAlias` for what subscribing either of them, or a generic class, gives.
"""

import collections
import collections.abc
import contextlib
import copyreg
import functools
import operator
import sys
import types
import warnings

from abc import ABCMeta, abstractmethod
from re import Match as _Match, Pattern as _Pattern
from types import GenericAlias

from _typing import Generic, ParamSpec, ParamSpecArgs, ParamSpecKwargs, TypeAliasType, TypeVar, TypeVarTuple, _idfunc

__all__ = [
    'Annotated', 'Any', 'Callable', 'ClassVar', 'Concatenate', 'Final', 'ForwardRef', 'Generic', 'Literal', 'Optional',
    'ParamSpec', 'Protocol', 'Tuple', 'Type', 'TypeVar', 'TypeVarTuple', 'Union',
    'AbstractSet', 'ByteString', 'Container', 'ContextManager', 'Hashable', 'ItemsView', 'Iterable', 'Iterator',
    'KeysView', 'Mapping', 'MappingView', 'MutableMapping', 'MutableSequence', 'MutableSet', 'Sequence', 'Sized',
    'ValuesView', 'Awaitable', 'AsyncIterator', 'AsyncIterable', 'Coroutine', 'Collection', 'AsyncGenerator',
    'AsyncContextManager',
    'Reversible', 'SupportsAbs', 'SupportsBytes', 'SupportsComplex', 'SupportsFloat', 'SupportsIndex', 'SupportsInt',
    'SupportsRound',
    'ChainMap', 'Counter', 'Deque', 'Dict', 'DefaultDict', 'List', 'OrderedDict', 'Set', 'FrozenSet', 'NamedTuple',
    'TypedDict', 'Generator',
    'BinaryIO', 'IO', 'Match', 'Pattern', 'TextIO',
    'AnyStr', 'assert_type', 'assert_never', 'cast', 'clear_overloads', 'dataclass_transform', 'final', 'get_args',
    'get_origin', 'get_overloads', 'get_type_hints', 'is_typeddict', 'LiteralString', 'Never', 'NewType',
    'no_type_check', 'no_type_check_decorator', 'NoReturn', 'NotRequired', 'overload', 'override', 'ParamSpecArgs',
    'ParamSpecKwargs', 'Required', 'reveal_type', 'runtime_checkable', 'Self', 'Text', 'TYPE_CHECKING', 'TypeAlias',
    'TypeGuard', 'TypeAliasType', 'Unpack',
]

TYPE_CHECKING = False
Text = str
_NoneType = type(None)


# Arguments of subscriptions.

def _type_convert(arg, module=None, *, allow_special_forms=False):
    """`None` and text as the types that they stand for."""
    if arg is None:
        return _NoneType
    if isinstance(arg, str):
        return ForwardRef(arg, module=module, is_class=allow_special_forms)
    return arg


def _type_check(arg, msg, is_argument=True, module=None, *, allow_special_forms=False):
    """The argument as a type, or TypeError if it cannot be one; `msg` begins the message."""
    arg = _type_convert(arg, module=module, allow_special_forms=allow_special_forms)
    refused = [Generic, Protocol]
    if not allow_special_forms:
        refused.append(ClassVar)
        if is_argument:
            refused.append(Final)
    if isinstance(arg, _GenericAlias) and any(arg.__origin__ is form for form in refused):
        raise TypeError(f"{arg} is not valid as type argument")
    complete = (Any, LiteralString, NoReturn, Never, Self, TypeAlias)
    if any(arg is form for form in complete):
        return arg
    if allow_special_forms and (arg is ClassVar or arg is Final):
        return arg
    if isinstance(arg, _SpecialForm) or arg in (Generic, Protocol):
        raise TypeError(f"Plain {arg} is not valid as type argument")
    if type(arg) is tuple:
        raise TypeError(f"{msg} Got {arg!r:.100}.")
    return arg


def _is_param_expr(arg):
    """Whether `arg` can stand for the parameters of a callable."""
    return arg is ... or isinstance(arg, (tuple, list, ParamSpec, _ConcatenateGenericAlias))


def _should_unflatten_callable_args(alias, args):
    """Whether arguments are those of `Callable` written one after the other, the result last."""
    if alias.__origin__ is not collections.abc.Callable:
        return False
    return not (len(args) == 2 and _is_param_expr(args[0]))


def _type_repr(obj):
    """A type as annotations are written."""
    if isinstance(obj, GenericAlias):
        return repr(obj)
    if isinstance(obj, type):
        module, name = obj.__module__, obj.__qualname__
        return name if module == 'builtins' else f'{module}.{name}'
    if obj is ...:
        return '...'
    if isinstance(obj, types.FunctionType):
        return obj.__name__
    if isinstance(obj, tuple):
        return '[' + ', '.join(map(_type_repr, obj)) + ']'
    return repr(obj)


def _collect_parameters(args):
    """The type parameters in `args`, each once, in the order in which they come."""
    found = {}
    for arg in args:
        if isinstance(arg, type):
            continue
        if isinstance(arg, tuple):
            found.update(dict.fromkeys(_collect_parameters(arg)))
        elif hasattr(arg, '__typing_subst__'):
            found[arg] = None
        else:
            found.update(dict.fromkeys(getattr(arg, '__parameters__', ())))
    return tuple(found)


def _check_generic(cls, parameters, elen):
    """Raises unless `cls` takes as many arguments."""
    if not elen:
        raise TypeError(f"{cls} is not a generic class")
    alen = len(parameters)
    if alen != elen:
        many = 'many' if alen > elen else 'few'
        raise TypeError(f"Too {many} arguments for {cls}; actual {alen}, expected {elen}")


def _unpack_args(args):
    """`args` with unpacked tuples of known length taken apart."""
    flat = []
    for arg in args:
        inner = getattr(arg, '__typing_unpacked_tuple_args__', None)
        if inner is None or (inner and inner[-1] is ...):
            flat.append(arg)
        else:
            flat.extend(inner)
    return flat


def _deduplicate(params, *, unhashable_fallback=False):
    """`params` without repetitions."""
    try:
        return dict.fromkeys(params)
    except TypeError:
        if not unhashable_fallback:
            raise
    kept = []
    for param in params:
        if param not in kept:
            kept.append(param)
    return kept


def _remove_dups_flatten(parameters):
    """The members of a union: of nested unions too, each once."""
    flat = []
    for param in parameters:
        if isinstance(param, (_UnionGenericAlias, types.UnionType)):
            flat.extend(param.__args__)
        else:
            flat.append(param)
    return tuple(_deduplicate(flat))


def _flatten_literal_params(parameters):
    flat = []
    for param in parameters:
        if isinstance(param, _LiteralGenericAlias):
            flat.extend(param.__args__)
        else:
            flat.append(param)
    return tuple(flat)


_cleanups = []
_caches = {}


def _tp_cache(func=None, /, *, typed=False):
    """Remembers what subscriptions gave; arguments that cannot be hashed are simply worked on again."""
    def decorate(func):
        cache = functools.lru_cache(typed=typed)(func)
        _caches[func] = cache
        _cleanups.append(cache.cache_clear)

        @functools.wraps(func)
        def subscribe(*args, **kwds):
            try:
                return _caches[func](*args, **kwds)
            except TypeError:
                pass
            return func(*args, **kwds)
        return subscribe

    return decorate if func is None else decorate(func)


def _subscribed(getitem):
    """Has a method that takes what stands between brackets take a tuple of it."""
    @functools.wraps(getitem)
    def subscribe(self, params):
        return getitem(self, params if isinstance(params, tuple) else (params,))
    return subscribe


def _eval_type(t, globalns, localns, recursive_guard=frozenset()):
    """`t` with the forward references in it evaluated."""
    if isinstance(t, ForwardRef):
        return t._evaluate(globalns, localns, recursive_guard)
    if not isinstance(t, (_GenericAlias, GenericAlias, types.UnionType)):
        return t
    if isinstance(t, GenericAlias):
        unpacked = t.__unpacked__
        args = tuple(ForwardRef(arg) if isinstance(arg, str) else arg for arg in t.__args__)
        if _should_unflatten_callable_args(t, args):
            t = t.__origin__[(list(args[:-1]), args[-1])]
        else:
            t = t.__origin__[args]
        if unpacked:
            t = Unpack[t]
    args = tuple(_eval_type(arg, globalns, localns, recursive_guard) for arg in t.__args__)
    if args == t.__args__:
        return t
    if isinstance(t, GenericAlias):
        return GenericAlias(t.__origin__, args)
    if isinstance(t, types.UnionType):
        return functools.reduce(operator.or_, args)
    return t.copy_with(args)


# Special forms.

class _Final:
    """What cannot be derived from."""

    __slots__ = ('__weakref__',)

    def __init_subclass__(cls, /, _root=None, **kwds):
        # The classes of this module say that they may.
        if _root is None:
            raise TypeError("Cannot subclass special typing classes")


class _NotIterable:
    """What can be subscribed, but not iterated over."""

    __slots__ = ()
    __iter__ = None


class _InUnions:
    """What `|` makes unions of."""

    __slots__ = ()

    def __or__(self, other):
        return _make_union(self, other)

    def __ror__(self, other):
        return _make_union(other, self)


class _Named:
    """What prints, and is pickled, as a name of this module."""

    __slots__ = ()

    def __repr__(self):
        return f'typing.{self._name}'

    def __reduce__(self):
        return self._name


def _refuses(message):
    """A method that raises TypeError; the object stands for `{0}` in the message."""
    def method(self, *args, **kwds):
        raise TypeError(message.format(self))
    return method


# A name that is no class; `getitem` says what it gives with arguments. Forms have a `__doc__` each, so the class has none.
class _SpecialForm(_Named, _InUnions, _Final, _NotIterable, _root=True):
    __slots__ = ('_name', '__doc__', '_getitem')

    __call__ = _refuses("Cannot instantiate {0!r}")
    __mro_entries__ = _refuses("Cannot subclass {0!r}")
    __instancecheck__ = _refuses("{0} cannot be used with isinstance()")
    __subclasscheck__ = _refuses("{0} cannot be used with issubclass()")

    def __init__(self, getitem):
        self._name, self.__doc__, self._getitem = getitem.__name__, getitem.__doc__, getitem

    def __getattr__(self, name):
        if name not in ('__name__', '__qualname__'):
            raise AttributeError(name)
        return self._name

    @_tp_cache
    def __getitem__(self, parameters):
        return self._getitem(self, parameters)


class _TypedCacheSpecialForm(_SpecialForm, _root=True):
    """A form for which equal arguments of different types are different."""

    @_subscribed
    def __getitem__(self, parameters):
        return self._getitem(self, *parameters)


class _AnyMeta(type):
    def __repr__(self):
        return "typing.Any" if self is Any else super().__repr__()

    def __instancecheck__(self, obj):
        if self is not Any:
            return super().__instancecheck__(obj)
        raise TypeError("typing.Any cannot be used with isinstance()")


class Any(metaclass=_AnyMeta):
    """Compatible with every type. Classes may derive from it."""

    def __new__(cls, *args, **kwargs):
        if cls is Any:
            raise TypeError("Any cannot be instantiated")
        return super().__new__(cls)


def _bare(name, doc):
    """A form that takes no arguments."""
    def getitem(self, parameters):
        raise TypeError(f"{self} is not subscriptable")
    getitem.__name__ = getitem.__qualname__ = name
    getitem.__doc__ = doc
    return _SpecialForm(getitem)


def _single(name, doc, alias, message):
    """A form that takes one type."""
    def getitem(self, parameters):
        return alias()(self, (_type_check(parameters, message.format(self)),))
    getitem.__name__ = getitem.__qualname__ = name
    getitem.__doc__ = doc
    return _SpecialForm(getitem)


def _plain_alias():
    return _GenericAlias


_ONE_TYPE = '{} accepts only single type.'

NoReturn = _bare('NoReturn', "The result of a function that never returns.")
Never = _bare('Never', "The type without values.")
Self = _bare('Self', "The class of the object a method is called on.")
LiteralString = _bare('LiteralString', "A string made of literals only.")
TypeAlias = _bare('TypeAlias', "Says that an assignment makes a type alias.")
ClassVar = _single('ClassVar', "A variable of the class, not of its instances.", _plain_alias, _ONE_TYPE)
Final = _single('Final', "A name that is not to be assigned again.", _plain_alias, _ONE_TYPE)
TypeGuard = _single('TypeGuard', "The result of a function that tells a type.", _plain_alias, _ONE_TYPE)
Required = _single('Required', "A key that a TypedDict must have.", _plain_alias, _ONE_TYPE)
NotRequired = _single('NotRequired', "A key that a TypedDict may lack.", _plain_alias, _ONE_TYPE)
Unpack = _single('Unpack', "The items of a tuple type or TypeVarTuple, as `*` gives them.",
                 lambda: _UnpackGenericAlias, _ONE_TYPE)


@_SpecialForm
def Union(self, parameters):
    """Any one of several types."""
    if parameters == ():
        raise TypeError("Cannot take a Union of no types.")
    parameters = parameters if isinstance(parameters, tuple) else (parameters,)
    message = "Union[arg, ...]: each arg must be a type."
    parameters = _remove_dups_flatten(tuple(_type_check(param, message) for param in parameters))
    if len(parameters) == 1:
        return parameters[0]
    if len(parameters) == 2 and _NoneType in parameters:
        return _UnionGenericAlias(self, parameters, name="Optional")
    return _UnionGenericAlias(self, parameters)


def _make_union(left, right):
    """`left | right` for operands that are no classes."""
    return Union[left, right]


@_SpecialForm
def Optional(self, parameters):
    """A type or None."""
    return Union[_type_check(parameters, f"{self} requires a single type."), _NoneType]


def _literal(self, *parameters):
    """One of the values that are listed."""
    parameters = _flatten_literal_params(parameters)
    with contextlib.suppress(TypeError):
        distinct = _deduplicate([(value, type(value)) for value in parameters])
        parameters = tuple(value for value, _ in distinct)
    return _LiteralGenericAlias(self, parameters)


_literal.__name__ = _literal.__qualname__ = 'Literal'
Literal = _TypedCacheSpecialForm(_tp_cache(typed=True)(_literal))


@_SpecialForm
def Concatenate(self, parameters):
    """Parameters in front of those of a ParamSpec."""
    if parameters == ():
        raise TypeError("Cannot take a Concatenate of no types.")
    if not isinstance(parameters, tuple):
        parameters = (parameters,)
    *first, last = parameters
    if not (last is ... or isinstance(last, ParamSpec)):
        raise TypeError("The last parameter to Concatenate should be a ParamSpec variable or ellipsis.")
    message = "Concatenate[arg, ...]: each arg must be a type."
    return _ConcatenateGenericAlias(self, (*(_type_check(param, message) for param in first), last))


class ForwardRef(_InUnions, _Final, _root=True):
    """A type that is written as text, to be evaluated later."""

    __slots__ = ('__forward_arg__', '__forward_code__', '__forward_evaluated__', '__forward_value__',
                 '__forward_is_argument__', '__forward_is_class__', '__forward_module__')

    def __init__(self, arg, is_argument=True, module=None, *, is_class=False):
        if not isinstance(arg, str):
            raise TypeError(f"Forward reference must be a string -- got {arg!r}")
        # An unpacked type is no expression by itself.
        source = f'({arg},)[0]' if arg.startswith('*') else arg
        try:
            code = compile(source, '<string>', 'eval')
        except SyntaxError:
            raise SyntaxError(f"Forward reference must be an expression -- got {arg!r}")
        for slot, value in zip(self.__slots__, (arg, code, False, None, is_argument, is_class, module), strict=True):
            setattr(self, slot, value)

    def _evaluate(self, globalns, localns, recursive_guard):
        """The type, or the reference itself while it is being evaluated."""
        if self.__forward_arg__ in recursive_guard:
            return self
        if self.__forward_evaluated__ and localns is globalns:
            return self.__forward_value__
        # One namespace does for both; none is an empty one.
        given = [namespace for namespace in (globalns, localns) if namespace is not None] or [{}]
        globalns, localns = given[0], given[-1]
        if self.__forward_module__ is not None:
            globalns = getattr(sys.modules.get(self.__forward_module__, None), '__dict__', globalns)
        value = _type_check(
            eval(self.__forward_code__, globalns, localns),
            "Forward references must evaluate to types.",
            is_argument=self.__forward_is_argument__,
            allow_special_forms=self.__forward_is_class__,
        )
        self.__forward_value__ = _eval_type(value, globalns, localns, recursive_guard | {self.__forward_arg__})
        self.__forward_evaluated__ = True
        return self.__forward_value__

    def __eq__(self, other):
        if not isinstance(other, ForwardRef):
            return NotImplemented
        if self.__forward_arg__ != other.__forward_arg__:
            return False
        if self.__forward_evaluated__ and other.__forward_evaluated__:
            return self.__forward_value__ == other.__forward_value__
        return self.__forward_module__ == other.__forward_module__

    def __hash__(self):
        return hash((self.__forward_arg__, self.__forward_module__))

    def __repr__(self):
        module = '' if self.__forward_module__ is None else f', module={self.__forward_module__!r}'
        return f'ForwardRef({self.__forward_arg__!r}{module})'


# What the native type parameters ask for.

def _is_unpacked_typevartuple(x):
    return not isinstance(x, type) and getattr(x, '__typing_is_unpacked_typevartuple__', False)


def _is_typevar_like(x):
    return isinstance(x, (TypeVar, ParamSpec)) or _is_unpacked_typevartuple(x)


def _is_unpacked(arg):
    if isinstance(arg, _GenericAlias):
        return arg.__origin__ is Unpack
    return isinstance(arg, GenericAlias) and getattr(arg, '__unpacked__', False)


def _typevar_subst(self, arg):
    arg = _type_check(arg, "Parameters to generic types must be types.", is_argument=True)
    if _is_unpacked(arg):
        raise TypeError(f"{arg} is not valid as type argument")
    return arg


def _typevartuple_prepare_subst(self, alias, args):
    """Gathers into a tuple the arguments that the TypeVarTuple among an alias's parameters takes."""
    params = alias.__parameters__
    index = params.index(self)
    if any(isinstance(param, TypeVarTuple) for param in params[index + 1:]):
        raise TypeError(f"More than one TypeVarTuple parameter in {alias}")
    left, right = index, len(params) - index - 1
    arbitrary = [
        at for at, arg in enumerate(args)
        if not isinstance(arg, type)
        and (inner := getattr(arg, '__typing_unpacked_tuple_args__', None))
        and len(inner) == 2 and inner[-1] is ...
    ]
    if len(arbitrary) > 1:
        raise TypeError("More than one unpacked arbitrary-length tuple argument")
    if arbitrary:
        # A tuple of any length can also serve for parameters on either side.
        [at] = arbitrary
        fill = args[at].__typing_unpacked_tuple_args__[0]
        left = min(left, at)
        right = min(right, len(args) - at - 1)
    elif left + right > len(args):
        raise TypeError(f"Too few arguments for {alias}; actual {len(args)}, expected at least {len(params) - 1}")
    missing_left, missing_right = index - left, len(params) - index - 1 - right
    if not arbitrary:
        fill = None
    middle = tuple(args[left:len(args) - right])
    return (*args[:left], *([fill] * missing_left), middle, *([fill] * missing_right), *args[len(args) - right:])


def _paramspec_subst(self, arg):
    if isinstance(arg, (list, tuple)):
        return tuple(_type_check(item, "Expected a type.") for item in arg)
    if not _is_param_expr(arg):
        raise TypeError(f"Expected a list of types, an ellipsis, ParamSpec, or Concatenate. Got {arg}")
    return arg


def _paramspec_prepare_subst(self, alias, args):
    params = alias.__parameters__
    index = params.index(self)
    if index >= len(args):
        raise TypeError(f"Too few arguments for {alias}")
    if len(params) == 1 and not _is_param_expr(args[0]):
        # The only parameter: its types need no brackets.
        return (args,)
    if isinstance(args[index], list):
        args = (*args[:index], tuple(args[index]), *args[index + 1:])
    return args


@_tp_cache
@_subscribed
def _generic_class_getitem(cls, params):
    """`cls[params]` for a generic class, Generic and Protocol."""
    params = tuple(_type_convert(param) for param in params)
    if cls in (Generic, Protocol):
        if not params:
            raise TypeError(f"Parameter list to {cls.__qualname__}[...] cannot be empty")
        if not all(map(_is_typevar_like, params)):
            raise TypeError(f"Parameters to {cls.__name__}[...] must all be type variables or parameter specification "
                            "variables.")
        if len(set(params)) != len(params):
            raise TypeError(f"Parameters to {cls.__name__}[...] must all be unique")
        return _GenericAlias(cls, params)
    declared = cls.__parameters__
    params = _prepare_subst(cls, declared, params)
    _check_generic(cls, params, len(declared))
    return _GenericAlias(cls, _spread(zip(declared, params)))


def _prepare_subst(generic, declared, args):
    """Arguments as the type parameters of `generic` want them."""
    for param in declared:
        prepare = getattr(param, '__typing_prepare_subst__', None)
        if prepare is not None:
            args = prepare(generic, args)
    return args


def _spread(pairs):
    """The arguments in pairs of type parameter and argument, those of a TypeVarTuple one by one."""
    return tuple(item for param, arg in pairs for item in (arg if isinstance(param, TypeVarTuple) else (arg,)))


def _generic_init_subclass(cls, *args, **kwargs):
    """Finds the type parameters of a new generic class."""
    super(Generic, cls).__init_subclass__(*args, **kwargs)
    own = cls.__dict__.get('__orig_bases__')
    if own is not None:
        plain = Generic in own
    else:
        plain = Generic in cls.__bases__ and cls.__name__ != 'Protocol' and type(cls) is not _TypedDictMeta
    if plain:
        raise TypeError("Cannot inherit from plain Generic")
    tvars = ()
    if own is not None:
        tvars = _collect_parameters(own)
        declared = None
        for base in own:
            if isinstance(base, _GenericAlias) and base.__origin__ is Generic:
                if declared is not None:
                    raise TypeError("Cannot inherit from Generic[...] multiple times.")
                declared = base.__parameters__
        if declared is not None:
            unlisted = [tvar for tvar in tvars if tvar not in declared]
            if unlisted:
                some = ', '.join(map(str, unlisted))
                listed = ', '.join(map(str, declared))
                raise TypeError(f"Some type variables ({some}) are not listed in Generic[{listed}]")
            tvars = declared
    cls.__parameters__ = tuple(tvars)


# Aliases.

def _is_dunder(attr):
    return attr.startswith('__') and attr.endswith('__')


class _BaseGenericAlias(_Final, _root=True):
    """What stands for a class, with arguments or without. Attributes are those of the class."""

    def __init__(self, origin, *, inst=True, name=None):
        self._inst = inst
        self._name = name
        self.__origin__ = origin
        self.__slots__ = None

    def __call__(self, *args, **kwargs):
        if not self._inst:
            raise TypeError(f"Type {self._name} cannot be instantiated; use {self.__origin__.__name__}() instead")
        result = self.__origin__(*args, **kwargs)
        # Whatever an object's __setattr__ may raise must not keep it from being made.
        with contextlib.suppress(Exception):
            result.__orig_class__ = self
        return result

    def __mro_entries__(self, bases):
        entries = []
        if self.__origin__ not in bases:
            entries.append(self.__origin__)
        at = bases.index(self)
        if not any(isinstance(base, _BaseGenericAlias) or issubclass(base, Generic) for base in bases[at + 1:]):
            entries.append(Generic)
        return tuple(entries)

    def __getattr__(self, attr):
        if attr in {'__name__', '__qualname__'}:
            return self._name or self.__origin__.__name__
        if '__origin__' in self.__dict__ and not _is_dunder(attr):
            return getattr(self.__origin__, attr)
        raise AttributeError(attr)

    def __setattr__(self, attr, value):
        own = {'_name', '_inst', '_nparams'}
        if _is_dunder(attr) or attr in own:
            super().__setattr__(attr, value)
        else:
            setattr(self.__origin__, attr, value)

    def __instancecheck__(self, obj):
        return self.__subclasscheck__(type(obj))

    def __subclasscheck__(self, cls):
        raise TypeError("Subscripted generics cannot be used with class and instance checks")

    def __dir__(self):
        return list(set(super().__dir__() + [attr for attr in dir(self.__origin__) if not _is_dunder(attr)]))


class _GenericAlias(_InUnions, _BaseGenericAlias, _root=True):
    """A class or form with arguments."""

    def __init__(self, origin, args, *, inst=True, name=None):
        super().__init__(origin, inst=inst, name=name)
        if not isinstance(args, tuple):
            args = (args,)
        self.__args__ = tuple(... if arg is _TypingEllipsis else arg for arg in args)
        self.__parameters__ = _collect_parameters(args)
        if not name:
            self.__module__ = origin.__module__

    def __eq__(self, other):
        if not isinstance(other, _GenericAlias):
            return NotImplemented
        return self.__origin__ == other.__origin__ and self.__args__ == other.__args__

    def __hash__(self):
        return hash((self.__origin__, self.__args__))

    @_tp_cache
    @_subscribed
    def __getitem__(self, args):
        """The alias with its parameters replaced."""
        if self.__origin__ in (Generic, Protocol):
            raise TypeError(f"Cannot subscript already-subscripted {self}")
        if not self.__parameters__:
            raise TypeError(f"{self} is not a generic class")
        args = _unpack_args(tuple(_type_convert(arg) for arg in args))
        return self.copy_with(self._determine_new_args(tuple(args)))

    def _determine_new_args(self, args):
        params = self.__parameters__
        args = _prepare_subst(self, params, args)
        if len(args) != len(params):
            many = 'many' if len(args) > len(params) else 'few'
            raise TypeError(f"Too {many} arguments for {self}; actual {len(args)}, expected {len(params)}")
        return tuple(self._make_substitution(self.__args__, dict(zip(params, args))))

    def _make_substitution(self, args, new_arg_by_param):
        """`args` with each parameter replaced; `args` may nest."""
        new_args = []
        for old_arg in args:
            if isinstance(old_arg, type):
                new_args.append(old_arg)
                continue
            substitute = getattr(old_arg, '__typing_subst__', None)
            if substitute is not None:
                new_arg = substitute(new_arg_by_param[old_arg])
            else:
                inner = getattr(old_arg, '__parameters__', ())
                if not inner:
                    new_arg = old_arg
                else:
                    new_arg = old_arg[_spread((param, new_arg_by_param[param]) for param in inner)]
            if self.__origin__ is collections.abc.Callable and isinstance(new_arg, tuple):
                # The parameters of a callable stand one after the other.
                new_args.extend(new_arg)
            elif _is_unpacked_typevartuple(old_arg):
                new_args.extend(new_arg)
            elif isinstance(old_arg, tuple):
                new_args.append(tuple(self._make_substitution(old_arg, new_arg_by_param)))
            else:
                new_args.append(new_arg)
        return new_args

    def copy_with(self, args):
        """The same with other arguments."""
        return type(self)(self.__origin__, args, inst=self._inst, name=self._name)

    def __repr__(self):
        name = f'typing.{self._name}' if self._name else _type_repr(self.__origin__)
        args = ", ".join(map(_type_repr, self.__args__)) if self.__args__ else "()"
        return f'{name}[{args}]'

    def __reduce__(self):
        origin = globals()[self._name] if self._name else self.__origin__
        # As it is written: one argument stands alone, unless that is a tuple.
        match tuple(self.__args__):
            case (arg,) if not isinstance(arg, tuple):
                return operator.getitem, (origin, arg)
            case args:
                return operator.getitem, (origin, args)

    def __mro_entries__(self, bases):
        if isinstance(self.__origin__, _SpecialForm):
            raise TypeError(f"Cannot subclass {self!r}")
        if self._name:
            return super().__mro_entries__(bases)
        if self.__origin__ is Generic:
            if Protocol in bases:
                return ()
            at = bases.index(self)
            if any(isinstance(base, _BaseGenericAlias) and base is not self for base in bases[at + 1:]):
                return ()
        return (self.__origin__,)

    def __iter__(self):
        yield Unpack[self]


class _SpecialGenericAlias(_Named, _InUnions, _NotIterable, _BaseGenericAlias, _root=True):
    """The name of a class that takes `nparams` arguments (-1: any number)."""

    def __init__(self, origin, nparams, *, inst=True, name=None):
        super().__init__(origin, inst=inst, name=origin.__name__ if name is None else name)
        self._nparams = nparams
        self.__doc__ = f'A generic version of {_type_repr(origin)}.'

    @_tp_cache
    @_subscribed
    def __getitem__(self, params):
        message = "Parameters to generic types must be types."
        params = tuple(_type_check(param, message) for param in params)
        _check_generic(self, params, self._nparams)
        return self.copy_with(params)

    def copy_with(self, params):
        return _GenericAlias(self.__origin__, params, name=self._name, inst=self._inst)

    def __subclasscheck__(self, cls):
        if isinstance(cls, _GenericAlias):
            return super().__subclasscheck__(cls)
        return issubclass(cls.__origin__ if isinstance(cls, _SpecialGenericAlias) else cls, self.__origin__)


class _DeprecatedGenericAlias(_SpecialGenericAlias, _root=True):
    def __init__(self, origin, nparams, *, removal_version, inst=True, name=None):
        super().__init__(origin, nparams, inst=inst, name=name)
        self._inst_removal = removal_version

    def __setattr__(self, attr, value):
        if attr == '_inst_removal':
            object.__setattr__(self, attr, value)
        else:
            super().__setattr__(attr, value)

    def __instancecheck__(self, inst):
        warnings._deprecated(f"{self.__module__}.{self._name}", remove=self._inst_removal)
        return super().__instancecheck__(inst)


class _CallableGenericAlias(_NotIterable, _GenericAlias, _root=True):
    def __repr__(self):
        args = self.__args__
        if len(args) == 2 and _is_param_expr(args[0]):
            return super().__repr__()
        return (f'typing.Callable[[{", ".join(map(_type_repr, args[:-1]))}], {_type_repr(args[-1])}]')

    def __reduce__(self):
        return operator.getitem, (Callable, get_args(self))


class _CallableType(_SpecialGenericAlias, _root=True):
    def copy_with(self, params):
        return _CallableGenericAlias(self.__origin__, params, name=self._name, inst=self._inst)

    def __getitem__(self, params):
        if not isinstance(params, tuple) or len(params) != 2:
            raise TypeError("Callable must be used as Callable[[arg, ...], result].")
        args, result = params
        # The list is made a tuple, so that the alias can be remembered.
        return self.__getitem_inner__((tuple(args) if isinstance(args, list) else args, result))

    @_tp_cache
    def __getitem_inner__(self, params):
        args, result = params
        result = _type_check(result, "Callable[args, result]: result must be a type.")
        if args is Ellipsis:
            return self.copy_with((_TypingEllipsis, result))
        if not isinstance(args, tuple):
            args = (args,)
        return self.copy_with((*map(_type_convert, args), result))


class _TupleType(_SpecialGenericAlias, _root=True):
    @_tp_cache
    @_subscribed
    def __getitem__(self, params):
        if len(params) >= 2 and params[-1] is ...:
            message = "Tuple[t, ...]: t must be a type."
            return self.copy_with((*(_type_check(param, message) for param in params[:-1]), _TypingEllipsis))
        message = "Tuple[t0, t1, ...]: each t must be a type."
        return self.copy_with(tuple(_type_check(param, message) for param in params))


class _UnionGenericAlias(_NotIterable, _GenericAlias, _root=True):
    def __hash__(self):
        return hash(frozenset(self.__args__))

    def __eq__(self, other):
        if not isinstance(other, (_UnionGenericAlias, types.UnionType)):
            return NotImplemented
        own, others = self.__args__, other.__args__
        try:
            return set(own) == set(others)
        except TypeError:
            # Metadata need not be hashable.
            return all(arg in others for arg in own) and all(arg in own for arg in others)

    def copy_with(self, params):
        return Union[params]

    def __repr__(self):
        args = self.__args__
        if len(args) == 2 and _NoneType in args:
            other = args[1] if args[0] is _NoneType else args[0]
            return f'typing.Optional[{_type_repr(other)}]'
        return super().__repr__()

    def __instancecheck__(self, obj):
        return self.__subclasscheck__(type(obj))

    def __subclasscheck__(self, cls):
        return any(issubclass(cls, arg) for arg in self.__args__)

    def __reduce__(self):
        func, (_, args) = super().__reduce__()
        return func, (Union, args)


class _LiteralGenericAlias(_GenericAlias, _root=True):
    def _typed_args(self):
        return {(value, type(value)) for value in self.__args__}

    def __eq__(self, other):
        if not isinstance(other, _LiteralGenericAlias):
            return NotImplemented
        return self._typed_args() == other._typed_args()

    def __hash__(self):
        return hash(frozenset(self._typed_args()))

    def __getattr__(self, attr):
        return super().__getattr__(attr)


class _ConcatenateGenericAlias(_GenericAlias, _root=True):
    def copy_with(self, params):
        *first, last = params
        match last:
            case list() | tuple():
                # All parameters are known now.
                return (*first, *last)
            case _ConcatenateGenericAlias():
                params = (*first, *last.__args__)
        return super().copy_with(params)


class _UnpackGenericAlias(_GenericAlias, _root=True):
    def __repr__(self):
        [arg] = self.__args__
        return f'typing.Unpack[{_type_repr(arg)}]'

    def __getitem__(self, args):
        return args if self.__typing_is_unpacked_typevartuple__ else super().__getitem__(args)

    @property
    def __typing_unpacked_tuple_args__(self):
        arg, = self.__args__
        if not isinstance(arg, (_GenericAlias, GenericAlias)):
            return None
        if arg.__origin__ is not tuple:
            raise TypeError("Unpack[...] must be used with a tuple type")
        return arg.__args__

    @property
    def __typing_is_unpacked_typevartuple__(self):
        return isinstance(self.__args__[0], TypeVarTuple)


class _TypingEllipsis:
    """Stands for `...` among arguments."""


# Protocols.

_TYPING_INTERNALS = frozenset({
    '__parameters__', '__orig_bases__', '__orig_class__', '_is_protocol', '_is_runtime_protocol',
    '__protocol_attrs__', '__callable_proto_members_only__', '__type_params__',
})

_SPECIAL_NAMES = frozenset({
    '__abstractmethods__', '__annotations__', '__dict__', '__doc__', '__init__', '__module__', '__new__', '__slots__',
    '__subclasshook__', '__weakref__', '__class_getitem__', '__match_args__',
})

# A protocol's class body has these, but they are no members of the protocol.
EXCLUDED_ATTRIBUTES = _TYPING_INTERNALS | _SPECIAL_NAMES | {'_MutableMapping__marker'}


def _get_protocol_attrs(cls):
    """Names of the members of a protocol."""
    attrs = set()
    for base in cls.__mro__[:-1]:
        if base.__name__ in {'Protocol', 'Generic'}:
            continue
        for attr in (*base.__dict__, *getattr(base, '__annotations__', {})):
            if not attr.startswith('_abc_') and attr not in EXCLUDED_ATTRIBUTES:
                attrs.add(attr)
    return attrs


def _no_init_or_replace_init(self, *args, **kwargs):
    """`__init__` of protocols: those cannot be instantiated, but what derives from them can be."""
    cls = type(self)
    if cls._is_protocol:
        raise TypeError('Protocols cannot be instantiated')
    if cls.__init__ is not _no_init_or_replace_init:
        return
    # The next class that has an __init__ of its own; found once for all instances.
    for base in cls.__mro__:
        init = base.__dict__.get('__init__', _no_init_or_replace_init)
        if init is not _no_init_or_replace_init:
            cls.__init__ = init
            break
    else:
        cls.__init__ = object.__init__
    cls.__init__(self, *args, **kwargs)


def _caller(depth=1, default='__main__'):
    """Name of the module that called, `depth` calls further out."""
    return sys._getframemodulename(depth + 1) or default


def _allow_reckless_class_checks(depth=2):
    """Whether the caller is one whose class checks protocols that are not for run time let pass."""
    return _caller(depth) in {'abc', 'functools', None}


_PROTO_ALLOWLIST = {
    'collections.abc': ['Callable', 'Awaitable', 'Iterable', 'Iterator', 'AsyncIterable', 'AsyncIterator', 'Hashable',
                        'Sized', 'Container', 'Collection', 'Reversible', 'Buffer'],
    'contextlib': ['AbstractContextManager', 'AbstractAsyncContextManager'],
}


@functools.cache
def _lazy_load_getattr_static():
    # `inspect` is not needed before the first check of an instance.
    from inspect import getattr_static
    return getattr_static


_cleanups.append(_lazy_load_getattr_static.cache_clear)


class _ProtocolMeta(ABCMeta):
    def __new__(mcls, name, bases, namespace, /, **kwargs):
        if name == "Protocol" and bases == (Generic,):
            pass
        elif Protocol in bases:
            for base in bases:
                allowed = (
                    base in {object, Generic}
                    or base.__name__ in _PROTO_ALLOWLIST.get(base.__module__, ())
                    or (issubclass(base, Generic) and getattr(base, "_is_protocol", False))
                )
                if not allowed:
                    raise TypeError(f"Protocols can only inherit from other protocols, got {base!r}")
        return super().__new__(mcls, name, bases, namespace, **kwargs)

    def __init__(cls, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if getattr(cls, "_is_protocol", False):
            cls.__protocol_attrs__ = _get_protocol_attrs(cls)
            members = [getattr(cls, attr, None) for attr in cls.__protocol_attrs__]
            cls.__callable_proto_members_only__ = all(map(callable, members))

    def __subclasscheck__(cls, other):
        if cls is Protocol:
            return type.__subclasscheck__(cls, other)
        if getattr(cls, '_is_protocol', False) and not _allow_reckless_class_checks():
            if not isinstance(other, type):
                raise TypeError('issubclass() arg 1 must be a class')
            if not cls.__callable_proto_members_only__ and cls.__dict__.get("__subclasshook__") is _proto_hook:
                raise TypeError("Protocols with non-method members don't support issubclass()")
            if not getattr(cls, '_is_runtime_protocol', False):
                raise TypeError("Instance and class checks can only be used with @runtime_checkable protocols")
        return super().__subclasscheck__(other)

    def __instancecheck__(cls, instance):
        if cls is Protocol:
            return type.__instancecheck__(cls, instance)
        if not getattr(cls, "_is_protocol", False):
            return super().__instancecheck__(instance)
        if not getattr(cls, '_is_runtime_protocol', False) and not _allow_reckless_class_checks():
            raise TypeError("Instance and class checks can only be used with @runtime_checkable protocols")
        if super().__instancecheck__(instance):
            return True
        find = _lazy_load_getattr_static()
        for attr in cls.__protocol_attrs__:
            try:
                value = find(instance, attr)
            except AttributeError:
                return False
            # A method that is set to None is one that is not supported.
            if value is None and callable(getattr(cls, attr, None)):
                return False
        return True


@classmethod
def _proto_hook(cls, other):
    if not cls.__dict__.get('_is_protocol', False):
        return NotImplemented
    for attr in cls.__protocol_attrs__:
        for base in other.__mro__:
            if attr in base.__dict__:
                if base.__dict__[attr] is None:
                    return NotImplemented
                break
            annotations = getattr(base, '__annotations__', {})
            if (isinstance(annotations, collections.abc.Mapping) and attr in annotations
                    and issubclass(other, Generic) and getattr(other, '_is_protocol', False)):
                break
        else:
            return NotImplemented
    return True


class Protocol(Generic, metaclass=_ProtocolMeta):
    """Base of protocol classes: of what has certain members, whatever it derives from."""

    __slots__ = ()
    _is_protocol = True
    _is_runtime_protocol = False

    def __init_subclass__(cls, *args, **kwargs):
        super().__init_subclass__(*args, **kwargs)
        if not cls.__dict__.get('_is_protocol', False):
            cls._is_protocol = any(base is Protocol for base in cls.__bases__)
        if '__subclasshook__' not in cls.__dict__:
            cls.__subclasshook__ = _proto_hook
        if cls._is_protocol and cls.__init__ is Protocol.__init__:
            cls.__init__ = _no_init_or_replace_init


Protocol.__init__ = _no_init_or_replace_init


def runtime_checkable(cls):
    """Lets `isinstance` and `issubclass` look for a protocol's members."""
    if not issubclass(cls, Generic) or not getattr(cls, '_is_protocol', False):
        raise TypeError(f'@runtime_checkable can be only applied to protocol classes, got {cls!r}')
    cls._is_runtime_protocol = True
    return cls


class _AnnotatedAlias(_NotIterable, _GenericAlias, _root=True):
    """A type with metadata."""

    def __init__(self, origin, metadata):
        # Of nested ones, all metadata belongs to the innermost type.
        inner = ()
        if isinstance(origin, _AnnotatedAlias):
            origin, inner = origin.__origin__, origin.__metadata__
        super().__init__(origin, origin, name='Annotated')
        self.__metadata__ = (*inner, *metadata)

    def copy_with(self, params):
        [origin] = params
        return _AnnotatedAlias(origin, self.__metadata__)

    def __repr__(self):
        return f"typing.Annotated[{_type_repr(self.__origin__)}, {', '.join(map(repr, self.__metadata__))}]"

    def __reduce__(self):
        return operator.getitem, (Annotated, (self.__origin__, *self.__metadata__))

    def __eq__(self, other):
        if not isinstance(other, _AnnotatedAlias):
            return NotImplemented
        return self.__origin__ == other.__origin__ and self.__metadata__ == other.__metadata__

    def __hash__(self):
        return hash((self.__origin__, self.__metadata__))

    def __mro_entries__(self, bases):
        return (self.__origin__,)

    def __getattr__(self, name):
        return 'Annotated' if name in ('__name__', '__qualname__') else super().__getattr__(name)


class Annotated:
    """A type with metadata that is of no concern to the type system: `Annotated[type, metadata, ...]`."""

    __slots__ = ()

    __new__ = _refuses("Type Annotated cannot be instantiated.")

    @classmethod
    @_subscribed
    def __class_getitem__(cls, params):
        return cls._class_getitem_inner(cls, *params)

    @_tp_cache(typed=True)
    def _class_getitem_inner(cls, *params):
        if len(params) < 2:
            raise TypeError("Annotated[...] should be used with at least two arguments (a type and an annotation).")
        if _is_unpacked_typevartuple(params[0]):
            raise TypeError("Annotated[...] should not be used with an unpacked TypeVarTuple")
        message = "Annotated[t, ...]: t must be a type."
        return _AnnotatedAlias(_type_check(params[0], message, allow_special_forms=True), tuple(params[1:]))

    def __init_subclass__(cls, *args, **kwargs):
        raise TypeError(f"Cannot subclass {cls.__module__}.Annotated")


# Functions.

def cast(typ, val):
    """The value; type checkers take it for one of the type."""
    return val


def assert_type(val, typ, /):
    """The value; type checkers check that it is of the type."""
    return val


_ASSERT_NEVER_REPR_MAX_LENGTH = 100


def assert_never(arg: Never, /) -> Never:
    """Says that the code is not reached."""
    value = repr(arg)
    if len(value) > _ASSERT_NEVER_REPR_MAX_LENGTH:
        value = value[:_ASSERT_NEVER_REPR_MAX_LENGTH] + '...'
    raise AssertionError(f"Expected code to be unreachable, but got: {value}")


def reveal_type(obj, /):
    """Prints the type of a value; type checkers say what they take it for."""
    print(f"Runtime type is {type(obj).__name__!r}", file=sys.stderr)
    return obj


_WITH_HINTS = (types.FunctionType, types.BuiltinFunctionType, types.MethodType, types.ModuleType,
               types.WrapperDescriptorType, types.MethodWrapperType, types.MethodDescriptorType)


def get_type_hints(obj, globalns=None, localns=None, include_extras=False):
    """The annotations of a function, class or module, evaluated; metadata is left out unless asked for."""
    if getattr(obj, '__no_type_check__', None):
        return {}
    if isinstance(obj, type):
        hints = {}
        for base in reversed(obj.__mro__):
            ann = base.__dict__.get('__annotations__', {})
            if isinstance(ann, types.GetSetDescriptorType):
                ann = {}
            base_globals, base_locals = globalns, localns
            if globalns is None:
                base_globals = getattr(sys.modules.get(base.__module__, None), '__dict__', {})
            if localns is None:
                base_locals = dict(vars(base))
                if globalns is None:
                    # Names of the class win over those of its module, as when its body ran.
                    base_globals, base_locals = base_locals, base_globals
            for name, value in ann.items():
                if value is None:
                    value = _NoneType
                if isinstance(value, str):
                    value = ForwardRef(value, is_argument=False, is_class=True)
                hints[name] = _eval_type(value, base_globals, base_locals)
    else:
        if globalns is None:
            if isinstance(obj, types.ModuleType):
                globalns = obj.__dict__
            else:
                wrapped = obj
                while hasattr(wrapped, '__wrapped__'):
                    wrapped = wrapped.__wrapped__
                globalns = getattr(wrapped, '__globals__', {})
            if localns is None:
                localns = globalns
        elif localns is None:
            localns = globalns
        ann = getattr(obj, '__annotations__', None)
        if ann is None:
            if isinstance(obj, _WITH_HINTS):
                return {}
            raise TypeError(f'{obj!r} is not a module, class, method, or function.')
        hints = {}
        for name, value in dict(ann).items():
            if value is None:
                value = _NoneType
            if isinstance(value, str):
                # Modules may have what only classes may else.
                value = ForwardRef(value, is_argument=not isinstance(obj, types.ModuleType), is_class=False)
            hints[name] = _eval_type(value, globalns, localns)
    return hints if include_extras else {name: _strip_annotations(value) for name, value in hints.items()}


def _strip_annotations(t):
    """`t` without `Annotated`, `Required` and `NotRequired`."""
    if isinstance(t, _AnnotatedAlias):
        return _strip_annotations(t.__origin__)
    if hasattr(t, "__origin__") and t.__origin__ in (Required, NotRequired):
        return _strip_annotations(t.__args__[0])
    if isinstance(t, (_GenericAlias, GenericAlias, types.UnionType)):
        stripped = tuple(_strip_annotations(arg) for arg in t.__args__)
        if stripped == t.__args__:
            return t
        if isinstance(t, GenericAlias):
            return GenericAlias(t.__origin__, stripped)
        if isinstance(t, types.UnionType):
            return functools.reduce(operator.or_, stripped)
        return t.copy_with(stripped)
    return t


def get_origin(tp):
    """What was subscribed to make `tp`, or None."""
    if isinstance(tp, _AnnotatedAlias):
        return Annotated
    if isinstance(tp, (_BaseGenericAlias, GenericAlias, ParamSpecArgs, ParamSpecKwargs)):
        return tp.__origin__
    if isinstance(tp, types.UnionType):
        return types.UnionType
    return Generic if tp is Generic else None


def get_args(tp):
    """The arguments with which `tp` was made, as they are written."""
    if isinstance(tp, _AnnotatedAlias):
        return (tp.__origin__, *tp.__metadata__)
    if isinstance(tp, (_GenericAlias, GenericAlias)):
        args = tp.__args__
        if _should_unflatten_callable_args(tp, args):
            args = (list(args[:-1]), args[-1])
        return args
    if isinstance(tp, types.UnionType):
        return tp.__args__
    return ()


def is_typeddict(tp):
    """Whether `tp` is a TypedDict class."""
    return isinstance(tp, _TypedDictMeta)


def no_type_check(arg):
    """Says that annotations of a function, or of a class and what is in it, are no type hints."""
    if isinstance(arg, type):
        for name in dir(arg):
            value = getattr(arg, name)
            if getattr(value, '__qualname__', None) != f'{arg.__qualname__}.{getattr(value, "__name__", None)}' \
                    or getattr(value, '__module__', None) != arg.__module__:
                # It was defined elsewhere.
                continue
            if isinstance(value, types.FunctionType):
                value.__no_type_check__ = True
            elif isinstance(value, types.MethodType):
                value.__func__.__no_type_check__ = True
            elif isinstance(value, type):
                no_type_check(value)
    with contextlib.suppress(TypeError):
        arg.__no_type_check__ = True
    return arg


def no_type_check_decorator(decorator):
    """Gives a decorator the effect of `no_type_check`."""
    @functools.wraps(decorator)
    def wrapped_decorator(*args, **kwds):
        return no_type_check(decorator(*args, **kwds))
    return wrapped_decorator


def _overload_dummy(*args, **kwds):
    """Stands for overloads, which are not to be called."""
    raise NotImplementedError(
        "You should not call an overloaded function. A series of @overload-decorated functions outside a stub module "
        "should always be followed by an implementation that is not @overload-ed.")


# Overloads by module, qualified name and first line.
_overload_registry = collections.defaultdict(lambda: collections.defaultdict(dict))


def overload(func):
    """Declares one of several signatures of a function."""
    plain = getattr(func, "__func__", func)
    # Descriptors may have no such attributes.
    with contextlib.suppress(AttributeError):
        _overload_registry[plain.__module__][plain.__qualname__][plain.__code__.co_firstlineno] = func
    return _overload_dummy


def get_overloads(func):
    """The overloads of a function, in the order of definition."""
    plain = getattr(func, "__func__", func)
    in_module = _overload_registry.get(plain.__module__)
    if not in_module:
        return []
    return list(in_module.get(plain.__qualname__, {}).values())


def clear_overloads():
    """Forgets all overloads."""
    _overload_registry.clear()


def _mark(obj, name, value):
    # Objects without a dict, and slot wrappers, cannot be marked.
    with contextlib.suppress(AttributeError, TypeError):
        setattr(obj, name, value)
    return obj


def final(f):
    """Says that a method is not to be overridden, or a class not to be derived from."""
    return _mark(f, '__final__', True)


def override(method, /):
    """Says that a method overrides one of a base."""
    return _mark(method, '__override__', True)


def dataclass_transform(*, eq_default=True, order_default=False, kw_only_default=False, frozen_default=False,
                        field_specifiers=(), **kwargs):
    """Says that a decorator, class or metaclass makes dataclass-like classes."""
    given = dict(eq_default=eq_default, order_default=order_default, kw_only_default=kw_only_default,
                 frozen_default=frozen_default, field_specifiers=field_specifiers, kwargs=kwargs)

    def decorator(cls_or_fn):
        cls_or_fn.__dataclass_transform__ = given.copy()
        return cls_or_fn
    return decorator


# Names of classes.

AnyStr = TypeVar('AnyStr', bytes, str)
T = TypeVar('T')
KT = TypeVar('KT')
VT = TypeVar('VT')
T_co = TypeVar('T_co', covariant=True)
T_contra = TypeVar('T_contra', contravariant=True)

_alias = _SpecialGenericAlias

# Where classes come from, and for each of their names how many arguments it takes. A name with a capital letter more
# than the class stands for that class.
_CLASSES = (
    (collections.abc, {
        'Hashable': 0, 'Sized': 0, 'Awaitable': 1, 'Coroutine': 3, 'AsyncIterable': 1, 'AsyncIterator': 1, 'Iterable': 1,
        'Iterator': 1, 'Reversible': 1, 'Container': 1, 'Collection': 1, 'MutableSet': 1, 'Mapping': 2,
        'MutableMapping': 2, 'Sequence': 1, 'MutableSequence': 1, 'MappingView': 1, 'KeysView': 1, 'ItemsView': 2,
        'ValuesView': 1, 'Generator': 3, 'AsyncGenerator': 2,
    }),
    (collections, {'Deque': 1, 'DefaultDict': 2, 'OrderedDict': 2, 'Counter': 1, 'ChainMap': 2}),
    (sys.modules['builtins'], {'List': 1, 'Set': 1, 'FrozenSet': 1, 'Dict': 2, 'Type': 1}),
)


def _aliases():
    for module, names in _CLASSES:
        instances = module.__name__ != 'builtins'
        for name, nparams in names.items():
            origin = getattr(module, name, None) or getattr(module, name.lower())
            yield name, _alias(origin, nparams, inst=instances, name=name)


globals().update(_aliases())
AbstractSet = _alias(collections.abc.Set, 1, name='AbstractSet')
ContextManager, AsyncContextManager = (
    _alias(getattr(contextlib, f'Abstract{name}'), 1, name=name) for name in ('ContextManager', 'AsyncContextManager'))
Pattern, Match = _alias(_Pattern, 1), _alias(_Match, 1)
Callable = _CallableType(collections.abc.Callable, 2)
Callable.__doc__ = "Something that can be called: `Callable[[argument, ...], result]`, `Callable[..., result]`."
Tuple = _TupleType(tuple, -1, inst=False, name='Tuple')
Tuple.__doc__ = "A tuple: `Tuple[item, ...]` of any length, `Tuple[item, item]` of items one by one."
Type.__doc__ = "A class that is, or derives from, the argument."
with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    ByteString = _DeprecatedGenericAlias(
        collections.abc.ByteString, 0, removal_version=(3, 14), name='ByteString')


@runtime_checkable
class SupportsInt(Protocol):
    """What has `__int__`."""

    __slots__ = ()

    @abstractmethod
    def __int__(self) -> int: ...


@runtime_checkable
class SupportsFloat(Protocol):
    """What has `__float__`."""

    __slots__ = ()

    @abstractmethod
    def __float__(self) -> float: ...


@runtime_checkable
class SupportsComplex(Protocol):
    """What has `__complex__`."""

    __slots__ = ()

    @abstractmethod
    def __complex__(self) -> complex: ...


@runtime_checkable
class SupportsBytes(Protocol):
    """What has `__bytes__`."""

    __slots__ = ()

    @abstractmethod
    def __bytes__(self) -> bytes: ...


@runtime_checkable
class SupportsIndex(Protocol):
    """What has `__index__`."""

    __slots__ = ()

    @abstractmethod
    def __index__(self) -> int: ...


@runtime_checkable
class SupportsAbs[T](Protocol):
    """What has `__abs__`."""

    __slots__ = ()

    @abstractmethod
    def __abs__(self) -> T: ...


@runtime_checkable
class SupportsRound[T](Protocol):
    """What has `__round__`."""

    __slots__ = ()

    @abstractmethod
    def __round__(self, ndigits: int = 0) -> T: ...


# Named tuples.

_prohibited = frozenset({'__new__', '__init__', '__slots__', '__getnewargs__', '_fields', '_field_defaults',
                         '_field_types', '_make', '_replace', '_asdict', '_source'})
_special = frozenset({'__module__', '__name__', '__annotations__'})


def _make_nmtuple(name, fields, module, defaults=()):
    hints = {field: _type_check(hint, f"field {field} annotation must be a type") for field, hint in fields}
    made = collections.namedtuple(name, hints, defaults=defaults, module=module)
    made.__annotations__ = made.__new__.__annotations__ = hints
    return made


class NamedTupleMeta(type):
    def __new__(cls, typename, bases, ns):
        assert _NamedTuple in bases
        for base in bases:
            if base is not _NamedTuple and base is not Generic:
                raise TypeError('can only inherit from a NamedTuple type and Generic')
        bases = tuple(tuple if base is _NamedTuple else base for base in bases)
        hints = ns.get('__annotations__', {})
        defaults = []
        for field in hints:
            if field in ns:
                defaults.append(field)
            elif defaults:
                raise TypeError(
                    f"Non-default namedtuple field {field} cannot follow default field{'s' if len(defaults) > 1 else ''} "
                    f"{', '.join(defaults)}")
        made = _make_nmtuple(
            typename, hints.items(), defaults=[ns[field] for field in defaults], module=ns['__module__'])
        made.__bases__ = bases
        if Generic in bases:
            made.__class_getitem__ = classmethod(_generic_class_getitem)
        for key, value in ns.items():
            if key in _prohibited:
                raise AttributeError("Cannot overwrite NamedTuple attribute " + key)
            if key in _special:
                continue
            if key not in made._fields:
                setattr(made, key, value)
            # What is a field's default now is to know its name as if it had been in a class body.
            try:
                set_name = type(value).__set_name__
            except AttributeError:
                continue
            try:
                set_name(value, made, key)
            except BaseException as error:
                error.add_note(f"Error calling __set_name__ on {type(value).__name__!r} instance {key!r} "
                               f"in {typename!r}")
                raise
        if Generic in bases:
            made.__init_subclass__()
        return made


def NamedTuple(typename, fields=None, /, **kwargs):
    """A tuple with named and typed items, by a class statement or by a call with a list of names and types."""
    if fields is None:
        fields = kwargs.items()
    elif kwargs:
        raise TypeError("Either list of fields or keywords can be provided to NamedTuple, not both")
    made = _make_nmtuple(typename, fields, module=_caller())
    made.__orig_bases__ = (NamedTuple,)
    return made


_NamedTuple = type.__new__(NamedTupleMeta, 'NamedTuple', (), {})


def _namedtuple_mro_entries(bases):
    assert NamedTuple in bases
    return (_NamedTuple,)


NamedTuple.__mro_entries__ = _namedtuple_mro_entries


# Typed dicts.

def _required_by(annotation, total):
    """Whether a key with this annotation is a required one."""
    origin = get_origin(annotation)
    if origin is Annotated:
        origin = get_origin(annotation.__origin__)
    if origin is Required:
        return True
    if origin is NotRequired:
        return False
    return total


class _TypedDictMeta(type):
    def __new__(cls, name, bases, ns, total=True):
        for base in bases:
            if type(base) is not _TypedDictMeta and base is not Generic:
                raise TypeError('cannot inherit from both a TypedDict type and a non-TypedDict base class')
        generic = (Generic,) if any(issubclass(base, Generic) for base in bases) else ()
        made = type.__new__(_TypedDictMeta, name, (*generic, dict), ns)
        if not hasattr(made, '__orig_bases__'):
            made.__orig_bases__ = bases
        message = "TypedDict('Name', {f0: t0, f1: t1, ...}); each t must be a type"
        own = {
            key: _type_check(value, message, module=made.__module__)
            for key, value in ns.get('__annotations__', {}).items()
        }
        annotations, required, optional = {}, set(), set()
        for base in bases:
            annotations.update(base.__dict__.get('__annotations__', {}))
            base_required = base.__dict__.get('__required_keys__', set())
            required |= base_required
            optional -= base_required
            base_optional = base.__dict__.get('__optional_keys__', set())
            required -= base_optional
            optional |= base_optional
        annotations.update(own)
        for key, annotation in own.items():
            if _required_by(annotation, total):
                required.add(key)
                optional.discard(key)
            else:
                optional.add(key)
                required.discard(key)
        assert required.isdisjoint(optional)
        made.__annotations__ = annotations
        made.__required_keys__ = frozenset(required)
        made.__optional_keys__ = frozenset(optional)
        if not hasattr(made, '__total__'):
            made.__total__ = total
        return made

    # Calling a TypedDict makes a dict.
    __call__ = dict

    def __subclasscheck__(cls, other):
        raise TypeError('TypedDict does not support instance and class checks')

    __instancecheck__ = __subclasscheck__


def TypedDict(typename, fields=None, /, *, total=True, **kwargs):
    """A dict with certain keys and types of values, by a class statement or by a call with a dict of types."""
    if fields is None:
        fields = kwargs
    elif kwargs:
        raise TypeError("TypedDict takes either a dict or keyword arguments, but not both")
    if kwargs:
        warnings.warn(
            "The kwargs-based syntax for TypedDict definitions is deprecated in Python 3.11, will be removed in Python "
            "3.13, and may not be understood by third-party type checkers.",
            DeprecationWarning, stacklevel=2)
    made = _TypedDictMeta(typename, (), {'__annotations__': dict(fields), '__module__': _caller()}, total=total)
    made.__orig_bases__ = (TypedDict,)
    return made


_TypedDict = type.__new__(_TypedDictMeta, 'TypedDict', (), {})
TypedDict.__mro_entries__ = lambda bases: (_TypedDict,)


class NewType(_InUnions):
    """A type of its own to type checkers; calling it gives the argument."""

    __call__ = _idfunc

    def __init__(self, name, tp):
        self.__qualname__ = name
        self.__name__ = name.rpartition('.')[-1]
        self.__supertype__ = tp
        module = _caller(default=None)
        if module != 'typing':
            self.__module__ = module

    def __mro_entries__(self, bases):
        # The class that says so stands for it, and says what to do instead.
        superclass = self.__name__

        class Dummy:
            def __init_subclass__(cls):
                subclass = cls.__name__
                raise TypeError(
                    f"Cannot subclass an instance of NewType. Perhaps you were looking for: "
                    f"`{subclass} = NewType({subclass!r}, {superclass})`")
        return (Dummy,)

    def __reduce__(self):
        return self.__qualname__

    def __repr__(self):
        return f'{self.__module__}.{self.__qualname__}'


# Files.

def _all_abstract(cls):
    """Marks the methods and properties that a class defines as abstract."""
    for value in vars(cls).values():
        function = value.fget if isinstance(value, property) else value
        if isinstance(function, types.FunctionType):
            abstractmethod(function)
    return cls


@_all_abstract
class IO(Generic[AnyStr]):
    """What `open` gives: `TextIO` is `IO[str]`, `BinaryIO` is `IO[bytes]`."""

    __slots__ = ()

    # What it is.
    @property
    def mode(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def closed(self) -> bool: ...
    def fileno(self) -> int: ...
    def isatty(self) -> bool: ...
    def readable(self) -> bool: ...
    def seekable(self) -> bool: ...
    def writable(self) -> bool: ...

    # What it reads and writes.
    def read(self, n: int = -1) -> AnyStr: ...
    def readline(self, limit: int = -1) -> AnyStr: ...
    def readlines(self, hint: int = -1) -> List[AnyStr]: ...
    def write(self, s: AnyStr) -> int: ...
    def writelines(self, lines: List[AnyStr]) -> None: ...
    def flush(self) -> None: ...

    # Where it is, and its end.
    def seek(self, offset: int, whence: int = 0) -> int: ...
    def tell(self) -> int: ...
    def truncate(self, size: int = None) -> int: ...
    def close(self) -> None: ...
    def __enter__(self) -> 'IO[AnyStr]': ...
    def __exit__(self, type, value, traceback) -> None: ...


@_all_abstract
class BinaryIO(IO[bytes]):
    """What `open` gives for a binary file."""

    __slots__ = ()

    def write(self, s: Union[bytes, bytearray]) -> int: ...
    def __enter__(self) -> 'BinaryIO': ...


@_all_abstract
class TextIO(IO[str]):
    """What `open` gives for a text file."""

    __slots__ = ()

    @property
    def encoding(self) -> str: ...
    @property
    def errors(self) -> Optional[str]: ...
    @property
    def newlines(self) -> Any: ...
    @property
    def line_buffering(self) -> bool: ...
    @property
    def buffer(self) -> BinaryIO: ...
    def __enter__(self) -> 'TextIO': ...


# The modules `typing.io` and `typing.re`, which are going away.

class _DeprecatedType(type):
    """Their metaclass, which warns of their names."""

    def __getattribute__(cls, name):
        if name not in ("__dict__", "__module__") and name in cls.__dict__:
            warnings.warn(f"{cls.__name__} is deprecated, import directly from typing instead. {cls.__name__} will be "
                          "removed in Python 3.12.", DeprecationWarning, stacklevel=2)
        return super().__getattribute__(name)


def _deprecated_module(module, *names):
    """A class that stands for a module of this one, with some of its names."""
    contents = {name: globals()[name] for name in names}
    made = _DeprecatedType(module, (), {'__module__': __name__, '__all__': list(names), **contents})
    made.__name__ = f'{__name__}.{module}'
    sys.modules[made.__name__] = made
    return made


io = _deprecated_module('io', 'IO', 'TextIO', 'BinaryIO')
re = _deprecated_module('re', 'Pattern', 'Match')
