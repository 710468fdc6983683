//! Operations whose method is a Python function: the function gets a frame, and does not run in a loop of its own.
//!
//! Between the operation and the method's frame is a frame in which `operator_return` looks at what came back: NotImplemented
//! lets the other operand try, the truth of a comparison may decide a jump, a length has to be one. Its register 0 says what
//! the operation was.

use super::callee::called;
use super::{MAX_TARGETS, Operands, a, go, handler, sc, tail, throw, wide};
use crate::bytecode::Op;
use crate::frame::stack::{HEADER, frame_code, frame_function, register, set_register, set_word};
use crate::heap::Gc;
use crate::object::Special;
use crate::object::function::Function;
use crate::object::header::Kind;
use crate::object::protocol::{BinaryOp, CompareOp};
use crate::value::Value;
use crate::vm::Vm;

/// What an operation was: a small int in the frame between.
#[derive(Clone, Copy)]
pub struct Task(pub i64);

impl Task {
    /// A comparison, else a binary operator; its number is in the low byte.
    pub const COMPARISON: i64 = 1 << 8;
    /// The truth of the result decides about a jump.
    pub const JUMP: i64 = 1 << 9;
    /// The jump is taken if the comparison holds.
    pub const SENSE: i64 = 1 << 10;
    /// The operator was one in place.
    pub const IN_PLACE: i64 = 1 << 11;
    /// The right operand is asked, and there is nobody else.
    pub const REFLECTED: i64 = 1 << 12;
    /// The right operand is an int in the instruction.
    pub const IMMEDIATE: i64 = 1 << 13;
    /// The method was the one in place, which is asked before all others.
    pub const ASKED_IN_PLACE: i64 = 1 << 14;
    /// The jump's offset is the wide operand.
    pub const WIDE: i64 = 1 << 15;
    const DEMAND_SHIFT: i64 = 16;
    const DEMAND: i64 = 0xFF << Task::DEMAND_SHIFT;

    /// The bits that say what the result has to be.
    pub const fn demanding(demand: Demand) -> i64 {
        (demand as i64) << Task::DEMAND_SHIFT
    }

    /// What the result has to be.
    pub fn demand(self) -> Demand {
        let number = (self.0 & Task::DEMAND) >> Task::DEMAND_SHIFT;
        Demand::ALL.into_iter().find(|&demand| demand as i64 == number).unwrap_or(Demand::Operand)
    }

    fn has(self, bit: i64) -> bool {
        self.0 & bit != 0
    }

    fn number(self) -> usize {
        (self.0 & 0xFF) as usize
    }
}

/// What the result of a method has to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Demand {
    /// Anything; NotImplemented lets the other operand try.
    Operand,
    /// Anything, whose truth counts.
    Truth,
    /// A bool.
    Bool,
    /// A length, whose truth counts.
    LengthTruth,
    /// A length.
    Length,
    /// Anything, which nobody wants.
    Nothing,
    /// An iterator.
    Iterator,
    /// A str, as `__str__` has to give.
    Str,
    /// A str, as `__repr__` has to give.
    Repr,
    /// A str, as `__format__` has to give.
    Format,
}

impl Demand {
    const ALL: [Demand; 10] = {
        use Demand::{Bool, Format, Iterator, Length, LengthTruth, Nothing, Operand, Repr, Str, Truth};
        [Operand, Truth, Bool, LengthTruth, Length, Nothing, Iterator, Str, Repr, Format]
    };

    /// Whether the result is a bool, which is negated without [`Task::SENSE`] unless it decides a jump.
    pub fn is_truth(self) -> bool {
        matches!(self, Demand::Truth | Demand::Bool | Demand::LengthTruth)
    }
}

/// A frame has been made; `stack.base` is the method's.
pub(super) const ENTERED: u64 = 1;
/// The general way is to be taken.
pub(super) const NOT_ENTERED: u64 = 0;

/// A method that is a Python function of so many plain parameters.
pub(super) fn plain_method(vm: &mut Vm, of: Value, special: Special, parameters: usize) -> Option<Gc<Function>> {
    let function = vm.special_of(of, special)?.cast::<Function>()?;
    let code = function.code.get();
    code.prepare();
    (code.call_key.get() as usize == parameters).then_some(function)
}

/// What the operands of an operation were whose method is a Python function, in [`Feedback::slot`]; the instance's shape and
/// the cell of its method are in the other fields.
///
/// [`Feedback::slot`]: crate::object::code::Feedback::slot
pub mod met {
    /// The instance, and a small int.
    pub const INT: u16 = 1;
    /// The instance, and a float.
    pub const FLOAT: u16 = 2;
    /// Two instances of the same shape.
    pub const SAME: u16 = 3;
    /// The instance, and something else that does not matter.
    pub const ANY: u16 = 4;
    /// The same, and the method was the one in place.
    pub const IN_PLACE: u16 = 5;
    /// The same, and truth was that of a length.
    pub const LENGTH: u16 = 6;
    /// Added to another: the instance is the right operand.
    pub const REFLECTED: u16 = 8;
    /// Now this and now that.
    pub const MIXED: u16 = 16;
    /// No method is known: an object of the shape was asked for its truth.
    pub const TRUTH: u16 = 32;
}

/// Records for the compiler that the operation at `pc` calls `special` of an instance.
fn record(vm: &mut Vm, base: *mut u64, pc: *mut u64, special: Special, instance: Value, met: u16) {
    let code = frame_code(base);
    let feedback = code.feedback(code.index_of(pc));
    let Some(header) = instance.header() else { return };
    let shape = header.shape().0;
    let (known, before) = (feedback.word.get() != 0, feedback.slot.get());
    if before == met::MIXED || known && feedback.shape.get() == shape && before == met {
        return;
    }
    if known {
        feedback.slot.set(met::MIXED);
        return;
    }
    if vm.shape_of(header).dict_mode {
        return;
    }
    let (name, class) = (vm.intern(special.name()), vm.class_of(instance));
    let Some(cell) = vm.lookup_cell(class, name) else { return };
    vm.rely_on(class, name);
    feedback.shape.set(shape);
    feedback.slot.set(met);
    feedback.word.set(cell.word());
    vm.barrier(code.header());
}

/// The method in Python that gives the text that `special` is asked for: that of `object` asks for another one.
fn text_method(vm: &mut Vm, of: Value, special: Special) -> Option<Special> {
    let (parameters, next) = match special {
        Special::Format => (2, Some(Special::Str)),
        Special::Str => (1, Some(Special::Repr)),
        _ => (1, None),
    };
    if plain_method(vm, of, special, parameters).is_some() {
        return Some(special);
    }
    let inherited = vm.special_of(of, special)? == vm.special(vm.types.object, special)?;
    text_method(vm, of, next.filter(|_| inherited)?)
}

/// Records for the compiler that the operation at `pc` asks an instance for text by a method in Python.
pub(super) fn note_text(vm: &mut Vm, base: *mut u64, pc: *mut u64, special: Special, of: Value) {
    if is_instance(of)
        && let Some(method) = text_method(vm, of, special)
    {
        record(vm, base, pc, method, of, met::ANY);
    }
}

/// Records for the compiler the shape of the first object whose truth the operation at `pc` asks for.
#[inline(always)]
pub(super) fn note_truth(vm: &mut Vm, pc: *mut u64, base: *mut u64, x: u64) {
    if let Some(header) = Value::from_bits(x).header() {
        let code = frame_code(base);
        let feedback = code.feedback(code.index_of(pc));
        if feedback.shape.get() == 0 && feedback.slot.get() == 0 && !vm.shape_of(header).dict_mode {
            feedback.shape.set(header.shape().0);
            feedback.slot.set(met::TRUTH);
        }
    }
}

/// Records for the compiler that the operation at `pc` calls `special` of its operand, if that is an instance.
pub(super) fn note_method(vm: &mut Vm, base: *mut u64, pc: *mut u64, special: Special, instance: Value) {
    if is_instance(instance) {
        record(vm, base, pc, special, instance, met::ANY);
    }
}

/// The window of the plain call that runs, if it does.
fn running_call(base: *mut u64, pc: *mut u64) -> Option<usize> {
    if base.is_null() || frame_function(base).is_none() {
        return None;
    }
    let code = frame_code(base);
    let instr = code.unit.code.get(code.index_of(pc))?;
    (Op::from_byte(instr.op_byte()) == Some(Op::Call)).then(|| usize::from(instr.b()))
}

/// That a builtin function is called is known from its variable: there is more to be known of the call at `pc`.
fn drop_callee(base: *mut u64, pc: *mut u64) {
    let code = frame_code(base);
    let feedback = code.feedback(code.index_of(pc));
    if feedback.slot.get() == called::NATIVE && feedback.shape.get() == 0 {
        feedback.word.set(0);
        feedback.slot.set(0);
        feedback.seen.set(MAX_TARGETS);
    }
}

impl Vm {
    /// Records for the compiler that the running call of `callee` does nothing but ask its argument for text.
    pub(crate) fn note_text_call(&mut self, callee: Value, special: Special, of: Value) {
        let (base, pc) = (self.stack.base, self.stack.pc);
        if !is_instance(of) {
            return;
        }
        if let Some(window) = running_call(base, pc)
            && register(base, window) == callee
        {
            drop_callee(base, pc);
            note_text(self, base, pc, special, of);
        }
    }

    /// Records for the compiler that the running call of a builtin function does nothing but call `special` of its argument.
    pub(crate) fn note_special(&mut self, special: Special, of: Value) {
        let (base, pc) = (self.stack.base, self.stack.pc);
        if !is_instance(of) || running_call(base, pc).is_none() {
            return;
        }
        if plain_method(self, of, special, 1).is_some() {
            drop_callee(base, pc);
            record(self, base, pc, special, of, met::ANY);
        }
    }
}

/// What the other operand is, beside an instance.
fn met_beside(instance: Value, other: Value) -> u16 {
    let shape = |value: Value| value.header().map(|header| header.shape());
    if other.is_small_int() {
        met::INT
    } else if other.is_float() {
        met::FLOAT
    } else if shape(instance) == shape(other) {
        met::SAME
    } else {
        met::MIXED
    }
}

/// Makes the frame of a function whose result goes to register A of the instruction at `pc`.
pub(super) fn enter_plainly(
    vm: &mut Vm,
    pc: *mut u64,
    base: *mut u64,
    function: Gc<Function>,
    arguments: &[Value],
) -> u64 {
    let code = function.code.get();
    let callee = base.wrapping_add(frame_code(base).register_count as usize + HEADER);
    let fits = callee.wrapping_add(code.register_count as usize) <= vm.stack.limit && vm.stack.depth_left > 0;
    if !fits || code.call_key.get() as usize != arguments.len() {
        return NOT_ENTERED;
    }
    write_frame(callee, function, base, pc.wrapping_add(1), arguments);
    vm.stack.depth_left -= 1;
    vm.stack.base = callee;
    ENTERED
}

/// Makes the frames for calling a function for the instruction at `pc`, which has no use for its result.
pub(super) fn enter_for_nothing(
    vm: &mut Vm,
    pc: *mut u64,
    base: *mut u64,
    function: Gc<Function>,
    arguments: &[Value],
) -> u64 {
    if function.code.get().call_key.get() as usize != arguments.len() {
        return NOT_ENTERED;
    }
    enter(vm, pc, base, Task(Task::demanding(Demand::Nothing)), function, arguments)
}

fn write_frame(callee: *mut u64, function: Gc<Function>, caller: *mut u64, back: *mut u64, arguments: &[Value]) {
    for (index, &argument) in arguments.iter().enumerate() {
        set_register(callee, index, argument);
    }
    set_word(callee, -4, function.word());
    set_word(callee, -3, function.code.get().word());
    set_word(callee, -2, caller as u64);
    set_word(callee, -1, back as u64);
}

/// Makes the frames for calling `method` with the arguments.
fn enter(vm: &mut Vm, pc: *mut u64, base: *mut u64, task: Task, method: Gc<Function>, arguments: &[Value]) -> u64 {
    let code = method.code.get();
    let middle = base.wrapping_add(frame_code(base).register_count as usize + HEADER);
    let callee = middle.wrapping_add(2 + HEADER);
    if callee.wrapping_add(code.register_count as usize) > vm.stack.limit || vm.stack.depth_left <= 1 {
        return NOT_ENTERED;
    }
    let between = vm.stack.operator_code.expect("made with the interpreter");
    set_register(middle, 0, Value::int_unchecked(task.0));
    set_register(middle, 1, Value::NONE);
    set_word(middle, -4, 0);
    set_word(middle, -3, between.word());
    set_word(middle, -2, base as u64);
    set_word(middle, -1, pc.wrapping_add(1) as u64);
    write_frame(callee, method, middle, between.entry().wrapping_add(1), arguments);
    vm.stack.depth_left -= 2;
    vm.stack.base = callee;
    ENTERED
}

fn is_instance(value: Value) -> bool {
    value.header().is_some_and(|header| header.kind() == Kind::Instance)
}

/// Whether the right operand's class gets its turn first, because it extends the left one's.
fn right_goes_first(vm: &Vm, x: Value, y: Value) -> bool {
    let (class_x, class_y) = (vm.class_of(x), vm.class_of(y));
    class_x != class_y && class_y.is_subclass(class_x)
}

/// `x op y` by the Python method of an instance.
#[inline(never)]
pub(super) fn enter_binary(vm: &mut Vm, pc: *mut u64, o: Operands, op: BinaryOp, immediate: bool) -> u64 {
    let (x, y) = (o.b(), if immediate { immediate_of(o.c_field()) } else { o.c() });
    let (direct, reflected, in_place) = op.methods();
    let mut task = op as i64 | if immediate { Task::IMMEDIATE } else { 0 };
    if o.aux() != 0 {
        task |= Task::IN_PLACE;
    }
    if is_instance(x) {
        if o.aux() != 0 && vm.special_of(x, in_place).is_some() {
            let Some(method) = plain_method(vm, x, in_place, 2) else { return NOT_ENTERED };
            record(vm, o.base, pc, in_place, x, met::IN_PLACE);
            return enter(vm, pc, o.base, Task(task | Task::ASKED_IN_PLACE), method, &[x, y]);
        }
        if right_goes_first(vm, x, y) {
            return NOT_ENTERED;
        }
        let Some(method) = plain_method(vm, x, direct, 2) else { return NOT_ENTERED };
        let met = met_beside(x, y);
        record(vm, o.base, pc, direct, x, met);
        return enter(vm, pc, o.base, Task(task), method, &[x, y]);
    }
    // Numbers know nothing of instances of Python classes.
    let number = x.is_small_int() || x.is_float();
    if !number || !is_instance(y) {
        return NOT_ENTERED;
    }
    let Some(method) = plain_method(vm, y, reflected, 2) else { return NOT_ENTERED };
    let met = met_beside(y, x) | met::REFLECTED;
    record(vm, o.base, pc, reflected, y, met);
    enter(vm, pc, o.base, Task(task | Task::REFLECTED), method, &[y, x])
}

/// The int in an instruction's field.
fn immediate_of(field: usize) -> Value {
    Value::int_unchecked(i64::from(field as u16 as i16))
}

/// How a comparison is used.
#[derive(Clone, Copy)]
pub(super) enum Use {
    /// For its value.
    Value,
    /// For a jump that is taken if it holds, or if it does not.
    Jump(bool),
    /// The same with the right operand in the instruction.
    JumpInt(bool),
}

fn compared(o: Operands, how: Use) -> (Value, Value, i64) {
    let sense = |sense: bool| Task::JUMP | if sense { Task::SENSE } else { 0 };
    match how {
        Use::Value => (o.b(), o.c(), 0),
        Use::Jump(taken) => (o.a(), o.b(), sense(taken)),
        Use::JumpInt(taken) => (o.a(), immediate_of(o.b_field()), sense(taken) | Task::IMMEDIATE),
    }
}

/// `x op y` by the Python method of an instance.
#[inline(never)]
pub(super) fn enter_comparison(vm: &mut Vm, pc: *mut u64, o: Operands, op: CompareOp, how: Use) -> u64 {
    let (x, y, bits) = compared(o, how);
    if !is_instance(x) || right_goes_first(vm, x, y) {
        return NOT_ENTERED;
    }
    let Some(method) = plain_method(vm, x, op.method(), 2) else { return NOT_ENTERED };
    let met = met_beside(x, y);
    record(vm, o.base, pc, op.method(), x, met);
    enter(vm, pc, o.base, Task(op as i64 | Task::COMPARISON | bits), method, &[x, y])
}

/// The operation at `pc` by a method in Python of an instance, the first argument, whose result is that of the operation as
/// it is: `container[key]`, `-x`.
#[inline(never)]
pub(super) fn enter_direct(vm: &mut Vm, pc: *mut u64, base: *mut u64, special: Special, arguments: &[Value]) -> u64 {
    let instance = arguments[0];
    if !is_instance(instance) {
        return NOT_ENTERED;
    }
    let Some(method) = plain_method(vm, instance, special, arguments.len()) else { return NOT_ENTERED };
    record(vm, base, pc, special, instance, met::ANY);
    enter_plainly(vm, pc, base, method, arguments)
}

/// The operation at `pc` by a method in Python of an instance, the first argument: `item in container`, `container[key] = value`.
#[inline(never)]
pub(super) fn enter_special(
    vm: &mut Vm,
    pc: *mut u64,
    base: *mut u64,
    special: Special,
    task: i64,
    arguments: &[Value],
) -> u64 {
    let instance = arguments[0];
    if !is_instance(instance) {
        return NOT_ENTERED;
    }
    let Some(method) = plain_method(vm, instance, special, arguments.len()) else { return NOT_ENTERED };
    record(vm, base, pc, special, instance, met::ANY);
    enter(vm, pc, base, Task(task), method, arguments)
}

/// Truth of an instance by a method in Python, for the operation at `pc`, of which `bits` of a task tell.
#[inline(never)]
pub(super) fn enter_truth(vm: &mut Vm, pc: *mut u64, base: *mut u64, x: Value, bits: i64) -> u64 {
    if !is_instance(x) {
        return NOT_ENTERED;
    }
    let (special, demand, met) = match vm.special_of(x, Special::Bool) {
        Some(_) => (Special::Bool, Demand::Bool, met::ANY),
        None => (Special::Len, Demand::LengthTruth, met::LENGTH),
    };
    let Some(method) = plain_method(vm, x, special, 1) else { return NOT_ENTERED };
    record(vm, base, pc, special, x, met);
    enter(vm, pc, base, Task(bits | Task::demanding(demand)), method, &[x])
}

handler! { operator_return(pc, base, i, vm, d) {
    let _ = (pc, i, d);
    let value = *base.add(1);
    let task = Task(Value::from_bits(*base).int_payload());
    let next = *base.sub(1) as *mut u64;
    let caller = *base.sub(2) as *mut u64;
    let call = *next.sub(1);
    let d = (*(*caller.sub(3) as *const crate::object::code::Code)).delta.get();
    if value != Value::NOT_IMPLEMENTED.bits() && task.0 & (Task::JUMP | Task::DEMAND) == 0 {
        (*vm).stack.depth_left += 1;
        *caller.add(a!(call)) = value;
        go!(next, caller, vm, d);
    }
    // No demand is met by less than a bool.
    if Value::from_bits(value).is_bool() && task.has(Task::JUMP) {
        (*vm).stack.depth_left += 1;
        let holds = value == Value::TRUE.bits();
        if holds == task.has(Task::SENSE) {
            let by = if task.has(Task::WIDE) { wide!(call) } else { sc!(call) };
            go!(next.sub(1).offset(by), caller, vm, d);
        }
        go!(next, caller, vm, d);
    }
    tail!(operator_continue, next.sub(1), base, call, vm, d)
} }

handler! {
    /// The method was of no help, or what it returned has to be looked at. `pc` and the instruction are the operation's.
    operator_continue(pc, base, i, vm, d) {
    let task = Task(Value::from_bits(*base).int_payload());
    let caller = *base.sub(2) as *mut u64;
    let value = *base.add(1);
    (*vm).stack.depth_left += 1;
    (*vm).stack.pc = pc;
    (*vm).stack.base = caller;
    let value = complete(&mut *vm, Operands::new(caller, i), task, value);
    if value == 0 {
        tail!(throw, pc, caller, i, vm, d);
    }
    if !task.has(Task::JUMP) {
        if value != Value::ABSENT.bits() {
            *caller.add(a!(i)) = value;
        }
        go!(pc.add(1), caller, vm, d);
    }
    if (value == Value::TRUE.bits()) == task.has(Task::SENSE) {
        let by = if task.has(Task::WIDE) { wide!(i) } else { sc!(i) };
        go!(pc.offset(by), caller, vm, d);
    }
    go!(pc.add(1), caller, vm, d)
} }

/// The result of an operation whose method returned `value`, for jumps as a bool; 0 for an exception, ABSENT if there is none.
#[inline(never)]
fn complete(vm: &mut Vm, o: Operands, task: Task, value: u64) -> u64 {
    let value = Value::from_bits(value);
    let demand = task.demand();
    let result = match demand {
        Demand::Operand => return complete_operator(vm, o, task, value),
        Demand::Truth => vm.is_true(value).map(Value::bool),
        Demand::Bool => vm.checked_bool(value).map(Value::bool),
        Demand::LengthTruth => vm.checked_length(value).map(|length| Value::bool(length != 0)),
        Demand::Length => vm.checked_length(value).and_then(|length| vm.int(length as i64)),
        Demand::Nothing => Ok(Value::ABSENT),
        Demand::Iterator => vm.checked_iterator(value),
        Demand::Str => vm.expect_str(value, "__str__ returned non-string").map(Gc::value),
        Demand::Repr => vm.expect_str(value, "__repr__ returned non-string").map(Gc::value),
        Demand::Format => vm.checked_format(value).map(Gc::value),
    };
    let negated = demand.is_truth() && !task.has(Task::JUMP) && !task.has(Task::SENSE);
    super::word(result.map(|value| if negated { Value::bool(value == Value::FALSE) } else { value }))
}

fn complete_operator(vm: &mut Vm, o: Operands, task: Task, value: Value) -> u64 {
    let result = if !value.is_not_implemented() {
        Ok(value)
    } else if task.has(Task::COMPARISON) {
        let how = match (task.has(Task::JUMP), task.has(Task::IMMEDIATE)) {
            (false, _) => Use::Value,
            (true, false) => Use::Jump(true),
            (true, true) => Use::JumpInt(true),
        };
        let (x, y, _) = compared(o, how);
        vm.compare_without_left(CompareOp::ALL[task.number()], x, y)
    } else {
        let y = if task.has(Task::IMMEDIATE) { immediate_of(o.c_field()) } else { o.c() };
        let op = BinaryOp::ALL[task.number()];
        if task.has(Task::ASKED_IN_PLACE) {
            return super::word(vm.binary(op, o.b(), y));
        }
        vm.binary_without_left(op, o.b(), y, !task.has(Task::REFLECTED), task.has(Task::IN_PLACE))
    };
    let result = result.and_then(|value| match task.has(Task::JUMP) {
        true => vm.is_true(value).map(Value::bool),
        false => Ok(value),
    });
    super::word(result)
}
