//! `match`: patterns test and take apart the subject; names are bound only once the whole pattern has matched.

use super::builder::{Block, Label, Reg};
use super::expression::range_of;
use super::fold::{constant_of, fold};
use super::names::Binding;
use super::{CompileError, Compiler, Done};
use crate::bytecode::{Constant, Op, Text};
use parser::ast::{self, Pattern as P};

/// Names a pattern binds and the registers their values wait in.
type Captures = Vec<(String, Reg)>;

/// Raises if the pattern always matches, so that what follows it is never looked at.
fn check_refutable(pattern: &P) -> Done {
    match pattern {
        P::MatchAs(p) => match (&p.pattern, &p.name) {
            (Some(pattern), _) => check_refutable(pattern),
            (None, Some(name)) => {
                let message = format!("name capture '{name}' makes remaining patterns unreachable");
                Err(CompileError::at(message, range_of(p)))
            }
            (None, None) => {
                Err(CompileError::at("wildcard makes remaining patterns unreachable".to_owned(), range_of(p)))
            }
        },
        // Alternatives but the last are checked by themselves.
        P::MatchOr(p) => p.patterns.last().map_or(Ok(()), check_refutable),
        _ => Ok(()),
    }
}

/// Whether a pattern may compare with the expression: a literal or an attribute.
fn is_value(expr: &ast::Expr) -> bool {
    matches!(expr, ast::Expr::Attribute(_)) || fold(expr).is_some()
}

/// Whether two constants are one key of a mapping: numbers of different types may be equal.
fn same_key(a: &Constant, b: &Constant) -> bool {
    let number = |constant: &Constant| match *constant {
        Constant::Bool(value) => Some((f64::from(u8::from(value)), 0.0)),
        // What is not exact as a float equals no float.
        Constant::Int(value) if value.unsigned_abs() < 1 << 53 => Some((value as f64, 0.0)),
        Constant::Float(value) => Some((value, 0.0)),
        Constant::Complex(real, imag) => Some((real, imag)),
        _ => None,
    };
    match (number(a), number(b)) {
        (Some(a), Some(b)) => a == b,
        _ => a == b,
    }
}

impl<'a> Compiler<'a> {
    pub(super) fn match_(&mut self, s: &'a ast::StmtMatch, blocks: &mut Vec<Block<'a>>) -> Done {
        let subject = self.u().temp();
        self.expr_to(&s.subject, subject)?;
        let end = self.u().label();
        let before = self.u().bound.clone();
        for (index, case) in s.cases.iter().enumerate() {
            if case.guard.is_none() && index + 1 < s.cases.len() {
                check_refutable(&case.pattern)?;
            }
            let next = self.u().label();
            let top = self.u().top;
            let mut captures = Captures::new();
            self.pattern(&case.pattern, subject, next, &mut captures)?;
            if matches!(&case.pattern, P::MatchAs(p) if p.pattern.is_none() && p.name.is_none()) {
                // `case _` is a line for trace functions.
                self.u().emit(Op::Nop, 0, 0, 0);
            }
            for (name, register) in &captures {
                self.store_name(name, *register);
            }
            if let Some(guard) = &case.guard {
                self.jump_if(guard, false, next)?;
            }
            self.stmts(&case.body, blocks)?;
            self.u().jump(Op::Jump, 0, end);
            self.u().place(next);
            self.u().top = top;
            self.u().bound = before.clone();
        }
        self.u().place(end);
        Ok(())
    }

    fn pattern(&mut self, pattern: &'a P, subject: Reg, fail: Label, captures: &mut Captures) -> Done {
        self.at(pattern);
        match pattern {
            P::MatchValue(p) => {
                if !is_value(&p.value) {
                    let message = "patterns may only match literals and attribute lookups".to_owned();
                    return Err(CompileError::at(message, range_of(p)));
                }
                let value = self.expr(&p.value, None)?;
                let test = self.u().temp();
                self.u().emit(Op::Eq, test, subject, value);
                self.u().jump(Op::JumpIfFalse, test, fail);
                Ok(())
            }
            P::MatchSingleton(p) => {
                let value = self.load_constant(constant_of(&p.value), None);
                let test = self.u().temp();
                self.u().emit(Op::Is, test, subject, value);
                self.u().jump(Op::JumpIfFalse, test, fail);
                Ok(())
            }
            P::MatchSequence(p) => self.sequence_pattern(&p.patterns, subject, fail, captures),
            P::MatchMapping(p) => self.mapping_pattern(p, subject, fail, captures),
            P::MatchClass(p) => self.class_pattern(p, subject, fail, captures),
            P::MatchStar(_) => Err(CompileError::text("starred pattern outside a sequence".to_owned())),
            P::MatchAs(p) => {
                if let Some(pattern) = &p.pattern {
                    self.pattern(pattern, subject, fail, captures)?;
                }
                if let Some(name) = &p.name {
                    self.check_name(name.as_str(), range_of(p), Binding::Assign)?;
                    self.capture(name.as_str(), subject, captures)?;
                }
                Ok(())
            }
            P::MatchOr(p) => self.alternatives(p, subject, fail, captures),
        }
    }

    fn capture(&mut self, name: &str, value: Reg, captures: &mut Captures) -> Done {
        if captures.iter().any(|(known, _)| known == name) {
            return Err(CompileError::text(format!("multiple assignments to name '{name}' in pattern")));
        }
        captures.push((name.to_owned(), value));
        Ok(())
    }

    fn sequence_pattern(&mut self, patterns: &'a [P], subject: Reg, fail: Label, captures: &mut Captures) -> Done {
        let test = self.u().temp();
        self.u().emit(Op::MatchSequence, test, subject, 0);
        self.u().jump(Op::JumpIfFalse, test, fail);
        let is_star = |pattern: &P| matches!(pattern, P::MatchStar(_));
        let star = patterns.iter().position(is_star);
        if let Some(second) = patterns.iter().filter(|pattern| is_star(pattern)).nth(1) {
            return Err(CompileError::at("multiple starred names in sequence pattern".to_owned(), range_of(second)));
        }
        let least = patterns.len() - usize::from(star.is_some());
        if least > 0 || star.is_none() {
            self.u().emit(Op::GetLen, test, subject, 0);
            let wanted = self.load_constant(Constant::Int(least as i64), None);
            self.u().emit(if star.is_some() { Op::Ge } else { Op::Eq }, test, test, wanted);
            self.u().jump(Op::JumpIfFalse, test, fail);
        }
        let all_wild = patterns.iter().all(|pattern| match pattern {
            P::MatchAs(p) => p.pattern.is_none() && p.name.is_none(),
            P::MatchStar(p) => p.name.is_none(),
            _ => false,
        });
        if patterns.is_empty() || all_wild {
            return Ok(());
        }
        if star.is_some_and(|star| matches!(&patterns[star], P::MatchStar(p) if p.name.is_none())) {
            return self.ends_of_sequence(patterns, subject, fail, captures);
        }
        let first = self.u().temps(patterns.len());
        match star {
            Some(star) => {
                let after = patterns.len() - star - 1;
                self.u().emit_aux(Op::UnpackEx, star as u8, first, subject, after as Reg);
            }
            None => {
                self.u().emit(Op::UnpackSequence, first, subject, patterns.len() as Reg);
            }
        }
        for (index, pattern) in patterns.iter().enumerate() {
            let item = first + index as Reg;
            match pattern {
                P::MatchStar(p) => {
                    if let Some(name) = &p.name {
                        self.capture(name.as_str(), item, captures)?;
                    }
                }
                pattern => self.pattern(pattern, item, fail, captures)?,
            }
        }
        Ok(())
    }

    /// The sub-patterns before and after `*_`: of items that are asked for by number, as the rest may be endless.
    fn ends_of_sequence(&mut self, patterns: &'a [P], subject: Reg, fail: Label, captures: &mut Captures) -> Done {
        let mut after_star = false;
        for (index, pattern) in patterns.iter().enumerate() {
            match pattern {
                P::MatchStar(_) => after_star = true,
                P::MatchAs(p) if p.pattern.is_none() && p.name.is_none() => {}
                pattern => {
                    let item = self.u().temp();
                    let key = self.u().temp();
                    if after_star {
                        let left = self.load_constant(Constant::Int((patterns.len() - index) as i64), None);
                        self.u().emit(Op::GetLen, key, subject, 0);
                        self.u().emit(Op::Sub, key, key, left);
                    } else {
                        self.load_constant(Constant::Int(index as i64), Some(key));
                    }
                    self.u().emit(Op::GetItem, item, subject, key);
                    self.pattern(pattern, item, fail, captures)?;
                }
            }
        }
        Ok(())
    }

    fn mapping_pattern(
        &mut self,
        p: &'a ast::PatternMatchMapping,
        subject: Reg,
        fail: Label,
        captures: &mut Captures,
    ) -> Done {
        let test = self.u().temp();
        self.u().emit(Op::MatchMapping, test, subject, 0);
        self.u().jump(Op::JumpIfFalse, test, fail);
        if p.keys.is_empty() && p.rest.is_none() {
            return Ok(());
        }
        let mut seen = Vec::new();
        for key in &p.keys {
            if !is_value(key) {
                let message = "mapping pattern keys may only match literals and attribute lookups".to_owned();
                return Err(CompileError::at(message, range_of(p)));
            }
            if let Some(constant) = fold(key) {
                if seen.iter().any(|known| same_key(known, &constant)) {
                    let message = format!("mapping pattern checks duplicate key ({})", super::unparse(key));
                    return Err(CompileError::at(message, range_of(p)));
                }
                seen.push(constant);
            }
        }
        let keys = self.pattern_keys(&p.keys, seen)?;
        if !p.keys.is_empty() {
            let Ok(count) = u8::try_from(p.keys.len()) else {
                return Err(CompileError::text("too many keys in mapping pattern".to_owned()));
            };
            let matched = self.u().temps(1 + p.keys.len());
            self.u().emit_aux(Op::MatchKeys, count, matched, subject, keys);
            self.u().jump(Op::JumpIfFalse, matched, fail);
            for (index, pattern) in p.patterns.iter().enumerate() {
                self.pattern(pattern, matched + 1 + index as Reg, fail, captures)?;
            }
        }
        if let Some(rest) = &p.rest {
            let register = self.u().temp();
            self.u().emit(Op::CopyDictWithout, register, subject, keys);
            self.capture(rest.as_str(), register, captures)?;
        }
        Ok(())
    }

    /// The tuple of a mapping pattern's keys, of which `constants` are known.
    fn pattern_keys(&mut self, keys: &'a [ast::Expr], constants: Vec<Constant>) -> Result<Reg, CompileError> {
        if constants.len() == keys.len() {
            return Ok(self.load_constant(Constant::Tuple(constants), None));
        }
        let row = self.u().temps(keys.len());
        for (index, key) in keys.iter().enumerate() {
            self.expr_to(key, row + index as Reg)?;
        }
        let tuple = self.u().temp();
        self.u().emit(Op::BuildTuple, tuple, row, keys.len() as Reg);
        Ok(tuple)
    }

    fn class_pattern(
        &mut self,
        p: &'a ast::PatternMatchClass,
        subject: Reg,
        fail: Label,
        captures: &mut Captures,
    ) -> Done {
        for (index, name) in p.kwd_attrs.iter().enumerate() {
            self.check_name(name.as_str(), range_of(p), Binding::Assign)?;
            if p.kwd_attrs[..index].contains(name) {
                let message = format!("attribute name repeated in class pattern: {name}");
                return Err(CompileError::at(message, range_of(&p.kwd_patterns[index])));
            }
        }
        let parts = self.u().temps(2);
        self.expr_to(&p.cls, parts)?;
        let names = p.kwd_attrs.iter().map(|name| Constant::Str(Text::from(name.as_str()))).collect();
        self.load_constant(Constant::Tuple(names), Some(parts + 1));
        let count = p.patterns.len() + p.kwd_patterns.len();
        let Ok(sub_patterns) = u8::try_from(count) else {
            return Err(CompileError::text("too many sub-patterns in class pattern".to_owned()));
        };
        let matched = self.u().temps(1 + count);
        self.u().emit_aux(Op::MatchClass, sub_patterns, matched, subject, parts);
        self.u().jump(Op::JumpIfFalse, matched, fail);
        for (index, pattern) in p.patterns.iter().chain(&p.kwd_patterns).enumerate() {
            self.pattern(pattern, matched + 1 + index as Reg, fail, captures)?;
        }
        Ok(())
    }

    /// Alternatives bind the same names: each puts its values into the registers that the first one chose.
    fn alternatives(&mut self, p: &'a ast::PatternMatchOr, subject: Reg, fail: Label, captures: &mut Captures) -> Done {
        let done = self.u().label();
        let mut chosen: Option<Captures> = None;
        for (index, pattern) in p.patterns.iter().enumerate() {
            let last = index + 1 == p.patterns.len();
            if !last {
                check_refutable(pattern)?;
            }
            let next = if last { fail } else { self.u().label() };
            let mut own = Captures::new();
            self.pattern(pattern, subject, next, &mut own)?;
            match &chosen {
                None => {
                    let mut places = Captures::new();
                    for (name, register) in own {
                        let place = self.u().temp();
                        self.u().emit(Op::Move, place, register, 0);
                        places.push((name, place));
                    }
                    chosen = Some(places);
                }
                Some(places) => {
                    let mut ours: Vec<&String> = own.iter().map(|(name, _)| name).collect();
                    let mut theirs: Vec<&String> = places.iter().map(|(name, _)| name).collect();
                    ours.sort();
                    theirs.sort();
                    if ours != theirs {
                        return Err(CompileError::at(
                            "alternative patterns bind different names".to_owned(),
                            range_of(p),
                        ));
                    }
                    let moves: Vec<(Reg, Reg)> = own
                        .iter()
                        .filter_map(|(name, register)| {
                            let place = places.iter().find(|(known, _)| known == name)?;
                            Some((place.1, *register))
                        })
                        .collect();
                    for (place, register) in moves {
                        self.u().emit(Op::Move, place, register, 0);
                    }
                }
            }
            if !last {
                self.u().jump(Op::Jump, 0, done);
                self.u().place(next);
            }
        }
        self.u().place(done);
        for (name, register) in chosen.unwrap_or_default() {
            self.capture(&name, register, captures)?;
        }
        Ok(())
    }
}
