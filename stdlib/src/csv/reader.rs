//! `_csv.reader`: a machine that takes the lines of a file apart into fields.

use super::dialect::{Dialect, Quoting};
use super::{ERROR, field_limit};
use crate::receiver::this;
use runtime::heap::{Field, Gc, Native};
use runtime::native::{Args, TypeSpec, member, method};
use runtime::object::list::List;
use runtime::object::string::Str;
use runtime::object::type_object::type_flag;
use runtime::text::Chars;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::{Cell, RefCell};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    StartRecord,
    StartField,
    Escaped,
    InField,
    InQuotes,
    EscapedInQuotes,
    /// After a quote within quotes, which may be the first of a doubled one.
    QuoteInQuotes,
    EatNewline,
    AfterEscapedNewline,
}

struct Reader {
    iterator: Field<Value>,
    dialect: Field<Gc<Native<Dialect>>>,
    fields: Field<Value>,
    field: RefCell<Vec<u32>>,
    state: Cell<State>,
    numeric: Cell<bool>,
    line_num: Cell<u64>,
}
runtime::native_data!(Reader, [iterator, dialect, fields]);

type This = Gc<Native<Reader>>;

/// Stands for the end of a line.
const END: u32 = u32::MAX;
const NEWLINES: [u32; 3] = [b'\n' as u32, b'\r' as u32, END];

pub(super) fn reader(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let iterator = vm.iter(args[0])?;
    let dialect = super::dialect::asked_for(vm, args.opt(1), args[2])?;
    let class = vm.native_type(&READER)?;
    let reader = Reader {
        iterator: Field::new(iterator),
        dialect: Field::new(dialect),
        fields: Field::new(Value::EMPTY),
        field: RefCell::default(),
        state: Cell::new(State::StartRecord),
        numeric: Cell::new(false),
        line_num: Cell::new(0),
    };
    Ok(vm.native(class, reader)?.value())
}

fn reset(vm: &mut Vm, this: This) -> PyResult<()> {
    let fields = vm.list(&[])?;
    this.data.fields.set(vm, this, fields.value());
    this.data.field.borrow_mut().clear();
    this.data.state.set(State::StartRecord);
    this.data.numeric.set(false);
    Ok(())
}

fn save(vm: &mut Vm, this: This) -> PyResult<()> {
    let mut text = this.data.field.take();
    let value = vm.str_from_u32(&text)?;
    text.clear();
    this.data.field.replace(text);
    add(vm, this, value)
}

/// Adds a field to the record.
fn add(vm: &mut Vm, this: This, text: Gc<Str>) -> PyResult<()> {
    let mut value = text.value();
    if this.data.numeric.replace(false) {
        let float = vm.types.float.value();
        value = vm.call(float, &[value])?;
    }
    match this.data.fields.get().cast::<List>() {
        Some(fields) => fields.push(vm, value),
        None => Ok(()),
    }
}

fn push(vm: &mut Vm, this: This, code: u32, limit: usize) -> PyResult<()> {
    let mut field = this.data.field.borrow_mut();
    if field.len() >= limit {
        return Err(ERROR.raise(vm, &format!("field larger than field limit ({limit})")));
    }
    field.push(code);
    Ok(())
}

/// What is done with each character.
struct Machine {
    this: This,
    dialect: Gc<Native<Dialect>>,
    limit: usize,
}

impl Machine {
    fn is_quote(&self, code: u32) -> bool {
        let dialect = &self.dialect.data;
        dialect.quotechar == Some(code) && dialect.quoting != Quoting::None
    }

    fn is_escape(&self, code: u32) -> bool {
        self.dialect.data.escapechar == Some(code)
    }

    fn is_delimiter(&self, code: u32) -> bool {
        self.dialect.data.delimiter == code
    }

    /// Ends a field; `code` is what follows it.
    fn end_field(&self, vm: &mut Vm, code: u32) -> PyResult<State> {
        save(vm, self.this)?;
        Ok(self.state_after(code))
    }

    fn state_after(&self, code: u32) -> State {
        match code {
            END => State::StartRecord,
            _ if self.is_delimiter(code) => State::StartField,
            _ => State::EatNewline,
        }
    }

    fn add(&self, vm: &mut Vm, code: u32, next: State) -> PyResult<State> {
        push(vm, self.this, code, self.limit)?;
        Ok(next)
    }

    fn start_field(&self, vm: &mut Vm, code: u32) -> PyResult<State> {
        let dialect = &self.dialect.data;
        if NEWLINES.contains(&code) {
            return self.end_field(vm, code);
        }
        if self.is_quote(code) {
            return Ok(State::InQuotes);
        }
        if self.is_escape(code) {
            return Ok(State::Escaped);
        }
        if code == u32::from(b' ') && dialect.skipinitialspace {
            return Ok(State::StartField);
        }
        if self.is_delimiter(code) {
            return self.end_field(vm, code);
        }
        if dialect.quoting == Quoting::NonNumeric {
            self.this.data.numeric.set(true);
        }
        self.add(vm, code, State::InField)
    }

    fn in_field(&self, vm: &mut Vm, code: u32) -> PyResult<State> {
        if NEWLINES.contains(&code) || (self.is_delimiter(code) && !self.is_escape(code)) {
            return self.end_field(vm, code);
        }
        if self.is_escape(code) {
            return Ok(State::Escaped);
        }
        self.add(vm, code, State::InField)
    }

    fn after_quote(&self, vm: &mut Vm, code: u32) -> PyResult<State> {
        let dialect = &self.dialect.data;
        if self.is_quote(code) {
            return self.add(vm, code, State::InQuotes);
        }
        if self.is_delimiter(code) || NEWLINES.contains(&code) {
            return self.end_field(vm, code);
        }
        if !dialect.strict {
            return self.add(vm, code, State::InField);
        }
        let shown = |code: u32| char::from_u32(code).unwrap_or('\u{fffd}');
        let (delimiter, quote) = (shown(dialect.delimiter), shown(dialect.quotechar.unwrap_or(0)));
        Err(ERROR.raise(vm, &format!("'{delimiter}' expected after '{quote}'")))
    }

    fn step(&self, vm: &mut Vm, state: State, code: u32) -> PyResult<State> {
        match state {
            State::StartRecord => match code {
                END => Ok(State::StartRecord),
                _ if NEWLINES.contains(&code) => Ok(State::EatNewline),
                _ => self.start_field(vm, code),
            },
            State::StartField => self.start_field(vm, code),
            State::Escaped if code != END && NEWLINES.contains(&code) => self.add(vm, code, State::AfterEscapedNewline),
            State::Escaped => self.add(vm, if code == END { u32::from(b'\n') } else { code }, State::InField),
            State::AfterEscapedNewline if code == END => Ok(State::AfterEscapedNewline),
            State::AfterEscapedNewline | State::InField => self.in_field(vm, code),
            State::InQuotes => match code {
                END => Ok(State::InQuotes),
                _ if self.is_escape(code) => Ok(State::EscapedInQuotes),
                _ if self.is_quote(code) && self.dialect.data.doublequote => Ok(State::QuoteInQuotes),
                _ if self.is_quote(code) => Ok(State::InField),
                _ => self.add(vm, code, State::InQuotes),
            },
            State::EscapedInQuotes => self.add(vm, if code == END { u32::from(b'\n') } else { code }, State::InQuotes),
            State::QuoteInQuotes => self.after_quote(vm, code),
            State::EatNewline => match code {
                END => Ok(State::StartRecord),
                _ if NEWLINES.contains(&code) => Ok(State::EatNewline),
                _ => Err(ERROR.raise(
                    vm,
                    "new-line character seen in unquoted field - do you need to open the file in universal-newline mode?",
                )),
            },
        }
    }

    /// How many characters from `at` on are a whole field that needs no machine, and end at a delimiter or the line's end.
    fn plain_field(&self, chars: Chars<'_>, at: usize) -> Option<usize> {
        let dialect = &self.dialect.data;
        let first = chars.get(at)?;
        let starts = !(self.is_quote(first) || first == u32::from(b' ') && dialect.skipinitialspace);
        if !starts || dialect.quoting == Quoting::NonNumeric {
            return None;
        }
        let ends =
            |code: u32| self.is_delimiter(code) || self.is_escape(code) || code == NEWLINES[0] || code == NEWLINES[1];
        let len = match chars {
            Chars::One(units) => units[at..].iter().position(|&unit| ends(unit.into())),
            Chars::Two(units) => units[at..].iter().position(|&unit| ends(unit.into())),
            Chars::Four(units) => units[at..].iter().position(|&unit| ends(unit)),
        };
        let len = len.unwrap_or(chars.len() - at);
        let escaped = chars.get(at + len).is_some_and(|code| self.is_escape(code));
        (len > 0 && len <= self.limit && !escaped).then_some(len)
    }

    /// The same of what is between the quotes of a field that begins with one, if there are no others in it.
    fn quoted_field(&self, chars: Chars<'_>, at: usize) -> Option<usize> {
        if !chars.get(at).is_some_and(|first| self.is_quote(first)) {
            return None;
        }
        let len = self.quoted_run(chars, at + 1);
        let closed = chars.get(at + 1 + len).is_some_and(|code| self.is_quote(code) && !self.is_escape(code));
        let after = chars.get(at + len + 2).unwrap_or(END);
        let ends = self.is_delimiter(after) && !self.is_quote(after) || NEWLINES.contains(&after);
        (closed && ends && len <= self.limit).then_some(len)
    }

    /// How many characters from `at` on are nothing special within quotes.
    fn quoted_run(&self, chars: Chars<'_>, at: usize) -> usize {
        let ends = |code: u32| self.is_quote(code) || self.is_escape(code);
        let len = match chars {
            Chars::One(units) => units[at..].iter().position(|&unit| ends(unit.into())),
            Chars::Two(units) => units[at..].iter().position(|&unit| ends(unit.into())),
            Chars::Four(units) => units[at..].iter().position(|&unit| ends(unit)),
        };
        len.unwrap_or(chars.len() - at)
    }

    fn line(&self, vm: &mut Vm, line: Gc<Str>) -> PyResult<()> {
        let (mut at, len) = (0, line.len());
        let mut state = self.this.data.state.get();
        while at <= len {
            let starts = matches!(state, State::StartRecord | State::StartField);
            let plain = if starts { self.plain_field(line.chars(), at).map(|len| (at..at + len, len)) } else { None };
            let whole = plain.or_else(|| {
                let len = if starts { self.quoted_field(line.chars(), at) } else { None };
                len.map(|len| (at + 1..at + 1 + len, len + 2))
            });
            if let Some((field, taken)) = whole {
                let text = vm.substring(line, field.start, field.end)?;
                add(vm, self.this, text)?;
                at += taken;
                state = self.state_after(line.chars().get(at).unwrap_or(END));
                at += 1;
                if at > len {
                    break;
                }
                continue;
            }
            if state == State::InQuotes && at < len {
                let run = self.quoted_run(line.chars(), at);
                let mut field = self.this.data.field.borrow_mut();
                // What does not fit is left to the machine, which says so.
                let run = run.min(self.limit.saturating_sub(field.len()));
                field.extend(line.chars().slice(at..at + run).iter());
                at += run;
            }
            let code = line.chars().get(at).unwrap_or(END);
            state = self.step(vm, state, code)?;
            at += 1;
        }
        self.this.data.state.set(state);
        Ok(())
    }
}

fn next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = this::<Reader>(args[0]);
    reset(vm, this)?;
    let machine = Machine { this, dialect: this.data.dialect.get(), limit: field_limit(vm) };
    loop {
        let Some(line) = vm.next(this.data.iterator.get())? else {
            let open = !this.data.field.borrow().is_empty() || this.data.state.get() == State::InQuotes;
            if !open {
                return Ok(Value::EMPTY);
            }
            if machine.dialect.data.strict {
                return Err(ERROR.raise(vm, "unexpected end of data"));
            }
            save(vm, this)?;
            break;
        };
        let Some(line) = line.cast::<Str>() else {
            let name = vm.type_name(line);
            let message =
                format!("iterator should return strings, not {name} (the file should be opened in text mode)");
            return Err(ERROR.raise(vm, &message));
        };
        this.data.line_num.set(this.data.line_num.get() + 1);
        machine.line(vm, line)?;
        if this.data.state.get() == State::StartRecord {
            break;
        }
    }
    let fields = this.data.fields.get();
    this.data.fields.set(vm, this, Value::EMPTY);
    Ok(fields)
}

fn iter(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(args[0])
}

fn get_dialect(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(this::<Reader>(value).data.dialect.get().value())
}

fn get_line_num(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::len(this::<Reader>(value).data.line_num.get() as usize))
}

/// `_csv.Reader`
pub(super) static READER: TypeSpec = TypeSpec {
    name: "reader",
    module: "_csv",
    flags: type_flag::BASE_TYPE | type_flag::NO_NEW,
    methods: &[method("__iter__", "()", iter), method("__next__", "()", next)],
    getset: &[member("dialect", get_dialect), member("line_num", get_line_num)],
    doc: "CSV reader\n\nReader objects are responsible for reading and parsing tabular data\nin CSV format.",
    ..TypeSpec::EMPTY
};
