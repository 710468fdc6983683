//! Empty: rustpython-pylib names this crate for its feature `freeze-stdlib`, which krait does not use. The real one would bring a
//! second parser and a big-integer crate under the LGPL into the build.
