//! `_symtable`: the symbol tables of source text, as the compiler finds them.

use crate::receiver::this;
use runtime::compiler::{SymbolTable, TableKind};
use runtime::heap::{Field, Gc};
use runtime::native::{Args, ModuleSpec, TypeSpec, func, member, method};
use runtime::object::list::List;
use runtime::object::module::Module;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

struct Entry {
    id: Field<Value>,
    name: Field<Value>,
    symbols: Field<Value>,
    parameters: Field<Value>,
    children: Field<Value>,
    kind: TableKind,
    nested: bool,
    line: u32,
}
runtime::native_data!(Entry, [id, name, symbols, parameters, children]);

fn entry(vm: &mut Vm, table: &SymbolTable, id: usize, entries: Gc<List>) -> PyResult<Value> {
    let name = vm.str(&table.name)?.value();
    let symbols = vm.dict()?;
    for (name, flags) in &table.symbols {
        symbols.set_text(vm, name, Value::len(*flags as usize))?;
    }
    let parameters = vm.list(&[])?;
    for name in &table.parameters {
        let name = vm.str(name)?.value();
        parameters.push(vm, name)?;
    }
    let children = vm.list(&[])?;
    for &child in &table.children {
        if let Some(child) = entries.get(child) {
            children.push(vm, child)?;
        }
    }
    let class = vm.native_type(&ENTRY)?;
    let data = Entry {
        id: Field::new(Value::len(id)),
        name: Field::new(name),
        symbols: Field::new(symbols.value()),
        parameters: Field::new(parameters.value()),
        children: Field::new(children.value()),
        kind: table.kind,
        nested: table.nested,
        line: table.line,
    };
    Ok(vm.native(class, data)?.value())
}

fn symtable(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let tables = vm.symbol_tables(args)?;
    let entries = vm.list(&vec![Value::NONE; tables.len()])?;
    // Blocks come after those around them, so children are made first.
    for (id, table) in tables.iter().enumerate().rev() {
        let made = entry(vm, table, id + 1, entries)?;
        entries.set(vm, id, made);
    }
    Ok(entries.get(0).unwrap_or(Value::NONE))
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let entry = this::<Entry>(args[0]);
    let name = vm.to_str(entry.data.name.get())?.to_string_lossy();
    let id = vm.to_str(entry.data.id.get())?.to_string_lossy();
    Ok(vm.str(&format!("<symtable entry {name}({id}), line {}>", entry.data.line))?.value())
}

static ENTRY: TypeSpec = TypeSpec {
    name: "symtable entry",
    methods: &[method("__repr__", "()", repr)],
    getset: &[
        member("id", |_, entry| Ok(this::<Entry>(entry).data.id.get())),
        member("name", |_, entry| Ok(this::<Entry>(entry).data.name.get())),
        member("symbols", |_, entry| Ok(this::<Entry>(entry).data.symbols.get())),
        member("varnames", |_, entry| Ok(this::<Entry>(entry).data.parameters.get())),
        member("children", |_, entry| Ok(this::<Entry>(entry).data.children.get())),
        member("nested", |_, entry| Ok(Value::int32(this::<Entry>(entry).data.nested.into()))),
        member("type", |_, entry| Ok(Value::int32(this::<Entry>(entry).data.kind as i32))),
        member("lineno", |_, entry| Ok(Value::len(this::<Entry>(entry).data.line as usize))),
    ],
    ..TypeSpec::EMPTY
};

/// The bits of a symbol's flags, kinds of tables and scopes of names.
static CONSTANTS: &[(&str, i32)] = &[
    ("USE", 0x10),
    ("DEF_GLOBAL", 1),
    ("DEF_NONLOCAL", 8),
    ("DEF_LOCAL", 2),
    ("DEF_PARAM", 4),
    ("DEF_FREE", 0x20),
    ("DEF_FREE_CLASS", 0x40),
    ("DEF_IMPORT", 0x80),
    ("DEF_BOUND", 0x86),
    ("DEF_ANNOT", 0x100),
    ("TYPE_FUNCTION", TableKind::Function as i32),
    ("TYPE_CLASS", TableKind::Class as i32),
    ("TYPE_MODULE", TableKind::Module as i32),
    ("TYPE_ANNOTATION", TableKind::Annotation as i32),
    ("TYPE_TYPE_VAR_BOUND", TableKind::Bound as i32),
    ("TYPE_TYPE_ALIAS", TableKind::Alias as i32),
    ("TYPE_TYPE_PARAM", TableKind::TypeParams as i32),
    ("LOCAL", 1),
    ("GLOBAL_EXPLICIT", 2),
    ("GLOBAL_IMPLICIT", 3),
    ("FREE", 4),
    ("CELL", 5),
    ("SCOPE_OFF", 12),
    ("SCOPE_MASK", 15),
];

fn init(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    for &(name, value) in CONSTANTS {
        module.dict.get().set_text(vm, name, Value::int32(value))?;
    }
    Ok(())
}

/// `_symtable`
pub(crate) static SYMTABLE: ModuleSpec = ModuleSpec {
    name: "_symtable",
    functions: &[func("symtable", "(source, filename, startstr, /)", symtable)
        .doc("Return symbol and scope dictionaries used internally by compiler.")],
    init: Some(init),
    ..ModuleSpec::EMPTY
};
