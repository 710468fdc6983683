//! One run of the interpreter: makes it, runs what the command line asks for, ends it.

use crate::command_line::{Invocation, Task};
use crate::explain::{Explain, Target};
use crate::repl;
use runtime::exceptions::hierarchy::Exc;
use runtime::exceptions::uncaught::INTERRUPTED;
use runtime::heap::Gc;
use runtime::object::dict::Dict;
use runtime::object::module::Module;
use runtime::options::Options;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::io::IsTerminal;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Runs the program; `arguments` is the whole command line. Ends the process.
pub(crate) fn run(invocation: Invocation, arguments: Vec<Vec<u8>>) -> ExitCode {
    let Invocation { mut options, task, arguments: rest, dump, dump_filter, explain } = invocation;
    let argv0 = match &task {
        Task::Command(_) => b"-c".to_vec(),
        Task::Module(_) => b"-m".to_vec(),
        Task::File(file) => file.clone(),
        Task::Stdin if arguments.iter().any(|argument| argument == b"-") => b"-".to_vec(),
        Task::Stdin => Vec::new(),
    };
    options.argv = vec![argv0];
    options.argv.extend(rest);
    options.orig_argv = arguments;
    let mut session = Session::new(options, task, explain);
    if !dump.is_empty() {
        std::process::exit(session.dump(&dump, dump_filter.as_deref()));
    }
    let status = session.start().map_or_else(|status| status, |()| session.execute());
    let status = stdlib::finish(&mut session.vm, status);
    session.vm.remove_backend();
    session.vm.end_profile();
    if let Some(explain) = session.explain.take() {
        explain.end();
    }
    if status == INTERRUPTED {
        runtime::signals::die_of_interrupt();
    }
    // The process ends here: nothing is gained by taking the heap apart.
    std::process::exit(status)
}

struct Session {
    vm: Box<Vm>,
    task: Task,
    program: String,
    gc_stress: Option<runtime::heap::Stress>,
    explain: Option<Explain>,
}

/// What CPython says of a damaged `.pyc` file that is run: too short to have a head, or of another version.
fn check_cache(vm: &mut Vm, source: &[u8]) -> PyResult<()> {
    let tag = runtime::import::BYTECODE_TAG.as_bytes();
    if source.len() >= 4 && !source.starts_with(&[tag[0], tag[1], b'\r', b'\n']) {
        return Err(vm.runtime_error("Bad magic number in .pyc file"));
    }
    if source.len() < 16 {
        return Err(vm.raise_text(Exc::EOFError, "EOF read where not expected"));
    }
    Ok(())
}

impl Session {
    fn new(mut options: Options, task: Task, explain: Option<Target>) -> Session {
        // Stress begins with the program: the start alone would take minutes.
        let gc_stress = std::mem::take(&mut options.gc_stress);
        let program =
            options.orig_argv.first().map_or("krait".into(), |program| String::from_utf8_lossy(program).into());
        let mut vm = Vm::new(options);
        vm.set_native_stack(crate::STACK);
        runtime::signals::install(&mut vm);
        stdlib::install(&mut vm);
        let jit = vm.options.x_options.iter().rev().find(|(name, _)| name == "jit");
        let mut explained = None;
        if jit.is_none_or(|(_, value)| value.as_deref() != Some("off")) {
            explained = explain.as_ref().and_then(|_| jit::install_explained(&mut vm));
            if explain.is_none() {
                jit::install(&mut vm);
            }
        }
        let explain = explain.map(|target| Explain::begin(target, explained, &vm.options));
        vm.set_observer(crate::profile::open);
        if let Some(format) = vm.options.profile {
            vm.activate_profile(format);
        }
        Session { vm, task, program, gc_stress, explain }
    }

    /// Gets ready to run: imports work, `__main__` and `site` are there. Else the exit status.
    fn start(&mut self) -> Result<(), i32> {
        let started = stdlib::start(&mut self.vm).and_then(|()| self.make_main());
        let started = started.and_then(|()| self.import_site());
        let warned = started.and_then(|()| self.import_warnings());
        match warned {
            Ok(()) => {
                self.vm.options.gc_stress = self.gc_stress;
                self.vm.mark_started();
                Ok(())
            }
            Err(raised) => {
                eprintln!("Fatal Python error: init_import_site: Failed to import the site module");
                eprintln!("Python runtime state: initialized");
                Err(self.vm.report_uncaught(raised))
            }
        }
    }

    fn make_main(&mut self) -> PyResult<()> {
        let vm = &mut *self.vm;
        let main = vm.module("__main__", None)?;
        let modules = vm.modules;
        modules.set_text(vm, "__main__", main.value())?;
        let dict = main.dict.get();
        let annotations = vm.dict()?.value();
        dict.set_text(vm, "__annotations__", annotations)?;
        let builtins = vm.builtins_module.value();
        dict.set_text(vm, "__builtins__", builtins)?;
        let importlib = vm.import("_frozen_importlib")?;
        let loader = vm.get_attr_text(importlib, "BuiltinImporter")?;
        dict.set_text(vm, "__loader__", loader)
    }

    fn import_site(&mut self) -> PyResult<()> {
        if self.vm.options.no_site {
            return Ok(());
        }
        self.vm.import("site").map(|_: Value| ())
    }

    /// The module reads `sys.warnoptions` when it is imported.
    fn import_warnings(&mut self) -> PyResult<()> {
        if self.vm.options.warn_options.is_empty() {
            return Ok(());
        }
        self.vm.import("warnings").map(|_: Value| ())
    }

    /// Runs the program and what `-i` wants after it; the exit status.
    fn execute(&mut self) -> i32 {
        let result = match self.task.clone() {
            Task::Command(command) => self.command(&command),
            Task::Module(_) => self.module(),
            Task::File(file) => match self.file(&file) {
                Ok(result) => result,
                Err(status) => return self.after(status),
            },
            Task::Stdin if self.is_interactive() => {
                return match self.first_path(b"") {
                    Ok(()) => repl::start(&mut self.vm),
                    Err(raised) => self.vm.report_uncaught(raised),
                };
            }
            Task::Stdin => self.stdin(),
        };
        let status = match result {
            Ok(()) => 0,
            Err(raised) => self.vm.report_uncaught(raised),
        };
        self.after(status)
    }

    fn is_interactive(&self) -> bool {
        std::io::stdin().is_terminal() || self.vm.options.interactive
    }

    /// `-i` and `PYTHONINSPECT`, which the program may have set itself.
    fn after(&mut self, status: i32) -> i32 {
        let options = &self.vm.options;
        let asked = !options.ignore_environment && std::env::var_os("PYTHONINSPECT").is_some_and(|v| !v.is_empty());
        let wants = (options.inspect || asked) && self.is_interactive();
        if !wants || matches!(self.task, Task::Stdin) {
            return status;
        }
        self.vm.options.inspect = false;
        repl::inspect(&mut self.vm)
    }

    fn main_dict(&mut self) -> PyResult<Gc<Dict>> {
        let main = self.vm.import("__main__")?;
        match main.cast::<Module>() {
            Some(main) => Ok(main.dict.get()),
            None => Err(self.vm.runtime_error("__main__ is not a module")),
        }
    }

    /// Puts the program's place in front of `sys.path`, unless `-P` or `-I` forbid it.
    fn first_path(&mut self, path: &[u8]) -> PyResult<()> {
        if self.vm.options.safe_path {
            return Ok(());
        }
        self.insert_path(path)
    }

    fn insert_path(&mut self, path: &[u8]) -> PyResult<()> {
        let vm = &mut *self.vm;
        let (sys, first) = (vm.sys, vm.fs_str(path)?.value());
        let Some(path) = sys.get_text(vm, "path") else { return Ok(()) };
        vm.call_method(path, "insert", &[Value::int32(0), first]).map(|_: Value| ())
    }

    fn command(&mut self, command: &[u8]) -> PyResult<()> {
        if std::str::from_utf8(command).is_err() {
            eprintln!("Unable to decode the command from the command line:");
            let vm = &mut *self.vm;
            let text = vm.fs_str(command)?.value();
            let encoding = vm.str("utf-8")?.value();
            return vm.call_method(text, "encode", &[encoding]).map(|_: Value| ());
        }
        self.first_path(b"")?;
        let mut source = command.to_vec();
        source.push(b'\n');
        self.given(&source);
        self.run_source(&source, b"<string>")
    }

    /// The program is no file: whoever explains it has to know its text.
    fn given(&mut self, source: &[u8]) {
        if let Some(explain) = &mut self.explain {
            explain.set_given(source);
        }
    }

    fn module(&mut self) -> PyResult<()> {
        let Task::Module(name) = self.task.clone() else { return Ok(()) };
        let here = std::env::current_dir().unwrap_or_default();
        self.first_path(here.as_os_str().as_bytes())?;
        self.run_as_main(&name, true)
    }

    fn run_as_main(&mut self, name: &[u8], sets_argv: bool) -> PyResult<()> {
        let vm = &mut *self.vm;
        let runpy = vm.import("runpy")?;
        let name = vm.fs_str(name)?.value();
        vm.call_method(runpy, "_run_module_as_main", &[name, Value::bool(sets_argv)]).map(|_: Value| ())
    }

    fn stdin(&mut self) -> PyResult<()> {
        self.first_path(b"")?;
        let mut source = Vec::new();
        if let Err(error) = std::io::Read::read_to_end(&mut std::io::stdin(), &mut source) {
            return Err(self.vm.os_error(&error, None));
        }
        self.given(&source);
        self.run_source(&source, b"<stdin>")
    }

    /// A script, a folder or a zip file. The outer error is the exit status when there is nothing to run.
    fn file(&mut self, file: &[u8]) -> Result<PyResult<()>, i32> {
        // No name at all is this folder.
        let named = if file.is_empty() { b"." } else { file };
        let path = PathBuf::from(std::ffi::OsString::from_vec(named.to_vec()));
        let absolute = std::path::absolute(&path).unwrap_or_else(|_| path.clone());
        if path.is_dir() {
            return Ok(self
                .insert_path(absolute.as_os_str().as_bytes())
                .and_then(|()| self.run_as_main(b"__main__", false)));
        }
        let source = match std::fs::read(&path) {
            Ok(source) => source,
            // A folder inside of a zip file.
            Err(_) if absolute.ancestors().skip(1).any(is_zip_file) => {
                return Ok(self
                    .insert_path(absolute.as_os_str().as_bytes())
                    .and_then(|()| self.run_as_main(b"__main__", false)));
            }
            Err(error) => {
                let text = error.to_string();
                let text = text.split(" (os error").next().unwrap_or(&text);
                let errno = error.raw_os_error().unwrap_or(0);
                let name = absolute.display();
                eprintln!("{}: can't open file '{name}': [Errno {errno}] {text}", self.program);
                return Err(2);
            }
        };
        if is_zip(&source) {
            return Ok(self
                .insert_path(absolute.as_os_str().as_bytes())
                .and_then(|()| self.run_as_main(b"__main__", false)));
        }
        Ok(self.script(&path, absolute.as_os_str().as_bytes(), source))
    }

    fn script(&mut self, path: &Path, absolute: &[u8], mut source: Vec<u8>) -> PyResult<()> {
        let real = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        self.first_path(real.parent().map_or(&b""[..], |folder| folder.as_os_str().as_bytes()))?;
        let is_cache = absolute.ends_with(b".pyc");
        let dict = self.main_dict()?;
        let vm = &mut *self.vm;
        let file = vm.fs_str(absolute)?.value();
        dict.set_text(vm, "__file__", file)?;
        dict.set_text(vm, "__cached__", Value::NONE)?;
        let external = vm.import("_frozen_importlib_external")?;
        let loader = if is_cache { "SourcelessFileLoader" } else { "SourceFileLoader" };
        let loader = vm.get_attr_text(external, loader)?;
        let name = vm.str("__main__")?.value();
        let loader = vm.call(loader, &[name, file])?;
        dict.set_text(vm, "__loader__", loader)?;
        if is_cache {
            check_cache(vm, &source)?;
            let code = vm.call_method(loader, "get_code", &[name])?;
            return self.run_code(code);
        }
        if vm.options.skip_first_line {
            let end = source.iter().position(|&b| b == b'\n').unwrap_or(source.len());
            source.drain(..end);
        }
        let result = self.run_source(&source, absolute);
        let vm = &mut *self.vm;
        for name in ["__file__", "__cached__"] {
            let key = vm.intern(name);
            dict.remove_str(vm, key);
        }
        result
    }

    fn run_source(&mut self, source: &[u8], filename: &[u8]) -> PyResult<()> {
        let text = String::from_utf8_lossy(filename).into_owned();
        let vm = &mut *self.vm;
        let code = vm.compile_file(source, &text)?;
        if text.as_bytes() != filename {
            let filename = vm.fs_str(filename)?;
            vm.set_code_filename(code, filename)?;
        }
        self.run_code(code.value())
    }

    fn run_code(&mut self, code: Value) -> PyResult<()> {
        let dict = self.main_dict()?;
        let Some(code) = code.cast() else { return Err(self.vm.runtime_error("Bad code object in .pyc file")) };
        self.vm.run_code(code, dict, dict.value()).map(|_: Value| ())
    }

    /// `--dump`; the exit status.
    fn dump(&mut self, stages: &[runtime::compiler::dump::Stage], filter: Option<&str>) -> i32 {
        let (source, filename) = match &self.task {
            Task::Command(command) => (command.clone(), "<string>".to_owned()),
            Task::File(file) => {
                let name = String::from_utf8_lossy(file).into_owned();
                match std::fs::read(PathBuf::from(std::ffi::OsString::from_vec(file.clone()))) {
                    Ok(source) => (source, name),
                    Err(error) => {
                        eprintln!("{}: can't open file '{name}': {error}", self.program);
                        return 2;
                    }
                }
            }
            Task::Stdin | Task::Module(_) => {
                eprintln!("{}: --dump needs a file or -c", self.program);
                return 2;
            }
        };
        let mut status = 0;
        for &stage in stages {
            match runtime::compiler::dump::dump(&source, &filename, stage, filter, self.vm.options.optimize) {
                Ok(text) => print!("{text}"),
                Err(message) => {
                    eprintln!("{message}");
                    status = 1;
                }
            }
        }
        status
    }
}

/// Whether there is a zip file of this name.
fn is_zip_file(path: &Path) -> bool {
    path.is_file() && std::fs::read(path).is_ok_and(|content| is_zip(&content))
}

/// Whether a file ends as zip files do: with the record of the central directory, which a comment may follow.
fn is_zip(bytes: &[u8]) -> bool {
    const RECORD: usize = 22;
    const LONGEST_COMMENT: usize = 0xFFFF;
    let start = bytes.len().saturating_sub(RECORD + LONGEST_COMMENT);
    bytes.len() >= RECORD && bytes[start..].windows(4).any(|window| window == b"PK\x05\x06")
}
