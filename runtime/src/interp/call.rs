//! Calls: Python functions get a frame on the register stack, everything else is called from here.

use super::bind::{BindMode, bind_keywords};
use super::callee::{
    call_object, call_object_attribute, called, count_spread, note_class, note_combination, note_function, note_native,
    note_native_function, note_spread,
};
use super::spread::{spread, spread_into};
use super::{Operands, a, b, c, go, handler, tail, throw, value_op, word};
use crate::frame::stack::{HEADER, frame_code, register, set_register, set_word};
use crate::heap::Gc;
use crate::native::Args;
use crate::native::signature::CallArgs;
use crate::object::Special;
use crate::object::code::{Code, Feedback};
use crate::object::function::{BoundMethod, Function, NativeFunction};
use crate::object::header::Kind;
use crate::object::list::List;
use crate::object::type_object::{Type, type_flag};
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// Whether `$word` refers to an object of the Rust type of `$kind`.
macro_rules! kind_is {
    ($word:expr, $kind:expr) => {
        Value::from_bits($word).is_heap() && *(($word as usize + 4) as *const u8) == $kind as u8
    };
}
pub(super) use kind_is;

/// Enters `function` (a word), whose arguments are in place from `window + 4` on.
macro_rules! enter {
    ($function:expr, $argc:expr, $window:expr, $slow:ident, $pc:ident, $base:ident, $i:ident, $vm:ident, $d:ident) => {{
        let code = (*($function as *const Function)).code.get();
        let feedback = &*(($pc as usize).wrapping_mul(2).wrapping_add($d) as *const Feedback);
        if feedback.word.get() != code.word() && feedback.seen.get() < MAX_TARGETS {
            tail!(note_target, $pc, $base, $i, $vm, $d);
        }
        if code.call_key.get() == $argc as u32 {
            let callee = $base.add($window + HEADER);
            if callee.add(code.register_count as usize) <= (*$vm).stack.limit && (*$vm).stack.depth_left > 0 {
                (*$vm).stack.depth_left -= 1;
                *callee.sub(1) = $pc.add(1) as u64;
                *callee.sub(2) = $base as u64;
                *callee.sub(3) = code.word();
                go!(code.start.get(), callee, $vm, code.delta.get());
            }
        }
        tail!($slow, $pc, $base, $i, $vm, $d)
    }};
}

pub(super) use enter;

/// Enters a function that lacks arguments, all of which have defaults.
macro_rules! enter_with_defaults {
    ($argc:expr, $slow:ident, $pc:ident, $base:ident, $i:ident, $vm:ident, $d:ident) => {{
        let window = b!($pc);
        let function = *$base.add(window) as *const Function;
        let code = (*function).code.get();
        // Of code that is not plain the key is larger than any number of arguments.
        let (given, takes) = ($argc, code.call_key.get() as usize);
        if let Some(defaults) = (*function).defaults.get()
            && given < takes
            && takes - given <= defaults.len()
        {
            let callee = $base.add(window + HEADER);
            if callee.add(code.register_count as usize) <= (*$vm).stack.limit && (*$vm).stack.depth_left > 0 {
                let mut index = given;
                let mut item = (defaults.word() as usize + 16 + 8 * (defaults.len() + given - takes)) as *const u64;
                while index < takes {
                    *callee.add(index) = *item;
                    (index, item) = (index + 1, item.add(1));
                }
                (*$vm).stack.depth_left -= 1;
                *callee.sub(1) = $pc.add(1) as u64;
                *callee.sub(2) = $base as u64;
                *callee.sub(3) = code.word();
                go!(code.start.get(), callee, $vm, code.delta.get());
            }
        }
        tail!($slow, $pc, $base, $i, $vm, $d)
    }};
}

/// So many changes of the code that a site calls are recorded; the last one stands for all.
pub(crate) const MAX_TARGETS: u16 = 4;

handler! {
    /// Records the code that the call at `pc` enters, and runs the call again.
    #[cold]
    note_target(pc, base, i, vm, d) {
        let feedback = &*((pc as usize).wrapping_mul(2).wrapping_add(d) as *const Feedback);
        note_function(&mut *vm, base, feedback, *base.add(b!(pc)));
        // Not by the byte at `pc`: what trace functions have been told of is not told again.
        return super::table::TABLE[i as u8 as usize](pc, base, i, vm, d);
    }
}

handler! { call(pc, base, i, vm, d) {
    let function = *base.add(b!(pc));
    if kind_is!(function, Kind::Function) {
        enter!(function, c!(i), b!(pc), call_defaults, pc, base, i, vm, d);
    }
    tail!(call_native, pc, base, i, vm, d)
} }

handler! { call_defaults(pc, base, i, vm, d) {
    enter_with_defaults!(c!(i), call_bound, pc, base, i, vm, d)
} }

handler! { call_method_defaults(pc, base, i, vm, d) {
    enter_with_defaults!(c!(i) + 1, call_method_bound, pc, base, i, vm, d)
} }

handler! { call_kw(pc, base, i, vm, d) {
    let window = b!(pc);
    if kind_is!(*base.add(window), Kind::Function) && bind_keywords(&mut *vm, base.add(window), c!(i)) != 0 {
        let feedback = &*((pc as usize).wrapping_mul(2).wrapping_add(d) as *const Feedback);
        let function = *base.add(window);
        if feedback.word.get() != (*(function as *const Function)).code.get().word() && feedback.seen.get() < MAX_TARGETS {
            note_function(&mut *vm, base, feedback, function);
        }
        tail!(enter_bound, pc, base, i, vm, d);
    }
    tail!(call_kw_slow, pc, base, i, vm, d)
} }

handler! { call_method_kw(pc, base, i, vm, d) {
    let window = b!(pc);
    if kind_is!(*base.add(window), Kind::Function)
        && *base.add(window + HEADER) != 0
        && bind_keywords(&mut *vm, base.add(window), c!(i) + 1) != 0
    {
        tail!(enter_bound, pc, base, i, vm, d);
    }
    tail!(call_method_kw_slow, pc, base, i, vm, d)
} }

handler! {
    /// Enters the function of a window whose parameters are all in place.
    enter_bound(pc, base, i, vm, d) {
        let _ = (i, d);
        let window = b!(pc);
        let code = (*(*base.add(window) as *const Function)).code.get();
        let callee = base.add(window + HEADER);
        (*vm).stack.depth_left -= 1;
        *callee.sub(1) = pc.add(1) as u64;
        *callee.sub(2) = base as u64;
        *callee.sub(3) = code.word();
        go!(code.start.get(), callee, vm, code.delta.get())
    }
}

/// Whether the native function at `$function` is `$of`.
macro_rules! is_native {
    ($function:expr, $of:path) => {
        (*($function as *const NativeFunction)).spec.call as usize == $of as *const () as usize
    };
}

handler! { call_native(pc, base, i, vm, d) {
    let function = *base.add(b!(pc));
    if kind_is!(function, Kind::NativeFunction) {
        if is_native!(function, crate::builtins::functions::next) && c!(i) == 1 {
            tail!(super::resume::call_next, pc, base, i, vm, d);
        }
        let feedback = &*((pc as usize).wrapping_mul(2).wrapping_add(d) as *const Feedback);
        if feedback.word.get() != function && feedback.seen.get() < MAX_TARGETS {
            tail!(note_native, pc, base, i, vm, d);
        }
        tail!(call_function_of_native, pc, base, i, vm, d);
    }
    tail!(call_object, pc, base, i, vm, d)
} }

handler! { call_function_of_native(pc, base, i, vm, d) {
    (*vm).stack.pc = pc;
    (*vm).stack.base = base;
    let value = call_native_work(&mut *vm, base.add(b!(pc)), c!(i));
    if value == 0 {
        tail!(throw, pc, base, i, vm, d);
    }
    *base.add(a!(i)) = value;
    go!(pc.add(1), base, vm, d)
} }

/// Calls the native function in a window with `given` arguments.
#[inline(never)]
pub(super) fn call_native_work(vm: &mut Vm, window: *mut u64, given: usize) -> u64 {
    let native: Gc<NativeFunction> = register(window, 0).cast().expect("a native function by its kind");
    let values = Args::from_registers(window.wrapping_add(HEADER), given);
    word(vm.call_native(native, CallArgs { values, names: None }))
}

handler! { call_method(pc, base, i, vm, d) {
    let window = b!(pc);
    let function = *base.add(window);
    if kind_is!(function, Kind::Function) && *base.add(window + HEADER) != 0 {
        enter!(function, c!(i) + 1, window, call_method_defaults, pc, base, i, vm, d);
    }
    tail!(call_append, pc, base, i, vm, d)
} }

handler! {
    /// `list.append` of one item for which there is room, the commonest method of all.
    call_append(pc, base, i, vm, d) {
    let window = base.add(b!(pc));
    let (function, list) = (*window, *window.add(HEADER));
    if kind_is!(function, Kind::NativeFunction)
        && is_native!(function, crate::builtins::list::append)
        && (*(function as *const NativeFunction)).is_method()
        && kind_is!(list, Kind::List)
        && c!(i) == 1
        && (*(list as *const List)).store_at_end(register(window, HEADER + 1))
    {
        *base.add(a!(i)) = Value::NONE.bits();
        go!(pc.add(1), base, vm, d);
    }
    tail!(call_native_method, pc, base, i, vm, d)
} }

handler! { call_native_method(pc, base, i, vm, d) {
    let window = base.add(b!(pc));
    if kind_is!(*window, Kind::NativeFunction) && *window.add(HEADER) != 0 {
        if is_native!(*window, crate::builtins::generator::send) && c!(i) == 1 {
            tail!(super::resume::call_send, pc, base, i, vm, d);
        }
        tail!(call_method_of_native, pc, base, i, vm, d);
    }
    tail!(call_native_attribute, pc, base, i, vm, d)
} }

handler! { call_method_of_native(pc, base, i, vm, d) {
    (*vm).stack.pc = pc;
    (*vm).stack.base = base;
    let value = call_native_method_work(&mut *vm, base.add(b!(pc)), c!(i) + 1);
    if value == 0 {
        tail!(throw, pc, base, i, vm, d);
    }
    *base.add(a!(i)) = value;
    go!(pc.add(1), base, vm, d)
} }

handler! {
    /// A native function that is an attribute of a module or an instance: without receiver.
    call_native_attribute(pc, base, i, vm, d) {
    let window = b!(pc);
    let function = *base.add(window);
    if kind_is!(function, Kind::NativeFunction) {
        let feedback = &*((pc as usize).wrapping_mul(2).wrapping_add(d) as *const Feedback);
        if feedback.word.get() != function && feedback.seen.get() < MAX_TARGETS {
            note_native_function(&mut *vm, pc, base, function);
        }
        (*vm).stack.pc = pc;
        (*vm).stack.base = base;
        let value = call_native_attribute_work(&mut *vm, base.add(window), c!(i));
        if value == 0 {
            tail!(throw, pc, base, i, vm, d);
        }
        *base.add(a!(i)) = value;
        go!(pc.add(1), base, vm, d);
    }
    tail!(call_object_attribute, pc, base, i, vm, d)
} }

/// As `call_native_work`, with arguments behind an empty register for a receiver.
#[inline(never)]
fn call_native_attribute_work(vm: &mut Vm, window: *mut u64, given: usize) -> u64 {
    let native: Gc<NativeFunction> = register(window, 0).cast().expect("a native function by its kind");
    let values = Args::from_registers(window.wrapping_add(HEADER + 1), given);
    word(vm.call_native(native, CallArgs { values, names: None }))
}

/// As `call_native_work`, for what `load_method` found on the class of the first argument.
#[inline(never)]
pub(super) fn call_native_method_work(vm: &mut Vm, window: *mut u64, given: usize) -> u64 {
    let native: Gc<NativeFunction> = register(window, 0).cast().expect("a native function by its kind");
    let values = Args::from_registers(window.wrapping_add(HEADER), given);
    // A method object may bind any callable, also functions that know no receiver.
    if !native.is_method() {
        return word(vm.call_native(native, CallArgs { values, names: None }));
    }
    word(vm.call_unbound_native(native, CallArgs { values, names: None }))
}

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
    enter_prepared(pc, base, i, vm, d) {
        let _ = (pc, base, i, d);
        let callee = (*vm).stack.base;
        let code = *callee.sub(3) as *const Code;
        go!((*code).start.get(), callee, vm, (*code).delta.get())
    }
}

/// What a slow call did.
pub(super) const RAISED: u64 = 0;
/// A frame has been made; `stack.base` is its base.
pub(super) const ENTERED: u64 = 1;
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
call_handler!(call_bound, call_bound_work);
call_handler!(call_method_bound, call_method_bound_work);
call_handler!(call_method_slow, call_method_work);
call_handler!(call_kw_slow, call_kw_work);
call_handler!(call_method_kw_slow, call_method_kw_work);
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
pub(super) fn call_work(vm: &mut Vm, pc: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    dispatch(vm, pc, o, o.b_field(), BindMode { given: o.c_field(), names: None })
}

/// A call of a Python function that needs its arguments bound.
#[inline(never)]
pub(super) fn call_bound_work(vm: &mut Vm, pc: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    enter_known(vm, pc, o, BindMode { given: o.c_field(), names: None })
}

#[inline(never)]
pub(super) fn call_method_bound_work(vm: &mut Vm, pc: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    enter_known(vm, pc, o, BindMode { given: o.c_field() + 1, names: None })
}

fn enter_known(vm: &mut Vm, pc: *mut u64, o: Operands, mode: BindMode) -> u64 {
    if vm.stack.breaker != 0 && vm.handle_breaker().is_err() {
        return RAISED;
    }
    let window = o.b_field();
    let function = o.register(window).cast::<Function>().expect("a function by its kind");
    enter_function(vm, pc, o, window, function, mode)
}

#[inline(never)]
pub(super) fn call_method_work(vm: &mut Vm, pc: *mut u64, base: *mut u64, i: u64) -> u64 {
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
pub(super) fn call_kw_work(vm: &mut Vm, pc: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    let given = o.c_field();
    let names = o.register(o.b_field() + HEADER + given).cast();
    note_keyed(vm, pc, base, o.b());
    dispatch(vm, pc, o, o.b_field(), BindMode { given, names })
}

/// Records for the compiler the function in Python that is called by keyword.
fn note_keyed(vm: &mut Vm, pc: *mut u64, base: *mut u64, callee: Value) {
    let caller = frame_code(base);
    let feedback: &Feedback = caller.feedback(caller.index_of(pc));
    if let Some(function) = callee.cast::<Function>()
        && feedback.word.get() != function.code.get().word()
        && feedback.seen.get() < MAX_TARGETS
    {
        note_function(vm, base, feedback, function.word());
    }
}

#[inline(never)]
pub(super) fn call_method_kw_work(vm: &mut Vm, pc: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    let window = o.b_field();
    let given = with_receiver(o, window, o.c_field(), 1);
    let names = o.register(window + HEADER + given).cast();
    note_keyed(vm, pc, base, o.register(window));
    dispatch(vm, pc, o, window, BindMode { given, names })
}

#[inline(never)]
pub(super) fn call_ex_work(vm: &mut Vm, pc: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    let window = o.b_field();
    let callee = o.register(window);
    clear_dead_words(vm);
    let result = spread(vm, callee, o.register(window + HEADER), o.register(window + HEADER + 1));
    let (args, kwargs) = match result {
        Ok(spread) => spread,
        Err(_) => return RAISED,
    };
    let count = count_spread(o.register(window + HEADER), args, kwargs);
    let (callee, receiver) = match callee.cast::<BoundMethod>() {
        Some(method) => (method.function.get(), method.receiver.get()),
        None => (callee, Value::EMPTY),
    };
    if let Some(function) = callee.cast::<Function>() {
        let called = if receiver.is_empty() { called::FUNCTION } else { called::METHOD };
        note_spread(vm, pc, base, (function.code.get().word(), called), count);
        return match spread_into(vm, o, receiver, args, kwargs) {
            Ok(mode) => enter_function(vm, pc, o, window, function, mode),
            Err(_) => RAISED,
        };
    }
    if let Some(class) = callee.cast::<Type>()
        && (plain_init(vm, class).is_some() || super::construct::python_new(vm, class).is_some())
    {
        note_spread(vm, pc, base, (class.word(), called::CLASS), count);
        // Not later: the arguments may reach beyond the frame, where a collection does not see them.
        if vm.stack.breaker != 0 && vm.handle_breaker().is_err() {
            return RAISED;
        }
        return match spread_into(vm, o, Value::EMPTY, args, kwargs) {
            Ok(mode) => call_in_window(vm, pc, o, window, mode),
            Err(_) => RAISED,
        };
    }
    let callee = o.register(window);
    completed(o, vm.call_dict(callee, args.items(), kwargs))
}

/// See [`Vm::dead_words`].
fn clear_dead_words(vm: &mut Vm) {
    if std::mem::take(&mut vm.dead_words) {
        crate::heap::clear_dead_stack();
    }
}

/// Calls the object in the window's first register.
fn dispatch(vm: &mut Vm, pc: *mut u64, o: Operands, window: usize, mode: BindMode) -> u64 {
    clear_dead_words(vm);
    if vm.stack.breaker != 0 && vm.handle_breaker().is_err() {
        return RAISED;
    }
    call_in_window(vm, pc, o, window, mode)
}

/// The same without a look at what else is to be done.
#[inline(always)]
fn call_in_window(vm: &mut Vm, pc: *mut u64, o: Operands, window: usize, mut mode: BindMode) -> u64 {
    let callee = o.register(window);
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
    {
        // The callee's frame reaches beyond the window anyway.
        for index in (0..mode.given).rev() {
            o.set(first + index + 1, o.register(first + index));
        }
        o.set(first, method.receiver.get());
        o.set(window, function.value());
        mode.given += 1;
        // The names of keywords stay alive through `mode`.
        return enter_function(vm, pc, o, window, function, mode);
    }
    if callee.header().is_some_and(|header| header.kind() == Kind::Instance)
        && let Some(function) = vm.special_of(callee, Special::Call).and_then(|call| call.cast::<Function>())
    {
        for index in (0..mode.given).rev() {
            o.set(first + index + 1, o.register(first + index));
        }
        o.set(first, callee);
        o.set(window, function.value());
        mode.given += 1;
        return enter_function(vm, pc, o, window, function, mode);
    }
    if let Some(class) = callee.cast::<Type>() {
        let values = Args::from_registers(o.base.wrapping_add(first), mode.given);
        if mode.names.is_none()
            && let Some(made) = vm.call_direct(class, values)
        {
            return completed(o, made);
        }
        if let Some(answer) = enter_init(vm, pc, o, window, class, mode) {
            note_class(vm, pc, o.base, class);
            return answer;
        }
        if let Some(answer) = super::construct::enter_new(vm, pc, o, window, class, mode) {
            note_class(vm, pc, o.base, class);
            return answer;
        }
    }
    if mode.given == 0
        && mode.names.is_none()
        && let Some(class) = callee.cast::<Type>()
        && is_bare(vm, class)
    {
        note_class(vm, pc, o.base, class);
        return completed(o, vm.instance(class).map(Gc::value));
    }
    let values = Args::from_registers(unsafe { o.base.add(first) }, mode.given);
    let made = vm.call_args(callee, CallArgs { values, names: mode.names });
    if callee.is::<Type>() {
        note_combination(vm, pc, o.base, &made);
    }
    completed(o, made)
}

/// Whether calling a class does what `type.__call__` does: its metaclass has no other one.
pub(crate) fn is_called_as_type(vm: &mut Vm, class: Gc<Type>) -> bool {
    let (metaclass, type_) = (vm.class_of(class.value()), vm.types.type_);
    metaclass == type_ || vm.special(metaclass, Special::Call) == vm.special(type_, Special::Call)
}

/// Whether calling a class without arguments does nothing but make an instance.
pub(crate) fn is_bare(vm: &mut Vm, class: Gc<Type>) -> bool {
    let object = vm.types.object;
    let is_plain = class == object || class.has(type_flag::HEAP_TYPE) && class.layout.get().kind == Kind::Instance;
    if !is_plain || class.has(type_flag::ABSTRACT) || !is_called_as_type(vm, class) {
        return false;
    }
    [Special::New, Special::Init].into_iter().all(|special| vm.special(class, special) == vm.special(object, special))
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

/// `__init__` of a class of which calling it does nothing but make an instance and call that, a Python function.
pub(crate) fn plain_init(vm: &mut Vm, class: Gc<Type>) -> Option<Gc<Function>> {
    if !is_called_as_type(vm, class) || class.has(type_flag::ABSTRACT) {
        return None;
    }
    if let Some(known) = class.plain_init.get() {
        return Some(known);
    }
    let new = vm.special(class, Special::New)?.cast::<NativeFunction>()?;
    let init = vm.special(class, Special::Init)?.cast::<Function>()?;
    let object_new = vm.special(vm.types.object, Special::New)?;
    if new.value() != object_new {
        return None;
    }
    class.plain_init.set(vm, class, Some(init));
    Some(init)
}

/// Calling a class whose `__new__` is `object`'s and whose `__init__` is Python: makes the instance and a frame for `__init__`
/// below a frame that returns the instance.
fn enter_init(vm: &mut Vm, pc: *mut u64, o: Operands, window: usize, class: Gc<Type>, mode: BindMode) -> Option<u64> {
    let init = plain_init(vm, class)?;
    let middle = o.base.wrapping_add(window + HEADER);
    // Registers of the frame in between: the instance, the result of `__init__`, then its window.
    let callee = middle.wrapping_add(2 + HEADER);
    let top = callee.wrapping_add(mode.given + 1 + init.code.get().register_count as usize);
    if top > vm.stack.end() {
        return None;
    }
    let instance = match vm.keeping(top, |vm| vm.instance(class)) {
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
    let code = init.code.get();
    if mode.names.is_none() && code.call_key.get() as usize == mode.given + 1 && vm.stack.depth_left > 0 {
        vm.stack.depth_left -= 1;
        set_word(callee, -3, code.word());
        set_word(callee, -2, middle as u64);
        set_word(callee, -1, init_code.entry().wrapping_add(1) as u64);
        vm.stack.base = callee;
        return Some(ENTERED);
    }
    let mode = BindMode { given: mode.given + 1, names: mode.names };
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

/// Calls from Rust.
impl Vm {
    /// Runs a Python function: an entry frame, its own frame, the loop. `receiver` goes first unless it is EMPTY.
    pub(crate) fn call_function(
        &mut self,
        function: Gc<Function>,
        receiver: Value,
        args: CallArgs<'_>,
    ) -> PyResult<Value> {
        if args.names.is_none()
            && let Some(result) = super::native::call_compiled(self, function, receiver, args.values.as_slice())
        {
            return result;
        }
        if args.names.is_none()
            && let Some(generator) = self.generator_of_call(function, receiver, args.values)
        {
            return generator;
        }
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
        super::native::run_function(self, entry)
    }

    /// What a call of a generator function with few arguments makes, without a frame; none for all else.
    fn generator_of_call(
        &mut self,
        function: Gc<Function>,
        receiver: Value,
        args: Args<'_>,
    ) -> Option<PyResult<Value>> {
        let mut all = [Value::EMPTY.bits(); 4];
        let offset = usize::from(!receiver.is_empty());
        let given = args.len() + offset;
        if given > all.len() {
            return None;
        }
        all[0] = receiver.bits();
        for index in 0..args.len() {
            all[index + offset] = args.get(index).bits();
        }
        super::generator::made_by_call(self, function, all.as_mut_ptr(), given)
    }

    /// Makes an entry frame on top of the stack the running one.
    pub(crate) fn push_entry_frame(&mut self) -> PyResult<*mut u64> {
        let entry = self.stack.top().wrapping_add(HEADER);
        if entry.wrapping_add(16) > self.stack.end() {
            return Err(self.too_deep());
        }
        let code = self.stack.entry_code.expect("made with the interpreter");
        self.write_entry_frame(entry, code);
        self.stack.base = entry;
        self.stack.pc = code.entry();
        Ok(entry)
    }

    /// Writes an entry frame with this code, from which the running frame goes on.
    #[inline(always)]
    pub(super) fn write_entry_frame(&self, entry: *mut u64, code: Gc<Code>) {
        set_word(entry, -4, 0);
        set_word(entry, -3, code.word());
        set_word(entry, -2, self.stack.base as u64);
        set_word(entry, -1, self.stack.pc as u64);
        set_register(entry, 0, Value::EMPTY);
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
        self.result_at_entry(entry)
    }

    /// What the frame above an entry frame has left there; removes the entry frame.
    pub(super) fn result_at_entry(&mut self, entry: *mut u64) -> PyResult<Value> {
        let result = register(entry, 0);
        self.pop_entry_frame(entry);
        let exception = self.exception;
        if exception.is_empty() { Ok(result) } else { Err(self.set_exception(exception)) }
    }
}

pub(super) fn make_function_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
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
