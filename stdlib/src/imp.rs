//! `_imp`: what `importlib` cannot do in Python.

use crate::thread::rlock;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::Gc;
use runtime::import::FrozenModule;
use runtime::native::{Args, ModuleSpec, func};
use runtime::object::code::Code;
use runtime::object::module::Module;
use runtime::object::string::{Bytes, Str};
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

fn text(vm: &mut Vm, args: Args<'_>, index: usize, function: &str) -> PyResult<Gc<Str>> {
    match args[index].cast::<Str>() {
        Some(text) => Ok(text),
        None => {
            let message = format!("{function}() argument must be str, not {}", vm.arg_type_name(args[index]));
            Err(vm.type_error(&message))
        }
    }
}

fn lock_held(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    let lock = import_lock(vm)?;
    Ok(Value::bool(rlock::is_held(lock)))
}

fn acquire_lock(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    let lock = import_lock(vm)?;
    rlock::take(vm, lock, None)?;
    Ok(Value::NONE)
}

fn release_lock(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    let lock = import_lock(vm)?;
    if rlock::give_back(vm, lock) { Ok(Value::NONE) } else { Err(vm.runtime_error("not holding the import lock")) }
}

/// The lock that finders run under.
fn import_lock(vm: &mut Vm) -> PyResult<rlock::RLock> {
    const KEY: &str = "import lock";
    if let Some(lock) = vm.module_state(KEY).and_then(|lock| lock.cast()) {
        return Ok(lock);
    }
    let lock = rlock::make(vm)?;
    vm.set_module_state(KEY, lock.value());
    Ok(lock)
}

/// Waits until no other thread imports, before a fork: the new process has none that would go on.
pub(crate) fn hold_lock(vm: &mut Vm) -> PyResult<()> {
    let lock = import_lock(vm)?;
    rlock::take(vm, lock, None).map(|_| ())
}

/// Undoes [`hold_lock`], in both processes.
pub(crate) fn let_go_of_lock(vm: &mut Vm) -> PyResult<()> {
    let lock = import_lock(vm)?;
    rlock::give_back(vm, lock);
    Ok(())
}

fn extension_suffixes(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(vm.list(&[])?.value())
}

fn is_builtin(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let name = text(vm, args, 0, "is_builtin")?.to_string_lossy();
    // -1: there, but cannot be made a second time.
    let known = if matches!(&*name, "sys" | "builtins") { -1 } else { i32::from(vm.native_module(&name).is_some()) };
    Ok(Value::int32(known))
}

fn create_builtin(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let name = vm.get_attr_text(args[0], "name")?;
    let Some(name) = name.cast::<Str>() else {
        let message = format!("name must be string, not {}", vm.type_name(name));
        return Err(vm.type_error(&message));
    };
    let name = name.to_string_lossy();
    let own = match &*name {
        "sys" => Some(vm.sys_module),
        "builtins" => Some(vm.builtins_module),
        _ => None,
    };
    if let Some(module) = own {
        return Ok(module.value());
    }
    match vm.native_module(&name) {
        Some(spec) => Ok(vm.make_native_module(spec)?.value()),
        None => Ok(Value::NONE),
    }
}

fn exec_builtin(_: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::int32(0))
}

fn create_dynamic(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let name = vm.get_attr_text(args[0], "name")?;
    let name = vm.to_str(name)?;
    let message = vm.str("extension modules in machine code are not supported")?.value();
    let exception = vm.new_exception(Exc::ImportError, &[message])?.value();
    vm.set_attr_text(exception, "name", name.value())?;
    Err(vm.raise(exception))
}

/// Under this name is kept what `_override_frozen_modules_for_tests` has said.
const OVERRIDE: &str = "frozen modules";

/// A frozen module that may be used.
fn usable_frozen(vm: &Vm, name: &str) -> Option<FrozenModule> {
    let disabled = vm.module_state(OVERRIDE).and_then(|said| said.as_i64()).is_some_and(|said| said < 0);
    vm.frozen_module(name).filter(|frozen| frozen.essential || !disabled)
}

fn is_frozen(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let name = text(vm, args, 0, "is_frozen")?.to_string_lossy();
    Ok(Value::bool(usable_frozen(vm, &name).is_some()))
}

fn no_such_frozen(vm: &mut Vm, name: Gc<Str>) -> PyResult<Value> {
    let message = format!("No such frozen object named {}", vm.repr_text(name.value())?);
    import_error(vm, name, &message)
}

fn import_error(vm: &mut Vm, name: Gc<Str>, message: &str) -> PyResult<Value> {
    let message = vm.str(message)?.value();
    let exception = vm.new_exception(Exc::ImportError, &[message])?.value();
    vm.set_attr_text(exception, "name", name.value())?;
    Err(vm.raise(exception))
}

fn is_frozen_package(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let name = text(vm, args, 0, "is_frozen_package")?;
    match vm.frozen_module(&name.to_string_lossy()) {
        Some(frozen) => Ok(Value::bool(frozen.package)),
        None => no_such_frozen(vm, name),
    }
}

fn find_frozen(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let name = text(vm, args, 0, "find_frozen")?;
    let Some(frozen) = usable_frozen(vm, &name.to_string_lossy()) else { return Ok(Value::NONE) };
    let with_data = args.opt(1).map_or(Ok(false), |with_data| vm.is_true(with_data))?;
    let data = match vm.packed_module(frozen.packed).and_then(|packed| packed.code).filter(|_| with_data) {
        Some(code) => vm.bytes(code)?.value(),
        None => Value::NONE,
    };
    let original = match frozen.original {
        Some(original) => vm.str(original)?.value(),
        None => Value::NONE,
    };
    Ok(vm.tuple(&[data, Value::bool(frozen.package), original])?.value())
}

fn get_frozen_object(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let name = text(vm, args, 0, "get_frozen_object")?;
    if let Some(data) = args.not_none(1) {
        return frozen_object_of(vm, name, data);
    }
    let Some(frozen) = usable_frozen(vm, &name.to_string_lossy()) else { return no_such_frozen(vm, name) };
    let filename = vm.str(frozen.filename)?;
    match vm.packed_code(frozen.packed, filename)? {
        Some(code) => Ok(code.value()),
        None => no_such_frozen(vm, name),
    }
}

/// The code that was marshalled.
fn frozen_object_of(vm: &mut Vm, name: Gc<Str>, data: Value) -> PyResult<Value> {
    let marshal = vm.import("marshal")?;
    match vm.call_method(marshal, "loads", &[data]) {
        Ok(code) if code.is::<Code>() => Ok(code),
        Ok(_) => {
            let name = vm.repr_text(name.value())?;
            Err(vm.type_error(&format!("frozen object {name} is not a code object")))
        }
        Err(raised) => {
            vm.take_exception(raised);
            let shown = vm.repr_text(name.value())?;
            import_error(vm, name, &format!("Frozen object named {shown} is invalid"))
        }
    }
}

fn frozen_module_names(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    let list = vm.list(&[])?;
    let names: Vec<&'static str> = vm.frozen_names().collect();
    for name in names {
        let name = vm.str(name)?.value();
        list.push(vm, name)?;
    }
    Ok(list.value())
}

fn init_frozen(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let name = text(vm, args, 0, "init_frozen")?.to_string_lossy();
    if vm.frozen_module(&name).is_none() {
        return Ok(Value::NONE);
    }
    vm.import(&name)
}

fn override_frozen(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let said = vm.index_i64(args[0], Exc::OverflowError)?;
    let said = vm.int(said)?;
    vm.set_module_state(OVERRIDE, said);
    Ok(Value::NONE)
}

fn override_for_tests(_: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::int32(0))
}

/// Code is immutable here but for its file name, which caches are made with.
fn fix_co_filename(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(code) = args[0].cast::<Code>() else {
        let message = format!("_fix_co_filename() argument 1 must be code, not {}", vm.arg_type_name(args[0]));
        return Err(vm.type_error(&message));
    };
    let path = text(vm, args, 1, "_fix_co_filename")?;
    vm.set_code_filename(code, path).map(|()| Value::NONE)
}

/// The hash that hash-based caches keep of their source: SipHash-1-3 under the key, as in CPython.
fn source_hash(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let key = vm.index_i64(args[0], Exc::OverflowError)?;
    let Some(source) = args[1].cast::<Bytes>() else {
        let message = format!("a bytes-like object is required, not '{}'", vm.type_name(args[1]));
        return Err(vm.type_error(&message));
    };
    let hash = runtime::text::hash::keyed_bytes(key as u64, source.bytes());
    Ok(vm.bytes(&hash.to_le_bytes())?.value())
}

fn find_packed(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let name = text(vm, args, 0, "find_packed")?.to_string_lossy();
    Ok(vm.packed_module(&name).map_or(Value::NONE, |packed| Value::bool(packed.package)))
}

fn packed_code(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (name, path) = (text(vm, args, 0, "packed_code")?, text(vm, args, 1, "packed_code")?);
    Ok(vm.packed_code(&name.to_string_lossy(), path)?.map_or(Value::NONE, |code| code.value()))
}

fn packed_source(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let name = text(vm, args, 0, "packed_source")?.to_string_lossy();
    match vm.packed_module(&name) {
        Some(packed) => Ok(vm.bytes(packed.source.as_bytes())?.value()),
        None => Ok(Value::NONE),
    }
}

/// Modules and packages right below a dotted prefix, with whether they are packages.
fn packed_names(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let prefix = text(vm, args, 0, "packed_names")?.to_string_lossy();
    let list = vm.list(&[])?;
    for (name, package) in crate::packed::names() {
        let Some(name) = name.strip_prefix(&*prefix).filter(|name| !name.contains('.')) else { continue };
        let name = vm.str(name)?.value();
        let item = vm.tuple(&[name, Value::bool(package)])?.value();
        list.push(vm, item)?;
    }
    Ok(list.value())
}

fn path_kind(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let path = text(vm, args, 0, "path_kind")?;
    let path = runtime::import::path_of(path);
    let kind = match std::fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => "folder",
        Ok(_) => "file",
        Err(_) => return Ok(Value::NONE),
    };
    Ok(vm.str(kind)?.value())
}

fn read_file(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let path = text(vm, args, 0, "read_file")?;
    match std::fs::read(runtime::import::path_of(path)) {
        Ok(bytes) => Ok(vm.bytes(&bytes)?.value()),
        Err(error) => Err(vm.os_error(&error, Some(&path.to_string_lossy()))),
    }
}

/// Writes a file so that nobody ever sees half of it: beside its place, then renamed.
fn write_atomic(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let path = text(vm, args, 0, "write_atomic")?;
    let data = crate::bytes_like(vm, args[1])?;
    let mode = args.opt(2).map_or(Ok(0o666), |mode| vm.index_i64(mode, Exc::OverflowError))?;
    let target = runtime::import::path_of(path);
    let mut beside = target.clone().into_os_string();
    let unique = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    beside.push(format!(".{}.{}", std::process::id(), unique.as_nanos()));
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true).mode((mode & 0o666) as u32);
    let written = options
        .open(&beside)
        .and_then(|mut file| file.write_all(&data))
        .and_then(|()| std::fs::rename(&beside, &target));
    match written {
        Ok(()) => Ok(Value::NONE),
        Err(error) => {
            // The first failure is the one to tell of.
            drop(std::fs::remove_file(&beside));
            Err(vm.os_error(&error, Some(&path.to_string_lossy())))
        }
    }
}

fn init(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    let check = vm.options.check_hash_based_pycs.clone();
    let tag = runtime::import::BYTECODE_TAG.as_bytes();
    let magic = [tag[0], tag[1], b'\r', b'\n'];
    let magic = vm.bytes(&magic)?.value();
    module.dict.get().set_text(vm, "magic", magic)?;
    let check = vm.str(if check.is_empty() { "default" } else { &check })?.value();
    module.dict.get().set_text(vm, "check_hash_based_pycs", check)
}

/// The file name of the wheel of pip that is in the binary, and its content.
fn pip_wheel(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    let (name, wheel) = crate::packed::PIP_WHEEL;
    let (name, wheel) = (vm.str(name)?.value(), vm.bytes(wheel)?.value());
    Ok(vm.tuple(&[name, wheel])?.value())
}

/// `_imp`
pub(crate) static IMP: ModuleSpec = ModuleSpec {
    name: "_imp",
    doc: "(Extremely) low-level import machinery bits as used by importlib.",
    functions: &[
        func("_pip_wheel", "()", pip_wheel),
        func("extension_suffixes", "()", extension_suffixes),
        func("lock_held", "()", lock_held),
        func("acquire_lock", "()", acquire_lock),
        func("release_lock", "()", release_lock),
        func("find_frozen", "(name, /, *, withdata=False)", find_frozen),
        func("get_frozen_object", "(name, data=None, /)", get_frozen_object),
        func("is_frozen_package", "(name, /)", is_frozen_package),
        func("create_builtin", "(spec, /)", create_builtin),
        func("init_frozen", "(name, /)", init_frozen),
        func("is_builtin", "(name, /)", is_builtin),
        func("is_frozen", "(name, /)", is_frozen),
        func("_frozen_module_names", "()", frozen_module_names),
        func("_override_frozen_modules_for_tests", "(override, /)", override_frozen),
        func("_override_multi_interp_extensions_check", "(override, /)", override_for_tests),
        func("create_dynamic", "(spec, file=None, /)", create_dynamic),
        func("exec_dynamic", "(mod, /)", exec_builtin),
        func("exec_builtin", "(mod, /)", exec_builtin),
        func("_fix_co_filename", "(code, path, /)", fix_co_filename),
        func("source_hash", "(key, source)", source_hash),
        func("find_packed", "(name, /)", find_packed),
        func("packed_code", "(name, path, /)", packed_code),
        func("packed_source", "(name, /)", packed_source),
        func("packed_names", "(prefix, /)", packed_names),
        func("path_kind", "(path, /)", path_kind),
        func("read_file", "(path, /)", read_file),
        func("write_atomic", "(path, data, mode=0o666)", write_atomic),
    ],
    init: Some(init),
    ..ModuleSpec::EMPTY
};
