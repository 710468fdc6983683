//! `memoryview`
//!
//! ```text
//!   memoryview ─▶ Managed ─▶ the buffer of the exporter, shared by all views of it
//!        └ layout: where its items are in the exporter's memory
//! ```
//!
//! - `items.rs`: single items, by index and by format; `slices.rs`: slicing, casting, assignment; `compare.rs`: `==` and hash.

mod compare;
mod items;
mod live;
mod slices;

use crate::heap::{Field, Gc, Native, NativeData, Tracer};
use crate::native::{Args, LeafRule, TypeSpec, class_method, method, readonly};
use crate::object::array::Words;
use crate::object::buffer::{Buffer, BufferSpec, Request};
use crate::object::byte_store::ByteStore;
use crate::object::raw::{extend_slice, frozen};
use crate::object::string::{Bytes, Str};
use crate::object::type_object::type_flag;
use crate::object::typed_items::{CODES, CodeAt, ItemPlace, TypedItems};
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use smallvec::SmallVec;
use std::borrow::Cow;
use std::cell::Cell;
use std::mem::offset_of;

/// A buffer held by memoryviews.
pub struct Managed {
    object: Field<Value>,
    owner: Field<Value>,
    lent: Field<Value>,
    /// Memoryviews that were not released.
    views: Cell<usize>,
    /// The memory is locked until the views are released, since a `with` statement will do that.
    locked: Cell<bool>,
}
crate::native_data!(Managed, [object, owner, lent]);

/// A number for each dimension. Nearly all views have one.
type Extents = SmallVec<[isize; 2]>;

/// Where the items of a view are.
#[derive(Clone, Debug)]
struct Layout {
    offset: usize,
    len: usize,
    readonly: bool,
    format: Cow<'static, str>,
    item_size: usize,
    shape: Extents,
    strides: Extents,
}

/// What compiled code needs of views of one dimension without gaps.
struct Direct {
    /// What holds the memory.
    owner: Field<Value>,
    /// Where the items start in that, its own fields included.
    start: usize,
    /// Type code of the items; 0 if they are not for compiled code.
    read: Cell<u8>,
    /// The same for items to be written.
    write: Cell<u8>,
}

impl Direct {
    fn new(owner: Value, layout: &Layout) -> Direct {
        let before = if owner.is::<Words>() {
            Some(size_of::<Words>())
        } else {
            owner.is::<Bytes>().then_some(Bytes::PLACE.first as usize)
        };
        let flat = layout.shape.len() == 1 && layout.strides[0] == layout.item_size as isize;
        let code = match (before, layout.format.as_bytes()) {
            (Some(_), &[code]) if flat && CODES.contains(&code) => code,
            _ => 0,
        };
        Direct {
            owner: Field::new(owner),
            start: layout.offset + before.unwrap_or(0),
            read: Cell::new(code),
            write: Cell::new(if layout.readonly { 0 } else { code }),
        }
    }
}

const ITEMS: TypedItems = TypedItems {
    place: ItemPlace {
        memory: Some(offset_of!(Native<MemoryView>, data.direct.owner) as i32),
        start: Some(offset_of!(Native<MemoryView>, data.direct.start) as i32),
        first: 0,
        len: offset_of!(Native<MemoryView>, data.layout.len) as i32,
    },
    read: CodeAt::Offset(offset_of!(Native<MemoryView>, data.direct.read) as i32),
    write: Some(CodeAt::Offset(offset_of!(Native<MemoryView>, data.direct.write) as i32)),
};

/// A memoryview's data.
pub struct MemoryView {
    managed: Field<Gc<Native<Managed>>>,
    layout: Layout,
    direct: Direct,
    /// Buffers of this view that are in use.
    exports: Cell<usize>,
    released: Cell<bool>,
    /// Shown to `__release_buffer__` only: no other view may be made of it.
    restricted: Cell<bool>,
    hash: Cell<Option<i64>>,
}

impl NativeData for MemoryView {
    crate::native_info!(MemoryView);

    fn trace(&self, tracer: &mut Tracer<'_>) {
        tracer.field(&self.managed);
        tracer.field(&self.direct.owner);
    }
}

type View = Gc<Native<MemoryView>>;

static MANAGED: TypeSpec = TypeSpec { name: "managedbuffer", flags: type_flag::NO_NEW, ..TypeSpec::EMPTY };

/// Whether a value is a memoryview.
pub fn is_memoryview(value: Value) -> bool {
    value.is::<Native<MemoryView>>()
}

fn of(value: Value) -> View {
    value.cast::<Native<MemoryView>>().expect("the receiver of a method of memoryview is one")
}

/// The view, unless it has been released.
fn unreleased(value: Value) -> Option<View> {
    Some(of(value)).filter(|view| !view.data.released.get())
}

/// The view, which must not have been released.
fn live(vm: &mut Vm, value: Value) -> PyResult<View> {
    let view = of(value);
    if view.data.released.get() {
        return Err(vm.value_error("operation forbidden on released memoryview object"));
    }
    Ok(view)
}

impl MemoryView {
    /// Releases the view; whether it was released before.
    fn give_up(&self) -> bool {
        self.direct.read.set(0);
        self.direct.write.set(0);
        self.released.replace(true)
    }

    fn owner(&self) -> Value {
        self.managed.get().data.owner.get()
    }

    fn object(&self) -> Value {
        self.managed.get().data.object.get()
    }

    fn buffer(&self) -> Buffer {
        let layout = self.layout.clone();
        Buffer {
            object: self.object(),
            owner: self.owner(),
            offset: layout.offset,
            len: layout.len,
            readonly: layout.readonly,
            format: layout.format,
            item_size: layout.item_size,
            shape: layout.shape.into_vec(),
            strides: layout.strides.into_vec(),
            lent: Value::EMPTY,
        }
    }
}

/// The bytes of a memoryview of bytes or a bytearray that lies in one piece.
pub(crate) fn plain_bytes(value: Value) -> Option<Vec<u8>> {
    seen_plainly(value).map(<[u8]>::to_vec)
}

/// The same, as they are until Python code runs.
pub(crate) fn seen_plainly<'a>(value: Value) -> Option<&'a [u8]> {
    value.cast::<Native<MemoryView>>().and_then(seen)
}

fn seen<'a>(view: View) -> Option<&'a [u8]> {
    let (owner, layout) = (view.data.owner(), &view.data.layout);
    let in_one_piece = layout.shape.len() == 1 && layout.strides[0] == layout.item_size as isize;
    if view.data.released.get() || !in_one_piece {
        return None;
    }
    let range = layout.offset..layout.offset + layout.len;
    if let Some(words) = owner.cast::<crate::object::array::Words>() {
        return Some(frozen(extend_slice(words.bytes().get(range)?)));
    }
    let bytes = owner.cast::<crate::object::string::Bytes>()?;
    Some(extend_slice(bytes.bytes().get(range)?))
}

/// Whether items are bytes, and equal if these are.
fn has_bytes(view: View) -> bool {
    matches!(&*view.data.layout.format, "B" | "b" | "c")
}

/// The view, of which another one may be made.
fn unrestricted(vm: &mut Vm, value: Value) -> PyResult<View> {
    let view = live(vm, value)?;
    if view.data.restricted.get() {
        return Err(vm.value_error("cannot create new view on restricted memoryview"));
    }
    Ok(view)
}

fn make(vm: &mut Vm, managed: Gc<Native<Managed>>, layout: Layout) -> PyResult<Value> {
    managed.data.views.set(managed.data.views.get() + 1);
    let class = vm.native_type(&MEMORYVIEW)?;
    let view = MemoryView {
        managed: Field::new(managed),
        direct: Direct::new(managed.data.owner.get(), &layout),
        layout,
        exports: Cell::new(0),
        released: Cell::new(false),
        restricted: Cell::new(false),
        hash: Cell::new(None),
    };
    Ok(vm.native(class, view)?.value())
}

/// A memoryview of a buffer, which it takes over.
pub fn of_buffer(vm: &mut Vm, buffer: Buffer) -> PyResult<Value> {
    let class = vm.native_type(&MANAGED)?;
    let (object, owner, lent) = (buffer.object, buffer.owner, buffer.lent);
    let managed = Managed {
        object: Field::new(object),
        owner: Field::new(owner),
        lent: Field::new(lent),
        views: Cell::new(0),
        locked: Cell::new(false),
    };
    let managed = vm.native(class, managed)?;
    if lent.is_empty() {
        vm.with_store(object, ByteStore::lock_became_view);
    }
    let Buffer { offset, len, readonly, format, item_size, shape, strides, .. } = buffer;
    let (shape, strides) = (shape.into(), strides.into());
    make(vm, managed, Layout { offset, len, readonly, format, item_size, shape, strides })
}

/// `memoryview(object)`
pub fn of_object(vm: &mut Vm, object: Value) -> PyResult<Value> {
    with_flags(vm, object, Request::FULL_RO)
}

fn with_flags(vm: &mut Vm, object: Value, request: Request) -> PyResult<Value> {
    if is_memoryview(object) {
        let view = unrestricted(vm, object)?;
        return make(vm, view.data.managed.get(), view.data.layout.clone());
    }
    if !vm.has_buffer(object) {
        let message = format!("memoryview: a bytes-like object is required, not '{}'", vm.type_name(object));
        return Err(vm.type_error(&message));
    }
    let buffer = vm.buffer(object, request)?;
    of_buffer(vm, buffer)
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    of_object(vm, args[1])
}

fn from_flags(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let flags = vm.index_i64(args[2], crate::exceptions::hierarchy::Exc::OverflowError)?;
    with_flags(vm, args[1], Request(flags))
}

/// The memoryview's own buffer, as `memory_getbuf` gives it.
pub fn export(vm: &mut Vm, value: Value, request: Request) -> PyResult<Buffer> {
    let view = unrestricted(vm, value)?;
    let mut buffer = view.data.buffer();
    buffer.object = value;
    let (c_order, f_order) = (buffer.is_c_contiguous(), buffer.is_f_contiguous());
    let refusal = if request.includes(Request::WRITABLE) && buffer.readonly {
        Some("memoryview: underlying buffer is not writable")
    } else if request.includes(Request::C_CONTIGUOUS) && !c_order {
        Some("memoryview: underlying buffer is not C-contiguous")
    } else if request.includes(Request::F_CONTIGUOUS) && !f_order {
        Some("memoryview: underlying buffer is not Fortran contiguous")
    } else if request.includes(Request::ANY_CONTIGUOUS) && !c_order && !f_order {
        Some("memoryview: underlying buffer is not contiguous")
    } else if !request.includes(Request::STRIDES) && !c_order {
        Some("memoryview: underlying buffer is not C-contiguous")
    } else if !request.includes(Request::ND) && request.includes(Request::FORMAT) {
        Some("memoryview: cannot cast to unsigned bytes if the format flag is present")
    } else {
        None
    };
    if let Some(refusal) = refusal {
        return Err(vm.buffer_error(refusal));
    }
    if !request.includes(Request::FORMAT) {
        buffer.format = Cow::Borrowed("B");
    }
    if !request.includes(Request::ND) {
        buffer = Buffer::flat(value, buffer.owner, buffer.offset, buffer.len, buffer.readonly);
    }
    view.data.exports.set(view.data.exports.get() + 1);
    Ok(buffer)
}

/// A buffer of a memoryview is no longer used.
pub fn forget_export(value: Value) {
    if let Some(view) = value.cast::<Native<MemoryView>>() {
        view.data.exports.set(view.data.exports.get().saturating_sub(1));
    }
}

/// The object whose memory a view shows.
pub fn shown_object(value: Value) -> Value {
    of(value).data.object()
}

/// Tells a `__release_buffer__` written in Python that a buffer is given back: with a view that is good for that call only.
pub fn run_release_hook(vm: &mut Vm, hook: Value, buffer: &Buffer) {
    let made = hook_view(vm, buffer);
    let result = match made {
        Ok(view) => vm.call_unbound(hook, buffer.object, &[view]).map(|_| view),
        Err(raised) => Err(raised),
    };
    match result {
        Ok(view) => {
            of(view).data.give_up();
        }
        Err(raised) => vm.report_unraisable(raised, hook),
    }
}

fn hook_view(vm: &mut Vm, buffer: &Buffer) -> PyResult<Value> {
    let class = vm.native_type(&MANAGED)?;
    let managed = Managed {
        object: Field::new(buffer.object),
        owner: Field::new(buffer.owner),
        lent: Field::new(Value::EMPTY),
        views: Cell::new(1),
        locked: Cell::new(false),
    };
    let managed = vm.native(class, managed)?;
    let Buffer { offset, len, readonly, format, item_size, shape, strides, .. } = buffer.clone();
    let (shape, strides) = (shape.into(), strides.into());
    let view = make(vm, managed, Layout { offset, len, readonly, format, item_size, shape, strides })?;
    of(view).data.restricted.set(true);
    Ok(view)
}

/// Releases a view unless it has exports.
pub fn release_quietly(vm: &mut Vm, value: Value) {
    let view = of(value);
    if view.data.exports.get() == 0 {
        release_view(vm, view);
    }
}

/// `object.__release_buffer__(view)`
pub fn release_for(vm: &mut Vm, object: Value, value: Value) -> PyResult<()> {
    let view = of(value);
    if view.data.released.get() {
        return Ok(());
    }
    if view.data.object() != object {
        return Err(vm.value_error("memoryview's buffer is not this object"));
    }
    release(vm, Args::new(&[value])).map(|_| ())
}

fn release_view(vm: &mut Vm, view: View) {
    if view.data.give_up() {
        return;
    }
    let managed = view.data.managed.get();
    managed.data.views.set(managed.data.views.get() - 1);
    if managed.data.views.get() > 0 {
        return;
    }
    give_back(vm, managed, view);
}

/// The last view of a buffer was released.
fn give_back(vm: &mut Vm, managed: Gc<Native<Managed>>, view: View) {
    let (object, owner, lent) = (managed.data.object.get(), managed.data.owner.get(), managed.data.lent.get());
    let mut buffer = view.data.buffer();
    buffer.lent = lent;
    if !lent.is_empty() || vm.with_store(object, |_| ()).is_none() {
        return buffer.release(vm);
    }
    if let Some(hook) = vm.release_hook(object) {
        run_release_hook(vm, hook, &buffer);
    }
    vm.with_store(object, |store| match managed.data.locked.get() {
        true => store.release(&buffer),
        false => store.release_view(owner),
    });
}

fn release(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let view = of(args[0]);
    if view.data.released.get() {
        return Ok(Value::NONE);
    }
    let exports = view.data.exports.get();
    if exports > 0 {
        let message = format!("memoryview has {exports} exported buffer{}", if exports == 1 { "" } else { "s" });
        return Err(vm.buffer_error(&message));
    }
    release_view(vm, view);
    Ok(Value::NONE)
}

fn enter(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let managed = live(vm, args[0])?.data.managed.get();
    if !managed.data.locked.get()
        && managed.data.lent.get().is_empty()
        && let Some(true) =
            vm.with_store(managed.data.object.get(), |store| store.view_became_lock(managed.data.owner.get()))
    {
        managed.data.locked.set(true);
    }
    Ok(args[0])
}

fn exit(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    release(vm, args)
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let released = if of(args[0]).data.released.get() { "released " } else { "" };
    let id = vm.id(args[0]);
    Ok(vm.str(&format!("<{released}memory at {id:#x}>"))?.value())
}

fn len(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let view = live(vm, args[0])?;
    match view.data.layout.shape.first() {
        Some(&len) => Ok(Value::len(len as usize)),
        None => Err(vm.type_error("0-dim memory has no length")),
    }
}

fn tobytes(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let view = live(vm, args[0])?;
    if args.not_none(1).is_none()
        && let Some(bytes) = bytes_in_one_piece(vm, view)?
    {
        return Ok(bytes.value());
    }
    let mut buffer = view.data.buffer();
    if let Some(order) = args.not_none(1) {
        let Some(order) = order.cast::<Str>() else {
            let message = format!("tobytes() argument 'order' must be str or None, not {}", vm.arg_type_name(order));
            return Err(vm.type_error(&message));
        };
        match order.as_ascii() {
            Some("C") => {}
            Some("F") => reverse_dimensions(&mut buffer),
            Some("A") if buffer.is_c_contiguous() || !buffer.is_f_contiguous() => {}
            Some("A") => reverse_dimensions(&mut buffer),
            Some(_) | None => return Err(vm.value_error("order must be 'C', 'F' or 'A'")),
        }
    }
    if buffer.is_c_contiguous() {
        let out = vm.bytes_with_len(buffer.bytes(vm).len())?;
        out.new_bytes().copy_from_slice(buffer.bytes(vm));
        return Ok(out.value());
    }
    let bytes = buffer.to_vec(vm);
    Ok(vm.bytes(&bytes)?.value())
}

/// A copy of what a view of bytes shows whose only dimension has no gaps.
fn bytes_in_one_piece(vm: &mut Vm, view: Gc<Native<MemoryView>>) -> PyResult<Option<Gc<Bytes>>> {
    let layout = &view.data.layout;
    let (range, owner) = (layout.offset..layout.offset + layout.len, view.data.owner());
    let in_one_piece = layout.shape.len() == 1 && layout.strides[0] == layout.item_size as isize;
    if !in_one_piece || range.end > vm.memory_of(owner).len() {
        return Ok(None);
    }
    vm.bytes_filled(range.len(), |vm, to| to.copy_from_slice(crate::object::raw::frozen(&vm.memory_of(owner)[range])))
        .map(Some)
}

/// C order over the reversed dimensions is Fortran order.
fn reverse_dimensions(buffer: &mut Buffer) {
    buffer.shape.reverse();
    buffer.strides.reverse();
}

fn hex(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let view = live(vm, args[0])?;
    if args.opt(1).is_none()
        && args.opt(2).is_none()
        && let Some(bytes) = seen(view)
    {
        return super::bytes::hex_text(vm, bytes, args.from(1));
    }
    let bytes = view.data.buffer().to_vec(vm);
    super::bytes::hex_text(vm, &bytes, args.from(1))
}

fn toreadonly(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let view = unrestricted(vm, args[0])?;
    let layout = Layout { readonly: true, ..view.data.layout.clone() };
    make(vm, view.data.managed.get(), layout)
}

macro_rules! attributes {
    ($($name:ident |$vm:ident, $view:ident| $body:expr;)*) => {
        $(fn $name($vm: &mut Vm, value: Value) -> PyResult<Value> {
            let $view = live($vm, value)?;
            $body
        })*
    };
}
attributes! {
    obj |vm, view| Ok(view.data.object());
    nbytes |vm, view| vm.int(view.data.layout.len as i64);
    itemsize |vm, view| vm.int(view.data.layout.item_size as i64);
    format |vm, view| Ok(vm.str(&view.data.layout.format)?.value());
    ndim |vm, view| Ok(Value::len(view.data.layout.shape.len()));
    shape |vm, view| tuple_of(vm, &view.data.layout.shape);
    strides |vm, view| tuple_of(vm, &view.data.layout.strides);
    suboffsets |vm, _view| tuple_of(vm, &[]);
    is_readonly |vm, view| Ok(Value::bool(view.data.layout.readonly));
    c_contiguous |vm, view| Ok(Value::bool(view.data.buffer().is_c_contiguous()));
    f_contiguous |vm, view| Ok(Value::bool(view.data.buffer().is_f_contiguous()));
    contiguous |vm, view| {
        let buffer = view.data.buffer();
        Ok(Value::bool(buffer.is_c_contiguous() || buffer.is_f_contiguous()))
    };
}

fn tuple_of(vm: &mut Vm, numbers: &[isize]) -> PyResult<Value> {
    let tuple = vm.tuple_with_len(numbers.len())?;
    for (index, &n) in numbers.iter().enumerate() {
        let n = vm.int(n as i64)?;
        tuple.init(vm, index, n);
    }
    Ok(tuple.value())
}

static BUFFER: BufferSpec = BufferSpec::new(export, |_, buffer| forget_export(buffer.object));

/// `memoryview`
pub static MEMORYVIEW: TypeSpec = TypeSpec {
    name: "memoryview",
    flags: type_flag::SEQUENCE | type_flag::HAS_WEAKREF,
    items: Some(ITEMS),
    methods: &[
        method("__new__", "(object)", new),
        method("__len__", "()", len).leaf(LeafRule::OfPlain),
        method("__getitem__", "(key, /)", slices::get_item).leaf(LeafRule::OfPlain),
        method("__setitem__", "(key, value, /)", slices::set_item).leaf(LeafRule::OfPlain),
        method("__delitem__", "(key, /)", slices::delete_item),
        method("__iter__", "()", items::iter),
        method("__eq__", "(value, /)", compare::eq),
        method("__ne__", "(value, /)", compare::ne),
        method("__lt__", "(value, /)", compare::no_order),
        method("__le__", "(value, /)", compare::no_order),
        method("__gt__", "(value, /)", compare::no_order),
        method("__ge__", "(value, /)", compare::no_order),
        method("__hash__", "()", compare::hash),
        method("__repr__", "()", repr),
        method("__buffer__", "(flags, /)", crate::object::buffer::buffer_method)
            .doc("Return a buffer object that exposes the underlying memory of the object."),
        method("__release_buffer__", "(buffer, /)", crate::object::buffer::release_method)
            .doc("Release the buffer object that exposes the underlying memory of the object."),
        method("__enter__", "()", enter),
        method("__exit__", "(*exc_info)", exit),
        method("release", "()", release).doc("Release the underlying buffer exposed by the memoryview object."),
        method("tobytes", "(order='C')", tobytes).doc("Return the data in the buffer as a byte string."),
        method("hex", "(sep=None, bytes_per_sep=1)", hex)
            .doc("Return the data in the buffer as a str of hexadecimal numbers."),
        method("tolist", "()", items::tolist).doc("Return the data in the buffer as a list of elements."),
        method("toreadonly", "()", toreadonly).doc("Return a readonly version of the memoryview."),
        method("cast", "(format, shape=None)", slices::cast).doc("Cast a memoryview to a new format or shape."),
        class_method("_from_flags", "(object, flags)", from_flags)
            .doc("Create a new memoryview object which references the given object."),
    ],
    getset: &[
        readonly("obj", obj),
        readonly("nbytes", nbytes),
        readonly("readonly", is_readonly),
        readonly("itemsize", itemsize),
        readonly("format", format),
        readonly("ndim", ndim),
        readonly("shape", shape),
        readonly("strides", strides),
        readonly("suboffsets", suboffsets),
        readonly("c_contiguous", c_contiguous),
        readonly("f_contiguous", f_contiguous),
        readonly("contiguous", contiguous),
    ],
    buffer: Some(&BUFFER),
    doc: "Create a new memoryview object which references the given object.",
    ..TypeSpec::EMPTY
};
