//! `compile`, `eval`, `exec`: source text or trees to code, and running it.

use crate::bytecode::RegisterKind;
use crate::bytecode::unit::flags as code_flags;
use crate::compiler::{self, CompileError, CompileOptions, CompileWarning, ErrorOrigin, Features, Findings};
use crate::exceptions::hierarchy::Exc;
use crate::heap::Gc;
use crate::native::Args;
use crate::object::Special;
use crate::object::code::Code;
use crate::object::dict::Dict;
use crate::object::function::CellObject;
use crate::object::string::{Bytes, Str};
use crate::object::tuple::Tuple;
use crate::value::Value;
use crate::vm::{PyResult, Raised, Vm};
use std::sync::Arc;

/// Bits of `compile()`'s flags (`PyCF_*`).
mod flag {
    pub(super) const DONT_IMPLY_DEDENT: u32 = 0x200;
    pub(super) const ONLY_AST: u32 = 0x400;
    pub(super) const TYPE_COMMENTS: u32 = 0x1000;
    pub(super) const ALLOW_TOP_LEVEL_AWAIT: u32 = 0x2000;
    pub(super) const ALLOW_INCOMPLETE_INPUT: u32 = 0x4000;
    /// `CO_NESTED`, which once stood for a feature.
    pub(super) const OBSOLETE: u32 = 0x10;
    pub(super) const COMPILE: u32 =
        DONT_IMPLY_DEDENT | ONLY_AST | TYPE_COMMENTS | ALLOW_TOP_LEVEL_AWAIT | ALLOW_INCOMPLETE_INPUT;
}

/// Source text as Python gave it.
pub(super) enum Source {
    Text(String),
    Bytes(Vec<u8>),
}

impl Source {
    pub(super) fn input(&self) -> parser::Input<'_> {
        match self {
            Source::Text(text) => parser::Input::Text(text),
            Source::Bytes(bytes) => parser::Input::Bytes(bytes),
        }
    }
}

pub(super) fn source_of(vm: &mut Vm, value: Value, function: &str, expected: &str) -> PyResult<Source> {
    if let Some(s) = value.cast::<Str>() {
        return match String::from_utf8(s.to_wtf8()) {
            Ok(text) => Ok(Source::Text(text)),
            Err(_) => Err(surrogates(vm, value)),
        };
    }
    match vm.bytes_like(value)? {
        Some(bytes) => Ok(Source::Bytes(bytes)),
        None => {
            let message = format!("{function}() arg 1 must be a {expected}");
            Err(vm.type_error(&message))
        }
    }
}

/// The `UnicodeEncodeError` for a str that UTF-8 cannot encode.
fn surrogates(vm: &mut Vm, text: Value) -> Raised {
    let encoding = match vm.str("utf-8") {
        Ok(encoding) => encoding.value(),
        Err(raised) => return raised,
    };
    match vm.call_method(text, "encode", &[encoding]) {
        Ok(_) => vm.value_error("source code is not text"),
        Err(raised) => raised,
    }
}

/// A file name: a str, bytes, or an object that `os.fspath` knows.
pub(super) fn filename_of(vm: &mut Vm, value: Value) -> PyResult<String> {
    let path = if value.is::<Str>() || value.is::<Bytes>() {
        value
    } else {
        match vm.get_attr_opt_text(vm.class_of(value).value(), "__fspath__")? {
            Some(method) => vm.call(method, &[value])?,
            None => {
                let message = format!("expected str, bytes or os.PathLike object, not {}", vm.type_name(value));
                return Err(vm.type_error(&message));
            }
        }
    };
    match (path.cast::<Str>(), path.cast::<Bytes>()) {
        (Some(s), _) => Ok(s.to_string_lossy()),
        (None, Some(bytes)) => Ok(String::from_utf8_lossy(bytes.bytes()).into_owned()),
        (None, None) => {
            let message = format!("expected str, bytes or os.PathLike object, not {}", vm.type_name(path));
            Err(vm.type_error(&message))
        }
    }
}

pub(super) fn compile(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let filename = filename_of(vm, args[1])?;
    let mode = super::str::expect(vm, args[2], "compile() argument 'mode' must be str")?.to_string_lossy();
    let flags = match args.opt(3) {
        Some(flags) => vm.index_i64(flags, Exc::OverflowError)?,
        None => 0,
    };
    let optimize = match args.opt(5) {
        Some(optimize) => vm.index_i64(optimize, Exc::OverflowError)?,
        None => -1,
    };
    let known = Features::MASK | flag::OBSOLETE | flag::COMPILE;
    let Some(flags) = u32::try_from(flags).ok().filter(|flags| flags & !known == 0) else {
        return Err(vm.value_error("compile(): unrecognised flags"));
    };
    let Some(optimize) = u8::try_from(optimize + 1).ok().filter(|&level| level <= 3) else {
        return Err(vm.value_error("compile(): invalid optimize value"));
    };
    let inherit = match args.opt(4) {
        Some(dont_inherit) => !vm.is_true(dont_inherit)?,
        None => true,
    };
    let only_ast = flags & flag::ONLY_AST != 0;
    match &*mode {
        "exec" | "eval" | "single" => {}
        "func_type" if only_ast => {}
        "func_type" => return Err(vm.value_error("compile() mode 'func_type' requires flag PyCF_ONLY_AST")),
        _ if only_ast => {
            return Err(vm.value_error("compile() mode must be 'exec', 'eval', 'single' or 'func_type'"));
        }
        _ => return Err(vm.value_error("compile() mode must be 'exec', 'eval' or 'single'")),
    }
    let mut options = CompileOptions::new(&filename, &mode, optimize.checked_sub(1).unwrap_or(vm.options.optimize));
    let inherited = if inherit { inherited_features(vm) } else { 0 };
    options.features = Features::from_bits(flags | inherited);
    options.int_max_str_digits = Some(vm.options.int_digit_limit());
    if only_ast && let Some(minor) = args.opt(6) {
        let minor = vm.index_i64(minor, Exc::OverflowError)?;
        options.feature_version = u8::try_from(minor).ok();
    }
    options.top_level_await = flags & flag::ALLOW_TOP_LEVEL_AWAIT != 0;
    if vm.has_audit_hooks {
        let source = if args[0].is::<Str>() || args[0].is::<Bytes>() { args[0] } else { Value::NONE };
        vm.audit("compile", &[source, args[1]])?;
    }
    if super::ast::is_tree(vm, args[0])? {
        if only_ast {
            return Ok(args[0]);
        }
        return super::ast::compile(vm, args[0], &options).map(|code| code.value());
    }
    let source = source_of(vm, args[0], "compile", "string, bytes or AST object")?;
    let incomplete = flags & flag::ALLOW_INCOMPLETE_INPUT != 0;
    if only_ast {
        let mut findings = Findings::default();
        let parsed = super::ast::parse(vm, source.input(), &options, &mut findings)?;
        return vm.finish_parsing(parsed, &findings, &options.filename);
    }
    let ends_line = match &source {
        Source::Text(text) => text.ends_with('\n'),
        Source::Bytes(bytes) => bytes.ends_with(b"\n"),
    };
    let may_go_on = incomplete && flags & flag::DONT_IMPLY_DEDENT != 0 && mode == "single" && !ends_line;
    if may_go_on && super::ast::ends_in_block(source.input(), &options) {
        let error = CompileError::text("incomplete input".to_owned());
        return vm.finish_compilation(Err(error), &Findings::default(), &options.filename).map(|code| code.value());
    }
    vm.compile_input(source.input(), &options, incomplete).map(|code| code.value())
}

/// The features of the running code, which code compiled in it has too.
fn inherited_features(vm: &Vm) -> u32 {
    vm.frames().next().map_or(0, |frame| frame.code.flags & Features::MASK)
}

impl Vm {
    /// Text of the tree, in the form in which the parser keeps strings.
    pub(super) fn encoded_text(&mut self, text: &str) -> PyResult<Gc<Str>> {
        let text = crate::compiler::text(text);
        self.str_from_wtf8(&text.0)
    }

    /// Compiles source text; mode is `exec`, `eval` or `single`.
    pub fn compile_source(&mut self, source: &[u8], filename: &str, mode: &str) -> PyResult<Gc<Code>> {
        let options = CompileOptions::new(filename, mode, self.options.optimize);
        self.compile_input(parser::Input::Bytes(source), &options, false)
    }

    /// Compiles the source of a file.
    pub fn compile_file(&mut self, source: &[u8], filename: &str) -> PyResult<Gc<Code>> {
        let mut options = CompileOptions::new(filename, "exec", self.options.optimize);
        options.origin = parser::Origin::File;
        self.compile_input(parser::Input::Bytes(source), &options, false)
    }

    /// Compiles source text. With `incomplete`, text that more lines could make valid gets an error that says so.
    fn compile_input(
        &mut self,
        source: parser::Input<'_>,
        options: &CompileOptions,
        incomplete: bool,
    ) -> PyResult<Gc<Code>> {
        let mut findings = Findings::default();
        let mut compiled = compiler::compile_source(source, options, &mut findings);
        if incomplete
            && let Err(error) = &mut compiled
            && error.incomplete
        {
            error.kind = "SyntaxError".to_owned();
            error.message = "incomplete input".to_owned();
        }
        self.finish_compilation(compiled, &findings, &options.filename)
    }

    fn finish_parsing(
        &mut self,
        parsed: Result<Value, CompileError>,
        findings: &Findings,
        filename: &str,
    ) -> PyResult<Value> {
        for warning in &findings.warnings {
            self.syntax_warning(warning, filename)?;
        }
        parsed.map_err(|error| self.syntax_error(&error, filename))
    }

    /// Issues the warnings of a compilation and makes its code, or raises its error.
    pub(super) fn finish_compilation(
        &mut self,
        compiled: Result<crate::bytecode::CodeUnit, CompileError>,
        findings: &Findings,
        filename: &str,
    ) -> PyResult<Gc<Code>> {
        for warning in &findings.warnings {
            self.syntax_warning(warning, filename)?;
        }
        match compiled {
            Ok(unit) => self.code(&Arc::new(unit)),
            Err(error) => Err(self.syntax_error(&error, filename)),
        }
    }

    /// Issues a warning; one that a filter turns into an exception becomes a `SyntaxError`.
    pub(super) fn syntax_warning(&mut self, warning: &CompileWarning, filename: &str) -> PyResult<()> {
        let warnings = self.import("_warnings")?;
        let position = warning.position;
        let message = self.str(&warning.message)?.value();
        let file = self.str(filename)?.value();
        let category = self.exc(Exc::SyntaxWarning).value();
        let line = Value::len(position.line as usize);
        let issued = self.call_method(warnings, "warn_explicit", &[message, category, file, line]);
        match issued {
            Ok(_) => Ok(()),
            Err(raised) => {
                let _warning = self.catch(raised, Exc::SyntaxWarning)?;
                let error = CompileError {
                    kind: "SyntaxError".to_owned(),
                    message: warning.message.clone(),
                    line: position.line,
                    column: position.column as i32 + 1,
                    end_line: position.end_line,
                    end_column: position.end_column as i32 + 1,
                    ..CompileError::default()
                };
                Err(self.syntax_error(&error, filename))
            }
        }
    }

    /// Raises a compiler's error.
    pub(super) fn syntax_error(&mut self, error: &CompileError, filename: &str) -> Raised {
        self.make_syntax_error(error, filename).unwrap_or_else(|raised: Raised| raised)
    }

    fn make_syntax_error(&mut self, error: &CompileError, filename: &str) -> PyResult<Raised> {
        let message = self.str(&error.message)?.value();
        let exc = match &*error.kind {
            "IndentationError" => Exc::IndentationError,
            "TabError" => Exc::TabError,
            "RecursionError" => Exc::RecursionError,
            "MemoryError" => return Ok(self.memory_error()),
            "OverflowError" => Exc::OverflowError,
            _ => Exc::SyntaxError,
        };
        if error.origin == ErrorOrigin::Nowhere {
            return Ok(self.raise_args(exc, &[message]));
        }
        let text = match &error.text {
            Some(text) => self.str(text)?.value(),
            None => self.source_line(filename, error.line)?,
        };
        let number = |n: i64| Value::small_int(n).expect("lines and columns are small");
        let file = self.str(filename)?.value();
        let (line, column) = (number(error.line.into()), number(error.column.into()));
        let (end_line, end_column) = (number(error.end_line.into()), number(error.end_column.into()));
        if error.origin == ErrorOrigin::Details {
            let details = self.tuple(&[file, line, column, text, end_line, end_column])?;
            return Ok(self.raise_args(exc, &[message, details.value()]));
        }
        let (end_line, end_column) = match error.origin {
            ErrorOrigin::Start => (line, Value::NONE),
            ErrorOrigin::Details | ErrorOrigin::Attributes | ErrorOrigin::Nowhere => (end_line, end_column),
        };
        let exception = self.new_exception(exc, &[message])?;
        let attributes = [
            ("filename", file),
            ("lineno", line),
            ("offset", column),
            ("text", text),
            ("end_lineno", end_line),
            ("end_offset", end_column),
        ];
        for (name, value) in attributes {
            let name = self.intern(name);
            self.set_attr(exception.value(), name, value)?;
        }
        Ok(self.raise(exception.value()))
    }

    /// A line of a source file, or None.
    fn source_line(&mut self, filename: &str, line: u32) -> PyResult<Value> {
        let Ok(bytes) = std::fs::read(filename) else { return Ok(Value::NONE) };
        let Ok(text) = parser::decode(&bytes, parser::Origin::File, filename) else { return Ok(Value::NONE) };
        match text.split_inclusive('\n').nth((line as usize).saturating_sub(1)) {
            Some(line) => Ok(self.str(line)?.value()),
            None => Ok(Value::NONE),
        }
    }

    /// Runs code with these globals and namespace; its result.
    pub fn run_code(&mut self, code: Gc<Code>, globals: Gc<Dict>, namespace: Value) -> PyResult<Value> {
        self.run_closure(code, globals, namespace, None)
    }

    fn run_closure(
        &mut self,
        code: Gc<Code>,
        globals: Gc<Dict>,
        namespace: Value,
        closure: Option<Gc<Tuple>>,
    ) -> PyResult<Value> {
        let function = self.function(code, globals)?;
        if let Some(closure) = closure {
            function.closure.set(self, function, Some(closure));
        }
        if code.has(code_flags::NAMESPACE) {
            return self.call(function.value(), &[namespace]);
        }
        self.call(function.value(), &[])
    }
}

/// What C calls a mapping: an object with `__getitem__`.
fn is_mapping(vm: &mut Vm, value: Value) -> bool {
    let name = vm.intern("__getitem__");
    let class = vm.class_of(value);
    vm.lookup(class, name).is_some()
}

/// Where code runs: globals and namespace as `eval` and `exec` were given them.
fn namespaces(vm: &mut Vm, args: Args<'_>, name: &str) -> PyResult<(Gc<Dict>, Value)> {
    let (given_globals, given_locals) = (args.not_none(1), args.not_none(2));
    if let Some(locals) = given_locals
        && !is_mapping(vm, locals)
    {
        let message = if name == "eval" {
            "locals must be a mapping".to_owned()
        } else {
            format!("locals must be a mapping or None, not {}", vm.type_name(locals))
        };
        return Err(vm.type_error(&message));
    }
    let globals = match given_globals {
        Some(given) => match given.cast::<Dict>() {
            Some(globals) => globals,
            None => {
                let message = if name == "exec" {
                    format!("exec() globals must be a dict, not {}", vm.type_name(given))
                } else if is_mapping(vm, given) {
                    "globals must be a real dict; try eval(code, {}, mapping)".to_owned()
                } else {
                    "globals must be a dict".to_owned()
                };
                return Err(vm.type_error(&message));
            }
        },
        None => match vm.current_globals() {
            Some(globals) => globals,
            None => return Err(vm.system_error("globals and locals cannot be NULL")),
        },
    };
    let namespace = match (given_locals, given_globals) {
        (Some(locals), _) => locals,
        (None, Some(_)) => globals.value(),
        (None, None) => super::functions::locals(vm, args)?,
    };
    let builtins = vm.names.special(Special::Builtins);
    if globals.get_str(vm, builtins).is_none() {
        let own = vm.builtins.value();
        globals.set_str(vm, builtins, own)?;
    }
    Ok((globals, namespace))
}

fn compile_argument(vm: &mut Vm, source: Value, name: &str) -> PyResult<Gc<Code>> {
    if vm.has_audit_hooks {
        let filename = vm.str("<string>")?.value();
        vm.audit("compile", &[source, filename])?;
    }
    let source = source_of(vm, source, name, "string, bytes or code object")?;
    let source = match source {
        Source::Text(text) if name == "eval" => Source::Text(text.trim_start_matches([' ', '\t']).to_owned()),
        Source::Bytes(bytes) if name == "eval" => {
            let start = bytes.iter().position(|byte| !matches!(byte, b' ' | b'\t')).unwrap_or(bytes.len());
            Source::Bytes(bytes[start..].to_vec())
        }
        other => other,
    };
    let mut options = CompileOptions::new("<string>", name, vm.options.optimize);
    options.features = Features::from_bits(inherited_features(vm));
    options.int_max_str_digits = Some(vm.options.int_digit_limit());
    vm.compile_input(source.input(), &options, false)
}

fn free_count(code: Gc<Code>) -> usize {
    code.unit.registers.iter().filter(|register| register.kind == RegisterKind::Free).count()
}

pub(super) fn eval(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (globals, namespace) = namespaces(vm, args, "eval")?;
    let code = match args[0].cast::<Code>() {
        Some(code) if free_count(code) > 0 => {
            return Err(vm.type_error("code object passed to eval() may not contain free variables"));
        }
        Some(code) => code,
        None => compile_argument(vm, args[0], "eval")?,
    };
    vm.audit("exec", &[code.value()])?;
    vm.run_code(code, globals, namespace)
}

pub(super) fn exec(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (globals, namespace) = namespaces(vm, args, "exec")?;
    let closure = args.not_none(3);
    let Some(code) = args[0].cast::<Code>() else {
        if closure.is_some() {
            return Err(vm.type_error("closure can only be used when source is a code object"));
        }
        let code = compile_argument(vm, args[0], "exec")?;
        vm.audit("exec", &[code.value()])?;
        return vm.run_code(code, globals, namespace).map(|_| Value::NONE);
    };
    vm.audit("exec", &[code.value()])?;
    let wanted = free_count(code);
    let cells = closure
        .and_then(|closure| closure.cast::<Tuple>())
        .filter(|cells| cells.len() == wanted && cells.items().iter().all(|cell| cell.is::<CellObject>()));
    if wanted == 0 && closure.is_some() {
        return Err(vm.type_error("cannot use a closure with this code object"));
    }
    if wanted > 0 && cells.is_none() {
        let message = format!("code object requires a closure of exactly length {wanted}");
        return Err(vm.type_error(&message));
    }
    vm.run_closure(code, globals, namespace, cells).map(|_| Value::NONE)
}
