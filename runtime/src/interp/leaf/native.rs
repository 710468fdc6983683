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

/// Whether the rule of a function lets it be called as a leaf with these arguments, the receiver among them.
#[inline(always)]
fn allows(vm: &Vm, spec: &'static FnSpec, args: &[Value]) -> bool {
    let first = usize::from(matches!(spec.kind, MethodKind::Method | MethodKind::ClassMethod));
    let mut given = args.iter().skip(first);
    match spec.leaf {
        LeafRule::Never => false,
        LeafRule::OfPlain => given.all(|&value| is_plain(vm, value, 0)),
        LeafRule::OfBuiltins => given.all(|&value| is_builtin(vm, value)),
        LeafRule::Always => true,
        LeafRule::When(fits) => fits(vm, args),
    }
}

/// An object of a builtin class, made of arguments for which the rules of its `__new__` and `__init__` allow that.
pub extern "C" fn leaf_construct(vm: &mut Vm, class: u64, start: *const u64, count: u64) -> u64 {
    let given = Args::from_registers(start, count as usize);
    let Some(class) = Value::from_bits(class).cast::<Type>() else { return 0 };
    let made = constructed(vm, class, given);
    tried(vm, made)
}

pub(super) fn constructed(vm: &mut Vm, class: Gc<Type>, given: Args<'_>) -> Option<PyResult<Value>> {
    let mut all = [class.value(); 4];
    let args = all.get_mut(..=given.len())?;
    args[1..].copy_from_slice(given.as_slice());
    let direct = class.direct.get();
    let fits = [direct.new, direct.init].into_iter().flatten().all(|spec| allows(vm, spec, args));
    if fits { vm.postponing(|vm| vm.call_direct(class, given)) } else { None }
}

/// Whether objects of a class may be made by [`leaf_construct`] of so many arguments.
pub fn constructs(vm: &Vm, class: Gc<Type>, given: usize) -> bool {
    let direct = class.direct.get();
    let fits = |spec: &'static FnSpec| {
        (spec.raw.is_some() || vm.counts_match(spec, given)) && !matches!(spec.leaf, LeafRule::Never)
    };
    given < 4 && direct.new.is_some_and(fits) && direct.init.is_none_or(fits)
}

/// Calls a native function with these arguments, the receiver among them, if its rule allows that.
pub extern "C" fn leaf_native(vm: &mut Vm, spec: &'static FnSpec, start: *const u64, count: u64) -> u64 {
    let args = Args::from_registers(start, count as usize);
    if !allows(vm, spec, args.as_slice()) {
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
    let Some(native) = vm.special_of(receiver, special).and_then(|method| method.cast::<NativeFunction>()) else {
        return 0;
    };
    let fits = if class.has(type_flag::HEAP_TYPE) { native.spec.derived } else { native.owner.get() == class.value() };
    if !native.is_method() || matches!(native.spec.leaf, LeafRule::Never) || !fits {
        return 0;
    }
    leaf_native(vm, native.spec, args.as_ptr().cast(), args.len() as u64)
}

/// Calls a native function as a leaf, if that is allowed with these arguments; else 0.
pub(crate) fn call_as_leaf(vm: &mut Vm, native: Gc<NativeFunction>, args: &[Value]) -> u64 {
    let spec = native.spec;
    if matches!(spec.leaf, LeafRule::Never) {
        return 0;
    }
    let fits = |given: usize| spec.raw.is_some() || vm.counts_match(spec, given);
    match native.role {
        NativeRole::Function if !native.is_new() && fits(args.len()) => run(vm, spec, args),
        NativeRole::Method if !args.is_empty() && fits(args.len() - 1) && is_own(vm, native, args[0]) => {
            run(vm, spec, args)
        }
        NativeRole::Bound if args.len() < 4 && fits(args.len()) && is_own(vm, native, native.receiver.get()) => {
            let mut all = [native.receiver.get(); 4];
            all[1..=args.len()].copy_from_slice(args);
            run(vm, spec, &all[..=args.len()])
        }
        _ => 0,
    }
}

fn run(vm: &mut Vm, spec: &'static FnSpec, args: &[Value]) -> u64 {
    leaf_native(vm, spec, args.as_ptr().cast(), args.len() as u64)
}

/// Whether a receiver is such that the rule of a method says anything.
fn is_own(vm: &Vm, native: Gc<NativeFunction>, receiver: Value) -> bool {
    let class = vm.class_of(receiver);
    let owner = native.owner.get().cast::<Type>();
    class.value() == native.owner.get() || native.spec.derived && owner.is_some_and(|owner| class.is_subclass(owner))
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
    /// The first argument, which has to be an object of a class.
    First(Gc<Type>),
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
        NativeRole::Method | NativeRole::SlotWrapper => Receiver::First(native.owner.get().cast::<Type>()?),
        NativeRole::Bound => Receiver::Bound(native.receiver.get()),
        NativeRole::ClassMethod => Receiver::Class(native.owner.get()),
        NativeRole::Function if !native.is_new() => Receiver::None,
        NativeRole::Function | NativeRole::BoundSlotWrapper => return None,
    };
    let given = given.checked_sub(usize::from(matches!(receiver, Receiver::First(_) | Receiver::Class(_))))?;
    (spec.raw.is_some() || vm.counts_match(spec, given)).then_some(PlainNative { spec, receiver })
}
