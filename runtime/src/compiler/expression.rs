//! Expressions: each leaves its value in a register.

use super::builder::{Label, Reg};
use super::symbols::Access;
use super::{CompileError, Compiler, Done};
use crate::bytecode::{Constant, Op, RegisterKind, Text};
use num_bigint::BigInt;
use num_traits::ToPrimitive;
use parser::ast::{self, Expr as E};

/// What the compiler gives for an expression.
type Value = Result<Reg, CompileError>;

const NONE: u32 = 1;
const FALSE: u32 = 2;
const TRUE: u32 = 3;
const ELLIPSIS: u32 = 5;

/// Where a name lives.
enum Place {
    Register(Reg),
    Cell(Reg),
    Global,
    Name,
    /// In a class body: the namespace, else a cell.
    NameOrCell(Reg),
}

pub(super) fn text(constant: &str) -> Text {
    if !parser::has_escapes(constant) {
        return Text::from(constant);
    }
    let mut bytes = Vec::new();
    for c in parser::decode_constant(constant) {
        crate::object::string::push_wtf8(&mut bytes, c);
    }
    Text(bytes.into())
}

fn int_constant(n: &BigInt) -> Constant {
    n.to_i64().map_or_else(|| Constant::BigInt(n.clone()), Constant::Int)
}

pub(super) fn constant_of(constant: &ast::Constant) -> Constant {
    match constant {
        ast::Constant::None => Constant::None,
        ast::Constant::Bool(b) => Constant::Bool(*b),
        ast::Constant::Str(s) => Constant::Str(text(s)),
        ast::Constant::Bytes(b) => Constant::Bytes(b.as_slice().into()),
        ast::Constant::Int(n) => int_constant(n),
        ast::Constant::Tuple(items) => Constant::Tuple(items.iter().map(constant_of).collect()),
        ast::Constant::Float(f) => Constant::Float(*f),
        ast::Constant::Complex { real, imag } => Constant::Complex(*real, *imag),
        ast::Constant::Ellipsis => Constant::Ellipsis,
    }
}

/// Folds what CPython folds and cannot go wrong: signs of numbers, small int and float arithmetic, tuples.
pub(super) fn fold(expr: &E) -> Option<Constant> {
    match expr {
        E::Constant(e) => Some(constant_of(&e.value)),
        E::UnaryOp(e) => match (e.op, fold(&e.operand)?) {
            (ast::UnaryOp::USub, Constant::Int(n)) => n.checked_neg().map(Constant::Int),
            (ast::UnaryOp::USub, Constant::BigInt(n)) => Some(int_constant(&-n)),
            (ast::UnaryOp::USub, Constant::Float(f)) => Some(Constant::Float(-f)),
            (ast::UnaryOp::USub, Constant::Complex(re, im)) => Some(Constant::Complex(-re, -im)),
            (ast::UnaryOp::Invert, Constant::Int(n)) => Some(Constant::Int(!n)),
            _ => None,
        },
        E::BinOp(e) => match (fold(&e.left)?, e.op, fold(&e.right)?) {
            (Constant::Int(a), op, Constant::Int(b)) => Some(Constant::Int(match op {
                ast::Operator::Add => a.checked_add(b)?,
                ast::Operator::Sub => a.checked_sub(b)?,
                ast::Operator::Mult => a.checked_mul(b)?,
                ast::Operator::LShift if (0..62).contains(&b) && (a << b) >> b == a => a << b,
                ast::Operator::RShift if (0..64).contains(&b) => a >> b,
                ast::Operator::BitAnd => a & b,
                ast::Operator::BitOr => a | b,
                ast::Operator::BitXor => a ^ b,
                ast::Operator::Pow if b >= 0 => a.checked_pow(u32::try_from(b).ok()?)?,
                ast::Operator::FloorDiv if b > 0 => a.div_euclid(b),
                ast::Operator::Mod if b > 0 => a.rem_euclid(b),
                ast::Operator::Div if b != 0 && a.unsigned_abs() < 1 << 53 && b.unsigned_abs() < 1 << 53 => {
                    return Some(Constant::Float(a as f64 / b as f64));
                }
                _ => return None,
            })),
            (Constant::Float(a), op, Constant::Float(b)) => Some(Constant::Float(match op {
                ast::Operator::Add => a + b,
                ast::Operator::Sub => a - b,
                ast::Operator::Mult => a * b,
                ast::Operator::Div if b != 0.0 => a / b,
                _ => return None,
            })),
            (Constant::Int(a), op, Constant::Complex(re, im)) => match op {
                ast::Operator::Add => Some(Constant::Complex(a as f64 + re, im)),
                ast::Operator::Sub => Some(Constant::Complex(a as f64 - re, -im)),
                _ => None,
            },
            (Constant::Float(a), op, Constant::Complex(re, im)) => match op {
                ast::Operator::Add => Some(Constant::Complex(a + re, im)),
                ast::Operator::Sub => Some(Constant::Complex(a - re, -im)),
                _ => None,
            },
            _ => None,
        },
        E::Tuple(e) if matches!(e.ctx, ast::ExprContext::Load) => {
            e.elts.iter().map(fold).collect::<Option<Vec<_>>>().map(Constant::Tuple)
        }
        _ => None,
    }
}

/// A constant int that fits field B or C.
fn small_int(expr: &E) -> Option<i16> {
    match fold(expr)? {
        Constant::Int(n) => i16::try_from(n).ok(),
        _ => None,
    }
}

impl<'a> Compiler<'a> {
    fn place_of(&self, name: &str) -> Place {
        let unit = self.units.last().expect("a block is being compiled");
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
        let scope = &self.symbols.scopes[unit.scope];
        let register = || unit.by_name.get(&(unit.scope, name.to_owned())).copied();
        let in_namespace = unit.flags & crate::bytecode::unit::flags::NAMESPACE != 0;
        match scope.access.get(name) {
            Some(Access::Local) => register().map_or(Place::Global, Place::Register),
            Some(Access::Cell) => register().map_or(Place::Global, Place::Cell),
            Some(Access::Free) => match register() {
                Some(register) if in_namespace && name != "__class__" => Place::NameOrCell(register),
                Some(register) => Place::Cell(register),
                None => Place::Global,
            },
            Some(Access::Global | Access::Implicit) => Place::Global,
            Some(Access::Name) => Place::Name,
            None if in_namespace => Place::Name,
            None => Place::Global,
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
            Place::Cell(register) => {
                self.u().emit(Op::StoreCell, register, from, 0);
            }
            Place::Global => {
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
            Place::Cell(register) | Place::NameOrCell(register) => {
                self.u().emit(Op::DeleteCell, register, 0, 0);
            }
            Place::Global => {
                let index = self.u().name(&mangled);
                self.u().emit_wide(Op::DeleteGlobal, 0, index);
            }
            Place::Name => {
                let index = self.u().name(&mangled);
                self.u().emit_wide(Op::DeleteName, 0, index);
            }
        }
    }

    /// Loads a constant.
    pub(super) fn load_constant(&mut self, constant: Constant, dst: Option<Reg>) -> Reg {
        let dst = self.target(dst);
        let special = match &constant {
            Constant::None => Some(NONE),
            Constant::Bool(false) => Some(FALSE),
            Constant::Bool(true) => Some(TRUE),
            Constant::Ellipsis => Some(ELLIPSIS),
            _ => None,
        };
        if let Some(bits) = special {
            self.u().emit_wide(Op::LoadSpecial, dst, bits);
        } else if let Constant::Int(n) = constant
            && let Ok(n) = i32::try_from(n)
        {
            self.u().emit_wide(Op::LoadInt, dst, n as u32);
        } else {
            let index = self.u().constant(constant);
            self.u().emit_wide(Op::LoadConst, dst, index);
        }
        dst
    }

    pub(super) fn load_none(&mut self, dst: Reg) {
        self.u().emit_wide(Op::LoadSpecial, dst, NONE);
    }

    pub(super) fn load_str(&mut self, s: &str, dst: Option<Reg>) -> Reg {
        self.load_constant(Constant::Str(Text::from(s)), dst)
    }

    /// Compiles an expression into exactly this register.
    pub(super) fn expr_to(&mut self, expr: &'a E, dst: Reg) -> Done {
        let top = self.u().top;
        let got = self.expr(expr, Some(dst))?;
        if got != dst {
            self.u().emit(Op::Move, dst, got, 0);
        }
        self.u().top = top;
        Ok(())
    }

    /// Compiles an operand that stays right while the next ones are computed.
    fn operand(&mut self, expr: &'a E) -> Value {
        let walrus = self.symbols.scopes[self.units.last().expect("a block is being compiled").scope].has_walrus
            || self.symbols.scopes[self.scope()].has_walrus;
        if walrus && matches!(expr, E::Name(_)) {
            let temp = self.u().temp();
            return self.expr(expr, Some(temp));
        }
        self.expr(expr, None)
    }

    /// Compiles an expression: to `dst` if given, else to wherever its value is (a local) or a new temporary.
    pub(super) fn expr(&mut self, expr: &'a E, dst: Option<Reg>) -> Value {
        if stacker_low() {
            return Err(CompileError::text("too many nested expressions".to_owned()));
        }
        let saved = self.at(expr);
        let result = self.expr_inner(expr, dst);
        self.u().position = saved;
        result
    }

    fn expr_inner(&mut self, expr: &'a E, dst: Option<Reg>) -> Value {
        if !matches!(expr, E::Name(_))
            && let Some(constant) = fold(expr)
        {
            return Ok(self.load_constant(constant, dst));
        }
        match expr {
            E::BoolOp(e) => self.bool_op(e, dst),
            E::NamedExpr(e) => {
                let value = self.expr(&e.value, dst)?;
                if let E::Name(name) = &*e.target {
                    self.store_name(name.id.as_str(), value);
                }
                Ok(value)
            }
            E::BinOp(e) => self.binary(e.op, &e.left, &e.right, dst, 0),
            E::UnaryOp(e) => {
                let op = match e.op {
                    ast::UnaryOp::Invert => Op::Invert,
                    ast::UnaryOp::Not => Op::Not,
                    ast::UnaryOp::UAdd => Op::Pos,
                    ast::UnaryOp::USub => Op::Neg,
                };
                let dst = self.target(dst);
                let top = self.u().top;
                let operand = self.expr(&e.operand, None)?;
                self.u().emit(op, dst, operand, 0);
                self.u().top = top;
                Ok(dst)
            }
            E::Lambda(e) => self.lambda(e, dst),
            E::IfExp(e) => {
                let dst = self.target(dst);
                // The destination may be a variable that the branches read.
                let result = self.u().temp();
                let (other, end) = (self.u().label(), self.u().label());
                self.jump_if(&e.test, false, other)?;
                let before = self.u().bound.clone();
                self.expr_to(&e.body, result)?;
                self.u().jump(Op::Jump, 0, end);
                self.u().place(other);
                let after = std::mem::replace(&mut self.u().bound, before);
                self.expr_to(&e.orelse, result)?;
                self.u().bound.retain(|register| after.contains(register));
                self.u().place(end);
                self.u().emit(Op::Move, dst, result, 0);
                Ok(dst)
            }
            E::Dict(e) => self.dict(e, dst),
            E::Set(e) => {
                let dst = self.target(dst);
                let top = self.u().top;
                let set = self.u().temp();
                self.u().emit(Op::BuildSet, set, 0, 0);
                for item in &e.elts {
                    let top = self.u().top;
                    match item {
                        E::Starred(star) => {
                            let value = self.expr(&star.value, None)?;
                            self.u().emit(Op::SetUpdate, set, value, 0);
                        }
                        item => {
                            let value = self.expr(item, None)?;
                            self.u().emit(Op::SetAdd, set, value, 0);
                        }
                    }
                    self.u().top = top;
                }
                self.u().emit(Op::Move, dst, set, 0);
                self.u().top = top;
                Ok(dst)
            }
            E::ListComp(_) | E::SetComp(_) | E::DictComp(_) | E::GeneratorExp(_) => self.comprehension(expr, dst),
            E::Await(e) => {
                let dst = self.target(dst);
                let top = self.u().top;
                let iterator = self.u().temp();
                let value = self.expr(&e.value, None)?;
                self.u().emit_aux(Op::GetAwaitable, 0, iterator, value, 0);
                self.send_loop(iterator, dst);
                self.u().top = top;
                Ok(dst)
            }
            E::Yield(e) => {
                let dst = self.target(dst);
                let top = self.u().top;
                let value = match &e.value {
                    Some(value) => self.expr(value, None)?,
                    None => self.load_constant(Constant::None, None),
                };
                let is_async = self.u().flags & crate::bytecode::unit::flags::ASYNC_GENERATOR != 0;
                let value = if is_async {
                    let wrapped = self.u().temp();
                    self.u().emit(Op::AsyncGenWrap, wrapped, value, 0);
                    wrapped
                } else {
                    value
                };
                self.u().emit(Op::Yield, dst, value, 0);
                self.u().top = top;
                Ok(dst)
            }
            E::YieldFrom(e) => {
                let dst = self.target(dst);
                let top = self.u().top;
                let iterator = self.u().temp();
                let value = self.expr(&e.value, None)?;
                self.u().emit(Op::GetYieldFromIter, iterator, value, 0);
                self.send_loop(iterator, dst);
                self.u().top = top;
                Ok(dst)
            }
            E::Compare(e) => self.compare(e, dst),
            E::Call(e) => self.call(e, dst),
            E::FormattedValue(_) => self.joined(std::slice::from_ref(expr), dst),
            E::JoinedStr(e) => self.joined(&e.values, dst),
            E::Constant(e) => Ok(self.load_constant(constant_of(&e.value), dst)),
            E::Attribute(e) => self.attribute(e, dst),
            E::Subscript(e) => self.subscript(e, dst),
            E::Starred(e) => Err(CompileError::at(
                "can't use starred expression here".to_owned(),
                (u32::from(e.range.start()), u32::from(e.range.end())),
            )),
            E::Name(e) => {
                if e.id.as_str() == "__debug__" {
                    let debug = self.optimize == 0;
                    return Ok(self.load_constant(Constant::Bool(debug), dst));
                }
                Ok(self.load_name(e.id.as_str(), dst))
            }
            E::List(e) => self.sequence(&e.elts, dst, Op::BuildList),
            E::Tuple(e) => self.sequence(&e.elts, dst, Op::BuildTuple),
            E::Slice(e) => {
                let dst = self.target(dst);
                let top = self.u().top;
                let first = self.u().temps(3);
                for (index, part) in [&e.lower, &e.upper, &e.step].into_iter().enumerate() {
                    match part {
                        Some(part) => self.expr_to(part, first + index as Reg)?,
                        None => self.load_none(first + index as Reg),
                    }
                }
                self.u().emit(Op::BuildSlice, dst, first, 0);
                self.u().top = top;
                Ok(dst)
            }
        }
    }

    /// Drives an iterator until it returns, yielding what it yields; the result goes to `dst`.
    pub(super) fn send_loop(&mut self, iterator: Reg, dst: Reg) {
        let value = self.u().temp();
        let (again, done) = (self.u().label(), self.u().label());
        self.load_none(value);
        self.u().place(again);
        self.u().jump_c(Op::Send, value, iterator, done);
        self.u().emit_aux(Op::Yield, 1, value, value, iterator);
        self.u().jump(Op::Jump, 0, again);
        self.u().place(done);
        self.u().emit(Op::Move, dst, value, 0);
    }

    /// A list or tuple display.
    pub(super) fn sequence(&mut self, items: &'a [E], dst: Option<Reg>, op: Op) -> Value {
        let dst = self.target(dst);
        let top = self.u().top;
        let starred = items.iter().any(|item| matches!(item, E::Starred(_)));
        if !starred && items.len() <= 64 {
            let first = self.u().temps(items.len());
            for (index, item) in items.iter().enumerate() {
                self.expr_to(item, first + index as Reg)?;
            }
            self.u().emit(op, dst, first, items.len() as Reg);
            self.u().top = top;
            return Ok(dst);
        }
        let list = self.u().temp();
        self.list_of(items, list)?;
        let op = if op == Op::BuildTuple { Op::ListToTuple } else { Op::Move };
        self.u().emit(op, dst, list, 0);
        self.u().top = top;
        Ok(dst)
    }

    /// Builds a list of items, some of them starred, piece by piece.
    pub(super) fn list_of(&mut self, items: &'a [E], list: Reg) -> Done {
        if items.len() > 64
            && let Some(constants) = items.iter().map(fold).collect::<Option<Vec<_>>>()
        {
            self.u().emit(Op::BuildList, list, 0, 0);
            let top = self.u().top;
            let all = self.load_constant(Constant::Tuple(constants), None);
            self.u().emit(Op::ListExtend, list, all, 0);
            self.u().top = top;
            return Ok(());
        }
        self.u().emit(Op::BuildList, list, 0, 0);
        for item in items {
            let top = self.u().top;
            match item {
                E::Starred(star) => {
                    let value = self.expr(&star.value, None)?;
                    self.u().emit(Op::ListExtend, list, value, 0);
                }
                item => {
                    let value = self.expr(item, None)?;
                    self.u().emit(Op::ListAppend, list, value, 0);
                }
            }
            self.u().top = top;
        }
        Ok(())
    }

    fn dict(&mut self, e: &'a ast::ExprDict, dst: Option<Reg>) -> Value {
        let dst = self.target(dst);
        let top = self.u().top;
        let dict = self.u().temp();
        self.u().emit(Op::BuildMap, dict, 0, 0);
        for (key, value) in e.keys.iter().zip(&e.values) {
            let top = self.u().top;
            match key {
                Some(key) => {
                    let key = self.operand(key)?;
                    let value = self.expr(value, None)?;
                    self.u().emit(Op::MapAdd, dict, key, value);
                }
                None => {
                    let value = self.expr(value, None)?;
                    self.u().emit(Op::DictUpdate, dict, value, 0);
                }
            }
            self.u().top = top;
        }
        self.u().emit(Op::Move, dst, dict, 0);
        self.u().top = top;
        Ok(dst)
    }

    fn attribute(&mut self, e: &'a ast::ExprAttribute, dst: Option<Reg>) -> Value {
        let name = self.mangled(e.attr.as_str());
        let name = self.u().name(&name);
        let dst = self.target(dst);
        let top = self.u().top;
        if let Some((first, implicit)) = self.super_call(&e.value)? {
            self.u().emit_aux(Op::LoadSuperAttr, u8::from(implicit), dst, first, name as Reg);
        } else {
            let object = self.expr(&e.value, None)?;
            self.u().emit(Op::LoadAttr, dst, object, name as Reg);
        }
        self.u().top = top;
        Ok(dst)
    }

    fn subscript(&mut self, e: &'a ast::ExprSubscript, dst: Option<Reg>) -> Value {
        let dst = self.target(dst);
        let top = self.u().top;
        let object = self.operand(&e.value)?;
        if let Some(n) = small_int(&e.slice) {
            self.u().emit(Op::GetItemInt, dst, object, n as Reg);
        } else if let E::Slice(slice) = &*e.slice
            && slice.step.is_none()
        {
            let first = self.slice_bounds(slice)?;
            self.u().emit(Op::GetSlice, dst, object, first);
        } else {
            let key = self.expr(&e.slice, None)?;
            self.u().emit(Op::GetItem, dst, object, key);
        }
        self.u().top = top;
        Ok(dst)
    }

    fn slice_bounds(&mut self, slice: &'a ast::ExprSlice) -> Value {
        let first = self.u().temps(2);
        for (index, part) in [&slice.lower, &slice.upper].into_iter().enumerate() {
            match part {
                Some(part) => self.expr_to(part, first + index as Reg)?,
                None => self.load_none(first + index as Reg),
            }
        }
        Ok(first)
    }

    /// `left op right`; `aux` 1 for the in-place form.
    pub(super) fn binary(&mut self, op: ast::Operator, left: &'a E, right: &'a E, dst: Option<Reg>, aux: u8) -> Value {
        let dst = self.target(dst);
        let top = self.u().top;
        let left = self.operand(left)?;
        self.binary_with(op, dst, left, right, aux)?;
        self.u().top = top;
        Ok(dst)
    }

    pub(super) fn binary_with(&mut self, op: ast::Operator, dst: Reg, left: Reg, right: &'a E, aux: u8) -> Done {
        use ast::Operator as O;
        if let Some(n) = small_int(right) {
            let immediate = match op {
                O::Add => Some(Op::AddInt),
                O::Sub => Some(Op::SubInt),
                O::Mult => Some(Op::MulInt),
                O::FloorDiv if n != 0 => Some(Op::FloorDivInt),
                O::Mod if n != 0 => Some(Op::ModInt),
                O::BitAnd => Some(Op::AndInt),
                O::LShift if (0..64).contains(&n) => Some(Op::LShiftInt),
                O::RShift if (0..64).contains(&n) => Some(Op::RShiftInt),
                _ => None,
            };
            if let Some(immediate) = immediate {
                self.u().emit_aux(immediate, aux, dst, left, n as Reg);
                return Ok(());
            }
        }
        let op = match op {
            O::Add => Op::Add,
            O::Sub => Op::Sub,
            O::Mult => Op::Mul,
            O::MatMult => Op::MatMul,
            O::Div => Op::TrueDiv,
            O::Mod => Op::Mod,
            O::Pow => Op::Pow,
            O::LShift => Op::LShift,
            O::RShift => Op::RShift,
            O::BitOr => Op::Or,
            O::BitXor => Op::Xor,
            O::BitAnd => Op::And,
            O::FloorDiv => Op::FloorDiv,
        };
        let right = self.expr(right, None)?;
        self.u().emit_aux(op, aux, dst, left, right);
        Ok(())
    }

    fn bool_op(&mut self, e: &'a ast::ExprBoolOp, dst: Option<Reg>) -> Value {
        let dst = self.target(dst);
        let result = self.u().temp();
        let end = self.u().label();
        let op = if matches!(e.op, ast::BoolOp::And) { Op::JumpIfFalse } else { Op::JumpIfTrue };
        let mut bound = None;
        for (index, value) in e.values.iter().enumerate() {
            self.expr_to(value, result)?;
            if index + 1 < e.values.len() {
                self.u().jump(op, result, end);
            }
            if index == 0 {
                bound = Some(self.u().bound.clone());
            }
        }
        self.u().place(end);
        if let Some(bound) = bound {
            self.u().bound = bound;
        }
        self.u().emit(Op::Move, dst, result, 0);
        Ok(dst)
    }

    fn compare_op(op: ast::CmpOp) -> Op {
        use ast::CmpOp as C;
        match op {
            C::Eq => Op::Eq,
            C::NotEq => Op::Ne,
            C::Lt => Op::Lt,
            C::LtE => Op::Le,
            C::Gt => Op::Gt,
            C::GtE => Op::Ge,
            C::Is => Op::Is,
            C::IsNot => Op::IsNot,
            C::In => Op::In,
            C::NotIn => Op::NotIn,
        }
    }

    /// The right operand of a comparison: displays of constants after `in` become constants.
    fn comparand(&mut self, op: ast::CmpOp, right: &'a E) -> Value {
        if matches!(op, ast::CmpOp::In | ast::CmpOp::NotIn) {
            let items = match right {
                E::List(list) => Some((&list.elts, false)),
                E::Set(set) => Some((&set.elts, true)),
                _ => None,
            };
            if let Some((items, is_set)) = items
                && let Some(items) = items.iter().map(fold).collect::<Option<Vec<_>>>()
            {
                let constant = if is_set { Constant::FrozenSet(items) } else { Constant::Tuple(items) };
                return Ok(self.load_constant(constant, None));
            }
        }
        self.operand(right)
    }

    fn compare(&mut self, e: &'a ast::ExprCompare, dst: Option<Reg>) -> Value {
        let dst = self.target(dst);
        let top = self.u().top;
        let result = self.u().temp();
        let mut left = self.operand(&e.left)?;
        let end = self.u().label();
        let last = e.ops.len() - 1;
        for (index, (&op, right)) in e.ops.iter().zip(&e.comparators).enumerate() {
            let right = self.comparand(op, right)?;
            let to = if last == 0 { dst } else { result };
            self.u().emit(Self::compare_op(op), to, left, right);
            if index < last {
                self.u().jump(Op::JumpIfFalse, result, end);
            }
            left = right;
        }
        self.u().place(end);
        if last > 0 {
            self.u().emit(Op::Move, dst, result, 0);
        }
        self.u().top = top;
        Ok(dst)
    }

    /// Jumps to `to` if the truth of `test` is `sense`.
    pub(super) fn jump_if(&mut self, test: &'a E, sense: bool, to: Label) -> Done {
        let saved = self.at(test);
        let result = self.jump_if_inner(test, sense, to);
        self.u().position = saved;
        result
    }

    fn jump_if_inner(&mut self, test: &'a E, sense: bool, to: Label) -> Done {
        match test {
            E::UnaryOp(e) if matches!(e.op, ast::UnaryOp::Not) => return self.jump_if(&e.operand, !sense, to),
            E::BoolOp(e) => {
                let is_and = matches!(e.op, ast::BoolOp::And);
                let (last, rest) = e.values.split_last().expect("boolean operators have operands");
                if is_and != sense {
                    // One operand decides.
                    let mut bound = None;
                    for value in &e.values {
                        self.jump_if(value, sense, to)?;
                        bound.get_or_insert_with(|| self.units.last().map(|u| u.bound.clone()));
                    }
                    if let Some(Some(bound)) = bound {
                        self.u().bound = bound;
                    }
                    return Ok(());
                }
                let over = self.u().label();
                for value in rest {
                    self.jump_if(value, !sense, over)?;
                }
                let bound = self.u().bound.clone();
                self.jump_if(last, sense, to)?;
                self.u().bound = bound;
                self.u().place(over);
                return Ok(());
            }
            E::Compare(e) if e.ops.len() == 1 && !self.u().long => return self.compare_jump(e, sense, to),
            _ => {}
        }
        if let Some(truth) = fold(test).and_then(|constant| match constant {
            Constant::Bool(b) => Some(b),
            Constant::None => Some(false),
            Constant::Int(n) => Some(n != 0),
            Constant::Str(s) => Some(!s.0.is_empty()),
            _ => None,
        }) {
            if truth == sense {
                self.u().jump(Op::Jump, 0, to);
            }
            return Ok(());
        }
        let top = self.u().top;
        let value = self.expr(test, None)?;
        self.u().jump(if sense { Op::JumpIfTrue } else { Op::JumpIfFalse }, value, to);
        self.u().top = top;
        Ok(())
    }

    fn compare_jump(&mut self, e: &'a ast::ExprCompare, sense: bool, to: Label) -> Done {
        use ast::CmpOp as C;
        let (op, right) = (e.ops[0], &e.comparators[0]);
        let top = self.u().top;
        let is_none = matches!(right, E::Constant(c) if matches!(c.value, ast::Constant::None));
        let left = self.operand(&e.left)?;
        if is_none && matches!(op, C::Is | C::IsNot) {
            let none = matches!(op, C::Is) == sense;
            self.u().jump(if none { Op::JumpIfNone } else { Op::JumpIfNotNone }, left, to);
            self.u().top = top;
            return Ok(());
        }
        if let Some(n) = small_int(right) {
            let op = match (op, sense) {
                (C::Lt, true) => Some(Op::JumpIfLtInt),
                (C::LtE, true) => Some(Op::JumpIfLeInt),
                (C::Eq, true) => Some(Op::JumpIfEqInt),
                (C::NotEq, true) => Some(Op::JumpIfNeInt),
                (C::Gt, true) => Some(Op::JumpIfGtInt),
                (C::GtE, true) => Some(Op::JumpIfGeInt),
                (C::Lt, false) => Some(Op::JumpIfNotLtInt),
                (C::LtE, false) => Some(Op::JumpIfNotLeInt),
                (C::Eq, false) => Some(Op::JumpIfNotEqInt),
                (C::NotEq, false) => Some(Op::JumpIfNotNeInt),
                (C::Gt, false) => Some(Op::JumpIfNotGtInt),
                (C::GtE, false) => Some(Op::JumpIfNotGeInt),
                _ => None,
            };
            if let Some(op) = op {
                self.u().jump_c(op, left, n as Reg, to);
                self.u().top = top;
                return Ok(());
            }
        }
        let right = self.comparand(op, right)?;
        let op = match (op, sense) {
            (C::Lt, true) => Op::JumpIfLt,
            (C::LtE, true) => Op::JumpIfLe,
            (C::Eq, true) => Op::JumpIfEq,
            (C::NotEq, true) => Op::JumpIfNe,
            (C::Gt, true) => Op::JumpIfGt,
            (C::GtE, true) => Op::JumpIfGe,
            (C::Lt, false) => Op::JumpIfNotLt,
            (C::LtE, false) => Op::JumpIfNotLe,
            (C::Eq, false) => Op::JumpIfNotEq,
            (C::NotEq, false) => Op::JumpIfNotNe,
            (C::Gt, false) => Op::JumpIfNotGt,
            (C::GtE, false) => Op::JumpIfNotGe,
            (C::Is, true) | (C::IsNot, false) => Op::JumpIfIs,
            (C::Is, false) | (C::IsNot, true) => Op::JumpIfIsNot,
            (C::In, true) | (C::NotIn, false) => Op::JumpIfIn,
            (C::In, false) | (C::NotIn, true) => Op::JumpIfNotIn,
        };
        self.u().jump_c(op, left, right, to);
        self.u().top = top;
        Ok(())
    }

    /// An f-string.
    fn joined(&mut self, values: &'a [E], dst: Option<Reg>) -> Value {
        let dst = self.target(dst);
        let top = self.u().top;
        let first = self.u().temps(values.len());
        for (index, value) in values.iter().enumerate() {
            let to = first + index as Reg;
            match value {
                E::FormattedValue(part) => {
                    let top = self.u().top;
                    let operand = self.expr(&part.value, None)?;
                    let spec = match &part.format_spec {
                        Some(spec) => self.expr(spec, None)? + 1,
                        None => 0,
                    };
                    let conversion = match part.conversion {
                        ast::ConversionFlag::None => 0,
                        ast::ConversionFlag::Str => 1,
                        ast::ConversionFlag::Repr => 2,
                        ast::ConversionFlag::Ascii => 3,
                    };
                    let saved = self.at(part);
                    self.u().emit_aux(Op::FormatValue, conversion, to, operand, spec);
                    self.u().position = saved;
                    self.u().top = top;
                }
                other => self.expr_to(other, to)?,
            }
        }
        if values.len() == 1 && matches!(values[0], E::FormattedValue(_)) {
            self.u().emit(Op::Move, dst, first, 0);
        } else {
            self.u().emit(Op::BuildString, dst, first, values.len() as Reg);
        }
        self.u().top = top;
        Ok(dst)
    }

    /// Binds a target to the value in `from`.
    pub(super) fn store(&mut self, target: &'a E, from: Reg) -> Done {
        let saved = self.at(target);
        let result = self.store_inner(target, from);
        self.u().position = saved;
        result
    }

    fn store_inner(&mut self, target: &'a E, from: Reg) -> Done {
        let top = self.u().top;
        match target {
            E::Name(name) => self.store_name(name.id.as_str(), from),
            E::Attribute(e) => {
                let object = self.expr(&e.value, None)?;
                let name = self.mangled(e.attr.as_str());
                let name = self.u().name(&name);
                self.u().emit(Op::StoreAttr, object, from, name as Reg);
            }
            E::Subscript(e) => {
                let object = self.operand(&e.value)?;
                if let E::Slice(slice) = &*e.slice
                    && slice.step.is_none()
                {
                    let first = self.slice_bounds(slice)?;
                    self.u().emit(Op::SetSlice, object, first, from);
                } else {
                    let key = self.expr(&e.slice, None)?;
                    self.u().emit(Op::SetItem, object, key, from);
                }
            }
            E::Tuple(t) => self.unpack(&t.elts, from)?,
            E::List(t) => self.unpack(&t.elts, from)?,
            E::Starred(s) => self.store(&s.value, from)?,
            _ => return Err(CompileError::text("cannot assign to this expression".to_owned())),
        }
        self.u().top = top;
        Ok(())
    }

    fn unpack(&mut self, targets: &'a [E], from: Reg) -> Done {
        let first = self.u().temps(targets.len());
        match targets.iter().position(|target| matches!(target, E::Starred(_))) {
            Some(star) => {
                let after = targets.len() - star - 1;
                let Ok(before) = u8::try_from(star) else {
                    return Err(CompileError::text("too many expressions in star-unpacking assignment".to_owned()));
                };
                self.u().emit_aux(Op::UnpackEx, before, first, from, after as Reg);
            }
            None => {
                self.u().emit(Op::UnpackSequence, first, from, targets.len() as Reg);
            }
        }
        for (index, target) in targets.iter().enumerate() {
            self.store(target, first + index as Reg)?;
        }
        Ok(())
    }
}

/// Whether the native stack is nearly used up.
fn stacker_low() -> bool {
    use std::cell::Cell;
    thread_local! {
        static START: Cell<usize> = const { Cell::new(0) };
    }
    let marker = 0u8;
    let here = &raw const marker as usize;
    START.with(|start| {
        if start.get() == 0 || start.get() < here {
            start.set(here);
        }
        // Threads that run Python have large stacks; others have eight megabytes at least.
        start.get() - here > 5 << 20
    })
}
