//! The `krait` command.

use runtime::options::Options;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::process::ExitCode;

/// Stack of the thread that runs Python: address space, committed as it is used.
const STACK: usize = 512 << 20;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args_os().map(|arg| arg.to_string_lossy().into_owned()).collect();
    let thread = std::thread::Builder::new().name("python".to_owned()).stack_size(STACK).spawn(move || run(&arguments));
    match thread.map(std::thread::JoinHandle::join) {
        Ok(Ok(code)) => code,
        Ok(Err(_)) | Err(_) => ExitCode::from(70),
    }
}

/// What the command line asks to run.
enum Task {
    Command(String),
    File(String),
    Module(String),
    Stdin,
}

fn run(arguments: &[String]) -> ExitCode {
    let mut options = Options::default();
    let mut task = None;
    let mut rest = 1;
    while let Some(argument) = arguments.get(rest).filter(|_| task.is_none()) {
        rest += 1;
        match argument.as_str() {
            "-c" | "-m" => {
                let Some(value) = arguments.get(rest) else {
                    eprintln!(
                        "Argument expected for the {argument} option\nusage: krait [option] ... [-c cmd | -m mod | file | -] [arg] ...\nTry `python -h' for more information."
                    );
                    return ExitCode::from(2);
                };
                rest += 1;
                task = Some(if argument == "-c" { Task::Command(value.clone()) } else { Task::Module(value.clone()) });
            }
            "-" => task = Some(Task::Stdin),
            "-V" | "--version" => {
                println!("Python 3.12.1");
                return ExitCode::SUCCESS;
            }
            "--check=gc-stress" => options.gc_stress = true,
            "-O" => options.optimize = options.optimize.max(1),
            "-OO" => options.optimize = 2,
            "-B" => options.dont_write_bytecode = true,
            "-E" => options.ignore_environment = true,
            "-I" => options.isolated = true,
            "-s" => options.no_user_site = true,
            "-S" => options.no_site = true,
            "-q" => options.quiet = true,
            "-u" => options.unbuffered = true,
            "-i" => options.inspect = true,
            "-v" => options.verbose += 1,
            "-b" => options.bytes_warning += 1,
            "-P" => options.safe_path = true,
            "-W" | "-X" => {
                let Some(value) = arguments.get(rest) else {
                    eprintln!("Argument expected for the {argument} option");
                    return ExitCode::from(2);
                };
                rest += 1;
                if argument == "-W" {
                    options.warn_options.push(value.clone());
                } else {
                    let (name, value) =
                        value.split_once('=').map_or((&**value, None), |(n, v)| (n, Some(v.to_owned())));
                    options.x_options.push((name.to_owned(), value));
                }
            }
            flag if flag.starts_with('-') && flag.len() > 1 => {
                eprintln!(
                    "unknown option {flag}\nusage: krait [option] ... [-c cmd | -m mod | file | -] [arg] ...\nTry `python -h' for more information."
                );
                return ExitCode::from(2);
            }
            file => task = Some(Task::File(file.to_owned())),
        }
    }
    let hash_seed = (!options.ignore_environment && !options.isolated)
        .then(|| std::env::var("PYTHONHASHSEED").ok())
        .flatten()
        .unwrap_or_default();
    let seed = runtime::text::hash::HashSeed::parse(&hash_seed);
    let Some(seed) = seed else {
        eprintln!("Fatal Python error: config_init_hash_seed: {}", runtime::text::hash::BAD_SEED);
        return ExitCode::from(1);
    };
    if let Ok(key) = runtime::text::hash::HashKey::new(seed) {
        options.hash_key = key;
    }
    let task = task.unwrap_or(Task::Stdin);
    // Stress begins with the program: the start alone would take minutes.
    let gc_stress = std::mem::take(&mut options.gc_stress);
    let mut vm = Vm::new(options);
    vm.set_native_stack(STACK);
    runtime::signals::install(&mut vm);
    stdlib::install(&mut vm);
    let argv0 = match &task {
        Task::Command(_) => "-c".to_owned(),
        Task::Module(_) => "-m".to_owned(),
        Task::File(file) => file.clone(),
        Task::Stdin => "-".to_owned(),
    };
    let mut argv = vec![argv0];
    argv.extend(arguments.get(rest..).unwrap_or_default().iter().cloned());
    let result = stdlib::start(&mut vm).and_then(|()| prepare(&mut vm, &argv, &task)).and_then(|()| {
        vm.options.gc_stress = gc_stress;
        execute(&mut vm, &task)
    });
    let code = match result {
        Ok(()) => 0,
        Err(raised) => vm.report_uncaught(raised),
    };
    let code = stdlib::finish(&mut vm, code);
    // The process ends here: nothing is gained by taking the heap apart.
    std::process::exit(code);
}

fn prepare(vm: &mut Vm, argv: &[String], task: &Task) -> PyResult<()> {
    let list = vm.list(&[])?;
    for argument in argv {
        let argument = vm.str(argument)?;
        list.push(vm, argument.value())?;
    }
    let sys = vm.sys;
    sys.set_text(vm, "argv", list.value())?;
    let first = match task {
        Task::File(file) => {
            let path = std::fs::canonicalize(file).unwrap_or_else(|_| file.into());
            path.parent().map_or(String::new(), |folder| folder.to_string_lossy().into_owned())
        }
        Task::Command(_) | Task::Stdin => String::new(),
        Task::Module(_) => std::env::current_dir().map_or(String::new(), |d| d.to_string_lossy().into_owned()),
    };
    let path = vm.list(&[])?;
    let first = vm.str(&first)?;
    path.push(vm, first.value())?;
    if let Ok(extra) = std::env::var("PYTHONPATH") {
        for entry in extra.split(':').filter(|entry| !entry.is_empty()) {
            let entry = vm.str(entry)?;
            path.push(vm, entry.value())?;
        }
    }
    let library = vm.library_root.clone();
    let library = vm.str(&library)?.value();
    path.push(vm, library)?;
    sys.set_text(vm, "path", path.value())
}

fn execute(vm: &mut Vm, task: &Task) -> PyResult<()> {
    let (source, filename) = match task {
        Task::Command(command) => (command.clone().into_bytes(), "<string>".to_owned()),
        Task::File(file) => match std::fs::read(file) {
            Ok(source) => (source, file.clone()),
            Err(error) => {
                let text = error.to_string();
                let text = text.split(" (os error").next().unwrap_or(&text);
                let errno = error.raw_os_error().unwrap_or(0);
                let here = std::env::current_exe().unwrap_or_default();
                eprintln!("{}: can't open file '{file}': [Errno {errno}] {text}", here.display());
                std::process::exit(2);
            }
        },
        Task::Stdin => {
            let mut source = Vec::new();
            if let Err(error) = std::io::Read::read_to_end(&mut std::io::stdin(), &mut source) {
                return Err(vm.os_error(&error, None));
            }
            (source, "<stdin>".to_owned())
        }
        Task::Module(module) => {
            let runpy = vm.import("runpy")?;
            let name = vm.str(module)?.value();
            vm.call_method(runpy, "_run_module_as_main", &[name])?;
            return Ok(());
        }
    };
    let main = vm.module("__main__", None)?;
    let modules = vm.modules;
    modules.set_text(vm, "__main__", main.value())?;
    let globals = main.dict.get();
    let builtins = modules.get_text(vm, "builtins").unwrap_or(Value::NONE);
    globals.set_text(vm, "__builtins__", builtins)?;
    if matches!(task, Task::File(_)) {
        let file = vm.str(&filename)?;
        globals.set_text(vm, "__file__", file.value())?;
    }
    let code = vm.compile_source(&source, &filename, "exec")?;
    vm.run_code(code, globals, globals.value()).map(|_: Value| ())
}
