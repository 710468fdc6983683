//! `_csv.writer`: puts fields together into lines.

use super::ERROR;
use super::dialect::{Dialect, Quoting};
use crate::receiver::this;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Field, Gc, Native};
use runtime::native::{Args, TypeSpec, member, method};
use runtime::object::string::Str;
use runtime::object::type_object::type_flag;
use runtime::text::{Chars, TextBuf};
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

struct Writer {
    write: Field<Value>,
    dialect: Field<Gc<Native<Dialect>>>,
}
runtime::native_data!(Writer, [write, dialect]);

pub(super) fn writer(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let write = vm.get_attr_opt_text(args[0], "write")?;
    let Some(write) = write.filter(|&write| vm.is_callable(write)) else {
        return Err(vm.type_error("argument 1 must have a \"write\" method"));
    };
    let dialect = super::dialect::asked_for(vm, args.opt(1), args[2])?;
    let class = vm.native_type(&WRITER)?;
    Ok(vm.native(class, Writer { write: Field::new(write), dialect: Field::new(dialect) })?.value())
}

/// The characters that a field is quoted or escaped for.
struct Specials {
    /// Whether a character of Latin-1 is one.
    narrow: [bool; 256],
    /// Those beyond.
    wide: Vec<u32>,
}

impl Specials {
    fn of(dialect: &Dialect) -> Specials {
        let mut specials = Specials { narrow: [false; 256], wide: Vec::new() };
        let mut add = |code: u32| match specials.narrow.get_mut(code as usize) {
            Some(is_special) => *is_special = true,
            None => specials.wide.push(code),
        };
        add(dialect.delimiter);
        dialect.escapechar.into_iter().chain(dialect.quotechar).for_each(&mut add);
        if let Some(terminator) = dialect.lineterminator.get().cast::<Str>() {
            terminator.chars().iter().for_each(&mut add);
        }
        specials
    }

    fn has(&self, code: u32) -> bool {
        self.narrow.get(code as usize).copied().unwrap_or_else(|| self.wide.contains(&code))
    }
}

/// Appends a field.
fn append(
    vm: &mut Vm,
    dialect: &Dialect,
    specials: &Specials,
    out: &mut TextBuf,
    text: Chars<'_>,
    mut quoted: bool,
) -> PyResult<()> {
    let is_special = |code: u32| specials.has(code);
    let is_plain = match text {
        Chars::One(units) => !units.iter().any(|&unit| specials.narrow[usize::from(unit)]),
        _ => !text.iter().any(is_special),
    };
    let needs_escape = |code: u32| {
        dialect.quoting == Quoting::None
            || (Some(code) == dialect.quotechar && !dialect.doublequote)
            || (Some(code) != dialect.quotechar && Some(code) == dialect.escapechar)
    };
    if !is_plain {
        quoted |= text.iter().any(|code| is_special(code) && !needs_escape(code));
    }
    let quote = dialect.quotechar.filter(|_| quoted);
    quote.into_iter().for_each(|quote| out.push(quote));
    if is_plain {
        out.push_chars(text);
    } else {
        for code in text.iter() {
            if is_special(code) {
                if needs_escape(code) {
                    match dialect.escapechar {
                        Some(escape) => out.push(escape),
                        None => return Err(ERROR.raise(vm, "need to escape, but no escapechar set")),
                    }
                } else if Some(code) == dialect.quotechar {
                    out.push(code);
                }
            }
            out.push(code);
        }
    }
    quote.into_iter().for_each(|quote| out.push(quote));
    Ok(())
}

/// Whether a field is quoted whatever is in it.
fn is_quoted(vm: &mut Vm, quoting: Quoting, field: Value) -> bool {
    match quoting {
        Quoting::NonNumeric => {
            if field.is_int() || field.as_float().is_some() {
                return false;
            }
            let class = vm.class_of(field);
            let is_number = ["__index__", "__int__", "__float__"].iter().any(|name| {
                let name = vm.intern(name);
                vm.lookup(class, name).is_some()
            });
            !is_number && class != vm.types.complex
        }
        Quoting::All => true,
        Quoting::Strings => field.is::<Str>(),
        Quoting::NotNull => !field.is_none(),
        Quoting::Minimal | Quoting::None => false,
    }
}

fn write_row(vm: &mut Vm, object: Value, row: Value) -> PyResult<Value> {
    let writer = this::<Writer>(object);
    let dialect = writer.data.dialect.get();
    let iterator = match vm.iter(row) {
        Ok(iterator) => iterator,
        Err(raised) => {
            vm.catch(raised, Exc::TypeError)?;
            let message = format!("iterable expected, not {}", vm.type_name(row));
            return Err(ERROR.raise(vm, &message));
        }
    };
    let specials = Specials::of(&dialect.data);
    let mut out = TextBuf::new();
    let mut count = 0;
    let mut empty = true;
    while let Some(field) = vm.next(iterator)? {
        let quoted = is_quoted(vm, dialect.data.quoting, field);
        if count > 0 {
            out.push(dialect.data.delimiter);
        }
        count += 1;
        let text = match field.cast::<Str>() {
            Some(text) => Some(text),
            None if field.is_none() => None,
            None => Some(vm.to_str(field)?),
        };
        let chars = text.as_ref().map_or(Chars::One(&[]), |text| text.chars());
        append(vm, &dialect.data, &specials, &mut out, chars, quoted)?;
        empty = out.is_empty();
    }
    if count > 0 && empty {
        let Some(quote) = dialect.data.quotechar.filter(|_| dialect.data.quoting != Quoting::None) else {
            return Err(ERROR.raise(vm, "single empty field record must be quoted"));
        };
        out.push_repeated(quote, 2);
    }
    if let Some(terminator) = dialect.data.lineterminator.get().cast::<Str>() {
        out.push_chars(terminator.chars());
    }
    let line = vm.str_from_chars(out.as_chars())?.value();
    vm.call(writer.data.write.get(), &[line])
}

fn writerow(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    write_row(vm, args[0], args[1])
}

fn writerows(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let rows = vm.iter(args[1])?;
    while let Some(row) = vm.next(rows)? {
        write_row(vm, args[0], row)?;
    }
    Ok(Value::NONE)
}

fn get_dialect(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(this::<Writer>(value).data.dialect.get().value())
}

/// `_csv.Writer`
pub(super) static WRITER: TypeSpec = TypeSpec {
    name: "writer",
    module: "_csv",
    flags: type_flag::BASE_TYPE | type_flag::NO_NEW,
    methods: &[
        method("writerow", "(row, /)", writerow)
            .doc("writerow(iterable)\n\nConstruct and write a CSV record from an iterable of fields."),
        method("writerows", "(rows, /)", writerows)
            .doc("writerows(iterable of iterables)\n\nConstruct and write a series of iterables to a csv file."),
    ],
    getset: &[member("dialect", get_dialect)],
    doc: "CSV writer\n\nWriter objects are responsible for generating tabular data\nin CSV format from sequence input.",
    ..TypeSpec::EMPTY
};
