//! Code as text, for `--dump=bytecode`: one line an instruction, operands as the opcode table says.

use super::opcodes::{Instr, Op, Operand};
use super::unit::{CodeUnit, RegisterKind};
use std::fmt::Write;

/// The listing of a unit and those nested in it whose qualified names match the pattern (`*` stands for anything).
pub fn disassemble(unit: &CodeUnit, pattern: Option<&str>) -> String {
    let mut out = String::new();
    list(unit, pattern, &mut out);
    out
}

fn list(unit: &CodeUnit, pattern: Option<&str>, out: &mut String) {
    let name = String::from_utf8_lossy(&unit.qualname.0);
    if pattern.is_none_or(|pattern| matches(pattern, &name)) {
        block(unit, &name, out);
    }
    for child in &unit.children {
        list(&child.unit(), pattern, out);
    }
}

fn matches(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((head, rest)) => {
            let Some(tail) = name.strip_prefix(head) else { return false };
            (0..=tail.len()).filter(|&at| tail.is_char_boundary(at)).any(|at| matches(rest, &tail[at..]))
        }
    }
}

fn block(unit: &CodeUnit, name: &str, out: &mut String) {
    let counts = (unit.arg_count, unit.posonly_count, unit.kwonly_count);
    put(
        out,
        format_args!("code {name}: arguments {counts:?}, {} registers, flags {:#x}\n", unit.register_count, unit.flags),
    );
    for (index, register) in unit.registers.iter().enumerate() {
        let kind = match register.kind {
            RegisterKind::Local => "local",
            RegisterKind::Cell => "cell",
            RegisterKind::Free => "free",
            RegisterKind::Hidden => "hidden",
        };
        put(out, format_args!("  r{index} = {kind} {:?}\n", register.name));
    }
    for (index, (instr, position)) in unit.code.iter().zip(unit.positions.iter()).enumerate() {
        put(out, format_args!("{:5} {index:5}  {}\n", position.line, instruction(unit, index, *instr)));
    }
    for entry in &unit.exceptions {
        put(out, format_args!("  {}..{} raises to {} in r{}\n", entry.start, entry.end, entry.target, entry.register));
    }
    out.push('\n');
}

fn instruction(unit: &CodeUnit, index: usize, instr: Instr) -> String {
    let Some(op) = Op::from_byte(instr.op_byte()) else { return format!("?{:#x}", instr.0) };
    let info = op.info();
    let mut out = format!("{:20}", info.name);
    if let Some(aux) = info.aux.filter(|_| instr.aux() != 0) {
        put(&mut out, format_args!(" {aux}={}", instr.aux()));
    }
    let fields = [instr.a(), instr.b(), instr.c()];
    let wide = instr.wide_operand();
    let target = |offset: i64| index as i64 + offset;
    for (operand, field) in info.operands.iter().zip(fields) {
        match operand {
            Operand::None => {}
            Operand::Write | Operand::WriteRun => put(&mut out, format_args!(" =r{field}")),
            Operand::Read | Operand::ReadRun | Operand::Window => put(&mut out, format_args!(" r{field}")),
            Operand::ReadWrite => put(&mut out, format_args!(" ±r{field}")),
            Operand::Count => put(&mut out, format_args!(" ×{field}")),
            Operand::Name => put(&mut out, format_args!(" {:?}", unit.names.get(usize::from(field)))),
            Operand::WideName => put(&mut out, format_args!(" {:?}", unit.names.get(wide as usize))),
            Operand::WideConst => put(&mut out, format_args!(" {:?}", unit.constants.get(wide as usize))),
            Operand::Child => put(&mut out, format_args!(" child {field}")),
            Operand::Int => put(&mut out, format_args!(" {}", field as i16)),
            Operand::WideInt => put(&mut out, format_args!(" {}", wide as i32)),
            Operand::WideBits => put(&mut out, format_args!(" bits {wide}")),
            Operand::Jump => put(&mut out, format_args!(" → {}", target((field as i16).into()))),
            Operand::WideJump => put(&mut out, format_args!(" → {}", target((wide as i32).into()))),
        }
    }
    out
}

fn put(out: &mut String, text: std::fmt::Arguments<'_>) {
    out.write_fmt(text).expect("writing to a string");
}
