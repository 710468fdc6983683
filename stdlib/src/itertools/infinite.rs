//! `count`, `cycle`, `repeat`.

use super::{deprecated, reduced, reduced_with_state, state_parts};
use crate::receiver::{class_arg, this};
use runtime::builtins::iterators::itself;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Field, Gc, Native};
use runtime::native::{Args, TypeSpec, method};
use runtime::object::Special;
use runtime::object::list::List;
use runtime::object::protocol::BinaryOp;
use runtime::object::type_object::type_flag;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::Cell;

/// The next number, and what is added each time.
struct Count {
    number: Field<Value>,
    step: Field<Value>,
}
runtime::native_data!(Count, [number, step]);

fn is_number(vm: &mut Vm, value: Value) -> bool {
    value.is_float()
        || value.as_int().is_some()
        || [Special::Index, Special::Int, Special::Float, Special::Complex]
            .iter()
            .any(|&special| vm.special_of(value, special).is_some())
}

fn count_new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let mut number = args.opt(1).unwrap_or(Value::int32(0));
    let mut step = args.opt(2).unwrap_or(Value::int32(1));
    if !is_number(vm, number) || !is_number(vm, step) {
        return Err(vm.type_error("a number is required"));
    }
    // Counting by one from an index-sized int forgets subclasses of int.
    if step.as_i64() == Some(1)
        && let Some(n) = number.as_i64()
    {
        number = vm.int(n)?;
        step = Value::int32(1);
    }
    let data = Count { number: Field::new(number), step: Field::new(step) };
    Ok(vm.native(class_arg(args), data)?.value())
}

fn count_next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let count = this::<Count>(args[0]);
    let (number, step) = (count.data.number.get(), count.data.step.get());
    let next = match (number.as_small_int(), step.as_small_int()) {
        (Some(a), Some(b)) => vm.int(a + b)?,
        _ => vm.binary(BinaryOp::Add, number, step)?,
    };
    count.data.number.set(vm, count, next);
    Ok(number)
}

fn count_repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let count = this::<Count>(args[0]);
    let class = vm.class_of(args[0]);
    let name = class.name_text();
    let number = vm.repr_text(count.data.number.get())?;
    let step = count.data.step.get();
    let text = if step.as_i64() == Some(1) {
        format!("{name}({number})")
    } else {
        format!("{name}({number}, {})", vm.repr_text(step)?)
    };
    Ok(vm.str(&text)?.value())
}

fn count_reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    deprecated(vm)?;
    let count = this::<Count>(args[0]);
    let (number, step) = (count.data.number.get(), count.data.step.get());
    if step == Value::int32(1) && number.as_i64().is_some() {
        return reduced(vm, args[0], &[number]);
    }
    reduced(vm, args[0], &[number, step])
}

/// `itertools.count`
pub(super) static COUNT: TypeSpec = TypeSpec {
    name: "count",
    module: "itertools",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(start=0, step=1)", count_new),
        method("__iter__", "()", itself),
        method("__next__", "()", count_next),
        method("__repr__", "()", count_repr),
        method("__reduce__", "()", count_reduce),
    ],
    doc: "Return a count object whose .__next__() method returns consecutive values.\n\nEquivalent to:\n    def count(firstval=0, step=1):\n        x = firstval\n        while 1:\n            yield x\n            x += step",
    ..TypeSpec::EMPTY
};

struct Cycle {
    /// EMPTY once exhausted.
    iterator: Field<Value>,
    saved: Field<Gc<List>>,
    at: Cell<usize>,
    /// The iterator's items have been saved already (only after `__setstate__`).
    saved_already: Cell<bool>,
}
runtime::native_data!(Cycle, [iterator, saved]);

fn cycle_new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let iterator = vm.iter(args[1])?;
    let saved = vm.list(&[])?;
    let data = Cycle {
        iterator: Field::new(iterator),
        saved: Field::new(saved),
        at: Cell::new(0),
        saved_already: Cell::new(false),
    };
    Ok(vm.native(class_arg(args), data)?.value())
}

fn cycle_next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let cycle = this::<Cycle>(args[0]);
    if let Some(iterator) = cycle.data.iterator.get().given() {
        if let Some(item) = vm.next(iterator)? {
            if !cycle.data.saved_already.get() {
                cycle.data.saved.get().push(vm, item)?;
            }
            return Ok(item);
        }
        cycle.data.iterator.set(vm, cycle, Value::EMPTY);
    }
    let saved = cycle.data.saved.get();
    let at = cycle.data.at.get();
    let Some(item) = saved.get(at) else { return Ok(Value::EMPTY) };
    cycle.data.at.set(if at + 1 >= saved.len() { 0 } else { at + 1 });
    Ok(item)
}

fn cycle_reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    deprecated(vm)?;
    let cycle = this::<Cycle>(args[0]);
    let saved = cycle.data.saved.get().value();
    let (iterator, first) = match cycle.data.iterator.get().given() {
        Some(iterator) => (iterator, cycle.data.saved_already.get()),
        None => {
            let iterator = vm.iter(saved)?;
            let at = cycle.data.at.get();
            if at != 0 {
                vm.call_method(iterator, "__setstate__", &[Value::len(at)])?;
            }
            (iterator, true)
        }
    };
    let state = vm.tuple(&[saved, Value::bool(first)])?.value();
    reduced_with_state(vm, args[0], &[iterator], state)
}

fn cycle_set_state(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    deprecated(vm)?;
    let cycle = this::<Cycle>(args[0]);
    let parts = state_parts(vm, args[1], (2, 2))?;
    let Some(saved) = parts.get(0).cast::<List>() else {
        let message = format!("argument 1 must be list, not {}", vm.arg_type_name(parts.get(0)));
        return Err(vm.type_error(&message));
    };
    let first = vm.index_c_int(parts.get(1))? != 0;
    cycle.data.saved.set(vm, cycle, saved);
    cycle.data.saved_already.set(first);
    cycle.data.at.set(0);
    Ok(Value::NONE)
}

/// `itertools.cycle`
pub(super) static CYCLE: TypeSpec = TypeSpec {
    name: "cycle",
    module: "itertools",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(iterable, /)", cycle_new),
        method("__iter__", "()", itself),
        method("__next__", "()", cycle_next),
        method("__reduce__", "()", cycle_reduce),
        method("__setstate__", "(state, /)", cycle_set_state),
    ],
    doc: "Return elements from the iterable until it is exhausted. Then repeat the sequence indefinitely.",
    ..TypeSpec::EMPTY
};

struct Repeat {
    element: Field<Value>,
    /// How many are left; below 0: without end.
    left: Cell<i64>,
}
runtime::native_data!(Repeat, [element]);

fn repeat_new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let left = match args.opt(2) {
        Some(times) => vm.index_i64(times, Exc::OverflowError)?.max(0),
        None => -1,
    };
    let data = Repeat { element: Field::new(args[1]), left: Cell::new(left) };
    Ok(vm.native(class_arg(args), data)?.value())
}

fn repeat_next(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let repeat = this::<Repeat>(args[0]);
    match repeat.data.left.get() {
        0 => return Ok(Value::EMPTY),
        left if left > 0 => repeat.data.left.set(left - 1),
        _ => {}
    }
    Ok(repeat.data.element.get())
}

fn repeat_repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let repeat: Gc<Native<Repeat>> = this(args[0]);
    let name = vm.class_of(args[0]).name_text();
    let element = vm.repr_text(repeat.data.element.get())?;
    let text = match repeat.data.left.get() {
        left if left < 0 => format!("{name}({element})"),
        left => format!("{name}({element}, {left})"),
    };
    Ok(vm.str(&text)?.value())
}

fn repeat_hint(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    match this::<Repeat>(args[0]).data.left.get() {
        left if left < 0 => Err(vm.type_error("len() of unsized object")),
        left => vm.int(left),
    }
}

fn repeat_reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    deprecated(vm)?;
    let repeat = this::<Repeat>(args[0]);
    let element = repeat.data.element.get();
    match repeat.data.left.get() {
        left if left < 0 => reduced(vm, args[0], &[element]),
        left => {
            let left = vm.int(left)?;
            reduced(vm, args[0], &[element, left])
        }
    }
}

/// `itertools.repeat`
pub(super) static REPEAT: TypeSpec = TypeSpec {
    name: "repeat",
    module: "itertools",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(object, times=0)", repeat_new),
        method("__iter__", "()", itself),
        method("__next__", "()", repeat_next),
        method("__repr__", "()", repeat_repr),
        method("__length_hint__", "()", repeat_hint).doc("Private method returning an estimate of len(list(it))."),
        method("__reduce__", "()", repeat_reduce),
    ],
    doc: "repeat(object [,times]) -> create an iterator which returns the object\nfor the specified number of times.  If not specified, returns the object\nendlessly.",
    ..TypeSpec::EMPTY
};
