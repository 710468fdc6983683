//! The standard library: native modules in Rust, Python modules packed into the binary.
