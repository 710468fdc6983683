//! Which `match`, `case` and `type` are keywords. CPython's parser finds out by trying; for valid programs the tokens
//! tell, because no valid program reads otherwise:
//!
//! - `match` heads a logical line that ends in a colon and is followed by a deeper line that starts with `case`;
//! - `case` heads a line directly in such a block;
//! - `type` stands before a name.

use super::{Token, TokenKind};

/// A soft keyword that is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SoftKeyword {
    Match,
    Case,
    Type,
}

/// Follows a token stream and classifies its names.
#[derive(Default)]
pub(crate) struct SoftKeywords {
    /// For each open block, whether it is that of a `match`.
    blocks: Vec<bool>,
    in_match_head: bool,
}

impl SoftKeywords {
    /// Tells whether the name `text` at `tokens[at]` is a keyword.
    pub(crate) fn classify(&mut self, tokens: &[Token], at: usize, text: &str) -> Option<SoftKeyword> {
        match text {
            "type" if next_kind(tokens, at) == Some(TokenKind::Name) => Some(SoftKeyword::Type),
            "match" if starts_line(tokens, at) && heads_match_block(tokens, at) => {
                self.in_match_head = true;
                Some(SoftKeyword::Match)
            }
            "case" if starts_line(tokens, at) && self.blocks.last() == Some(&true) => Some(SoftKeyword::Case),
            _ => None,
        }
    }

    /// Takes note of a block that opens.
    pub(crate) fn indent(&mut self) {
        self.blocks.push(std::mem::take(&mut self.in_match_head));
    }

    /// Takes note of a block that closes.
    pub(crate) fn dedent(&mut self) {
        self.blocks.pop();
    }
}

fn next_kind(tokens: &[Token], at: usize) -> Option<TokenKind> {
    tokens.get(at + 1).map(|token| token.kind)
}

fn starts_line(tokens: &[Token], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).and_then(|before| tokens.get(before)) else { return true };
    matches!(before.kind, TokenKind::Newline | TokenKind::Indent | TokenKind::Dedent)
}

fn heads_match_block(tokens: &[Token], at: usize) -> bool {
    let Some(length) = tokens[at..].iter().position(|token| token.kind == TokenKind::Newline) else { return false };
    let newline = at + length;
    let kind = |index: usize| tokens.get(index).map(|token| token.kind);
    length >= 3
        && kind(newline - 1) == Some(TokenKind::Colon)
        && kind(newline + 1) == Some(TokenKind::Indent)
        // Only `case` can follow; that it is spelt so the grammar checks, since it is a name or a keyword there.
        && kind(newline + 2) == Some(TokenKind::Name)
}
