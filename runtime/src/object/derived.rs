//! Numbers of classes derived from `int` and `float`, and strs and tuples of classes derived from `str` and `tuple`, whose operators
//! are those of the builtin class: they need no lookup of methods.

use super::header::Kind;
use super::protocol::{BinaryOp, CompareOp};
use super::tuple::Tuple;
use super::type_object::Type;
use crate::heap::Gc;
use crate::value::Value;
use crate::vm::Vm;

/// What a class has inherited from the builtin one without a change; see [`Vm::inherits`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Inherited {
    /// All six comparisons.
    pub(crate) comparisons: bool,
    /// All binary operators, and there are no in-place ones.
    pub(crate) arithmetic: bool,
}

/// The number that an object of a derived class is, in the form that numbers without an object have.
fn number(value: Value) -> Option<Value> {
    match value.as_i64() {
        Some(n) => Value::small_int(n),
        None => value.as_f64().map(Value::float),
    }
}

/// Whether a value may be a number or str of a derived class.
fn is_candidate(value: Value) -> bool {
    value.header().is_some_and(|object| matches!(object.kind(), Kind::Int64 | Kind::FloatObject | Kind::Str))
}

impl Vm {
    /// What a class has of its builtin base, as long as nobody changes it.
    pub(crate) fn inherits(&self, class: Gc<Type>) -> Inherited {
        class.inherited.get().unwrap_or_else(|| self.find_inherited(class))
    }

    #[cold]
    fn find_inherited(&self, class: Gc<Type>) -> Inherited {
        let base = match class.layout.get().kind {
            Kind::Int64 => Some(self.types.int),
            Kind::FloatObject => Some(self.types.float),
            Kind::Str => Some(self.types.str),
            Kind::Tuple => Some(self.types.tuple),
            _ => None,
        };
        let same = |special| {
            let name = self.names.special(special);
            base.is_some_and(|base| self.lookup_uncached(class, name) == self.lookup_uncached(base, name))
        };
        let comparisons = CompareOp::ALL.iter().all(|op| same(op.method()));
        let arithmetic = BinaryOp::ALL.iter().all(|op| {
            let (direct, reflected, in_place) = op.methods();
            same(direct) && same(reflected) && same(in_place)
        });
        let found = Inherited { comparisons, arithmetic };
        class.inherited.set(Some(found));
        found
    }

    /// The number that an object of a derived class stands for in operators that `of` tells are inherited; other values as
    /// they are.
    fn underlying(&self, value: Value, of: impl Fn(Inherited) -> bool) -> Value {
        let derived = value.header().filter(|object| {
            matches!(object.kind(), Kind::Int64 | Kind::FloatObject)
                && object.shape() != self.shape_of_kind(object.kind())
                && of(self.inherits(self.shape_of(*object).class))
        });
        derived.and_then(|_| number(value)).unwrap_or(value)
    }

    /// Comparison of numbers and strs of which one at least is of a derived class; none if methods have a say.
    #[inline]
    pub(crate) fn compare_derived(&self, op: CompareOp, a: Value, b: Value) -> Option<bool> {
        if is_candidate(a) || is_candidate(b) { self.compare_candidates(op, a, b) } else { None }
    }

    #[inline(never)]
    fn compare_candidates(&self, op: CompareOp, a: Value, b: Value) -> Option<bool> {
        let [x, y] = [a, b].map(|value| self.underlying(value, |of| of.comparisons));
        if (x, y) != (a, b) {
            return self.compare_numbers(op, x, y);
        }
        let [x, y] = [a, b].map(|value| {
            let object = value.header().filter(|object| object.kind() == Kind::Str)?;
            let plain = object.shape() == self.shape_of_kind(Kind::Str)
                || self.inherits(self.shape_of(object).class).comparisons;
            plain.then(|| object.cast_unchecked())
        });
        Some(op.compare_texts(x?, y?))
    }

    /// Two tuples whose comparisons are those of `tuple`, as those of named tuples are.
    #[inline]
    pub(crate) fn plain_tuples(&self, a: Value, b: Value) -> Option<(Gc<Tuple>, Gc<Tuple>)> {
        let plain = |value: Value| {
            let object = value.header().filter(|object| object.kind() == Kind::Tuple)?;
            let is_plain = object.shape() == self.shape_of_kind(Kind::Tuple)
                || self.inherits(self.shape_of(object).class).comparisons;
            is_plain.then(|| object.cast_unchecked::<Tuple>())
        };
        Some((plain(a)?, plain(b)?))
    }

    /// The operands of a binary operator as the numbers that they stand for, if one at least is of a derived class.
    pub(crate) fn derived_operands(&self, a: Value, b: Value) -> Option<(Value, Value)> {
        let [x, y] = [a, b].map(|value| self.underlying(value, |of| of.arithmetic));
        ((x, y) != (a, b)).then_some((x, y))
    }
}
