//! Native functions that compiled code calls directly: as leaves where their [`LeafRule`] allows that, else with their
//! arguments in the window.

use super::tried;
use crate::heap::Gc;
use crate::interp::word;
use crate::native::{Args, CallArgs, FnSpec, LeafRule, MethodKind};
use crate::object::Special;
use crate::object::function::{NativeFunction, NativeRole};
use crate::object::header::Kind;
use crate::object::tuple::Tuple;
use crate::object::type_object::{Type, type_flag};
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// How deep tuples are looked into.
const DEPTH: u32 = 3;

/// Whether a value is a number, a constant, or an exact str, bytes, bytearray or tuple of such.
#[inline]
fn is_plain(vm: &Vm, value: Value, depth: u32) -> bool {
    let Some(header) = value.header() else { return true };
    let shape = header.shape();
    match header.kind() {
        Kind::Str | Kind::Bytes => shape == vm.shape_of_kind(header.kind()),
        Kind::Int64 | Kind::WideInt | Kind::BigInt => vm.class_of(value) == vm.types.int,
        Kind::Tuple => {
            let items = header.cast_unchecked::<Tuple>();
            let all = || items.items().iter().all(|&item| is_plain(vm, item, depth + 1));
            shape == vm.shape_of_kind(Kind::Tuple) && depth < DEPTH && all()
        }
        Kind::Native => crate::builtins::bytearray::exact_store(vm, value).is_some(),
        _ => false,
    }
}

fn is_builtin(vm: &Vm, value: Value) -> bool {
    let Some(header) = value.header() else { return true };
    match header.kind() {
        Kind::List | Kind::Tuple | Kind::Dict | Kind::Set => header.shape() == vm.shape_of_kind(header.kind()),
        _ => is_plain(vm, value, 0),
    }
}

/// Calls a native function with these arguments, the receiver among them, if its rule allows that.
pub extern "C" fn leaf_native(vm: &mut Vm, spec: &'static FnSpec, start: *const u64, count: u64) -> u64 {
    let args = Args::from_registers(start, count as usize);
    let first = usize::from(matches!(spec.kind, MethodKind::Method | MethodKind::ClassMethod));
    let mut given = (first..args.len()).map(|index| args.get(index));
    let fits = match spec.leaf {
        LeafRule::Never => false,
        LeafRule::OfPlain => given.all(|value| is_plain(vm, value, 0)),
        LeafRule::OfBuiltins => given.all(|value| is_builtin(vm, value)),
        LeafRule::Always => true,
        LeafRule::When(fits) => fits(vm, args.as_slice()),
    };
    if !fits {
        return 0;
    }
    let result = vm.postponing(|vm| perform(vm, spec, args));
    tried(vm, Some(result))
}

/// The function itself, with the receiver among its arguments.
#[inline(always)]
fn perform(vm: &mut Vm, spec: &'static FnSpec, args: Args<'_>) -> PyResult<Value> {
    match spec.raw {
        None => (spec.call)(vm, args),
        Some(raw) if spec.kind == MethodKind::Function => raw(vm, Value::EMPTY, CallArgs { values: args, names: None }),
        Some(raw) => raw(vm, args[0], CallArgs { values: args.from(1), names: None }),
    }
}

/// The special method of an object of a builtin type that is a leaf for these arguments, the object first; 0 if there is none.
pub(super) fn special(vm: &mut Vm, special: Special, args: &[Value]) -> u64 {
    let Some(&receiver) = args.first().filter(|receiver| receiver.is_heap()) else { return 0 };
    let class = vm.class_of(receiver);
    if class.has(type_flag::HEAP_TYPE) {
        return 0;
    }
    let Some(native) = vm.special_of(receiver, special).and_then(|method| method.cast::<NativeFunction>()) else {
        return 0;
    };
    if !native.is_method() || matches!(native.spec.leaf, LeafRule::Never) || native.owner.get() != class.value() {
        return 0;
    }
    leaf_native(vm, native.spec, args.as_ptr().cast(), args.len() as u64)
}

/// Calls the native function `spec` with the `run >> 16` arguments in the registers from `run & 0xFFFF` on, which have been
/// found to fit its signature; 0 for an exception.
pub extern "C" fn call_native(vm: &mut Vm, pc: *mut u64, base: *mut u64, spec: &'static FnSpec, run: u64) -> u64 {
    vm.stack.pc = pc;
    vm.stack.base = base;
    let args = Args::from_registers(base.wrapping_add(run as usize & 0xFFFF), (run >> 16) as usize);
    crate::interp::native::outside_compiled(vm, |vm| match perform(vm, spec, args) {
        Ok(value) if value.is_empty() => {
            let raised = vm.stop_iteration(Value::NONE);
            word(Err(raised))
        }
        result => word(result),
    })
}

/// What a native function is given first.
#[derive(Clone, Copy, Debug)]
pub enum Receiver {
    /// Nothing.
    None,
    /// The first argument, which has to be an object of a shape.
    First(u32),
    /// The first argument, which has to be this class.
    Class(Value),
    /// An object that the function is bound to.
    Bound(Value),
}

/// A native function that may be called with its arguments as they are.
#[derive(Clone, Copy)]
pub struct PlainNative {
    /// What it is.
    pub spec: &'static FnSpec,
    /// What it is given first.
    pub receiver: Receiver,
}

/// See [`PlainNative`]; `given` arguments are in the call.
pub fn plain_native(vm: &Vm, native: Gc<NativeFunction>, given: usize) -> Option<PlainNative> {
    let spec = native.spec;
    let receiver = match native.role {
        NativeRole::Method | NativeRole::SlotWrapper => {
            Receiver::First(native.owner.get().cast::<Type>()?.root_shape.get().0)
        }
        NativeRole::Bound => Receiver::Bound(native.receiver.get()),
        NativeRole::ClassMethod => Receiver::Class(native.owner.get()),
        NativeRole::Function if !native.is_new() => Receiver::None,
        NativeRole::Function | NativeRole::BoundSlotWrapper => return None,
    };
    let given = given.checked_sub(usize::from(matches!(receiver, Receiver::First(_) | Receiver::Class(_))))?;
    (spec.raw.is_some() || vm.counts_match(spec, given)).then_some(PlainNative { spec, receiver })
}
