//! The Python modules that are in the binary.

use runtime::import::PackedModule;
use std::ops::Range;

/// One packed module.
pub(crate) struct Packed {
    /// Full name.
    pub(crate) name: &'static str,
    /// Source text.
    pub(crate) source: &'static str,
    /// Whether it is a package.
    pub(crate) package: bool,
    code: Range<usize>,
}

include!(concat!(env!("OUT_DIR"), "/packed.rs"));

/// Stored bytecode of all packed modules.
static CODE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/code.bin"));

/// The packed module of this name.
pub(crate) fn lookup(name: &str) -> Option<PackedModule> {
    let index = PACKED.binary_search_by(|packed| packed.name.cmp(name)).ok()?;
    let packed = PACKED.get(index)?;
    let code = CODE.get(packed.code.clone()).filter(|code| !code.is_empty());
    Some(PackedModule { source: packed.source, package: packed.package, code })
}
