//! `_tokenize`: the tokens of source text that `readline` gives, as the parser reads them.
//!
//! The whole source is read before the first token.

use crate::convert::truth;
use crate::receiver::{class_arg, this};
use runtime::builtins::source::{SourceToken, Tokens, position_value};
use runtime::compiler::CompileError;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Field, Gc, Native};
use runtime::native::{Args, ModuleSpec, TypeSpec, method};
use runtime::object::list::List;
use runtime::object::protocol::BinaryOp;
use runtime::object::string::{Bytes, Str};
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::{Cell, RefCell};

struct TokenizerIter {
    readline: Field<Value>,
    encoding: Field<Value>,
    /// The lines, once they are read.
    source: Field<Value>,
    tokens: Tokens,
    read: RefCell<std::vec::IntoIter<SourceToken>>,
    error: RefCell<Option<CompileError>>,
    /// The line shown with the last token; tokens of one line share it.
    shown: Cell<(u32, u32)>,
    line: Field<Value>,
}
runtime::native_data!(TokenizerIter, [readline, encoding, source, line]);

type This = Gc<Native<TokenizerIter>>;

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let extra = truth(vm, args.opt(3), false)?;
    let encoding = args.not_none(2).unwrap_or(Value::NONE);
    if !encoding.is_none() && !encoding.is::<Str>() {
        let message = format!("TokenizerIter() argument 'encoding' must be str, not {}", vm.arg_type_name(encoding));
        return Err(vm.type_error(&message));
    }
    let data = TokenizerIter {
        readline: Field::new(args[1]),
        encoding: Field::new(encoding),
        source: Field::new(Value::NONE),
        tokens: if extra { Tokens::Extra } else { Tokens::Exact },
        read: RefCell::default(),
        error: RefCell::new(None),
        shown: Cell::new((0, 0)),
        line: Field::new(Value::NONE),
    };
    Ok(vm.native(class_arg(args), data)?.value())
}

/// One line, decoded; none at the end.
fn read_line(vm: &mut Vm, tokenizer: This) -> PyResult<Option<Value>> {
    let line = match vm.call(tokenizer.data.readline.get(), &[]) {
        Ok(line) => line,
        Err(raised) => {
            vm.catch(raised, Exc::StopIteration)?;
            return Ok(None);
        }
    };
    let encoding = tokenizer.data.encoding.get();
    let line = if encoding.is_none() {
        if !line.is::<Str>() {
            return Err(vm.type_error("readline() returned a non-string object"));
        }
        line
    } else {
        if !line.is::<Bytes>() {
            return Err(vm.type_error("readline() returned a non-bytes object"));
        }
        let replace = vm.str("replace")?.value();
        vm.call_method(line, "decode", &[encoding, replace])?
    };
    Ok(line.cast::<Str>().filter(|line| !line.is_empty()).map(|line| line.value()))
}

fn read_all(vm: &mut Vm, tokenizer: This) -> PyResult<Gc<List>> {
    if let Some(lines) = tokenizer.data.source.get().cast::<List>() {
        return Ok(lines);
    }
    let (lines, mut text) = (vm.list(&[])?, String::new());
    while let Some(line) = read_line(vm, tokenizer)? {
        text.push_str(&vm.to_str(line)?.to_string_lossy());
        // A call may give several lines; tokens count them one by one.
        let pieces = vm.call_method(line, "splitlines", &[Value::TRUE])?;
        let count = pieces.cast::<List>().map_or(0, |pieces| pieces.len());
        if count <= 1 {
            lines.push(vm, line)?;
            continue;
        }
        let owned = vm.to_str(line)?.to_string_lossy();
        for piece in owned.split_inclusive('\n') {
            let piece = vm.str(piece)?.value();
            lines.push(vm, piece)?;
        }
    }
    tokenizer.data.source.set(vm, tokenizer, lines.value());
    let (tokens, error) = vm.source_tokens(&text, tokenizer.data.tokens);
    *tokenizer.data.read.borrow_mut() = tokens.into_iter();
    *tokenizer.data.error.borrow_mut() = error;
    Ok(lines)
}

/// The source lines that a token is in.
fn line_of(vm: &mut Vm, tokenizer: This, lines: Gc<List>, range: (u32, u32)) -> PyResult<Value> {
    if tokenizer.data.shown.get() == range {
        return Ok(tokenizer.data.line.get());
    }
    let (first, last) = (range.0.saturating_sub(1) as usize, range.1 as usize);
    let mut line = lines.get(first).unwrap_or_else(|| vm.intern("").value());
    for at in first + 1..last {
        if let Some(next) = lines.get(at) {
            line = vm.binary(BinaryOp::Add, line, next)?;
        }
    }
    tokenizer.data.line.set(vm, tokenizer, line);
    tokenizer.data.shown.set(range);
    Ok(line)
}

fn next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let tokenizer = this::<TokenizerIter>(args[0]);
    let lines = read_all(vm, tokenizer)?;
    let token = tokenizer.data.read.borrow_mut().next();
    let Some(mut token) = token else {
        let error = tokenizer.data.error.borrow_mut().take();
        return match error {
            Some(error) => {
                let last = lines.len().checked_sub(1).and_then(|at| lines.get(at)?.cast::<Str>());
                let unended = last.is_some_and(|line| !line.to_string_lossy().ends_with('\n'));
                Err(vm.raise_source_error(&error, unended))
            }
            None => Ok(Value::EMPTY),
        };
    };
    let line = match token.lines {
        Some(range) => line_of(vm, tokenizer, lines, range)?,
        None => vm.str("")?.value(),
    };
    if token.text == "\n" && line.cast::<Str>().is_some_and(|line| line.to_string_lossy().ends_with("\r\n")) {
        token.text = "\r\n".to_owned();
        token.end.1 += 1;
    }
    let text = vm.str(&token.text)?.value();
    let start = vm.tuple(&position_value(token.start))?.value();
    let end = vm.tuple(&position_value(token.end))?.value();
    Ok(vm.tuple(&[Value::int32(token.number), text, start, end, line])?.value())
}

static TOKENIZER_ITER: TypeSpec = TypeSpec {
    name: "TokenizerIter",
    module: "_tokenize",
    methods: &[
        method("__new__", "(readline, /, *, encoding=None, extra_tokens=False)", new),
        method("__iter__", "()", |_, args| Ok(args[0])),
        method("__next__", "()", next),
    ],
    ..TypeSpec::EMPTY
};

/// `_tokenize`
pub(crate) static TOKENIZE: ModuleSpec =
    ModuleSpec { name: "_tokenize", types: &[&TOKENIZER_ITER], ..ModuleSpec::EMPTY };
