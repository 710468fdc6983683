//! The seam between the interpreter and a compiler: when code is hot, what the compiler may ask, how its code is installed.
//!
//! The interpreter looks up at taken jumps when its breaker is set. While a compiler is installed a ticker sets it about
//! every millisecond, so each look is a sample of where time goes: a frame's code and loop that were met often enough are
//! hot. This costs running code nothing. With a threshold option the breaker stays set, so that every taken jump counts.

mod combined;
mod construct;
mod function;
mod generator;
mod items;
mod iterators;
pub mod layout;
mod raised;
mod sites;
mod truth;

pub use crate::interp::matching::Pattern;
pub(crate) use combined::noted;
pub use combined::{
    Combination, Combined, Source, combination_made, combination_seen, combined_now, combining, iterator_shape,
    source_of_shape, typed_items_in,
};
pub use construct::{
    ConstructingClass, Constructor, Initialiser, TupleMethod, bare_instance_of, constructing_class, constructor,
    finish_made, instance_of, is_derived_tuple, leaf_new_object, leaf_new_tuple, plain_constructor, tuple_header,
    tuple_of,
};
pub use function::{PlainFunction, function, plain_function};
pub use generator::{WaitingGenerator, resumed_at, waiting_generator};
pub use items::{SeenItems, typed_items_iterated, typed_items_of, typed_items_seen};
pub use iterators::{
    PairsLayout, ZIPPED_OTHERS, is_asked, is_iterator_shape, is_text_iterator, iterator_seen, list_iterator,
    list_reverse_iterator, new_table_iterator, pairs, pairs_layout, table_iterator_header, table_walked, tuples_zipped,
};
pub use raised::{
    LeftFrame, PlainException, RaisePath, catch, exception, is_exception_args, is_exception_init, is_exception_shape,
    plain_exception, traceback,
};
pub use sites::{
    Accessor, Answer, Argument, Place, accessor, attribute_site, bound_parts, derived_dict_seen, is_derived_dict,
    load_place, names_of_pattern, sets_attribute, shapes_matched, store_place, super_site,
};
pub use truth::{
    IDENTITY, INT_LIKE, ShapeTruth, compares_as_int, compares_as_text, compares_by_identity, truth_of_shape, truth_seen,
};

use crate::bytecode::Op;
use crate::bytecode::opcodes::Operand;
use crate::bytecode::unit::flags;
use crate::frame::stack::frame_code;
use crate::heap::Gc;
use crate::interp::Quick;
use crate::object::code::Code;
pub use crate::object::code::kept_at;
use crate::object::header::{Kind, ShapeId};
use crate::object::int::Complex;
pub use crate::object::typed_items::{CodeAt, ItemPlace, TypedItems};
use crate::value::Value;
use crate::vm::Vm;

pub use crate::interp::any_call::call_any;
pub use crate::interp::direct::{Resumes, call_next, call_next_or, call_send, next, next_or_stop, resumes};
pub use crate::interp::leaf::{
    PlainNative, Receiver, UNSURE, call_native, constructs, leaf_abs, leaf_attribute, leaf_binary, leaf_bool,
    leaf_byte_append, leaf_char_code, leaf_chr, leaf_compare, leaf_comparison, leaf_construct, leaf_contains,
    leaf_delete_item, leaf_dict, leaf_dict_find, leaf_dict_find_noting, leaf_dict_get, leaf_dict_get_or, leaf_dict_pop,
    leaf_dict_pop_or, leaf_ends_with, leaf_enumerate, leaf_format, leaf_get_attr, leaf_get_attr_or, leaf_has_attr,
    leaf_instance_of, leaf_is_instance, leaf_item, leaf_iter, leaf_len, leaf_list, leaf_list_pop, leaf_matches,
    leaf_max, leaf_method, leaf_min, leaf_native, leaf_new, leaf_next, leaf_next_pair, leaf_operator, leaf_ord,
    leaf_range, leaf_rest, leaf_reversed, leaf_same_text, leaf_set, leaf_set_add, leaf_set_attr, leaf_set_default,
    leaf_set_dict_value, leaf_set_discard, leaf_set_item, leaf_set_remove, leaf_slice, leaf_starts_with, leaf_steps,
    leaf_table_end, leaf_text, leaf_text_item, leaf_text_order, leaf_to_float, leaf_to_int, leaf_to_str, leaf_truth,
    leaf_tuple, leaf_type_of, leaf_zip, plain_native,
};
pub use crate::interp::native::{
    DELEGATED, FINISHED, LEFT, MAX_TUPLE, NOT_UNPACKED, SETTLED, STORED, YIELDED, barrier, bound_method, box_complex,
    box_int, box_wide, call, compare, comparison, contains, float_floor_div, float_mod, generator_runs, hypot,
    instance, leave_frames, list_append, new_coroutine, new_generator, new_range_iterator, new_sequence_iterator,
    new_tuple, next_unpacked, poll, settle_callee, suspend_generator, truth, wide_floor_div, wide_mod, work_address,
};

/// Samples by time that make code hot, and for how many instructions of it one more is wanted: what takes long to compile
/// has to be worth it.
const HOT: u32 = 2;
const LARGE: usize = 40;

pub use crate::signals::leave_to_others as leave_signals_to_others;

/// So many more samples in loops make a function hot that contains them.
const CALLED_AGAIN: u32 = 6;

/// How the interpreter goes on after compiled code was left.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Resume {
    /// With the instruction at `pc`.
    Run,
    /// By raising the exception that is set, at `pc`.
    Raise,
}

/// How two samples of one function are related.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Turn {
    /// The outermost loop around was entered once: it takes the time, and the function may never be called again.
    Same,
    /// It was entered anew: the function is called often.
    Other,
    /// The first sample in that loop.
    First,
    /// There is nothing to tell that by.
    Unknown,
}

/// What a sample found running.
#[derive(Clone, Copy, Debug)]
pub struct Running {
    /// Compiled code, and not the interpreter.
    pub compiled: bool,
    /// It looked up late: a native function has run until shortly before, unless the thread had to wait.
    pub late: bool,
    /// Processor time that the thread has taken so far.
    pub time: std::time::Duration,
    /// How often it has had to wait for the processor.
    pub waits: u64,
    /// The thread.
    pub thread: std::thread::ThreadId,
}

/// A compiler.
pub trait JitBackend {
    /// A sample found the frame at `base` at instruction `index`: whether it is in the same turn of the same loop statement
    /// as at the last sample of its code.
    fn compare_turn(&mut self, vm: &mut Vm, code: Gc<Code>, index: usize, base: *mut u64) -> Turn;

    /// Code is hot, in the frame at `base`: the function as a whole.
    fn hot_function(&mut self, vm: &mut Vm, code: Gc<Code>, base: *mut u64);

    /// Code is hot, in the frame at `base`: in the loop in which instruction `index` jumps back.
    fn hot_loop(&mut self, vm: &mut Vm, code: Gc<Code>, index: usize, base: *mut u64);

    /// Tells [`Vm::observe_code`] of all code that was ever installed.
    fn show_all(&mut self, vm: &mut Vm);

    /// Called about every millisecond while code runs.
    fn poll(&mut self, vm: &mut Vm);

    /// A sample found `code` interpreted, where it could have been compiled.
    fn sampled(&mut self, code: Gc<Code>);

    /// A sample found the frame of `code` at instruction `index`; only told if the options ask for explanations.
    fn observe(&mut self, vm: &mut Vm, code: Gc<Code>, index: usize, running: Running);

    /// Compiled code that runs in the frame at `base` has written what `exit` would: writes the frames for who looks at
    /// them, and sets the running frame and instruction.
    fn expose(&mut self, vm: &mut Vm, base: *mut u64, exit: u64);

    /// Compiled code that ran in the frame at `base` was left by `exit`: brings the frames into the interpreter's form and
    /// sets the running frame and instruction.
    fn leave(&mut self, vm: &mut Vm, base: *mut u64, exit: u64) -> Resume;
}

/// The cell of the variable that instruction `index` reads or writes.
pub fn variable_cell(code: Gc<Code>, index: usize) -> Option<u64> {
    let byte = code.form(index);
    let variables = [
        Quick::LoadGlobalCell,
        Quick::LoadGlobalBuiltin,
        Quick::LoadNameCell,
        Quick::LoadNameBuiltin,
        Quick::StoreNameCell,
        Quick::StoreGlobalCell,
    ];
    variables.iter().any(|quick| quick.byte() == byte).then(|| code.feedback(index).word.get())
}

/// The value that a cell holds now.
pub fn cell_value(cell: u64) -> Option<crate::value::Value> {
    let cell: Gc<crate::object::function::CellObject> = crate::value::Value::from_bits(cell).cast()?;
    cell.get().given()
}

/// The content of a cell that may be taken for a constant: code is thrown away when that changes. None if that is likely.
pub fn rely_on_cell(vm: &Vm, cell: u64) -> Option<Value> {
    vm.rely_on_cell(Value::from_bits(cell).cast()?)
}

/// Code that is being made writes the cell: no code may rely on its content.
pub fn cell_changes(vm: &Vm, cell: u64) {
    if let Some(cell) = Value::from_bits(cell).cast() {
        vm.cell_changes(cell);
    }
}

/// What calling a class that is written in Python does, where that is plain: `__new__` is that of `object`, `__init__` is
/// this function, and instances start with this shape. The frame of the code given runs `__init__` for its caller.
pub struct PlainClass {
    /// `__init__`
    pub init: Gc<crate::object::function::Function>,
    /// Shape of new instances.
    pub shape: u32,
    /// Code of the frame between.
    pub between: Gc<Code>,
}

/// The exact int of up to 127 bits that a value is.
pub fn wide_value(value: crate::value::Value) -> Option<i128> {
    value.as_i128()
}

/// The parts of a value that is an exact complex number.
pub fn complex_parts(value: Value) -> Option<(f64, f64)> {
    let header = value.header().filter(|header| header.shape().0 == Kind::Complex as u32)?;
    let number = header.value().cast::<Complex>()?;
    Some((number.real, number.imag))
}

/// The first words of new objects.
#[derive(Clone, Copy, Debug)]
pub struct FirstWords {
    /// Of a tuple.
    pub tuple: u64,
    /// Of a complex number.
    pub complex: u64,
    /// Of an int of 64 bits.
    pub int64: u64,
    /// Of an int of up to 128 bits that is not negative.
    pub wide_int: u64,
    /// Of an iterator over a range.
    pub range_iterator: u64,
    /// Of an iterator over a list.
    pub list_iterator: u64,
    /// Of an iterator over a tuple.
    pub tuple_iterator: u64,
}

/// Whether somebody has looked at the variables of a running frame that has a dict of keywords: others may have any of these
/// from then on. Code that was compiled before is thrown away when that happens.
pub fn are_keywords_shown(vm: &Vm) -> bool {
    vm.keywords_shown.get()
}

/// See [`FirstWords`].
pub fn first_words(vm: &Vm) -> FirstWords {
    let of = |kind| vm.header_of_kind(kind).word();
    FirstWords {
        tuple: of(Kind::Tuple),
        complex: of(Kind::Complex),
        int64: of(Kind::Int64),
        wide_int: of(Kind::WideInt),
        range_iterator: of(Kind::RangeIterator),
        list_iterator: vm.header_for(vm.types.list_iterator, Kind::SequenceIterator).word(),
        tuple_iterator: vm.header_for(vm.types.tuple_iterator, Kind::SequenceIterator).word(),
    }
}

/// The first word of a new instance, and how many bytes it takes; 0 if there is more to making one.
pub fn new_instance(vm: &Vm, class: Gc<crate::object::type_object::Type>) -> (u64, u32) {
    let header = vm.header_for(class, Kind::Instance);
    let size = size_of::<crate::object::instance::Instance>() + 8 * header.attrs();
    let plain = !class.has(crate::object::type_object::type_flag::HAS_DEL);
    (header.word(), if plain { size as u32 } else { 0 })
}

/// The first word of a new range, and how many bytes it takes.
pub fn new_range(vm: &Vm) -> (u64, u32) {
    let header = vm.header_of_kind(Kind::Range);
    (header.word(), size_of::<crate::object::range::Range>() as u32)
}

/// A new range, all of whose fields are still to be written. 0 without memory for it. Collects nothing.
pub extern "C" fn range(vm: &mut Vm, _header: u64, _class: u64) -> u64 {
    let zero = Value::int_unchecked(0);
    vm.postponing(|vm| crate::interp::word(vm.range(zero, zero, zero, zero).map(Gc::value)))
}

/// The shape of generators.
pub fn generator_shape(vm: &Vm) -> u32 {
    vm.types.generator.root_shape.get().0
}

/// First word of a bound method, and how many bytes it takes.
pub fn new_bound_method(vm: &Vm) -> (u64, u32) {
    let size = size_of::<crate::object::function::BoundMethod>();
    (vm.header_of_kind(crate::object::header::Kind::BoundMethod).word(), size as u32)
}

/// The cell of the function that is a special method of objects of a shape.
pub fn method_cell(vm: &mut Vm, shape: u32, name: &str) -> Option<u64> {
    let class = vm.shapes.get(crate::object::header::ShapeId(shape)).class;
    let name = vm.intern(name);
    let cell = vm.lookup_cell(class, name)?;
    cell.get().cast::<crate::object::function::Function>()?;
    vm.rely_on(class, name);
    Some(cell.word())
}

/// That the metaclass of a class has no `__call__` of its own is taken for granted.
fn rely_on_metaclass(vm: &mut Vm, class: Gc<crate::object::type_object::Type>) {
    let metaclass = vm.class_of(class.value());
    if metaclass != vm.types.type_ {
        let name = vm.names.special(crate::object::Special::Call);
        vm.rely_on(metaclass, name);
    }
}

/// Whether objects of a shape have it as long as they live: those of builtin types without attributes of their own.
pub fn keeps_shape(vm: &Vm, shape: u32) -> bool {
    let of_kind = shape < crate::object::header::KIND_COUNT as u32;
    let known = || vm.shapes.get(ShapeId(shape));
    of_kind
        || known().attrs == 0
            && !known().dict_mode
            && !known().class.has(crate::object::type_object::type_flag::HEAP_TYPE)
}

/// See [`PlainClass`].
pub fn plain_class(vm: &mut Vm, class: Gc<crate::object::type_object::Type>) -> Option<PlainClass> {
    // Objects that are noticed to die are made by the runtime, which makes them once: here the call may be left, and done again,
    // when there is an instance.
    if class.has(crate::object::type_object::type_flag::HAS_DEL) {
        return None;
    }
    let init = crate::interp::plain_init(vm, class)?;
    let between = vm.stack.init_code?;
    let name = vm.intern("__init__");
    vm.rely_on(class, name);
    rely_on_metaclass(vm, class);
    Some(PlainClass { init, shape: class.root_shape.get().0, between })
}

/// The code that a call instruction has entered; none if that changes.
pub fn callee(code: Gc<Code>, index: usize) -> Option<Gc<Code>> {
    let feedback = code.feedback(index);
    if feedback.seen.get() >= crate::interp::MAX_TARGETS || feedback.slot.get() != crate::interp::called::FUNCTION {
        return None;
    }
    crate::value::Value::from_bits(code.feedback(index).word.get()).cast()
}

/// Whether a call instruction has called functions in Python and nothing else, as far as is known.
pub fn calls_functions(code: Gc<Code>, index: usize) -> bool {
    let feedback = code.feedback(index);
    feedback.slot.get() == crate::interp::called::FUNCTION && feedback.word.get() != 0
}

/// Whether a call instruction has called many functions, or now one thing and now another.
pub fn callee_varies(code: Gc<Code>, index: usize) -> bool {
    let feedback = code.feedback(index);
    feedback.seen.get() >= crate::interp::MAX_TARGETS || feedback.slot.get() == crate::interp::called::MIXED
}

/// How many defaults the function or method has that a call instruction has called last.
pub fn defaults_of_callee(code: Gc<Code>, index: usize) -> Option<usize> {
    use crate::interp::called;
    let feedback = code.feedback(index);
    let spreads = Op::from_byte(code.unit.code[index].op_byte()) == Some(Op::CallEx);
    let known = matches!(feedback.slot.get(), called::FUNCTION | called::METHOD) && !spreads;
    known.then_some(feedback.shape.get() as usize)
}

/// How many arguments a call with `*` has given, if always as many and none by keyword.
pub fn spread_count(code: Gc<Code>, index: usize) -> Option<usize> {
    (code.feedback(index).shape.get() as usize).checked_sub(1)
}

/// What a call instruction has called that is no function.
#[derive(Clone, Copy, Debug)]
pub enum CalledObject {
    /// A bound method of a function with this code.
    Method(Gc<Code>),
    /// An instance of this shape, whose `__call__` is in a cell.
    Instance {
        /// Its shape.
        shape: u32,
        /// The cell.
        cell: u64,
    },
    /// This class, whose `__init__` is in Python.
    Class(Gc<crate::object::type_object::Type>),
    /// This native function.
    Native(Gc<crate::object::function::NativeFunction>),
    /// This method of a builtin class, bound to some object of this shape.
    BoundNative(Gc<crate::object::function::NativeFunction>, u32),
}

/// What a call instruction has called, where that is always the same and no function.
pub fn called_object(vm: &mut Vm, code: Gc<Code>, index: usize) -> Option<CalledObject> {
    use crate::interp::called;
    let feedback = code.feedback(index);
    let word = crate::value::Value::from_bits(feedback.word.get());
    let shape = feedback.shape.get();
    if feedback.seen.get() >= crate::interp::MAX_TARGETS {
        return None;
    }
    match feedback.slot.get() {
        called::METHOD => word.cast().map(CalledObject::Method),
        called::INSTANCE if shape != 0 => {
            let class = vm.shapes.get(crate::object::header::ShapeId(shape)).class;
            let name = vm.intern("__call__");
            vm.rely_on(class, name);
            vm.lookup_cell(class, name).map(|cell| CalledObject::Instance { shape, cell: cell.word() })
        }
        called::CLASS => word.cast().map(CalledObject::Class),
        called::NATIVE => word.cast().map(CalledObject::Native),
        called::BOUND_NATIVE if shape != 0 => word.cast().map(|method| CalledObject::BoundNative(method, shape)),
        _ => None,
    }
}

/// What an operator site knows, whose method is a Python function.
#[derive(Clone, Copy, Debug)]
pub struct OperatorSite {
    /// Shape of the instance.
    pub shape: u32,
    /// Cell of its method.
    pub cell: u64,
    /// What the other operand was: see [`met`].
    pub met: u16,
}

pub use crate::interp::operator::{Demand, Task, met};

/// What the operator instruction `index` has met, if that is always the same.
pub fn operator_site(code: Gc<Code>, index: usize) -> Option<OperatorSite> {
    let feedback = code.feedback(index);
    let (shape, cell, met) = (feedback.shape.get(), feedback.word.get(), feedback.slot.get());
    (shape != 0 && cell != 0 && met & met::MIXED == 0).then_some(OperatorSite { shape, cell, met })
}

/// Whether the instruction `index`, an operator, a comparison or one that asks for truth, has met a method in Python.
pub fn method_met(code: Gc<Code>, index: usize) -> bool {
    let feedback = code.feedback(index);
    feedback.slot.get() & met::MIXED != 0 || operator_site(code, index).is_some()
}

/// Code of the frame between an operation and its method in Python: its register 0 is a [`Task`], its register 1 gets what
/// the method returns, and its instruction 1 goes on from there.
pub fn operator_code(vm: &Vm) -> Option<Gc<Code>> {
    vm.stack.operator_code
}

/// Code of a function whose frames nobody sees, from the source of a module that defines it under `name`.
pub fn hidden_code(vm: &mut Vm, source: &str, name: &str) -> Option<Gc<Code>> {
    let module = vm.compile_source(source.as_bytes(), "<builtins>", "exec").ok()?;
    for index in 0..module.unit.children.len() {
        let code = vm.child_code(module, index).ok()?;
        if code.name.get().to_string_lossy() == name {
            code.prepare();
            code.hidden.set(true);
            vm.keep_for_native([code.value()]);
            return Some(code);
        }
    }
    None
}

/// A function of such code.
pub fn hidden_function(vm: &mut Vm, code: Gc<Code>) -> Option<crate::value::Value> {
    let function = vm.function(code, vm.builtins).ok()?.value();
    vm.keep_for_native([function]);
    Some(function)
}

/// A function that [`hidden_code`] calls to put the items of a list in the order of their keys: list, its items before, the
/// keys, whether in descending order.
pub fn arrange_function(vm: &mut Vm) -> Option<crate::value::Value> {
    use crate::native::{FnSpec, func};
    use crate::object::function::NativeRole;
    static ARRANGE: FnSpec = func("sort", "(list, items, keys, reverse, /)", crate::builtins::list::arrange);
    static KEPT: &str = "arrange";
    if let Some(known) = vm.module_state(KEPT) {
        return Some(known);
    }
    let nothing = crate::value::Value::EMPTY;
    let made = vm.native_function(&ARRANGE, NativeRole::Function, nothing, vm.builtins.value()).ok()?;
    vm.set_module_state(KEPT, made.value());
    Some(made.value())
}

/// Notes that an instruction met something that compiled code does not handle.
pub fn note_other(code: Gc<Code>, index: usize) {
    let seen = &code.feedback(index).seen;
    seen.set(seen.get() | seen_bits::OTHER);
}

/// Whether the interpreter has rewritten an instruction to a quickened form.
pub fn is_quickened(code: Gc<Code>, index: usize) -> bool {
    code.unit.code.get(index).is_some_and(|instr| instr.op_byte() != code.form(index))
}

/// What operands an arithmetic instruction has seen; bits of [`seen_bits`].
pub fn operands_seen(code: Gc<Code>, index: usize) -> u16 {
    code.feedback(index).seen.get()
}

/// The `iter` of the instruction `index` gives what it is given: compiled code knows that before the interpreter has seen it.
pub fn gives_itself(code: Gc<Code>, index: usize) {
    code.gives_itself(index);
}

pub use crate::object::code::seen as seen_bits;

/// The kind of the objects of a shape, which those of a derived class have in common with those of the builtin one.
pub fn layout_kind(vm: &Vm, shape: u32) -> crate::object::header::Kind {
    vm.shapes.get(ShapeId(shape)).class.layout.get().kind
}

/// Whether objects of a class are instances of another, or of one of those in a tuple, where nothing in Python has a say in
/// that.
pub fn is_instance_of(
    vm: &mut Vm,
    class: Gc<crate::object::type_object::Type>,
    of: crate::value::Value,
) -> Option<bool> {
    use crate::object::Special;
    use crate::object::tuple::Tuple;
    use crate::object::type_object::Type;
    if let Some(classes) = of.cast::<Tuple>() {
        let answers: Option<Vec<bool>> =
            (0..classes.len()).map(|index| is_instance_of(vm, class, classes.get(index))).collect();
        return answers.map(|answers| answers.contains(&true));
    }
    let of = of.cast::<Type>().filter(|of| vm.checks_plainly(vm.class_of(of.value())))?;
    let (metaclass, check) = (vm.class_of(of.value()), vm.names.special(Special::InstanceCheck));
    vm.rely_on(metaclass, check);
    if class.is_subclass(of) {
        return Some(true);
    }
    // Another class may be given as `__class__`.
    for special in [Special::Class, Special::GetAttribute] {
        let name = vm.names.special(special);
        vm.rely_on(class, name);
    }
    vm.shows_class(class).then_some(false)
}

/// Where answers to `isinstance` are kept: the address of the entries, of which there are so many.
pub fn instances_known(vm: &Vm) -> (u64, u64) {
    (vm.instances_known.address() as u64, crate::object::instance_cache::ENTRIES as u64)
}

/// What is added to a shape for the place of the answer for a class or a tuple of classes.
pub fn instances_place(wanted: u64) -> u64 {
    crate::object::instance_cache::InstanceCache::place(wanted)
}

/// Whether no value but heap objects is an instance of a class, where nothing in Python has a say in that.
pub fn has_only_objects(vm: &mut Vm, of: crate::value::Value) -> bool {
    let types = &vm.types;
    let classes = [types.int, types.float, types.bool, types.none, types.ellipsis, types.not_implemented];
    classes.into_iter().all(|class| is_instance_of(vm, class, of) == Some(false))
}

/// Whether `isinstance` goes by the classes where this class is asked about.
pub fn goes_by_class(vm: &mut Vm, of: crate::value::Value) -> bool {
    let Some(class) = of.cast::<crate::object::type_object::Type>() else { return false };
    let (metaclass, check) = (vm.class_of(class.value()), vm.names.special(crate::object::Special::InstanceCheck));
    vm.rely_on(metaclass, check);
    vm.checks_plainly(metaclass)
}

/// Whether a pattern matches instances of a class.
pub fn is_matched(class: Gc<crate::object::type_object::Type>, pattern: Pattern) -> bool {
    class.has(pattern.flag())
}

/// The class of objects of a shape.
pub fn class_of_shape(vm: &Vm, shape: u32) -> Gc<crate::object::type_object::Type> {
    vm.shapes.get(crate::object::header::ShapeId(shape)).class
}

pub use crate::builtins::float::{SQUARE_EXPONENTS, SQUARE_MARGIN};

/// The bits of the square of a float, by its bits.
pub extern "C" fn square_bits(_: *mut Vm, bits: u64) -> u64 {
    crate::builtins::float::plain_power(f64::from_bits(bits), 2.0).to_bits()
}

/// `x ** y` where that is a finite float; where Python gives something else, this is not finite.
pub extern "C" fn float_power(x: f64, y: f64) -> f64 {
    crate::builtins::float::plain_power(x, y)
}

/// Address of the references to the strs of the Latin-1 characters.
pub fn single_chars(vm: &Vm) -> usize {
    vm.single_chars.as_ptr() as usize
}

/// The members of a constant tuple or frozenset.
pub fn constant_members(constant: crate::value::Value) -> Option<Vec<crate::value::Value>> {
    if let Some(tuple) = constant.cast::<crate::object::tuple::Tuple>() {
        return Some(tuple.items().to_vec());
    }
    let set: Gc<crate::object::set::Set> = constant.cast()?;
    let (mut members, mut at) = (Vec::new(), 0);
    while let Some((entry, member)) = set.next_element(at) {
        members.push(member);
        at = entry + 1;
    }
    Some(members)
}

/// For which Latin-1 characters a method of str without arguments is true, if it gives bools.
pub fn char_mask(vm: &mut Vm, spec: &'static crate::native::FnSpec) -> Option<[u64; 4]> {
    let mut mask = [0; 4];
    for code in 0..vm.single_chars.len() {
        let text = vm.single_chars[code].value();
        match (spec.call)(vm, crate::native::Args::new(&[text])) {
            Ok(value) if value == crate::value::Value::TRUE => mask[code / 64] |= 1u64 << (code % 64),
            Ok(value) if value == crate::value::Value::FALSE => {}
            Ok(_) => return None,
            Err(raised) => {
                vm.take_exception(raised);
                return None;
            }
        }
    }
    Some(mask)
}

impl Vm {
    /// A sample: the breaker was seen at a taken jump or a call.
    pub(crate) fn tick(&mut self) {
        let base = self.stack.base;
        if self.jit.is_none() || base.is_null() {
            return;
        }
        if self.options.explain && self.is_started() {
            self.tell_sample(base);
        }
        if let Some(mut backend) = self.jit.take() {
            backend.poll(self);
            self.jit = Some(backend);
        }
        let is_timed = self.options.jit_threshold.is_none();
        // Whoever traces code wants to hear of each line; start-up is over before what is compiled could be of use.
        if self.is_watched() || is_timed && !self.is_started() {
            return;
        }
        // A native function that ran until now is not what looks up after it.
        if is_timed && crate::signals::looked_up_late() {
            self.in_native = false;
            return;
        }
        // Compiled code that looks up is hot already.
        let is_interpreted = !std::mem::take(&mut self.in_native);
        if is_interpreted {
            self.sample(base, self.stack.pc);
        }
        if frame_code(base).has(flags::GENERATOR) {
            self.sample_resumer(base, is_interpreted);
        }
    }

    /// Tells the compiler where the thread looks up, and what kind of code has run until then.
    #[cold]
    fn tell_sample(&mut self, base: *mut u64) {
        let code = frame_code(base);
        let late = self.options.jit_threshold.is_none() && crate::signals::looked_up_late();
        let (time, waits) = crate::signals::thread_clock();
        let thread = std::thread::current().id();
        let running = Running { compiled: self.in_native, late, time, waits, thread };
        let index = code.index_of(self.stack.pc);
        if let Some(mut backend) = self.jit.take() {
            backend.observe(self, code, index, running);
            self.jit = Some(backend);
        }
    }

    /// Whoever resumes the generator of the frame at `base` may not be seen otherwise: its caller, or if a native function
    /// consumes it that function's, into which both may be built.
    fn sample_resumer(&mut self, base: *mut u64, is_interpreted: bool) {
        let caller = frame_word(base, -2) as *mut u64;
        if Some(frame_code(caller)) != self.stack.entry_code {
            if is_interpreted {
                self.sample(caller, self.return_pc(base).wrapping_sub(1));
            }
            return;
        }
        let (below, pc) = (frame_word(caller, -2) as *mut u64, frame_word(caller, -1) as *mut u64);
        // Where samples are counted, each look is one, and it is seen at its own jumps and calls.
        let is_timed = self.options.jit_threshold.is_none();
        if is_timed && !below.is_null() && !pc.is_null() && !frame_code(below).is_native(0) {
            self.sample(below, pc);
        }
    }

    /// The frame at `base` was seen at the taken jump or call at `pc`.
    fn sample(&mut self, base: *mut u64, pc: *mut u64) {
        let code = frame_code(base);
        if self.stack.is_stub(code) {
            return;
        }
        let index = code.index_of(pc);
        let mut turn = Turn::Unknown;
        if let Some(mut backend) = self.jit.take() {
            backend.sampled(code);
            if self.options.jit_threshold.is_none() {
                turn = backend.compare_turn(self, code, index, base);
            }
            self.jit = Some(backend);
        }
        let Some(instr) = code.unit.code.get(index).copied() else { return };
        let target = Op::from_byte(instr.op_byte()).and_then(|op| {
            let offset = match (op.info().operands[2], op.info().operands[1]) {
                (Operand::Jump, _) => i64::from(instr.c() as i16),
                (_, Operand::WideJump) => i64::from(instr.wide_operand() as i32),
                _ => return None,
            };
            usize::try_from(index as i64 + offset).ok()
        });
        let ticks = code.ticks.get() + 1;
        code.ticks.set(ticks);
        let hot = HOT + (code.unit.code.len() / LARGE) as u32;
        if ticks < self.options.jit_threshold.unwrap_or(hot) {
            return;
        }
        let Some(mut backend) = self.jit.take() else { return };
        let is_loop = target.is_some_and(|target| target <= index);
        let often = ticks > hot + CALLED_AGAIN;
        match turn {
            Turn::First => {}
            Turn::Same => backend.hot_loop(self, code, index, base),
            Turn::Other => {
                if code.is_native(0) {
                    backend.hot_loop(self, code, index, base);
                }
                backend.hot_function(self, code, base);
            }
            Turn::Unknown => {
                // A loop that spends its time in what it calls is seen at its calls only.
                if is_loop || often {
                    backend.hot_loop(self, code, index, base);
                }
                // Where a loop takes the time, the function need not have been called more than once.
                if !is_loop || self.options.jit_threshold.is_some() || often {
                    backend.hot_function(self, code, base);
                }
            }
        }
        self.jit = Some(backend);
    }

    /// Lets instruction `index` of `code` enter compiled code at `address`.
    pub fn install_native(&mut self, code: Gc<Code>, index: usize, address: usize) {
        code.install_native(index, address);
        self.marks.lost(code);
    }

    /// Keeps objects that compiled code names alive. They have to be pinned.
    pub fn keep_for_native(&mut self, objects: impl IntoIterator<Item = crate::value::Value>) {
        self.native_objects.extend(objects);
    }

    /// Has instruction `index` of `code` interpreted again, and heat up anew.
    pub fn remove_native(&mut self, code: Gc<Code>, index: usize) {
        code.remove_native(index);
        code.ticks.set(0);
    }

    /// Changes when what inline caches rely on has changed.
    pub fn epoch(&self) -> u64 {
        self.epoch.get()
    }

    /// Frames' headers have been written: those with frame objects notice again that they are left.
    pub fn headers_written(&mut self) {
        self.restore_trampolines();
    }

    /// Whether what waited for attention at a safepoint that compiled code is now left at has raised.
    pub fn take_poll_raised(&mut self) -> bool {
        std::mem::take(&mut self.poll_raised)
    }

    /// Sets the running frame and instruction.
    pub fn set_running(&mut self, base: *mut u64, pc: *mut u64) {
        self.stack.base = base;
        self.stack.pc = pc;
    }

    /// Takes `count` frames off what the recursion limit allows, which they will give back when they return.
    pub fn count_frames(&mut self, count: i32) {
        self.stack.depth_left -= count;
    }

    /// Whether an instruction can be executed for compiled code.
    pub fn can_interpret(instr: crate::bytecode::Instr) -> bool {
        crate::interp::native::work_of(instr).is_some()
    }

    /// Lets the compiler go, which may have something to say at the end.
    pub fn remove_backend(&mut self) {
        self.jit = None;
    }

    /// Installs a compiler and starts the ticker.
    pub fn install_backend(&mut self, backend: Box<dyn JitBackend>) {
        self.jit = Some(backend);
        if self.options.jit_threshold.is_some() {
            self.stack.breaker = crate::frame::stack::SAMPLE;
            return;
        }
        crate::signals::start_ticker();
    }
}

/// Address of instruction `index` of `code`.
pub fn instruction_address(code: Gc<Code>, index: usize) -> *mut u64 {
    code.entry().wrapping_add(index)
}

/// Address of the first instruction of the code object at `code`.
pub fn code_start(code: u64) -> *mut u64 {
    let code: Option<Gc<Code>> = crate::value::Value::from_bits(code).cast();
    code.map_or(std::ptr::null_mut(), |code| code.entry())
}

/// The globals of the frame at `base`.
pub fn frame_globals(base: *mut u64) -> Option<crate::value::Value> {
    crate::frame::stack::frame_function(base).map(|function| function.globals.get().value())
}

/// What register `index` of the running frame at `base` holds; EMPTY if that is no value any more.
pub fn register_now(vm: &mut Vm, base: *mut u64, index: usize) -> crate::value::Value {
    if index < frame_code(base).unit.registers.len() {
        return crate::frame::stack::register(base, index);
    }
    vm.live_register(base, index)
}

/// Reads word `index` from `base`.
pub fn frame_word(base: *mut u64, index: isize) -> u64 {
    crate::frame::stack::word(base, index)
}

/// So many words the exits of a unit may leave of objects that are to be made.
pub const EXIT_WORDS: usize = 1024;

/// A word that the exit by which compiled code was left last has left.
pub fn exit_word(vm: &Vm, index: usize) -> u64 {
    vm.exit_words[index]
}

/// Fills an object that was just made, and is as large, from its second word on.
pub fn fill_object(object: u64, words: &[u64]) {
    for (index, &word) in (1..).zip(words) {
        crate::frame::stack::set_word(object as *mut u64, index, word);
    }
}

/// Writes word `index` from `base`.
pub fn set_frame_word(base: *mut u64, index: isize, word: u64) {
    crate::frame::stack::set_word(base, index, word);
}
