//! Names that were made unique for the grammar (see `build`), as they stand in the text again.

use rustpython_parser::ast::{self, Expr, Stmt};

use super::walk::{Walker, walk_expr, walk_mod, walk_pattern, walk_stmt};
use crate::wtf::ESCAPE;

/// Takes the suffixes off names that were made unique.
pub(super) fn restore_names(module: &mut ast::Mod) {
    walk_mod(&mut RestoreNames, module);
}

struct RestoreNames;

fn restore(name: &mut ast::Identifier) {
    if let Some((text, _)) = name.as_str().split_once(ESCAPE) {
        // A dotted name has a suffix per part.
        let parts = name.as_str().split('.').map(|part| part.split(ESCAPE).next().unwrap_or(part));
        let restored = if name.as_str().contains('.') { parts.collect::<Vec<_>>().join(".") } else { text.to_owned() };
        *name = ast::Identifier::new(restored);
    }
}

impl RestoreNames {
    fn arguments(arguments: &mut ast::Arguments) {
        let ast::Arguments { posonlyargs, args, vararg, kwonlyargs, kwarg, .. } = arguments;
        for arg in posonlyargs.iter_mut().chain(args).chain(kwonlyargs) {
            restore(&mut arg.def.arg);
        }
        for arg in vararg.iter_mut().chain(kwarg) {
            restore(&mut arg.arg);
        }
    }

    fn type_params(params: &mut [ast::TypeParam]) {
        for param in params {
            match param {
                ast::TypeParam::TypeVar(node) => restore(&mut node.name),
                ast::TypeParam::ParamSpec(node) => restore(&mut node.name),
                ast::TypeParam::TypeVarTuple(node) => restore(&mut node.name),
            }
        }
    }

    fn aliases(aliases: &mut [ast::Alias]) {
        for alias in aliases {
            restore(&mut alias.name);
            alias.asname.iter_mut().for_each(restore);
        }
    }

    fn keywords(keywords: &mut [ast::Keyword]) {
        keywords.iter_mut().filter_map(|keyword| keyword.arg.as_mut()).for_each(restore);
    }

    fn handlers(handlers: &mut [ast::ExceptHandler]) {
        for ast::ExceptHandler::ExceptHandler(handler) in handlers {
            handler.name.iter_mut().for_each(restore);
        }
    }
}

impl Walker for RestoreNames {
    fn stmt(&mut self, stmt: &mut Stmt) {
        match stmt {
            Stmt::FunctionDef(node) => {
                restore(&mut node.name);
                Self::arguments(&mut node.args);
                Self::type_params(&mut node.type_params);
            }
            Stmt::AsyncFunctionDef(node) => {
                restore(&mut node.name);
                Self::arguments(&mut node.args);
                Self::type_params(&mut node.type_params);
            }
            Stmt::ClassDef(node) => {
                restore(&mut node.name);
                Self::keywords(&mut node.keywords);
                Self::type_params(&mut node.type_params);
            }
            Stmt::TypeAlias(node) => Self::type_params(&mut node.type_params),
            Stmt::Import(node) => Self::aliases(&mut node.names),
            Stmt::ImportFrom(node) => {
                node.module.iter_mut().for_each(restore);
                Self::aliases(&mut node.names);
            }
            Stmt::Global(node) => node.names.iter_mut().for_each(restore),
            Stmt::Nonlocal(node) => node.names.iter_mut().for_each(restore),
            Stmt::Try(node) => Self::handlers(&mut node.handlers),
            Stmt::TryStar(node) => Self::handlers(&mut node.handlers),
            _ => {}
        }
        walk_stmt(self, stmt);
    }

    fn expr(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Name(node) => restore(&mut node.id),
            Expr::Attribute(node) => restore(&mut node.attr),
            Expr::Call(node) => Self::keywords(&mut node.keywords),
            Expr::Lambda(node) => Self::arguments(&mut node.args),
            _ => {}
        }
        walk_expr(self, expr);
    }

    fn pattern(&mut self, pattern: &mut ast::Pattern) {
        match pattern {
            ast::Pattern::MatchAs(node) => node.name.iter_mut().for_each(restore),
            ast::Pattern::MatchStar(node) => node.name.iter_mut().for_each(restore),
            ast::Pattern::MatchMapping(node) => node.rest.iter_mut().for_each(restore),
            ast::Pattern::MatchClass(node) => node.kwd_attrs.iter_mut().for_each(restore),
            _ => {}
        }
        walk_pattern(self, pattern);
    }
}
