//! Calls: arguments are compiled straight into the callee's window.

use super::builder::Reg;
use super::names::Binding;
use super::{CompileError, Compiler, Done};
use crate::bytecode::{Constant, Op, Text};
use parser::ast::{self, Expr as E, Ranged};

/// Words of a frame header before the first argument.
const HEADER: Reg = 4;

impl<'a> Compiler<'a> {
    /// If `expr` is `super()` or `super(a, b)` as `load_super_attr` wants it: the first of three registers, and whether the
    /// arguments are implicit.
    pub(super) fn super_call(&mut self, expr: &'a E) -> Result<Option<(Reg, bool)>, CompileError> {
        let E::Call(call) = expr else { return Ok(None) };
        let is_super = matches!(&*call.func, E::Name(name) if name.id.as_str() == "super");
        if !is_super || !call.keywords.is_empty() || call.args.iter().any(|arg| matches!(arg, E::Starred(_))) {
            return Ok(None);
        }
        let implicit = match call.args.len() {
            0 => true,
            2 => false,
            _ => return Ok(None),
        };
        if implicit {
            let unit = self.units.last().expect("a block is being compiled");
            let has_class = unit.by_name.contains_key(&(unit.scope, "__class__".to_owned()));
            let has_self = unit.registers.first().is_some_and(|r| r.kind == crate::bytecode::RegisterKind::Local)
                && unit.inlined.is_empty();
            if !has_class || !has_self {
                return Ok(None);
            }
        }
        let first = self.u().temps(3);
        self.load_name("super", Some(first));
        if implicit {
            self.load_name("__class__", Some(first + 1));
            self.u().emit(Op::Move, first + 2, 0, 0);
        } else {
            self.expr_to(&call.args[0], first + 1)?;
            self.expr_to(&call.args[1], first + 2)?;
        }
        Ok(Some((first, implicit)))
    }

    pub(super) fn call(&mut self, e: &'a ast::ExprCall, dst: Option<Reg>) -> Result<Reg, CompileError> {
        self.check_keywords(&e.keywords)?;
        self.warn_if_not_callable(&e.func);
        let dst = self.target(dst);
        let top = self.u().top;
        if has_stars(&e.args, &e.keywords) || e.args.len() + e.keywords.len() > 200 {
            let window = self.u().temp();
            self.expr_to(&e.func, window)?;
            self.u().temps(HEADER as usize + 2);
            self.spread_arguments(window, None, &e.args, None, &e.keywords)?;
            self.u().emit(Op::CallEx, dst, window, 0);
            self.u().top = top;
            return Ok(dst);
        }
        let method = match &*e.func {
            E::Attribute(attribute) => Some(attribute),
            _ => None,
        };
        let (window, first) = match method {
            Some(attribute) => {
                let inner = self.u().top;
                let super_call = self.super_call(&attribute.value)?;
                let object = match super_call {
                    Some((first, _)) => first,
                    None => self.expr(&attribute.value, None)?,
                };
                // The window may begin where the object's temporary is: it is read first.
                let window = if super_call.is_some() {
                    self.u().top as Reg
                } else {
                    self.u().top = inner;
                    inner as Reg
                };
                self.u().temps(HEADER as usize + 1);
                let name = self.mangled(attribute.attr.as_str());
                let name = self.u().name16(&name);
                let saved = self.at_attribute(attribute);
                match super_call {
                    Some((_, implicit)) => {
                        self.u().emit_aux(Op::LoadSuperMethod, u8::from(implicit), window, object, name);
                    }
                    None => {
                        self.u().emit(Op::LoadMethod, window, object, name);
                    }
                }
                self.u().position = saved;
                (window, window + HEADER + 1)
            }
            None => {
                let window = self.u().temp();
                self.expr_to(&e.func, window)?;
                self.u().temps(HEADER as usize - 1);
                (window, window + HEADER)
            }
        };
        let count = self.arguments(first, &e.args, &e.keywords)?;
        let op = match (method.is_some(), e.keywords.is_empty()) {
            (true, true) => Op::CallMethod,
            (true, false) => Op::CallMethodKw,
            (false, true) => Op::Call,
            (false, false) => Op::CallKw,
        };
        // Room for a receiver.
        self.u().temps(2);
        let saved = self.u().position;
        if let Some(attribute) = method {
            let start = self.attribute_start(attribute);
            let position = &mut self.u().position;
            (position.line, position.column) = start.unwrap_or((position.line, position.column));
        }
        self.u().emit(op, dst, window, count);
        self.u().position = saved;
        self.u().top = top;
        Ok(dst)
    }

    /// Names of keywords must differ.
    pub(super) fn check_keywords(&self, keywords: &[ast::Keyword]) -> Done {
        for (index, keyword) in keywords.iter().enumerate() {
            let Some(name) = &keyword.arg else { continue };
            let range = (keyword.start().into(), keyword.end().into());
            self.check_name(name.as_str(), range, Binding::Assign)?;
            if let Some(again) = keywords[index + 1..].iter().find(|other| other.arg.as_ref() == Some(name)) {
                let message = format!("keyword argument repeated: {name}");
                return Err(CompileError::at(message, (again.start().into(), again.end().into())));
            }
        }
        Ok(())
    }

    /// Compiles arguments to the registers from `first` on, names of keywords after them; how many arguments there are.
    fn arguments(&mut self, first: Reg, args: &'a [E], keywords: &'a [ast::Keyword]) -> Result<Reg, CompileError> {
        let mut at = first;
        for arg in args {
            let register = self.u().temp();
            debug_assert_eq!(register, at, "arguments stand in a row");
            self.expr_to(arg, register)?;
            at += 1;
        }
        let mut names = Vec::new();
        for keyword in keywords {
            let register = self.u().temp();
            self.expr_to(&keyword.value, register)?;
            let name = keyword.arg.as_ref().map_or("", |arg| arg.as_str());
            names.push(Constant::Str(Text::from(name)));
            at += 1;
        }
        if !names.is_empty() {
            let register = self.u().temp();
            self.load_constant(Constant::Tuple(names), Some(register));
        }
        Ok(at - first)
    }

    /// Puts positional arguments as a tuple and keywords as a dict into a window for `call_ex`; `leading` registers come first,
    /// `trailing` last.
    pub(super) fn spread_arguments(
        &mut self,
        window: Reg,
        leading: Option<(Reg, usize)>,
        args: &'a [E],
        trailing: Option<Reg>,
        keywords: &'a [ast::Keyword],
    ) -> Done {
        let (positional, named) = (window + HEADER, window + HEADER + 1);
        if leading.is_none()
            && trailing.is_none()
            && let [E::Starred(only)] = args
        {
            self.expr_to(&only.value, positional)?;
        } else {
            let list = self.u().temp();
            self.list_of(args, list)?;
            if let Some(value) = trailing {
                self.u().emit(Op::ListAppend, list, value, 0);
            }
            if let Some((first, count)) = leading {
                let all = self.u().temp();
                self.u().emit(Op::BuildList, all, first, count as Reg);
                self.u().emit(Op::ListExtend, all, list, 0);
                self.u().emit(Op::ListToTuple, positional, all, 0);
            } else {
                self.u().emit(Op::ListToTuple, positional, list, 0);
            }
        }
        if keywords.is_empty() {
            self.u().emit_wide(Op::LoadSpecial, named, 0);
            return Ok(());
        }
        let dict = self.u().temp();
        self.u().emit(Op::BuildMap, dict, 0, 0);
        for keyword in keywords {
            let top = self.u().top;
            match &keyword.arg {
                Some(name) => {
                    let pair = self.u().temps(3);
                    self.load_str(name.as_str(), Some(pair));
                    self.expr_to(&keyword.value, pair + 1)?;
                    self.u().emit(Op::BuildMap, pair + 2, pair, 2);
                    self.u().emit(Op::DictMerge, dict, pair + 2, window);
                }
                None => {
                    let mapping = self.expr(&keyword.value, None)?;
                    self.u().emit(Op::DictMerge, dict, mapping, window);
                }
            }
            self.u().top = top;
        }
        self.u().emit(Op::Move, named, dict, 0);
        Ok(())
    }
}

/// Whether arguments have to be spread.
pub(super) fn has_stars(args: &[E], keywords: &[ast::Keyword]) -> bool {
    args.iter().any(|arg| matches!(arg, E::Starred(_))) || keywords.iter().any(|keyword| keyword.arg.is_none())
}
