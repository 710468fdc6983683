//! The tables' rows: [`FnSpec`], [`TypeSpec`], [`ModuleSpec`].
//!
//! A function's text signature, `"(iterable, /, *, key=None, reverse=False)"` in Python's own notation, drives binding,
//! `help()` and error messages. Methods do not write `self`. The Rust function gets one word for each parameter, in
//! order, after the receiver (methods) or class (class methods, `__new__`); EMPTY where an optional one was not given,
//! a tuple for `*args`, a dict for `**kwargs`.

use super::args::Args;
use super::signature::CallArgs;
use crate::heap::Gc;
use crate::object::buffer::BufferSpec;
use crate::object::header::Kind;
use crate::object::list::List;
use crate::object::typed_items::TypedItems;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// A Python function written in Rust.
pub type NativeFn = fn(&mut Vm, Args<'_>) -> PyResult<Value>;

/// A native function that takes its arguments as the caller gave them, receiver (or class, or EMPTY) apart: for callables
/// that pass them on, whose binding to a tuple and a dict would cost more than the call.
pub type RawFn = fn(&mut Vm, Value, CallArgs<'_>) -> PyResult<Value>;

/// What calling a native function may do; the compiler relies on it. A row in doubt says [`Effects::CALLS_PYTHON`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Effects(u8);

impl Effects {
    /// Depends on nothing but its arguments and does nothing.
    pub const PURE: Effects = Effects(0);
    /// May raise.
    pub const RAISES: Effects = Effects(1);
    /// May allocate and so collect.
    pub const ALLOCATES: Effects = Effects(2);
    /// May write to objects it is given.
    pub const WRITES: Effects = Effects(4);
    /// May do anything.
    pub const CALLS_PYTHON: Effects = Effects(15);

    /// May do anything, and tells what nothing refers to any more: compiled code, whose frames may hold references that are of no use,
    /// leaves it to the interpreter.
    pub const TELLS_GARBAGE: Effects = Effects(31);

    /// Both.
    pub const fn with(self, other: Effects) -> Effects {
        Effects(self.0 | other.0)
    }

    /// Whether all of `other` is included.
    pub const fn includes(self, other: Effects) -> bool {
        self.0 & other.0 == other.0
    }
}

/// What is known of a native function's result.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Known {
    /// Nothing.
    Any,
    /// `None`.
    None,
    /// A bool.
    Bool,
    /// An int.
    Int,
    /// A float.
    Float,
    /// A str.
    Str,
}

/// Whether compiled code may call a function as a leaf: without writing its registers first. Such a call neither runs Python
/// nor looks at frames, and where it raises it has done nothing. The receiver of a method is of the very class then, unless
/// [`FnSpec::of_derived`] says that derived ones are as good.
#[derive(Clone, Copy, Debug)]
pub enum LeafRule {
    /// No.
    Never,
    /// If the arguments are numbers, strs, bytes, constants, or tuples of such, all of the builtin types.
    OfPlain,
    /// If the arguments are such, or lists, tuples, dicts and sets of the builtin types, of whose items it asks nothing.
    OfBuiltins,
    /// Whatever the arguments are.
    Always,
    /// If this says so of the arguments, the receiver among them.
    When(fn(&Vm, &[Value]) -> bool),
}

/// How a function in a type's table is called.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MethodKind {
    /// With the instance first.
    Method,
    /// With the class first.
    ClassMethod,
    /// With neither.
    StaticMethod,
    /// A function of a module.
    Function,
}

/// How CPython calls a function, where the table of a type does not tell: it shows in what wrong arguments raise and in the
/// type of the function object.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Convention {
    /// As its name and signature say: special methods are wrappers of type slots.
    Usual,
    /// A special method that is a method like others although there is a slot for it.
    Method,
    /// Positional arguments are counted before names are looked at.
    Unpack,
    /// Arguments are read by a format, as `PyArg_ParseTuple` does.
    Parse,
    /// As `Parse`, or as usual if arguments may be named, by a format that does not say what the function is called.
    Nameless,
    /// A constructor that refuses keywords even if a subclass has another constructor that may take them.
    NoKeywords,
}

/// What a call without keywords needs to know of a signature; computed at build time.
#[derive(Clone, Copy, Debug)]
pub struct Counts {
    /// Positional arguments alone need no binding: there is no `*args` or `**kwargs`, and keyword-only parameters have
    /// defaults. What was not given reads as EMPTY.
    pub plain: bool,
    /// Required parameters.
    pub required: u8,
    /// Parameters that may be given by position.
    pub positional: u8,
}

impl Counts {
    const fn of(signature: &str) -> Counts {
        let text = signature.as_bytes();
        let (mut at, mut depth, mut quoted) = (1, 0u32, false);
        let mut counts = Counts { plain: true, required: 0, positional: 0 };
        let (mut has_default, mut seen, mut keyword_only) = (false, false, false);
        while at < text.len() {
            let c = text[at];
            let ends = depth == 0 && !quoted && (c == b',' || at + 1 == text.len());
            if ends {
                if seen && !keyword_only {
                    counts.positional += 1;
                    if !has_default {
                        counts.required += 1;
                    }
                } else if seen && !has_default {
                    counts.plain = false;
                }
                (has_default, seen) = (false, false);
            } else if c == b'\'' {
                quoted = !quoted;
            } else if quoted {
            } else if c == b'(' || c == b'[' {
                depth += 1;
            } else if c == b')' || c == b']' {
                depth -= 1;
            } else if c == b'*' {
                // A bare star is followed by a comma; `*args` and `**kwargs` by their names.
                counts.plain = counts.plain && text[at + 1] == b',';
                keyword_only = true;
            } else if c == b'/' {
                // Not a parameter.
            } else if c == b'=' {
                has_default = true;
            } else if c != b' ' {
                seen = true;
            }
            at += 1;
        }
        counts
    }
}

/// One native function or method.
pub struct FnSpec {
    /// Python name.
    pub name: &'static str,
    /// Text signature without `self`.
    pub signature: &'static str,
    /// The Rust function.
    pub call: NativeFn,
    /// How it is called.
    pub kind: MethodKind,
    /// What calling it may do.
    pub effects: Effects,
    /// What is known of its result.
    pub known: Known,
    /// Docstring.
    pub doc: &'static str,
    /// How many positional arguments it takes.
    pub counts: Counts,
    /// See [`Convention`].
    pub convention: Convention,
    /// Called instead of `call`, with the arguments unbound.
    pub raw: Option<RawFn>,
    /// See [`LeafRule`].
    pub leaf: LeafRule,
    /// The rule holds for receivers of derived classes too: the method asks nothing of the receiver's class.
    pub derived: bool,
    /// Of `__del__`: it does something only in objects that have asked for their finalizer.
    pub asked_for: bool,
}

/// `call` of functions that have `raw`, which callers prefer.
fn raw_only(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Err(vm.system_error("a raw function was called with bound arguments"))
}

impl FnSpec {
    const fn new(name: &'static str, signature: &'static str, call: NativeFn, kind: MethodKind) -> FnSpec {
        let (effects, known) = (Effects::CALLS_PYTHON, Known::Any);
        let counts = Counts::of(signature);
        FnSpec {
            name,
            signature,
            call,
            kind,
            effects,
            known,
            doc: "",
            counts,
            convention: Convention::Usual,
            raw: None,
            leaf: LeafRule::Never,
            derived: false,
            asked_for: false,
        }
    }

    /// A `__del__` that objects ask for when there is something to be done in it ([`Vm::register_finalizable`]): others die without.
    #[must_use]
    pub const fn asked_for(mut self) -> FnSpec {
        self.asked_for = true;
        self
    }

    /// Says when compiled code may call it as a leaf.
    #[must_use]
    pub const fn leaf(mut self, rule: LeafRule) -> FnSpec {
        self.leaf = rule;
        self
    }

    /// Says that the rule for leaves holds whatever class the receiver has.
    #[must_use]
    pub const fn of_derived(mut self) -> FnSpec {
        self.derived = true;
        self
    }

    /// A method that takes its arguments unbound.
    pub const fn raw_method(name: &'static str, signature: &'static str, raw: RawFn) -> FnSpec {
        let mut spec = FnSpec::new(name, signature, raw_only, MethodKind::Method);
        spec.raw = Some(raw);
        spec.counts.plain = false;
        spec
    }

    /// A function of a module that takes its arguments unbound; the receiver it gets is EMPTY.
    pub const fn raw_func(name: &'static str, signature: &'static str, raw: RawFn) -> FnSpec {
        let mut spec = FnSpec::new(name, signature, raw_only, MethodKind::Function);
        spec.raw = Some(raw);
        spec.counts.plain = false;
        spec
    }

    /// A `__new__` that looks at the class alone and leaves the arguments to `__init__`: nothing is bound for it.
    #[must_use]
    pub const fn class_only(mut self) -> FnSpec {
        self.counts = Counts { plain: true, required: 0, positional: u8::MAX };
        self.leaf = LeafRule::Always;
        self
    }

    /// See [`Self::class_only`].
    #[inline(always)]
    pub(crate) fn is_class_only(&self) -> bool {
        self.counts.positional == u8::MAX
    }

    /// Says that calls with so many positional arguments alone need no binding, although the signature has `*args` or
    /// `**kwargs`: those read as EMPTY then.
    #[must_use]
    pub const fn bare(mut self, required: u8, positional: u8) -> FnSpec {
        self.counts = Counts { plain: true, required, positional };
        self
    }

    /// Says what calling it may do and what is known of the result.
    #[must_use]
    pub const fn effects(mut self, effects: Effects, known: Known) -> FnSpec {
        self.effects = effects;
        self.known = known;
        self
    }

    /// Gives it a docstring.
    #[must_use]
    pub const fn doc(mut self, doc: &'static str) -> FnSpec {
        self.doc = doc;
        self
    }

    /// Whether this is `__new__` or `__init__`.
    pub fn is_constructor(&self) -> bool {
        self.name == "__new__" || self.name == "__init__"
    }

    /// Says how CPython calls it.
    #[must_use]
    pub const fn convention(mut self, convention: Convention) -> FnSpec {
        self.convention = convention;
        self
    }

    /// Whether this is the method of a type slot, whose function objects have types of their own.
    pub fn is_slot(&self) -> bool {
        self.kind == MethodKind::Method
            && matches!(self.convention, Convention::Usual | Convention::NoKeywords)
            && self.is_special()
            && crate::builtins::function::is_slot_name(self.name)
    }

    /// Whether the name is one of Python's special methods.
    pub fn is_special(&self) -> bool {
        self.name.starts_with("__") && self.name.ends_with("__")
    }
}

/// A function of a module.
pub const fn func(name: &'static str, signature: &'static str, call: NativeFn) -> FnSpec {
    FnSpec::new(name, signature, call, MethodKind::Function)
}

/// A method; also `__new__`, which gets the class at 0.
pub const fn method(name: &'static str, signature: &'static str, call: NativeFn) -> FnSpec {
    FnSpec::new(name, signature, call, MethodKind::Method)
}

/// A class method.
pub const fn class_method(name: &'static str, signature: &'static str, call: NativeFn) -> FnSpec {
    FnSpec::new(name, signature, call, MethodKind::ClassMethod)
}

/// A static method.
pub const fn static_method(name: &'static str, signature: &'static str, call: NativeFn) -> FnSpec {
    FnSpec::new(name, signature, call, MethodKind::StaticMethod)
}

/// Sets a computed attribute of an instance, or deletes it when the value is EMPTY.
pub type Setter = fn(&mut Vm, Value, Value) -> PyResult<()>;

/// Completes a module object.
pub type ModuleInit = fn(&mut Vm, crate::heap::Gc<crate::object::module::Module>) -> PyResult<()>;

/// A computed attribute.
pub struct GetSetSpec {
    /// Python name.
    pub name: &'static str,
    /// Reads it from the instance.
    pub get: fn(&mut Vm, Value) -> PyResult<Value>,
    /// Sets it, or deletes it when the value is EMPTY; none if it is read-only.
    pub set: Option<Setter>,
    /// Shown to Python as a member descriptor instead of a getset descriptor.
    pub member: bool,
    /// `__doc__`; empty for None.
    pub doc: &'static str,
}

impl GetSetSpec {
    /// The same with a doc string.
    #[must_use]
    pub const fn doc(self, doc: &'static str) -> GetSetSpec {
        GetSetSpec { doc, ..self }
    }
}

/// A computed attribute that may be set.
pub const fn getset(name: &'static str, get: fn(&mut Vm, Value) -> PyResult<Value>, set: Setter) -> GetSetSpec {
    GetSetSpec { name, get, set: Some(set), member: false, doc: "" }
}

/// A computed attribute that may only be read.
pub const fn readonly(name: &'static str, get: fn(&mut Vm, Value) -> PyResult<Value>) -> GetSetSpec {
    GetSetSpec { name, get, set: None, member: false, doc: "" }
}

/// A computed attribute that Python sees as a member of the object's struct.
pub const fn member(name: &'static str, get: fn(&mut Vm, Value) -> PyResult<Value>) -> GetSetSpec {
    GetSetSpec { name, get, set: None, member: true, doc: "" }
}

/// As [`member`], for one that may be set.
pub const fn member_set(name: &'static str, get: fn(&mut Vm, Value) -> PyResult<Value>, set: Setter) -> GetSetSpec {
    GetSetSpec { name, get, set: Some(set), member: true, doc: "" }
}

/// A builtin type.
pub struct TypeSpec {
    /// `__name__`
    pub name: &'static str,
    /// `__module__`
    pub module: &'static str,
    /// The base; none for `object`.
    pub base: Option<&'static TypeSpec>,
    /// Rust struct of the instances.
    pub kind: Kind,
    /// [`type_flag`](crate::object::type_object::type_flag)
    pub flags: u32,
    /// Methods, special ones included; `__new__` makes instances.
    pub methods: &'static [FnSpec],
    /// Computed attributes.
    pub getset: &'static [GetSetSpec],
    /// How instances show their memory; none if they have no buffer.
    pub buffer: Option<&'static BufferSpec>,
    /// Where compiled code finds the items of instances; none if they have no numbers for items.
    pub items: Option<TypedItems>,
    /// Appends all that an iterator has left to a list, faster than one by one; none for what has no such way.
    pub drain: Option<Drain>,
    /// How many items an instance has, which is also what its truth goes by; none for what has to be asked.
    pub length: Option<fn(Value) -> usize>,
    /// How instances are hashed and compared as keys without Python; none for what has to be asked.
    pub key: Option<&'static KeySpec>,
    /// Docstring.
    pub doc: &'static str,
    /// Slots of attribute storage that instances have for the type's own use, after those of the base.
    pub slots: u16,
}

/// What instances of exactly one type are as keys of dicts and sets, in accordance with its `__hash__` and `__eq__`.
pub struct KeySpec {
    /// The hash; none where `__hash__` has to be asked.
    pub hash: fn(&Vm, Value) -> Option<u64>,
    /// Whether two of them are equal; none where `__eq__` has to be asked.
    pub same: fn(Value, Value) -> Option<bool>,
}

/// What [`TypeSpec::drain`] is: called with the iterator and the list.
pub type Drain = fn(&mut Vm, Value, Gc<List>) -> PyResult<()>;

impl TypeSpec {
    /// A type with nothing in it, to be completed with struct update syntax.
    pub const EMPTY: TypeSpec = TypeSpec {
        name: "",
        module: "builtins",
        base: Some(&crate::builtins::object::OBJECT),
        kind: Kind::Native,
        flags: 0,
        methods: &[],
        getset: &[],
        buffer: None,
        items: None,
        drain: None,
        length: None,
        key: None,
        doc: "",
        slots: 0,
    };
}

/// A native module.
pub struct ModuleSpec {
    /// Full name.
    pub name: &'static str,
    /// Docstring.
    pub doc: &'static str,
    /// Functions.
    pub functions: &'static [FnSpec],
    /// Types, by their own names.
    pub types: &'static [&'static TypeSpec],
    /// Adds everything else: constants, objects.
    pub init: Option<ModuleInit>,
}

impl ModuleSpec {
    /// A module with nothing in it, to be completed with struct update syntax.
    pub const EMPTY: ModuleSpec = ModuleSpec { name: "", doc: "", functions: &[], types: &[], init: None };
}
