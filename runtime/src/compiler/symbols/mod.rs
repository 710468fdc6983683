//! Scopes: which names a block binds and uses, and how each is reached. Follows CPython's symtable.
//!
//! List, set and dict comprehensions are inlined (PEP 709): their variables become registers of the enclosing block, what
//! they use otherwise is used by that block. In class bodies they still do not see the class's names.

mod collect;
mod report;

pub use report::{SymbolTable, TableKind};

use super::CompileError;
use parser::ast;
use std::collections::HashMap;

/// What kind of block a scope is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum ScopeKind {
    Module,
    Function,
    Lambda,
    Class,
    /// A comprehension that is inlined.
    Inlined,
    /// A generator expression, or a comprehension where class variables are seen.
    Comprehension,
    /// The scope of PEP 695 type parameters.
    TypeParams,
    /// The lazily evaluated bound of a type variable.
    Bound,
    /// The lazily evaluated value of a type alias.
    Alias,
    /// An annotation that is never evaluated.
    Annotation,
}

/// How a block reaches a name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Access {
    /// Register of the block.
    Local,
    /// Cell made by the block.
    Cell,
    /// Cell of an enclosing block.
    Free,
    /// By `global`.
    Global,
    /// Nobody around binds it: global or builtin.
    Implicit,
    /// In the namespace of a module or class body.
    Name,
}

/// What a block does with a name, with CPython's bits.
pub(crate) mod def {
    pub(crate) const GLOBAL: u16 = 1;
    pub(crate) const LOCAL: u16 = 2;
    pub(crate) const PARAM: u16 = 4;
    pub(crate) const NONLOCAL: u16 = 8;
    pub(crate) const USE: u16 = 0x10;
    pub(crate) const IMPORT: u16 = 0x80;
    pub(crate) const ANNOT: u16 = 0x100;
    pub(crate) const COMP_ITER: u16 = 0x200;
    pub(crate) const TYPE_PARAM: u16 = 0x400;
    /// Used by a comprehension inlined into the block.
    pub(crate) const BUBBLED: u16 = 0x8000;
    pub(crate) const BOUND: u16 = LOCAL | PARAM | IMPORT | TYPE_PARAM;
}

/// A range of the source, by offsets.
pub(crate) type Range = (u32, u32);

/// One scope.
#[derive(Debug)]
pub(crate) struct Scope {
    pub(crate) kind: ScopeKind,
    /// What `symtable` calls it.
    name: String,
    /// The node it belongs to.
    node: Range,
    pub(crate) parent: Option<usize>,
    pub(crate) children: Vec<usize>,
    names: HashMap<String, u16>,
    /// Names in the order in which they were first seen.
    pub(crate) order: Vec<String>,
    pub(crate) access: HashMap<String, Access>,
    /// Where names were declared global or nonlocal.
    directives: Vec<(String, Range)>,
    deleted: Vec<String>,
    pub(crate) has_yield: bool,
    pub(crate) has_await: bool,
    pub(crate) has_walrus: bool,
    /// The class that private names are mangled with.
    pub(crate) class_name: Option<String>,
    /// A class whose methods use `__class__`.
    pub(crate) needs_class_cell: bool,
    /// A class whose PEP 695 scopes look names up in it.
    pub(crate) needs_class_dict: bool,
    /// A PEP 695 scope in a class body, which sees the class's names.
    pub(crate) sees_class: bool,
    /// What messages call a comprehension.
    what: &'static str,
}

/// All scopes of a compilation.
#[derive(Default)]
pub(crate) struct Symbols {
    pub(crate) scopes: Vec<Scope>,
    by_node: HashMap<(u32, u32, ScopeKind), usize>,
}

impl Scope {
    /// Whether `del` is applied to the name.
    pub(crate) fn is_deleted(&self, name: &str) -> bool {
        self.deleted.iter().any(|deleted| deleted == name)
    }

    /// The parameters of the function that type parameters' scopes are: the defaults of the function inside, if any.
    pub(crate) fn hidden_parameters(&self) -> impl Iterator<Item = &'static str> {
        [".defaults", ".kwdefaults"].into_iter().filter(|name| self.flags(name) & def::PARAM != 0)
    }

    fn flags(&self, name: &str) -> u16 {
        self.names.get(name).copied().unwrap_or(0)
    }

    /// The error for a declaration of `name` that cannot be.
    fn error_at_directive(&self, message: String, name: &str) -> CompileError {
        match self.directives.iter().find(|(declared, _)| declared == name) {
            Some((_, range)) => CompileError::symbols(message, *range),
            None => CompileError::text(message),
        }
    }
}

/// A name as class `class` mangles it.
pub(crate) fn mangle(class: Option<&str>, name: &str) -> String {
    match class.map(|class| class.trim_start_matches('_')) {
        Some(class) if !class.is_empty() && name.starts_with("__") && !name.ends_with("__") && !name.contains('.') => {
            format!("_{class}{name}")
        }
        _ => name.to_owned(),
    }
}

impl Symbols {
    /// The scopes of a module.
    pub(crate) fn of(module: &ast::Mod, future_annotations: bool) -> Result<Symbols, CompileError> {
        let mut symbols = collect::collect(module, future_annotations)?;
        symbols.resolve()?;
        Ok(symbols)
    }

    /// The scope of a node.
    pub(crate) fn scope_of(&self, range: Range, kind: ScopeKind) -> usize {
        self.by_node[&(range.0, range.1, kind)]
    }

    /// The scope of a comprehension, whichever kind it is of.
    pub(crate) fn comprehension_scope(&self, range: Range) -> usize {
        let inlined = self.by_node.get(&(range.0, range.1, ScopeKind::Inlined)).copied();
        inlined.unwrap_or_else(|| self.scope_of(range, ScopeKind::Comprehension))
    }

    /// Finds out how each block reaches each name, outermost scopes first; then which names need cells, innermost first.
    fn resolve(&mut self) -> Result<(), CompileError> {
        for id in (0..self.scopes.len()).rev() {
            self.bubble_inlined(id);
        }
        for id in 0..self.scopes.len() {
            for at in 0..self.scopes[id].order.len() {
                let name = self.scopes[id].order[at].clone();
                let access = self.access_of(id, &name)?;
                self.scopes[id].access.insert(name, access);
            }
        }
        for id in (0..self.scopes.len()).rev() {
            // What an inlined comprehension reads through its block needs no cell for that alone.
            let inlined = self.scopes[id].kind == ScopeKind::Inlined;
            let host = self.host(id);
            if inlined && self.scopes[host].kind != ScopeKind::Class {
                continue;
            }
            let free: Vec<String> =
                self.scopes[id].access.iter().filter(|(_, a)| **a == Access::Free).map(|(n, _)| n.clone()).collect();
            for name in free.iter().filter(|name| !name.starts_with(".pass.")) {
                if !(inlined && self.bound_by_inlined(id, name)) {
                    self.make_cell(id, name);
                }
            }
        }
        Ok(())
    }

    /// The block whose registers a scope uses.
    fn host(&self, id: usize) -> usize {
        let mut at = id;
        while self.scopes[at].kind == ScopeKind::Inlined
            && let Some(parent) = self.scopes[at].parent
        {
            at = parent;
        }
        at
    }

    /// Whether a comprehension inlined around `id` into the same block binds `name`.
    fn bound_by_inlined(&self, id: usize, name: &str) -> bool {
        let mut at = self.scopes[id].parent;
        while let Some(parent) = at.filter(|&parent| self.scopes[parent].kind == ScopeKind::Inlined) {
            if self.binds(parent, name) {
                return true;
            }
            at = self.scopes[parent].parent;
        }
        false
    }

    fn binds(&self, id: usize, name: &str) -> bool {
        let flags = self.scopes[id].flags(name);
        flags & def::BOUND != 0 && flags & (def::GLOBAL | def::NONLOCAL) == 0
    }

    /// What an inlined comprehension uses and does not bind is used by the block around it.
    fn bubble_inlined(&mut self, id: usize) {
        if self.scopes[id].kind != ScopeKind::Inlined {
            return;
        }
        let Some(parent) = self.scopes[id].parent else { return };
        if self.scopes[parent].kind == ScopeKind::Class {
            return;
        }
        let outer: Vec<String> = self.scopes[id]
            .order
            .iter()
            .filter(|name| !self.binds(id, name) && self.scopes[id].flags(name) & def::GLOBAL == 0)
            .cloned()
            .collect();
        for name in outer {
            let scope = &mut self.scopes[parent];
            if !scope.names.contains_key(&name) {
                scope.order.push(name.clone());
            }
            *scope.names.entry(name).or_default() |= def::BUBBLED;
        }
    }

    fn access_of(&self, id: usize, name: &str) -> Result<Access, CompileError> {
        let scope = &self.scopes[id];
        let flags = scope.flags(name);
        if flags & def::GLOBAL != 0 {
            if flags & def::NONLOCAL != 0 {
                return Err(scope.error_at_directive(format!("name '{name}' is nonlocal and global"), name));
            }
            return Ok(Access::Global);
        }
        if flags & def::NONLOCAL != 0 {
            let message = match self.enclosing_binding(id, name) {
                _ if id == 0 => "nonlocal declaration not allowed at module level".to_owned(),
                None => format!("no binding for nonlocal '{name}' found"),
                Some(flags) if flags & def::TYPE_PARAM != 0 => {
                    format!("nonlocal binding not allowed for type parameter '{name}'")
                }
                Some(_) => return Ok(Access::Free),
            };
            return Err(scope.error_at_directive(message, name));
        }
        let function_like = !matches!(scope.kind, ScopeKind::Module | ScopeKind::Class);
        if flags & def::BOUND != 0 {
            return Ok(if function_like { Access::Local } else { Access::Name });
        }
        // What the class around binds itself is looked up in it, then among the globals.
        match self.class_flags(id, name) {
            flags if flags & def::GLOBAL != 0 => return Ok(Access::Global),
            flags if flags & def::BOUND != 0 && flags & def::NONLOCAL == 0 => return Ok(Access::Implicit),
            _ => {}
        }
        if self.enclosing_binding(id, name).is_some() {
            return Ok(Access::Free);
        }
        Ok(if function_like { Access::Implicit } else { Access::Name })
    }

    /// What the class that scope `id` sees does with `name`.
    fn class_flags(&self, id: usize, name: &str) -> u16 {
        if !self.scopes[id].sees_class {
            return 0;
        }
        let mut at = self.scopes[id].parent;
        while let Some(parent) = at.filter(|&parent| self.scopes[parent].kind != ScopeKind::Class) {
            at = self.scopes[parent].parent;
        }
        at.map_or(0, |class| self.scopes[class].flags(name))
    }

    /// How the function around scope `id` that binds `name` does so, unless one says before that it is global.
    fn enclosing_binding(&self, id: usize, name: &str) -> Option<u16> {
        let mut at = self.scopes[id].parent;
        while let Some(parent) = at {
            let scope = &self.scopes[parent];
            match scope.kind {
                ScopeKind::Module => return None,
                ScopeKind::Class => {
                    if matches!(name, "__class__" | "__classdict__") {
                        return Some(def::LOCAL);
                    }
                }
                _ => {
                    let flags = scope.flags(name);
                    if flags & def::GLOBAL != 0 {
                        return None;
                    }
                    if flags & def::BOUND != 0 && flags & def::NONLOCAL == 0 {
                        return Some(flags);
                    }
                }
            }
            at = scope.parent;
        }
        None
    }

    /// Makes the scope that binds a name which `id` has free make a cell, and those between pass it on.
    fn make_cell(&mut self, id: usize, name: &str) {
        let mut at = self.scopes[id].parent;
        while let Some(parent) = at {
            let scope = &mut self.scopes[parent];
            let access = scope.access.get(name).copied();
            match (scope.kind, access) {
                (ScopeKind::Class, _) if name == "__class__" => {
                    scope.needs_class_cell = true;
                    return;
                }
                (ScopeKind::Class, _) if name == "__classdict__" => {
                    scope.needs_class_dict = true;
                    return;
                }
                (ScopeKind::Class, _) => {
                    scope.access.entry(format!(".pass.{name}")).or_insert(Access::Free);
                }
                (ScopeKind::Module, _) => return,
                (_, Some(Access::Local | Access::Cell)) => {
                    scope.access.insert(name.to_owned(), Access::Cell);
                    return;
                }
                (_, Some(Access::Free)) if scope.kind != ScopeKind::Inlined => return,
                (_, Some(Access::Global | Access::Implicit | Access::Name | Access::Free) | None) => {
                    scope.access.insert(name.to_owned(), Access::Free);
                    if !scope.order.iter().any(|n| n == name) {
                        scope.order.push(name.to_owned());
                    }
                    return self.make_cell(parent, name);
                }
            }
            at = self.scopes[parent].parent;
        }
    }
}
