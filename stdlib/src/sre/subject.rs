//! The text that a pattern is applied to, and one application of a pattern to it.

use super::machine::{Machine, Request, Stop};
use super::matching::new_match;
use super::pattern::Pattern;
use runtime::heap::{Gc, Native};
use runtime::object::string::{Bytes, Str};
use runtime::text::{Chars, TextBuf};
use runtime::value::Value;
use runtime::vm::{PyResult, Raised, Vm};

/// A text: the object keeps the characters alive, or they are a copy where the object's own may change.
pub(super) enum Subject {
    Str(Gc<Str>),
    Bytes(Gc<Bytes>),
    Copy(Vec<u8>),
}

impl Subject {
    /// The text of a str or bytes-like object; none for others.
    pub(super) fn of(vm: &mut Vm, value: Value) -> Option<Subject> {
        if let Some(s) = value.cast::<Str>() {
            return Some(Subject::Str(s));
        }
        if let Some(bytes) = value.cast::<Bytes>() {
            return Some(Subject::Bytes(bytes));
        }
        match vm.bytes_like(value) {
            Ok(bytes) => bytes.map(Subject::Copy),
            Err(raised) => {
                vm.take_exception(raised);
                None
            }
        }
    }

    pub(super) fn chars(&self) -> Chars<'_> {
        match self {
            Subject::Str(s) => s.chars(),
            Subject::Bytes(bytes) => Chars::One(bytes.bytes()),
            Subject::Copy(bytes) => Chars::One(bytes),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.chars().len()
    }

    pub(super) fn is_str(&self) -> bool {
        matches!(self, Subject::Str(_))
    }

    /// `text[start..end]` as a str or bytes.
    pub(super) fn slice(&self, vm: &mut Vm, start: usize, end: usize) -> PyResult<Value> {
        match self {
            Subject::Str(s) => Ok(vm.substring(*s, start, end)?.value()),
            Subject::Bytes(bytes)
                if start == 0 && end == bytes.len() && vm.class_of(bytes.value()) == vm.types.bytes =>
            {
                Ok(bytes.value())
            }
            Subject::Bytes(bytes) => Ok(vm.bytes(&bytes.bytes()[start..end])?.value()),
            Subject::Copy(bytes) => Ok(vm.bytes(&bytes[start..end])?.value()),
        }
    }

    /// Text that was built, as this kind of text.
    pub(super) fn built(&self, vm: &mut Vm, text: TextBuf) -> PyResult<Value> {
        if self.is_str() {
            return Ok(vm.str_from_chars(text.as_chars())?.value());
        }
        let bytes = text.into_bytes().unwrap_or_default();
        Ok(vm.bytes(&bytes)?.value())
    }
}

/// `chars[start..end]`
pub(super) fn slice_chars(chars: Chars<'_>, start: usize, end: usize) -> Chars<'_> {
    match chars {
        Chars::One(c) => Chars::One(&c[start..end]),
        Chars::Two(c) => Chars::Two(&c[start..end]),
        Chars::Four(c) => Chars::Four(&c[start..end]),
    }
}

/// How a pattern is applied at one position.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// Here.
    Match,
    /// Here, up to the end.
    FullMatch,
    /// Here or later.
    Search,
}

/// Applications of a pattern to a text, one after the other.
pub(super) struct Session {
    pub(super) pattern: Gc<Native<Pattern>>,
    pub(super) string: Value,
    pub(super) subject: Subject,
    /// The positions that were asked for, within the text.
    pub(super) pos: usize,
    pub(super) end: usize,
    /// Where the next match may start.
    pub(super) start: usize,
    /// The next match must not be empty if it starts there.
    pub(super) must_advance: bool,
    pub(super) machine: Box<Machine>,
}

impl Session {
    /// Starts with the text between two positions as Python gives them.
    pub(super) fn new(
        vm: &mut Vm,
        pattern: Gc<Native<Pattern>>,
        string: Value,
        pos: i64,
        end: i64,
    ) -> PyResult<Session> {
        let Some(subject) = Subject::of(vm, string) else {
            let message = format!("expected string or bytes-like object, got '{}'", vm.type_name(string));
            return Err(vm.type_error(&message));
        };
        match pattern.data.text {
            Some(true) if !subject.is_str() => {
                return Err(vm.type_error("cannot use a string pattern on a bytes-like object"));
            }
            Some(false) if subject.is_str() => {
                return Err(vm.type_error("cannot use a bytes pattern on a string-like object"));
            }
            Some(_) | None => {}
        }
        let clip = |n: i64| usize::try_from(n).unwrap_or(0).min(subject.len());
        let (pos, end) = (clip(pos), clip(end));
        let machine = pattern.data.machine.take();
        let machine = machine.unwrap_or_else(|| Box::new(Machine::new(&pattern.data.program, pattern.data.groups)));
        Ok(Session { pattern, string, subject, pos, end, start: pos, must_advance: false, machine })
    }

    /// Gives the machine back for the pattern's next use.
    pub(super) fn finish(self) {
        self.pattern.data.machine.set(Some(self.machine));
    }

    /// Applies the pattern at `start`: where the match starts and ends.
    pub(super) fn apply(&mut self, vm: &mut Vm, mode: Mode) -> PyResult<Option<(usize, usize)>> {
        if self.start > self.end {
            return Ok(None);
        }
        let request = Request { start: self.start, whole: mode == Mode::FullMatch, must_advance: self.must_advance };
        let program = &self.pattern.data.program;
        let mut raised = None;
        let mut poll = || match vm.handle_breaker() {
            Ok(()) => false,
            Err(error) => {
                raised = Some(error);
                true
            }
        };
        let (machine, poll) = (&mut self.machine, &mut poll as &mut dyn FnMut() -> bool);
        macro_rules! run {
            ($units:expr) => {
                match mode {
                    Mode::Search => machine.search(program, $units, request, poll),
                    Mode::Match | Mode::FullMatch => {
                        machine.match_at(program, $units, request, poll).map(|end| end.map(|end| (request.start, end)))
                    }
                }
            };
        }
        let found = match slice_chars(self.subject.chars(), 0, self.end) {
            Chars::One(units) => run!(units),
            Chars::Two(units) => run!(units),
            Chars::Four(units) => run!(units),
        };
        match found {
            Ok(found) => Ok(found),
            Err(Stop::Interrupted) => Err(raised.unwrap_or_else(|| vm.memory_error())),
            Err(Stop::Memory) => Err(vm.memory_error()),
        }
    }

    /// Applies the pattern and, after a match, goes on behind it.
    pub(super) fn advance(&mut self, vm: &mut Vm, mode: Mode) -> PyResult<Option<(usize, usize)>> {
        let found = self.apply(vm, mode)?;
        if let Some((start, end)) = found {
            self.must_advance = start == end;
            self.start = end;
        }
        Ok(found)
    }

    /// Where a group (0: the whole match) of the last match is.
    pub(super) fn group(&self, found: (usize, usize), group: usize) -> Option<(usize, usize)> {
        if group == 0 { Some(found) } else { self.machine.span(group - 1) }
    }

    /// The text of a group; what stands for one that has not matched is `unmatched`.
    pub(super) fn group_text(
        &self,
        vm: &mut Vm,
        found: (usize, usize),
        group: usize,
        unmatched: Unmatched,
    ) -> PyResult<Value> {
        match (self.group(found, group), unmatched) {
            (Some((start, end)), _) => self.subject.slice(vm, start, end),
            (None, Unmatched::Empty) => self.subject.slice(vm, 0, 0),
            (None, Unmatched::None) => Ok(Value::NONE),
        }
    }

    /// The last match as an object.
    pub(super) fn match_object(&self, vm: &mut Vm, found: (usize, usize)) -> PyResult<Value> {
        new_match(vm, self, found)
    }
}

/// What stands for a group that has not matched.
#[derive(Clone, Copy)]
pub(super) enum Unmatched {
    Empty,
    None,
}

/// Runs `work` with a session and gives its machine back.
pub(super) fn with_session<R>(
    vm: &mut Vm,
    pattern: Gc<Native<Pattern>>,
    string: Value,
    (pos, end): (i64, i64),
    work: impl FnOnce(&mut Vm, &mut Session) -> Result<R, Raised>,
) -> PyResult<R> {
    let mut session = Session::new(vm, pattern, string, pos, end)?;
    let result = work(vm, &mut session);
    session.finish();
    result
}
