//! What compiled code calls without writing its registers first: these functions neither run Python nor look at frames.
//!
//! Each gives a word that is not 0, or 0 when it cannot say: the value is of a type it does not know, the operation
//! raises. Compiled code then writes its registers and has the whole operation done. What allocates postpones collections.

mod attribute;
mod build;
mod dict;
mod iterate;
mod native;
mod text;

pub use attribute::{leaf_attribute, leaf_get_attr, leaf_get_attr_or, leaf_has_attr, leaf_method, leaf_set_attr};
pub use build::{
    leaf_dict, leaf_format, leaf_list, leaf_new, leaf_range, leaf_rest, leaf_set, leaf_slice, leaf_steps, leaf_text,
    leaf_to_str, leaf_tuple,
};
pub use dict::{UNSURE, leaf_dict_find, leaf_dict_find_noting, leaf_set_dict_value};
pub use iterate::{leaf_enumerate, leaf_iter, leaf_next, leaf_next_pair, leaf_reversed, leaf_table_end, leaf_zip};
pub(super) use native::call_as_leaf;
pub use native::{PlainNative, Receiver, call_native, constructs, leaf_construct, leaf_native, plain_native};
pub use text::{leaf_char_code, leaf_ends_with, leaf_same_text, leaf_starts_with, leaf_text_item, leaf_text_order};

use crate::builtins::{bytearray, fast_len, int, plain, set};
use crate::heap::Gc;
use crate::object::Special;
use crate::object::dict::Dict;
use crate::object::function::NativeFunction;
use crate::object::header::{Header, Kind};
use crate::object::list::List;
use crate::object::protocol::{BinaryOp, CompareOp};
use crate::object::set::Set;
use crate::object::string::{Bytes, Str};
use crate::object::table::Plain;
use crate::object::tuple::Tuple;
use crate::object::type_object::type_flag;
use crate::tier::{IDENTITY, INT_LIKE, compares_as_int, compares_by_identity};
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// The word of a result; 0 if there is none, or an exception that whoever does it again will raise again.
fn tried(vm: &mut Vm, result: Option<PyResult<Value>>) -> u64 {
    match result {
        Some(Ok(value)) => value.bits(),
        Some(Err(raised)) => {
            vm.take_exception(raised);
            0
        }
        None => 0,
    }
}

/// 2 true, 1 false.
fn answer(holds: Option<bool>) -> u64 {
    holds.map_or(0, |holds| 1 + u64::from(holds))
}

fn exact<T: crate::heap::HeapObject>(vm: &Vm, value: Value, kind: Kind) -> Option<Gc<T>> {
    let header = value.header()?;
    if header.shape() == vm.shape_of_kind(kind) { value.cast() } else { None }
}

/// An object of a builtin class, or of one derived from it that has inherited this special method.
fn like<T: crate::heap::HeapObject>(vm: &mut Vm, value: Value, kind: Kind, special: Special) -> Option<Gc<T>> {
    let header = value.header()?;
    if header.shape() == vm.shape_of_kind(kind) || header.kind() == kind && inherits(vm, value, kind, special) {
        return value.cast();
    }
    None
}

/// Whether an object of a derived class has this special method from the builtin class of its kind.
#[inline(never)]
fn inherits(vm: &mut Vm, value: Value, kind: Kind, special: Special) -> bool {
    let builtin = vm.shapes.get(vm.shape_of_kind(kind)).class;
    let method = vm.special_of(value, special).and_then(|method| method.cast::<NativeFunction>());
    method.is_some_and(|method| method.owner.get() == builtin.value())
}

fn place(index: Value, len: usize) -> Option<usize> {
    // Objects of classes derived from int are indices as they are, without being asked for one.
    let n = index.as_i64()?;
    let at = if n < 0 { n + len as i64 } else { n };
    usize::try_from(at).ok().filter(|&at| at < len)
}

/// `container[key]`
pub extern "C" fn leaf_item(vm: &mut Vm, container: u64, key: u64) -> u64 {
    let (container, key) = (Value::from_bits(container), Value::from_bits(key));
    let Some(header) = container.header() else { return 0 };
    if header.kind() == Kind::Dict {
        let dict: Option<Gc<Dict>> = like(vm, container, Kind::Dict, Special::GetItem);
        return dict.and_then(|dict| dict_item(vm, dict.value(), key)).map_or(0, Value::bits);
    }
    if key.as_i64().is_some()
        && let Some(list) = like::<List>(vm, container, Kind::List, Special::GetItem)
    {
        return place(key, list.len()).and_then(|at| list.get(at)).map_or(0, Value::bits);
    }
    if let Some(text) = exact::<Str>(vm, container, Kind::Str)
        && let Some(at) = place(key, text.len())
        && let Some(c) = vm.single_chars.get(text.char_at(at) as usize)
    {
        return c.word();
    }
    if let Some(bytes) = exact::<Bytes>(vm, container, Kind::Bytes) {
        return place(key, bytes.len()).map_or(0, |at| Value::int32(bytes.bytes()[at].into()).bits());
    }
    if let Some(bytes) = bytearray::exact_store(vm, container) {
        return place(key, bytes.len()).map_or(0, |at| Value::int32(bytes.cells()[at].get().into()).bits());
    }
    if key.as_i64().is_some()
        && let Some(tuple) = like::<Tuple>(vm, container, Kind::Tuple, Special::GetItem)
    {
        return place(key, tuple.len()).map_or(0, |at| tuple.get(at).bits());
    }
    native::special(vm, Special::GetItem, &[container, key])
}

fn dict_item(vm: &mut Vm, dict: Value, key: Value) -> Option<Value> {
    let dict = dict.cast::<Dict>()?;
    let hash = vm.plain_hash(key)?;
    match dict.table().find_plain(vm, hash, key) {
        Plain::Found(entry) => Some(dict.entry_value(entry)),
        Plain::Missing | Plain::Unsure => None,
    }
}

/// `container[key] = value`: 1.
pub extern "C" fn leaf_set_item(vm: &mut Vm, container: u64, key: u64, value: u64) -> u64 {
    let (container, key, value) = (Value::from_bits(container), Value::from_bits(key), Value::from_bits(value));
    if let Some(dict) = like::<Dict>(vm, container, Kind::Dict, Special::SetItem) {
        let Some(hash) = vm.plain_hash(key) else { return 0 };
        if dict.is_cell_mode() {
            let Plain::Found(entry) = dict.table().find_plain(vm, hash, key) else { return 0 };
            dict.set_entry_value(vm, entry, value);
            return 1;
        }
        let done = vm.postponing(|vm| dict.set_plain(vm, key, hash, value)).transpose();
        return u64::from(tried(vm, done.map(|done| done.map(|()| Value::TRUE))) != 0);
    }
    if let Some(bytes) = bytearray::exact_store(vm, container)
        && let Some(at) = place(key, bytes.len())
        && let Some(byte) = value.as_small_int().and_then(|n| u8::try_from(n).ok())
    {
        bytes.cells()[at].set(byte);
        return 1;
    }
    if let Some(list) = like::<List>(vm, container, Kind::List, Special::SetItem)
        && let Some(at) = place(key, list.len())
    {
        list.set(vm, at, value);
        return 1;
    }
    u64::from(native::special(vm, Special::SetItem, &[container, key, value]) != 0)
}

/// `item in container`
pub extern "C" fn leaf_contains(vm: &mut Vm, container: u64, item: u64) -> u64 {
    let (container, item) = (Value::from_bits(container), Value::from_bits(item));
    let found = |plain: Plain| match plain {
        Plain::Found(_) => Some(true),
        Plain::Missing => Some(false),
        Plain::Unsure => None,
    };
    let is_frozen = |header: Gc<Header>| header.shape() == vm.types.frozenset.root_shape.get();
    let frozen = container.header().filter(|&header| is_frozen(header)).map(|header| header.cast_unchecked::<Set>());
    if let Some(set) = frozen.or_else(|| like::<Set>(vm, container, Kind::Set, Special::Contains)) {
        return answer(vm.plain_hash(item).and_then(|hash| found(set.table().find_plain(vm, hash, item))));
    }
    if let Some(dict) = like::<Dict>(vm, container, Kind::Dict, Special::Contains) {
        return answer(vm.plain_hash(item).and_then(|hash| found(dict.table().find_plain(vm, hash, item))));
    }
    if let (Some(text), Some(needle)) = (exact::<Str>(vm, container, Kind::Str), exact::<Str>(vm, item, Kind::Str)) {
        return answer(Some(crate::text::search::contains(text.chars(), needle.chars())));
    }
    if let Some(tuple) = like::<Tuple>(vm, container, Kind::Tuple, Special::Contains) {
        return answer(among(vm, tuple.items(), item));
    }
    if let Some(list) = like::<List>(vm, container, Kind::List, Special::Contains) {
        return answer(among(vm, list.items(), item));
    }
    match native::special(vm, Special::Contains, &[container, item]) {
        0 => 0,
        found => answer(Some(found == Value::TRUE.bits())),
    }
}

/// Whether one of some values is or equals `item`; none if only `__eq__` can tell.
fn among(vm: &Vm, values: &[Value], item: Value) -> Option<bool> {
    let different = plain::count_different(vm, values, item);
    for &candidate in &values[different..] {
        if candidate == item || compared(vm, CompareOp::Eq, candidate, item, 0)? {
            return Some(true);
        }
    }
    Some(false)
}

/// `del container[key]` of a dict's key that is there, or of a list: 1.
pub extern "C" fn leaf_delete_item(vm: &mut Vm, container: u64, key: u64) -> u64 {
    if like::<Dict>(vm, Value::from_bits(container), Kind::Dict, Special::DelItem).is_some() {
        return u64::from(leaf_dict_pop_or(vm, container, key, 0) != 0);
    }
    let (container, key) = (Value::from_bits(container), Value::from_bits(key));
    if exact::<List>(vm, container, Kind::List).is_none() {
        return 0;
    }
    u64::from(native::special(vm, Special::DelItem, &[container, key]) != 0)
}

/// Comparison number `op` of [`CompareOp`].
pub extern "C" fn leaf_compare(vm: &mut Vm, op: u64, x: u64, y: u64) -> u64 {
    let (x, y) = (Value::from_bits(x), Value::from_bits(y));
    let op = CompareOp::ALL[op as usize];
    match Value::from_bits(compared_by_method(vm, op, x, y)).as_bool() {
        Some(holds) => answer(Some(holds)),
        None => answer(compared(vm, op, x, y, 0)),
    }
}

/// What the method of an object of a type of its own says, if that is a leaf; else 0.
#[inline]
fn compared_by_method(vm: &mut Vm, op: CompareOp, x: Value, y: Value) -> u64 {
    let is_native = x.header().is_some_and(|header| header.kind() == Kind::Native);
    if !is_native || reflects(vm, x, y) {
        return 0;
    }
    implemented(native::special(vm, op.method(), &[x, y]))
}

/// Tuples are looked into this deep.
const DEPTH: u32 = 4;

/// A comparison that runs no Python: of numbers, strs, constants, and of tuples, lists and sets of such.
fn compared(vm: &Vm, op: CompareOp, x: Value, y: Value, depth: u32) -> Option<bool> {
    let is = |value: Value, kind: Kind| value.header().is_some_and(|object| object.shape() == vm.shape_of_kind(kind));
    if depth < DEPTH && is(x, Kind::Tuple) && is(y, Kind::Tuple) {
        return items_compared(vm, op, x.cast::<Tuple>()?.items(), y.cast::<Tuple>()?.items(), depth);
    }
    let derived = |value: Value| {
        let kind = value.header().map(|object| object.kind());
        kind.is_some_and(|kind| matches!(kind, Kind::Int64 | Kind::Str) && !is(value, kind))
    };
    if (derived(x) || derived(y))
        && let Some(holds) = vm.compare_derived(op, x, y)
    {
        return Some(holds);
    }
    if let Some(holds) = vm.plain_compare(op, x, y) {
        return Some(holds);
    }
    if depth == DEPTH {
        return None;
    }
    let (of_x, of_y) = (x.header()?, y.header()?);
    if of_x.kind() == Kind::Set && of_y.kind() == Kind::Set {
        let builtin = |value| !vm.class_of(value).has(type_flag::HEAP_TYPE);
        return if builtin(x) && builtin(y) { sets_compared(vm, op, x.cast()?, y.cast()?) } else { None };
    }
    if let Some((a, b)) = vm.plain_tuples(x, y) {
        return items_compared(vm, op, a.items(), b.items(), depth);
    }
    if of_x.shape() != of_y.shape() {
        return None;
    }
    if let (Some(a), Some(b)) = (exact::<Dict>(vm, x, Kind::Dict), exact::<Dict>(vm, y, Kind::Dict)) {
        return match op {
            CompareOp::Eq => dicts_equal(vm, a, b, depth),
            CompareOp::Ne => dicts_equal(vm, a, b, depth).map(|equal| !equal),
            CompareOp::Lt | CompareOp::Le | CompareOp::Gt | CompareOp::Ge => None,
        };
    }
    let (a, b) = (exact::<List>(vm, x, Kind::List)?, exact::<List>(vm, y, Kind::List)?);
    if a.len() != b.len() && matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Some(op == CompareOp::Ne);
    }
    items_compared(vm, op, a.items(), b.items(), depth)
}

fn items_compared(vm: &Vm, op: CompareOp, a: &[Value], b: &[Value], depth: u32) -> Option<bool> {
    for (&p, &q) in a.iter().zip(b) {
        if p == q {
            continue;
        }
        let ints = p.is_small_int() && q.is_small_int();
        if !ints && compared(vm, CompareOp::Eq, p, q, depth + 1)? {
            continue;
        }
        return match op {
            CompareOp::Eq => Some(false),
            CompareOp::Ne => Some(true),
            CompareOp::Lt | CompareOp::Le | CompareOp::Gt | CompareOp::Ge if ints => {
                Some(op.holds(p.int_payload().cmp(&q.int_payload())))
            }
            CompareOp::Lt | CompareOp::Le | CompareOp::Gt | CompareOp::Ge => compared(vm, op, p, q, depth + 1),
        };
    }
    Some(op.holds(a.len().cmp(&b.len())))
}

/// Whether dicts of plain keys and values are equal.
fn dicts_equal(vm: &Vm, a: Gc<Dict>, b: Gc<Dict>, depth: u32) -> Option<bool> {
    if a.len() != b.len() {
        return Some(false);
    }
    let mut at = 0;
    while let Some((entry, key, value)) = a.next_item(at) {
        let other = match b.table().find_plain(vm, a.table().hash_of(entry), key) {
            Plain::Found(other) => b.entry_value(other),
            Plain::Missing => return Some(false),
            Plain::Unsure => return None,
        };
        if value != other && !compared(vm, CompareOp::Eq, value, other, depth + 1)? {
            return Some(false);
        }
        at = entry + 1;
    }
    Some(true)
}

/// A comparison of sets whose elements are plain.
fn sets_compared(vm: &Vm, op: CompareOp, a: Gc<Set>, b: Gc<Set>) -> Option<bool> {
    let is_subset = |a: Gc<Set>, b: Gc<Set>| set::is_plain_subset(vm, a, b);
    Some(match op {
        CompareOp::Eq => a.len() == b.len() && is_subset(a, b)?,
        CompareOp::Ne => a.len() != b.len() || !is_subset(a, b)?,
        CompareOp::Le => a.len() <= b.len() && is_subset(a, b)?,
        CompareOp::Lt => a.len() < b.len() && is_subset(a, b)?,
        CompareOp::Ge => b.len() <= a.len() && is_subset(b, a)?,
        CompareOp::Gt => b.len() < a.len() && is_subset(b, a)?,
    })
}

/// What comparison number `op` of [`CompareOp`] yields.
pub extern "C" fn leaf_comparison(vm: &mut Vm, op: u64, x: u64, y: u64) -> u64 {
    let (x, y) = (Value::from_bits(x), Value::from_bits(y));
    let op = CompareOp::ALL[op as usize];
    match compared_by_method(vm, op, x, y) {
        0 => compared(vm, op, x, y, 0).map_or(0, |holds| Value::bool(holds).bits()),
        result => result,
    }
}

/// Whether the right operand may have a reflected method that comes first: that of a derived class.
fn reflects(vm: &Vm, x: Value, y: Value) -> bool {
    let (left, right) = (vm.class_of(x), vm.class_of(y));
    left != right && (right.has(type_flag::HEAP_TYPE) || right.is_subclass(left))
}

/// The result of a method of an operator, or 0 if it has none for these operands.
fn implemented(result: u64) -> u64 {
    if result == Value::NOT_IMPLEMENTED.bits() { 0 } else { result }
}

/// `x op y`, of the operator with this number in [`BinaryOp`].
pub extern "C" fn leaf_binary(vm: &mut Vm, op: u64, x: u64, y: u64) -> u64 {
    let (operator, left, right) = (BinaryOp::ALL[op as usize], Value::from_bits(x), Value::from_bits(y));
    if let Some(header) = left.header() {
        match header.kind() {
            Kind::List if operator == BinaryOp::Add => {
                if let Some(list) = exact::<List>(vm, left, Kind::List)
                    && plain::items_of(vm, &right).is_some()
                {
                    let done = vm.postponing(|vm| crate::builtins::list::extend_list(vm, list, right));
                    return tried(vm, Some(done.map(|()| left)));
                }
            }
            Kind::Native if operator == BinaryOp::Add => {
                if let (Some(store), Some(bytes)) = (bytearray::exact_store(vm, left), right.cast::<Bytes>())
                    && store.extend_in_place(bytes.bytes())
                {
                    return x;
                }
                if vm.special_of(left, Special::IAdd).is_none() {
                    return leaf_operator(vm, op, x, y);
                }
                return native::special(vm, Special::IAdd, &[left, right]);
            }
            Kind::Str | Kind::Bytes | Kind::Tuple => return leaf_operator(vm, op, x, y),
            Kind::Set => {
                let result = vm.postponing(|vm| set::exact_in_place(vm, operator, left, right));
                return tried(vm, result);
            }
            _ => {}
        }
    }
    let result = vm.postponing(|vm| int::fast_binary(vm, operator, left, right));
    tried(vm, result)
}

/// As [`leaf_binary`], of an operator that is not an in-place one: of lists and tuples too.
pub extern "C" fn leaf_operator(vm: &mut Vm, op: u64, x: u64, y: u64) -> u64 {
    let (x, y) = (Value::from_bits(x), Value::from_bits(y));
    if BinaryOp::ALL[op as usize] == BinaryOp::Add
        && let (Some(a), Some(b)) = (exact::<Str>(vm, x, Kind::Str), exact::<Str>(vm, y, Kind::Str))
    {
        let joined = vm.postponing(|vm| vm.concat_str(a, b));
        return tried(vm, Some(joined.map(Gc::value)));
    }
    let kind = x.header().map(|header| header.kind());
    if kind == Some(Kind::Str) && BinaryOp::ALL[op as usize] == BinaryOp::Mod {
        return native::special(vm, Special::Mod, &[x, y]);
    }
    let operator = BinaryOp::ALL[op as usize];
    match kind {
        Some(Kind::List | Kind::Tuple) => {}
        Some(Kind::Bytes)
            if operator == BinaryOp::Add
                && let (Some(a), Some(b)) =
                    (exact::<Bytes>(vm, x, Kind::Bytes), exact::<Bytes>(vm, y, Kind::Bytes))
                && !a.bytes().is_empty()
                && !b.bytes().is_empty() =>
        {
            let joined = vm.postponing(|vm| vm.bytes_joined(&[a.bytes(), b.bytes()]));
            return tried(vm, Some(joined.map(Gc::value)));
        }
        Some(Kind::Set) => {
            let result = vm.postponing(|vm| set::exact_operation(vm, operator, x, y));
            return tried(vm, result);
        }
        Some(Kind::Bytes | Kind::Native) => {
            if reflects(vm, x, y) {
                return 0;
            }
            return implemented(native::special(vm, operator.methods().0, &[x, y]));
        }
        _ => {
            let result = vm.postponing(|vm| int::fast_binary(vm, operator, x, y));
            return tried(vm, result);
        }
    }
    if let Some(value) = sequence_operator(vm, operator, x, y) {
        return tried(vm, Some(value));
    }
    let same = || x.header().map(|header| header.shape()) == y.header().map(|header| header.shape());
    match operator {
        BinaryOp::Add if same() => native::special(vm, Special::Add, &[x, y]),
        BinaryOp::Mul if y.is_small_int() => native::special(vm, Special::Mul, &[x, y]),
        _ => 0,
    }
}

/// `+` of two lists or two tuples, and a list `*` a small int, all of the builtin types; none for others.
fn sequence_operator(vm: &mut Vm, operator: BinaryOp, x: Value, y: Value) -> Option<PyResult<Value>> {
    match operator {
        BinaryOp::Add => match exact::<List>(vm, x, Kind::List) {
            Some(first) => {
                let second = exact::<List>(vm, y, Kind::List)?;
                Some(vm.postponing(|vm| crate::builtins::list::joined(vm, first, second)).map(Gc::value))
            }
            None => {
                let (first, second) = (exact::<Tuple>(vm, x, Kind::Tuple)?, exact::<Tuple>(vm, y, Kind::Tuple)?);
                Some(vm.postponing(|vm| crate::builtins::tuple::joined(vm, first, second)))
            }
        },
        BinaryOp::Mul => {
            let (list, n) = (exact::<List>(vm, x, Kind::List)?, y.as_small_int()?.max(0) as usize);
            let fits = list.len().saturating_mul(n) <= MOST_REPEATED;
            fits.then(|| vm.postponing(|vm| crate::builtins::list::repeated(vm, list, n)).map(Gc::value))
        }
        _ => None,
    }
}

/// Longer lists than this are repeated with an eye to memory.
const MOST_REPEATED: usize = 1 << 20;

/// Truth.
pub extern "C" fn leaf_truth(vm: &mut Vm, x: u64) -> u64 {
    let x = Value::from_bits(x);
    if let Some(b) = x.as_bool() {
        return answer(Some(b));
    }
    if x.is_none() {
        return answer(Some(false));
    }
    if let Some(n) = x.as_small_int() {
        return answer(Some(n != 0));
    }
    if let Some(f) = x.as_float() {
        return answer(Some(f != 0.0));
    }
    if let Some(len) = fast_len(vm, x) {
        return answer(Some(len != 0));
    }
    if vm.class_of(x) == vm.types.int {
        // Only small ones are 0.
        return answer(Some(true));
    }
    if vm.special_of(x, Special::Bool).is_some() {
        return 0;
    }
    answer(Value::from_bits(leaf_len(vm, x.bits())).as_small_int().map(|len| len != 0))
}

/// `bool(x)`
pub extern "C" fn leaf_bool(vm: &mut Vm, x: u64) -> u64 {
    match leaf_truth(vm, x) {
        0 => 0,
        truth => Value::bool(truth == 2).bits(),
    }
}

/// `len(x)`
pub extern "C" fn leaf_len(vm: &mut Vm, x: u64) -> u64 {
    let x = Value::from_bits(x);
    match fast_len(vm, x).or_else(|| derived_len(vm, x)) {
        Some(len) => Value::len(len).bits(),
        None => native::special(vm, Special::Len, &[x]),
    }
}

/// The length of an object of a class that is derived from a builtin one and has inherited its `__len__`.
fn derived_len(vm: &mut Vm, x: Value) -> Option<usize> {
    let kind = x.header()?.kind();
    let is_container = matches!(kind, Kind::List | Kind::Tuple | Kind::Dict | Kind::Set | Kind::Str);
    if !is_container || !inherits(vm, x, kind, Special::Len) {
        return None;
    }
    match kind {
        Kind::List => x.cast::<List>().map(|list| list.len()),
        Kind::Tuple => x.cast::<Tuple>().map(|tuple| tuple.len()),
        Kind::Dict => x.cast::<Dict>().map(|dict| dict.len()),
        Kind::Set => x.cast::<Set>().map(|set| set.len()),
        _ => x.cast::<Str>().map(|text| text.len()),
    }
}

/// `ord(c)`
pub extern "C" fn leaf_ord(vm: &mut Vm, c: u64) -> u64 {
    let text = exact::<Str>(vm, Value::from_bits(c), Kind::Str).filter(|text| text.len() == 1);
    text.map_or(0, |text| Value::int_unchecked(i64::from(text.char_at(0))).bits())
}

/// `chr(n)` of characters that are shared.
pub extern "C" fn leaf_chr(vm: &mut Vm, n: u64) -> u64 {
    let n = Value::from_bits(n).as_small_int().and_then(|n| usize::try_from(n).ok());
    n.and_then(|n| vm.single_chars.get(n)).map_or(0, |text| text.word())
}

/// `abs(x)`
pub extern "C" fn leaf_abs(_: &mut Vm, x: u64) -> u64 {
    let x = Value::from_bits(x);
    if let Some(f) = x.as_float() {
        return Value::float(f.abs()).bits();
    }
    x.as_small_int().and_then(|n| Value::small_int(n.abs())).map_or(0, Value::bits)
}

fn extreme(vm: &mut Vm, op: CompareOp, x: u64, y: u64) -> u64 {
    match vm.plain_compare(op, Value::from_bits(y), Value::from_bits(x)) {
        Some(true) => y,
        Some(false) => x,
        None => 0,
    }
}

/// `min(x, y)`
pub extern "C" fn leaf_min(vm: &mut Vm, x: u64, y: u64) -> u64 {
    extreme(vm, CompareOp::Lt, x, y)
}

/// `max(x, y)`
pub extern "C" fn leaf_max(vm: &mut Vm, x: u64, y: u64) -> u64 {
    extreme(vm, CompareOp::Gt, x, y)
}

/// `isinstance(x, class)` of a class whose metaclass is `type`, or a tuple of such.
pub extern "C" fn leaf_is_instance(vm: &mut Vm, x: u64, class: u64) -> u64 {
    let class = Value::from_bits(class);
    let Some(classes) = exact::<Tuple>(vm, class, Kind::Tuple) else { return is_instance_of_one(vm, x, class) };
    for &class in classes.items() {
        match is_instance_of_one(vm, x, class) {
            answer if answer == Value::FALSE.bits() => {}
            answer => return answer,
        }
    }
    Value::FALSE.bits()
}

/// The same of what compiled code keeps alive, or what [`IDENTITY`] or [`INT_LIKE`] asks; the answer is kept.
pub extern "C" fn leaf_instance_of(vm: &mut Vm, x: u64, wanted: u64) -> u64 {
    let answer = match Value::from_bits(x).header() {
        Some(header) if wanted == IDENTITY => Value::bool(compares_by_identity(vm, header.shape().0)).bits(),
        Some(header) if wanted == INT_LIKE => Value::bool(compares_as_int(vm, header.shape().0)).bits(),
        _ => leaf_is_instance(vm, x, wanted),
    };
    if answer != 0
        && let Some(header) = Value::from_bits(x).header()
    {
        vm.instances_known.note(header.shape().0, wanted, answer == Value::TRUE.bits());
    }
    answer
}

/// The same of a single class; tuples within tuples are left to who counts how deep they are.
fn is_instance_of_one(vm: &mut Vm, x: u64, class: Value) -> u64 {
    vm.plain_is_instance(Value::from_bits(x), class).map_or(0, |is| Value::bool(is).bits())
}

/// Whether a pattern of sequences or mappings (see [`Pattern`](crate::interp::matching::Pattern)) matches a value.
pub extern "C" fn leaf_matches(vm: &mut Vm, pattern: u64, x: u64) -> u64 {
    use crate::interp::matching::Pattern::{Mapping, Sequence};
    let pattern = if pattern == Sequence as u64 { Sequence } else { Mapping };
    Value::bool(vm.class_of(Value::from_bits(x)).has(pattern.flag())).bits()
}

/// `list.pop()`, whatever the class of the list, as are those of the other methods below.
pub extern "C" fn leaf_list_pop(_: &mut Vm, list: u64) -> u64 {
    Value::from_bits(list).cast::<List>().and_then(|list| list.pop()).map_or(0, Value::bits)
}

/// `bytearray.append(byte)`
pub extern "C" fn leaf_byte_append(vm: &mut Vm, array: u64, byte: u64) -> u64 {
    let array = Value::from_bits(array);
    let byte = Value::from_bits(byte).as_small_int().and_then(|n| u8::try_from(n).ok());
    match (bytearray::exact_store(vm, array), byte) {
        (Some(store), Some(byte)) if store.push_in_place(byte) => Value::NONE.bits(),
        (Some(_), Some(byte)) => {
            let done = vm.postponing(|vm| bytearray::push(vm, array, byte));
            tried(vm, Some(done))
        }
        _ => 0,
    }
}

/// `dict.get(key)`
pub extern "C" fn leaf_dict_get(vm: &mut Vm, dict: u64, key: u64) -> u64 {
    leaf_dict_get_or(vm, dict, key, Value::NONE.bits())
}

/// `dict.get(key, default)`
pub extern "C" fn leaf_dict_get_or(vm: &mut Vm, dict: u64, key: u64, default: u64) -> u64 {
    let key = Value::from_bits(key);
    let Some(dict) = Value::from_bits(dict).cast::<Dict>() else { return 0 };
    let Some(hash) = vm.plain_hash(key) else { return 0 };
    match dict.table().find_plain(vm, hash, key) {
        Plain::Found(entry) => dict.entry_value(entry).bits(),
        Plain::Missing => default,
        Plain::Unsure => 0,
    }
}

/// `set.add(x)`
pub extern "C" fn leaf_set_add(vm: &mut Vm, set: u64, x: u64) -> u64 {
    let x = Value::from_bits(x);
    let Some(set) = Value::from_bits(set).cast::<Set>() else { return 0 };
    let Some(hash) = vm.plain_hash(x) else { return 0 };
    let added = vm.postponing(|vm| set.add_plain(vm, x, hash)).transpose();
    tried(vm, added.map(|added| added.map(|_| Value::NONE)))
}

/// `set.discard(x)`
pub extern "C" fn leaf_set_discard(vm: &mut Vm, set: u64, x: u64) -> u64 {
    removed_from_set(vm, set, x).map_or(0, |_| Value::NONE.bits())
}

/// `set.remove(x)` of an element.
pub extern "C" fn leaf_set_remove(vm: &mut Vm, set: u64, x: u64) -> u64 {
    match removed_from_set(vm, set, x) {
        Some(true) => Value::NONE.bits(),
        Some(false) | None => 0,
    }
}

/// Whether a set had this element, which is removed; none if only `__eq__` can tell.
fn removed_from_set(vm: &mut Vm, set: u64, x: u64) -> Option<bool> {
    let x = Value::from_bits(x);
    let set = Value::from_bits(set).cast::<Set>()?;
    match set.table().find_plain(vm, vm.plain_hash(x)?, x) {
        Plain::Found(entry) => {
            set.remove_entry(entry);
            Some(true)
        }
        Plain::Missing => Some(false),
        Plain::Unsure => None,
    }
}

/// `dict.pop(key)` of a key that is there.
pub extern "C" fn leaf_dict_pop(vm: &mut Vm, dict: u64, key: u64) -> u64 {
    leaf_dict_pop_or(vm, dict, key, 0)
}

/// `dict.pop(key, default)`
pub extern "C" fn leaf_dict_pop_or(vm: &mut Vm, dict: u64, key: u64, default: u64) -> u64 {
    let key = Value::from_bits(key);
    let dict = Value::from_bits(dict).cast::<Dict>().filter(|dict| !dict.is_cell_mode());
    let Some(dict) = dict else { return 0 };
    let Some(hash) = vm.plain_hash(key) else { return 0 };
    match dict.table().find_plain(vm, hash, key) {
        Plain::Found(entry) => dict.remove_entry(vm, entry).bits(),
        Plain::Missing => default,
        Plain::Unsure => 0,
    }
}

/// `dict.setdefault(key, default)`
pub extern "C" fn leaf_set_default(vm: &mut Vm, dict: u64, key: u64, default: u64) -> u64 {
    let (key, default) = (Value::from_bits(key), Value::from_bits(default));
    let dict = Value::from_bits(dict).cast::<Dict>().filter(|dict| !dict.is_cell_mode());
    let Some(dict) = dict else { return 0 };
    let Some(hash) = vm.plain_hash(key) else { return 0 };
    match dict.table().find_plain(vm, hash, key) {
        Plain::Found(entry) => dict.entry_value(entry).bits(),
        Plain::Missing => {
            let added = vm.postponing(|vm| dict.insert_new(vm, key, hash, default));
            tried(vm, Some(added.map(|()| default)))
        }
        Plain::Unsure => 0,
    }
}

/// `int(x)` of an int, float or str.
pub extern "C" fn leaf_to_int(vm: &mut Vm, x: u64) -> u64 {
    let x = Value::from_bits(x);
    if x.is_small_int() {
        return x.bits();
    }
    match x.as_float() {
        Some(f) if f.abs() < 1e14 => return Value::small_int(f as i64).map_or(0, Value::bits),
        _ => {}
    }
    if exact::<Str>(vm, x, Kind::Str).is_none() {
        return 0;
    }
    let number = vm.postponing(|vm| int::construct(vm, x, Value::EMPTY));
    tried(vm, Some(number))
}

/// `type(x)`
pub extern "C" fn leaf_type_of(vm: &mut Vm, x: u64) -> u64 {
    vm.class_of(Value::from_bits(x)).value().bits()
}

/// `float(x)` of an int, float or str.
pub extern "C" fn leaf_to_float(vm: &mut Vm, x: u64) -> u64 {
    let number = Value::from_bits(x);
    if let Some(n) = number.as_small_int() {
        return Value::float(n as f64).bits();
    }
    match number.as_float() {
        Some(f) => Value::float(f).bits(),
        None => leaf_construct(vm, vm.types.float.word(), &raw const x, 1),
    }
}
