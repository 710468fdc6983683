//! What was measured, as tables for people who are at a terminal, as JSON for programs, and as a page with plots.

pub mod html;
pub mod json;
pub mod table;

#[cfg(test)]
mod tests;

use crate::compare::{Cell, Comparison};

/// One word for a failure.
pub(crate) fn failure_word(cell: &Cell) -> &'static str {
    match cell.failure.as_deref() {
        Some(reason) if reason.contains("timed out") => "TIMEOUT",
        Some(reason) if reason.contains("prints") => "DIFFERS",
        Some(_) => "FAILED",
        None => "",
    }
}

/// Whether the work was repeated in one process anywhere.
pub(crate) fn has_warm_up(comparison: &Comparison) -> bool {
    comparison.rows.iter().flat_map(|row| &row.cells).any(|cell| cell.warm_up.is_some())
}
