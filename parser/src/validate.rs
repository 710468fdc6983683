//! What the grammar lets through and CPython's may not. The checks need not be exact: a tree in doubt is read again by
//! the diagnosis, which is, and which has the words for what is wrong. They must not miss anything, and should not
//! suspect ordinary programs.

use rustpython_parser::ast::{self, Constant, Expr, ExprContext, Pattern, Ranged, Stmt};

use crate::grammar::token_at;
use crate::tokenizer::{Token, TokenKind};

/// Sequences of tokens that the grammar reads and then forgets.
pub(crate) fn tokens(tokens: &[Token]) -> bool {
    tokens.windows(2).any(|pair| {
        let [first, second] = pair else { return false };
        match first.kind {
            // `def f(**): …`
            TokenKind::DoubleStar => {
                matches!(second.kind, TokenKind::Comma | TokenKind::RPar | TokenKind::Colon)
            }
            // `def f(*, **k): …`
            TokenKind::Comma => second.kind == TokenKind::DoubleStar && follows_bare_star(tokens, first),
            _ => false,
        }
    })
}

fn follows_bare_star(tokens: &[Token], comma: &Token) -> bool {
    let at = token_at(tokens, comma.start);
    at > 0 && tokens[at - 1].kind == TokenKind::Star
}

/// Whether a whole text may be invalid though its parts are not.
pub(crate) fn module(module: &ast::Mod, tokens: &[Token]) -> bool {
    match module {
        // An expression's tuple has no stars unless it has parentheses.
        ast::Mod::Expression(node) => match &*node.body {
            Expr::Starred(_) => true,
            Expr::Tuple(tuple) => tuple.elts.iter().any(Expr::is_starred_expr),
            _ => false,
        },
        ast::Mod::Interactive(node) => {
            node.body.is_empty()
                || node.body.windows(2).any(|pair| {
                    let first = tokens.partition_point(|token| token.start < u32::from(pair[0].end()));
                    tokens[first..]
                        .iter()
                        .take_while(|token| token.start < u32::from(pair[1].start()))
                        .any(|token| token.kind == TokenKind::Newline)
                })
        }
        ast::Mod::Module(_) | ast::Mod::FunctionType(_) => false,
    }
}

/// Whether a statement may be invalid.
pub(crate) fn stmt(stmt: &Stmt, tokens: &[Token]) -> bool {
    match stmt {
        Stmt::Assign(node) => node.targets.iter().any(|target| !is_target(target)),
        Stmt::AugAssign(node) => !is_single_target(&node.target),
        Stmt::AnnAssign(node) => !is_single_target(&node.target),
        Stmt::For(node) => !is_target(&node.target),
        Stmt::AsyncFor(node) => !is_target(&node.target),
        Stmt::With(node) => with_items(&node.items),
        Stmt::AsyncWith(node) => with_items(&node.items),
        Stmt::Delete(node) => node.targets.iter().any(|target| !is_del_target(target)),
        Stmt::Match(node) => node.subject.is_starred_expr(),
        Stmt::FunctionDef(node) => decorators(&node.decorator_list),
        Stmt::AsyncFunctionDef(node) => decorators(&node.decorator_list),
        Stmt::ClassDef(node) => {
            decorators(&node.decorator_list)
                || node.bases.iter().any(|base| is_bare_generator(base, tokens))
                || unpacking_order(&node.bases, &node.keywords)
                || type_params(&node.type_params)
        }
        Stmt::ImportFrom(_) | Stmt::Import(_) | Stmt::Global(_) | Stmt::Nonlocal(_) => false,
        Stmt::Return(_) | Stmt::TypeAlias(_) | Stmt::While(_) | Stmt::If(_) | Stmt::Raise(_) => false,
        Stmt::Try(_) | Stmt::TryStar(_) | Stmt::Assert(_) | Stmt::Expr(_) => false,
        Stmt::Pass(_) | Stmt::Break(_) | Stmt::Continue(_) => false,
    }
}

fn with_items(items: &[ast::WithItem]) -> bool {
    items.iter().any(|item| item.optional_vars.as_ref().is_some_and(|target| !is_target(target)))
}

fn decorators(decorators: &[Expr]) -> bool {
    decorators.iter().any(Expr::is_starred_expr)
}

fn type_params(_params: &[ast::TypeParam]) -> bool {
    false
}

/// A target of `=`, `for`, `as`.
fn is_target(expr: &Expr) -> bool {
    match expr {
        Expr::Name(_) | Expr::Attribute(_) | Expr::Subscript(_) => true,
        Expr::Tuple(node) => node.elts.iter().all(is_target),
        Expr::List(node) => node.elts.iter().all(is_target),
        Expr::Starred(node) => !node.value.is_starred_expr() && is_target(&node.value),
        _ => false,
    }
}

fn is_single_target(expr: &Expr) -> bool {
    matches!(expr, Expr::Name(_) | Expr::Attribute(_) | Expr::Subscript(_))
}

fn is_del_target(expr: &Expr) -> bool {
    match expr {
        Expr::Tuple(node) => node.elts.iter().all(is_del_target),
        Expr::List(node) => node.elts.iter().all(is_del_target),
        _ => is_single_target(expr),
    }
}

/// Whether an expression may be invalid.
pub(crate) fn expr(expr: &Expr, tokens: &[Token]) -> bool {
    match expr {
        Expr::Call(node) => {
            unpacking_order(&node.args, &node.keywords)
                || node.args.len() + node.keywords.len() > 1
                    && node.args.iter().any(|arg| is_bare_generator(arg, tokens))
        }
        Expr::ListComp(node) => comprehension(&node.elt, &node.generators),
        Expr::SetComp(node) => comprehension(&node.elt, &node.generators),
        Expr::GeneratorExp(node) => comprehension(&node.elt, &node.generators),
        Expr::DictComp(node) => node.generators.iter().any(|generator| !is_target(&generator.target)),
        // A yield is an expression only in parentheses, or as a whole statement or value.
        Expr::JoinedStr(node) => node.values.iter().any(Expr::is_starred_expr),
        Expr::Starred(node) => node.value.is_starred_expr() || node.ctx == ExprContext::Del,
        Expr::Tuple(_) | Expr::List(_) | Expr::Set(_) | Expr::Dict(_) => false,
        _ => false,
    }
}

fn comprehension(element: &Expr, generators: &[ast::Comprehension]) -> bool {
    element.is_starred_expr() || generators.iter().any(|generator| !is_target(&generator.target))
}

/// `*iterable` behind `**mapping`.
fn unpacking_order(args: &[Expr], keywords: &[ast::Keyword]) -> bool {
    let Some(mapping) = keywords.iter().find(|keyword| keyword.arg.is_none()) else { return false };
    args.iter().any(|arg| arg.start() > mapping.range.start())
}

/// A generator that has no parentheses of its own.
fn is_bare_generator(expr: &Expr, tokens: &[Token]) -> bool {
    let Expr::GeneratorExp(node) = expr else { return false };
    let first = token_at(tokens, node.range.start().into());
    !crate::grammar::has_own_parentheses(tokens, first, node.range)
}

/// Whether a pattern may be invalid.
pub(crate) fn pattern(pattern: &Pattern) -> bool {
    match pattern {
        Pattern::MatchValue(node) => !is_pattern_value(&node.value),
        Pattern::MatchMapping(node) => {
            node.rest.as_ref().is_some_and(|rest| rest.as_str() == "_")
                || node.keys.iter().any(|key| !is_pattern_value(key))
                || node.patterns.iter().any(Pattern::is_match_star)
        }
        Pattern::MatchClass(node) => node.patterns.iter().chain(&node.kwd_patterns).any(Pattern::is_match_star),
        Pattern::MatchAs(node) => node.pattern.as_ref().is_some_and(|inner| inner.is_match_star()),
        Pattern::MatchOr(node) => node.patterns.iter().any(Pattern::is_match_star),
        Pattern::MatchSequence(_) | Pattern::MatchSingleton(_) | Pattern::MatchStar(_) => false,
    }
}

/// A star that is the whole pattern of a case.
pub(crate) fn case(pattern: &Pattern) -> bool {
    pattern.is_match_star()
}

fn is_pattern_value(expr: &Expr) -> bool {
    match expr {
        Expr::Attribute(_) | Expr::Constant(_) => true,
        Expr::UnaryOp(node) => matches!(&*node.operand, Expr::Constant(_)),
        Expr::BinOp(node) => {
            let left = match &*node.left {
                Expr::UnaryOp(unary) => &unary.operand,
                other => other,
            };
            !is_imaginary(left) && is_imaginary(&node.right)
        }
        // `case f"…"` is for the compiler to reject.
        Expr::JoinedStr(_) => true,
        _ => false,
    }
}

fn is_imaginary(expr: &Expr) -> bool {
    matches!(expr, Expr::Constant(ast::ExprConstant { value: Constant::Complex { .. }, .. }))
}
