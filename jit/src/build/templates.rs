//! `template % values` and `template.format(...)` of a constant template: its pieces are made and joined as those of an f-string are,
//! without a tuple.

use super::Builder;
use super::call::Site;
use crate::ir::{InstId, Leaf, Op as Ir, Type};
use crate::lower::MAX_ARGUMENTS;
use runtime::heap::Gc;
use runtime::object::function::NativeFunction;
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
            let digits = &spec[point + 1..];
            (1..=2).contains(&digits.len()) && !digits.contains(&b'.')
        }
        None => true,
    }
}

/// A part of a template of `str.format`.
#[derive(PartialEq, Eq, Debug)]
enum Field {
    Text(Vec<u8>),
    /// An argument, and what `format` is given with it.
    Argument(usize, Vec<u8>),
}

/// The parts of a template that does no more than format its arguments, of which there are so many.
fn fields(template: &[u8], given: usize) -> Option<Vec<Field>> {
    let mut fields = Vec::new();
    let (mut text, mut at, mut next) = (Vec::new(), 0, 0);
    let mut numbered = None;
    while let Some(&byte) = template.get(at) {
        at += 1;
        if !matches!(byte, b'{' | b'}') {
            text.push(byte);
            continue;
        }
        if template.get(at) == Some(&byte) {
            text.push(byte);
            at += 1;
            continue;
        }
        let len = template[at..].iter().position(|byte| matches!(byte, b'{' | b'}'))?;
        let (field, end) = (&template[at..at + len], template[at + len]);
        let (number, spec) = match field.iter().position(|&byte| byte == b':') {
            Some(colon) => (&field[..colon], &field[colon + 1..]),
            None => (field, &[][..]),
        };
        // All fields have numbers, of one digit here, or none has.
        let index = match number {
            [] => next,
            [digit @ b'0'..=b'9'] => usize::from(digit - b'0'),
            _ => return None,
        };
        let mixed = numbered.replace(!number.is_empty()).is_some_and(|before| before == number.is_empty());
        if byte != b'{' || end != b'}' || mixed || index >= given {
            return None;
        }
        next += 1;
        at += len + 1;
        if !text.is_empty() {
            fields.push(Field::Text(std::mem::take(&mut text)));
        }
        fields.push(Field::Argument(index, spec.to_vec()));
    }
    if !text.is_empty() {
        fields.push(Field::Text(text));
    }
    Some(fields)
}

impl Builder<'_> {
    /// A call of `str.format` of a constant; false if there is more to it.
    pub(super) fn format_call(&mut self, site: Site, callee: InstId, native: Gc<NativeFunction>) -> bool {
        let is_format = native.spec.name == "format" && native.owner.get() == self.vm.types.str.value();
        if !is_format || site.given == 0 || site.names.is_some() || site.spread.is_some() {
            return false;
        }
        let template = self.argument(site, 0);
        let Some(text) = self.template(template) else { return false };
        let Some(fields) = fields(&text.to_wtf8(), site.given - 1) else { return false };
        if !self.joins(site.pc, fields.len()) {
            return false;
        }
        self.guard_object(callee, native.value(), site.pc);
        let mut parts = Vec::new();
        for field in &fields {
            let part = match field {
                Field::Text(text) => self.literal(text),
                Field::Argument(index, spec) => {
                    let argument = self.boxed_argument(site, index + 1);
                    let (leaf, args) = if spec.is_empty() {
                        (Leaf::ToStr, vec![argument])
                    } else {
                        (Leaf::Format, vec![argument, self.literal(spec)])
                    };
                    self.in_stages(site.pc, leaf, args, |this| this.called(site))
                }
            };
            parts.push(part);
        }
        let text = self.in_stages(site.pc, Leaf::Text, parts, |this| this.called(site));
        self.leave_window(site.window);
        self.env.shapes.push((text, Kind::Str as u32));
        self.set(site.result, text);
        true
    }

    /// The text of a constant that may be a template.
    fn template(&self, template: InstId) -> Option<Gc<Str>> {
        let Ir::Word { bits } = self.function.inst(template).op else { return None };
        // What is no UTF-8 has no literals.
        Value::from_bits(bits)
            .cast::<Str>()
            .filter(|text| self.is_text(template) && std::str::from_utf8(&text.to_wtf8()).is_ok())
    }

    /// Whether so many parts can be made and joined by leaf functions at `pc`.
    fn joins(&mut self, pc: usize, parts: usize) -> bool {
        let expected = [Leaf::ToStr, Leaf::Format, Leaf::Text].into_iter().all(|leaf| self.has_answer(pc, leaf));
        (2..=MAX_ARGUMENTS).contains(&parts) && expected && !self.hopeless(pc) && !self.was_reached(pc)
    }

    /// A part of a template as it is.
    fn literal(&mut self, text: &[u8]) -> InstId {
        let text = std::str::from_utf8(text).expect("parts of UTF-8 between ASCII characters are UTF-8");
        let text = self.vm.intern(text);
        self.constant(text.value())
    }

    /// `template % values`, the result of which goes to a register; none if there is more to it.
    pub(super) fn percent(&mut self, pc: usize, result: usize, template: InstId, values: InstId) -> Option<InstId> {
        let text = self.template(template)?;
        let pieces = pieces(&text.to_wtf8())?;
        if !self.joins(pc, pieces.len()) {
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
            Piece::Text(text) => return Some(self.literal(text)),
            Piece::Str => (Leaf::ToStr, vec![items.next()?]),
            Piece::Int(spec) => {
                let number = self.int(items.next()?, pc)?;
                if **spec == *b"d" {
                    (Leaf::ToStr, vec![number])
                } else {
                    (Leaf::Format, vec![number, self.literal(spec)])
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
                (Leaf::Format, vec![number, self.literal(spec)])
            }
        };
        let args = args.into_iter().map(|arg| self.boxed(arg)).collect();
        Some(self.in_stages(pc, leaf, args, |this| this.interpreted(pc, result)))
    }
}
