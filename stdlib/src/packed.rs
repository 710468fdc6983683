//! The Python modules that are in the binary.

include!(concat!(env!("OUT_DIR"), "/packed.rs"));

/// Source of a packed module, and whether it is a package.
pub(crate) fn lookup(name: &str) -> Option<(&'static str, bool)> {
    let index = PACKED.binary_search_by(|(known, ..)| (*known).cmp(name)).ok()?;
    let (_, source, package) = PACKED[index];
    Some((source, package))
}
