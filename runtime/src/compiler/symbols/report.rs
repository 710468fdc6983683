//! Symbol tables as the module `symtable` shows them: what [`Symbols`] found, in CPython's words and bits.

use super::{Access, Scope, ScopeKind, Symbols, def};
use crate::compiler::Places;

/// What block a table is of; the discriminants are CPython's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TableKind {
    /// A function, lambda or comprehension.
    Function = 0,
    /// A class body.
    Class = 1,
    /// The module.
    Module = 2,
    /// An annotation that is not evaluated.
    Annotation = 3,
    /// The bound of a type variable.
    Bound = 4,
    /// The value of a type alias.
    Alias = 5,
    /// Type parameters.
    TypeParams = 6,
}

/// The table of one block.
#[derive(Debug)]
pub struct SymbolTable {
    /// What block.
    pub kind: TableKind,
    /// The block's name.
    pub name: String,
    /// Where it starts; 0 for the module.
    pub line: u32,
    /// Whether a function is around it.
    pub nested: bool,
    /// Its names, with CPython's flags and scope bits.
    pub symbols: Vec<(String, u32)>,
    /// Its parameters.
    pub parameters: Vec<String>,
    /// The tables of blocks in it, as indices.
    pub children: Vec<usize>,
}

/// Scopes of names, shifted to where CPython keeps them.
mod scope {
    pub(super) const OFFSET: u32 = 12;
    pub(super) const LOCAL: u32 = 1;
    pub(super) const GLOBAL_EXPLICIT: u32 = 2;
    pub(super) const GLOBAL_IMPLICIT: u32 = 3;
    pub(super) const FREE: u32 = 4;
    pub(super) const CELL: u32 = 5;
}

/// `DEF_FREE_CLASS`: a name of a class that is also free in its methods.
const FREE_CLASS: u32 = 0x40;

/// The parameter of a comprehension.
const ITERABLE: &str = ".0";

fn kind_of(kind: ScopeKind) -> TableKind {
    match kind {
        ScopeKind::Module => TableKind::Module,
        ScopeKind::Function | ScopeKind::Lambda | ScopeKind::Inlined | ScopeKind::Comprehension => TableKind::Function,
        ScopeKind::Class => TableKind::Class,
        ScopeKind::TypeParams => TableKind::TypeParams,
        ScopeKind::Bound => TableKind::Bound,
        ScopeKind::Alias => TableKind::Alias,
        ScopeKind::Annotation => TableKind::Annotation,
    }
}

impl Scope {
    fn symbol(&self, name: &str) -> u32 {
        let mut flags = u32::from(self.flags(name));
        if flags == u32::from(def::BUBBLED) {
            flags = u32::from(def::USE);
        }
        flags &= !u32::from(def::BUBBLED);
        let scope = match self.access.get(name) {
            Some(Access::Local) => scope::LOCAL,
            Some(Access::Cell) => scope::CELL,
            Some(Access::Free) => scope::FREE,
            Some(Access::Global) => scope::GLOBAL_EXPLICIT,
            Some(Access::Name) if flags & u32::from(def::BOUND) != 0 => scope::LOCAL,
            Some(Access::Name | Access::Implicit) | None => scope::GLOBAL_IMPLICIT,
        };
        flags | scope << scope::OFFSET
    }

    fn is_function(&self) -> bool {
        !matches!(self.kind, ScopeKind::Module | ScopeKind::Class)
    }
}

impl Symbols {
    /// All tables, the module's first. Those of inlined comprehensions are merged into their blocks.
    pub(crate) fn tables(&self, places: Places<'_>) -> Vec<SymbolTable> {
        let shown: Vec<usize> =
            (0..self.scopes.len()).filter(|&id| self.scopes[id].kind != ScopeKind::Inlined).collect();
        shown.iter().map(|&id| self.table(id, &shown, places)).collect()
    }

    fn table(&self, id: usize, shown: &[usize], places: Places<'_>) -> SymbolTable {
        let block = &self.scopes[id];
        let mut table = SymbolTable {
            kind: kind_of(block.kind),
            name: block.name.clone(),
            line: if block.parent.is_some() { places.at(block.node.0).0 } else { 0 },
            nested: self.is_nested(id),
            symbols: Vec::with_capacity(block.order.len()),
            parameters: Vec::new(),
            children: Vec::new(),
        };
        if block.kind == ScopeKind::Comprehension {
            let parameter = u32::from(def::PARAM) | scope::LOCAL << scope::OFFSET;
            table.symbols.push((ITERABLE.to_owned(), parameter));
            table.parameters.push(ITERABLE.to_owned());
        }
        let parameters = block.order.iter().filter(|name| block.flags(name) & def::PARAM != 0);
        table.parameters.extend(parameters.cloned());
        table.symbols.extend(block.order.iter().map(|name| (name.clone(), block.symbol(name))));
        self.merge(id, &mut table, shown);
        self.add_passed(block, &mut table);
        table
    }

    fn is_nested(&self, id: usize) -> bool {
        let mut at = self.scopes[id].parent;
        while let Some(parent) = at {
            if self.scopes[parent].is_function() && self.scopes[parent].kind != ScopeKind::Inlined {
                return true;
            }
            at = self.scopes[parent].parent;
        }
        false
    }

    /// Adds the children of a block, in place of inlined comprehensions their children and names.
    fn merge(&self, id: usize, table: &mut SymbolTable, shown: &[usize]) {
        for &child in &self.scopes[id].children {
            let scope = &self.scopes[child];
            if scope.kind != ScopeKind::Inlined {
                table.children.extend(shown.binary_search(&child));
                continue;
            }
            for name in &scope.order {
                if !table.symbols.iter().any(|(known, _)| known == name) {
                    table.symbols.push((name.clone(), scope.symbol(name)));
                }
            }
            self.merge(child, table, shown);
        }
    }

    /// Adds the names that a block only passes on to blocks within.
    fn add_passed(&self, block: &Scope, table: &mut SymbolTable) {
        for name in block.access.keys().filter_map(|name| name.strip_prefix(".pass.")) {
            match table.symbols.iter_mut().find(|(known, _)| known == name) {
                Some((_, flags)) => *flags |= FREE_CLASS,
                None => table.symbols.push((name.to_owned(), scope::FREE << scope::OFFSET)),
            }
        }
    }
}
