//! Replacing matches: `sub`, `subn`, `Match.expand`, and the templates that they are given.

use super::matching::Match;
use super::pattern::{MAX_POSITION, Pattern, of as pattern_of};
use super::subject::{Mode, Session, Subject, slice_chars, with_session};
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Field, Gc, Native};
use runtime::native::{Args, TypeSpec};
use runtime::object::list::List;
use runtime::object::tuple::Tuple;
use runtime::object::type_object::type_flag;
use runtime::text::{Chars, TextBuf};
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// A replacement text with references to groups: literals with a group between each two.
pub(super) struct Template {
    /// Literal, group, literal, …, literal.
    parts: Field<Gc<Tuple>>,
}
runtime::native_data!(Template, [parts]);

/// The type of what `_sre.template` makes.
pub(super) static TEMPLATE: TypeSpec =
    TypeSpec { name: "SRE_Template", module: "_sre", flags: type_flag::NO_NEW, ..TypeSpec::EMPTY };

/// `_sre.template(pattern, template)`
pub(super) fn template(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(list) = args[1].cast::<List>() else {
        let message = format!("template() argument 2 must be list, not {}", vm.arg_type_name(args[1]));
        return Err(vm.type_error(&message));
    };
    let valid = list.len() % 2 == 1
        && list.items().iter().skip(1).step_by(2).all(|group| group.as_i64().is_some_and(|group| group >= 0));
    if !valid {
        return Err(vm.type_error("invalid template"));
    }
    let parts = vm.collect_tuple(args[1])?;
    let class = vm.native_type(&TEMPLATE)?;
    Ok(vm.native(class, Template { parts: Field::new(parts) })?.value())
}

/// `re._compile_template(pattern, replacement)`
fn compile_template(vm: &mut Vm, pattern: Gc<Native<Pattern>>, replacement: Value) -> PyResult<Value> {
    let module = vm.import("re")?;
    let compile = vm.get_attr_text(module, "_compile_template")?;
    vm.call(compile, &[pattern.value(), replacement])
}

/// What replaces a match.
enum Replacement {
    /// This text (a str or bytes-like object).
    Literal(Value),
    /// This template.
    Template(Gc<Native<Template>>),
    /// The result of calling this with the match.
    Call(Value),
}

fn replacement(vm: &mut Vm, pattern: Gc<Native<Pattern>>, given: Value) -> PyResult<Replacement> {
    if vm.is_callable(given) {
        return Ok(Replacement::Call(given));
    }
    let plain = Subject::of(vm, given).is_some_and(|text| match text.chars() {
        Chars::One(c) => !c.contains(&b'\\'),
        Chars::Two(c) => !c.contains(&u16::from(b'\\')),
        Chars::Four(c) => !c.contains(&u32::from(b'\\')),
    });
    if plain {
        return Ok(Replacement::Literal(given));
    }
    let compiled = compile_template(vm, pattern, given)?;
    match compiled.cast::<Native<Template>>() {
        Some(template) if template.data.parts.get().len() == 1 => {
            Ok(Replacement::Literal(template.data.parts.get().get(0)))
        }
        Some(template) => Ok(Replacement::Template(template)),
        None => Ok(Replacement::Literal(compiled)),
    }
}

/// A result in the making.
struct Output {
    text: TextBuf,
    /// Pieces so far: how CPython numbers them when it complains of one.
    pieces: usize,
}

impl Output {
    fn push(&mut self, chars: Chars<'_>) {
        self.text.push_chars(chars);
        self.pieces += 1;
    }

    /// Appends an object that must be of the subject's kind.
    fn push_value(&mut self, vm: &mut Vm, subject: &Subject, value: Value) -> PyResult<()> {
        match Subject::of(vm, value) {
            Some(text) if text.is_str() == subject.is_str() => {
                self.push(text.chars());
                Ok(())
            }
            Some(_) | None => {
                let expected = if subject.is_str() { "str instance" } else { "a bytes-like object" };
                let message =
                    format!("sequence item {}: expected {expected}, {} found", self.pieces, vm.type_name(value));
                Err(vm.type_error(&message))
            }
        }
    }
}

/// `pattern.subn(repl, string, count)`: the new text and how many were replaced.
pub(super) fn substitute(vm: &mut Vm, args: Args<'_>) -> PyResult<(Value, usize)> {
    let pattern = pattern_of(args[0]);
    let limit = args.opt(3).map_or(Ok(0), |limit| vm.index_i64(limit, Exc::OverflowError))?;
    let replacement = replacement(vm, pattern, args[1])?;
    with_session(vm, pattern, args[2], (0, MAX_POSITION), |vm, session| {
        let mut out = Output { text: TextBuf::new(), pieces: 0 };
        let (mut last, mut count) = (0, 0);
        while limit == 0 || (count as i64) < limit {
            let Some(found) = session.advance(vm, Mode::Search)? else { break };
            if last < found.0 {
                out.push(slice_chars(session.subject.chars(), last, found.0));
            }
            match &replacement {
                Replacement::Literal(text) => out.push_value(vm, &session.subject, *text)?,
                Replacement::Template(template) => fill(vm, session, found, *template, &mut out)?,
                Replacement::Call(function) => {
                    let this = session.match_object(vm, found)?;
                    let text = vm.call(*function, &[this])?;
                    if !text.is_none() {
                        out.push_value(vm, &session.subject, text)?;
                    }
                }
            }
            (last, count) = (found.1, count + 1);
        }
        if count == 0 {
            return Ok((session.subject.slice(vm, 0, session.end)?, 0));
        }
        if last < session.end {
            out.push(slice_chars(session.subject.chars(), last, session.end));
        }
        Ok((session.subject.built(vm, out.text)?, count))
    })
}

/// Appends a template with the groups of the session's match.
fn fill(
    vm: &mut Vm,
    session: &Session,
    found: (usize, usize),
    template: Gc<Native<Template>>,
    out: &mut Output,
) -> PyResult<()> {
    let parts = template.data.parts.get();
    let piece = out.pieces;
    for (index, &part) in parts.items().iter().enumerate() {
        if index % 2 == 0 {
            out.push_value(vm, &session.subject, part)?;
        } else if let Some((start, end)) = part.as_i64().and_then(|group| {
            let group = group as usize;
            if group <= session.pattern.data.groups { session.group(found, group) } else { None }
        }) {
            out.push(slice_chars(session.subject.chars(), start, end));
        }
    }
    out.pieces = piece + 1;
    Ok(())
}

/// `match.expand(template)`
pub(super) fn expand(vm: &mut Vm, this: Gc<Native<Match>>, template: Value) -> PyResult<Value> {
    let pattern = this.data.pattern.get();
    let compiled = compile_template(vm, pattern, template)?;
    let Some(template) = compiled.cast::<Native<Template>>() else { return Ok(compiled) };
    let Some(subject) = Subject::of(vm, this.data.string.get()) else { return Ok(Value::NONE) };
    let mut out = Output { text: TextBuf::new(), pieces: 0 };
    let parts = template.data.parts.get();
    if parts.len() == 1 {
        return Ok(parts.get(0));
    }
    for index in 0..parts.len() {
        let part = parts.get(index);
        match part.as_i64() {
            Some(group) if index % 2 == 1 => {
                let group = group as usize;
                if group > pattern.data.groups {
                    return Err(vm.index_error("no such group"));
                }
                if let Some((start, end)) = this.data.span(group) {
                    // The object may have been shortened since.
                    let len = subject.len();
                    out.push(slice_chars(subject.chars(), start.min(len), end.min(len)));
                }
            }
            Some(_) | None => out.push_value(vm, &subject, part)?,
        }
    }
    subject.built(vm, out.text)
}
