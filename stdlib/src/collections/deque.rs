//! `deque`: a ring in an array whose length is a power of two. Unused places are EMPTY.

use crate::receiver::{class_arg, this};
use runtime::builtins::generic_alias::CLASS_GETITEM;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Field, Gc, Native};
use runtime::native::{Args, Convention, LeafRule, TypeSpec, method, readonly};
use runtime::object::Special;
use runtime::object::array::Array;
use runtime::object::int::IntRef;
use runtime::object::list::List;
use runtime::object::protocol::CompareOp;
use runtime::object::tuple::Tuple;
use runtime::object::type_object::type_flag;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::Cell;

/// A deque.
pub(super) struct Deque {
    ring: Field<Gc<Array>>,
    head: Cell<usize>,
    len: Cell<usize>,
    /// Changes with every change of the length, to detect mutation while iterating.
    version: Cell<u64>,
    limit: Cell<Option<usize>>,
}
runtime::native_data!(Deque, [ring]);

pub(super) type This = Gc<Native<Deque>>;

const LEAST: usize = 8;

impl Deque {
    #[inline(always)]
    fn place(&self, index: usize) -> usize {
        (self.head.get() + index) & (self.ring.get().len() - 1)
    }

    /// Item `index`, which is in range.
    #[inline(always)]
    pub(super) fn item(&self, index: usize) -> Value {
        self.ring.get().get(self.place(index))
    }

    fn set(&self, vm: &Vm, index: usize, value: Value) {
        self.ring.get().set(vm, self.place(index), value);
    }

    pub(super) fn len(&self) -> usize {
        self.len.get()
    }

    pub(super) fn version(&self) -> u64 {
        self.version.get()
    }

    fn changed(&self) {
        self.version.set(self.version.get() + 1);
    }
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let ring = Array::new(vm, LEAST)?;
    let data = Deque {
        ring: Field::new(ring),
        head: Cell::new(0),
        len: Cell::new(0),
        version: Cell::new(0),
        limit: Cell::new(None),
    };
    Ok(vm.native(class_arg(args), data)?.value())
}

fn init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let deque = this::<Deque>(args[0]);
    let limit = match args.not_none(2) {
        Some(limit) => match limit.as_int() {
            Some(IntRef::Small(n)) if n >= 0 => Some(n as usize),
            Some(IntRef::Small(_)) => return Err(vm.value_error("maxlen must be non-negative")),
            Some(IntRef::Big(_)) => {
                return Err(vm.overflow_error("Python int too large to convert to C ssize_t"));
            }
            None => return Err(vm.type_error("an integer is required")),
        },
        None => None,
    };
    deque.data.limit.set(limit);
    if deque.data.len() > 0 {
        clear_all(vm, deque)?;
    }
    if let Some(iterable) = args.opt(1) {
        extend_by(vm, deque, iterable)?;
    }
    Ok(Value::NONE)
}

/// Appends the items of an iterable, those of an exact container at once.
fn extend_by(vm: &mut Vm, deque: This, iterable: Value) -> PyResult<()> {
    if deque.data.limit.get().is_none() {
        if let Some(list) = iterable.cast::<List>()
            && vm.class_of(iterable) == vm.types.list
        {
            return append_all(vm, deque, list.len(), |at| list.items()[at]);
        }
        if let Some(tuple) = iterable.cast::<Tuple>()
            && vm.class_of(iterable) == vm.types.tuple
        {
            return append_all(vm, deque, tuple.len(), |at| tuple.items()[at]);
        }
        if let Some(other) = iterable.cast::<Native<Deque>>()
            && vm.is_exactly(iterable, &DEQUE)
        {
            return append_all(vm, deque, other.data.len(), |at| other.data.item(at));
        }
    }
    vm.for_each(iterable, |vm, value| push_back(vm, deque, value))
}

/// Appends so many items of another object.
fn append_all(vm: &mut Vm, deque: This, count: usize, item: impl Fn(usize) -> Value) -> PyResult<()> {
    let len = deque.data.len();
    if len + count > deque.data.ring.get().len() {
        resize(vm, deque, (len + count).next_power_of_two())?;
    }
    for at in 0..count {
        deque.data.set(vm, len + at, item(at));
    }
    deque.data.len.set(len + count);
    deque.data.changed();
    Ok(())
}

/// Makes room for one more item.
#[inline(always)]
fn reserve(vm: &mut Vm, deque: This) -> PyResult<()> {
    if deque.data.len.get() < deque.data.ring.get().len() {
        return Ok(());
    }
    resize(vm, deque, deque.data.len.get() * 2)
}

fn resize(vm: &mut Vm, deque: This, capacity: usize) -> PyResult<()> {
    let ring = Array::new(vm, capacity)?;
    for index in 0..deque.data.len.get() {
        ring.set(vm, index, deque.data.item(index));
    }
    deque.data.ring.set(vm, deque, ring);
    deque.data.head.set(0);
    Ok(())
}

#[inline(always)]
fn push_back(vm: &mut Vm, deque: This, value: Value) -> PyResult<()> {
    if let Some(limit) = deque.data.limit.get()
        && limit <= deque.data.len.get()
    {
        if limit == 0 {
            return Ok(());
        }
        pop_front(vm, deque);
    }
    reserve(vm, deque)?;
    let len = deque.data.len.get();
    deque.data.set(vm, len, value);
    deque.data.len.set(len + 1);
    deque.data.changed();
    Ok(())
}

#[inline(always)]
fn push_front(vm: &mut Vm, deque: This, value: Value) -> PyResult<()> {
    if let Some(limit) = deque.data.limit.get()
        && limit <= deque.data.len.get()
    {
        if limit == 0 {
            return Ok(());
        }
        pop_back(vm, deque);
    }
    reserve(vm, deque)?;
    let mask = deque.data.ring.get().len() - 1;
    deque.data.head.set(deque.data.head.get().wrapping_sub(1) & mask);
    deque.data.len.set(deque.data.len.get() + 1);
    deque.data.set(vm, 0, value);
    deque.data.changed();
    Ok(())
}

#[inline(always)]
fn pop_back(vm: &Vm, deque: This) -> Option<Value> {
    let last = deque.data.len.get().checked_sub(1)?;
    let value = deque.data.item(last);
    deque.data.set(vm, last, Value::EMPTY);
    deque.data.len.set(last);
    deque.data.changed();
    Some(value)
}

#[inline(always)]
fn pop_front(vm: &Vm, deque: This) -> Option<Value> {
    let rest = deque.data.len.get().checked_sub(1)?;
    let value = deque.data.item(0);
    deque.data.set(vm, 0, Value::EMPTY);
    deque.data.head.set(deque.data.place(1));
    deque.data.len.set(rest);
    deque.data.changed();
    Some(value)
}

fn clear_all(vm: &mut Vm, deque: This) -> PyResult<()> {
    let ring = Array::new(vm, LEAST)?;
    deque.data.ring.set(vm, deque, ring);
    deque.data.head.set(0);
    deque.data.len.set(0);
    deque.data.changed();
    Ok(())
}

fn append(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    push_back(vm, this(args[0]), args[1]).map(|()| Value::NONE)
}

fn append_left(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    push_front(vm, this(args[0]), args[1]).map(|()| Value::NONE)
}

/// Gives back memory when most of the ring is unused.
#[inline(always)]
fn shrink(vm: &mut Vm, deque: This) -> PyResult<()> {
    let capacity = deque.data.ring.get().len();
    if capacity > 64 && deque.data.len.get() < capacity / 8 { resize(vm, deque, capacity / 4) } else { Ok(()) }
}

fn pop(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let deque = this(args[0]);
    let Some(value) = pop_back(vm, deque) else { return Err(vm.index_error("pop from an empty deque")) };
    shrink(vm, deque)?;
    Ok(value)
}

fn pop_left(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let deque = this(args[0]);
    let Some(value) = pop_front(vm, deque) else { return Err(vm.index_error("pop from an empty deque")) };
    shrink(vm, deque)?;
    Ok(value)
}

/// What extending by an iterable adds: of a deque by itself, what is in it now.
fn extension(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if args[1] == args[0] { Ok(vm.collect_list(args[1])?.value()) } else { Ok(args[1]) }
}

fn extend(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let items = extension(vm, args)?;
    let deque = this(args[0]);
    extend_by(vm, deque, items)?;
    Ok(Value::NONE)
}

fn extend_left(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let items = extension(vm, args)?;
    let deque = this(args[0]);
    vm.for_each(items, |vm, value| push_front(vm, deque, value))?;
    Ok(Value::NONE)
}

fn iadd(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    extend(vm, args)?;
    Ok(args[0])
}

fn clear(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    clear_all(vm, this(args[0])).map(|()| Value::NONE)
}

fn rotate(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let deque = this::<Deque>(args[0]);
    let n = match args.opt(1) {
        Some(n) => vm.index_c_ssize(n)?,
        None => 1,
    };
    rotate_by(vm, deque, n);
    Ok(Value::NONE)
}

/// Moves each item `n` places to the right, the shorter way round. A full ring only turns its head.
fn rotate_by(vm: &Vm, deque: This, n: i64) {
    let data = &deque.data;
    let len = data.len.get();
    if len <= 1 {
        return;
    }
    let right = n.rem_euclid(len as i64) as usize;
    if right == 0 {
        return;
    }
    data.changed();
    let mask = data.ring.get().len() - 1;
    if len == mask + 1 {
        data.head.set(data.head.get().wrapping_sub(right) & mask);
        return;
    }
    if right <= len / 2 {
        for _ in 0..right {
            let value = data.item(len - 1);
            data.set(vm, len - 1, Value::EMPTY);
            data.head.set(data.head.get().wrapping_sub(1) & mask);
            data.set(vm, 0, value);
        }
    } else {
        for _ in 0..len - right {
            let value = data.item(0);
            data.set(vm, 0, Value::EMPTY);
            data.head.set(data.place(1));
            data.set(vm, len - 1, value);
        }
    }
}

fn len(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::len(length(args[0])))
}

fn length(deque: Value) -> usize {
    this::<Deque>(deque).data.len()
}

/// The position that an index means.
fn position(vm: &mut Vm, deque: This, index: Value) -> PyResult<usize> {
    let n = match index.as_small_int() {
        Some(n) => n,
        None if vm.special_of(index, Special::Index).is_some() => vm.index_i64(index, Exc::IndexError)?,
        None => {
            let message = format!("sequence index must be integer, not '{}'", vm.type_name(index));
            return Err(vm.type_error(&message));
        }
    };
    let len = deque.data.len() as i64;
    let at = if n < 0 { n + len } else { n };
    if (0..len).contains(&at) { Ok(at as usize) } else { Err(vm.index_error("deque index out of range")) }
}

fn get_item(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let deque = this::<Deque>(args[0]);
    let at = position(vm, deque, args[1])?;
    Ok(deque.data.item(at))
}

fn set_item(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let deque = this::<Deque>(args[0]);
    let at = position(vm, deque, args[1])?;
    deque.data.set(vm, at, args[2]);
    Ok(Value::NONE)
}

/// Removes item `at` by moving the items on its shorter side.
fn remove_at(vm: &Vm, deque: This, at: usize) {
    let data = &deque.data;
    let len = data.len.get();
    if at < len / 2 {
        for index in (0..at).rev() {
            data.set(vm, index + 1, data.item(index));
        }
        pop_front(vm, deque);
    } else {
        for index in at + 1..len {
            data.set(vm, index - 1, data.item(index));
        }
        pop_back(vm, deque);
    }
}

fn delete_item(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let deque = this(args[0]);
    let at = position(vm, deque, args[1])?;
    remove_at(vm, deque, at);
    Ok(Value::NONE)
}

fn insert(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let deque = this::<Deque>(args[0]);
    let n = vm.index_c_ssize(args[1])?;
    if deque.data.limit.get() == Some(deque.data.len()) {
        return Err(vm.index_error("deque already at its maximum size"));
    }
    let len = deque.data.len() as i64;
    let at = if n < 0 { (n + len).max(0) } else { n.min(len) } as usize;
    if at < deque.data.len() / 2 {
        push_front(vm, deque, args[2])?;
        for index in 0..at {
            deque.data.set(vm, index, deque.data.item(index + 1));
        }
    } else {
        push_back(vm, deque, args[2])?;
        for index in (at..len as usize).rev() {
            deque.data.set(vm, index + 1, deque.data.item(index));
        }
    }
    deque.data.set(vm, at, args[2]);
    Ok(Value::NONE)
}

/// First position in `start..stop` of what equals `value`; `exc` if a comparison changes the deque.
fn find(
    vm: &mut Vm,
    deque: This,
    value: Value,
    (start, stop): (usize, usize),
    on_change: (Exc, &str),
) -> PyResult<Option<usize>> {
    let version = deque.data.version();
    for index in start..stop.min(deque.data.len()) {
        let equal = vm.equal(deque.data.item(index), value)?;
        if deque.data.version() != version {
            return Err(vm.raise_text(on_change.0, on_change.1));
        }
        if equal {
            return Ok(Some(index));
        }
    }
    Ok(None)
}

const MUTATED: (Exc, &str) = (Exc::RuntimeError, "deque mutated during iteration");

fn contains(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let found = find(vm, this(args[0]), args[1], (0, usize::MAX), MUTATED)?;
    Ok(Value::bool(found.is_some()))
}

fn index(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let deque = this::<Deque>(args[0]);
    let len = deque.data.len() as i64;
    let mut bound = |index: usize, default: i64| -> PyResult<usize> {
        let n = match args.opt(index) {
            Some(n) => slice_bound(vm, n)?,
            None => default,
        };
        Ok(if n < 0 { n.saturating_add(len).max(0) } else { n.min(len) } as usize)
    };
    let range = (bound(2, 0)?, bound(3, len)?);
    match find(vm, deque, args[1], range, MUTATED)? {
        Some(at) => Ok(Value::len(at)),
        None => {
            let message = format!("{} is not in deque", vm.repr_text(args[1])?);
            Err(vm.value_error(&message))
        }
    }
}

fn slice_bound(vm: &mut Vm, value: Value) -> PyResult<i64> {
    if vm.special_of(value, Special::Index).is_none() {
        return Err(vm.type_error("slice indices must be integers or have an __index__ method"));
    }
    vm.index_clipped(value)
}

fn count(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let deque = this::<Deque>(args[0]);
    let version = deque.data.version();
    let mut n = 0;
    for index in 0..deque.data.len() {
        n += usize::from(vm.equal(deque.data.item(index), args[1])?);
        if deque.data.version() != version {
            return Err(vm.raise_text(MUTATED.0, MUTATED.1));
        }
    }
    Ok(Value::len(n))
}

fn remove(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let deque = this(args[0]);
    let on_change = (Exc::IndexError, "deque mutated during iteration");
    match find(vm, deque, args[1], (0, usize::MAX), on_change)? {
        Some(at) => {
            remove_at(vm, deque, at);
            Ok(Value::NONE)
        }
        None => {
            let message = format!("{} is not in deque", vm.repr_text(args[1])?);
            Err(vm.value_error(&message))
        }
    }
}

fn reverse(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let deque = this::<Deque>(args[0]);
    let data = &deque.data;
    let len = data.len();
    for index in 0..len / 2 {
        let (low, high) = (data.item(index), data.item(len - 1 - index));
        data.set(vm, index, high);
        data.set(vm, len - 1 - index, low);
    }
    Ok(Value::NONE)
}

fn copy(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = vm.class_of(args[0]).value();
    match maxlen(vm, args[0])? {
        limit if limit.is_none() => vm.call(class, &[args[0]]),
        limit => vm.call(class, &[args[0], limit]),
    }
}

fn maxlen(vm: &mut Vm, value: Value) -> PyResult<Value> {
    match this::<Deque>(value).data.limit.get() {
        Some(limit) => vm.int(limit as i64),
        None => Ok(Value::NONE),
    }
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if !vm.enter_repr(args[0]) {
        return Ok(vm.str("[...]")?.value());
    }
    let list = vm.collect_list(args[0]);
    let text = list.and_then(|list| vm.repr(list.value()));
    vm.leave_repr(args[0]);
    let inner = text?;
    let mut text = format!("{}(", vm.class_of(args[0]).name_text()).into_bytes();
    text.extend(inner.to_wtf8());
    if let Some(limit) = this::<Deque>(args[0]).data.limit.get() {
        text.extend(format!(", maxlen={limit}").into_bytes());
    }
    text.push(b')');
    Ok(vm.str_from_wtf8(&text)?.value())
}

fn compare(vm: &mut Vm, args: Args<'_>, op: CompareOp) -> PyResult<Value> {
    let Some(other) = args[1].cast::<Native<Deque>>() else { return Ok(Value::NOT_IMPLEMENTED) };
    if args[0] == args[1] && matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(Value::bool(op == CompareOp::Eq));
    }
    let own = this::<Deque>(args[0]);
    if own.data.len() != other.data.len() && matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(Value::bool(op == CompareOp::Ne));
    }
    let versions = (own.data.version(), other.data.version());
    for index in 0..own.data.len().min(other.data.len()) {
        let (x, y) = (own.data.item(index), other.data.item(index));
        if !vm.equal(x, y)? {
            return match op {
                CompareOp::Eq => Ok(Value::FALSE),
                CompareOp::Ne => Ok(Value::TRUE),
                CompareOp::Lt | CompareOp::Le | CompareOp::Gt | CompareOp::Ge => vm.compare(op, x, y),
            };
        }
        if versions != (own.data.version(), other.data.version()) {
            return Err(vm.raise_text(MUTATED.0, MUTATED.1));
        }
    }
    Ok(Value::bool(op.holds(own.data.len().cmp(&other.data.len()))))
}

macro_rules! comparisons {
    ($($name:ident $op:ident;)*) => {
        $(fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> { compare(vm, args, CompareOp::$op) })*
    };
}
comparisons! { lt Lt; le Le; eq Eq; ne Ne; gt Gt; ge Ge; }

fn add(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if !args[1].is::<Native<Deque>>() {
        let message = format!("can only concatenate deque (not \"{}\") to deque", vm.type_name(args[1]));
        return Err(vm.type_error(&message));
    }
    let new = copy(vm, args)?;
    extend(vm, Args::new(&[new, args[1]]))?;
    Ok(new)
}

/// The number of repetitions; none if the other operand is no int.
fn repetitions(vm: &mut Vm, value: Value) -> PyResult<usize> {
    if vm.special_of(value, Special::Index).is_none() {
        let message = format!("'{}' object cannot be interpreted as an integer", vm.type_name(value));
        return Err(vm.type_error(&message));
    }
    Ok(vm.index_i64(value, Exc::OverflowError)?.max(0) as usize)
}

fn repeat(vm: &mut Vm, deque: This, times: usize) -> PyResult<()> {
    if times == 0 {
        return clear_all(vm, deque);
    }
    let items: Gc<List> = vm.collect_list(deque.value())?;
    let total = items.len().saturating_mul(times);
    vm.check_memory(total.min(deque.data.limit.get().unwrap_or(usize::MAX)).saturating_mul(8))?;
    // Of what does not fit, only the end is left: whole repetitions before it need not be made.
    let times = match deque.data.limit.get() {
        Some(limit) if total > limit && !items.is_empty() => (limit / items.len() + 2).min(times),
        _ => times,
    };
    for _ in 1..times {
        for index in 0..items.len() {
            push_back(vm, deque, items.items()[index])?;
        }
    }
    Ok(())
}

fn mul(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let times = repetitions(vm, args[1])?;
    let new = copy(vm, args)?;
    let Some(deque) = new.cast::<Native<Deque>>() else { return Ok(new) };
    repeat(vm, deque, times)?;
    Ok(new)
}

fn imul(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let times = repetitions(vm, args[1])?;
    repeat(vm, this(args[0]), times)?;
    Ok(args[0])
}

fn reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = vm.class_of(args[0]).value();
    let state = vm.call_method(args[0], "__getstate__", &[])?;
    let items = vm.iter(args[0])?;
    let empty = vm.tuple(&[])?.value();
    let given = match maxlen(vm, args[0])? {
        limit if limit.is_none() => empty,
        limit => vm.tuple(&[empty, limit])?.value(),
    };
    Ok(vm.tuple(&[class, given, state, items])?.value())
}

fn size_of(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::len(80 + 8 * this::<Deque>(args[0]).data.ring.get().len()))
}

/// `collections.deque`
pub(super) static DEQUE: TypeSpec = TypeSpec {
    name: "deque",
    module: "collections",
    length: Some(length),
    flags: type_flag::BASE_TYPE | type_flag::SEQUENCE | type_flag::HAS_WEAKREF | type_flag::SEQUENCE_CONCAT,
    methods: &[
        method("__new__", "(*args, **kwargs)", new).class_only(),
        method("__init__", "(iterable=(), maxlen=None)", init).leaf(LeafRule::OfBuiltins),
        method("append", "(x, /)", append).leaf(LeafRule::Always).of_derived().doc("Add an element to the right side of the deque."),
        method("appendleft", "(x, /)", append_left).leaf(LeafRule::Always).of_derived().doc("Add an element to the left side of the deque."),
        method("pop", "()", pop).leaf(LeafRule::Always).of_derived().doc("Remove and return the rightmost element."),
        method("popleft", "()", pop_left).leaf(LeafRule::Always).of_derived().doc("Remove and return the leftmost element."),
        method("extend", "(iterable, /)", extend)
            .doc("Extend the right side of the deque with elements from the iterable"),
        method("extendleft", "(iterable, /)", extend_left)
            .doc("Extend the left side of the deque with elements from the iterable"),
        method("clear", "()", clear).leaf(LeafRule::Always).of_derived().doc("Remove all elements from the deque."),
        method("rotate", "(n=1, /)", rotate).leaf(LeafRule::OfPlain).of_derived()
            .doc("Rotate the deque n steps to the right (default n=1).  If n is negative, rotates left."),
        method("insert", "(index, value, /)", insert)
            .convention(Convention::Parse)
            .doc("D.insert(index, object) -- insert object before index"),
        method("index", "(value, start=0, stop=None, /)", index).convention(Convention::Parse).doc(
            "D.index(value, [start, [stop]]) -- return first index of value.\nRaises ValueError if the value is not present.",
        ),
        method("count", "(x, /)", count).doc("D.count(value) -- return number of occurrences of value"),
        method("remove", "(value, /)", remove).doc("D.remove(value) -- remove first occurrence of value."),
        method("reverse", "()", reverse).doc("D.reverse() -- reverse *IN PLACE*"),
        method("copy", "()", copy).leaf(LeafRule::Always).doc("Return a shallow copy of a deque."),
        method("__copy__", "()", copy).doc("Return a shallow copy of a deque."),
        method("__len__", "()", len).leaf(LeafRule::OfPlain).of_derived(),
        method("__getitem__", "(key, /)", get_item).leaf(LeafRule::OfPlain).of_derived(),
        method("__setitem__", "(key, value, /)", set_item),
        method("__delitem__", "(key, /)", delete_item),
        method("__contains__", "(key, /)", contains),
        method("__iter__", "()", super::deque_iterator::forward),
        method("__reversed__", "()", super::deque_iterator::backward)
            .doc("D.__reversed__() -- return a reverse iterator over the deque"),
        method("__repr__", "()", repr),
        method("__add__", "(value, /)", add),
        method("__iadd__", "(value, /)", iadd),
        method("__mul__", "(value, /)", mul),
        method("__rmul__", "(value, /)", mul),
        method("__imul__", "(value, /)", imul),
        method("__lt__", "(value, /)", lt),
        method("__le__", "(value, /)", le),
        method("__eq__", "(value, /)", eq),
        method("__ne__", "(value, /)", ne),
        method("__gt__", "(value, /)", gt),
        method("__ge__", "(value, /)", ge),
        method("__reduce__", "()", reduce).doc("Return state information for pickling."),
        method("__sizeof__", "()", size_of).doc("D.__sizeof__() -- size of D in memory, in bytes"),
        CLASS_GETITEM,
    ],
    getset: &[readonly("maxlen", maxlen)],
    doc: "deque([iterable[, maxlen]]) --> deque object\n\nA list-like sequence optimized for data accesses near its endpoints.",
    ..TypeSpec::EMPTY
};
