//! `_imp`: what `importlib` cannot do in Python.

use runtime::exceptions::hierarchy::Exc;
use runtime::heap::Gc;
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

fn lock_held(_: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::FALSE)
}

fn no_lock(_: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::NONE)
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

fn is_frozen(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let name = text(vm, args, 0, "is_frozen")?.to_string_lossy();
    Ok(Value::bool(vm.frozen_module(&name).is_some()))
}

fn no_such_frozen(vm: &mut Vm, name: Gc<Str>) -> PyResult<Value> {
    let message = format!("No such frozen object named {}", name.to_string_lossy());
    let message = vm.str(&message)?.value();
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
    let Some(frozen) = vm.frozen_module(&name.to_string_lossy()) else { return Ok(Value::NONE) };
    let with_data = args.opt(1).map_or(Ok(false), |with_data| vm.is_true(with_data))?;
    let data = match vm.packed_module(frozen.packed).and_then(|packed| packed.code).filter(|_| with_data) {
        Some(code) => vm.bytes(code)?.value(),
        None => Value::NONE,
    };
    let original = vm.str(frozen.packed)?.value();
    Ok(vm.tuple(&[data, Value::bool(frozen.package), original])?.value())
}

fn get_frozen_object(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let name = text(vm, args, 0, "get_frozen_object")?;
    let Some(frozen) = vm.frozen_module(&name.to_string_lossy()) else { return no_such_frozen(vm, name) };
    let filename = vm.str(frozen.filename)?;
    match vm.packed_code(frozen.packed, filename)? {
        Some(code) => Ok(code.value()),
        None => no_such_frozen(vm, name),
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
        func("acquire_lock", "()", no_lock),
        func("release_lock", "()", no_lock),
        func("find_frozen", "(name, /, *, withdata=False)", find_frozen),
        func("get_frozen_object", "(name, data=None, /)", get_frozen_object),
        func("is_frozen_package", "(name, /)", is_frozen_package),
        func("create_builtin", "(spec, /)", create_builtin),
        func("init_frozen", "(name, /)", init_frozen),
        func("is_builtin", "(name, /)", is_builtin),
        func("is_frozen", "(name, /)", is_frozen),
        func("_frozen_module_names", "()", frozen_module_names),
        func("_override_frozen_modules_for_tests", "(override, /)", override_for_tests),
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
