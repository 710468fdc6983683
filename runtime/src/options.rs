//! What the command line and the environment ask for.

use crate::text::hash::HashKey;

/// Options of an interpreter.
#[derive(Clone, Debug, Default)]
pub struct Options {
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
    /// Collect at every allocation.
    pub gc_stress: bool,
}

impl Options {
    /// `sys.get_int_max_str_digits()`
    pub fn int_digit_limit(&self) -> usize {
        self.int_max_str_digits.unwrap_or(4300)
    }
}
