//! `template % values` of a constant template: its pieces are made and joined as those of an f-string are, without a tuple.

use super::Builder;
use crate::ir::{InstId, Leaf, Op as Ir, Type};
use crate::lower::MAX_ARGUMENTS;
use runtime::object::header::Kind;
use runtime::object::string::Str;
use runtime::value::Value;

/// A part of a template.
#[derive(PartialEq, Eq, Debug)]
enum Piece {
    Text(Vec<u8>),
    /// `%s`
    Str,
    /// An int, by what `format` is given.
    Int(Vec<u8>),
    /// A float, by what `format` is given.
    Float(Vec<u8>),
}

/// The parts of a template that asks for nothing but `%s` and numbers, in forms that mean the same to `format`.
fn pieces(template: &[u8]) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    let (mut text, mut rest) = (Vec::new(), template.iter());
    while let Some(&byte) = rest.next() {
        if byte != b'%' {
            text.push(byte);
            continue;
        }
        let mut spec = Vec::new();
        let last = loop {
            match *rest.next()? {
                byte @ (b'0'..=b'9' | b'.') if spec.len() < 8 => spec.push(byte),
                byte => break byte,
            }
        };
        let piece = match last {
            b'%' if spec.is_empty() => {
                text.push(b'%');
                continue;
            }
            b's' if spec.is_empty() => Piece::Str,
            b'd' | b'x' | b'X' | b'o' if !spec.contains(&b'.') => Piece::Int([&*spec, &[last]].concat()),
            // Without digits after the point `format` sees an error, where `%` takes none.
            b'e' | b'E' | b'f' | b'F' | b'g' | b'G' if is_precise(&spec) => Piece::Float([&*spec, &[last]].concat()),
            _ => return None,
        };
        if !text.is_empty() {
            pieces.push(Piece::Text(std::mem::take(&mut text)));
        }
        pieces.push(piece);
    }
    if !text.is_empty() {
        pieces.push(Piece::Text(text));
    }
    Some(pieces)
}

/// Whether there is no point, or one with a digit or two after it.
fn is_precise(spec: &[u8]) -> bool {
    match spec.iter().position(|&byte| byte == b'.') {
        Some(point) => {
            matches!(&spec[point + 1..], [digits @ ..] if (1..=2).contains(&digits.len()) && !digits.contains(&b'.'))
        }
        None => true,
    }
}

impl Builder<'_> {
    /// `template % values`, the result of which goes to a register; none if there is more to it.
    pub(super) fn percent(&mut self, pc: usize, result: usize, template: InstId, values: InstId) -> Option<InstId> {
        let Ir::Word { bits } = self.function.inst(template).op else { return None };
        let text = Value::from_bits(bits).cast::<Str>().filter(|_| self.is_text(template))?;
        let pieces = pieces(&text.to_wtf8())?;
        if !(2..=MAX_ARGUMENTS).contains(&pieces.len()) || self.hopeless(pc) || self.was_reached(pc) {
            return None;
        }
        if !self.has_answer(pc, Leaf::ToStr) || !self.has_answer(pc, Leaf::Format) || !self.has_answer(pc, Leaf::Text) {
            return None;
        }
        let single = matches!(self.ty(values), Type::Int | Type::Float | Type::Bool) || self.is_text(values);
        let items = match self.tuples.get(&values) {
            Some(items) => items.clone(),
            None if single => vec![values],
            None => return None,
        };
        let wanted: Vec<&Piece> = pieces.iter().filter(|piece| !matches!(piece, Piece::Text(_))).collect();
        let fits = |(piece, &item): (&&Piece, &InstId)| match piece {
            Piece::Text(_) | Piece::Str => true,
            Piece::Int(_) => self.ty(item) == Type::Int || self.ty(item) == Type::Value && !self.known_other(item),
            Piece::Float(_) => {
                matches!(self.ty(item), Type::Int | Type::Float)
                    || self.ty(item) == Type::Value && !self.known_other(item)
            }
        };
        if wanted.len() != items.len() || !wanted.iter().zip(&items).all(fits) {
            return None;
        }
        let mut items = items.into_iter();
        let mut parts = Vec::new();
        for piece in &pieces {
            parts.push(self.piece(pc, result, piece, &mut items)?);
        }
        let text = self.in_stages(pc, Leaf::Text, parts, |this| this.interpreted(pc, result));
        self.env.shapes.push((text, Kind::Str as u32));
        Some(text)
    }

    fn piece(
        &mut self,
        pc: usize,
        result: usize,
        piece: &Piece,
        items: &mut impl Iterator<Item = InstId>,
    ) -> Option<InstId> {
        let (leaf, args) = match piece {
            Piece::Text(text) => {
                let text = self.vm.intern(std::str::from_utf8(text).ok()?);
                return Some(self.constant(text.value()));
            }
            Piece::Str => (Leaf::ToStr, vec![items.next()?]),
            Piece::Int(spec) => {
                let number = self.int(items.next()?, pc)?;
                if **spec == *b"d" {
                    (Leaf::ToStr, vec![number])
                } else {
                    (Leaf::Format, vec![number, self.spec(spec)?])
                }
            }
            Piece::Float(spec) => {
                let number = items.next()?;
                let state = self.state(pc);
                let number = match self.ty(number) {
                    Type::Int => self.emit_at(Ir::ExactFloat, vec![number], state),
                    Type::Float => number,
                    _ => self.emit_at(Ir::GuardNumber, vec![number], state),
                };
                (Leaf::Format, vec![number, self.spec(spec)?])
            }
        };
        let args = args.into_iter().map(|arg| self.boxed(arg)).collect();
        Some(self.in_stages(pc, leaf, args, |this| this.interpreted(pc, result)))
    }

    fn spec(&mut self, spec: &[u8]) -> Option<InstId> {
        let spec = self.vm.intern(std::str::from_utf8(spec).ok()?);
        Some(self.constant(spec.value()))
    }
}
