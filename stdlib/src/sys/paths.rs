//! Where the interpreter is and where modules are: `executable`, `prefix`, `path`, `argv`.

use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

/// The folder below the prefix that stands for the packed library.
static LIBRARY: &str = "lib/krait3.12";

/// Sets what options and the place of the binary decide. `program` is what the process was called as.
pub(crate) fn set_paths(vm: &mut Vm) -> PyResult<()> {
    let options = vm.options.clone();
    let program = options.orig_argv.first().cloned().unwrap_or_default();
    let executable = executable(&program);
    let prefix = match options.home.as_deref().map(|home| home.split(|&b| b == b':').next().unwrap_or(home)) {
        Some(home) => PathBuf::from(std::ffi::OsString::from_vec(home.to_vec())),
        None => prefix(),
    };
    let library = prefix.join(LIBRARY);
    vm.library_root = library.to_string_lossy().into_owned();
    let platlibdir = options.platlibdir.as_bytes();
    let prefix = prefix.as_os_str().as_bytes();
    let entries: [(&str, &[u8]); 9] = [
        ("executable", &executable),
        ("_base_executable", &executable),
        ("prefix", prefix),
        ("exec_prefix", prefix),
        ("base_prefix", prefix),
        ("base_exec_prefix", prefix),
        ("_stdlib_dir", library.as_os_str().as_bytes()),
        ("platlibdir", if platlibdir.is_empty() { b"lib" } else { platlibdir }),
        ("_home", options.home.as_deref().unwrap_or_default()),
    ];
    let sys = vm.sys;
    for (name, bytes) in entries {
        let text = vm.fs_str(bytes)?.value();
        sys.set_text(vm, name, text)?;
    }
    if options.home.is_none() {
        sys.set_text(vm, "_home", Value::NONE)?;
    }
    let cache = match &options.pycache_prefix {
        Some(cache) => vm.fs_str(cache)?.value(),
        None => Value::NONE,
    };
    sys.set_text(vm, "pycache_prefix", cache)?;
    for (name, arguments) in [("argv", &options.argv), ("orig_argv", &options.orig_argv)] {
        let list = vm.list(&[])?;
        for argument in arguments {
            let argument = vm.fs_str(argument)?.value();
            list.push(vm, argument)?;
        }
        sys.set_text(vm, name, list.value())?;
    }
    let path = vm.list(&[])?;
    let extra = options.python_path.as_deref().unwrap_or_default();
    for entry in extra.split(|&b| b == b':').filter(|_| !extra.is_empty()) {
        let entry = vm.fs_str(entry)?.value();
        path.push(vm, entry)?;
    }
    let library = vm.fs_str(library.as_os_str().as_bytes())?.value();
    path.push(vm, library)?;
    sys.set_text(vm, "path", path.value())
}

/// The absolute path by which the process was started, links not followed: a virtual environment is found beside it.
fn executable(program: &[u8]) -> Vec<u8> {
    let name = Path::new(std::ffi::OsStr::from_bytes(program));
    let found = if program.contains(&b'/') {
        std::path::absolute(name).ok()
    } else {
        let path = std::env::var_os("PATH").unwrap_or_default();
        std::env::split_paths(&path).map(|folder| folder.join(name)).find(|candidate| is_executable(candidate))
    };
    let found = found.filter(|path| path.is_file()).or_else(|| std::env::current_exe().ok());
    found.unwrap_or_default().into_os_string().into_vec()
}

fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

/// Two folders above the binary itself.
fn prefix() -> PathBuf {
    let exe = std::env::current_exe().unwrap_or_default();
    exe.parent().and_then(Path::parent).unwrap_or(Path::new("/")).to_owned()
}
