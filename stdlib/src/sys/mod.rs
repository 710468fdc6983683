//! `sys`

mod hooks;
mod monitoring;
mod paths;
mod structs;

use runtime::exceptions::hierarchy::Exc;
use runtime::heap::Gc;
use runtime::native::{Args, ModuleSpec, func};
use runtime::object::module::Module;
use runtime::object::string::Str;
use runtime::object::tuple::Tuple;
use runtime::options::{MULTIARCH, VERSION, VERSION_HEX};
use runtime::profile::Format;
use runtime::text::codecs::Codec;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

pub(crate) use paths::set_paths;

fn exit(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    match args.not_none(0) {
        // The items of a tuple are the arguments, of which one alone is the status.
        Some(status) if status.is::<Tuple>() => {
            let items = status.cast::<Tuple>().expect("just asked");
            Err(vm.raise_args(Exc::SystemExit, items.items()))
        }
        Some(status) => Err(vm.raise_value(Exc::SystemExit, status)),
        None => Err(vm.raise_args(Exc::SystemExit, &[])),
    }
}

fn getrecursionlimit(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::int32(vm.recursion_limit()))
}

fn setrecursionlimit(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let limit = vm.index_c_int(args[0])?;
    if limit < 1 {
        return Err(vm.value_error("recursion limit must be greater or equal than 1"));
    }
    vm.set_recursion_limit(limit as i32).map(|()| Value::NONE)
}

fn getframe(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let depth = args.opt(0).map_or(Ok(0), |depth| vm.index_c_int(depth))?.max(0) as usize;
    match vm.current_frame(depth)? {
        Some(frame) => {
            vm.audit("sys._getframe", &[frame])?;
            Ok(frame)
        }
        None => Err(vm.value_error("call stack is not deep enough")),
    }
}

fn getframemodulename(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let depth = args.opt(0).map_or(Ok(0), |depth| vm.index_c_int(depth))?;
    vm.audit("sys._getframemodulename", &[Value::int_unchecked(depth)])?;
    let depth = depth.max(0) as usize;
    let Some(frame) = vm.current_frame(depth)? else { return Ok(Value::NONE) };
    let globals = vm.get_attr_text(frame, "f_globals")?;
    let key = vm.str("__name__")?.value();
    vm.call_method(globals, "get", &[key])
}

fn current_frames(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    let dict = vm.dict()?;
    for ident in vm.thread_idents() {
        let frame = vm.frame_of_thread(ident)?;
        if !frame.is_empty() {
            let ident = vm.int(ident)?;
            dict.set(vm, ident, frame)?;
        }
    }
    Ok(dict.value())
}

fn current_exceptions(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    let dict = vm.dict()?;
    for ident in vm.thread_idents() {
        let handled = vm.handled_by_thread(ident);
        let ident = vm.int(ident)?;
        dict.set(vm, ident, handled)?;
    }
    Ok(dict.value())
}

fn exception(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(vm.handled_exception())
}

fn exc_info(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    let handled = vm.handled_exception();
    if handled.is_none() {
        return Ok(vm.tuple(&[Value::NONE; 3])?.value());
    }
    let class = vm.class_of(handled).value();
    let traceback = vm.get_attr_text(handled, "__traceback__")?;
    Ok(vm.tuple(&[class, handled, traceback])?.value())
}

fn intern(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let text = args[0].cast::<Str>();
    let class = vm.class_of(args[0]);
    match text {
        Some(text) if class == vm.types.str => Ok(vm.intern_str(text).value()),
        Some(_) => Err(vm.type_error(&format!("can't intern {}", class.name_text()))),
        None => {
            let message = format!("intern() argument must be str, not {}", class.name_text());
            Err(vm.type_error(&message))
        }
    }
}

fn getsizeof(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let size = match vm.call_special(args[0], runtime::object::Special::SizeOf, &[]) {
        Ok(size) => vm.index(size.unwrap_or(Value::int32(0))),
        Err(raised) => Err(raised),
    };
    match (size, args.opt(1)) {
        (Ok(size), _) if size.as_i64().is_some_and(|size| size < 0) => {
            Err(vm.value_error("__sizeof__() should return >= 0"))
        }
        (Ok(size), _) => Ok(size),
        (Err(raised), Some(default)) => vm.catch(raised, Exc::TypeError).map(|_| default),
        (Err(raised), None) => Err(raised),
    }
}

/// There are no reference counts; two is what a caller sees who holds the only reference.
fn getrefcount(_: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::int32(2))
}

fn utf8(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(vm.str("utf-8")?.value())
}

fn getfilesystemencodeerrors(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(vm.str("surrogateescape")?.value())
}

fn getunicodeinternedsize(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::len(vm.interned_count()))
}

fn getallocatedblocks(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::len(vm.interned_count()))
}

static DLOPEN_FLAGS: &str = "sys: flags for dlopen";

fn getdlopenflags(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(vm.module_state(DLOPEN_FLAGS).unwrap_or(Value::int32(libc::RTLD_NOW)))
}

fn setdlopenflags(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let flags = vm.index_c_int(args[0])?;
    vm.set_module_state(DLOPEN_FLAGS, Value::int_unchecked(flags));
    Ok(Value::NONE)
}

fn nothing(_: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::NONE)
}

fn is_finalizing(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(vm.is_finalizing))
}

fn getswitchinterval(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::float(vm.switch_interval().as_micros() as f64 * 1e-6))
}

fn setswitchinterval(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let interval = match args[0].as_f64() {
        Some(interval) => interval,
        None if args[0].is::<Str>() => {
            return Err(vm.type_error("must be real number, not str"));
        }
        None => {
            let made = vm.call_method(args[0], "__float__", &[])?;
            made.as_f64().unwrap_or(0.0)
        }
    };
    if interval <= 0.0 {
        return Err(vm.value_error("switch interval must be strictly positive"));
    }
    vm.set_switch_interval(std::time::Duration::from_secs_f64(interval.clamp(1e-6, 1e9)));
    Ok(Value::NONE)
}

fn get_int_max_str_digits(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::len(vm.options.int_digit_limit()))
}

fn set_int_max_str_digits(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let limit = vm.index_c_int(args[0])?;
    if limit != 0 && limit < 640 {
        return Err(vm.value_error("maxdigits must be 0 or larger than 640"));
    }
    vm.options.int_max_str_digits = usize::try_from(limit).ok();
    Ok(Value::NONE)
}

fn get_origin_depth(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::int_unchecked(vm.async_state.origin_depth.into()))
}

fn set_origin_depth(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let depth = vm.index_c_int(args[0])?;
    if depth < 0 {
        return Err(vm.value_error("depth must be >= 0"));
    }
    vm.async_state.origin_depth = u32::try_from(depth).unwrap_or(u32::MAX);
    Ok(Value::NONE)
}

fn gettrace(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(vm.tracing.trace.or_none())
}

fn settrace(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    vm.set_trace_function(if args[0].is_none() { Value::EMPTY } else { args[0] });
    Ok(Value::NONE)
}

fn settrace_in_all_threads(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    vm.set_trace_functions(if args[0].is_none() { Value::EMPTY } else { args[0] });
    Ok(Value::NONE)
}

fn setprofile_in_all_threads(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    vm.set_profile_functions(if args[0].is_none() { Value::EMPTY } else { args[0] });
    Ok(Value::NONE)
}

fn getprofile(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(vm.tracing.profile.or_none())
}

fn setprofile(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    vm.set_profile_function(if args[0].is_none() { Value::EMPTY } else { args[0] });
    Ok(Value::NONE)
}

fn call_tracing(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let arguments = vm.collect_tuple(args[1])?;
    vm.call_traced(args[0], arguments.items())
}

fn activate_stack_trampoline(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(backend) = args[0].cast::<Str>() else {
        let name = if args[0].is_none() { "None".to_owned() } else { vm.type_name(args[0]) };
        return Err(vm.type_error(&format!("activate_stack_trampoline() argument must be str, not {name}")));
    };
    let bytes = vm.run_encoder(Codec::Utf8, backend, "strict")?;
    let backend = String::from_utf8_lossy(&bytes);
    if backend.contains('\0') {
        return Err(vm.value_error("embedded null character"));
    }
    let format = match &*backend {
        "perf" => Format::Names,
        "perf_jit" => Format::Lines,
        _ => return Err(vm.value_error(&format!("invalid backend: {backend}"))),
    };
    if !vm.activate_profile(format) {
        return Err(vm.value_error("perf trampoline not available"));
    }
    Ok(Value::NONE)
}

fn deactivate_stack_trampoline(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    vm.deactivate_profile();
    Ok(Value::NONE)
}

fn is_stack_trampoline_active(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(vm.is_profile_active()))
}

fn debugmallocstats(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    let count = vm.interned_count();
    vm.write_stderr(&format!("{count} interned strings\n")).map(|()| Value::NONE)
}

/// `sys`
pub(crate) static SYS: ModuleSpec = ModuleSpec {
    name: "sys",
    doc: "This module provides access to some objects used or maintained by the\ninterpreter and to functions that interact strongly with the interpreter.",
    functions: &[
        func("__breakpointhook__", "(*args, **kws)", hooks::breakpointhook),
        func("__displayhook__", "(object, /)", hooks::displayhook),
        func("__excepthook__", "(exctype, value, traceback, /)", hooks::excepthook),
        func("__unraisablehook__", "(unraisable, /)", hooks::unraisablehook),
        func("_setprofileallthreads", "(function, /)", setprofile_in_all_threads),
        func("_settraceallthreads", "(function, /)", settrace_in_all_threads),
        func("_clear_type_cache", "()", nothing),
        func("_current_exceptions", "()", current_exceptions),
        func("_current_frames", "()", current_frames),
        func("_debugmallocstats", "()", debugmallocstats),
        func("_getframe", "(depth=0, /)", getframe),
        func("_getframemodulename", "(depth=0)", getframemodulename),
        func("activate_stack_trampoline", "(backend, /)", activate_stack_trampoline)
            .doc("Activate stack profiler trampoline *backend*."),
        func("addaudithook", "(hook)", hooks::addaudithook),
        func("audit", "(event, /, *args)", hooks::audit),
        func("breakpointhook", "(*args, **kws)", hooks::breakpointhook),
        func("call_tracing", "(func, args, /)", call_tracing),
        func("deactivate_stack_trampoline", "()", deactivate_stack_trampoline).doc(
            "Deactivate the current stack profiler trampoline backend.\n\nIf no stack profiler is activated, this function has no effect.",
        ),
        func("displayhook", "(object, /)", hooks::displayhook),
        func("exc_info", "()", exc_info),
        func("excepthook", "(exctype, value, traceback, /)", hooks::excepthook),
        func("exception", "()", exception),
        func("exit", "(status=None, /)", exit),
        func("get_asyncgen_hooks", "()", hooks::get_asyncgen_hooks),
        func("get_coroutine_origin_tracking_depth", "()", get_origin_depth),
        func("get_int_max_str_digits", "()", get_int_max_str_digits),
        func("getallocatedblocks", "()", getallocatedblocks),
        func("getdefaultencoding", "()", utf8),
        func("getdlopenflags", "()", getdlopenflags),
        func("getfilesystemencodeerrors", "()", getfilesystemencodeerrors),
        func("getfilesystemencoding", "()", utf8),
        func("getprofile", "()", getprofile),
        func("getrecursionlimit", "()", getrecursionlimit),
        func("getrefcount", "(object, /)", getrefcount),
        func("getsizeof", "(object, default=None)", getsizeof),
        func("getswitchinterval", "()", getswitchinterval),
        func("gettrace", "()", gettrace),
        func("getunicodeinternedsize", "()", getunicodeinternedsize),
        func("intern", "(string, /)", intern),
        func("is_finalizing", "()", is_finalizing),
        func("is_stack_trampoline_active", "()", is_stack_trampoline_active)
            .doc("Return *True* if a stack profiler trampoline is active."),
        func("set_asyncgen_hooks", "(firstiter=None, finalizer=None)", hooks::set_asyncgen_hooks),
        func("set_coroutine_origin_tracking_depth", "(depth)", set_origin_depth),
        func("set_int_max_str_digits", "(maxdigits)", set_int_max_str_digits),
        func("setdlopenflags", "(flags, /)", setdlopenflags),
        func("setprofile", "(function, /)", setprofile),
        func("setrecursionlimit", "(limit, /)", setrecursionlimit),
        func("setswitchinterval", "(interval, /)", setswitchinterval),
        func("settrace", "(function, /)", settrace),
        func("unraisablehook", "(unraisable, /)", hooks::unraisablehook),
    ],
    init: Some(init),
    ..ModuleSpec::EMPTY
};

fn init(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    let dict = module.dict.get();
    let modules = vm.modules.value();
    dict.set_text(vm, "modules", modules)?;
    for (name, text) in [
        ("version", VERSION),
        ("platform", "linux"),
        ("byteorder", "little"),
        ("abiflags", ""),
        ("_framework", ""),
        ("float_repr_style", "short"),
        (
            "copyright",
            "Copyright (c) the krait contributors.\nPython is a trademark of the Python Software Foundation.",
        ),
    ] {
        let text = vm.str(text)?.value();
        dict.set_text(vm, name, text)?;
    }
    let version_info = structs::version_info(vm)?;
    let structures: [(&str, Value); 6] = [
        ("version_info", version_info),
        ("flags", structs::flags(vm)?),
        ("hash_info", structs::hash_info(vm)?),
        ("float_info", structs::float_info(vm)?),
        ("int_info", structs::int_info(vm)?),
        ("thread_info", structs::thread_info(vm)?),
    ];
    for (name, value) in structures {
        dict.set_text(vm, name, value)?;
    }
    for (name, number) in [("hexversion", VERSION_HEX), ("api_version", 1013), ("maxunicode", 0x10_FFFF)] {
        dict.set_text(vm, name, Value::int32(number))?;
    }
    let maxsize = vm.int(i64::MAX)?;
    dict.set_text(vm, "maxsize", maxsize)?;
    let empty = vm.empty_str().value();
    let name = vm.str("krait")?.value();
    let git = vm.tuple(&[name, empty, empty])?.value();
    dict.set_text(vm, "_git", git)?;
    name_lists(vm, module)?;
    options(vm, module)?;
    implementation(vm, module, version_info)?;
    monitoring::install(vm, module)
}

fn name_lists(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    let dict = module.dict.get();
    let names = vm.list(&[])?;
    for name in vm.native_module_names() {
        let name = vm.intern(name).value();
        names.push(vm, name)?;
    }
    let builtin = vm.tuple(names.items())?.value();
    dict.set_text(vm, "builtin_module_names", builtin)?;
    let all = vm.set_of_class(vm.types.frozenset)?;
    for index in 0..names.len() {
        all.add(vm, names.get(index).unwrap_or(Value::NONE))?;
    }
    for (name, _) in crate::packed::names().filter(|(name, _)| !name.contains('.')) {
        let name = vm.intern(name).value();
        all.add(vm, name)?;
    }
    dict.set_text(vm, "stdlib_module_names", all.value())
}

/// What command line and environment decide.
fn options(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    let dict = module.dict.get();
    let options = vm.options.clone();
    let warnings = vm.list(&[])?;
    for option in &options.warn_options {
        let option = vm.str(option)?.value();
        warnings.push(vm, option)?;
    }
    dict.set_text(vm, "warnoptions", warnings.value())?;
    let x_options = structs::x_options(vm, &options)?;
    dict.set_text(vm, "_xoptions", x_options)?;
    dict.set_text(vm, "dont_write_bytecode", Value::bool(options.dont_write_bytecode))?;
    for name in ["meta_path", "path_hooks", "path"] {
        let list = vm.list(&[])?.value();
        dict.set_text(vm, name, list)?;
    }
    let cache = vm.dict()?.value();
    dict.set_text(vm, "path_importer_cache", cache)
}

fn implementation(vm: &mut Vm, module: Gc<Module>, version_info: Value) -> PyResult<()> {
    let namespace = vm.dict()?;
    for (name, text) in [("name", "krait"), ("cache_tag", "krait-312"), ("_multiarch", MULTIARCH)] {
        let text = vm.str(text)?.value();
        namespace.set_text(vm, name, text)?;
    }
    namespace.set_text(vm, "version", version_info)?;
    namespace.set_text(vm, "hexversion", Value::int32(VERSION_HEX))?;
    // `_sysobjects` makes a `SimpleNamespace` of it.
    module.dict.get().set_text(vm, "implementation", namespace.value())
}

/// Makes the module, which the interpreter needs at once.
pub(crate) fn install(vm: &mut Vm) -> PyResult<()> {
    let module = vm.make_native_module(&SYS)?;
    vm.sys_module = module;
    vm.sys = module.dict.get();
    let modules = vm.modules;
    modules.set_text(vm, "sys", module.value())?;
    vm.run_early("_sysobjects")?;
    let key = vm.intern("_sysobjects");
    modules.remove_str(vm, key);
    Ok(())
}
