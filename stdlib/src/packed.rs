//! The Python modules that are in the binary.
//!
//! Names, sources and bytecode are each in one piece, so that looking for a name reads no page of the sources.

use runtime::import::PackedModule;
use std::ops::Range;

/// Where the parts of one packed module are.
struct Packed {
    name: Range<u32>,
    source: Range<u32>,
    /// Whether it is a package.
    package: bool,
    code: Range<u32>,
}

include!(concat!(env!("OUT_DIR"), "/packed.rs"));

/// Full names of all packed modules.
static NAMES: &str = include_str!(concat!(env!("OUT_DIR"), "/names.txt"));
/// Their sources.
static SOURCES: &str = include_str!(concat!(env!("OUT_DIR"), "/sources.txt"));
/// Their stored bytecode.
static CODE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/code.bin"));

/// A wheel of pip: its file name and its content.
pub(crate) static PIP_WHEEL: (&str, &[u8]) =
    (include_str!(concat!(env!("OUT_DIR"), "/pip_name.txt")), include_bytes!(concat!(env!("OUT_DIR"), "/pip.whl")));

fn text(of: &'static str, range: &Range<u32>) -> &'static str {
    &of[range.start as usize..range.end as usize]
}

/// Names of all packed modules and whether each is a package, sorted.
pub(crate) fn names() -> impl Iterator<Item = (&'static str, bool)> {
    PACKED.iter().map(|packed| (text(NAMES, &packed.name), packed.package))
}

/// The packed module of this name.
pub(crate) fn lookup(name: &str) -> Option<PackedModule> {
    let index = PACKED.binary_search_by(|packed| text(NAMES, &packed.name).cmp(name)).ok()?;
    let packed = PACKED.get(index)?;
    let code = CODE.get(packed.code.start as usize..packed.code.end as usize).filter(|code| !code.is_empty());
    Some(PackedModule { source: text(SOURCES, &packed.source), package: packed.package, code })
}
