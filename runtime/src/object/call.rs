//! Calls from Rust, and of everything that is not a Python function.

use super::dict::Dict;
use super::function::{BoundMethod, Function, NativeFunction, NativeRole};
use super::header::Kind;
use super::names::Special;
use super::string::Str;
use super::tuple::Tuple;
use super::type_object::{Type, type_flag};
use crate::heap::Gc;
use crate::native::signature::CallArgs;
use crate::native::spec::{NativeFn, RawFn};
use crate::native::{Args, FnSpec};
use crate::value::Value;
use crate::vm::{PyResult, Raised, Vm};

/// What is called many times with one argument, and looked at once. It lives on the native stack, which roots what it names.
#[derive(Clone, Copy)]
pub(crate) enum Callee {
    /// A native function, called as it is.
    Native(NativeFn),
    /// An object of a builtin class with a native `__call__`.
    Object(Value, RawFn),
    /// A class.
    Class(Gc<Type>),
    /// Anything else.
    Any(Value),
}

impl Vm {
    /// What calls with one argument have to know of a callable.
    pub(crate) fn callee(&mut self, callable: Value) -> Callee {
        if let Some(class) = callable.cast::<Type>() {
            return Callee::Class(class);
        }
        if let Some(native) = callable.cast::<NativeFunction>() {
            let plain = native.role == NativeRole::Function && !native.is_new() && self.counts_match(native.spec, 1);
            return if plain { Callee::Native(native.spec.call) } else { Callee::Any(callable) };
        }
        let own = callable.header().is_some_and(|header| header.kind() == Kind::Native)
            && !self.class_of(callable).has(type_flag::HEAP_TYPE);
        let call = if own { self.special_of(callable, Special::Call) } else { None };
        let raw = call.and_then(|call| call.cast::<NativeFunction>()).filter(|native| native.is_method());
        match raw.and_then(|native| native.spec.raw) {
            Some(raw) => Callee::Object(callable, raw),
            None => Callee::Any(callable),
        }
    }

    /// Calls it.
    #[inline]
    pub(crate) fn call_one(&mut self, callee: Callee, argument: Value) -> PyResult<Value> {
        let args = [argument];
        let values = Args::new(&args);
        match callee {
            Callee::Native(function) => {
                let result = function(self, values)?;
                self.native_result(result)
            }
            Callee::Object(callable, raw) => {
                let args = CallArgs { values, names: None };
                self.recurse(" while calling a Python object", |vm| raw(vm, callable, args))
            }
            Callee::Class(class) => self.call_type(class, CallArgs { values, names: None }),
            Callee::Any(callable) => self.call_args(callable, CallArgs { values, names: None }),
        }
    }

    /// `callable(*args)`
    #[inline]
    pub fn call(&mut self, callable: Value, args: &[Value]) -> PyResult<Value> {
        self.call_args(callable, CallArgs { values: Args::new(args), names: None })
    }

    /// A call whose last arguments are by keyword, named by the tuple.
    pub fn call_kw(&mut self, callable: Value, args: &[Value], names: Gc<Tuple>) -> PyResult<Value> {
        self.call_args(callable, CallArgs { values: Args::new(args), names: Some(names) })
    }

    /// `callable(*args, **kwargs)`; the dict's keys must be strings.
    pub fn call_dict(&mut self, callable: Value, args: &[Value], kwargs: Option<Gc<Dict>>) -> PyResult<Value> {
        let Some(kwargs) = kwargs.filter(|kwargs| !kwargs.is_empty()) else {
            return self.call(callable, args);
        };
        let count = args.len() + kwargs.len();
        let names = self.tuple_with_len(kwargs.len())?;
        let mut small = [Value::EMPTY; 8];
        if count <= small.len() {
            small[..args.len()].copy_from_slice(args);
            let mut at = 0;
            for (index, word) in small[args.len()..count].iter_mut().enumerate() {
                let Some((entry, key, value)) = kwargs.next_item(at) else { break };
                if !key.is::<Str>() {
                    return Err(self.type_error("keywords must be strings"));
                }
                names.init(self, index, key);
                *word = value;
                at = entry + 1;
            }
            return self.call_args(callable, CallArgs { values: Args::new(&small[..count]), names: Some(names) });
        }
        // The values stand in a tuple on the heap, which keeps them alive.
        let all = self.tuple_with_len(count)?;
        for (index, &arg) in args.iter().enumerate() {
            all.init(self, index, arg);
        }
        let mut at = 0;
        for index in 0..kwargs.len() {
            let Some((entry, key, value)) = kwargs.next_item(at) else { break };
            if !key.is::<Str>() {
                return Err(self.type_error("keywords must be strings"));
            }
            names.init(self, index, key);
            all.init(self, args.len() + index, value);
            at = entry + 1;
        }
        self.call_args(callable, CallArgs { values: Args::new(all.items()), names: Some(names) })
    }

    /// The general call.
    pub fn call_args(&mut self, callable: Value, args: CallArgs<'_>) -> PyResult<Value> {
        if let Some(header) = callable.header() {
            if let Some(function) = header.cast::<Function>() {
                return self.call_function(function, Value::EMPTY, args);
            }
            if let Some(native) = header.cast::<NativeFunction>() {
                return self.call_native(native, args);
            }
            if let Some(method) = header.cast::<BoundMethod>() {
                let (function, receiver) = (method.function.get(), method.receiver.get());
                return self.call_with_receiver(function, receiver, args);
            }
            if let Some(class) = header.cast::<Type>() {
                return self.call_type(class, args);
            }
        }
        let Some(call) = self.special_of(callable, Special::Call) else {
            return Err(self.not_callable(callable));
        };
        if let Some(native) = call.cast::<NativeFunction>()
            && let Some(raw) = native.spec.raw
            && native.is_method()
        {
            return self.recurse(" while calling a Python object", |vm| raw(vm, callable, args));
        }
        self.recurse(" while calling a Python object", |vm| vm.call_with_receiver_bound(call, callable, args))
    }

    /// Message for calling what cannot be called.
    #[cold]
    pub fn not_callable(&mut self, callable: Value) -> Raised {
        let message = format!("'{}' object is not callable", self.type_name(callable));
        self.type_error(&message)
    }

    /// Calls a method found on a class with `receiver` first; descriptors other than functions are bound.
    fn call_with_receiver_bound(&mut self, method: Value, receiver: Value, args: CallArgs<'_>) -> PyResult<Value> {
        let plain = method.is::<Function>() || method.cast::<NativeFunction>().is_some_and(|native| native.is_method());
        if plain {
            return self.call_with_receiver(method, receiver, args);
        }
        let class = self.class_of(receiver);
        let bound = self.bind(method, receiver, class)?;
        self.call_args(bound, args)
    }

    /// `function(receiver, *args)`
    pub fn call_with_receiver(&mut self, function: Value, receiver: Value, args: CallArgs<'_>) -> PyResult<Value> {
        if let Some(function) = function.cast::<Function>() {
            return self.call_function(function, receiver, args);
        }
        let count = args.values.len() + 1;
        let mut small = [Value::EMPTY; 8];
        if count <= small.len() {
            small[0] = receiver;
            for (index, word) in small.iter_mut().enumerate().take(count).skip(1) {
                *word = args.values.get(index - 1);
            }
            return self.call_args(function, CallArgs { values: Args::new(&small[..count]), names: args.names });
        }
        let all = self.tuple_with_len(count)?;
        all.init(self, 0, receiver);
        for index in 1..count {
            all.init(self, index, args.values.get(index - 1));
        }
        self.call_args(function, CallArgs { values: Args::new(all.items()), names: args.names })
    }

    /// Calls a native function object.
    #[inline]
    pub fn call_native(&mut self, native: Gc<NativeFunction>, args: CallArgs<'_>) -> PyResult<Value> {
        let spec = native.spec;
        if native.role == NativeRole::Function
            && args.names.is_none()
            && self.counts_match(spec, args.values.len())
            && !native.is_new()
        {
            let result = (spec.call)(self, args.values)?;
            return self.native_result(result);
        }
        if native.is_bound() {
            let receiver = native.receiver.get();
            let plain = args.names.is_none() && self.counts_match(spec, args.values.len());
            let mut all = [Value::EMPTY; 6];
            if plain && args.values.len() < all.len() {
                all[0] = receiver;
                for index in 0..args.values.len() {
                    all[index + 1] = args.values.get(index);
                }
                let result = (spec.call)(self, Args::new(&all[..=args.values.len()]))?;
                return self.native_result(result);
            }
            self.check_bound_counts(spec, receiver, args)?;
            return self.call_native_slow(spec, receiver, args);
        }
        if native.is_method() {
            return self.call_unbound_native(native, args);
        }
        if native.is_new() {
            return self.call_native_new(native, args);
        }
        if native.role == NativeRole::ClassMethod {
            return self.call_unbound_class_method(native, args);
        }
        self.call_native_slow(spec, Value::EMPTY, args)
    }

    /// Calls a class method of a builtin class with the class as first argument.
    fn call_unbound_class_method(&mut self, native: Gc<NativeFunction>, args: CallArgs<'_>) -> PyResult<Value> {
        let spec = native.spec;
        let owner = native.owner.get().cast::<Type>().expect("a class method belongs to a class");
        let (name, owner_name) = (spec.name, owner.tp_name());
        if args.positional() == 0 {
            let message = format!("descriptor '{name}' of '{owner_name}' object needs an argument");
            return Err(self.type_error(&message));
        }
        let first = args.values.get(0);
        let Some(class) = first.cast::<Type>() else {
            let given = self.type_name(first);
            let message = format!("descriptor '{name}' for type '{owner_name}' needs a type, not a '{given}' as arg 2");
            return Err(self.type_error(&message));
        };
        if !class.is_subclass(owner) {
            let given = class.tp_name();
            let message = format!("descriptor '{name}' requires a subtype of '{owner_name}' but received '{given}'");
            return Err(self.type_error(&message));
        }
        if args.names.is_none() && self.counts_match(spec, args.values.len() - 1) {
            let result = (spec.call)(self, args.values)?;
            return self.native_result(result);
        }
        self.call_native_slow(spec, first, CallArgs { values: args.values.from(1), names: args.names })
    }

    /// Calls an unbound native method: the receiver is the first argument and must be of the method's class.
    #[inline]
    pub(crate) fn call_unbound_native(&mut self, native: Gc<NativeFunction>, args: CallArgs<'_>) -> PyResult<Value> {
        let spec = native.spec;
        let receiver = args.values.get(0);
        let owner = native.owner.get().cast::<Type>();
        let fits = args.positional() > 0
            && owner.is_none_or(|owner| self.class_of(receiver) == owner || self.is_instance(receiver, owner));
        if !fits {
            return Err(self.bad_receiver(native, args));
        }
        if args.names.is_none() && self.counts_match(spec, args.values.len() - 1) {
            let result = (spec.call)(self, args.values)?;
            return self.native_result(result);
        }
        let rest = CallArgs { values: args.values.from(1), names: args.names };
        self.call_native_slow(spec, receiver, rest)
    }

    /// Whether `given` positional arguments fill the parameters of `spec` without more ado.
    #[inline(always)]
    pub(crate) fn counts_match(&self, spec: &'static FnSpec, given: usize) -> bool {
        let counts = spec.counts;
        counts.plain && given >= counts.required as usize && given <= counts.positional as usize
    }

    /// Calls a function of a module, binding its arguments.
    pub(crate) fn call_bound(&mut self, spec: &'static FnSpec, args: CallArgs<'_>) -> PyResult<Value> {
        self.call_native_slow(spec, Value::EMPTY, args)
    }

    #[inline(never)]
    fn call_native_slow(&mut self, spec: &'static FnSpec, receiver: Value, args: CallArgs<'_>) -> PyResult<Value> {
        if let Some(raw) = spec.raw {
            return raw(self, receiver, args);
        }
        if let Some((bound, count)) = self.bind_rest(spec, receiver, args)? {
            let result = (spec.call)(self, Args::new(&bound[..count]))?;
            return self.native_result(result);
        }
        let bound = self.bind_native_args(spec, receiver, args)?;
        let result = (spec.call)(self, bound.args())?;
        self.native_result(result)
    }

    /// The arguments of a call without keywords of a function with `*args`, bound on the native stack, and how many words
    /// they are; none if there are too few or too many for that.
    fn bind_rest(
        &mut self,
        spec: &'static FnSpec,
        receiver: Value,
        args: CallArgs<'_>,
    ) -> PyResult<Option<([Value; 8], usize)>> {
        let signature = self.signature(spec);
        let (offset, given) = (usize::from(!receiver.is_empty()), args.values.len());
        let mut bound = [Value::EMPTY; 8];
        let count = offset + signature.parameters.len();
        if !signature.rest_only || args.names.is_some() || count > bound.len() || given < signature.required {
            return Ok(None);
        }
        let positional = given.min(signature.positional);
        bound[0] = receiver;
        bound[offset..offset + positional].copy_from_slice(&args.values.as_slice()[..positional]);
        let rest = self.tuple(&args.values.as_slice()[positional..])?;
        bound[offset + signature.positional] = rest.value();
        Ok(Some((bound, count)))
    }

    /// A native `__next__` says "exhausted" by EMPTY.
    #[inline(always)]
    fn native_result(&mut self, result: Value) -> PyResult<Value> {
        if result.is_empty() { Err(self.stop_iteration(Value::NONE)) } else { Ok(result) }
    }

    #[cold]
    fn bad_receiver(&mut self, native: Gc<NativeFunction>, args: CallArgs<'_>) -> Raised {
        let name = native.spec.name;
        let owner = native.owner.get().cast::<Type>().map_or(String::new(), |owner| owner.tp_name());
        let message = if args.positional() == 0 {
            if native.spec.is_slot() {
                format!("descriptor '{name}' of '{owner}' object needs an argument")
            } else {
                {
                    // The name as `__qualname__` has it, without the module.
                    let owner = native.owner.get().cast::<Type>().map_or(String::new(), |owner| owner.name_text());
                    format!("unbound method {owner}.{name}() needs an argument")
                }
            }
        } else {
            let given = self.type_name(args.values.get(0));
            if native.spec.is_slot() {
                format!("descriptor '{name}' requires a '{owner}' object but received a '{given}'")
            } else {
                format!("descriptor '{name}' for '{owner}' objects doesn't apply to a '{given}' object")
            }
        };
        self.type_error(&message)
    }

    /// `Class.__new__(cls, …)` called from Python: checks `cls` as CPython's `tp_new_wrapper` does.
    fn call_native_new(&mut self, native: Gc<NativeFunction>, args: CallArgs<'_>) -> PyResult<Value> {
        let owner = native.owner.get().cast::<Type>().expect("__new__ belongs to a class");
        let name = owner.tp_name();
        if args.positional() == 0 {
            return Err(self.type_error(&format!("{name}.__new__(): not enough arguments")));
        }
        let first = args.values.get(0);
        let Some(class) = first.cast::<Type>() else {
            let given = self.type_name(first);
            return Err(self.type_error(&format!("{name}.__new__(X): X is not a type object ({given})")));
        };
        if !class.is_subclass(owner) {
            let given = class.tp_name();
            return Err(self.type_error(&format!("{name}.__new__({given}): {given} is not a subtype of {name}")));
        }
        if class.layout.get() != owner.layout.get() {
            let base =
                class.mro_classes().find(|c| !c.has(type_flag::HEAP_TYPE)).map_or(String::new(), |c| c.tp_name());
            return Err(
                self.type_error(&format!("{name}.__new__({}) is not safe, use {base}.__new__()", class.tp_name()))
            );
        }
        let rest = CallArgs { values: args.values.from(1), names: args.names };
        self.call_new_spec(native.spec, class, rest)
    }

    fn call_new_spec(&mut self, spec: &'static FnSpec, class: Gc<Type>, args: CallArgs<'_>) -> PyResult<Value> {
        let count = args.values.len();
        let mut all = [Value::EMPTY; 6];
        if args.names.is_none() && self.counts_match(spec, count) && count < all.len() {
            all[0] = class.value();
            for index in 0..count {
                all[index + 1] = args.values.get(index);
            }
            return (spec.call)(self, Args::new(&all[..=count]));
        }
        if spec.is_class_only() {
            return (spec.call)(self, Args::new(&[class.value()]));
        }
        let args = self.without_init_keywords(spec, class, args);
        if let Some(raw) = spec.raw {
            return raw(self, class.value(), args);
        }
        if let Some((bound, count)) = self.bind_rest(spec, class.value(), args)? {
            return (spec.call)(self, Args::new(&bound[..count]));
        }
        let bound = self.bind_native_args(spec, class.value(), args)?;
        (spec.call)(self, bound.args())
    }

    /// The arguments of a native `__new__` that takes none by keyword: a class's own `__init__` in Python may take them.
    fn without_init_keywords<'a>(
        &mut self,
        spec: &'static FnSpec,
        class: Gc<Type>,
        args: CallArgs<'a>,
    ) -> CallArgs<'a> {
        let keywords = args.names.is_some_and(|names| !names.is_empty());
        if keywords
            && self.signature(spec).is_positional()
            && self.special(class, Special::Init).is_some_and(|init| init.is::<Function>())
        {
            let positional = &args.values.as_slice()[..args.positional()];
            return CallArgs { values: Args::new(positional), names: None };
        }
        args
    }

    /// `class(*values)` of a builtin type whose constructor takes them as they are; none for others.
    // Not part of the caller, below whose frame Python may run for long: what this leaves unwritten would stay there.
    #[inline(never)]
    pub(crate) fn call_direct(&mut self, class: Gc<Type>, values: Args<'_>) -> Option<PyResult<Value>> {
        let direct = class.direct.get();
        let new = direct.new?;
        let given = values.len();
        let mut all = [Value::EMPTY; 4];
        if given >= all.len()
            || !self.counts_match(new, given)
            || direct.init.is_some_and(|init| init.raw.is_none() && !self.counts_match(init, given))
        {
            return None;
        }
        all[0] = class.value();
        for index in 0..given {
            all[index + 1] = values.get(index);
        }
        let object = match (new.call)(self, Args::new(&all[..=given])) {
            Ok(object) => object,
            Err(raised) => return Some(Err(raised)),
        };
        let Some(init) = direct.init.filter(|_| self.is_instance(object, class)) else { return Some(Ok(object)) };
        if let Some(raw) = init.raw {
            return Some(raw(self, object, CallArgs { values, names: None }).map(|_| object));
        }
        all[0] = object;
        Some((init.call)(self, Args::new(&all[..=given])).map(|_| object))
    }

    /// `class(*args)`
    pub fn call_type(&mut self, class: Gc<Type>, args: CallArgs<'_>) -> PyResult<Value> {
        if args.names.is_none()
            && let Some(made) = self.call_direct(class, args.values)
        {
            return made;
        }
        let metaclass = self.class_of(class.value());
        if metaclass != self.types.type_ {
            // A metaclass may define __call__.
            let call = self.special(metaclass, Special::Call).expect("type has __call__");
            let is_own = call.cast::<NativeFunction>().is_some_and(|native| {
                native.spec.call as usize == crate::builtins::type_type::call as *const () as usize
            });
            if !is_own {
                return self.call_with_receiver_bound(call, class.value(), args);
            }
        }
        self.make_instance(class, args)
    }

    /// The function of a native method of a class.
    fn native_special(&mut self, class: Gc<Type>, special: Special) -> Option<usize> {
        let method = self.special(class, special)?.cast::<NativeFunction>()?;
        Some(method.spec.call as usize)
    }

    /// An instance of an exception class that `BaseException.__new__` makes, and whether it is initialised.
    pub(crate) fn make_exception(&mut self, class: Gc<Type>, args: CallArgs<'_>) -> PyResult<Option<(Value, bool)>> {
        use crate::builtins::exceptions::{init_data, is_data_init, is_plain_init, new};
        if args.names.is_some() || self.native_special(class, Special::New) != Some(new as *const () as usize) {
            return Ok(None);
        }
        let values = self.tuple(args.values.as_slice())?;
        let exception = self.exception_of_class(class, values)?;
        let found = self.native_special(class, Special::Init);
        let has_data = found.is_some_and(is_data_init);
        if has_data {
            init_data(self, exception);
        }
        Ok(Some((exception.value(), has_data || found.is_some_and(is_plain_init))))
    }

    /// `type.__call__`: `__new__`, then `__init__` if an instance came out.
    pub fn make_instance(&mut self, class: Gc<Type>, args: CallArgs<'_>) -> PyResult<Value> {
        if class == self.types.type_ && args.names.is_none() && args.values.len() == 1 {
            return Ok(self.class_of(args.values.get(0)).value());
        }
        let made = if class.has(type_flag::EXCEPTION) { self.make_exception(class, args)? } else { None };
        if let Some((exception, true)) = made {
            return Ok(exception);
        }
        let new = self.special(class, Special::New);
        let object = match new.and_then(|new| new.cast::<NativeFunction>()) {
            _ if let Some((exception, _)) = made => exception,
            Some(native) => {
                if class.has(type_flag::NO_NEW) {
                    let message = format!("cannot create '{}' instances", self.qualified_type_name(class));
                    return Err(self.type_error(&message));
                }
                self.call_new_spec(native.spec, class, args)?
            }
            None => {
                let Some(new) = new else {
                    let message = format!("cannot create '{}' instances", self.qualified_type_name(class));
                    return Err(self.type_error(&message));
                };
                let new = self.bind_class(new, class)?;
                self.call_with_receiver(new, class.value(), args)?
            }
        };
        self.initialise_made(class, object, args)
    }

    /// What a call of a class gives whose `__new__` has made `object`: `__init__` is called of an instance of the class.
    pub(crate) fn initialise_made(&mut self, class: Gc<Type>, object: Value, args: CallArgs<'_>) -> PyResult<Value> {
        if !self.is_instance(object, class) {
            return Ok(object);
        }
        let actual = self.class_of(object);
        // `Vm::native` has done so for objects of builtin types, or has a reason not to.
        let unregistered = actual.has(type_flag::HEAP_TYPE) || actual.layout.get().kind != Kind::Native;
        if unregistered && actual.has(type_flag::HAS_DEL) {
            self.register_finalizable(object);
        }
        let Some(init) = self.special(actual, Special::Init) else { return Ok(object) };
        if let Some(native) = init.cast::<NativeFunction>()
            && native.spec.call as usize == crate::builtins::object::init as *const () as usize
        {
            crate::builtins::object::check_excess_args(self, actual, args)?;
            return Ok(object);
        }
        let result = self.call_with_receiver_bound(init, object, args)?;
        if !result.is_none() {
            let message = format!("__init__() should return None, not '{}'", self.type_name(result));
            return Err(self.type_error(&message));
        }
        Ok(object)
    }

    /// `module.Class` for classes outside builtins, as CPython's `tp_name`.
    pub fn qualified_type_name(&self, class: Gc<Type>) -> String {
        class.tp_name()
    }
}
