//! Calls: Python functions get a frame on the register stack, everything else is called from here.

use super::{Operands, a, b, c, go, handler, tail, throw, value_op, word};
use crate::bytecode::unit::flags;
use crate::frame::stack::{HEADER, frame_code, register, set_register, set_word};
use crate::heap::Gc;
use crate::native::Args;
use crate::native::signature::CallArgs;
use crate::object::Special;
use crate::object::code::{Code, Feedback};
use crate::object::dict::Dict;
use crate::object::function::{BoundMethod, Function, NativeFunction};
use crate::object::header::Kind;
use crate::object::string::Str;
use crate::object::tuple::Tuple;
use crate::object::type_object::{Type, type_flag};
use crate::value::Value;
use crate::vm::{PyResult, Raised, Vm};

/// What binding a call's arguments to a function's parameters starts from.
#[derive(Clone, Copy)]
pub(crate) struct BindMode {
    /// Values in the first registers of the callee, those by keyword last.
    pub(crate) given: usize,
    /// Names of those by keyword.
    pub(crate) names: Option<Gc<Tuple>>,
}

macro_rules! kind_is {
    ($word:expr, $kind:expr) => {
        Value::from_bits($word).is_heap() && *(($word as usize + 4) as *const u8) == $kind as u8
    };
}

/// Enters `function` (a word), whose arguments are in place from `window + 4` on.
macro_rules! enter {
    ($function:expr, $argc:expr, $window:expr, $slow:ident, $pc:ident, $base:ident, $i:ident, $vm:ident, $d:ident) => {{
        let code = (*($function as *const Function)).code.get();
        if code.call_key.get() == $argc as u32 {
            let callee = $base.add($window + HEADER);
            if callee.add(code.register_count as usize) <= (*$vm).stack.limit && (*$vm).stack.depth_left > 0 {
                (*$vm).stack.depth_left -= 1;
                *callee.sub(1) = $pc.add(1) as u64;
                *callee.sub(2) = $base as u64;
                *callee.sub(3) = code.word();
                let feedback = &*(($pc as usize).wrapping_mul(2).wrapping_add($d) as *const Feedback);
                feedback.word.set(code.word());
                go!(code.entry(), callee, $vm, code.delta.get());
            }
        }
        tail!($slow, $pc, $base, $i, $vm, $d)
    }};
}

handler! { call(pc, base, i, vm, d) {
    let function = *base.add(b!(pc));
    if kind_is!(function, Kind::Function) {
        enter!(function, c!(i), b!(pc), call_slow, pc, base, i, vm, d);
    }
    tail!(call_slow, pc, base, i, vm, d)
} }

handler! { call_method(pc, base, i, vm, d) {
    let window = b!(pc);
    let function = *base.add(window);
    if kind_is!(function, Kind::Function) && *base.add(window + HEADER) != 0 {
        enter!(function, c!(i) + 1, window, call_method_slow, pc, base, i, vm, d);
    }
    tail!(call_method_slow, pc, base, i, vm, d)
} }

handler! { return_(pc, base, i, vm, d) {
    let _ = (pc, d);
    let value = *base.add(a!(i));
    let next = *base.sub(1) as *mut u64;
    let caller = *base.sub(2) as *mut u64;
    let call = *next.sub(1);
    (*vm).stack.depth_left += 1;
    *caller.add(a!(call)) = value;
    let code = *caller.sub(3) as *const Code;
    go!(next, caller, vm, (*code).delta.get())
} }

handler! { return_none(pc, base, i, vm, d) {
    let _ = (pc, d, i);
    let next = *base.sub(1) as *mut u64;
    let caller = *base.sub(2) as *mut u64;
    let call = *next.sub(1);
    (*vm).stack.depth_left += 1;
    *caller.add(a!(call)) = Value::NONE.bits();
    let code = *caller.sub(3) as *const Code;
    go!(next, caller, vm, (*code).delta.get())
} }

handler! {
    /// The callee's registers are bound and its header written: `stack.base` is its base.
    #[inline(never)]
    enter_prepared(pc, base, i, vm, d) {
        let _ = (pc, base, i, d);
        let callee = (*vm).stack.base;
        let code = *callee.sub(3) as *const Code;
        go!((*code).entry(), callee, vm, (*code).delta.get())
    }
}

/// What a slow call did.
const RAISED: u64 = 0;
/// A frame has been made; `stack.base` is its base.
const ENTERED: u64 = 1;
/// The result is in the call's register A.
const COMPLETED: u64 = 2;

macro_rules! call_handler {
    ($name:ident, $work:ident) => {
        handler! { $name(pc, base, i, vm, d) {
            (*vm).stack.pc = pc;
            (*vm).stack.base = base;
            match $work(&mut *vm, pc, base, i) {
                COMPLETED => go!(pc.add(1), base, vm, d),
                ENTERED => tail!(enter_prepared, pc, base, i, vm, d),
                _ => tail!(throw, pc, base, i, vm, d),
            }
        } }
    };
}
call_handler!(call_slow, call_work);
call_handler!(call_method_slow, call_method_work);
call_handler!(call_kw, call_kw_work);
call_handler!(call_method_kw, call_method_kw_work);
call_handler!(call_ex, call_ex_work);

/// A result as a slow call's answer, written to register A.
fn completed(o: Operands, result: PyResult<Value>) -> u64 {
    match result {
        Ok(value) => {
            o.set(o.a_field(), value);
            COMPLETED
        }
        Err(_) => RAISED,
    }
}

#[inline(never)]
fn call_work(vm: &mut Vm, pc: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    dispatch(vm, pc, o, o.b_field(), BindMode { given: o.c_field(), names: None })
}

#[inline(never)]
fn call_method_work(vm: &mut Vm, pc: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    let window = o.b_field();
    let given = with_receiver(o, window, o.c_field(), 0);
    dispatch(vm, pc, o, window, BindMode { given, names: None })
}

/// Arguments of a method call: with the receiver, or moved down when there is none. `extra` registers after them move along.
fn with_receiver(o: Operands, window: usize, given: usize, extra: usize) -> usize {
    let first = window + HEADER;
    if !o.register(first).is_empty() {
        return given + 1;
    }
    for index in 0..given + extra {
        o.set(first + index, o.register(first + index + 1));
    }
    given
}

#[inline(never)]
fn call_kw_work(vm: &mut Vm, pc: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    let given = o.c_field();
    let names = o.register(o.b_field() + HEADER + given).cast();
    dispatch(vm, pc, o, o.b_field(), BindMode { given, names })
}

#[inline(never)]
fn call_method_kw_work(vm: &mut Vm, pc: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    let window = o.b_field();
    let given = with_receiver(o, window, o.c_field(), 1);
    let names = o.register(window + HEADER + given).cast();
    dispatch(vm, pc, o, window, BindMode { given, names })
}

#[inline(never)]
fn call_ex_work(vm: &mut Vm, pc: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    let window = o.b_field();
    let callee = o.register(window);
    let result = spread(vm, callee, o.register(window + HEADER), o.register(window + HEADER + 1));
    let (args, kwargs) = match result {
        Ok(spread) => spread,
        Err(_) => return RAISED,
    };
    let _ = pc;
    completed(o, vm.call_dict(callee, args.items(), kwargs))
}

/// Positional arguments as a tuple and keywords as a dict, with CPython's errors for what cannot be unpacked.
fn spread(vm: &mut Vm, callee: Value, args: Value, kwargs: Value) -> PyResult<(Gc<Tuple>, Option<Gc<Dict>>)> {
    let args = match args.cast::<Tuple>() {
        Some(args) if vm.class_of(args.value()) == vm.types.tuple => args,
        Some(_) | None => {
            if vm.special_of(args, Special::Iter).is_none() && vm.special_of(args, Special::GetItem).is_none() {
                let name = callee_name(vm, callee)?;
                let message = format!("{name} argument after * must be an iterable, not {}", vm.type_name(args));
                return Err(vm.type_error(&message));
            }
            vm.collect_tuple(args)?
        }
    };
    let kwargs = match kwargs.given() {
        None => None,
        Some(kwargs) => match kwargs.cast::<Dict>() {
            Some(dict) => Some(dict),
            None => {
                let dict = vm.dict()?;
                super::misc::merge_keywords(vm, dict, kwargs, callee)?;
                Some(dict)
            }
        },
    };
    Ok((args, kwargs))
}

/// `module.qualname()` of a callee, for messages.
pub(super) fn callee_name(vm: &mut Vm, callee: Value) -> PyResult<String> {
    let qualname = vm.names.special(Special::Qualname);
    let Some(name) = vm.get_attr_opt(callee, qualname)?.and_then(|name| name.cast::<Str>()) else {
        return Ok(vm.to_str(callee)?.to_string_lossy());
    };
    let module = vm.names.special(Special::Module);
    let prefix = match vm.get_attr_opt(callee, module)?.and_then(|module| module.cast::<Str>()) {
        Some(module) if !module.is_text("builtins") => format!("{}.", module.to_string_lossy()),
        Some(_) | None => String::new(),
    };
    Ok(format!("{prefix}{}()", name.to_string_lossy()))
}

/// Calls the object in the window's first register.
fn dispatch(vm: &mut Vm, pc: *mut u64, o: Operands, window: usize, mut mode: BindMode) -> u64 {
    let callee = o.register(window);
    if vm.stack.breaker != 0 && vm.handle_breaker().is_err() {
        return RAISED;
    }
    let first = window + HEADER;
    if let Some(function) = callee.cast::<Function>() {
        return enter_function(vm, pc, o, window, function, mode);
    }
    if let Some(native) = callee.cast::<NativeFunction>() {
        // SAFETY: [CODE]: the arguments are in registers.
        let values = Args::from_registers(unsafe { o.base.add(first) }, mode.given);
        return completed(o, vm.call_native(native, CallArgs { values, names: mode.names }));
    }
    if let Some(method) = callee.cast::<BoundMethod>()
        && let Some(function) = method.function.get().cast::<Function>()
        // The window has registers to spare for the receiver.
        && window + HEADER + mode.given < frame_code(o.base).register_count as usize
    {
        for index in (0..mode.given).rev() {
            o.set(first + index + 1, o.register(first + index));
        }
        o.set(first, method.receiver.get());
        o.set(window, function.value());
        mode.given += 1;
        // The names of keywords stay alive through `mode`.
        return enter_function(vm, pc, o, window, function, mode);
    }
    if let Some(class) = callee.cast::<Type>()
        && let Some(answer) = enter_init(vm, pc, o, window, class, mode)
    {
        return answer;
    }
    let values = Args::from_registers(unsafe { o.base.add(first) }, mode.given);
    completed(o, vm.call_args(callee, CallArgs { values, names: mode.names }))
}

/// Makes the frame of a Python function whose arguments are in the window.
fn enter_function(
    vm: &mut Vm,
    pc: *mut u64,
    o: Operands,
    window: usize,
    function: Gc<Function>,
    mode: BindMode,
) -> u64 {
    let callee = o.base.wrapping_add(window + HEADER);
    match vm.push_frame(function, callee, pc.wrapping_add(1), o.base, mode) {
        Ok(()) => ENTERED,
        Err(_) => {
            vm.stack.base = o.base;
            RAISED
        }
    }
}

/// Calling a class whose `__new__` is `object`'s and whose `__init__` is Python: makes the instance and a frame for `__init__`
/// below a frame that returns the instance.
fn enter_init(vm: &mut Vm, pc: *mut u64, o: Operands, window: usize, class: Gc<Type>, mode: BindMode) -> Option<u64> {
    if vm.class_of(class.value()) != vm.types.type_ || class.has(type_flag::ABSTRACT) {
        return None;
    }
    let new = vm.special(class, Special::New)?.cast::<NativeFunction>()?;
    let init = vm.special(class, Special::Init)?.cast::<Function>()?;
    let object_new = vm.special(vm.types.object, Special::New)?;
    if new.value() != object_new || mode.names.is_some() {
        return None;
    }
    let middle = o.base.wrapping_add(window + HEADER);
    // Registers of the frame in between: the instance, the result of `__init__`, then its window.
    let callee = middle.wrapping_add(2 + HEADER);
    let top = callee.wrapping_add(mode.given + 1 + init.code.get().register_count as usize);
    if top > vm.stack.end() {
        return None;
    }
    let instance = match vm.instance(class) {
        Ok(instance) => instance.value(),
        Err(_) => return Some(RAISED),
    };
    for index in (0..mode.given).rev() {
        set_register(callee, index + 1, register(middle, index));
    }
    let init_code = vm.stack.init_code.expect("made with the interpreter");
    set_register(callee, 0, instance);
    set_word(callee, -4, init.value().bits());
    set_register(middle, 0, instance);
    set_register(middle, 1, Value::NONE);
    set_word(middle, -4, class.value().bits());
    set_word(middle, -3, init_code.word());
    set_word(middle, -2, o.base as u64);
    set_word(middle, -1, pc.wrapping_add(1) as u64);
    vm.stack.depth_left -= 1;
    vm.stack.base = middle;
    vm.stack.pc = init_code.entry();
    let mode = BindMode { given: mode.given + 1, names: None };
    match vm.push_frame(init, callee, init_code.entry().wrapping_add(1), middle, mode) {
        Ok(()) => Some(ENTERED),
        Err(_) => {
            vm.stack.depth_left += 1;
            vm.stack.base = o.base;
            vm.stack.pc = pc;
            Some(RAISED)
        }
    }
}

handler! { init_return(pc, base, i, vm, d) {
    if *base.add(1) != Value::NONE.bits() {
        (*vm).stack.pc = pc;
        (*vm).stack.base = base;
        init_error(&mut *vm, base);
        tail!(throw, pc, base, i, vm, d);
    }
    tail!(return_, pc, base, i, vm, d)
} }

#[cold]
#[inline(never)]
fn init_error(vm: &mut Vm, base: *mut u64) {
    let message = format!("__init__() should return None, not '{}'", vm.type_name(register(base, 1)));
    let _raised = vm.type_error(&message);
}

impl Vm {
    /// Makes the frame of `function` at `callee`, in whose first registers `mode.given` values stand: binds them to the
    /// parameters, writes the header, makes it the running frame. On error the running frame is unchanged but for `extra_top`.
    pub(crate) fn push_frame(
        &mut self,
        function: Gc<Function>,
        callee: *mut u64,
        return_pc: *mut u64,
        caller: *mut u64,
        mode: BindMode,
    ) -> PyResult<()> {
        let code = function.code.get();
        code.prepare();
        let top = callee.wrapping_add(code.register_count as usize + mode.given);
        if top > self.stack.end() || self.stack.depth_left <= 0 {
            return Err(self.too_deep());
        }
        if code.call_key.get() as usize != mode.given || mode.names.is_some() {
            let saved = self.stack.extra_top;
            self.stack.extra_top = top;
            let bound = self.bind_arguments(function, code, callee, mode);
            self.stack.extra_top = saved;
            bound?;
        }
        set_word(callee, -4, function.word());
        set_word(callee, -3, code.word());
        set_word(callee, -2, caller as u64);
        set_word(callee, -1, return_pc as u64);
        self.stack.depth_left -= 1;
        self.stack.base = callee;
        self.stack.pc = code.entry();
        Ok(())
    }

    #[cold]
    fn too_deep(&mut self) -> Raised {
        // Room for making the exception.
        self.stack.depth_left += 50;
        let raised = self.recursion_error("maximum recursion depth exceeded");
        self.stack.depth_left -= 50;
        raised
    }
}

/// Binding of arguments to parameters, in place.
impl Vm {
    fn bind_arguments(
        &mut self,
        function: Gc<Function>,
        code: Gc<Code>,
        callee: *mut u64,
        mode: BindMode,
    ) -> PyResult<()> {
        let unit = &*code.unit;
        let (args, kwonly) = (usize::from(unit.arg_count), usize::from(unit.kwonly_count));
        let keywords = mode.names.map_or(0, |names| names.len());
        let positional = mode.given - keywords;
        let named = args + kwonly;
        let star = code.has(flags::VARARGS);
        let double_star = code.has(flags::VARKEYWORDS);
        if positional > args && !star {
            return Err(self.too_many_positional(function, code, positional, mode.names));
        }
        // Everything goes through an array: registers of parameters and of arguments overlap.
        let given = self.tuple_with_len(mode.given)?;
        for index in 0..mode.given {
            given.init(self, index, register(callee, index));
        }
        for index in positional.min(args)..code.parameter_count() {
            set_register(callee, index, Value::EMPTY);
        }
        if star {
            let rest = self.tuple(&given.items()[positional.min(args)..positional])?;
            set_register(callee, named, rest.value());
        }
        let kwargs = if double_star {
            let dict = self.dict()?;
            set_register(callee, named + usize::from(star), dict.value());
            Some(dict)
        } else {
            None
        };
        if let Some(names) = mode.names {
            for (index, &name) in names.items().iter().enumerate() {
                self.bind_keyword(function, code, callee, name, given.get(positional + index), kwargs)?;
            }
        }
        if let Some(defaults) = function.defaults.get() {
            let first = args.saturating_sub(defaults.len());
            for index in first.max(positional)..args {
                if register(callee, index).is_empty() {
                    set_register(callee, index, defaults.get(index - first));
                }
            }
        }
        if kwonly > 0 {
            let defaults = function.kwdefaults.get();
            for index in args..named {
                if register(callee, index).is_empty()
                    && let Some(defaults) = defaults
                    && let Some(name) = code.register_name(index)
                    && let Some(value) = defaults.get_str(self, name)
                {
                    set_register(callee, index, value);
                }
            }
        }
        if (0..named).any(|index| register(callee, index).is_empty()) {
            return Err(self.missing_arguments(function, code, callee));
        }
        Ok(())
    }

    fn bind_keyword(
        &mut self,
        function: Gc<Function>,
        code: Gc<Code>,
        callee: *mut u64,
        name: Value,
        value: Value,
        kwargs: Option<Gc<Dict>>,
    ) -> PyResult<()> {
        let unit = &*code.unit;
        let named = usize::from(unit.arg_count + unit.kwonly_count);
        let Some(key) = name.cast::<Str>() else {
            let message = format!("{}() keywords must be strings", function.qualname.get().to_string_lossy());
            return Err(self.type_error(&message));
        };
        let names = code.register_names.get();
        let first = usize::from(unit.posonly_count);
        let found = (first..named)
            .find(|&at| names.get(at) == name)
            .or_else(|| (first..named).find(|&at| names.get(at).cast::<Str>().is_some_and(|n| n.equals(&key))));
        let qualname = function.qualname.get();
        match (found, kwargs) {
            (Some(at), _) if register(callee, at).is_empty() => {
                set_register(callee, at, value);
                Ok(())
            }
            (Some(_), _) => {
                let message = format!(
                    "{}() got multiple values for argument '{}'",
                    qualname.to_string_lossy(),
                    key.to_string_lossy()
                );
                Err(self.type_error(&message))
            }
            (None, Some(kwargs)) => kwargs.set(self, name, value),
            (None, None) => {
                let is_positional_only =
                    (0..first).any(|at| names.get(at).cast::<Str>().is_some_and(|n| n.equals(&key)));
                let what = if is_positional_only {
                    "some positional-only arguments passed as keyword arguments:"
                } else {
                    "an unexpected keyword argument"
                };
                let message = format!("{}() got {what} '{}'", qualname.to_string_lossy(), key.to_string_lossy());
                Err(self.type_error(&message))
            }
        }
    }

    #[cold]
    fn too_many_positional(
        &mut self,
        function: Gc<Function>,
        code: Gc<Code>,
        given: usize,
        names: Option<Gc<Tuple>>,
    ) -> Raised {
        let unit = &*code.unit;
        let args = usize::from(unit.arg_count);
        let defaults = function.defaults.get().map_or(0, |defaults| defaults.len());
        let takes = if defaults > 0 { format!("from {} to {args}", args - defaults) } else { args.to_string() };
        let plural = if args == 1 && defaults == 0 { "" } else { "s" };
        let registers = code.register_names.get();
        let kwonly_given = names.map_or(0, |names| {
            let is_kwonly = |name: &&Value| {
                (args..args + usize::from(unit.kwonly_count)).any(|at| {
                    let own = registers.get(at).cast::<Str>();
                    own.zip(name.cast::<Str>()).is_some_and(|(a, b)| a.equals(&b))
                })
            };
            names.items().iter().filter(is_kwonly).count()
        });
        let verb = if given == 1 && kwonly_given == 0 { "was" } else { "were" };
        let kwonly_text = if kwonly_given > 0 {
            let (s, p) = (if given == 1 { "" } else { "s" }, if kwonly_given == 1 { "" } else { "s" });
            format!(" positional argument{s} (and {kwonly_given} keyword-only argument{p})")
        } else {
            String::new()
        };
        let message = format!(
            "{}() takes {takes} positional argument{plural} but {given}{kwonly_text} {verb} given",
            function.qualname.get().to_string_lossy()
        );
        self.type_error(&message)
    }

    #[cold]
    fn missing_arguments(&mut self, function: Gc<Function>, code: Gc<Code>, callee: *mut u64) -> Raised {
        let unit = &*code.unit;
        let args = usize::from(unit.arg_count);
        let missing_in = |from: usize, to: usize| -> Vec<String> {
            (from..to)
                .filter(|&at| register(callee, at).is_empty())
                .filter_map(|at| code.register_name(at))
                .map(|name| format!("'{}'", name.to_string_lossy()))
                .collect()
        };
        let (mut missing, mut kind) = (missing_in(0, args), "positional");
        if missing.is_empty() {
            missing = missing_in(args, args + usize::from(unit.kwonly_count));
            kind = "keyword-only";
        }
        let list = match missing.as_slice() {
            [one] => one.clone(),
            [one, two] => format!("{one} and {two}"),
            [init @ .., last] => format!("{}, and {last}", init.join(", ")),
            [] => String::new(),
        };
        let plural = if missing.len() == 1 { "" } else { "s" };
        let message = format!(
            "{}() missing {} required {kind} argument{plural}: {list}",
            function.qualname.get().to_string_lossy(),
            missing.len()
        );
        self.type_error(&message)
    }
}

/// Calls from Rust.
impl Vm {
    /// Runs a Python function: an entry frame, its own frame, the loop. `receiver` goes first unless it is EMPTY.
    pub(crate) fn call_function(
        &mut self,
        function: Gc<Function>,
        receiver: Value,
        args: CallArgs<'_>,
    ) -> PyResult<Value> {
        self.check_native_stack()?;
        let entry = self.push_entry_frame()?;
        // Register 0 takes the result; the window starts at 1.
        let callee = entry.wrapping_add(1 + HEADER);
        let offset = usize::from(!receiver.is_empty());
        let given = args.values.len() + offset;
        if callee.wrapping_add(given) > self.stack.end() {
            self.pop_entry_frame(entry);
            return Err(self.too_deep());
        }
        if offset == 1 {
            set_register(callee, 0, receiver);
        }
        for index in 0..args.values.len() {
            set_register(callee, index + offset, args.values.get(index));
        }
        let mode = BindMode { given, names: args.names };
        let entry_code = self.stack.entry_code.expect("made with the interpreter");
        let pushed = self.push_frame(function, callee, entry_code.entry().wrapping_add(1), entry, mode);
        if pushed.is_err() {
            self.pop_entry_frame(entry);
            return pushed.map(|()| Value::EMPTY);
        }
        self.run_to_entry(entry)
    }

    /// Makes an entry frame on top of the stack the running one.
    pub(crate) fn push_entry_frame(&mut self) -> PyResult<*mut u64> {
        let entry = self.stack.top().wrapping_add(HEADER);
        if entry.wrapping_add(16) > self.stack.end() {
            return Err(self.too_deep());
        }
        let code = self.stack.entry_code.expect("made with the interpreter");
        set_word(entry, -4, 0);
        set_word(entry, -3, code.word());
        set_word(entry, -2, self.stack.base as u64);
        set_word(entry, -1, self.stack.pc as u64);
        set_register(entry, 0, Value::EMPTY);
        self.stack.base = entry;
        self.stack.pc = code.entry();
        Ok(entry)
    }

    /// Removes an entry frame.
    pub(crate) fn pop_entry_frame(&mut self, entry: *mut u64) {
        self.stack.pc = crate::frame::stack::word(entry, -1) as *mut u64;
        self.stack.base = crate::frame::stack::word(entry, -2) as *mut u64;
    }

    /// Runs the frame above an entry frame until it is left, and removes the entry frame.
    pub(crate) fn run_to_entry(&mut self, entry: *mut u64) -> PyResult<Value> {
        let (pc, base) = (self.stack.pc, self.stack.base);
        super::run(self, pc, base);
        let result = register(entry, 0);
        self.pop_entry_frame(entry);
        let exception = self.exception;
        if exception.is_empty() { Ok(result) } else { Err(self.set_exception(exception)) }
    }
}

fn make_function_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    word(new_function(vm, o))
}

fn new_function(vm: &mut Vm, o: Operands) -> PyResult<Value> {
    let code = vm.child_code(frame_code(o.base), o.c_field())?;
    let running = crate::frame::stack::frame_function(o.base).expect("bytecode runs in functions");
    let function = vm.function(code, running.globals.get())?;
    let mut at = o.b_field();
    let parts = o.aux();
    let mut next = |bit: u8| {
        (parts & bit != 0).then(|| {
            at += 1;
            o.register(at - 1)
        })
    };
    if let Some(defaults) = next(1) {
        function.defaults.set(vm, function, defaults.cast());
    }
    if let Some(defaults) = next(2) {
        function.kwdefaults.set(vm, function, defaults.cast());
    }
    if let Some(annotations) = next(4) {
        function.annotations.set(vm, function, annotations);
    }
    if let Some(closure) = next(8) {
        function.closure.set(vm, function, closure.cast());
    }
    Ok(function.value())
}
value_op!(make_function, make_function_work);
