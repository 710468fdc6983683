//! Calls of classes whose `__new__` is a Python function: the function gets a frame, and does not run in a loop of its own.
//!
//! Between the call and the frame of `__new__` is a frame in which `new_return` looks at what came back: `__init__` has to be
//! called of an instance of the class, unless it is that of `object`. Its registers are the class, what `__new__` returns,
//! the arguments of the call, and the names of those by keyword, if there are any.

use super::bind::BindMode;
use super::call::is_called_as_type;
use super::{Operands, handler, tail, throw, word};
use crate::builtins::descriptors::StaticMethod;
use crate::frame::stack::{HEADER, register, set_register, set_word};
use crate::heap::{Gc, Native};
use crate::native::Args;
use crate::native::signature::CallArgs;
use crate::object::Special;
use crate::object::function::{Function, NativeFunction};
use crate::object::tuple::Tuple;
use crate::object::type_object::Type;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// `__new__` of a class if that is a plain Python function, and what calling the class does.
pub(crate) fn python_new(vm: &mut Vm, class: Gc<Type>) -> Option<Gc<Function>> {
    let new = vm.special(class, Special::New)?;
    let method = new.cast::<Native<StaticMethod>>()?;
    if vm.class_of(new) != vm.types.staticmethod || !is_called_as_type(vm, class) {
        return None;
    }
    method.data.function.get().cast()
}

/// Whether `__init__` of a class is that of `object`, to which it does not matter what it is given beside a `__new__` in Python.
pub(crate) fn has_bare_init(vm: &mut Vm, class: Gc<Type>) -> bool {
    let init = vm.special(class, Special::Init).and_then(|init| init.cast::<NativeFunction>());
    init.is_some_and(|init| init.spec.call as usize == crate::builtins::object::init as *const () as usize)
        && vm.special(class, Special::New).is_some_and(|new| new.is::<Native<StaticMethod>>())
}

/// Calling a class whose `__new__` is Python: makes a frame for that below the frame that calls `__init__`.
pub(super) fn enter_new(
    vm: &mut Vm,
    pc: *mut u64,
    o: Operands,
    window: usize,
    class: Gc<Type>,
    mode: BindMode,
) -> Option<u64> {
    let new = python_new(vm, class)?;
    let between = vm.stack.new_code.expect("made with the interpreter");
    let middle = o.base.wrapping_add(window + HEADER);
    let callee = middle.wrapping_add(between.register_count as usize + HEADER);
    let top = callee.wrapping_add(mode.given + 1 + new.code.get().register_count as usize);
    if top > vm.stack.end() {
        return None;
    }
    let given = Args::from_registers(middle, mode.given);
    let arguments = match vm.keeping(top, |vm| vm.tuple(given.as_slice())) {
        Ok(arguments) => arguments,
        Err(_) => return Some(super::call::RAISED),
    };
    for (index, &argument) in arguments.items().iter().enumerate() {
        set_register(callee, index + 1, argument);
    }
    set_register(callee, 0, class.value());
    set_word(callee, -4, new.word());
    set_register(middle, 0, class.value());
    set_register(middle, 1, Value::NONE);
    set_register(middle, 2, arguments.value());
    set_register(middle, 3, mode.names.map_or(Value::NONE, Gc::value));
    set_word(middle, -4, class.word());
    set_word(middle, -3, between.word());
    set_word(middle, -2, o.base as u64);
    set_word(middle, -1, pc.wrapping_add(1) as u64);
    vm.stack.depth_left -= 1;
    vm.stack.base = middle;
    vm.stack.pc = between.entry();
    let mode = BindMode { given: mode.given + 1, names: mode.names };
    match vm.push_frame(new, callee, between.entry().wrapping_add(1), middle, mode) {
        Ok(()) => Some(super::call::ENTERED),
        Err(_) => {
            vm.stack.depth_left += 1;
            vm.stack.base = o.base;
            vm.stack.pc = pc;
            Some(super::call::RAISED)
        }
    }
}

handler! { new_return(pc, base, i, vm, d) {
    (*vm).stack.pc = pc;
    (*vm).stack.base = base;
    let made = finish_new(&mut *vm, base);
    if made == 0 {
        tail!(throw, pc, base, i, vm, d);
    }
    *base.add(1) = made;
    tail!(super::call::return_, pc, base, i, vm, d)
} }

/// What the call of a class gives whose `__new__` has returned, in the frame between at `base`; 0 for an exception.
#[inline(never)]
fn finish_new(vm: &mut Vm, base: *mut u64) -> u64 {
    let class: Gc<Type> = register(base, 0).cast().expect("the frame is for a class");
    let made = register(base, 1);
    if vm.class_of(made) == class
        && has_bare_init(vm, class)
        && !class.has(crate::object::type_object::type_flag::HAS_DEL)
    {
        return made.bits();
    }
    word(initialised(vm, base, class, made))
}

fn initialised(vm: &mut Vm, base: *mut u64, class: Gc<Type>, made: Value) -> PyResult<Value> {
    let arguments = register(base, 2).cast::<Tuple>().expect("the arguments are in a tuple");
    let names = register(base, 3).cast::<Tuple>();
    vm.initialise_made(class, made, CallArgs { values: Args::new(arguments.items()), names })
}

/// The same for compiled code, at `pc` in the frame between.
pub extern "C" fn finish_made(vm: &mut Vm, pc: *mut u64, base: *mut u64, made: u64) -> u64 {
    vm.stack.pc = pc;
    vm.stack.base = base;
    set_register(base, 1, Value::from_bits(made));
    super::native::outside_compiled(vm, |vm| finish_new(vm, base))
}
