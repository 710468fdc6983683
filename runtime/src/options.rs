//! What the command line and the environment ask for.

use crate::text::hash::HashKey;

/// `sys.version`
pub const VERSION: &str = concat!("3.12.1 (krait ", env!("CARGO_PKG_VERSION"), ") [Rust]");
/// Major, minor and micro version of the language.
pub const VERSION_NUMBERS: [i32; 3] = [3, 12, 1];
/// `sys.hexversion`
pub const VERSION_HEX: i32 = 0x030C_01F0;
/// `sys.implementation._multiarch`
pub const MULTIARCH: &str = if cfg!(target_arch = "aarch64") { "aarch64-linux-gnu" } else { "x86_64-linux-gnu" };

/// Options of an interpreter.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// `sys.argv`
    pub argv: Vec<Vec<u8>>,
    /// `sys.orig_argv`
    pub orig_argv: Vec<Vec<u8>>,
    /// Whether hashes of str and bytes differ from run to run.
    pub hash_randomization: bool,
    /// `-i`: prompts even if stdin is no terminal.
    pub interactive: bool,
    /// `-X dev`
    pub dev_mode: bool,
    /// Tracebacks are written when a fault ends the process (`-X faulthandler`, `PYTHONFAULTHANDLER`).
    pub faulthandler: bool,
    /// `-X utf8`
    pub utf8_mode: bool,
    /// `-X importtime`
    pub import_time: bool,
    /// `-X warn_default_encoding`
    pub warn_default_encoding: bool,
    /// `-X pycache_prefix`
    pub pycache_prefix: Option<Vec<u8>>,
    /// `PYTHONPATH`
    pub python_path: Option<Vec<u8>>,
    /// `PYTHONHOME`
    pub home: Option<Vec<u8>>,
    /// `PYTHONPLATLIBDIR`
    pub platlibdir: String,
    /// `PYTHONIOENCODING`
    pub io_encoding: Option<String>,
    /// `PYTHONSTARTUP`
    pub startup: Option<Vec<u8>>,
    /// `-x`
    pub skip_first_line: bool,
    /// Key of str and bytes hashes.
    pub hash_key: HashKey,
    /// `-O` and `-OO`: 1 and 2.
    pub optimize: u8,
    /// `-i`
    pub inspect: bool,
    /// `-I`
    pub isolated: bool,
    /// `-E`
    pub ignore_environment: bool,
    /// `-s`
    pub no_user_site: bool,
    /// `-S`
    pub no_site: bool,
    /// `-B`
    pub dont_write_bytecode: bool,
    /// `-q`
    pub quiet: bool,
    /// `-u`
    pub unbuffered: bool,
    /// `-v`
    pub verbose: u8,
    /// `-b`
    pub bytes_warning: u8,
    /// `-P`
    pub safe_path: bool,
    /// `-d`
    pub debug: u8,
    /// `-W` options in order.
    pub warn_options: Vec<String>,
    /// `-X` options: name and value.
    pub x_options: Vec<(String, Option<String>)>,
    /// `--check-hash-based-pycs`; empty: `default`.
    pub check_hash_based_pycs: String,
    /// Most decimal digits that an int is converted from and to text with; 0 is no limit, none the default.
    pub int_max_str_digits: Option<usize>,
    /// Collect at every so many allocations.
    pub gc_stress: Option<crate::heap::Stress>,
    /// Look through the heap after each collection.
    pub check_heap: bool,
    /// Most bytes that the heap may take.
    pub heap_limit: Option<usize>,
    /// Every guard of compiled code fails once.
    pub deopt_stress: bool,
    /// Verify what each pass of the compiler makes.
    pub verify_ir: bool,
    /// Samples that make code hot, if every taken jump is one; else samples are taken by time.
    pub jit_threshold: Option<u32>,
    /// `-X perf` and `-X perf_jit`
    pub profile: Option<crate::profile::Format>,
    /// The compiler keeps what it decides and how its code runs: `--explain`.
    pub explain: bool,
    /// What to print on the way: `--dump=…`.
    pub dump: Vec<String>,
}

impl Options {
    /// `sys.get_int_max_str_digits()`
    pub fn int_digit_limit(&self) -> usize {
        self.int_max_str_digits.unwrap_or(4300)
    }
}
