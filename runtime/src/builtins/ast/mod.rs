//! Syntax trees as Python objects: the classes of `_ast`, made from the grammar's table, and trees to and from them.

mod asdl;
mod features;
mod from_python;
mod to_python;
mod validate;

use crate::compiler::{self, CompileError, CompileOptions, Findings, Places};
use crate::heap::Gc;
use crate::native::{Args, TypeSpec, method};
use crate::object::code::Code;
use crate::object::dict::Dict;
use crate::object::header::Kind;
use crate::object::string::Str;
use crate::object::tuple::Tuple;
use crate::object::type_object::{Type, type_flag};
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use asdl::{Count, GRAMMAR, Positions, Sum};

const CLASSES: &str = "_ast classes";
const SINGLETONS: &str = "_ast singletons";

/// `_ast.AST`
pub static AST: TypeSpec = TypeSpec {
    name: "AST",
    module: "ast",
    kind: Kind::Instance,
    flags: type_flag::BASE_TYPE | type_flag::HAS_DICT | type_flag::HAS_WEAKREF | type_flag::HEAP_TYPE,
    methods: &[
        method("__new__", "(*args, **kwargs)", new),
        method("__init__", "(*args, **kwargs)", init),
        method("__reduce__", "()", reduce),
    ],
    getset: &[crate::builtins::object::DICT_GETSET],
    ..TypeSpec::EMPTY
};

fn fields_of(vm: &mut Vm, object: Value) -> PyResult<Option<Gc<Tuple>>> {
    let class = vm.class_of(object).value();
    match vm.get_attr_opt_text(class, "_fields")? {
        Some(fields) => vm.collect_tuple(fields).map(Some),
        None => Ok(None),
    }
}

/// Arguments are a matter of `__init__`, whatever that may be.
fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let object = vm.types.object.value();
    vm.call_method(object, "__new__", &[args[0]])
}

fn init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let fields = match fields_of(vm, args[0])? {
        Some(fields) => fields,
        None => vm.tuple(&[])?,
    };
    let given = args[1].cast::<Tuple>().expect("bound as *args");
    if fields.len() < given.len() {
        let plural = if fields.len() == 1 { "" } else { "s" };
        let name = vm.class_of(args[0]).name_text();
        let message = format!("{name} constructor takes at most {} positional argument{plural}", fields.len());
        return Err(vm.type_error(&message));
    }
    for index in 0..given.len() {
        let name = super::str::expect(vm, fields.get(index), "attribute name must be string")?;
        vm.set_attr(args[0], name, given.get(index))?;
    }
    let keywords = args[2].cast::<Dict>().expect("bound as **kwargs");
    let mut at = 0;
    while let Some((entry, key, value)) = keywords.next_item(at) {
        at = entry + 1;
        let Some(key) = key.cast::<Str>() else { continue };
        let text = key.to_string_lossy();
        let known = fields.items().iter().position(|field| field.cast::<Str>().is_some_and(|f| f.is_text(&text)));
        if known.is_some_and(|index| index < given.len()) {
            let name = vm.class_of(args[0]).name_text();
            let message = format!("{name} got multiple values for argument '{text}'");
            return Err(vm.type_error(&message));
        }
        vm.set_attr(args[0], key, value)?;
    }
    Ok(Value::NONE)
}

fn reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = vm.class_of(args[0]).value();
    let empty = vm.tuple(&[])?.value();
    match vm.get_attr_opt_text(args[0], "__dict__")? {
        Some(dict) => Ok(vm.tuple(&[class, empty, dict])?.value()),
        None => Ok(vm.tuple(&[class, empty])?.value()),
    }
}

fn names(vm: &mut Vm, names: &[&str]) -> PyResult<Value> {
    let list = vm.list(&[])?;
    for name in names {
        let name = vm.intern(name).value();
        list.push(vm, name)?;
    }
    Ok(vm.collect_tuple(list.value())?.value())
}

/// The attributes that nodes of a sum have besides their fields.
const ATTRIBUTES: [&str; 4] = ["lineno", "col_offset", "end_lineno", "end_col_offset"];

fn make_class(vm: &mut Vm, classes: Gc<Dict>, name: &str, base: Value, doc: &str) -> PyResult<Value> {
    let namespace = vm.dict()?;
    let module = vm.intern("ast").value();
    namespace.set_text(vm, "__module__", module)?;
    let doc = vm.str(doc)?.value();
    namespace.set_text(vm, "__doc__", doc)?;
    let bases = vm.tuple(&[base])?.value();
    let class_name = vm.intern(name).value();
    let class = vm.call(vm.types.type_.value(), &[class_name, bases, namespace.value()])?;
    classes.set_text(vm, name, class)?;
    Ok(class)
}

fn set(vm: &mut Vm, object: Value, name: &str, value: Value) -> PyResult<()> {
    let name = vm.intern(name);
    vm.set_attr(object, name, value)
}

fn set_fields(vm: &mut Vm, class: Value, text: &'static str) -> PyResult<()> {
    let all: Vec<&str> = asdl::fields(text).map(|(_, _, name)| name).collect();
    let tuple = names(vm, &all)?;
    set(vm, class, "_fields", tuple)?;
    set(vm, class, "__match_args__", tuple)?;
    for (_, count, name) in asdl::fields(text) {
        if count == Count::Optional {
            set(vm, class, name, Value::NONE)?;
        }
    }
    Ok(())
}

fn set_attributes(vm: &mut Vm, class: Value, positions: Positions) -> PyResult<()> {
    let all = if positions == Positions::None { names(vm, &[])? } else { names(vm, &ATTRIBUTES)? };
    set(vm, class, "_attributes", all)?;
    if positions == Positions::Start {
        set(vm, class, "end_lineno", Value::NONE)?;
        set(vm, class, "end_col_offset", Value::NONE)?;
    }
    Ok(())
}

fn described(name: &str, fields: &str) -> String {
    if fields.is_empty() { name.to_owned() } else { format!("{name}({fields})") }
}

fn make_sum(vm: &mut Vm, classes: Gc<Dict>, singletons: Gc<Dict>, ast: Value, sum: &'static Sum) -> PyResult<()> {
    if sum.is_product() {
        let (name, fields) = sum.classes[0];
        let class = make_class(vm, classes, name, ast, &described(name, fields))?;
        set_fields(vm, class, fields)?;
        return set_attributes(vm, class, sum.positions);
    }
    let variants: Vec<String> = sum.classes.iter().map(|(name, fields)| described(name, fields)).collect();
    let plain = sum.classes.iter().all(|(_, fields)| fields.is_empty());
    let separator = if plain { " | ".to_owned() } else { format!("\n{}| ", " ".repeat(sum.name.len() + 1)) };
    let base = make_class(vm, classes, sum.name, ast, &format!("{} = {}", sum.name, variants.join(&separator)))?;
    set_attributes(vm, base, sum.positions)?;
    for (name, fields) in sum.classes {
        let class = make_class(vm, classes, name, base, &described(name, fields))?;
        set_fields(vm, class, fields)?;
        if fields.is_empty() && sum.positions == Positions::None {
            let one = vm.call(class, &[])?;
            singletons.set_text(vm, name, one)?;
        }
    }
    Ok(())
}

/// The classes by name, made when first needed.
fn classes(vm: &mut Vm) -> PyResult<Gc<Dict>> {
    if let Some(known) = vm.module_state(CLASSES).and_then(|known| known.cast::<Dict>()) {
        return Ok(known);
    }
    let (classes, singletons) = (vm.dict()?, vm.dict()?);
    let ast = vm.native_type(&AST)?.value();
    let empty = names(vm, &[])?;
    for name in ["_fields", "_attributes", "__match_args__"] {
        set(vm, ast, name, empty)?;
    }
    classes.set_text(vm, "AST", ast)?;
    for sum in GRAMMAR {
        make_sum(vm, classes, singletons, ast, sum)?;
    }
    vm.set_module_state(SINGLETONS, singletons.value());
    vm.set_module_state(CLASSES, classes.value());
    Ok(classes)
}

fn singletons(vm: &mut Vm) -> PyResult<Gc<Dict>> {
    classes(vm)?;
    let known = vm.module_state(SINGLETONS).and_then(|known| known.cast::<Dict>());
    Ok(known.expect("made with the classes"))
}

fn class_named(vm: &mut Vm, name: &str) -> PyResult<Gc<Type>> {
    let classes = classes(vm)?;
    let class = classes.get_text(vm, name).and_then(|class| class.cast::<Type>());
    Ok(class.expect("the grammar's classes are all made"))
}

/// Fills the namespace of `_ast`.
pub fn fill_module(vm: &mut Vm, namespace: Gc<Dict>) -> PyResult<()> {
    let classes = classes(vm)?;
    crate::builtins::dict::update(vm, namespace, classes.value())?;
    let constants = [("PyCF_ONLY_AST", 0x400), ("PyCF_TYPE_COMMENTS", 0x1000), ("PyCF_ALLOW_TOP_LEVEL_AWAIT", 0x2000)];
    for (name, value) in constants {
        namespace.set_text(vm, name, Value::int32(value))?;
    }
    Ok(())
}

/// Whether a value is a tree.
pub(super) fn is_tree(vm: &mut Vm, value: Value) -> PyResult<bool> {
    if vm.module_state(CLASSES).is_none() {
        return Ok(false);
    }
    let ast = vm.native_type(&AST)?;
    Ok(vm.is_instance(value, ast))
}

/// Parses source text to a tree of Python objects.
pub(super) fn parse(
    vm: &mut Vm,
    source: parser::Input<'_>,
    options: &CompileOptions,
    findings: &mut Findings,
) -> PyResult<Result<Value, CompileError>> {
    match compiler::parse(source, options, findings) {
        Ok(parsed) => {
            let tree = parser::tree::tree(&parsed.module);
            let places = Places::Text(&parsed.text, &parsed.lines);
            if let Some(Err(error)) = options.feature_version.map(|minor| features::check(&tree, minor)) {
                return Ok(Err(error.placed(places)));
            }
            to_python::object(vm, &tree, places).map(Ok)
        }
        Err(error) => Ok(Err(error)),
    }
}

/// The statements that have blocks.
const COMPOUND: &[&str] = &[
    "If",
    "For",
    "While",
    "Try",
    "TryStar",
    "With",
    "Match",
    "FunctionDef",
    "ClassDef",
    "AsyncFor",
    "AsyncWith",
    "AsyncFunctionDef",
];

/// Whether what is typed at a prompt ends in a block without the line's end that would close it: it may go on.
pub(super) fn ends_in_block(source: parser::Input<'_>, options: &CompileOptions) -> bool {
    let Ok(parsed) = compiler::parse(source, options, &mut Findings::default()) else { return false };
    let tree = parser::tree::tree(&parsed.module);
    let parser::tree::Tree::Node(module) = &tree else { return false };
    let body = module.fields.iter().find(|(name, _)| *name == "body").map(|(_, body)| body);
    let Some(parser::tree::Tree::List(statements)) = body else { return false };
    statements.last().is_some_and(|last| match last {
        parser::tree::Tree::Node(last) => COMPOUND.contains(&last.class),
        _ => false,
    })
}

/// Compiles a tree of Python objects.
pub(super) fn compile(vm: &mut Vm, tree: Value, options: &CompileOptions) -> PyResult<Gc<Code>> {
    let expected = match options.mode {
        parser::Mode::Module => "Module",
        parser::Mode::Expression => "Expression",
        parser::Mode::Interactive => "Interactive",
    };
    let class = class_named(vm, expected)?;
    if !vm.is_instance(tree, class) {
        let message = format!("expected {expected} node, got {}", vm.class_of(tree).name_text());
        return Err(vm.type_error(&message));
    }
    let (tree, places) = from_python::tree(vm, tree)?;
    validate::module(vm, &tree, &places)?;
    let module = match parser::tree::module(tree) {
        Ok(module) => module,
        Err(malformed) => return Err(vm.type_error(&malformed.0)),
    };
    let mut findings = Findings::default();
    let compiled = compiler::compile_tree(&module, Places::Listed(&places), options, &mut findings);
    vm.finish_compilation(compiled, &findings, &options.filename)
}
