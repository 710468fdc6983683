//! Every child of a node, once: what a pass over the tree does not care about, it leaves to these functions.

use rustpython_parser::ast::{self, Expr, Pattern, Stmt};

/// A pass over a tree that may change it.
pub(crate) trait Walker {
    /// Visits a statement; by default only what it holds.
    fn stmt(&mut self, stmt: &mut Stmt) {
        walk_stmt(self, stmt)
    }

    /// Visits an expression; by default only what it holds.
    fn expr(&mut self, expr: &mut Expr) {
        walk_expr(self, expr)
    }

    /// Visits a pattern; by default only what it holds.
    fn pattern(&mut self, pattern: &mut Pattern) {
        walk_pattern(self, pattern)
    }
}

pub(crate) fn walk_mod<W: Walker>(w: &mut W, module: &mut ast::Mod) {
    match module {
        ast::Mod::Module(module) => body(w, &mut module.body),
        ast::Mod::Interactive(module) => body(w, &mut module.body),
        ast::Mod::Expression(module) => w.expr(&mut module.body),
        ast::Mod::FunctionType(module) => {
            exprs(w, &mut module.argtypes);
            w.expr(&mut module.returns)
        }
    }
}

fn body<W: Walker + ?Sized>(w: &mut W, stmts: &mut [Stmt]) {
    stmts.iter_mut().for_each(|stmt| w.stmt(stmt))
}

fn exprs<W: Walker + ?Sized>(w: &mut W, exprs: &mut [Expr]) {
    exprs.iter_mut().for_each(|expr| w.expr(expr))
}

fn optional<W: Walker + ?Sized>(w: &mut W, expr: &mut Option<Box<Expr>>) {
    if let Some(expr) = expr {
        w.expr(expr);
    }
}

fn keywords<W: Walker + ?Sized>(w: &mut W, keywords: &mut [ast::Keyword]) {
    keywords.iter_mut().for_each(|keyword| w.expr(&mut keyword.value))
}

fn type_params<W: Walker + ?Sized>(w: &mut W, params: &mut [ast::TypeParam]) {
    params.iter_mut().for_each(|param| match param {
        ast::TypeParam::TypeVar(var) => optional(w, &mut var.bound),
        ast::TypeParam::ParamSpec(_) | ast::TypeParam::TypeVarTuple(_) => {}
    })
}

fn arguments<W: Walker + ?Sized>(w: &mut W, arguments: &mut ast::Arguments) {
    let ast::Arguments { posonlyargs, args, vararg, kwonlyargs, kwarg, .. } = arguments;
    for arg in posonlyargs.iter_mut().chain(args).chain(kwonlyargs) {
        optional(w, &mut arg.def.annotation);
        optional(w, &mut arg.default);
    }
    for arg in vararg.iter_mut().chain(kwarg) {
        optional(w, &mut arg.annotation);
    }
}

fn with_items<W: Walker + ?Sized>(w: &mut W, items: &mut [ast::WithItem]) {
    items.iter_mut().for_each(|item| {
        w.expr(&mut item.context_expr);
        optional(w, &mut item.optional_vars)
    })
}

fn handlers<W: Walker + ?Sized>(w: &mut W, handlers: &mut [ast::ExceptHandler]) {
    handlers.iter_mut().for_each(|ast::ExceptHandler::ExceptHandler(handler)| {
        optional(w, &mut handler.type_);
        body(w, &mut handler.body)
    })
}

fn comprehensions<W: Walker + ?Sized>(w: &mut W, generators: &mut [ast::Comprehension]) {
    generators.iter_mut().for_each(|generator| {
        w.expr(&mut generator.target);
        w.expr(&mut generator.iter);
        exprs(w, &mut generator.ifs)
    })
}

/// A function, asynchronous or not: the two node types have the same fields.
macro_rules! walk_function {
    ($w:ident, $node:ident) => {{
        exprs($w, &mut $node.decorator_list);
        type_params($w, &mut $node.type_params);
        arguments($w, &mut $node.args);
        optional($w, &mut $node.returns);
        body($w, &mut $node.body)
    }};
}

/// A loop with a target, asynchronous or not.
macro_rules! walk_for {
    ($w:ident, $node:ident) => {{
        $w.expr(&mut $node.target);
        $w.expr(&mut $node.iter);
        body($w, &mut $node.body);
        body($w, &mut $node.orelse)
    }};
}

macro_rules! walk_try {
    ($w:ident, $node:ident) => {{
        body($w, &mut $node.body);
        handlers($w, &mut $node.handlers);
        body($w, &mut $node.orelse);
        body($w, &mut $node.finalbody)
    }};
}

/// Visits what a statement holds.
pub(crate) fn walk_stmt<W: Walker + ?Sized>(w: &mut W, stmt: &mut Stmt) {
    match stmt {
        Stmt::FunctionDef(node) => walk_function!(w, node),
        Stmt::AsyncFunctionDef(node) => walk_function!(w, node),
        Stmt::ClassDef(node) => {
            exprs(w, &mut node.decorator_list);
            type_params(w, &mut node.type_params);
            exprs(w, &mut node.bases);
            keywords(w, &mut node.keywords);
            body(w, &mut node.body)
        }
        Stmt::Return(node) => optional(w, &mut node.value),
        Stmt::Delete(node) => exprs(w, &mut node.targets),
        Stmt::Assign(node) => {
            exprs(w, &mut node.targets);
            w.expr(&mut node.value)
        }
        Stmt::TypeAlias(node) => {
            w.expr(&mut node.name);
            type_params(w, &mut node.type_params);
            w.expr(&mut node.value)
        }
        Stmt::AugAssign(node) => {
            w.expr(&mut node.target);
            w.expr(&mut node.value)
        }
        Stmt::AnnAssign(node) => {
            w.expr(&mut node.target);
            w.expr(&mut node.annotation);
            optional(w, &mut node.value)
        }
        Stmt::For(node) => walk_for!(w, node),
        Stmt::AsyncFor(node) => walk_for!(w, node),
        Stmt::While(node) => {
            w.expr(&mut node.test);
            body(w, &mut node.body);
            body(w, &mut node.orelse)
        }
        Stmt::If(node) => {
            w.expr(&mut node.test);
            body(w, &mut node.body);
            body(w, &mut node.orelse)
        }
        Stmt::With(node) => {
            with_items(w, &mut node.items);
            body(w, &mut node.body)
        }
        Stmt::AsyncWith(node) => {
            with_items(w, &mut node.items);
            body(w, &mut node.body)
        }
        Stmt::Match(node) => {
            w.expr(&mut node.subject);
            node.cases.iter_mut().for_each(|case| {
                w.pattern(&mut case.pattern);
                optional(w, &mut case.guard);
                body(w, &mut case.body)
            })
        }
        Stmt::Raise(node) => {
            optional(w, &mut node.exc);
            optional(w, &mut node.cause)
        }
        Stmt::Try(node) => walk_try!(w, node),
        Stmt::TryStar(node) => walk_try!(w, node),
        Stmt::Assert(node) => {
            w.expr(&mut node.test);
            optional(w, &mut node.msg)
        }
        Stmt::Expr(node) => w.expr(&mut node.value),
        Stmt::Import(_) | Stmt::ImportFrom(_) | Stmt::Global(_) | Stmt::Nonlocal(_) => {}
        Stmt::Pass(_) | Stmt::Break(_) | Stmt::Continue(_) => {}
    }
}

/// Visits what an expression holds.
pub(crate) fn walk_expr<W: Walker + ?Sized>(w: &mut W, expr: &mut Expr) {
    match expr {
        Expr::BoolOp(node) => exprs(w, &mut node.values),
        Expr::NamedExpr(node) => {
            w.expr(&mut node.target);
            w.expr(&mut node.value)
        }
        Expr::BinOp(node) => {
            w.expr(&mut node.left);
            w.expr(&mut node.right)
        }
        Expr::UnaryOp(node) => w.expr(&mut node.operand),
        Expr::Lambda(node) => {
            arguments(w, &mut node.args);
            w.expr(&mut node.body)
        }
        Expr::IfExp(node) => {
            w.expr(&mut node.test);
            w.expr(&mut node.body);
            w.expr(&mut node.orelse)
        }
        Expr::Dict(node) => {
            node.keys.iter_mut().flatten().for_each(|key| w.expr(key));
            exprs(w, &mut node.values)
        }
        Expr::Set(node) => exprs(w, &mut node.elts),
        Expr::ListComp(node) => {
            w.expr(&mut node.elt);
            comprehensions(w, &mut node.generators)
        }
        Expr::SetComp(node) => {
            w.expr(&mut node.elt);
            comprehensions(w, &mut node.generators)
        }
        Expr::DictComp(node) => {
            w.expr(&mut node.key);
            w.expr(&mut node.value);
            comprehensions(w, &mut node.generators)
        }
        Expr::GeneratorExp(node) => {
            w.expr(&mut node.elt);
            comprehensions(w, &mut node.generators)
        }
        Expr::Await(node) => w.expr(&mut node.value),
        Expr::Yield(node) => optional(w, &mut node.value),
        Expr::YieldFrom(node) => w.expr(&mut node.value),
        Expr::Compare(node) => {
            w.expr(&mut node.left);
            exprs(w, &mut node.comparators)
        }
        Expr::Call(node) => {
            w.expr(&mut node.func);
            exprs(w, &mut node.args);
            keywords(w, &mut node.keywords)
        }
        Expr::FormattedValue(node) => {
            w.expr(&mut node.value);
            optional(w, &mut node.format_spec)
        }
        Expr::JoinedStr(node) => exprs(w, &mut node.values),
        Expr::Attribute(node) => w.expr(&mut node.value),
        Expr::Subscript(node) => {
            w.expr(&mut node.value);
            w.expr(&mut node.slice)
        }
        Expr::Starred(node) => w.expr(&mut node.value),
        Expr::List(node) => exprs(w, &mut node.elts),
        Expr::Tuple(node) => exprs(w, &mut node.elts),
        Expr::Slice(node) => {
            optional(w, &mut node.lower);
            optional(w, &mut node.upper);
            optional(w, &mut node.step)
        }
        Expr::Constant(_) | Expr::Name(_) => {}
    }
}

/// Visits what a pattern holds.
pub(crate) fn walk_pattern<W: Walker + ?Sized>(w: &mut W, pattern: &mut Pattern) {
    match pattern {
        Pattern::MatchValue(node) => w.expr(&mut node.value),
        Pattern::MatchSingleton(_) | Pattern::MatchStar(_) => {}
        Pattern::MatchSequence(node) => node.patterns.iter_mut().for_each(|pattern| w.pattern(pattern)),
        Pattern::MatchMapping(node) => {
            exprs(w, &mut node.keys);
            node.patterns.iter_mut().for_each(|pattern| w.pattern(pattern))
        }
        Pattern::MatchClass(node) => {
            w.expr(&mut node.cls);
            node.patterns.iter_mut().chain(&mut node.kwd_patterns).for_each(|pattern| w.pattern(pattern))
        }
        Pattern::MatchAs(node) => {
            if let Some(pattern) = &mut node.pattern {
                w.pattern(pattern);
            }
        }
        Pattern::MatchOr(node) => node.patterns.iter_mut().for_each(|pattern| w.pattern(pattern)),
    }
}
