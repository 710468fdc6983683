//! Struct sequences: tuples whose items also have names, as `os.stat_result` and `time.struct_time` are.
//!
//! The sequence shows the first fields; further ones have names only and live in the object's reserved slots. A
//! [`StructSpec`] is a table like a `TypeSpec`, from which the class is made at first use.

use super::header::Kind;
use super::tuple::Tuple;
use super::type_object::Type;
use crate::heap::{Gc, attr_fields};
use crate::native::{Args, FnSpec, GetSetSpec, TypeSpec, method};
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// A struct sequence type.
pub struct StructSpec {
    /// Name, module, documentation and the named fields in order: [`field`] and [`hidden`] ones, nothing else.
    pub class: TypeSpec,
    /// Fields that the sequence shows.
    pub visible: usize,
    /// All fields, with the unnamed ones.
    pub fields: usize,
    /// Of the visible fields, those at the end that have no name.
    pub unnamed: usize,
}

impl StructSpec {
    /// The table of a type whose fields are all named; hidden ones follow the visible ones.
    pub const fn new(
        name: &'static str,
        module: &'static str,
        doc: &'static str,
        visible: usize,
        fields: &'static [GetSetSpec],
    ) -> StructSpec {
        let class = TypeSpec {
            name,
            module,
            doc,
            base: Some(&crate::builtins::tuple::TUPLE),
            kind: Kind::Tuple,
            methods: METHODS,
            getset: fields,
            ..TypeSpec::EMPTY
        };
        StructSpec { class, visible, fields: fields.len(), unnamed: 0 }
    }

    /// The same type with `count` unnamed fields at the end of the visible ones.
    #[must_use]
    pub const fn unnamed(mut self, count: usize) -> StructSpec {
        self.unnamed = count;
        self.fields += count;
        self
    }

    /// The same type with another constructor: `methods` must start as [`METHODS`] does but for `__new__`.
    #[must_use]
    pub const fn methods(mut self, methods: &'static [FnSpec]) -> StructSpec {
        self.class.methods = methods;
        self
    }

    /// Name of field `index`; none for an unnamed one.
    fn field_name(&self, index: usize) -> Option<&'static str> {
        let named = self.visible - self.unnamed;
        if index < named {
            return Some(self.class.getset[index].name);
        }
        index.checked_sub(self.visible).map(|hidden| self.class.getset[named + hidden].name)
    }
}

fn visible_item<const N: usize>(_: &mut Vm, object: Value) -> PyResult<Value> {
    Ok(tuple_of(object).items().get(N).copied().unwrap_or(Value::NONE))
}

fn hidden_item<const N: usize>(_: &mut Vm, object: Value) -> PyResult<Value> {
    let fields = attr_fields(tuple_of(object).header());
    Ok(fields.get(1 + N).map_or(Value::NONE, |field| field.get().or_none()))
}

/// Field `N` of the sequence.
pub const fn field<const N: usize>(name: &'static str) -> GetSetSpec {
    GetSetSpec { name, get: visible_item::<N>, set: None, member: true, doc: "" }
}

/// Field `N` of those that the sequence does not show.
pub const fn hidden<const N: usize>(name: &'static str) -> GetSetSpec {
    GetSetSpec { name, get: hidden_item::<N>, set: None, member: true, doc: "" }
}

/// The fields of a struct sequence type, `a b c`, as a slice for [`StructSpec::new`].
#[macro_export]
macro_rules! struct_fields {
    ($($name:literal $index:literal),* $(; $($hidden:literal $at:literal),*)?) => {
        &[
            $($crate::object::structseq::field::<$index>($name),)*
            $($($crate::object::structseq::hidden::<$at>($hidden),)*)?
        ]
    };
}

/// Methods of struct sequences.
pub const METHODS: &[FnSpec] = &[
    method("__new__", "(sequence, dict={})", new),
    method("__repr__", "()", repr),
    method("__reduce__", "()", reduce),
];

/// `__repr__` of struct sequences, for tables with a constructor of their own.
pub const REPR: FnSpec = method("__repr__", "()", repr);
/// `__reduce__` of struct sequences, for tables with a constructor of their own.
pub const REDUCE: FnSpec = method("__reduce__", "()", reduce);

fn tuple_of(value: Value) -> Gc<Tuple> {
    value.cast::<Tuple>().expect("the receiver is a struct sequence")
}

/// The table that a struct sequence class or the one it derives from was made from.
fn spec_of(vm: &Vm, class: Gc<Type>) -> &'static StructSpec {
    let spec = class.mro_classes().find_map(|base| base.spec.get()).expect("a struct sequence type has a table");
    vm.struct_specs[&(std::ptr::from_ref(spec) as usize)]
}

impl Vm {
    /// The class of a struct sequence table; made now if this is the first use.
    pub fn struct_type(&mut self, spec: &'static StructSpec) -> PyResult<Gc<Type>> {
        let known = self.native_types.get(&(std::ptr::from_ref(&spec.class) as usize)).copied();
        if let Some(class) = known {
            return Ok(class);
        }
        let class = self.make_native_type(&spec.class, Some(self.types.tuple))?;
        self.struct_specs.insert(std::ptr::from_ref(&spec.class) as usize, spec);
        let hidden = spec.fields - spec.visible;
        if hidden > 0 {
            class.attrs.set(1 + hidden as u8);
            class.slot_count.set(hidden as u16);
            let shape = self.shapes.new_root(class, class.attrs.get().into(), class.slot_count.get().into());
            class.root_shape.set(shape);
        }
        let dict = class.dict.get();
        for (name, count) in
            [("n_sequence_fields", spec.visible), ("n_fields", spec.fields), ("n_unnamed_fields", spec.unnamed)]
        {
            dict.set_text(self, name, Value::len(count))?;
        }
        let names = self.list(&[])?;
        for index in 0..spec.visible - spec.unnamed {
            let name = self.intern(spec.class.getset[index].name).value();
            names.push(self, name)?;
        }
        let names = self.tuple(names.items())?.value();
        dict.set_text(self, "__match_args__", names)?;
        Ok(class)
    }

    /// A struct sequence of all its fields' values, hidden ones last.
    pub fn struct_sequence(&mut self, spec: &'static StructSpec, values: &[Value]) -> PyResult<Value> {
        debug_assert!(values.len() == spec.fields, "{} has {} fields", spec.class.name, spec.fields);
        let class = self.struct_type(spec)?;
        self.struct_of_class(class, spec, values)
    }

    fn struct_of_class(&mut self, class: Gc<Type>, spec: &StructSpec, values: &[Value]) -> PyResult<Value> {
        let made = self.tuple_of_class(class, &values[..spec.visible])?;
        let fields = attr_fields(made.header());
        for (field, &value) in fields.iter().skip(1).zip(&values[spec.visible..]) {
            field.set(self, made, value);
        }
        Ok(made.value())
    }
}

/// The values of a new struct sequence from the arguments of its constructor; those not given are EMPTY.
pub fn constructor_values(vm: &mut Vm, args: Args<'_>) -> PyResult<(Gc<Type>, Gc<Tuple>)> {
    let class = args[0].cast::<Type>().expect("checked by the caller");
    let spec = spec_of(vm, class);
    let name = vm.qualified_type_name(class);
    if vm.special_of(args[1], super::Special::Iter).is_none()
        && vm.special_of(args[1], super::Special::GetItem).is_none()
    {
        return Err(vm.type_error("constructor requires a sequence"));
    }
    let given = vm.collect_tuple(args[1])?;
    let extra = args.opt(2).map(|dict| dict.cast::<super::dict::Dict>());
    if extra.is_some_and(|dict| dict.is_none()) {
        return Err(vm.type_error(&format!("{name}() takes a dict as second arg, if any")));
    }
    let (min, max, count) = (spec.visible, spec.fields, given.len());
    let wrong = if min == max && count != min {
        Some(format!("a {min}-sequence"))
    } else if count < min {
        Some(format!("an at least {min}-sequence"))
    } else if count > max {
        Some(format!("an at most {max}-sequence"))
    } else {
        None
    };
    if let Some(wrong) = wrong {
        return Err(vm.type_error(&format!("{name}() takes {wrong} ({count}-sequence given)")));
    }
    let values = vm.tuple_with_len(max)?;
    for index in 0..max {
        let value = match (given.items().get(index), extra.flatten(), spec.field_name(index)) {
            (Some(&value), ..) => value,
            (None, Some(extra), Some(name)) => extra.get_text(vm, name).unwrap_or(Value::EMPTY),
            (None, ..) => Value::EMPTY,
        };
        values.init(vm, index, value);
    }
    Ok((class, values))
}

/// Makes the object of values that [`constructor_values`] gave; what is EMPTY becomes None.
pub fn construct(vm: &mut Vm, class: Gc<Type>, values: Gc<Tuple>) -> PyResult<Value> {
    for index in 0..values.len() {
        if values.get(index).is_empty() {
            values.init(vm, index, Value::NONE);
        }
    }
    let spec = spec_of(vm, class);
    vm.struct_of_class(class, spec, values.items())
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (class, values) = constructor_values(vm, args)?;
    construct(vm, class, values)
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = vm.class_of(args[0]);
    let spec = spec_of(vm, class);
    let made_by = class.mro_classes().find(|base| base.spec.get().is_some()).unwrap_or(class);
    let mut text = vm.qualified_type_name(made_by);
    text.push('(');
    // Items without a name are shown with the names of the hidden fields, which stand for the same.
    for index in 0..spec.visible {
        if index > 0 {
            text.push_str(", ");
        }
        let shown = vm.repr_text(tuple_of(args[0]).get(index))?;
        text += &format!("{}={shown}", spec.class.getset[index].name);
    }
    text.push(')');
    Ok(vm.str(&text)?.value())
}

fn reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = vm.class_of(args[0]);
    let spec = spec_of(vm, class);
    let plain = vm.tuple(tuple_of(args[0]).items())?;
    let dict = vm.dict()?;
    for (at, index) in (spec.visible..spec.fields).enumerate() {
        let value = attr_fields(tuple_of(args[0]).header()).get(1 + at).map_or(Value::NONE, |f| f.get().or_none());
        if let Some(name) = spec.field_name(index) {
            dict.set_text(vm, name, value)?;
        }
    }
    let state = vm.tuple(&[plain.value(), dict.value()])?;
    Ok(vm.tuple(&[class.value(), state.value()])?.value())
}
