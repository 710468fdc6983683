//! Usage and help texts, from the tables.

use super::table::{ARGUMENTS, FLAGS, VARIABLES, X_OPTIONS};
use std::fmt::Write;

/// The first line of help and of complaints.
pub(crate) fn usage(program: &str) -> String {
    format!("usage: {program} [option] ... [-c cmd | -m mod | file | -] [arg] ...\n")
}

/// `-h`
pub(crate) fn general(program: &str) -> String {
    let mut out = usage(program);
    out += "Options (and corresponding environment variables):\n";
    for flag in FLAGS.iter().filter(|flag| !flag.help.is_empty()) {
        out += flag.help;
        out.push('\n');
    }
    out + ARGUMENTS
}

/// `--help-env`
pub(crate) fn environment() -> String {
    let mut out = String::from("Environment variables that change behavior:\n");
    for (name, help) in VARIABLES {
        writeln!(out, "{name:13}: {help}").expect("writing to a string");
    }
    out
}

/// `--help-xoptions`
pub(crate) fn x_options() -> String {
    let mut out = String::from("The following implementation-specific options are available:\n");
    for (name, help) in X_OPTIONS {
        writeln!(out, "\n-X {name}: {help}").expect("writing to a string");
    }
    out
}
