//! How Rust code defines Python functions, types and modules: plain tables.

pub mod args;
pub(crate) mod builtin_docs;
mod mistakes;
pub mod signature;
pub(crate) mod slot_docs;
pub mod spec;
pub(crate) mod type_signatures;

pub use args::Args;
pub use signature::CallArgs;
pub use spec::{
    Convention, Effects, FnSpec, GetSetSpec, KeySpec, Known, LeafRule, MethodKind, ModuleSpec, RawFn, TypeSpec,
};
pub use spec::{class_method, func, getset, member, member_set, method, readonly, static_method};
