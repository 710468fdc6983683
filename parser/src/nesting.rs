//! A bound on how deep a text nests, found before anything is built from it.
//!
//! Trees are dropped and compiled recursively, so a tree that is deeper than a native stack must never exist, not even
//! half built inside the grammar. Brackets and blocks have limits of their own; this bounds chains such as `a.b.c`,
//! `1 + 1 + 1`, `not not x`, `x if y else z if …` and `elif`. The bound is an upper one, close to the depth itself.

use crate::tokenizer::{Token, TokenKind};

/// About where CPython 3.12 gives up on a tree ("maximum recursion depth exceeded during compilation").
pub(crate) const MAX_DEPTH: u32 = 2990;

/// The chains open at one level of brackets, tightest first.
#[derive(Clone, Copy, Default)]
struct Level {
    postfix: u32,
    arithmetic: u32,
    not: u32,
    loose: u32,
    /// Maxima over the pieces that are finished.
    max_postfix: u32,
    max_arithmetic: u32,
    max_not: u32,
    /// Deepest brackets inside the current element, and the deepest element.
    inner: u32,
    deepest: u32,
}

impl Level {
    fn end_operand(&mut self) {
        self.max_postfix = self.max_postfix.max(self.postfix);
        self.postfix = 0;
    }

    fn end_comparand(&mut self) {
        self.end_operand();
        self.max_arithmetic = self.max_arithmetic.max(self.arithmetic);
        self.arithmetic = 0;
    }

    fn end_boolean(&mut self) {
        self.end_comparand();
        self.max_not = self.max_not.max(self.not);
        self.not = 0;
    }

    fn end_element(&mut self) {
        self.end_boolean();
        let depth = self.max_postfix + self.max_arithmetic + self.max_not + self.loose + self.inner;
        *self = Level { deepest: self.deepest.max(depth), ..Level::default() };
    }
}

/// Whether the text may nest deeper than [`MAX_DEPTH`].
pub(crate) fn is_too_deep(tokens: &[Token]) -> bool {
    use TokenKind as T;
    let mut levels = vec![Level::default()];
    // For each block, the `elif`s since its last `if`.
    let mut elifs: Vec<u32> = vec![0];
    let mut depth = 0;
    for token in tokens {
        let open = levels.len();
        let Some(level) = levels.last_mut() else { return false };
        match token.kind {
            T::Dot => level.postfix += 1,
            T::LPar | T::LSqb | T::LBrace => {
                level.postfix += 1;
                levels.push(Level::default());
            }
            T::RPar | T::RSqb | T::RBrace if open > 1 => {
                level.end_element();
                let inner = level.deepest;
                levels.pop();
                if let Some(outer) = levels.last_mut() {
                    outer.inner = outer.inner.max(inner + 1);
                }
            }
            T::Plus
            | T::Minus
            | T::Star
            | T::Slash
            | T::VBar
            | T::Amper
            | T::Percent
            | T::Tilde
            | T::CircumFlex
            | T::LeftShift
            | T::RightShift
            | T::DoubleStar
            | T::DoubleSlash
            | T::At
            | T::Await => {
                level.end_operand();
                level.arithmetic += 1;
            }
            T::Less | T::Greater | T::EqEqual | T::NotEqual | T::LessEqual | T::GreaterEqual | T::In | T::Is => {
                level.end_comparand();
            }
            T::Not => {
                level.end_comparand();
                level.not += 1;
            }
            T::And | T::Or => level.end_boolean(),
            T::If | T::Lambda | T::ColonEqual | T::Yield | T::For => {
                level.end_boolean();
                level.loose += 1;
                if token.kind == T::If
                    && open == 1
                    && let Some(count) = elifs.last_mut()
                {
                    *count = 0;
                }
            }
            T::Comma | T::Semi | T::Equal => level.end_element(),
            T::Newline => {
                level.end_element();
                depth = depth.max(level.deepest + elifs.iter().sum::<u32>());
                *level = Level::default();
            }
            T::Elif => {
                if let Some(count) = elifs.last_mut() {
                    *count += 1;
                }
            }
            T::Indent => elifs.push(0),
            T::Dedent if elifs.len() > 1 => {
                elifs.pop();
            }
            _ => {}
        }
        if token.kind == T::Newline && depth > MAX_DEPTH {
            return true;
        }
    }
    // A text that ends within brackets or without a newline.
    let mut total = elifs.iter().sum::<u32>();
    for level in &mut levels {
        level.end_element();
        total += level.deepest;
    }
    total > MAX_DEPTH
}
