//! What the compiler may ask of classes whose `__new__` is in Python, and of the `__new__` of builtin classes.

use super::{PlainClass, rely_on_metaclass};
use crate::heap::Gc;
use crate::interp::construct::{has_bare_init, python_new};
use crate::native::{Args, FnSpec};
use crate::object::Special;
use crate::object::code::Code;
use crate::object::function::{Function, NativeFunction};
use crate::object::header::{Kind, ShapeId};
use crate::object::tuple::Tuple;
use crate::object::type_object::{Type, type_flag};
use crate::value::Value;
use crate::vm::Vm;

pub use crate::interp::construct::finish_made;

/// What is called of an instance that `__new__` of its class has made.
pub enum Initialiser {
    /// Nothing: that of `object`.
    Bare,
    /// A Python function.
    Python(PlainClass),
    /// Something else.
    Other,
}

/// What calling a class does whose `__new__` is in Python. The frame of the code given runs `__new__` for its caller.
pub struct ConstructingClass {
    /// `__new__`
    pub new: Gc<Function>,
    /// `__init__`
    pub init: Initialiser,
    /// Code of the frame between: its registers are the class, what `__new__` returns, a tuple of the arguments, and the names of
    /// those by keyword.
    pub between: Gc<Code>,
}

/// See [`ConstructingClass`].
pub fn constructing_class(vm: &mut Vm, class: Gc<Type>) -> Option<ConstructingClass> {
    let new = python_new(vm, class)?;
    let (between, of_init) = (vm.stack.new_code?, vm.stack.init_code?);
    for special in [Special::New, Special::Init] {
        let name = vm.names.special(special);
        vm.rely_on(class, name);
    }
    rely_on_metaclass(vm, class);
    let init = vm.special(class, Special::Init).and_then(|init| init.cast::<Function>());
    let init = match init {
        _ if class.has(type_flag::HAS_DEL) => Initialiser::Other,
        Some(init) => Initialiser::Python(PlainClass { init, shape: class.root_shape.get().0, between: of_init }),
        None if has_bare_init(vm, class) => Initialiser::Bare,
        None => Initialiser::Other,
    };
    Some(ConstructingClass { new, init, between })
}

/// A `__new__` of a builtin class.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Constructor {
    /// That of `object`.
    Object,
    /// That of `tuple`.
    Tuple,
    /// Another one.
    Other,
}

/// Which `__new__` a native function is, if it is one.
pub fn constructor(vm: &mut Vm, native: Gc<NativeFunction>) -> Option<Constructor> {
    let owner = native.owner.get();
    native.is_new().then(|| match owner {
        _ if owner == vm.types.object.value() => Constructor::Object,
        _ if owner == vm.types.tuple.value() => Constructor::Tuple,
        _ => Constructor::Other,
    })
}

/// Whether `object.__new__` makes a plain instance of a class.
fn makes_instance(vm: &Vm, class: Gc<Type>) -> bool {
    class == vm.types.object
        || class.layout.get().kind == Kind::Instance
            && class.has(type_flag::HEAP_TYPE)
            && !class.has(type_flag::ABSTRACT)
}

/// First word, size and shape of what `object.__new__` makes of a class.
pub fn instance_of(vm: &mut Vm, class: Gc<Type>) -> Option<(u64, u32, u32)> {
    if !makes_instance(vm, class) {
        return None;
    }
    let name = vm.names.special(Special::New);
    vm.rely_on(class, name);
    let (header, size) = super::new_instance(vm, class);
    Some((header, size, class.root_shape.get().0))
}

/// The same of a class that is called without arguments and does nothing but make an instance; none if there is more to it.
pub fn bare_instance_of(vm: &mut Vm, class: Gc<Type>) -> Option<(u64, u32, u32)> {
    // Objects that are noticed to die are made once only, whatever is left there.
    if class.has(type_flag::HAS_DEL) || !crate::interp::is_bare(vm, class) {
        return None;
    }
    let name = vm.names.special(Special::Init);
    vm.rely_on(class, name);
    rely_on_metaclass(vm, class);
    instance_of(vm, class)
}

/// The first word of a tuple of a derived class.
pub fn tuple_header(vm: &Vm, class: Gc<Type>) -> Option<u64> {
    let plain = class.layout.get().kind == Kind::Tuple && class.has(type_flag::HEAP_TYPE);
    (plain && !class.has(type_flag::HAS_DEL)).then(|| vm.header_for(class, Kind::Tuple).word())
}

/// The specification of a `__new__` of a builtin class that may be called with a class and `given` arguments as they are.
pub fn plain_constructor(
    vm: &Vm,
    native: Gc<NativeFunction>,
    class: Gc<Type>,
    given: usize,
) -> Option<&'static FnSpec> {
    let owner = native.owner.get().cast::<Type>()?;
    let fits = class.is_subclass(owner) && class.layout.get() == owner.layout.get();
    (fits && native.spec.raw.is_none() && vm.counts_match(native.spec, given)).then_some(native.spec)
}

/// `object.__new__(class)`; 0 if there is more to it. Collects nothing.
pub extern "C" fn leaf_new_object(vm: &mut Vm, class: u64) -> u64 {
    let Some(class) = Value::from_bits(class).cast::<Type>().filter(|class| makes_instance(vm, *class)) else {
        return 0;
    };
    made(vm.postponing(|vm| vm.instance(class)).map(Gc::value))
}

/// `tuple.__new__(class, tuple)`; 0 if there is more to it. Collects nothing.
pub extern "C" fn leaf_new_tuple(vm: &mut Vm, class: u64, items: u64) -> u64 {
    let Some(class) = Value::from_bits(class).cast::<Type>() else { return 0 };
    let Some(items) = Value::from_bits(items).cast::<Tuple>() else { return 0 };
    if tuple_header(vm, class).is_none() || items.header().shape() != vm.shape_of_kind(Kind::Tuple) {
        return 0;
    }
    made(vm.postponing(|vm| vm.tuple_of_class(class, items.items())).map(Gc::value))
}

/// A tuple of a derived class with this first word, of the `count` items from `first` on; 0 without memory for it. Collects
/// nothing.
pub extern "C" fn tuple_of(vm: &mut Vm, header: u64, first: *const u64, count: u64) -> u64 {
    let items = Args::from_registers(first, count as usize);
    let class = vm.shapes.get(ShapeId(header as u32)).class;
    made(vm.postponing(|vm| vm.tuple_of_class(class, items.as_slice())).map(Gc::value))
}

fn made(result: crate::vm::PyResult<Value>) -> u64 {
    result.map_or(0, Value::bits)
}

/// Special methods of tuples that may be another class's own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TupleMethod {
    /// `tuple[index]`
    GetItem,
    /// Unpacking, and loops.
    Iter,
    /// `len(tuple)`
    Len,
}

/// Whether objects of a shape are tuples of a derived class, and a method of theirs is that of `tuple`.
pub fn is_derived_tuple(vm: &mut Vm, shape: u32, method: TupleMethod) -> bool {
    let class = vm.shapes.get(ShapeId(shape)).class;
    if class.layout.get().kind != Kind::Tuple || !class.has(type_flag::HEAP_TYPE) {
        return false;
    }
    let special = match method {
        TupleMethod::GetItem => Special::GetItem,
        TupleMethod::Iter => Special::Iter,
        TupleMethod::Len => Special::Len,
    };
    let name = vm.names.special(special);
    vm.rely_on(class, name);
    vm.special(class, special) == vm.special(vm.types.tuple, special)
}
