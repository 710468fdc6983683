//! Indexing, slicing, casting of memoryviews, and assignment to them.

use super::{Extents, Layout, View, items, live, make};
use crate::exceptions::hierarchy::Exc;
use crate::native::Args;
use crate::object::Special;
use crate::object::buffer::Request;
use crate::object::list::List;
use crate::object::slice::Slice;
use crate::object::string::Str;
use crate::object::tuple::Tuple;
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use std::borrow::Cow;

/// Most dimensions of a buffer.
const MAX_NDIM: usize = 64;

fn is_index(vm: &mut Vm, key: Value) -> bool {
    key.as_int().is_some() || vm.special_of(key, Special::Index).is_some()
}

fn all(vm: &mut Vm, key: Value, mut test: impl FnMut(&mut Vm, Value) -> bool) -> bool {
    key.cast::<Tuple>().is_some_and(|tuple| (0..tuple.len()).all(|index| test(vm, tuple.get(index))))
}

/// Place of the item with index `n` along a dimension, relative to the first.
fn along(vm: &mut Vm, view: View, dim: usize, n: i64) -> PyResult<isize> {
    let layout = &view.data.layout;
    let count = layout.shape[dim] as i64;
    let n = if n < 0 { n + count } else { n };
    if !(0..count).contains(&n) {
        return Err(vm.index_error(&format!("index out of bounds on dimension {}", dim + 1)));
    }
    Ok(n as isize * layout.strides[dim])
}

/// What a key names.
enum Key {
    /// An item, at this place in the memory.
    Item(usize),
    /// A part of the first dimension.
    Slice(Layout),
}

fn resolve(vm: &mut Vm, value: Value, key: Value) -> PyResult<Key> {
    let view = live(vm, value)?;
    let layout = &view.data.layout;
    if layout.shape.is_empty() {
        let whole = key == Value::ELLIPSIS || key.cast::<Tuple>().is_some_and(|tuple| tuple.is_empty());
        return if whole {
            Ok(Key::Item(layout.offset))
        } else {
            Err(vm.type_error("invalid indexing of 0-dim memory"))
        };
    }
    if is_index(vm, key) {
        if layout.shape.len() > 1 {
            return Err(vm.not_implemented_error("multi-dimensional sub-views are not implemented"));
        }
        let n = vm.index_i64(key, Exc::IndexError)?;
        let view = live(vm, value)?;
        return Ok(Key::Item((layout.offset as isize + along(vm, view, 0, n)?) as usize));
    }
    if let Some(slice) = key.cast::<Slice>() {
        let indices = super::super::slice::indices(vm, slice, || layout.shape[0] as usize)?;
        live(vm, value)?;
        let mut part = layout.clone();
        part.offset = (part.offset as isize + part.strides[0] * indices.start as isize) as usize;
        part.shape[0] = indices.count as isize;
        part.strides[0] *= indices.step as isize;
        part.len = part.shape.iter().product::<isize>() as usize * part.item_size;
        return Ok(Key::Slice(part));
    }
    if all(vm, key, is_index) {
        let tuple = key.cast::<Tuple>().expect("checked above");
        return multi_index(vm, value, tuple.items().len(), key);
    }
    if all(vm, key, |_, one| one.is::<Slice>()) {
        return Err(vm.not_implemented_error("multi-dimensional slicing is not implemented"));
    }
    Err(vm.type_error("memoryview: invalid slice key"))
}

fn multi_index(vm: &mut Vm, value: Value, count: usize, key: Value) -> PyResult<Key> {
    let view = live(vm, value)?;
    let ndim = view.data.layout.shape.len();
    if count < ndim {
        return Err(vm.not_implemented_error("sub-views are not implemented"));
    }
    if count > ndim {
        let message = format!("cannot index {ndim}-dimension view with {count}-element tuple");
        return Err(vm.type_error(&message));
    }
    let mut at = view.data.layout.offset as isize;
    for dim in 0..ndim {
        let Some(tuple) = key.cast::<Tuple>() else { break };
        let n = vm.index_i64(tuple.get(dim), Exc::IndexError)?;
        let view = live(vm, value)?;
        at += along(vm, view, dim, n)?;
    }
    Ok(Key::Item(at as usize))
}

pub(super) fn get_item(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if let Some(n) = args[1].as_small_int()
        && let Some(view) = super::unreleased(args[0])
        && let [count] = view.data.layout.shape[..]
        && (0..count as i64).contains(&n)
        && view.data.layout.format == "B"
    {
        let layout = &view.data.layout;
        let at = layout.offset as isize + n as isize * layout.strides[0];
        let byte = vm.memory_of(view.data.owner()).get(at as usize).map_or(0, std::cell::Cell::get);
        return Ok(Value::int32(i32::from(byte)));
    }
    if args[1].is::<Slice>() && !live(vm, args[0])?.data.layout.shape.is_empty() {
        return get_slice(vm, args[0], args[1]);
    }
    let key = resolve(vm, args[0], args[1])?;
    let view = live(vm, args[0])?;
    match key {
        Key::Item(at) => {
            let format = items::item_format(vm, view)?;
            items::get(vm, view, format, at)
        }
        Key::Slice(layout) => make(vm, view.data.managed.get(), layout),
    }
}

/// A part of a view: made first and cut then, so that it keeps the memory if the slice's indices release the view.
fn get_slice(vm: &mut Vm, value: Value, slice: Value) -> PyResult<Value> {
    let view = super::unrestricted(vm, value)?;
    let quiet = slice.cast::<Slice>().is_some_and(|slice| {
        [slice.start.get(), slice.stop.get(), slice.step.get()]
            .iter()
            .all(|part| part.is_none() || part.as_small_int().is_some())
    });
    if quiet && let Key::Slice(layout) = resolve(vm, value, slice)? {
        return make(vm, view.data.managed.get(), layout);
    }
    let whole = make(vm, view.data.managed.get(), view.data.layout.clone())?;
    let part = resolve(vm, whole, slice).and_then(|key| match key {
        Key::Slice(layout) => make(vm, view.data.managed.get(), layout),
        Key::Item(_) => Ok(Value::NONE),
    });
    super::release_quietly(vm, whole);
    part
}

pub(super) fn set_item(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let view = live(vm, args[0])?;
    let format = items::item_format(vm, view)?;
    let layout = &view.data.layout;
    if layout.readonly {
        return Err(vm.type_error("cannot modify read-only memory"));
    }
    let sliced = args[1].is::<Slice>() || all(vm, args[1], |_, one| one.is::<Slice>());
    if layout.shape.len() > 1 {
        if is_index(vm, args[1]) {
            return Err(vm.not_implemented_error("sub-views are not implemented"));
        }
        if sliced {
            return Err(vm.not_implemented_error("memoryview slice assignments are currently restricted to ndim = 1"));
        }
    }
    match resolve(vm, args[0], args[1])? {
        Key::Item(at) => items::set(vm, args[0], format, at, args[2])?,
        Key::Slice(part) => assign(vm, args, &part)?,
    }
    Ok(Value::NONE)
}

/// `view[slice] = value` of one dimension.
fn assign(vm: &mut Vm, args: Args<'_>, part: &Layout) -> PyResult<()> {
    let source = vm.buffer(args[2], Request::FULL_RO)?;
    let plain = |format: &str| format.strip_prefix('@').unwrap_or(format).to_owned();
    let same = source.item_size == part.item_size
        && plain(&source.format) == plain(&part.format)
        && source.shape[..] == part.shape[..];
    if !same {
        source.release(vm);
        return Err(vm.value_error("memoryview assignment: lvalue and rvalue have different structures"));
    }
    let data = source.to_vec(vm);
    source.release(vm);
    let view = live(vm, args[0])?;
    let memory = vm.memory_of(view.data.owner());
    for (index, item) in data.chunks(part.item_size.max(1)).enumerate() {
        let at = (part.offset as isize + index as isize * part.strides[0]) as usize;
        let to = memory.get(at..at + item.len()).unwrap_or(&[]);
        to.iter().zip(item).for_each(|(to, &from)| to.set(from));
    }
    Ok(())
}

pub(super) fn delete_item(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let view = live(vm, args[0])?;
    let message = if view.data.layout.readonly { "cannot modify read-only memory" } else { "cannot delete memory" };
    Err(vm.type_error(message))
}

pub(super) fn cast(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let view = super::unrestricted(vm, args[0])?;
    let Some(format) = args[1].cast::<Str>() else {
        let message = format!("cast() argument 'format' must be str, not {}", vm.arg_type_name(args[1]));
        return Err(vm.type_error(&message));
    };
    let (shape, from) = (args.opt(2), &view.data.layout);
    if shape.is_none() && from.shape.len() == 1 && from.strides[0] == from.item_size as isize {
        let layout = match format.as_ascii() {
            Some(format) => cast_flat(vm, view, format)?,
            None => cast_flat(vm, view, &format.to_string_lossy())?,
        };
        return make(vm, view.data.managed.get(), layout);
    }
    let buffer = view.data.buffer();
    if !buffer.is_c_contiguous() {
        return Err(vm.type_error("memoryview: casts are restricted to C-contiguous views"));
    }
    if (shape.is_some() || buffer.ndim() != 1) && buffer.shape.contains(&0) {
        return Err(vm.type_error("memoryview: cannot cast view with zeros in shape or strides"));
    }
    let shape = match shape {
        None => None,
        Some(shape) => Some(read_shape_container(vm, shape, buffer.ndim())?),
    };
    let mut layout = cast_flat(vm, view, &format.to_string_lossy())?;
    if let Some(shape) = shape {
        apply_shape(vm, shape, &mut layout)?;
    }
    make(vm, view.data.managed.get(), layout)
}

fn read_shape_container(vm: &mut Vm, shape: Value, ndim: usize) -> PyResult<Value> {
    if !shape.is::<List>() && !shape.is::<Tuple>() {
        return Err(vm.type_error("shape must be a list or a tuple"));
    }
    let shape = vm.collect_tuple(shape)?;
    if shape.len() > MAX_NDIM {
        let message = format!("memoryview: number of dimensions must not exceed {MAX_NDIM}");
        return Err(vm.value_error(&message));
    }
    if ndim != 1 && shape.len() != 1 {
        return Err(vm.type_error("memoryview: cast must be 1D -> ND or ND -> 1D"));
    }
    Ok(shape.value())
}

/// The layout of all the view's bytes as one dimension of another format.
fn cast_flat(vm: &mut Vm, view: View, format: &str) -> PyResult<Layout> {
    let layout = &view.data.layout;
    let wrong = |what: &str| {
        format!("memoryview: {what} format must be a native single character format prefixed with an optional '@'")
    };
    let Some((from, _)) = items::native_char(&layout.format) else { return Err(vm.value_error(&wrong("source"))) };
    let Some((to, item_size)) = items::native_char(format) else {
        return Err(vm.value_error(&wrong("destination")));
    };
    let is_byte = |format| matches!(format, b'b' | b'B' | b'c');
    if !is_byte(from) && !is_byte(to) {
        return Err(vm.type_error("memoryview: cannot cast between two non-byte formats"));
    }
    if !layout.len.is_multiple_of(item_size) {
        return Err(vm.type_error("memoryview: length is not a multiple of itemsize"));
    }
    Ok(Layout {
        format: items::name_of(format).map_or_else(|| Cow::Owned(format.to_owned()), Cow::Borrowed),
        item_size,
        shape: Extents::from_slice(&[(layout.len / item_size) as isize]),
        strides: Extents::from_slice(&[item_size as isize]),
        offset: layout.offset,
        len: layout.len,
        readonly: layout.readonly,
    })
}

fn apply_shape(vm: &mut Vm, shape: Value, layout: &mut Layout) -> PyResult<()> {
    let shape = shape.cast::<Tuple>().expect("collected into a tuple");
    let (mut numbers, mut product) = (Vec::new(), layout.item_size as isize);
    for &count in shape.items() {
        if count.as_int().is_none() {
            return Err(vm.type_error("memoryview.cast(): elements of shape must be integers"));
        }
        let count = vm.index_i64(count, Exc::OverflowError)? as isize;
        if count <= 0 {
            return Err(vm.value_error("memoryview.cast(): elements of shape must be integers > 0"));
        }
        product = match product.checked_mul(count) {
            Some(product) => product,
            None => return Err(vm.value_error("memoryview.cast(): product(shape) > SSIZE_MAX")),
        };
        numbers.push(count);
    }
    if product as usize != layout.len {
        return Err(vm.type_error("memoryview: product(shape) * itemsize != buffer size"));
    }
    let mut stride = layout.item_size as isize;
    let mut strides = vec![0; numbers.len()];
    for (to, count) in strides.iter_mut().zip(&numbers).rev() {
        *to = stride;
        stride *= count;
    }
    (layout.shape, layout.strides) = (numbers.into(), strides.into());
    Ok(())
}
