//! `from __future__ import …`: which features a module asks for.

use super::CompileError;
use crate::bytecode::unit::flags;
use parser::ast::{self, Expr as E, Ranged, Stmt as S};

/// Features of a later Python that a module has asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Features {
    /// Annotations are not evaluated.
    pub annotations: bool,
    /// Inequality is written `<>`.
    pub barry_as_flufl: bool,
    /// Bits of features that have long been on, as `compile()` was given them.
    pub obsolete: u32,
}

/// `CO_FUTURE_DIVISION` … `CO_FUTURE_UNICODE_LITERALS`, `CO_FUTURE_GENERATOR_STOP`.
const OBSOLETE: u32 = 0x2_0000 | 0x4_0000 | 0x8_0000 | 0x10_0000 | 0x20_0000 | 0x80_0000;
const BARRY_AS_FLUFL: u32 = 0x40_0000;

impl Features {
    /// All bits that stand for features.
    pub const MASK: u32 = OBSOLETE | BARRY_AS_FLUFL | flags::FUTURE_ANNOTATIONS;

    /// The features that bits of `co_flags` or of `compile()`'s flags stand for.
    pub fn from_bits(bits: u32) -> Features {
        Features {
            annotations: bits & flags::FUTURE_ANNOTATIONS != 0,
            barry_as_flufl: bits & BARRY_AS_FLUFL != 0,
            obsolete: bits & OBSOLETE,
        }
    }

    /// The bits that stand for these features.
    pub fn bits(self) -> u32 {
        let mut bits = self.obsolete;
        if self.annotations {
            bits |= flags::FUTURE_ANNOTATIONS;
        }
        if self.barry_as_flufl {
            bits |= BARRY_AS_FLUFL;
        }
        bits
    }
}

/// Whether a statement is `from __future__ import …`.
pub(super) fn is_future_import(import: &ast::StmtImportFrom) -> bool {
    import.module.as_ref().is_some_and(|module| module.as_str() == "__future__")
        && import.level.as_ref().is_none_or(|level| level.to_u32() == 0)
}

/// Where the imports from `__future__` that count end: the number of statements up to the last of them.
pub(super) fn future_statements(body: &[S]) -> usize {
    let is_doc = |stmt: &S| matches!(stmt, S::Expr(e) if matches!(&*e.value, E::Constant(c) if matches!(c.value, ast::Constant::Str(_))));
    let skip = usize::from(body.first().is_some_and(is_doc));
    let imports = body[skip..]
        .iter()
        .take_while(|stmt| matches!(stmt, S::ImportFrom(import) if is_future_import(import)))
        .count();
    skip + imports
}

/// Adds the features that a module asks for.
pub(super) fn features(module: &ast::Mod, features: &mut Features) -> Result<(), CompileError> {
    let body = match module {
        ast::Mod::Module(m) => &m.body,
        ast::Mod::Interactive(m) => &m.body,
        ast::Mod::Expression(_) | ast::Mod::FunctionType(_) => return Ok(()),
    };
    for stmt in &body[..future_statements(body)] {
        let S::ImportFrom(import) = stmt else { continue };
        for alias in &import.names {
            let range = (u32::from(import.start()), u32::from(import.end()));
            match alias.name.as_str() {
                "nested_scopes" | "generators" | "division" | "absolute_import" | "with_statement"
                | "print_function" | "unicode_literals" | "generator_stop" => {}
                "annotations" => features.annotations = true,
                "barry_as_FLUFL" => features.barry_as_flufl = true,
                "braces" => return Err(CompileError::future("not a chance".to_owned(), range)),
                other => {
                    let message = format!("future feature {other} is not defined");
                    return Err(CompileError::future(message, range));
                }
            }
        }
    }
    Ok(())
}

/// Whether the source asks for `<>` before the grammar has read it, which has to know.
pub(super) fn asks_for_flufl(source: parser::Input<'_>) -> bool {
    let bytes = match source {
        parser::Input::Text(text) => text.as_bytes(),
        parser::Input::Bytes(bytes) => bytes,
    };
    const IMPORT: &[u8] = b"from __future__ import barry_as_FLUFL";
    bytes.windows(IMPORT.len()).any(|window| window == IMPORT)
}
