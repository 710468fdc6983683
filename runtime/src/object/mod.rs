//! Object layouts and the object model: shapes, classes, attributes, calls, protocols.

pub mod array;
pub mod attribute;
pub mod buffer;
pub mod byte_store;
pub mod call;
pub mod code;
pub(crate) mod derived;
pub mod dict;
pub mod exception;
pub(crate) mod formula;
pub mod function;
pub mod generator;
pub mod header;
pub mod instance;
pub(crate) mod instance_cache;
pub mod int;
pub mod list;
pub mod module;
pub mod names;
pub(crate) mod plain;
pub mod protocol;
pub mod range;
pub(crate) mod raw;
pub(crate) mod reliance;
pub mod set;
pub mod shape;
pub mod slice;
pub mod string;
mod string_build;
pub mod structseq;
pub mod table;
pub mod tuple;
pub mod type_object;
pub mod typed_items;
pub mod weak;

pub use names::Special;
