//! From Python objects to a tree, with CPython's checks of classes and fields.

use super::asdl::{self, Count, Positions, Sum};
use super::class_named;
use crate::object::list::List;
use crate::object::string::{Bytes, Str};
use crate::object::tuple::Tuple;
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use parser::ast::Constant;
use parser::tree::{Node, Tree};

/// Reads trees; nodes get ranges that index its list of places.
#[derive(Default)]
struct Reader {
    places: Vec<(u32, u32)>,
}

/// The tree of an object, and lines and columns by offset.
pub(super) fn tree(vm: &mut Vm, object: Value) -> PyResult<(Tree, Vec<(u32, u32)>)> {
    let mut reader = Reader::default();
    let sum = &asdl::GRAMMAR[0];
    let tree = reader.node(vm, object, sum)?;
    Ok((tree, reader.places))
}

fn missing<T>(vm: &mut Vm, field: &str, class: &str) -> PyResult<T> {
    Err(vm.type_error(&format!("required field \"{field}\" missing from {class}")))
}

impl Reader {
    fn node(&mut self, vm: &mut Vm, object: Value, sum: &'static Sum) -> PyResult<Tree> {
        let doing = format!(" while traversing '{}' node", sum.name);
        vm.recurse(&doing, |vm| self.node_inside(vm, object, sum))
    }

    fn node_inside(&mut self, vm: &mut Vm, object: Value, sum: &'static Sum) -> PyResult<Tree> {
        let mut found = None;
        for (name, fields) in sum.classes {
            let class = class_named(vm, name)?;
            if vm.is_instance(object, class) {
                found = Some((*name, *fields));
                break;
            }
        }
        // The places of a node are listed before those of the nodes in it, as the checks are made.
        let range = match sum.positions {
            Positions::None => None,
            positions => Some(self.range(vm, object, sum.name, positions)?),
        };
        let Some((class, fields)) = found else { return unexpected(vm, object, sum) };
        let mut read = Vec::new();
        for (kind, count, name) in asdl::fields(fields) {
            let value = vm.get_attr_opt_text(object, name)?;
            let value = match (value, count) {
                (None, Count::Optional) => Tree::None,
                (None, Count::Many) => Tree::List(Vec::new()),
                (None, Count::One) => return missing(vm, name, class),
                (Some(value), Count::Many) => self.list(vm, value, kind, class, name)?,
                (Some(value), Count::Optional) if value.is_none() => Tree::None,
                (Some(value), Count::One) if value.is_none() && kind == "identifier" => {
                    return Err(vm.value_error(&format!("field '{name}' is required for {class}")));
                }
                (Some(value), Count::One | Count::Optional) => self.value(vm, value, kind, class, name)?,
            };
            read.push((name, value));
        }
        Ok(Tree::Node(Box::new(Node { class, fields: read, range })))
    }

    fn range(&mut self, vm: &mut Vm, object: Value, class: &str, positions: Positions) -> PyResult<(u32, u32)> {
        let mut numbers = [0; 4];
        for (index, name) in super::ATTRIBUTES.into_iter().enumerate() {
            let value = vm.get_attr_opt_text(object, name)?;
            let optional = index >= 2 && positions == Positions::Start;
            numbers[index] = match value {
                Some(value) if value.is_none() && optional => numbers[index - 2],
                Some(value) => integer(vm, value)?,
                None if optional => numbers[index - 2],
                None => return missing(vm, name, class),
            };
        }
        let [line, column, end_line, end_column] = numbers.map(|n| u32::try_from(n).unwrap_or(0));
        let [l, c, el, ec] = numbers;
        let problem = if l > el {
            Some(format!("AST node line range ({l}, {el}) is not valid"))
        } else if (l < 0 && el != l) || (c < 0 && c != ec) {
            Some(format!("AST node column range ({c}, {ec}) for line range ({l}, {el}) is not valid"))
        } else if l == el && c > ec {
            Some(format!("line {l}, column {c}-{ec} is not a valid range"))
        } else {
            None
        };
        if let Some(problem) = problem {
            return Err(vm.value_error(&problem));
        }
        let start = self.places.len() as u32;
        self.places.extend([(line, column), (end_line, end_column)]);
        Ok((start, start + 1))
    }

    fn list(&mut self, vm: &mut Vm, value: Value, kind: &str, class: &str, name: &str) -> PyResult<Tree> {
        let Some(list) = value.cast::<List>() else {
            let message = format!("{class} field \"{name}\" must be a list, not a {}", vm.class_of(value).name_text());
            return Err(vm.type_error(&message));
        };
        let (len, mut items) = (list.len(), Vec::new());
        for index in 0..len {
            if list.len() != len {
                return Err(vm.runtime_error(&format!("{class} field \"{name}\" changed size during iteration")));
            }
            let item = list.get(index).unwrap_or(Value::NONE);
            // `None` stands for `**` in dict displays and for absent defaults.
            let hole = item.is_none() && matches!(name, "keys" | "kw_defaults") && class != "MatchMapping";
            items.push(if hole || item.is_none() && matches!(kind, "expr" | "stmt") {
                Tree::None
            } else {
                self.value(vm, item, kind, class, name)?
            });
        }
        Ok(Tree::List(items))
    }

    fn value(&mut self, vm: &mut Vm, value: Value, kind: &str, class: &str, name: &str) -> PyResult<Tree> {
        match kind {
            "identifier" => match value.cast::<Str>() {
                Some(s) => Ok(Tree::Str(parser::encode_constant(&s.to_wtf8()))),
                None => Err(vm.type_error("AST identifier must be of type str")),
            },
            "string" => match (value.cast::<Str>(), value.is::<Bytes>()) {
                (Some(s), _) => Ok(Tree::Str(parser::encode_constant(&s.to_wtf8()))),
                (None, _) => Err(vm.type_error("AST string must be of type str")),
            },
            "int" => integer(vm, value).map(Tree::Int),
            "constant" => constant(vm, value).map(Tree::Constant),
            kind => match asdl::GRAMMAR.iter().find(|sum| sum.name == kind) {
                Some(_) if value.is_none() => Err(vm.value_error(&format!("field '{name}' is required for {class}"))),
                Some(sum) => self.node(vm, value, sum),
                None => missing(vm, name, class),
            },
        }
    }
}

fn unexpected<T>(vm: &mut Vm, object: Value, sum: &Sum) -> PyResult<T> {
    let shown = vm.repr_text(object)?;
    Err(vm.type_error(&format!("expected some sort of {}, but got {shown}", sum.name)))
}

fn integer(vm: &mut Vm, value: Value) -> PyResult<i64> {
    match value.as_i64() {
        Some(number) => Ok(number),
        None => {
            let shown = vm.repr_text(value)?;
            Err(vm.value_error(&format!("invalid integer value: {shown}")))
        }
    }
}

/// The value of a constant; only immutable builtin types can be.
fn constant(vm: &mut Vm, value: Value) -> PyResult<Constant> {
    vm.check_native_stack()?;
    let class = vm.class_of(value);
    let types = &vm.types;
    if value.is_none() {
        return Ok(Constant::None);
    }
    if value == Value::TRUE || value == Value::FALSE {
        return Ok(Constant::Bool(value == Value::TRUE));
    }
    if value == Value::ELLIPSIS {
        return Ok(Constant::Ellipsis);
    }
    if let (true, Some(number)) = (class == types.int, value.as_int()) {
        return Ok(Constant::Int(number.to_big()));
    }
    if class == types.float {
        return Ok(Constant::Float(value.as_float().unwrap_or_default()));
    }
    if let (true, Some(s)) = (class == types.str, value.cast::<Str>()) {
        return Ok(Constant::Str(parser::encode_constant(&s.to_wtf8())));
    }
    if let (true, Some(bytes)) = (class == types.bytes, value.cast::<Bytes>()) {
        return Ok(Constant::Bytes(bytes.bytes().to_vec()));
    }
    if class == types.complex
        && let Some(number) = value.cast::<crate::object::int::Complex>()
    {
        return Ok(Constant::Complex { real: number.real, imag: number.imag });
    }
    let frozen = class == types.frozenset;
    if class == types.tuple || frozen {
        let items = if frozen { vm.collect_tuple(value)? } else { value.cast::<Tuple>().expect("its class says so") };
        let mut read = Vec::new();
        for index in 0..items.len() {
            read.push(constant(vm, items.get(index))?);
        }
        return Ok(Constant::Tuple(read));
    }
    let message = format!("got an invalid type in Constant: {}", class.name_text());
    Err(vm.type_error(&message))
}
