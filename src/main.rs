//! The `krait` command.

mod command_line;
mod explain;
mod memory;
mod profile;
mod repl;
mod session;

use command_line::{Environment, Stop};
use std::io::Write;
use std::os::unix::ffi::OsStringExt;
use std::process::ExitCode;

/// Stack of the thread that runs Python: address space, committed as it is used.
const STACK: usize = 512 << 20;

fn main() -> ExitCode {
    perf_maps::keep_map_to_ourselves();
    let arguments: Vec<Vec<u8>> = std::env::args_os().map(OsStringExt::into_vec).collect();
    let invocation = match command_line::parse(&arguments, Environment::of_process()) {
        Ok(invocation) => invocation,
        Err(stop) => return end(&stop),
    };
    runtime::heap::tune_native_allocator();
    let thread = std::thread::Builder::new().name("python".to_owned()).stack_size(STACK);
    let thread = thread.spawn(move || session::run(invocation, arguments));
    runtime::signals::leave_to_others();
    match thread.map(std::thread::JoinHandle::join) {
        Ok(Ok(code)) => code,
        Ok(Err(_)) | Err(_) => ExitCode::from(70),
    }
}

fn end(stop: &Stop) -> ExitCode {
    eprint!("{}", stop.error);
    let mut out = std::io::stdout();
    match out.write_all(stop.out.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => ExitCode::from(stop.status as u8),
        Err(_) => ExitCode::from(120),
    }
}
