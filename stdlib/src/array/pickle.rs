//! Pickling of arrays: by lists, or by machine values that other machines convert.

use super::items::Code;
use super::{ARRAY, Array, make, push};
use crate::receiver::this;
use runtime::exceptions::hierarchy::Exc;
use runtime::native::Args;
use runtime::object::string::{Bytes, Str};
use runtime::object::type_object::Type;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

pub(super) fn reduce_ex(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let array = this::<Array>(args[0]);
    if args[1].as_int().is_none() {
        return Err(vm.type_error("__reduce_ex__ argument should be an integer"));
    }
    let protocol = vm.index_i64(args[1], Exc::OverflowError)?;
    let class = vm.class_of(args[0]).value();
    let letter = vm.str_from_char(array.data.code.letter().into())?.value();
    let state = match vm.instance_dict(array.header())? {
        Some(dict) => dict.value(),
        None => Value::NONE,
    };
    if protocol < 3 {
        let items = vm.call_method(args[0], "tolist", &[])?;
        let given = vm.tuple(&[letter, items])?.value();
        return Ok(vm.tuple(&[class, given, state])?.value());
    }
    let module = vm.import("array")?;
    let reconstructor = vm.get_attr_text(module, "_array_reconstructor")?;
    let bytes = array.data.store.bytes(vm).to_vec();
    let bytes = vm.bytes(&bytes)?.value();
    let format = vm.int(array.data.code.machine_format())?;
    let given = vm.tuple(&[class, letter, format, bytes])?.value();
    Ok(vm.tuple(&[reconstructor, given, state])?.value())
}

/// A machine format: item size, signed, big-endian, and whether it is of floats or text.
struct Machine {
    size: usize,
    signed: bool,
    big: bool,
    kind: MachineKind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum MachineKind {
    Int,
    Float,
    Utf16,
    Utf32,
}

fn machine(format: i64) -> Option<Machine> {
    use MachineKind::{Float, Int, Utf16, Utf32};
    let (size, signed, kind) = match format {
        0 => (1, false, Int),
        1 => (1, true, Int),
        2 | 3 => (2, false, Int),
        4 | 5 => (2, true, Int),
        6 | 7 => (4, false, Int),
        8 | 9 => (4, true, Int),
        10 | 11 => (8, false, Int),
        12 | 13 => (8, true, Int),
        14 | 15 => (4, true, Float),
        16 | 17 => (8, true, Float),
        18 | 19 => (2, false, Utf16),
        20 | 21 => (4, false, Utf32),
        _ => return None,
    };
    Some(Machine { size, signed, big: format > 1 && format % 2 == 1, kind })
}

pub(super) fn reconstruct(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(class) = args[0].cast::<Type>() else {
        let message = format!("first argument must be a type object, not {}", vm.type_name(args[0]));
        return Err(vm.type_error(&message));
    };
    let Some(letter) = args[1].cast::<Str>().filter(|letter| letter.len() == 1) else {
        let name = vm.arg_type_name(args[1]);
        let message = format!("_array_reconstructor() argument 2 must be a unicode character, not {name}");
        return Err(vm.type_error(&message));
    };
    let format = i64::from(crate::convert::c_int(vm, args[2])?);
    let array_class = vm.native_type(&ARRAY)?;
    if !class.is_subclass(array_class) {
        let message = format!("{} is not a subtype of {}", class.tp_name(), array_class.tp_name());
        return Err(vm.type_error(&message));
    }
    let Some(code) = Code::of(letter.char_at(0)) else {
        return Err(vm.value_error("second argument must be a valid type code"));
    };
    let Some(machine) = machine(format) else {
        return Err(vm.value_error("third argument must be a valid machine format code."));
    };
    let Some(bytes) = args[3].cast::<Bytes>() else {
        let message = format!("fourth argument should be bytes, not {}", vm.type_name(args[3]));
        return Err(vm.type_error(&message));
    };
    let array = make(vm, class, code_for(&machine, code), &[])?;
    if code.machine_format() == format {
        super::transfer::append_bytes(vm, array, args[3])?;
        return Ok(array.value());
    }
    if bytes.len() % machine.size != 0 {
        return Err(vm.value_error("bytes length not a multiple of item size"));
    }
    if matches!(machine.kind, MachineKind::Utf16 | MachineKind::Utf32) {
        let chars = decode(&machine, bytes.bytes());
        let text = vm.str_from_u32(&chars)?;
        super::transfer::append_text(vm, array, text)?;
        return Ok(array.value());
    }
    for at in (0..bytes.len()).step_by(machine.size) {
        let mut word = [0; 8];
        word[..machine.size].copy_from_slice(&bytes.bytes()[at..at + machine.size]);
        if machine.big {
            word[..machine.size].reverse();
        }
        let word = u64::from_le_bytes(word);
        let value = machine_value(vm, &machine, word)?;
        push(vm, array, value)?;
    }
    Ok(array.value())
}

/// The code of arrays made from a machine format: of the same size and sign if there is one.
fn code_for(machine: &Machine, code: Code) -> Code {
    if machine.kind != MachineKind::Int || code.is_text() {
        return code;
    }
    let fits = |code: &Code| code.size() == machine.size && code.letter().is_ascii_lowercase() == machine.signed;
    "bBhHiIlLqQ".chars().filter_map(|letter| Code::of(letter.into())).find(fits).unwrap_or(code)
}

/// Code points of UTF-16 or UTF-32.
fn decode(machine: &Machine, bytes: &[u8]) -> Vec<u32> {
    let units = bytes.chunks_exact(machine.size).map(|unit| {
        let fold = |n: u32, &byte: &u8| n << 8 | u32::from(byte);
        if machine.big { unit.iter().fold(0, fold) } else { unit.iter().rev().fold(0, fold) }
    });
    if machine.kind == MachineKind::Utf32 {
        return units.collect();
    }
    let pairs = char::decode_utf16(units.map(|unit| unit as u16));
    pairs.map(|c| c.map_or_else(|error| u32::from(error.unpaired_surrogate()), u32::from)).collect()
}

fn machine_value(vm: &mut Vm, machine: &Machine, word: u64) -> PyResult<Value> {
    if machine.kind == MachineKind::Float {
        let x = if machine.size == 4 { f64::from(f32::from_bits(word as u32)) } else { f64::from_bits(word) };
        return Ok(Value::float(x));
    }
    if machine.signed {
        let shift = 64 - 8 * machine.size as u32;
        return vm.int(((word << shift) as i64) >> shift);
    }
    crate::structs::unsigned(vm, word)
}
