//! `sys`

use runtime::exceptions::hierarchy::Exc;
use runtime::heap::Gc;
use runtime::native::{Args, ModuleSpec, func};
use runtime::object::module::Module;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

fn exit(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    match args.not_none(0) {
        Some(status) => Err(vm.raise_value(Exc::SystemExit, status)),
        None => Err(vm.raise_args(Exc::SystemExit, &[])),
    }
}

fn getrecursionlimit(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::int32(vm.recursion_limit()))
}

fn setrecursionlimit(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let limit = vm.index_i64(args[0], Exc::OverflowError)?;
    if limit < 1 {
        return Err(vm.value_error("recursion limit must be greater or equal than 1"));
    }
    let Ok(limit) = i32::try_from(limit) else {
        return Err(vm.overflow_error("Python int too large to convert to C int"));
    };
    vm.set_recursion_limit(limit).map(|()| Value::NONE)
}

fn getframe(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let depth = match args.opt(0) {
        Some(depth) => vm.index_i64(depth, Exc::OverflowError)?.max(0) as usize,
        None => 0,
    };
    match vm.current_frame(depth)? {
        Some(frame) => Ok(frame),
        None => Err(vm.value_error("call stack is not deep enough")),
    }
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
    match args[0].cast() {
        Some(s) => Ok(vm.intern_str(s).value()),
        None => {
            let message = format!("intern() argument must be str, not {}", vm.type_name(args[0]));
            Err(vm.type_error(&message))
        }
    }
}

fn getsizeof(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    vm.call_method(args[0], "__sizeof__", &[])
}

fn getrefcount(_: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::int32(2))
}

fn getdefaultencoding(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(vm.str("utf-8")?.value())
}

fn getfilesystemencodeerrors(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(vm.str("surrogateescape")?.value())
}

fn max_str_digits(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::len(vm.options.int_digit_limit()))
}

fn set_max_str_digits(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let limit = vm.index_c_int(args[0])?;
    if limit != 0 && limit < 640 {
        return Err(vm.value_error("maxdigits must be 0 or larger than 640"));
    }
    vm.options.int_max_str_digits = usize::try_from(limit).ok();
    Ok(Value::NONE)
}

fn no_trace(_: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::NONE)
}

/// `sys`
pub(crate) static SYS: ModuleSpec = ModuleSpec {
    name: "sys",
    doc: "This module provides access to some objects used or maintained by the\ninterpreter and to functions that interact strongly with the interpreter.",
    functions: &[
        func("exit", "(status=None, /)", exit),
        func("getrecursionlimit", "()", getrecursionlimit),
        func("setrecursionlimit", "(limit, /)", setrecursionlimit),
        func("_getframe", "(depth=0, /)", getframe),
        func("exception", "()", exception),
        func("exc_info", "()", exc_info),
        func("intern", "(string, /)", intern),
        func("getsizeof", "(object, default=None)", getsizeof),
        func("getrefcount", "(object, /)", getrefcount),
        func("getdefaultencoding", "()", getdefaultencoding),
        func("getfilesystemencoding", "()", getdefaultencoding),
        func("getfilesystemencodeerrors", "()", getfilesystemencodeerrors),
        func("get_int_max_str_digits", "()", max_str_digits),
        func("set_int_max_str_digits", "(maxdigits)", set_max_str_digits),
        func("gettrace", "()", no_trace),
    ],
    init: Some(init),
    ..ModuleSpec::EMPTY
};

fn init(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    let dict = module.dict.get();
    let modules = vm.modules.value();
    dict.set_text(vm, "modules", modules)?;
    let empty = vm.list(&[])?.value();
    dict.set_text(vm, "path", empty)?;
    let warn_options = vm.list(&[])?.value();
    dict.set_text(vm, "warnoptions", warn_options)?;
    dict.set_text(vm, "dont_write_bytecode", Value::FALSE)?;
    let names = vm.list(&[])?;
    for name in vm.native_module_names() {
        let name = vm.str(name)?.value();
        names.push(vm, name)?;
    }
    let names = vm.tuple(names.items())?.value();
    dict.set_text(vm, "builtin_module_names", names)?;
    for (name, text) in [
        ("version", "3.12.1 (krait)"),
        ("platform", "linux"),
        ("byteorder", "little"),
        ("copyright", ""),
        ("prefix", ""),
        ("exec_prefix", ""),
        ("base_prefix", ""),
        ("float_repr_style", "short"),
    ] {
        let text = vm.str(text)?.value();
        dict.set_text(vm, name, text)?;
    }
    let release = vm.str("final")?.value();
    let version = vm.tuple(&[Value::int32(3), Value::int32(12), Value::int32(1), release, Value::int32(0)])?;
    dict.set_text(vm, "version_info", version.value())?;
    dict.set_text(vm, "hexversion", Value::int32(0x030C_01F0))?;
    let maxsize = vm.int(i64::MAX)?;
    dict.set_text(vm, "maxsize", maxsize)?;
    dict.set_text(vm, "maxunicode", Value::int32(0x10_FFFF))?;
    for name in ["meta_path", "path_hooks"] {
        let list = vm.list(&[])?.value();
        dict.set_text(vm, name, list)?;
    }
    let cache = vm.dict()?.value();
    dict.set_text(vm, "path_importer_cache", cache)?;
    dict.set_text(vm, "pycache_prefix", Value::NONE)?;
    let o = vm.options.clone();
    let isolated = o.isolated;
    let flags = [
        i32::from(o.debug),
        i32::from(o.inspect),
        0,
        i32::from(o.optimize),
        i32::from(o.dont_write_bytecode),
        i32::from(o.no_user_site || isolated),
        i32::from(o.no_site),
        i32::from(o.ignore_environment || isolated),
        i32::from(o.verbose),
        i32::from(o.bytes_warning),
        i32::from(o.quiet),
        1,
        i32::from(isolated),
    ];
    let flags = vm.list(&flags.map(Value::int32))?;
    for value in
        [Value::FALSE, Value::int32(1), Value::int32(0), Value::bool(o.safe_path || isolated), Value::int32(4300)]
    {
        flags.push(vm, value)?;
    }
    dict.set_text(vm, "_flags", flags.value())?;
    let prefix =
        std::env::current_exe().ok().and_then(|path| Some(path.parent()?.parent()?.to_string_lossy().into_owned()));
    vm.library_root = format!("{}/lib/krait3.12", prefix.unwrap_or_default());
    let root = vm.library_root.clone();
    let root = vm.str(&root)?.value();
    dict.set_text(vm, "_stdlib_dir", root)?;
    let executable = std::env::current_exe().map_or(String::new(), |path| path.to_string_lossy().into_owned());
    let executable = vm.str(&executable)?.value();
    dict.set_text(vm, "executable", executable)
}

/// Makes the module, which the interpreter needs at once.
pub(crate) fn install(vm: &mut Vm) {
    let Ok(module) = vm.make_native_module(&SYS) else { return };
    vm.sys_module = module;
    vm.sys = module.dict.get();
    let modules = vm.modules;
    // Without memory for the module there will be none for anything else.
    if let Err(raised) = modules.set_text(vm, "sys", module.value()) {
        vm.take_exception(raised);
    }
    // What this lacks shows as missing attributes of `sys`, not as a failure to start.
    if let Err(raised) = vm.run_early("_sysobjects") {
        vm.take_exception(raised);
    }
}
