//! Expressions: each leaves its value in a register.

use super::builder::Reg;
use super::fold::{constant_of, fold};
use super::names::Binding;
use super::symbols::{Range, ScopeKind};
use super::{CompileError, Compiler, Done};
use crate::bytecode::opcodes::yields;
use crate::bytecode::unit::flags;
use crate::bytecode::{Constant, Op, Text};
use parser::ast::{self, Expr as E, Ranged};

/// What the compiler gives for an expression.
type Value = Result<Reg, CompileError>;

const NONE: u32 = 1;
const FALSE: u32 = 2;
const TRUE: u32 = 3;
const ELLIPSIS: u32 = 5;

pub(crate) fn text(constant: &str) -> Text {
    if !parser::has_escapes(constant) {
        return Text::from(constant);
    }
    let mut bytes = Vec::new();
    for c in parser::decode_constant(constant) {
        crate::bytecode::unit::push_wtf8(&mut bytes, c);
    }
    Text(bytes.into())
}

/// The offsets of a node.
pub(super) fn range_of(node: &impl Ranged) -> Range {
    (u32::from(node.start()), u32::from(node.end()))
}

/// A constant int that fits field B or C.
pub(super) fn small_int(expr: &E) -> Option<i16> {
    match fold(expr)? {
        Constant::Int(n) => i16::try_from(n).ok(),
        _ => None,
    }
}

/// Pairs of a dict display that are evaluated before the dict is made.
const PAIRS_AT_ONCE: usize = 8;

impl<'a> Compiler<'a> {
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
    pub(super) fn operand(&mut self, expr: &'a E) -> Value {
        let walrus = self.symbols.scopes[self.units.last().expect("a block is being compiled").scope].has_walrus
            || self.symbols.scopes[self.scope()].has_walrus;
        if walrus && matches!(expr, E::Name(_) | E::NamedExpr(_)) {
            let temp = self.u().temp();
            return self.expr(expr, Some(temp));
        }
        self.expr(expr, None)
    }

    /// Compiles an expression: to `dst` if given, else to wherever its value is (a local) or a new temporary.
    pub(super) fn expr(&mut self, expr: &'a E, dst: Option<Reg>) -> Value {
        if super::stack_is_low() {
            return Err(CompileError::recursion());
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
                    self.check_name(name.id.as_str(), range_of(name), Binding::Assign)?;
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
                self.check_await(expr)?;
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
                self.check_yield(expr)?;
                let live = self.u().top;
                let dst = self.target(dst);
                let top = self.u().top;
                let value = match &e.value {
                    Some(value) => self.expr(value, None)?,
                    None => self.load_constant(Constant::None, None),
                };
                let is_async = self.u().flags & flags::ASYNC_GENERATOR != 0;
                let value = if is_async {
                    let wrapped = self.u().temp();
                    self.u().emit(Op::AsyncGenWrap, wrapped, value, 0);
                    wrapped
                } else {
                    value
                };
                self.u().emit_yield(dst, value, live);
                self.u().top = top;
                Ok(dst)
            }
            E::YieldFrom(e) => {
                self.check_yield(expr)?;
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
            E::Starred(e) => Err(CompileError::at("can't use starred expression here".to_owned(), range_of(e))),
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

    /// Whether `await` may stand in the module itself.
    pub(super) fn awaits_at_top_level(&self) -> bool {
        self.top_level_await && self.units.len() == 1
    }

    /// Whether the innermost block is that of an `async def`.
    pub(super) fn in_async_function(&self) -> bool {
        let unit = self.units.last().expect("a block is being compiled");
        self.symbols.scopes[unit.scope].kind == ScopeKind::Function
            && unit.flags & (flags::COROUTINE | flags::ASYNC_GENERATOR) != 0
    }

    fn check_await(&self, expr: &E) -> Done {
        if self.awaits_at_top_level() || self.in_async_function() {
            return Ok(());
        }
        let unit = self.units.last().expect("a block is being compiled");
        let message = match self.symbols.scopes[unit.scope].kind {
            ScopeKind::Comprehension => return Ok(()),
            ScopeKind::Module | ScopeKind::Class => "'await' outside function",
            _ => "'await' outside async function",
        };
        Err(CompileError::at(message.to_owned(), range_of(expr)))
    }

    fn check_yield(&self, expr: &E) -> Done {
        let unit = self.units.last().expect("a block is being compiled");
        let message = if unit.flags & flags::NAMESPACE != 0 {
            "'yield' outside function"
        } else if matches!(expr, E::YieldFrom(_)) && self.in_async_function() {
            "'yield from' inside async function"
        } else {
            return Ok(());
        };
        Err(CompileError::at(message.to_owned(), range_of(expr)))
    }

    /// Drives an iterator until it returns, yielding what it yields; the result goes to `dst`.
    pub(super) fn send_loop(&mut self, iterator: Reg, dst: Reg) {
        let value = self.u().temp();
        let (again, done) = (self.u().label(), self.u().label());
        self.load_none(value);
        self.u().place(again);
        self.u().jump_c(Op::Send, value, iterator, done);
        let written = if self.u().settled >= usize::from(iterator) { yields::WRITTEN } else { 0 };
        self.u().emit_aux(Op::Yield, yields::DELEGATING | written, value, value, iterator);
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

    /// A dict display.
    fn dict(&mut self, e: &'a ast::ExprDict, dst: Option<Reg>) -> Value {
        let dst = self.target(dst);
        let top = self.u().top;
        let dict = self.u().temp();
        // As many pairs as can be told, their values first, as in CPython: a dict is made of a few at once.
        let plain = e.keys.iter().take(PAIRS_AT_ONCE).take_while(|key| key.is_some()).count();
        let first = self.u().temps(2 * plain);
        for (index, (key, value)) in e.keys.iter().flatten().zip(&e.values).take(plain).enumerate() {
            let at = first + 2 * index as Reg;
            self.expr_to(key, at)?;
            self.expr_to(value, at + 1)?;
        }
        self.u().emit(Op::BuildMap, dict, if plain == 0 { 0 } else { first }, 2 * plain as Reg);
        self.u().top = usize::from(dict) + 1;
        for (key, value) in e.keys.iter().zip(&e.values).skip(plain) {
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
        let name = self.u().name16(&name);
        let dst = self.target(dst);
        let top = self.u().top;
        if let Some((first, implicit)) = self.super_call(&e.value)? {
            self.u().emit_aux(Op::LoadSuperAttr, u8::from(implicit), dst, first, name);
        } else {
            let object = self.expr(&e.value, None)?;
            let saved = self.at_attribute(e);
            self.u().emit(Op::LoadAttr, dst, object, name);
            self.u().position = saved;
        }
        self.u().top = top;
        Ok(dst)
    }

    fn subscript(&mut self, e: &'a ast::ExprSubscript, dst: Option<Reg>) -> Value {
        self.warn_of_subscript(&e.value, &e.slice);
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
            E::Name(name) => {
                self.check_name(name.id.as_str(), range_of(name), Binding::Assign)?;
                self.store_name(name.id.as_str(), from);
            }
            E::Attribute(e) => {
                self.check_name(e.attr.as_str(), range_of(e), Binding::Assign)?;
                let object = self.expr(&e.value, None)?;
                let name = self.mangled(e.attr.as_str());
                let name = self.u().name16(&name);
                self.u().emit(Op::StoreAttr, object, from, name);
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
            E::Tuple(t) => self.unpack(&t.elts, range_of(t), from)?,
            E::List(t) => self.unpack(&t.elts, range_of(t), from)?,
            E::Starred(s) => {
                let message = "starred assignment target must be in a list or tuple".to_owned();
                return Err(CompileError::at(message, range_of(s)));
            }
            _ => return Err(CompileError::text("cannot assign to this expression".to_owned())),
        }
        self.u().top = top;
        Ok(())
    }

    /// The first of the registers of targets that are all local variables, in registers that follow each other.
    fn locals_in_a_row(&self, targets: &'a [E]) -> Option<Reg> {
        let register = |target: &E| match target {
            E::Name(name) => self.local_register(name.id.as_str()),
            _ => None,
        };
        let first = register(targets.first()?)?;
        targets
            .iter()
            .enumerate()
            .all(|(index, target)| register(target) == Some(first + index as Reg))
            .then_some(first)
    }

    fn unpack(&mut self, targets: &'a [E], range: Range, from: Reg) -> Done {
        let first = self.u().temps(targets.len());
        let mut stars = targets.iter().enumerate().filter(|(_, target)| matches!(target, E::Starred(_)));
        match stars.next() {
            Some((star, _)) => {
                let after = targets.len() - star - 1;
                let Ok(before) = u8::try_from(star) else {
                    let message = "too many expressions in star-unpacking assignment".to_owned();
                    return Err(CompileError::at(message, range));
                };
                if stars.next().is_some() {
                    return Err(CompileError::at("multiple starred expressions in assignment".to_owned(), range));
                }
                self.u().emit_aux(Op::UnpackEx, before, first, from, after as Reg);
            }
            None => {
                if let Some(first) = self.locals_in_a_row(targets) {
                    self.u().emit(Op::UnpackSequence, first, from, targets.len() as Reg);
                    for (index, target) in targets.iter().enumerate() {
                        if let E::Name(name) = target {
                            self.check_name(name.id.as_str(), range_of(name), Binding::Assign)?;
                            self.mark_bound(name.id.as_str(), first + index as Reg);
                        }
                    }
                    return Ok(());
                }
                self.u().emit(Op::UnpackSequence, first, from, targets.len() as Reg);
            }
        }
        for (index, target) in targets.iter().enumerate() {
            let target = match target {
                E::Starred(star) => &star.value,
                other => other,
            };
            self.store(target, first + index as Reg)?;
        }
        Ok(())
    }
}
