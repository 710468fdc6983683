//! Where the grammar's tree differs from CPython's: f-strings take the place of their placeholders, and a few nodes get
//! the positions that CPython gives them. Each node is validated on the way.

use rustpython_parser::ast::{self, Expr, Ranged, Stmt};
use rustpython_parser::text_size::TextRange;

use super::walk::{Walker, walk_expr, walk_mod, walk_pattern, walk_stmt};
use super::{placeholder_index, range};
use crate::tokenizer::{Token, TokenKind};
use crate::validate;

/// Repairs a tree. True if a node is one that CPython's grammar may not know.
pub(super) fn repair(module: &mut ast::Mod, tokens: &[Token], fstrings: &mut [Option<Expr>]) -> bool {
    let doubtful = validate::module(module, tokens);
    let mut repair = Repair { tokens, fstrings, doubtful };
    walk_mod(&mut repair, module);
    repair.doubtful
}

struct Repair<'t> {
    tokens: &'t [Token],
    fstrings: &'t mut [Option<Expr>],
    doubtful: bool,
}

impl Walker for Repair<'_> {
    fn stmt(&mut self, stmt: &mut Stmt) {
        match stmt {
            Stmt::Match(node) => {
                self.match_subject(node);
                self.doubtful |= node.cases.iter().any(|case| validate::case(&case.pattern));
            }
            // `(x): int` declares no variable.
            Stmt::AnnAssign(node) if node.simple => {
                node.simple = u32::from(node.range.start()) == u32::from(node.target.start());
            }
            _ => {}
        }
        self.doubtful |= validate::stmt(stmt, self.tokens);
        walk_stmt(self, stmt);
        self.end_of_block(stmt);
    }

    fn expr(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Constant(ast::ExprConstant { value: ast::Constant::Str(text), .. }) => {
                if let Some(fstring) = placeholder_index(text).and_then(|index| self.fstrings.get_mut(index)?.take()) {
                    *expr = fstring;
                }
            }
            Expr::Call(node) => self.sole_generator(node),
            Expr::Subscript(node) if node.slice.is_starred_expr() => {
                // `x[*y]` is `x[(*y,)]`.
                let range = node.slice.range();
                let empty = ast::ExprTuple { elts: Vec::new(), ctx: ast::ExprContext::Load, range };
                let starred = std::mem::replace(&mut *node.slice, Expr::Tuple(empty));
                if let Expr::Tuple(tuple) = &mut *node.slice {
                    tuple.elts.push(starred);
                }
            }
            _ => {}
        }
        self.doubtful |= validate::expr(expr, self.tokens);
        walk_expr(self, expr);
        if let Expr::NamedExpr(node) = expr {
            self.end_of_named(node);
        }
    }

    fn pattern(&mut self, pattern: &mut ast::Pattern) {
        self.doubtful |= validate::pattern(pattern);
        walk_pattern(self, pattern);
    }
}

impl Repair<'_> {
    /// A statement with a block ends with the block, a final semicolon included.
    fn end_of_block(&self, stmt: &mut Stmt) {
        let last_of = |blocks: &[&[Stmt]]| {
            let last = blocks.iter().rev().find_map(|block| block.last())?;
            let end = last.end();
            if has_block(last) {
                return Some(end);
            }
            let next = self.tokens.partition_point(|token| token.start < u32::from(end));
            let semicolon = self.tokens.get(next).filter(|token| token.kind == TokenKind::Semi);
            Some(semicolon.map_or(end, |token| token.end.into()))
        };
        let set = |range: &mut TextRange, blocks: &[&[Stmt]]| {
            if let Some(end) = last_of(blocks) {
                *range = TextRange::new(range.start(), end);
            }
        };
        let handlers = |handlers: &mut [ast::ExceptHandler]| {
            for ast::ExceptHandler::ExceptHandler(handler) in handlers {
                set(&mut handler.range, &[&handler.body]);
            }
        };
        match stmt {
            Stmt::FunctionDef(node) => set(&mut node.range, &[&node.body]),
            Stmt::AsyncFunctionDef(node) => set(&mut node.range, &[&node.body]),
            Stmt::ClassDef(node) => set(&mut node.range, &[&node.body]),
            Stmt::For(node) => set(&mut node.range, &[&node.body, &node.orelse]),
            Stmt::AsyncFor(node) => set(&mut node.range, &[&node.body, &node.orelse]),
            Stmt::While(node) => set(&mut node.range, &[&node.body, &node.orelse]),
            Stmt::If(node) => set(&mut node.range, &[&node.body, &node.orelse]),
            Stmt::With(node) => set(&mut node.range, &[&node.body]),
            Stmt::AsyncWith(node) => set(&mut node.range, &[&node.body]),
            Stmt::Match(node) => {
                let bodies: Vec<&[Stmt]> = node.cases.iter().map(|case| &case.body[..]).collect();
                set(&mut node.range, &bodies);
            }
            Stmt::Try(node) => {
                handlers(&mut node.handlers);
                let last_handler = node.handlers.last().map(|ast::ExceptHandler::ExceptHandler(last)| &last.body[..]);
                set(&mut node.range, &[&node.body, last_handler.unwrap_or(&[]), &node.orelse, &node.finalbody]);
            }
            Stmt::TryStar(node) => {
                handlers(&mut node.handlers);
                let last_handler = node.handlers.last().map(|ast::ExceptHandler::ExceptHandler(last)| &last.body[..]);
                set(&mut node.range, &[&node.body, last_handler.unwrap_or(&[]), &node.orelse, &node.finalbody]);
            }
            _ => {}
        }
    }

    /// The value of `x := (y)` ends with its parentheses.
    fn end_of_named(&self, node: &mut ast::ExprNamedExpr) {
        let value = node.value.range();
        let first = token_at(self.tokens, value.start().into());
        let opened = self.tokens[..first].iter().rev().take_while(|token| token.kind == TokenKind::LPar).count();
        let own = self.tokens[..first - opened].last().is_some_and(|token| token.kind == TokenKind::ColonEqual);
        if opened == 0 || !own {
            return;
        }
        let behind = self.tokens.partition_point(|token| token.start < u32::from(value.end()));
        let closed = self.tokens[behind..].iter().take_while(|token| token.kind == TokenKind::RPar).take(opened);
        if let Some(last) = closed.last() {
            node.range = TextRange::new(node.range.start(), last.end.into());
        }
    }

    /// The subject of `match a, b:` is a tuple over the subjects, also of `match a,:`.
    fn match_subject(&self, node: &mut ast::StmtMatch) {
        let first = token_at(self.tokens, u32::from(node.range.start())) + 1;
        let Some(case) = node.cases.first() else { return };
        let last_subject = match &*node.subject {
            Expr::Tuple(tuple) if tuple.range == node.range => tuple.elts.last().map_or(tuple.range, Ranged::range),
            subject => subject.range(),
        };
        // The head ends with the last colon before its newline.
        let newline = self.tokens[first..].iter().position(|token| token.kind == TokenKind::Newline);
        let Some(comma) = newline.and_then(|len| self.tokens.get(first + len - 2)) else { return };
        let has_comma = comma.kind == TokenKind::Comma;
        debug_assert!(last_subject.end() <= case.range.start());
        let start = self.tokens[first].start;
        match &mut *node.subject {
            Expr::Tuple(tuple) if tuple.range == node.range => tuple.range = range(start, comma.end),
            _ if has_comma => {
                let range = range(start, comma.end);
                let empty = ast::ExprTuple { elts: Vec::new(), ctx: ast::ExprContext::Load, range };
                let subject = std::mem::replace(&mut *node.subject, Expr::Tuple(empty));
                if let Expr::Tuple(tuple) = &mut *node.subject {
                    tuple.elts.push(subject);
                }
            }
            _ => {}
        }
    }

    /// The generator in `f(x for x in y)` owns the parentheses of the call.
    fn sole_generator(&mut self, node: &mut ast::ExprCall) {
        if !node.keywords.is_empty() || node.args.len() != 1 {
            return;
        }
        let Some(Expr::GeneratorExp(generator)) = node.args.first_mut() else { return };
        let first = token_at(self.tokens, generator.range.start().into());
        if has_own_parentheses(self.tokens, first, generator.range) {
            return;
        }
        let behind = self.tokens.partition_point(|token| token.start < u32::from(generator.range.end()));
        // `f(x for x in y,)`
        self.doubtful |= self.tokens.get(behind).is_some_and(|token| token.kind == TokenKind::Comma);
        if let Some(open) = first.checked_sub(1).and_then(|before| self.tokens.get(before)) {
            generator.range = range(open.start, node.range.end().into());
        }
    }
}

/// Whether a statement ends with a block, and not with the end of a line.
fn has_block(stmt: &Stmt) -> bool {
    matches!(
        stmt,
        Stmt::FunctionDef(_)
            | Stmt::AsyncFunctionDef(_)
            | Stmt::ClassDef(_)
            | Stmt::For(_)
            | Stmt::AsyncFor(_)
            | Stmt::While(_)
            | Stmt::If(_)
            | Stmt::With(_)
            | Stmt::AsyncWith(_)
            | Stmt::Match(_)
            | Stmt::Try(_)
            | Stmt::TryStar(_)
    )
}

/// Index of the token that starts at `offset`.
pub(crate) fn token_at(tokens: &[Token], offset: u32) -> usize {
    // Empty tokens (indentation) may stand in front of it at the same offset.
    let behind = tokens.partition_point(|token| token.start <= offset);
    behind.saturating_sub(1)
}

/// Whether the bracket at `first` closes at the end of `range`.
pub(crate) fn has_own_parentheses(tokens: &[Token], first: usize, range: TextRange) -> bool {
    if tokens.get(first).is_none_or(|token| token.kind != TokenKind::LPar) {
        return false;
    }
    let mut depth = 0;
    for token in &tokens[first..] {
        match token.kind {
            TokenKind::LPar | TokenKind::LSqb | TokenKind::LBrace => depth += 1,
            TokenKind::RPar | TokenKind::RSqb | TokenKind::RBrace => {
                depth -= 1;
                if depth == 0 {
                    return token.end == u32::from(range.end());
                }
            }
            _ => {}
        }
    }
    false
}
