//! One block of code being built: instructions, labels, registers, handlers.

use super::symbols::{Access, ScopeKind, mangle};
use super::{CompileError, Compiler};
use crate::bytecode::opcodes::{IMPLICIT, yields};
use crate::bytecode::unit::flags;
use crate::bytecode::{
    Child, CodeUnit, Constant, ExceptionEntry, Instr, NamedRegister, Op, Position, PositionTable, RegisterKind, Text,
};
use parser::ast::{self, Ranged};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// A register.
pub(super) type Reg = u16;

/// A place in the code that is not known yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Label(usize);

/// What an exit from nested statements has to undo.
#[derive(Clone)]
pub(super) enum Block<'a> {
    Loop {
        next: Label,
        end: Label,
    },
    /// `finally`: its body runs on the way out.
    Finally {
        body: &'a [ast::Stmt],
        region: usize,
    },
    With {
        exit: Reg,
        is_async: bool,
        region: usize,
        /// Of the context manager's expression.
        position: Position,
    },
    /// An exception is being handled: `save` restores the one before; the name is unbound.
    Handler {
        save: Reg,
        name: Option<String>,
        regions: Vec<usize>,
    },
    /// As `Handler`, of `except*`, which must not be left early.
    StarHandler,
}

/// The registers of an inlined comprehension's variables.
#[derive(Clone, Default)]
pub(super) struct InlinedRegisters {
    pub(super) first: Reg,
    pub(super) count: Reg,
    pub(super) cells: Vec<Reg>,
}

/// A range of instructions that a handler covers, in pieces.
pub(super) struct Region {
    pub(super) open: Option<u32>,
    pub(super) pieces: Vec<(u32, u32)>,
    pub(super) target: Label,
    pub(super) register: Reg,
}

pub(super) struct Unit {
    pub(super) scope: usize,
    pub(super) name: String,
    pub(super) qualname: String,
    pub(super) flags: u32,
    pub(super) arg_count: u16,
    posonly_count: u16,
    kwonly_count: u16,
    first_line: u32,
    pub(super) code: Vec<Instr>,
    positions: Vec<Position>,
    pub(super) position: Position,
    labels: Vec<Option<u32>>,
    fixups: Vec<(usize, Label, bool)>,
    constants: Vec<Constant>,
    constant_index: HashMap<String, u32>,
    names: Vec<Text>,
    name_index: HashMap<String, u32>,
    pub(super) registers: Vec<NamedRegister>,
    /// Registers of names, by scope (inlined comprehensions have their own).
    pub(super) by_name: HashMap<(usize, String), Reg>,
    pub(super) top: usize,
    /// Registers below this one have been written, or are variables.
    pub(super) settled: usize,
    max: usize,
    children: Vec<Child>,
    pub(super) regions: Vec<Region>,
    entries: Vec<ExceptionEntry>,
    /// Locals known to be bound here.
    pub(super) bound: HashSet<Reg>,
    /// Scopes of inlined comprehensions around, innermost last.
    pub(super) inlined: Vec<usize>,
    pub(super) inlined_registers: HashMap<usize, InlinedRegisters>,
    /// 16-bit jumps do not reach: use long ones.
    pub(super) long: bool,
    pub(super) dead: bool,
    pub(super) docstring: bool,
    /// Something does not fit its field of an instruction.
    too_large: bool,
}

/// Most registers of a block.
const MAX_REGISTERS: usize = 65_000;

impl Unit {
    fn instr(&mut self, instr: Instr) -> usize {
        self.code.push(instr);
        self.positions.push(self.position);
        self.code.len() - 1
    }

    pub(super) fn emit(&mut self, op: Op, a: Reg, b: Reg, c: Reg) -> usize {
        self.instr(Instr::abc(op, a, b, c))
    }

    pub(super) fn emit_aux(&mut self, op: Op, aux: u8, a: Reg, b: Reg, c: Reg) {
        self.instr(Instr::abc(op, a, b, c).with_aux(aux));
    }

    pub(super) fn emit_wide(&mut self, op: Op, a: Reg, wide: u32) {
        self.instr(Instr::wide(op, a, wide));
    }

    pub(super) fn label(&mut self) -> Label {
        self.labels.push(None);
        Label(self.labels.len() - 1)
    }

    pub(super) fn place(&mut self, label: Label) {
        self.labels[label.0] = Some(self.here());
    }

    pub(super) fn here(&self) -> u32 {
        self.code.len() as u32
    }

    /// A jump whose offset is the wide operand.
    pub(super) fn jump(&mut self, op: Op, a: Reg, to: Label) {
        let aux = if op == Op::Jump { IMPLICIT } else { 0 };
        let at = self.instr(Instr::wide(op, a, 0).with_aux(aux));
        self.fixups.push((at, to, true));
    }

    /// The jump of a `break` or `continue`: a line of its own.
    pub(super) fn explicit_jump(&mut self, to: Label) {
        let at = self.instr(Instr::wide(Op::Jump, 0, 0));
        self.fixups.push((at, to, true));
    }

    /// A jump whose offset is field C.
    pub(super) fn jump_c(&mut self, op: Op, a: Reg, b: Reg, to: Label) {
        let at = self.instr(Instr::abc(op, a, b, 0));
        self.fixups.push((at, to, false));
    }

    /// A jump whose offset is field C, over as far a distance as need be.
    pub(super) fn jump_c_far(&mut self, op: Op, a: Reg, b: Reg, to: Label) {
        if !self.long {
            return self.jump_c(op, a, b, to);
        }
        let (taken, over) = (self.label(), self.label());
        self.jump_c(op, a, b, taken);
        self.jump(Op::Jump, 0, over);
        self.place(taken);
        self.jump(Op::Jump, 0, to);
        self.place(over);
    }

    /// `yield` of `value`; registers from `live` on are not in use when the block goes on.
    pub(super) fn emit_yield(&mut self, dst: Reg, value: Reg, live: usize) {
        let written = if live <= self.settled { yields::WRITTEN } else { 0 };
        self.emit_aux(Op::Yield, written, dst, value, live as Reg);
    }

    /// `register` has been written and stays in use for a while.
    pub(super) fn settle(&mut self, register: Reg) {
        if self.settled == usize::from(register) {
            self.settled += 1;
        }
    }

    /// The end of a loop over `iterator`, whose body begins by unpacking `item` when it is `unpacked`.
    pub(super) fn for_iter(&mut self, item: Reg, iterator: Reg, unpacked: bool, body: Label) {
        self.jump_c_far(Op::ForIter, item, iterator, body);
        if unpacked
            && !self.long
            && let Some(last) = self.code.last_mut()
        {
            *last = last.with_aux(1);
        }
    }

    pub(super) fn temp(&mut self) -> Reg {
        self.temps(1)
    }

    /// `count` temporaries in a row.
    pub(super) fn temps(&mut self, count: usize) -> Reg {
        let first = self.top;
        self.top += count;
        self.max = self.max.max(self.top);
        if self.max > MAX_REGISTERS {
            self.too_large = true;
            self.top = self.registers.len();
        }
        first as Reg
    }

    pub(super) fn constant(&mut self, constant: Constant) -> u32 {
        // Constants that compare equal may still be different: 0.0 and -0.0, 1 and True.
        let key = match &constant {
            Constant::Float(f) => format!("f{:x}", f.to_bits()),
            Constant::Complex(re, im) => format!("c{:x},{:x}", re.to_bits(), im.to_bits()),
            Constant::Str(text) => format!("s{:?}", text.0),
            Constant::Bytes(bytes) => format!("b{bytes:?}"),
            other => format!("{other:?}"),
        };
        if let Some(&index) = self.constant_index.get(&key) {
            return index;
        }
        self.constants.push(constant);
        let index = self.constants.len() as u32 - 1;
        self.constant_index.insert(key, index);
        index
    }

    pub(super) fn name(&mut self, name: &str) -> u32 {
        if let Some(&index) = self.name_index.get(name) {
            return index;
        }
        self.names.push(Text::from(name));
        let index = self.names.len() as u32 - 1;
        self.name_index.insert(name.to_owned(), index);
        index
    }

    /// As [`Unit::name`], for a 16-bit field.
    pub(super) fn name16(&mut self, name: &str) -> Reg {
        let index = self.name(name);
        self.too_large |= index > Reg::MAX.into();
        index as Reg
    }

    pub(super) fn child(&mut self, unit: CodeUnit) -> u16 {
        self.children.push(Child::Ready(Arc::new(unit)));
        self.too_large |= self.children.len() > usize::from(u16::MAX);
        self.children.len() as u16 - 1
    }

    /// Begins a range that `target` handles, with the exception in `register`.
    pub(super) fn open_region(&mut self, target: Label, register: Reg) -> usize {
        let open = Some(self.here());
        self.regions.push(Region { open, pieces: Vec::new(), target, register });
        self.regions.len() - 1
    }

    /// Interrupts a range.
    pub(super) fn suspend_region(&mut self, region: usize) {
        let here = self.here();
        let region = &mut self.regions[region];
        if let Some(start) = region.open.take()
            && start < here
        {
            region.pieces.push((start, here));
        }
    }

    /// Goes on with an interrupted range.
    pub(super) fn resume_region(&mut self, region: usize) {
        self.regions[region].open = Some(self.here());
    }

    /// Ends a range for good. Inner ranges end before outer ones, which puts their entries first.
    pub(super) fn close_region(&mut self, region: usize) {
        self.suspend_region(region);
        let Region { pieces, target, register, .. } = &mut self.regions[region];
        let (target, register) = (target.0 as u32, *register);
        for (start, end) in std::mem::take(pieces) {
            self.entries.push(ExceptionEntry { start, end, target, register });
        }
    }

    /// The finished code if all jumps fit; if not the block has to be compiled again with long jumps.
    fn finish(mut self, filename: &Arc<Text>) -> Option<CodeUnit> {
        for &(at, label, wide) in &self.fixups {
            let to = i64::from(self.labels[label.0].expect("labels that are jumped to are placed"));
            let offset = to - at as i64;
            let instr = self.code[at];
            self.code[at] = if wide {
                Instr(instr.0 & 0xFFFF_FFFF | u64::from(offset as i32 as u32) << 32)
            } else if let Ok(short) = i16::try_from(offset) {
                Instr(instr.0 & 0xFFFF_FFFF_FFFF | u64::from(short as u16) << 48)
            } else {
                return None;
            };
        }
        let labels = &self.labels;
        for entry in &mut self.entries {
            entry.target = labels[entry.target as usize].expect("handlers are placed");
        }
        Some(CodeUnit {
            name: Text::from(&*self.name),
            qualname: Text::from(&*self.qualname),
            filename: Arc::clone(filename),
            flags: self.flags | if self.docstring { flags::DOCSTRING } else { 0 },
            arg_count: self.arg_count,
            posonly_count: self.posonly_count,
            kwonly_count: self.kwonly_count,
            register_count: self.max as u32 + 6,
            first_line: self.first_line,
            code: self.code,
            positions: PositionTable::new(&self.positions),
            exceptions: self.entries,
            constants: self.constants,
            names: self.names,
            registers: self.registers,
            children: self.children,
        })
    }
}

impl<'a> Compiler<'a> {
    pub(super) fn u(&mut self) -> &mut Unit {
        self.units.last_mut().expect("a block is being compiled")
    }

    pub(super) fn scope(&self) -> usize {
        let unit = self.units.last().expect("a block is being compiled");
        unit.inlined.last().copied().unwrap_or(unit.scope)
    }

    /// Sets the position of the instructions that follow.
    pub(super) fn at(&mut self, node: &impl Ranged) -> Position {
        let position = self.places.position((node.start().into(), node.end().into()));
        std::mem::replace(&mut self.u().position, position)
    }

    /// Where a method's name begins, if that is on another line than its object.
    pub(super) fn attribute_start(&mut self, node: &ast::ExprAttribute) -> Option<(u32, u32)> {
        let saved = self.at_attribute(node);
        let own = std::mem::replace(&mut self.u().position, saved);
        let whole = self.places.at(node.start().into());
        (own.line != whole.0).then_some((own.line, own.column))
    }

    /// From here on instructions that no statement says, of which trace functions do not hear.
    pub(super) fn at_nothing(&mut self) -> Position {
        std::mem::take(&mut self.u().position)
    }

    /// As [`Compiler::at`], for the loading of an attribute: where its name is, if that is on another line than the object.
    pub(super) fn at_attribute(&mut self, node: &ast::ExprAttribute) -> Position {
        let saved = self.at(node);
        let position = &mut self.u().position;
        if position.line != position.end_line {
            position.line = position.end_line;
            let length = node.attr.as_str().len() as u32;
            // A name longer than what stands there is one that was mangled or normalised.
            position.column = position.end_column.checked_sub(length).unwrap_or(position.column);
        }
        saved
    }

    pub(super) fn mangled(&self, name: &str) -> String {
        mangle(self.symbols.scopes[self.scope()].class_name.as_deref(), name)
    }

    /// Compiles a nested block: `f` fills it. When 16-bit jumps do not reach it is filled once more with long ones.
    pub(super) fn block(
        &mut self,
        scope: usize,
        name: &str,
        node: Option<u32>,
        args: Option<&ast::Arguments>,
        f: impl Fn(&mut Compiler<'a>) -> Result<(), CompileError>,
    ) -> Result<CodeUnit, CompileError> {
        for long in [false, true] {
            self.push_unit(scope, name, node, args, long);
            let filled = f(self);
            let unit = self.units.pop().expect("pushed above");
            filled?;
            if unit.too_large {
                let message = "too many names, blocks or nested operands in one block".to_owned();
                return Err(CompileError { kind: "OverflowError".to_owned(), ..CompileError::text(message) });
            }
            if let Some(code) = unit.finish(&self.filename) {
                return Ok(code);
            }
        }
        Err(CompileError::text("the code is too large".to_owned()))
    }

    fn push_unit(&mut self, scope: usize, name: &str, node: Option<u32>, args: Option<&ast::Arguments>, long: bool) {
        let qualname = self.qualname(scope, name);
        let first_line = node.map_or(1, |offset| self.places.at(offset).0);
        let mut unit = Unit {
            scope,
            name: name.to_owned(),
            qualname,
            flags: 0,
            arg_count: 0,
            posonly_count: 0,
            kwonly_count: 0,
            first_line,
            code: Vec::new(),
            positions: Vec::new(),
            position: Position { line: first_line, end_line: first_line, column: 0, end_column: 0 },
            labels: Vec::new(),
            fixups: Vec::new(),
            constants: Vec::new(),
            constant_index: HashMap::new(),
            names: Vec::new(),
            name_index: HashMap::new(),
            registers: Vec::new(),
            by_name: HashMap::new(),
            top: 0,
            settled: 0,
            max: 0,
            children: Vec::new(),
            regions: Vec::new(),
            entries: Vec::new(),
            bound: HashSet::new(),
            inlined: Vec::new(),
            inlined_registers: HashMap::new(),
            long,
            dead: false,
            docstring: false,
            too_large: false,
        };
        unit.flags |= self.features.bits();
        let kind = self.symbols.scopes[scope].kind;
        if matches!(kind, ScopeKind::Module | ScopeKind::Class) {
            unit.flags |= flags::NAMESPACE;
            unit.arg_count = 1;
            unit.registers.push(NamedRegister { name: Text::from(""), kind: RegisterKind::Hidden });
        } else {
            unit.flags |= flags::OPTIMIZED | flags::NEWLOCALS;
        }
        if self.units.iter().any(|outer| outer.flags & flags::NAMESPACE == 0) {
            unit.flags |= flags::NESTED;
        }
        self.name_registers(&mut unit, args);
        unit.top = unit.registers.len();
        unit.settled = unit.top;
        unit.max = unit.top;
        self.units.push(unit);
        self.prologue();
    }

    /// Registers of parameters, locals, cells, variables of inlined comprehensions, free variables; in this order.
    fn name_registers(&mut self, unit: &mut Unit, args: Option<&ast::Arguments>) {
        let scope_id = unit.scope;
        let class_name = self.symbols.scopes[scope_id].class_name.clone();
        let kind_of = |access: Option<&Access>| match access {
            Some(Access::Cell) => RegisterKind::Cell,
            _ => RegisterKind::Local,
        };
        let add = |unit: &mut Unit, scope: usize, name: &str, kind: RegisterKind| {
            let register = unit.registers.len() as Reg;
            unit.registers.push(NamedRegister { name: Text::from(name), kind });
            unit.by_name.insert((scope, name.to_owned()), register);
            register
        };
        let mut parameters = Vec::new();
        if let Some(args) = args {
            unit.posonly_count = args.posonlyargs.len() as u16;
            unit.arg_count = (args.posonlyargs.len() + args.args.len()) as u16;
            unit.kwonly_count = args.kwonlyargs.len() as u16;
            let all = args.posonlyargs.iter().chain(&args.args).chain(&args.kwonlyargs).map(|a| a.def.arg.to_string());
            parameters.extend(all);
            if let Some(star) = &args.vararg {
                unit.flags |= flags::VARARGS;
                parameters.push(star.arg.to_string());
            }
            if let Some(star) = &args.kwarg {
                unit.flags |= flags::VARKEYWORDS;
                parameters.push(star.arg.to_string());
            }
        } else if self.symbols.scopes[scope_id].kind == ScopeKind::Comprehension {
            unit.arg_count = 1;
            parameters.push(".0".to_owned());
        } else if self.symbols.scopes[scope_id].kind == ScopeKind::TypeParams {
            parameters.extend(self.symbols.scopes[scope_id].hidden_parameters().map(str::to_owned));
            unit.arg_count = parameters.len() as u16;
        }
        for name in &parameters {
            let name = mangle(class_name.as_deref(), name);
            let kind = kind_of(self.symbols.scopes[scope_id].access.get(&name));
            let register = add(unit, scope_id, &name, kind);
            if !self.symbols.scopes[scope_id].is_deleted(&name) {
                unit.bound.insert(register);
            }
        }
        let scope = &self.symbols.scopes[scope_id];
        for name in &scope.order {
            let access = scope.access.get(name);
            if matches!(access, Some(Access::Local | Access::Cell))
                && !unit.by_name.contains_key(&(scope_id, name.clone()))
            {
                add(unit, scope_id, name, kind_of(access));
            }
        }
        if scope.needs_class_cell {
            add(unit, scope_id, "__class__", RegisterKind::Cell);
        }
        if scope.needs_class_dict {
            add(unit, scope_id, "__classdict__", RegisterKind::Cell);
        }
        let mut inlined: Vec<usize> = scope.children.clone();
        let mut extra = Vec::new();
        while let Some(child) = inlined.pop() {
            let scope = &self.symbols.scopes[child];
            if scope.kind != ScopeKind::Inlined {
                continue;
            }
            for name in &scope.order {
                match scope.access.get(name) {
                    Some(Access::Local) => extra.push((child, name.clone(), RegisterKind::Hidden)),
                    Some(Access::Cell) => extra.push((child, name.clone(), RegisterKind::Cell)),
                    _ => {}
                }
            }
            inlined.extend(&scope.children);
        }
        for (child, name, kind) in extra {
            let register = add(unit, child, &name, kind);
            let own = unit.inlined_registers.entry(child).or_default();
            if own.count == 0 {
                own.first = register;
            }
            own.count += 1;
            if kind == RegisterKind::Cell {
                own.cells.push(register);
            }
        }
        let mut free: Vec<String> = self.symbols.scopes[scope_id]
            .access
            .iter()
            .filter(|(_, access)| **access == Access::Free)
            .map(|(name, _)| name.strip_prefix(".pass.").unwrap_or(name).to_owned())
            .collect();
        free.sort();
        free.dedup();
        for name in free {
            let register = unit.registers.len() as Reg;
            unit.registers.push(NamedRegister { name: Text::from(&*name), kind: RegisterKind::Free });
            unit.by_name.insert((scope_id, format!(".free.{name}")), register);
            unit.by_name.entry((scope_id, name)).or_insert(register);
        }
    }

    fn prologue(&mut self) {
        let unit = self.u();
        let first = usize::from(unit.arg_count + unit.kwonly_count)
            + usize::from(unit.flags & flags::VARARGS != 0)
            + usize::from(unit.flags & flags::VARKEYWORDS != 0);
        let kinds: Vec<RegisterKind> = unit.registers.iter().map(|register| register.kind).collect();
        let free = kinds.iter().position(|&kind| kind == RegisterKind::Free).unwrap_or(kinds.len());
        if free > first {
            unit.emit(Op::ClearLocals, first as Reg, (free - first) as Reg, 0);
        }
        let inlined: HashSet<Reg> = unit.inlined_registers.values().flat_map(|own| own.cells.iter().copied()).collect();
        for (register, &kind) in kinds.iter().enumerate() {
            if kind == RegisterKind::Cell && !inlined.contains(&(register as Reg)) {
                unit.emit(Op::MakeCell, register as Reg, 0, 0);
            }
        }
        if free < kinds.len() {
            unit.emit(Op::CopyFree, free as Reg, (kinds.len() - free) as Reg, 0);
        }
    }

    fn qualname(&self, scope: usize, name: &str) -> String {
        let Some(outer) = self.units.last() else { return name.to_owned() };
        let outer_scope = &self.symbols.scopes[outer.scope];
        if matches!(self.symbols.scopes[scope].kind, ScopeKind::Function | ScopeKind::Class) {
            let mangled = mangle(outer_scope.class_name.as_deref(), name);
            if outer_scope.access.get(&mangled) == Some(&Access::Global) {
                return name.to_owned();
            }
        }
        match outer_scope.kind {
            ScopeKind::Module => name.to_owned(),
            ScopeKind::Class => format!("{}.{name}", outer.qualname),
            ScopeKind::TypeParams => match outer.qualname.rsplit_once("<generic parameters of") {
                Some((head, _)) => format!("{head}{name}"),
                None => name.to_owned(),
            },
            _ => format!("{}.<locals>.{name}", outer.qualname),
        }
    }
}
