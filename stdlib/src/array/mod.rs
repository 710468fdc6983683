//! `array`: numbers in memory as C has them.

mod items;
mod pickle;
mod sequence;
mod transfer;

use crate::receiver::{class_arg, this, var_args};
use items::Code;
use runtime::builtins::generic_alias::CLASS_GETITEM;
use runtime::heap::{Gc, Native, NativeData, Tracer};
use runtime::native::{Args, LeafRule, ModuleSpec, TypeSpec, func, method, readonly};
use runtime::object::Special;
use runtime::object::buffer::{Buffer, BufferSpec, Request, buffer_method, check_flat, release_method};
use runtime::object::byte_store::ByteStore;
use runtime::object::dict::Dict;
use runtime::object::list::List;
use runtime::object::module::Module;
use runtime::object::string::Str;
use runtime::object::tuple::Tuple;
use runtime::object::type_object::{Type, type_flag};
use runtime::object::typed_items::{CodeAt, TypedItems};
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// An array.
struct Array {
    code: Code,
    store: ByteStore,
}

impl NativeData for Array {
    runtime::native_info!(Array);

    fn trace(&self, tracer: &mut Tracer<'_>) {
        self.store.trace(tracer);
    }
}

type This = Gc<Native<Array>>;

impl Array {
    /// Number of items.
    #[inline(always)]
    fn len(&self) -> usize {
        self.store.len() / self.code.size()
    }
}

/// Item `index`, which is in range.
#[inline(always)]
fn item(vm: &mut Vm, array: This, index: usize) -> PyResult<Value> {
    let size = array.data.code.size();
    let bytes = &array.data.store.bytes(vm)[index * size..(index + 1) * size];
    let word = match *bytes {
        [byte] => byte.into(),
        [a, b] => u16::from_ne_bytes([a, b]).into(),
        [a, b, c, d] => u32::from_ne_bytes([a, b, c, d]).into(),
        [a, b, c, d, e, f, g, h] => u64::from_ne_bytes([a, b, c, d, e, f, g, h]),
        _ => 0,
    };
    array.data.code.value_of(vm, word)
}

/// The bytes of a word as an item of `size`.
fn item_bytes(word: u64, size: usize, out: &mut [u8; 8]) -> &[u8] {
    if cfg!(target_endian = "big") {
        *out = word.to_be_bytes();
        &out[8 - size..]
    } else {
        *out = word.to_le_bytes();
        &out[..size]
    }
}

/// Replaces item `index`, which is in range.
#[inline(always)]
fn put(vm: &mut Vm, array: This, index: usize, value: Value) -> PyResult<()> {
    let word = array.data.code.word(vm, value)?;
    let size = array.data.code.size();
    // Converting may have run Python and shortened the array.
    let Some(cells) = array.data.store.cells().get(index * size..(index + 1) * size) else {
        return Err(vm.index_error("array assignment index out of range"));
    };
    let mut bytes = [0; 8];
    cells.iter().zip(item_bytes(word, size, &mut bytes)).for_each(|(to, &from)| to.set(from));
    Ok(())
}

/// Refuses to change the size of an array whose memory others see.
fn check_resize(vm: &mut Vm, array: This) -> PyResult<()> {
    if let Err(raised) = array.data.store.check_resize(vm, array) {
        vm.catch(raised, runtime::exceptions::hierarchy::Exc::BufferError)?;
        return Err(vm.buffer_error("cannot resize an array that is exporting buffers"));
    }
    Ok(())
}

/// Appends a value.
#[inline(always)]
fn push(vm: &mut Vm, array: This, value: Value) -> PyResult<()> {
    let word = array.data.code.word(vm, value)?;
    check_resize(vm, array)?;
    let mut bytes = [0; 8];
    let bytes = item_bytes(word, array.data.code.size(), &mut bytes);
    array.data.store.extend(vm, array, bytes)
}

fn make(vm: &mut Vm, class: Gc<Type>, code: Code, bytes: &[u8]) -> PyResult<This> {
    let store = ByteStore::new(vm, bytes)?;
    vm.native(class, Array { code, store })
}

/// An exact array.
fn plain(vm: &mut Vm, code: Code, bytes: &[u8]) -> PyResult<Value> {
    let class = vm.native_type(&ARRAY)?;
    Ok(make(vm, class, code, bytes)?.value())
}

/// The array that a value is, if it is one.
fn as_array(value: Value) -> Option<This> {
    value.cast::<Native<Array>>()
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = class_arg(args);
    let given = var_args(args[1]);
    let exact = vm.native_type(&ARRAY)?;
    let own_init = vm.special(class, Special::Init) != vm.special(exact, Special::Init);
    if !own_init && args[2].cast::<Dict>().is_some_and(|kwargs| !kwargs.is_empty()) {
        return Err(vm.type_error("array.array() takes no keyword arguments"));
    }
    let count = given.len();
    if count == 0 || count > 2 {
        let (word, n, plural) = if count == 0 { ("least", 1, "") } else { ("most", 2, "s") };
        return Err(vm.type_error(&format!("array() takes at {word} {n} argument{plural} ({count} given)")));
    }
    let Some(letter) = given.get(0).cast::<Str>().filter(|letter| letter.len() == 1) else {
        let name = vm.arg_type_name(given.get(0));
        return Err(vm.type_error(&format!("array() argument 1 must be a unicode character, not {name}")));
    };
    let initial = given.items().get(1).copied();
    let letter = letter.char_at(0);
    check_text(vm, letter, initial)?;
    let initial = match initial {
        Some(initial) if !is_known_source(vm, initial) => Some(vm.iter(initial)?),
        known => known,
    };
    let Some(code) = Code::of(letter) else {
        return Err(vm.value_error("bad typecode (must be b, B, u, h, H, i, I, l, L, q, Q, f or d)"));
    };
    let array = make(vm, class, code, &[])?;
    if let Some(initial) = initial {
        fill(vm, array, initial)?;
    }
    Ok(array.value())
}

/// Refuses text for arrays of numbers.
fn check_text(vm: &mut Vm, letter: u32, initial: Option<Value>) -> PyResult<()> {
    let Some(initial) = initial.filter(|_| letter != u32::from('u')) else { return Ok(()) };
    let what = if initial.is::<Str>() {
        "str"
    } else if as_array(initial).is_some_and(|array| array.data.code.is_text()) {
        "unicode array"
    } else {
        return Ok(());
    };
    let letter = char::from_u32(letter).unwrap_or('?');
    Err(vm.type_error(&format!("cannot use a {what} to initialize an array with typecode '{letter}'")))
}

fn is_bytes(vm: &mut Vm, value: Value) -> bool {
    if value.is::<runtime::object::string::Bytes>() {
        return true;
    }
    vm.native_type(&runtime::builtins::bytearray::BYTEARRAY).is_ok_and(|class| vm.is_instance(value, class))
}

fn is_known_source(vm: &mut Vm, value: Value) -> bool {
    value.is::<List>() || value.is::<Tuple>() || value.is::<Str>() || as_array(value).is_some() || is_bytes(vm, value)
}

fn fill(vm: &mut Vm, array: This, initial: Value) -> PyResult<()> {
    if is_bytes(vm, initial) {
        return transfer::append_bytes(vm, array, initial);
    }
    if let Some(text) = initial.cast::<Str>() {
        return transfer::append_text(vm, array, text);
    }
    if let Some(other) = as_array(initial)
        && other.data.code == array.data.code
    {
        let bytes = other.data.store.bytes(vm).to_vec();
        return array.data.store.extend(vm, array, &bytes);
    }
    vm.for_each(initial, |vm, value| push(vm, array, value))
}

fn export(vm: &mut Vm, value: Value, request: Request) -> PyResult<Buffer> {
    check_flat(vm, false, request)?;
    let array = this::<Array>(value);
    let code = array.data.code;
    Ok(array.data.store.export(value).of_items(code.format().into(), code.size()))
}

fn release(_: &mut Vm, buffer: &Buffer) {
    if let Some(array) = as_array(buffer.object) {
        array.data.store.release(buffer);
    }
}

static BUFFER: BufferSpec = BufferSpec::new(export, release)
    .with_store(|value, ask| as_array(value).into_iter().for_each(|array| ask(&array.data.store)));

fn typecode(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let letter = this::<Array>(value).data.code.letter();
    Ok(vm.str_from_char(letter.into())?.value())
}

fn itemsize(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::len(this::<Array>(value).data.code.size()))
}

/// `array.array`
const ITEMS: TypedItems = {
    let code = CodeAt::Fixed(std::mem::offset_of!(Native<Array>, data.code) as i32);
    let place = ByteStore::place(std::mem::offset_of!(Native<Array>, data.store));
    TypedItems { place, read: code, write: Some(code) }
};

static ARRAY: TypeSpec = TypeSpec {
    name: "array",
    module: "array",
    flags: type_flag::BASE_TYPE | type_flag::SEQUENCE | type_flag::HAS_WEAKREF | type_flag::SEQUENCE_CONCAT,
    methods: &[
        method("__new__", "(*args, **kwargs)", new),
        method("__repr__", "()", sequence::repr),
        method("__lt__", "(value, /)", sequence::lt),
        method("__le__", "(value, /)", sequence::le),
        method("__eq__", "(value, /)", sequence::eq),
        method("__ne__", "(value, /)", sequence::ne),
        method("__gt__", "(value, /)", sequence::gt),
        method("__ge__", "(value, /)", sequence::ge),
        method("__iter__", "()", sequence::iter),
        method("__buffer__", "(flags, /)", buffer_method).doc(
            "Return a buffer object that exposes the underlying memory of the object.",
        ),
        method("__release_buffer__", "(buffer, /)", release_method)
            .doc("Release the buffer object that exposes the underlying memory of the object."),
        method("__len__", "()", sequence::len).leaf(LeafRule::OfPlain),
        method("__getitem__", "(key, /)", sequence::get_item).leaf(LeafRule::OfPlain),
        method("__setitem__", "(key, value, /)", sequence::set_item).leaf(LeafRule::OfPlain),
        method("__delitem__", "(key, /)", sequence::delete_item),
        method("__add__", "(value, /)", sequence::add),
        method("__mul__", "(value, /)", sequence::mul),
        method("__rmul__", "(value, /)", sequence::mul),
        method("__contains__", "(key, /)", sequence::contains),
        method("__iadd__", "(value, /)", sequence::iadd),
        method("__imul__", "(value, /)", sequence::imul),
        method("append", "(v, /)", sequence::append).leaf(LeafRule::OfPlain).doc("Append new value v to the end of the array."),
        method("buffer_info", "()", transfer::buffer_info).doc(
            "Return a tuple (address, length) giving the current memory address and the length in items of the buffer used to hold array's contents.\n\nThe length should be multiplied by the itemsize attribute to calculate\nthe buffer length in bytes.",
        ),
        method("byteswap", "()", transfer::byteswap).doc(
            "Byteswap all items of the array.\n\nIf the items in the array are not 1, 2, 4, or 8 bytes in size, RuntimeError is\nraised.",
        ),
        method("__copy__", "()", sequence::copy).doc("Return a copy of the array."),
        method("count", "(v, /)", sequence::count).doc("Return number of occurrences of v in the array."),
        method("__deepcopy__", "(unused, /)", sequence::copy).doc("Return a copy of the array."),
        method("extend", "(bb, /)", sequence::extend).doc("Append items to the end of the array."),
        method("fromfile", "(f, n, /)", transfer::fromfile)
            .doc("Read n objects from the file object f and append them to the end of the array."),
        method("fromlist", "(list, /)", transfer::fromlist).doc("Append items to array from list."),
        method("frombytes", "(buffer, /)", transfer::frombytes).doc(
            "Appends items from the string, interpreting it as an array of machine values, as if it had been read from a file using the fromfile() method.",
        ),
        method("fromunicode", "(ustr, /)", transfer::fromunicode).doc(
            "Extends this array with data from the unicode string ustr.\n\nThe array must be a unicode type array; otherwise a ValueError is raised.\nUse array.frombytes(ustr.encode(...)) to append Unicode data to an array of\nsome other type.",
        ),
        method("index", "(v, start=0, stop=9223372036854775807, /)", sequence::index).doc(
            "Return index of first occurrence of v in the array.\n\nRaise ValueError if the value is not present.",
        ),
        method("insert", "(i, v, /)", sequence::insert).doc("Insert a new item v into the array before position i."),
        method("pop", "(i=-1, /)", sequence::pop).leaf(LeafRule::OfPlain)
            .doc("Return the i-th element and delete it from the array.\n\ni defaults to -1."),
        method("__reduce_ex__", "(value, /)", pickle::reduce_ex).doc("Return state information for pickling."),
        method("remove", "(v, /)", sequence::remove).doc("Remove the first occurrence of v in the array."),
        method("reverse", "()", sequence::reverse).doc("Reverse the order of the items in the array."),
        method("tofile", "(f, /)", transfer::tofile)
            .doc("Write all items (as machine values) to the file object f."),
        method("tolist", "()", transfer::tolist).doc("Convert array to an ordinary list with the same items."),
        method("tobytes", "()", transfer::tobytes)
            .doc("Convert the array to an array of machine values and return the bytes representation."),
        method("tounicode", "()", transfer::tounicode).doc(
            "Extends this array with data from the unicode string ustr.\n\nConvert the array to a unicode string.  The array must be a unicode type array;\notherwise a ValueError is raised.  Use array.tobytes().decode() to obtain a\nunicode string from an array of some other type.",
        ),
        method("__sizeof__", "()", sequence::size_of).doc("Size of the array in memory, in bytes."),
        CLASS_GETITEM,
    ],
    getset: &[readonly("typecode", typecode), readonly("itemsize", itemsize)],
    buffer: Some(&BUFFER),
    items: Some(ITEMS),
    doc: "array(typecode [, initializer]) -> array\n\nReturn a new array whose items are restricted by typecode, and\ninitialized from the optional initializer value, which must be a list,\nstring or iterable over elements of the appropriate type.\n",
    ..TypeSpec::EMPTY
};

/// `array`
pub(crate) static ARRAY_MODULE: ModuleSpec = ModuleSpec {
    name: "array",
    doc: "This module defines an object type which can efficiently represent\nan array of basic values: characters, integers, floating-point\nnumbers.  Arrays are sequence types and behave very much like lists,\nexcept that the type of objects stored in them is constrained.\n",
    functions: &[func("_array_reconstructor", "(arraytype, typecode, mformat_code, items, /)", pickle::reconstruct)
        .doc("Internal. Used for pickling support.")],
    types: &[&ARRAY],
    init: Some(init),
};

fn init(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    let dict = module.dict.get();
    let class = vm.native_type(&ARRAY)?.value();
    dict.set_text(vm, "ArrayType", class)?;
    let codes = vm.str(items::TYPECODES)?.value();
    dict.set_text(vm, "typecodes", codes)?;
    let abc = vm.import("collections.abc")?;
    let sequence = vm.get_attr_text(abc, "MutableSequence")?;
    vm.call_method(sequence, "register", &[class])?;
    Ok(())
}
