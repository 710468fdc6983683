//! Names: where they live, how they are read, bound and unbound.

use super::builder::Reg;
use super::symbols::{Access, Range, ScopeKind};
use super::{CompileError, Compiler, Done};
use crate::bytecode::unit::flags;
use crate::bytecode::{Op, RegisterKind};

/// Where a name lives.
enum Place {
    Register(Reg),
    Cell(Reg),
    Global,
    Name,
    /// In a class body: the namespace, else a cell.
    NameOrCell(Reg),
    /// In a PEP 695 scope of a class body: the class's namespace (in this cell), else a cell.
    ClassOrCell(Reg, Reg),
    /// The class's namespace, else global.
    ClassOrGlobal(Reg),
}

/// What is done to a name that must not be `__debug__`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Binding {
    Assign,
    Delete,
}

impl Compiler<'_> {
    /// `__debug__` is a constant.
    pub(super) fn check_name(&self, name: &str, range: Range, binding: Binding) -> Done {
        if name != "__debug__" {
            return Ok(());
        }
        let verb = if binding == Binding::Assign { "assign to" } else { "delete" };
        Err(CompileError::at(format!("cannot {verb} __debug__"), range))
    }

    fn place_of(&self, name: &str) -> Place {
        let unit = self.units.last().expect("a block is being compiled");
        let in_class = self.symbols.scopes[unit.scope].kind == ScopeKind::Class;
        for &scope in unit.inlined.iter().rev() {
            match self.symbols.scopes[scope].access.get(name) {
                Some(Access::Local | Access::Cell) => {
                    let register = unit.by_name[&(scope, name.to_owned())];
                    return match unit.registers[register as usize].kind {
                        RegisterKind::Cell => Place::Cell(register),
                        _ => Place::Register(register),
                    };
                }
                Some(Access::Global) => return Place::Global,
                Some(Access::Free | Access::Implicit | Access::Name) | None => {}
            }
        }
        if in_class && !unit.inlined.is_empty() {
            return self.place_past_class(name);
        }
        self.place_in_block(name)
    }

    /// Where a name lives that a comprehension in a class body does not bind: not in the class.
    fn place_past_class(&self, name: &str) -> Place {
        let unit = self.units.last().expect("a block is being compiled");
        let free = unit.by_name.get(&(unit.scope, format!(".free.{name}")));
        let own = unit.by_name.get(&(unit.scope, name.to_owned()));
        match free.or_else(|| own.filter(|_| name == "__class__")) {
            Some(&register) => Place::Cell(register),
            None => Place::Global,
        }
    }

    fn place_in_block(&self, name: &str) -> Place {
        let unit = self.units.last().expect("a block is being compiled");
        let scope = &self.symbols.scopes[unit.scope];
        let register = |name: &str| unit.by_name.get(&(unit.scope, name.to_owned())).copied();
        let in_namespace = unit.flags & flags::NAMESPACE != 0;
        let class = if scope.sees_class && name != "__classdict__" { register("__classdict__") } else { None };
        match (scope.access.get(name), class) {
            (Some(Access::Local), _) => register(name).map_or(Place::Global, Place::Register),
            (Some(Access::Cell), _) => register(name).map_or(Place::Global, Place::Cell),
            (Some(Access::Free), class) => match (register(name), class) {
                // Its own `__class__` is not what the body of a class reads.
                (Some(_), _) if in_namespace => match register(&format!(".free.{name}")) {
                    Some(outer) => Place::NameOrCell(outer),
                    None => Place::Name,
                },
                (Some(register), Some(class)) => Place::ClassOrCell(class, register),
                (Some(register), None) => Place::Cell(register),
                (None, _) => Place::Global,
            },
            (Some(Access::Implicit), Some(class)) => Place::ClassOrGlobal(class),
            (Some(Access::Global | Access::Implicit), _) => Place::Global,
            (Some(Access::Name), _) => Place::Name,
            (None, _) if in_namespace => Place::Name,
            (None, _) => Place::Global,
        }
    }

    /// A register for the value: `dst`, or a new temporary.
    pub(super) fn target(&mut self, dst: Option<Reg>) -> Reg {
        dst.unwrap_or_else(|| self.u().temp())
    }

    /// Reads a name.
    pub(super) fn load_name(&mut self, name: &str, dst: Option<Reg>) -> Reg {
        let name = self.mangled(name);
        match self.place_of(&name) {
            Place::Register(register) => {
                if !self.u().bound.contains(&register) {
                    self.u().emit(Op::CheckLocal, register, 0, 0);
                    let unit = self.units.last().expect("a block is being compiled");
                    let deleted = self.symbols.scopes[unit.scope].is_deleted(&name);
                    if !deleted {
                        self.u().bound.insert(register);
                    }
                }
                match dst {
                    Some(dst) => {
                        if dst != register {
                            self.u().emit(Op::Move, dst, register, 0);
                        }
                        dst
                    }
                    None => register,
                }
            }
            Place::Cell(register) => {
                let dst = self.target(dst);
                self.u().emit(Op::LoadCell, dst, register, 0);
                dst
            }
            Place::Global => {
                let dst = self.target(dst);
                let name = self.u().name(&name);
                self.u().emit_wide(Op::LoadGlobal, dst, name);
                dst
            }
            Place::Name => {
                let dst = self.target(dst);
                let name = self.u().name(&name);
                self.u().emit_wide(Op::LoadName, dst, name);
                dst
            }
            Place::NameOrCell(register) => {
                let dst = self.target(dst);
                self.u().emit(Op::LoadDictOrCell, dst, 0, register);
                dst
            }
            Place::ClassOrCell(class, register) => {
                let dst = self.target(dst);
                self.u().emit(Op::LoadCell, dst, class, 0);
                self.u().emit(Op::LoadDictOrCell, dst, dst, register);
                dst
            }
            Place::ClassOrGlobal(class) => {
                let dst = self.target(dst);
                let name = self.u().name16(&name);
                self.u().emit(Op::LoadCell, dst, class, 0);
                self.u().emit(Op::LoadDictOrGlobal, dst, dst, name);
                dst
            }
        }
    }

    /// The register of a name that is a plain local, where values may be put directly.
    pub(super) fn local_register(&self, name: &str) -> Option<Reg> {
        let name = self.mangled(name);
        match self.place_of(&name) {
            Place::Register(register) => Some(register),
            _ => None,
        }
    }

    /// Marks a local as bound.
    pub(super) fn mark_bound(&mut self, name: &str, register: Reg) {
        let name = self.mangled(name);
        let unit = self.units.last().expect("a block is being compiled");
        let deleted = self.symbols.scopes[unit.scope].is_deleted(&name);
        if !deleted {
            self.u().bound.insert(register);
        }
    }

    /// Binds a name to the value in `from`.
    pub(super) fn store_name(&mut self, name: &str, from: Reg) {
        let mangled = self.mangled(name);
        match self.place_of(&mangled) {
            Place::Register(register) => {
                if register != from {
                    self.u().emit(Op::Move, register, from, 0);
                }
                self.mark_bound(name, register);
            }
            Place::Cell(register) | Place::ClassOrCell(_, register) => {
                self.u().emit(Op::StoreCell, register, from, 0);
            }
            Place::Global | Place::ClassOrGlobal(_) => {
                let index = self.u().name(&mangled);
                self.u().emit_wide(Op::StoreGlobal, from, index);
            }
            Place::NameOrCell(register) => {
                // `nonlocal` in a class body.
                self.u().emit(Op::StoreCell, register, from, 0);
            }
            Place::Name => {
                let index = self.u().name(&mangled);
                self.u().emit_wide(Op::StoreName, from, index);
            }
        }
    }

    /// Unbinds a name.
    pub(super) fn delete_name(&mut self, name: &str) {
        let mangled = self.mangled(name);
        match self.place_of(&mangled) {
            Place::Register(register) => {
                self.u().emit(Op::DeleteLocal, register, 0, 0);
                self.u().bound.remove(&register);
            }
            Place::Cell(register) | Place::NameOrCell(register) | Place::ClassOrCell(_, register) => {
                self.u().emit(Op::DeleteCell, register, 0, 0);
            }
            Place::Global | Place::ClassOrGlobal(_) => {
                let index = self.u().name(&mangled);
                self.u().emit_wide(Op::DeleteGlobal, 0, index);
            }
            Place::Name => {
                let index = self.u().name(&mangled);
                self.u().emit_wide(Op::DeleteName, 0, index);
            }
        }
    }
}
