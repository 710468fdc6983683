//! Comparison of any objects.

use super::CompareOp;
use crate::heap::Gc;
use crate::native::{Args, CallArgs};
use crate::object::function::{Function, NativeFunction};
use crate::object::header::{Header, Kind};
use crate::object::int::Complex;
use crate::object::plain::KeyKind;
use crate::object::string::{Bytes, Str};
use crate::object::tuple::Tuple;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

impl Vm {
    /// `a op b` as a value.
    pub fn compare(&mut self, op: CompareOp, a: Value, b: Value) -> PyResult<Value> {
        if let (Some(x), Some(y)) = (a.as_small_int(), b.as_small_int()) {
            return Ok(Value::bool(op.holds(x.cmp(&y))));
        }
        if let (Some(x), Some(y)) = (a.as_float(), b.as_float()) {
            return Ok(Value::bool(op.holds_f64(x, y)));
        }
        if let Some(result) = self.compare_instances(op, a, b) {
            return result;
        }
        if let Some(result) = self.compare_exact(op, a, b).or_else(|| self.compare_derived(op, a, b)) {
            return Ok(Value::bool(result));
        }
        if self.plain_tuples(a, b).is_some() {
            return self.recurse(" in comparison", |vm| crate::builtins::tuple::compare(vm, Args::new(&[a, b]), op));
        }
        self.recurse(" in comparison", |vm| vm.compare_objects(op, a, b))
    }

    /// Comparison of two instances of one class by a method in Python.
    #[inline]
    fn compare_instances(&mut self, op: CompareOp, a: Value, b: Value) -> Option<PyResult<Value>> {
        let (x, y) = (a.header()?, b.header()?);
        if x.kind() != Kind::Instance || y.kind() != Kind::Instance {
            return None;
        }
        let class = self.shape_of(x).class;
        if x.shape() != y.shape() && self.shape_of(y).class != class {
            return None;
        }
        let method = self.special(class, op.method())?.cast::<Function>()?;
        let others = [b];
        Some(match self.call_function(method, a, CallArgs { values: Args::new(&others), names: None }) {
            Ok(result) if result.is_not_implemented() => {
                self.recurse(" in comparison", |vm| vm.compare_without_left(op, a, b))
            }
            result => result,
        })
    }

    pub(super) fn compare_objects(&mut self, op: CompareOp, a: Value, b: Value) -> PyResult<Value> {
        let (class_a, class_b) = (self.class_of(a), self.class_of(b));
        let reflected = op.swapped().method();
        let mut reflected_tried = false;
        if class_a != class_b
            && class_b.is_subclass(class_a)
            && let Some(method) = self.special(class_b, reflected)
        {
            reflected_tried = true;
            let result = self.call_comparison(method, b, a)?;
            if !result.is_not_implemented() {
                return Ok(result);
            }
        }
        if let Some(method) = self.special(class_a, op.method()) {
            let result = self.call_comparison(method, a, b)?;
            if !result.is_not_implemented() {
                return Ok(result);
            }
        }
        if reflected_tried {
            return self.compare_by_default(op, a, b);
        }
        self.compare_without_left(op, a, b)
    }

    /// `a op b` after the left operand's method gave NotImplemented.
    pub(crate) fn compare_without_left(&mut self, op: CompareOp, a: Value, b: Value) -> PyResult<Value> {
        if let Some(method) = self.special_of(b, op.swapped().method()) {
            let result = self.call_comparison(method, b, a)?;
            if !result.is_not_implemented() {
                return Ok(result);
            }
        }
        self.compare_by_default(op, a, b)
    }

    pub(super) fn compare_by_default(&mut self, op: CompareOp, a: Value, b: Value) -> PyResult<Value> {
        match op {
            CompareOp::Eq => Ok(Value::bool(a == b)),
            CompareOp::Ne => Ok(Value::bool(a != b)),
            CompareOp::Lt | CompareOp::Le | CompareOp::Gt | CompareOp::Ge => {
                let (left, right, symbol) = (self.type_name(a), self.type_name(b), op.symbol());
                Err(self.type_error(&format!("'{symbol}' not supported between instances of '{left}' and '{right}'")))
            }
        }
    }

    /// Comparison of ints, floats, bools, None and exact strs; none where methods have a say, and for what has no order.
    pub(crate) fn plain_compare(&self, op: CompareOp, a: Value, b: Value) -> Option<bool> {
        if let Some(result) = self.compare_exact(op, a, b).or_else(|| self.compare_numbers(op, a, b)) {
            return Some(result);
        }
        let is_text = |value: Value| value.header().is_some_and(|h| h.shape() == self.shape_of_kind(Kind::Str));
        let known = |value: Value| value.is_none() || value.is_small_int() || value.is_float() || is_text(value);
        // Two of different types, or None with itself.
        match op {
            CompareOp::Eq if known(a) && known(b) => Some(a == b),
            CompareOp::Ne if known(a) && known(b) => Some(a != b),
            CompareOp::Eq | CompareOp::Ne if self.never_equal(a, b) => Some(op == CompareOp::Ne),
            _ => self.compare_derived(op, a, b),
        }
    }

    /// Whether two objects are of different builtin types, each of which is equal to objects of its own only.
    fn never_equal(&self, a: Value, b: Value) -> bool {
        let kind = |value: Value| {
            let Some(header) = value.header() else {
                return (value.is_small_int() || value.is_float() || value.is_none()).then_some(None);
            };
            let known = matches!(header.kind(), Kind::Str | Kind::Tuple | Kind::List | Kind::Dict);
            (known && header.shape() == self.shape_of_kind(header.kind())).then_some(Some(header.kind()))
        };
        // Numbers and None have been compared.
        matches!((kind(a), kind(b)), (Some(a), Some(b)) if a != b)
    }

    /// Comparison of small ints and floats.
    pub(crate) fn compare_numbers(&self, op: CompareOp, a: Value, b: Value) -> Option<bool> {
        Some(match (a.as_small_int(), a.as_float(), b.as_small_int(), b.as_float()) {
            (Some(x), _, Some(y), _) => op.holds(x.cmp(&y)),
            (_, Some(x), _, Some(y)) => op.holds_f64(x, y),
            // Small ints are exact as floats.
            (Some(x), _, _, Some(y)) => op.holds_f64(x as f64, y),
            (_, Some(x), Some(y), _) => op.holds_f64(x, y as f64),
            _ if a.is_bool() || b.is_bool() => {
                let number = |value: Value| value.as_bool().map_or(value, |truth| Value::int32(truth.into()));
                return self.compare_numbers(op, number(a), number(b));
            }
            _ => return None,
        })
    }

    /// Comparison of exact strs and larger ints, and of an int with a float.
    pub(super) fn compare_exact(&self, op: CompareOp, a: Value, b: Value) -> Option<bool> {
        if let (Some(x), Some(y)) = (a.header(), b.header()) {
            let shape = self.shape_of_kind(Kind::Str);
            if x.shape() != shape || y.shape() != shape {
                return self.compare_large(op, a, b).or_else(|| self.equal_objects(op, x, y));
            }
            let (x, y): (Gc<Str>, Gc<Str>) = (x.cast_unchecked(), y.cast_unchecked());
            return Some(op.compare_texts(x, y));
        }
        let known = self.compare_numbers(op, a, b).or_else(|| self.compare_with_none(op, a, b));
        known.or_else(|| self.compare_large(op, a, b))
    }

    /// Comparison of exact ints.
    #[inline]
    fn compare_large(&self, op: CompareOp, a: Value, b: Value) -> Option<bool> {
        let is_int = |value: Value| {
            if value.is_small_int() {
                return Some(true);
            }
            let header = value.header()?;
            matches!(header.kind(), Kind::Int64 | Kind::WideInt | Kind::BigInt)
                .then(|| self.shape_of_kind(header.kind()) == header.shape())
        };
        if is_int(a) != Some(true) || is_int(b) != Some(true) {
            return None;
        }
        Some(op.holds(a.as_int()?.signed(&mut [0]).compare(b.as_int()?.signed(&mut [0]))))
    }

    /// Equality of exact bytes, and of objects that are equal to themselves alone.
    fn equal_objects(&self, op: CompareOp, x: Gc<Header>, y: Gc<Header>) -> Option<bool> {
        if !matches!(op, CompareOp::Eq | CompareOp::Ne) {
            return None;
        }
        if x.shape() == self.shape_of_kind(Kind::Bytes) {
            return self.equal_bytes(op, x, y);
        }
        let complex = self.shape_of_kind(Kind::Complex);
        if x.shape() == complex && y.shape() == complex {
            let (x, y): (Gc<Complex>, Gc<Complex>) = (x.cast_unchecked(), y.cast_unchecked());
            return Some(((x.real, x.imag) == (y.real, y.imag)) == (op == CompareOp::Eq));
        }
        // Objects of these builtin types say of all others that they do not know.
        let builtin = |object: Gc<Header>| {
            use Kind::{Dict, Int64, List, Set, Str, Tuple};
            [Str, Int64, Tuple, List, Dict, Set].iter().any(|&kind| object.shape() == self.shape_of_kind(kind))
        };
        let (a, b) = (self.compares_by_identity(x), self.compares_by_identity(y));
        let known = a && (b || builtin(y)) || b && builtin(x);
        known.then_some((x == y) == (op == CompareOp::Eq))
    }

    /// Whether an object is equal to itself alone.
    fn compares_by_identity(&self, object: Gc<Header>) -> bool {
        matches!(self.key_kind(self.shape_of(object).class), KeyKind::Identity | KeyKind::HashMethod)
    }

    /// Equality of exact bytes.
    fn equal_bytes(&self, op: CompareOp, x: Gc<Header>, y: Gc<Header>) -> Option<bool> {
        let shape = self.shape_of_kind(Kind::Bytes);
        if x.shape() != shape || y.shape() != shape {
            return None;
        }
        let (x, y): (Gc<Bytes>, Gc<Bytes>) = (x.cast_unchecked(), y.cast_unchecked());
        match op {
            CompareOp::Eq => Some(x == y || x.bytes() == y.bytes()),
            CompareOp::Ne => Some(x != y && x.bytes() != y.bytes()),
            CompareOp::Lt | CompareOp::Le | CompareOp::Gt | CompareOp::Ge => None,
        }
    }

    /// Equality of `None` and a constant, a number or an object of a builtin type that never equals it.
    pub(super) fn compare_with_none(&self, op: CompareOp, a: Value, b: Value) -> Option<bool> {
        let other = match (a.is_none(), b.is_none()) {
            (true, _) => b,
            (_, true) => a,
            (false, false) => return None,
        };
        let differs = match other.header() {
            Some(header) if header.shape() == self.shape_of_kind(header.kind()) => header.kind() != Kind::Native,
            Some(header) => self.compares_by_identity(header),
            None => !other.is_none(),
        };
        match op {
            CompareOp::Eq => (differs || a == b).then_some(!differs),
            CompareOp::Ne => (differs || a == b).then_some(differs),
            CompareOp::Lt | CompareOp::Le | CompareOp::Gt | CompareOp::Ge => None,
        }
    }

    /// Calls a comparison method; one that cannot be bound counts as not there, as in CPython.
    pub(super) fn call_comparison(&mut self, method: Value, object: Value, other: Value) -> PyResult<Value> {
        if method.is::<Function>() || method.cast::<NativeFunction>().is_some_and(|native| native.is_method()) {
            return self.call_unbound(method, object, &[other]);
        }
        let class = self.class_of(object);
        match self.bind(method, object, class) {
            Ok(bound) => self.call(bound, &[other]),
            Err(raised) => {
                self.take_exception(raised);
                Ok(Value::NOT_IMPLEMENTED)
            }
        }
    }

    /// Truth of `a op b`.
    pub fn compare_bool(&mut self, op: CompareOp, a: Value, b: Value) -> PyResult<bool> {
        if let (Some(x), Some(y)) = (a.as_small_int(), b.as_small_int()) {
            return Ok(op.holds(x.cmp(&y)));
        }
        if let (Some(x), Some(y)) = (a.as_float(), b.as_float()) {
            return Ok(op.holds_f64(x, y));
        }
        if let Some(result) = self.compare_instances(op, a, b) {
            let result = result?;
            return self.is_true(result);
        }
        if let Some(result) = self.compare_exact(op, a, b) {
            return Ok(result);
        }
        if let Some((a, b)) = self.plain_tuples(a, b) {
            return crate::builtins::tuple::compare_exact(self, op, a, b);
        }
        if let Some(result) = self.compare_derived(op, a, b) {
            return Ok(result);
        }
        let result = self.recurse(" in comparison", |vm| vm.compare_objects(op, a, b))?;
        self.is_true(result)
    }

    /// `a is b or a == b`: how containers compare.
    #[inline]
    pub fn equal(&mut self, a: Value, b: Value) -> PyResult<bool> {
        // The same word is the same object, NaN included.
        if a == b {
            return Ok(true);
        }
        if a.is_small_int() && b.is_small_int() {
            return Ok(false);
        }
        if let (Some(x), Some(y)) = (a.header(), b.header())
            && x.shape() == y.shape()
        {
            if x.shape() == self.shape_of_kind(Kind::Str) {
                return Ok(x.cast_unchecked::<Str>().equals(&y.cast_unchecked::<Str>()));
            }
            if x.shape() == self.shape_of_kind(Kind::Tuple) {
                return self.equal_tuples(x.cast_unchecked(), y.cast_unchecked());
            }
        }
        self.compare_bool(CompareOp::Eq, a, b)
    }

    pub(super) fn equal_tuples(&mut self, a: Gc<Tuple>, b: Gc<Tuple>) -> PyResult<bool> {
        if a.len() != b.len() {
            return Ok(false);
        }
        self.check_native_stack()?;
        for index in 0..a.len() {
            if !self.equal(a.get(index), b.get(index))? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
