//! `_queue`: `SimpleQueue`, which threads put things into and take them from.

use crate::convert::truth;
use crate::errors::ErrorClass;
use crate::receiver::{class_arg, this};
use runtime::builtins::generic_alias::CLASS_GETITEM;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Field, Gc, Native, NativeData, Tracer};
use runtime::native::{Args, ModuleSpec, TypeSpec, method};
use runtime::object::list::List;
use runtime::object::module::Module;
use runtime::object::type_object::type_flag;
use runtime::threads::Lock;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::Cell;
use std::sync::Arc;
use std::time::{Duration, Instant};

static EMPTY: ErrorClass =
    ErrorClass::new("_queue.Empty", Exc::Exception, "Exception raised by Queue.get(block=0)/get_nowait().");

struct SimpleQueue {
    /// The items, from `first` on.
    items: Field<Gc<List>>,
    first: Cell<usize>,
    /// Threads that wait for an item; they are let through one by one.
    waiting: Cell<usize>,
    turn: Arc<Lock>,
}

impl NativeData for SimpleQueue {
    runtime::native_info!(SimpleQueue);

    fn trace(&self, tracer: &mut Tracer<'_>) {
        tracer.field(&self.items);
    }
}

type This = Gc<Native<SimpleQueue>>;

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let items = vm.list(&[])?;
    let queue = SimpleQueue {
        items: Field::new(items),
        first: Cell::new(0),
        waiting: Cell::new(0),
        turn: Arc::new(Lock::new_held()),
    };
    Ok(vm.native(class_arg(args), queue)?.value())
}

fn let_one_through(queue: This) {
    if queue.data.waiting.get() > 0 {
        queue.data.turn.release();
    }
}

fn put(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let queue = this::<SimpleQueue>(args[0]);
    queue.data.items.get().push(vm, args[1])?;
    let_one_through(queue);
    Ok(Value::NONE)
}

/// Takes the oldest item.
fn take(vm: &mut Vm, queue: This) -> PyResult<Option<Value>> {
    const FEW: usize = 64;
    let (items, first) = (queue.data.items.get(), queue.data.first.get());
    let Some(item) = items.get(first) else { return Ok(None) };
    items.set(vm, first, Value::NONE);
    let mut next = first + 1;
    if next == items.len() || (next > FEW && next * 2 > items.len()) {
        items.splice(vm, 0, next, &[])?;
        next = 0;
    }
    queue.data.first.set(next);
    if next < items.len() {
        let_one_through(queue);
    }
    Ok(Some(item))
}

fn get_within(vm: &mut Vm, queue: This, limit: Option<Duration>) -> PyResult<Value> {
    let end = limit.and_then(|limit| Instant::now().checked_add(limit));
    loop {
        if let Some(item) = take(vm, queue)? {
            return Ok(item);
        }
        let left = end.map(|end| end.saturating_duration_since(Instant::now()));
        if left.is_some_and(|left| left.is_zero()) {
            return Err(EMPTY.raise_plain(vm));
        }
        let turn = Arc::clone(&queue.data.turn);
        queue.data.waiting.set(queue.data.waiting.get() + 1);
        let waited = vm.acquire_lock(&turn, left);
        queue.data.waiting.set(queue.data.waiting.get() - 1);
        waited?;
    }
}

fn get(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let block = truth(vm, args.opt(1), true)?;
    let limit = match args.not_none(2) {
        _ if !block => Some(Duration::ZERO),
        None => None,
        Some(timeout) => match u64::try_from(crate::time::seconds(vm, timeout)?) {
            Ok(nanos) => Some(Duration::from_nanos(nanos)),
            Err(_) => return Err(vm.value_error("'timeout' must be a non-negative number")),
        },
    };
    get_within(vm, this::<SimpleQueue>(args[0]), limit)
}

fn get_nowait(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    get_within(vm, this::<SimpleQueue>(args[0]), Some(Duration::ZERO))
}

fn size(queue: This) -> usize {
    queue.data.items.get().len() - queue.data.first.get()
}

fn empty(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(size(this(args[0])) == 0))
}

fn qsize(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::len(size(this(args[0]))))
}

static SIMPLE_QUEUE: TypeSpec = TypeSpec {
    name: "SimpleQueue",
    module: "_queue",
    flags: type_flag::BASE_TYPE | type_flag::HAS_WEAKREF,
    methods: &[
        method("__new__", "()", new),
        method("put", "(item, block=True, timeout=None)", put).doc("Put the item on the queue."),
        method("put_nowait", "(item)", put).doc("Put an item into the queue without blocking."),
        method("get", "(block=True, timeout=None)", get).doc("Remove and return an item from the queue."),
        method("get_nowait", "()", get_nowait).doc("Remove and return an item from the queue without blocking."),
        method("empty", "()", empty).doc("Return True if the queue is empty, False otherwise (not reliable!)."),
        method("qsize", "()", qsize).doc("Return the approximate size of the queue (not reliable!)."),
        CLASS_GETITEM,
    ],
    doc: "Simple, unbounded, reentrant FIFO queue.",
    ..TypeSpec::EMPTY
};

/// `_queue`
pub(crate) static QUEUE: ModuleSpec = ModuleSpec {
    name: "_queue",
    doc: "C implementation of the Python queue module.\nThis module is an implementation detail, please do not use it directly.",
    types: &[&SIMPLE_QUEUE],
    init: Some(init),
    ..ModuleSpec::EMPTY
};

fn init(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    EMPTY.add_to(vm, module)
}
