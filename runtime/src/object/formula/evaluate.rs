//! Evaluates formulas.

use super::{AttributeSite, Expression, Formula, GlobalSite, PLACES, Place};
use crate::builtins::descriptors::Member;
use crate::builtins::functions;
use crate::builtins::int::hash_int;
use crate::heap::{Gc, Native};
use crate::interp::shape_cache::{Cached, fixed_size, is_native, slot_place};
use crate::object::Special;
use crate::object::array::Array;
use crate::object::code::Code;
use crate::object::function::{CellObject, Function, NativeFunction};
use crate::object::header::Header;
use crate::object::int::IntRef;
use crate::object::plain::same_plain;
use crate::object::protocol::{BinaryOp, CompareOp};
use crate::object::raw::attribute_word;
use crate::object::string::Str;
use crate::object::type_object::{Type, type_flag};
use crate::value::Value;
use crate::vm::Vm;

/// A result.
#[derive(Clone, Copy)]
pub(super) enum Scalar {
    /// Any object.
    Value(Value),
    /// An int, which may be one that would have to be allocated.
    Int(i64),
}

impl Scalar {
    /// The number, of ints that are no objects of derived classes.
    fn int(self) -> Option<i64> {
        match self {
            Scalar::Int(n) => Some(n),
            Scalar::Value(value) => value.as_small_int(),
        }
    }
}

/// One evaluation.
pub(super) struct Evaluation<'a> {
    pub(super) vm: &'a Vm,
    pub(super) formula: &'a Formula,
    pub(super) code: Gc<Code>,
    pub(super) method: Gc<Function>,
    pub(super) arguments: &'a [Value],
}

impl Evaluation<'_> {
    /// The value of an expression; none if that takes more than is done here.
    pub(super) fn scalar(&self, expression: &Expression) -> Option<Scalar> {
        Some(match expression {
            Expression::Argument(index) => Scalar::Value(self.arguments[*index]),
            Expression::Word(value) => Scalar::Value(*value),
            Expression::Constant(index) => Scalar::Value(self.code.constants.get().get(*index)),
            Expression::Global(site) => Scalar::Value(self.global(&self.formula.globals[*site])?),
            Expression::Field(index, site) => Scalar::Value(self.field(*index, *site)?),
            Expression::Attribute(object, site) => {
                let object = self.value(object)?.header()?;
                Scalar::Value(self.attribute(&self.formula.attributes[*site], object)?)
            }
            Expression::Class(object) => {
                let class = self.vm.class_of(self.value(object)?);
                Scalar::Value(self.vm.shows_class(class).then(|| class.value())?)
            }
            Expression::Tuple(_) => return None,
            Expression::Call(site, arguments) => self.call(self.global(&self.formula.globals[*site])?, arguments)?,
            Expression::Arithmetic(op, operands) => Scalar::Int(self.arithmetic(*op, operands)?),
            Expression::Compare(op, operands) => Scalar::Value(Value::bool(self.compare(*op, operands)?)),
            Expression::Same(operands) => {
                Scalar::Value(Value::bool(self.value(&operands[0])? == self.value(&operands[1])?))
            }
            Expression::Not(operand) => Scalar::Value(Value::bool(!self.truth(operand)?)),
            Expression::Choice(parts) => {
                let [test, yes, no] = &**parts;
                self.scalar(if self.truth(test)? { yes } else { no })?
            }
        })
    }

    #[inline(always)]
    fn value(&self, expression: &Expression) -> Option<Value> {
        if let Expression::Field(index, site) = expression {
            return self.field(*index, *site);
        }
        self.other_value(expression)
    }

    #[inline(never)]
    fn other_value(&self, expression: &Expression) -> Option<Value> {
        match self.scalar(expression)? {
            Scalar::Value(value) => Some(value),
            Scalar::Int(n) => Value::small_int(n),
        }
    }

    fn truth(&self, expression: &Expression) -> Option<bool> {
        self.value(expression)?.as_bool()
    }

    fn call(&self, callee: Value, arguments: &[Expression]) -> Option<Scalar> {
        if let [object] = arguments
            && callee == self.vm.types.type_.value()
        {
            return Some(Scalar::Value(self.vm.class_of(self.value(object)?).value()));
        }
        let callee = callee.cast::<NativeFunction>()?.spec.call as usize;
        match arguments {
            [object] if callee == functions::hash as *const () as usize => Some(Scalar::Int(self.hash(object)? as i64)),
            [object, class] if callee == functions::isinstance as *const () as usize => {
                let is = self.vm.plain_is_instance(self.value(object)?, self.value(class)?)?;
                Some(Scalar::Value(Value::bool(is)))
            }
            _ => None,
        }
    }

    fn hash(&self, expression: &Expression) -> Option<u64> {
        if let Expression::Tuple(items) = expression {
            return crate::builtins::tuple::hash_of(items.iter().map(|item| self.hash(item)));
        }
        if let Expression::Field(index, site) = expression {
            return self.vm.plain_hash(self.field(*index, *site)?);
        }
        match self.scalar(expression)? {
            Scalar::Int(n) => Some(hash_int(IntRef::Small(n))),
            Scalar::Value(value) => self.vm.plain_hash(value),
        }
    }

    fn arithmetic(&self, op: BinaryOp, operands: &[Expression; 2]) -> Option<i64> {
        let [x, y] = operands;
        let (x, y) = (self.scalar(x)?.int()?, self.scalar(y)?.int()?);
        match op {
            BinaryOp::Add => x.checked_add(y),
            BinaryOp::Sub => x.checked_sub(y),
            BinaryOp::Mul => x.checked_mul(y),
            BinaryOp::And => Some(x & y),
            BinaryOp::Or => Some(x | y),
            BinaryOp::Xor => Some(x ^ y),
            BinaryOp::LShift => (0..16).contains(&y).then(|| x.checked_mul(1 << y))?,
            BinaryOp::MatMul
            | BinaryOp::TrueDiv
            | BinaryOp::FloorDiv
            | BinaryOp::Mod
            | BinaryOp::Pow
            | BinaryOp::RShift
            | BinaryOp::DivMod => None,
        }
    }

    fn compare(&self, op: CompareOp, operands: &[Expression; 2]) -> Option<bool> {
        let equal = match operands {
            [Expression::Tuple(a), Expression::Tuple(b)] => self.equal_items(a, b)?,
            [Expression::Field(a, first), Expression::Field(b, second)] => {
                self.equal(self.field(*a, *first)?, self.field(*b, *second)?)?
            }
            [a, b] => match (self.scalar(a)?, self.scalar(b)?) {
                (Scalar::Value(a), Scalar::Value(b)) => self.equal(a, b)?,
                (a, b) => a.int()? == b.int()?,
            },
        };
        match op {
            CompareOp::Eq => Some(equal),
            CompareOp::Ne => Some(!equal),
            CompareOp::Lt | CompareOp::Le | CompareOp::Gt | CompareOp::Ge => None,
        }
    }

    fn equal_items(&self, a: &[Expression], b: &[Expression]) -> Option<bool> {
        if a.len() != b.len() {
            return None;
        }
        for (a, b) in a.iter().zip(b) {
            let (a, b) = (self.value(a)?, self.value(b)?);
            // Items that are the same object are equal, whatever they say.
            if a != b && !self.equal(a, b)? {
                return Some(false);
            }
        }
        Some(true)
    }

    /// `a == b`
    fn equal(&self, a: Value, b: Value) -> Option<bool> {
        if let (Some(a), Some(b)) = (a.as_small_int(), b.as_small_int()) {
            return Some(a == b);
        }
        let known = self.vm.plain_compare(CompareOp::Eq, a, b);
        known.or_else(|| (a.header().is_some() && b.header().is_some()).then(|| same_plain(self.vm, a, b))?)
    }

    #[inline(always)]
    fn field(&self, argument: usize, site: usize) -> Option<Value> {
        self.attribute(&self.formula.attributes[site], self.arguments[argument].header()?)
    }

    #[inline(always)]
    fn attribute(&self, site: &AttributeSite, object: Gc<Header>) -> Option<Value> {
        let shape = object.shape();
        let version = self.vm.shapes.get(shape).class.version.get();
        let known = &site.places[shape.0 as usize % PLACES];
        let mut place = known.get();
        if place.shape != shape.0 || place.version != version {
            place = self.find_attribute(site, object)?;
            known.set(place);
        }
        let word = attribute_word(object, place.start.into());
        match place.overflow {
            None => word.given(),
            Some(index) => word.cast::<Array>()?.get(index.into()).given(),
        }
    }

    /// Where objects of this one's shape have the attribute themselves; none if anything else has a say.
    #[cold]
    fn find_attribute(&self, site: &AttributeSite, object: Gc<Header>) -> Option<Place> {
        let (vm, name) = (self.vm, self.name(site.name)?);
        let shape = vm.shapes.get(object.shape());
        let class = shape.class;
        let getattribute = vm.lookup_uncached(class, vm.names.special(Special::GetAttribute));
        if shape.dict_mode
            || !fixed_size(object.kind())
            || !is_native(getattribute, crate::builtins::object::getattribute)
        {
            return None;
        }
        let slot = match vm.lookup_uncached(class, name) {
            Some(found) if found.is::<Native<Member>>() => vm.declared_slot(class, found)?,
            Some(found) if !self.is_mere_value(found) => return None,
            Some(_) | None => shape.slot(name)?,
        };
        let (start, overflow) = match slot_place(object, slot) {
            Cached::Slot(offset) => (offset, None),
            Cached::Overflow(start, index) => (start, Some(u16::try_from(index).ok()?)),
            _ => return None,
        };
        let start = u16::try_from(start).ok()?;
        Some(Place { shape: object.shape().0, version: class.version.get(), start, overflow })
    }

    /// Whether an attribute of a class never comes before those of instances.
    fn is_mere_value(&self, found: Value) -> bool {
        let class = self.vm.class_of(found);
        let lacks = |special| self.vm.lookup_uncached(class, self.vm.names.special(special)).is_none();
        !class.has(type_flag::HEAP_TYPE) && lacks(Special::Set) && lacks(Special::Delete)
    }

    #[inline]
    fn global(&self, site: &GlobalSite) -> Option<Value> {
        let globals = self.method.globals.get();
        let current = site.version.get().is_none_or(|version| version == globals.keys_version());
        if site.cell.get() != 0
            && current
            && let Some(cell) = Value::from_bits(site.cell.get()).cast::<CellObject>()
            && let Some(value) = cell.get().given()
        {
            return Some(value);
        }
        self.find_global(site)
    }

    #[cold]
    fn find_global(&self, site: &GlobalSite) -> Option<Value> {
        let (vm, name) = (self.vm, self.name(site.name)?);
        let (globals, builtins) = (self.method.globals.get(), self.method.builtins.get());
        if !globals.has_cells() {
            return None;
        }
        let own = globals.cell_of(vm, name).filter(|cell| !cell.get().is_empty());
        let cell = own.or_else(|| builtins.cell_of(vm, name)).filter(|cell| !cell.get().is_empty())?;
        // Other code runs with globals that it is not bound to.
        if self.code.globals.get() == Some(globals) && !self.code.is_unbound.get() {
            site.version.set(if own.is_some() { None } else { Some(globals.keys_version()) });
            site.cell.set(cell.word());
            vm.barrier(self.code.header());
        }
        Some(cell.get())
    }

    fn name(&self, index: usize) -> Option<Gc<Str>> {
        self.code.names.get().get(index).cast()
    }
}

impl Vm {
    /// `isinstance(x, class)`; none where Python has a say.
    pub(crate) fn plain_is_instance(&self, x: Value, class: Value) -> Option<bool> {
        use crate::object::header::Kind;
        let class = class.cast::<Type>().filter(|_| self.checks_plainly(self.class_of(class)))?;
        if self.is_instance(x, class) {
            return Some(true);
        }
        // Another class may be given as `__class__`.
        let of = self.class_of(x);
        let is_builtin = |kind| kind != Kind::Instance && kind != Kind::Native && !of.has(type_flag::HEAP_TYPE);
        let plain = x.header().is_none_or(|header| is_builtin(header.kind())) || self.shows_class(of);
        plain.then_some(false)
    }
}
