//! `_collections`: deque and defaultdict.

use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Field, Gc, Native};
use runtime::native::{Args, ModuleSpec, TypeSpec, getset, method, readonly};
use runtime::object::dict::Dict;
use runtime::object::header::Kind;
use runtime::object::list::List;
use runtime::object::protocol::CompareOp;
use runtime::object::string::Str;
use runtime::object::tuple::Tuple;
use runtime::object::type_object::{Type, type_flag};
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::Cell;

/// A deque: a ring in a list, whose unused items are None.
pub(crate) struct Deque {
    ring: Field<Gc<List>>,
    head: Cell<usize>,
    len: Cell<usize>,
    /// Changes with every change, to detect mutation while iterating.
    version: Cell<u64>,
    limit: Cell<Option<usize>>,
}
runtime::native_data!(Deque, [ring]);

type This = Gc<Native<Deque>>;

fn of(value: Value) -> This {
    value.cast::<Native<Deque>>().expect("the receiver of a method of deque is one")
}

fn slot(this: This, index: usize) -> usize {
    (this.data.head.get() + index) & (this.data.ring.get().len() - 1)
}

fn item(this: This, index: usize) -> Value {
    this.data.ring.get().items()[slot(this, index)]
}

fn set(vm: &Vm, this: This, index: usize, value: Value) {
    this.data.ring.get().set(vm, slot(this, index), value);
}

fn changed(this: This) {
    this.data.version.set(this.data.version.get() + 1);
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = args[0].cast::<Type>().expect("checked by the caller");
    let ring = vm.list(&[Value::NONE; 8])?;
    let data = Deque {
        ring: Field::new(ring),
        head: Cell::new(0),
        len: Cell::new(0),
        version: Cell::new(0),
        limit: Cell::new(None),
    };
    Ok(vm.native(class, data)?.value())
}

fn init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    let limit = match args.not_none(2) {
        Some(limit) => {
            let n = vm.index_i64(limit, Exc::OverflowError)?;
            if n < 0 {
                return Err(vm.value_error("maxlen must be non-negative"));
            }
            Some(n as usize)
        }
        None => None,
    };
    this.data.limit.set(limit);
    clear_all(vm, this);
    if let Some(iterable) = args.opt(1) {
        vm.for_each(iterable, |vm, value| push_back(vm, this, value))?;
    }
    Ok(Value::NONE)
}

fn grow(vm: &mut Vm, this: This) -> PyResult<()> {
    let ring = this.data.ring.get();
    if this.data.len.get() < ring.len() {
        return Ok(());
    }
    let len = ring.len();
    let new = vm.list(&[])?;
    new.reserve(vm, len * 2)?;
    for index in 0..len {
        new.push(vm, item(this, index))?;
    }
    for _ in 0..len {
        new.push(vm, Value::NONE)?;
    }
    this.data.ring.set(vm, this, new);
    this.data.head.set(0);
    Ok(())
}

fn push_back(vm: &mut Vm, this: This, value: Value) -> PyResult<()> {
    changed(this);
    if this.data.limit.get() == Some(0) {
        return Ok(());
    }
    if this.data.limit.get() == Some(this.data.len.get()) {
        pop_front(vm, this);
    }
    grow(vm, this)?;
    let len = this.data.len.get();
    set(vm, this, len, value);
    this.data.len.set(len + 1);
    Ok(())
}

fn push_front(vm: &mut Vm, this: This, value: Value) -> PyResult<()> {
    changed(this);
    if this.data.limit.get() == Some(0) {
        return Ok(());
    }
    if this.data.limit.get() == Some(this.data.len.get()) {
        pop_back(vm, this);
    }
    grow(vm, this)?;
    let mask = this.data.ring.get().len() - 1;
    this.data.head.set(this.data.head.get().wrapping_sub(1) & mask);
    this.data.len.set(this.data.len.get() + 1);
    set(vm, this, 0, value);
    Ok(())
}

fn pop_back(vm: &Vm, this: This) -> Option<Value> {
    let last = this.data.len.get().checked_sub(1)?;
    let value = item(this, last);
    set(vm, this, last, Value::NONE);
    this.data.len.set(last);
    changed(this);
    Some(value)
}

fn pop_front(vm: &Vm, this: This) -> Option<Value> {
    let rest = this.data.len.get().checked_sub(1)?;
    let value = item(this, 0);
    set(vm, this, 0, Value::NONE);
    this.data.head.set(slot(this, 1));
    this.data.len.set(rest);
    changed(this);
    Some(value)
}

fn clear_all(vm: &Vm, this: This) {
    while pop_back(vm, this).is_some() {}
}

fn append(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    push_back(vm, of(args[0]), args[1]).map(|()| Value::NONE)
}

fn appendleft(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    push_front(vm, of(args[0]), args[1]).map(|()| Value::NONE)
}

fn pop(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    match pop_back(vm, of(args[0])) {
        Some(value) => Ok(value),
        None => Err(vm.index_error("pop from an empty deque")),
    }
}

fn popleft(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    match pop_front(vm, of(args[0])) {
        Some(value) => Ok(value),
        None => Err(vm.index_error("pop from an empty deque")),
    }
}

fn extend(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let items = if args[1] == args[0] { vm.collect_list(args[1])?.value() } else { args[1] };
    let this = of(args[0]);
    vm.for_each(items, |vm, value| push_back(vm, this, value))?;
    Ok(Value::NONE)
}

fn extendleft(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let items = if args[1] == args[0] { vm.collect_list(args[1])?.value() } else { args[1] };
    let this = of(args[0]);
    vm.for_each(items, |vm, value| push_front(vm, this, value))?;
    Ok(Value::NONE)
}

fn iadd(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    extend(vm, args)?;
    Ok(args[0])
}

fn clear(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    clear_all(vm, of(args[0]));
    Ok(Value::NONE)
}

fn rotate(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    let n = args.opt(1).map_or(Ok(1), |n| vm.index_i64(n, Exc::OverflowError))?;
    let len = this.data.len.get() as i64;
    if len > 1 {
        for _ in 0..n.rem_euclid(len) {
            if let Some(value) = pop_back(vm, this) {
                push_front(vm, this, value)?;
            }
        }
    }
    Ok(Value::NONE)
}

fn len(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::len(of(args[0]).data.len.get()))
}

fn to_bool(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(of(args[0]).data.len.get() != 0))
}

fn position(vm: &mut Vm, this: This, index: Value) -> PyResult<usize> {
    let n = vm.index_i64(index, Exc::IndexError)?;
    let len = this.data.len.get() as i64;
    let at = if n < 0 { n + len } else { n };
    if (0..len).contains(&at) { Ok(at as usize) } else { Err(vm.index_error("deque index out of range")) }
}

fn getitem(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    let at = position(vm, this, args[1])?;
    Ok(item(this, at))
}

fn setitem(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    let at = position(vm, this, args[1])?;
    set(vm, this, at, args[2]);
    Ok(Value::NONE)
}

/// Replaces all items.
fn refill(vm: &mut Vm, this: This, items: Gc<List>) -> PyResult<()> {
    clear_all(vm, this);
    for index in 0..items.len() {
        push_back(vm, this, items.items()[index])?;
    }
    Ok(())
}

fn as_list(vm: &mut Vm, this: This) -> PyResult<Gc<List>> {
    let list = vm.list(&[])?;
    for index in 0..this.data.len.get() {
        list.push(vm, item(this, index))?;
    }
    Ok(list)
}

fn delitem(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    let at = position(vm, this, args[1])?;
    let list = as_list(vm, this)?;
    list.splice(vm, at, at + 1, &[])?;
    refill(vm, this, list).map(|()| Value::NONE)
}

fn insert(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    if this.data.limit.get() == Some(this.data.len.get()) {
        return Err(vm.index_error("deque already at its maximum size"));
    }
    let n = vm.index_i64(args[1], Exc::OverflowError)?;
    let len = this.data.len.get() as i64;
    let at = if n < 0 { (n + len).max(0) } else { n.min(len) } as usize;
    let list = as_list(vm, this)?;
    list.splice(vm, at, at, &[args[2]])?;
    refill(vm, this, list).map(|()| Value::NONE)
}

fn find(vm: &mut Vm, this: This, value: Value) -> PyResult<Option<usize>> {
    let version = this.data.version.get();
    for index in 0..this.data.len.get() {
        if vm.equal(item(this, index), value)? {
            return Ok(Some(index));
        }
        if this.data.version.get() != version {
            return Err(vm.runtime_error("deque mutated during iteration"));
        }
    }
    Ok(None)
}

fn contains(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(find(vm, of(args[0]), args[1])?.is_some()))
}

fn index(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    match find(vm, of(args[0]), args[1])? {
        Some(at) => Ok(Value::len(at)),
        None => {
            let message = format!("{} is not in deque", vm.repr_text(args[1])?);
            Err(vm.value_error(&message))
        }
    }
}

fn count(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    let mut n = 0;
    for index in 0..this.data.len.get() {
        n += usize::from(vm.equal(item(this, index), args[1])?);
    }
    Ok(Value::len(n))
}

fn remove(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    match find(vm, this, args[1])? {
        Some(at) => {
            let list = as_list(vm, this)?;
            list.splice(vm, at, at + 1, &[])?;
            refill(vm, this, list).map(|()| Value::NONE)
        }
        None => Err(vm.value_error("deque.remove(x): x not in deque")),
    }
}

fn reverse(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let list = as_list(vm, of(args[0]))?;
    list.with_items_mut(vm, <[Value]>::reverse);
    refill(vm, of(args[0]), list).map(|()| Value::NONE)
}

fn copy(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = vm.class_of(args[0]).value();
    let limit = maxlen(vm, args[0])?;
    vm.call(class, &[args[0], limit])
}

fn maxlen(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).data.limit.get().map_or(Value::NONE, Value::len))
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if !vm.enter_repr(args[0]) {
        return Ok(vm.str("[...]")?.value());
    }
    let list = as_list(vm, of(args[0]));
    let text = list.and_then(|list| vm.repr_text(list.value()));
    vm.leave_repr(args[0]);
    let name = vm.class_of(args[0]).name_text();
    let text = match of(args[0]).data.limit.get() {
        Some(limit) => format!("{name}({}, maxlen={limit})", text?),
        None => format!("{name}({})", text?),
    };
    Ok(vm.str(&text)?.value())
}

fn compare(vm: &mut Vm, args: Args<'_>, op: CompareOp) -> PyResult<Value> {
    if !args[1].is::<Native<Deque>>() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let (a, b) = (as_list(vm, of(args[0]))?, as_list(vm, of(args[1]))?);
    vm.compare(op, a.value(), b.value())
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

struct DequeIterator {
    deque: Field<Value>,
    at: Cell<i64>,
    step: i64,
    version: u64,
}
runtime::native_data!(DequeIterator, [deque]);

fn iterate(vm: &mut Vm, deque: Value, at: i64, step: i64) -> PyResult<Value> {
    let class = vm.native_type(&DEQUE_ITERATOR)?;
    let version = of(deque).data.version.get();
    Ok(vm.native(class, DequeIterator { deque: Field::new(deque), at: Cell::new(at), step, version })?.value())
}

fn iter(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    iterate(vm, args[0], 0, 1)
}

fn reversed(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let len = of(args[0]).data.len.get() as i64;
    iterate(vm, args[0], len - 1, -1)
}

fn itself(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(args[0])
}

fn next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = args[0].cast::<Native<DequeIterator>>().expect("the receiver is a deque iterator");
    let Some(deque) = this.data.deque.get().given().map(of) else { return Ok(Value::EMPTY) };
    if deque.data.version.get() != this.data.version {
        this.data.deque.set(vm, this, Value::EMPTY);
        return Err(vm.runtime_error("deque mutated during iteration"));
    }
    let at = this.data.at.get();
    if at < 0 || at >= deque.data.len.get() as i64 {
        this.data.deque.set(vm, this, Value::EMPTY);
        return Ok(Value::EMPTY);
    }
    this.data.at.set(at + this.data.step);
    Ok(item(deque, at as usize))
}

static DEQUE_ITERATOR: TypeSpec = TypeSpec {
    name: "_deque_iterator",
    module: "_collections",
    flags: type_flag::NO_NEW,
    methods: &[method("__iter__", "()", itself), method("__next__", "()", next)],
    ..TypeSpec::EMPTY
};

/// `collections.deque`
pub(crate) static DEQUE: TypeSpec = TypeSpec {
    name: "deque",
    module: "collections",
    flags: type_flag::BASE_TYPE | type_flag::SEQUENCE | type_flag::HAS_WEAKREF,
    methods: &[
        method("__new__", "(*args, **kwargs)", new),
        method("__init__", "(iterable=(), maxlen=None)", init),
        method("append", "(x, /)", append),
        method("appendleft", "(x, /)", appendleft),
        method("pop", "()", pop),
        method("popleft", "()", popleft),
        method("extend", "(iterable, /)", extend),
        method("extendleft", "(iterable, /)", extendleft),
        method("clear", "()", clear),
        method("rotate", "(n=1, /)", rotate),
        method("insert", "(i, x, /)", insert),
        method("index", "(x, start=0, stop=None, /)", index),
        method("count", "(x, /)", count),
        method("remove", "(value, /)", remove),
        method("reverse", "()", reverse),
        method("copy", "()", copy),
        method("__copy__", "()", copy),
        method("__len__", "()", len),
        method("__bool__", "()", to_bool),
        method("__getitem__", "(key, /)", getitem),
        method("__setitem__", "(key, value, /)", setitem),
        method("__delitem__", "(key, /)", delitem),
        method("__contains__", "(key, /)", contains),
        method("__iter__", "()", iter),
        method("__reversed__", "()", reversed),
        method("__repr__", "()", repr),
        method("__add__", "(value, /)", add),
        method("__iadd__", "(value, /)", iadd),
        method("__lt__", "(value, /)", lt),
        method("__le__", "(value, /)", le),
        method("__eq__", "(value, /)", eq),
        method("__ne__", "(value, /)", ne),
        method("__gt__", "(value, /)", gt),
        method("__ge__", "(value, /)", ge),
    ],
    getset: &[readonly("maxlen", maxlen)],
    doc: "A list-like sequence optimized for data accesses near its endpoints.",
    ..TypeSpec::EMPTY
};

/// The factory of a defaultdict is kept as an attribute of the instance.
const FACTORY: &str = "default_factory";

fn default_new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = args[0].cast::<Type>().expect("checked by the caller");
    Ok(vm.dict_of_class(class)?.value())
}

fn default_init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let given = args[1].cast::<Tuple>().expect("bound as *args");
    let factory = given.items().first().copied().unwrap_or(Value::NONE);
    if !factory.is_none() && !vm.is_callable(factory) {
        return Err(vm.type_error("first argument must be callable or None"));
    }
    set_factory(vm, args[0], factory)?;
    let rest = vm.tuple(given.items().get(1..).unwrap_or_default())?;
    let dict = vm.types.dict.value();
    let update = vm.get_attr_text(dict, "update")?;
    let all = vm.list(&[args[0]])?;
    for index in 0..rest.len() {
        all.push(vm, rest.get(index))?;
    }
    vm.call_dict(update, all.items(), args[2].cast::<Dict>())?;
    Ok(Value::NONE)
}

fn get_factory(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let name = vm.intern(FACTORY);
    let Some(object) = value.header() else { return Ok(Value::NONE) };
    Ok(vm.get_instance_attr(object, name)?.unwrap_or(Value::NONE))
}

fn set_factory(vm: &mut Vm, value: Value, factory: Value) -> PyResult<()> {
    let name = vm.intern(FACTORY);
    let Some(object) = value.header() else { return Ok(()) };
    vm.set_instance_attr(object, name, factory.or_none()).map(|_| ())
}

fn missing(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let factory = get_factory(vm, args[0])?;
    if factory.is_none() {
        return Err(vm.key_error(args[1]));
    }
    let value = vm.call(factory, &[])?;
    vm.set_item(args[0], args[1], value)?;
    Ok(value)
}

fn default_repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let factory = get_factory(vm, args[0])?;
    let factory = vm.repr_text(factory)?;
    let dict = vm.types.dict.value();
    let base = vm.get_attr_text(dict, "__repr__")?;
    let inner = vm.call(base, &[args[0]])?;
    let inner = inner.cast::<Str>().map_or(String::new(), |s| s.to_string_lossy());
    let text = format!("{}({factory}, {inner})", vm.class_of(args[0]).name_text());
    Ok(vm.str(&text)?.value())
}

fn default_copy(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let factory = get_factory(vm, args[0])?;
    let class = vm.class_of(args[0]).value();
    vm.call(class, &[factory, args[0]])
}

/// `collections.defaultdict`
pub(crate) static DEFAULTDICT: TypeSpec = TypeSpec {
    name: "defaultdict",
    module: "collections",
    base: Some(&runtime::builtins::dict::DICT),
    kind: Kind::Dict,
    flags: type_flag::BASE_TYPE | type_flag::HAS_DICT,
    methods: &[
        method("__new__", "(*args, **kwargs)", default_new),
        method("__init__", "(*args, **kwargs)", default_init),
        method("__missing__", "(key, /)", missing),
        method("__repr__", "()", default_repr),
        method("copy", "()", default_copy),
        method("__copy__", "()", default_copy),
    ],
    getset: &[getset("default_factory", get_factory, set_factory)],
    buffer: None,
    doc: "defaultdict(default_factory=None, /, [...]) --> dict with default factory",
};

/// `_collections`
pub(crate) static COLLECTIONS: ModuleSpec = ModuleSpec {
    name: "_collections",
    doc: "High performance data structures.",
    types: &[&DEQUE, &DEFAULTDICT],
    ..ModuleSpec::EMPTY
};
