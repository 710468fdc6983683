//! The interactive interpreter: on a terminal with history, completion and editing, else line by line from `sys.stdin`.
//!
//! The module `codeop` of the library says whether what was typed is complete.

use runtime::exceptions::hierarchy::Exc;
use runtime::exceptions::uncaught::INTERRUPTED;
use runtime::heap::Gc;
use runtime::object::code::Code;
use runtime::object::dict::Dict;
use runtime::object::module::Module;
use runtime::object::string::Str;
use runtime::value::Value;
use runtime::vm::{PyResult, Raised, Vm};
use rustyline::completion::{Completer, Pair};
use rustyline::error::ReadlineError;
use rustyline::history::DefaultHistory;
use rustyline::{CompletionType, Config, Context, Editor, Helper, Highlighter, Hinter, Validator};
use std::cell::RefCell;
use std::io::IsTerminal;
use std::path::PathBuf;

/// Starts without a program: greets, runs `PYTHONSTARTUP`, reads; the exit status.
pub(crate) fn start(vm: &mut Vm) -> i32 {
    // SystemExit ends this session, whatever `-i` was given for.
    vm.options.inspect = false;
    if !vm.options.quiet {
        let greeting = format!(
            "Python {} on linux\nType \"help\", \"copyright\", \"credits\" or \"license\" for more information.\n",
            runtime::options::VERSION
        );
        eprint!("{greeting}");
    }
    if let Some(file) = vm.options.startup.clone() {
        run_startup(vm, &file);
    }
    interact(vm)
}

/// Looks at what a program left.
pub(crate) fn inspect(vm: &mut Vm) -> i32 {
    interact(vm)
}

fn run_startup(vm: &mut Vm, file: &[u8]) {
    let name = String::from_utf8_lossy(file).into_owned();
    let result = match std::fs::read(&name) {
        Ok(source) => main_dict(vm).and_then(|dict| {
            let code = vm.compile_file(&source, &name)?;
            vm.run_code(code, dict, dict.value()).map(|_: Value| ())
        }),
        Err(error) => {
            eprintln!("Could not open PYTHONSTARTUP");
            Err(vm.os_error(&error, Some(&name)))
        }
    };
    if let Err(raised) = result {
        vm.report_uncaught(raised);
    }
}

fn main_dict(vm: &mut Vm) -> PyResult<Gc<Dict>> {
    let main = vm.import("__main__")?;
    match main.cast::<Module>() {
        Some(main) => Ok(main.dict.get()),
        None => Err(vm.runtime_error("__main__ is not a module")),
    }
}

/// What reading a line gave.
enum Line {
    Text(String),
    Interrupted,
    End,
}

/// Reads and runs until the end of input or SystemExit; the exit status.
fn interact(vm: &mut Vm) -> i32 {
    let prepared = prepare(vm);
    let compiler = match prepared {
        Ok(compiler) => compiler,
        Err(raised) => return vm.report_uncaught(raised),
    };
    if std::io::stdin().is_terminal() && std::io::stdout().is_terminal() {
        let history = history_file();
        match Terminal::new(vm, history.as_deref()) {
            Ok(mut terminal) => {
                let status = terminal.run(compiler);
                terminal.save(history.as_deref());
                status
            }
            Err(error) => {
                eprintln!("{error}");
                1
            }
        }
    } else {
        plain(vm, compiler)
    }
}

/// Sets the prompts; the object that compiles what is typed.
fn prepare(vm: &mut Vm) -> PyResult<Value> {
    let sys = vm.sys;
    for (name, prompt) in [("ps1", ">>> "), ("ps2", "... ")] {
        if sys.get_text(vm, name).is_none() {
            let prompt = vm.str(prompt)?.value();
            sys.set_text(vm, name, prompt)?;
        }
    }
    if let Some(hook) = sys.get_text(vm, "__interactivehook__")
        && let Err(raised) = vm.call(hook, &[])
    {
        vm.report_uncaught(raised);
    }
    let codeop = vm.import("codeop")?;
    vm.call_method(codeop, "CommandCompiler", &[])
}

fn prompt(vm: &mut Vm, continues: bool) -> String {
    let sys = vm.sys;
    let Some(prompt) = sys.get_text(vm, if continues { "ps2" } else { "ps1" }) else { return String::new() };
    match vm.to_str(prompt) {
        Ok(prompt) => prompt.to_string_lossy(),
        Err(raised) => {
            vm.take_exception(raised);
            String::new()
        }
    }
}

/// Takes one more line; the exit status once the session ends.
fn take_line(vm: &mut Vm, compiler: Value, buffer: &mut String, line: Line) -> Option<i32> {
    match line {
        Line::Interrupted => {
            buffer.clear();
            eprintln!("\nKeyboardInterrupt");
        }
        Line::End if buffer.is_empty() => return Some(0),
        Line::End => return run(vm, compiler, &(std::mem::take(buffer) + "\n")).or(Some(0)),
        Line::Text(line) => {
            if !buffer.is_empty() {
                buffer.push('\n');
            }
            buffer.push_str(&line);
            if buffer.trim().is_empty() {
                buffer.clear();
                return None;
            }
            match compile(vm, compiler, buffer) {
                Ok(None) => {}
                Ok(Some(code)) => {
                    buffer.clear();
                    return execute(vm, code);
                }
                Err(raised) => {
                    buffer.clear();
                    return report(vm, raised);
                }
            }
        }
    }
    None
}

fn run(vm: &mut Vm, compiler: Value, source: &str) -> Option<i32> {
    match compile(vm, compiler, source) {
        Ok(Some(code)) => execute(vm, code),
        Ok(None) => None,
        Err(raised) => report(vm, raised),
    }
}

/// The code of what was typed; none if more lines are needed.
fn compile(vm: &mut Vm, compiler: Value, source: &str) -> PyResult<Option<Gc<Code>>> {
    let (source, file, mode) = (vm.str(source)?.value(), vm.str("<stdin>")?.value(), vm.str("single")?.value());
    match vm.call(compiler, &[source, file, mode]) {
        Ok(code) => Ok(code.cast()),
        Err(raised) => {
            // The frames of `codeop` are not the user's.
            let exception = vm.take_exception(raised);
            vm.set_attr_text(exception, "__traceback__", Value::NONE)?;
            Err(vm.set_exception(exception))
        }
    }
}

fn execute(vm: &mut Vm, code: Gc<Code>) -> Option<i32> {
    let result = main_dict(vm).and_then(|dict| vm.run_code(code, dict, dict.value()));
    match result {
        Ok(_) => None,
        Err(raised) => report(vm, raised),
    }
}

fn report(vm: &mut Vm, raised: Raised) -> Option<i32> {
    let exit = vm.exc(Exc::SystemExit);
    let exception = vm.take_exception(raised);
    let exits = vm.is_instance(exception, exit) && !vm.options.inspect;
    let raised = vm.set_exception(exception);
    let status = vm.report_uncaught(raised);
    exits.then_some(if status == INTERRUPTED { 1 } else { status })
}

/// Without a terminal: prompts go to stderr, lines come from `sys.stdin`.
fn plain(vm: &mut Vm, compiler: Value) -> i32 {
    let mut buffer = String::new();
    loop {
        let text = prompt(vm, !buffer.is_empty());
        let shown = vm.flush_stdout().and_then(|()| vm.write_stderr(&text)).and_then(|()| vm.flush_stdout());
        if let Err(raised) = shown {
            vm.take_exception(raised);
        }
        let line = match read_line(vm) {
            Ok(Some(line)) => Line::Text(line),
            Ok(None) => {
                if let Err(raised) = vm.write_stderr("\n") {
                    vm.take_exception(raised);
                }
                Line::End
            }
            Err(raised) => match vm.catch(raised, Exc::KeyboardInterrupt) {
                Ok(_) => Line::Interrupted,
                Err(raised) => return vm.report_uncaught(raised),
            },
        };
        if let Some(status) = take_line(vm, compiler, &mut buffer, line) {
            return status;
        }
    }
}

fn read_line(vm: &mut Vm) -> PyResult<Option<String>> {
    let sys = vm.sys;
    let Some(stdin) = sys.get_text(vm, "stdin").filter(|stdin| !stdin.is_none()) else {
        let mut line = String::new();
        return match std::io::stdin().read_line(&mut line) {
            Ok(0) => Ok(None),
            Ok(_) => Ok(Some(line.trim_end_matches('\n').to_owned())),
            Err(error) => Err(vm.os_error(&error, None)),
        };
    };
    let line = vm.call_method(stdin, "readline", &[])?;
    let line = vm.to_str(line)?.to_string_lossy();
    Ok((!line.is_empty()).then(|| line.trim_end_matches('\n').to_owned()))
}

fn history_file() -> Option<PathBuf> {
    std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".python_history"))
}

/// What the line editor asks while a line is edited.
#[derive(Helper, Hinter, Highlighter, Validator)]
struct Names<'vm> {
    vm: RefCell<&'vm mut Vm>,
}

impl Completer for Names<'_> {
    type Candidate = Pair;

    fn complete(&self, line: &str, at: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<Pair>)> {
        let before = &line[..at];
        let start = before.rfind(|c: char| !c.is_alphanumeric() && c != '_' && c != '.').map_or(0, |i| i + 1);
        let word = &before[start..];
        if word.is_empty() {
            let pair = Pair { display: "    ".to_owned(), replacement: "    ".to_owned() };
            return Ok((at, vec![pair]));
        }
        let Ok(mut vm) = self.vm.try_borrow_mut() else { return Ok((at, Vec::new())) };
        let found = completions(&mut vm, word).unwrap_or_else(|raised| {
            vm.take_exception(raised);
            Vec::new()
        });
        let pairs = found.into_iter().map(|text| Pair { display: text.clone(), replacement: text }).collect();
        Ok((start, pairs))
    }
}

/// What `rlcompleter` proposes for a word.
fn completions(vm: &mut Vm, word: &str) -> PyResult<Vec<String>> {
    let module = vm.import("rlcompleter")?;
    let dict = main_dict(vm)?.value();
    let completer = vm.call_method(module, "Completer", &[dict])?;
    let text = vm.str(word)?.value();
    let mut found = Vec::new();
    loop {
        let next = vm.call_method(completer, "complete", &[text, Value::len(found.len())])?;
        match next.cast::<Str>() {
            Some(next) => found.push(next.to_string_lossy()),
            None => return Ok(found),
        }
    }
}

struct Terminal<'vm> {
    editor: Editor<Names<'vm>, DefaultHistory>,
}

impl<'vm> Terminal<'vm> {
    fn new(vm: &'vm mut Vm, history: Option<&std::path::Path>) -> rustyline::Result<Terminal<'vm>> {
        let config = Config::builder().completion_type(CompletionType::List).auto_add_history(true).build();
        let mut editor = Editor::with_config(config)?;
        editor.set_helper(Some(Names { vm: RefCell::new(vm) }));
        if let Some(history) = history {
            // There is none the first time.
            drop(editor.load_history(history));
        }
        Ok(Terminal { editor })
    }

    fn run(&mut self, compiler: Value) -> i32 {
        let mut buffer = String::new();
        loop {
            let text = self.with_vm(|vm| {
                if let Err(raised) = vm.flush_stdout() {
                    vm.take_exception(raised);
                }
                prompt(vm, !buffer.is_empty())
            });
            let line = match self.editor.readline(&text) {
                Ok(line) => Line::Text(line),
                Err(ReadlineError::Interrupted) => Line::Interrupted,
                Err(_) => {
                    println!();
                    Line::End
                }
            };
            if let Some(status) = self.with_vm(|vm| take_line(vm, compiler, &mut buffer, line)) {
                return status;
            }
        }
    }

    fn with_vm<R>(&mut self, f: impl FnOnce(&mut Vm) -> R) -> R {
        let names = self.editor.helper_mut().expect("set when the editor is made");
        f(names.vm.get_mut())
    }

    fn save(&mut self, history: Option<&std::path::Path>) {
        if let Some(history) = history {
            // A history that cannot be written is not worth a word.
            drop(self.editor.save_history(history));
        }
    }
}
