//! `_sre`: the engine of `re`.
//!
//! ```text
//!   re._parser, re._compiler (Python) ──▶ code words ──▶ tree ──▶ program ──▶ machine
//!                                           code.rs      program.rs   machine.rs
//! ```
//!
//! Meaning, order of alternatives and what groups hold are those of CPython's engine; the machine is another: it
//! backtracks on a stack of its own and decides by the next character wherever that is enough.

mod charset;
mod code;
mod heads;
mod machine;
mod matching;
mod pattern;
mod program;
mod subject;
mod substitute;

use runtime::exceptions::hierarchy::Exc;
use runtime::heap::Gc;
use runtime::native::{Args, ModuleSpec, func};
use runtime::object::module::Module;
use runtime::text::unicode;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

fn character(vm: &mut Vm, value: Value) -> PyResult<u32> {
    Ok(vm.index_i64(value, Exc::OverflowError)? as u32)
}

fn ascii_iscased(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let c = character(vm, args[0])?;
    Ok(Value::bool(c < 0x80 && (c as u8).is_ascii_alphabetic()))
}

fn unicode_iscased(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let c = character(vm, args[0])?;
    Ok(Value::bool(unicode::simple_lower(c) != c || unicode::simple_upper(c) != c))
}

fn ascii_tolower(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let c = character(vm, args[0])?;
    Ok(Value::len(charset::ascii_lower(c) as usize))
}

fn unicode_tolower(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let c = character(vm, args[0])?;
    Ok(Value::len(unicode::simple_lower(c) as usize))
}

fn getcodesize(_: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::int32(CODE_SIZE))
}

/// Bytes of a code word.
const CODE_SIZE: i32 = 4;
/// What CPython says of the number of groups; the code words would allow more.
const MAX_GROUPS: i32 = 1_073_741_823;

fn init(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    let dict = module.dict.get();
    dict.set_text(vm, "MAGIC", Value::int32(code::MAGIC))?;
    dict.set_text(vm, "CODESIZE", Value::int32(CODE_SIZE))?;
    dict.set_text(vm, "MAXREPEAT", Value::len(code::MAXREPEAT as usize))?;
    dict.set_text(vm, "MAXGROUPS", Value::int32(MAX_GROUPS))?;
    let copyright = vm.str("krait's own engine for the code of SRE 2.2.2")?.value();
    dict.set_text(vm, "copyright", copyright)
}

/// The module.
pub(crate) static SRE: ModuleSpec = ModuleSpec {
    name: "_sre",
    functions: &[
        func("compile", "(pattern, flags, code, groups, groupindex, indexgroup)", pattern::compile),
        func("template", "(pattern, template, /)", substitute::template),
        func("getcodesize", "()", getcodesize),
        func("ascii_iscased", "(character, /)", ascii_iscased),
        func("unicode_iscased", "(character, /)", unicode_iscased),
        func("ascii_tolower", "(character, /)", ascii_tolower),
        func("unicode_tolower", "(character, /)", unicode_tolower),
    ],
    init: Some(init),
    ..ModuleSpec::EMPTY
};
