//! What operators and builtins do with any object: arithmetic, comparison, hashing, truth, iteration, items, text.
//! Fast cases for exact builtin types come first; the rest goes through special methods.

mod comparison;
mod iteration;
mod text;

use super::function::{Function, NativeFunction};
use super::header::Kind;
use super::names::Special;
use super::tuple::Tuple;
use super::type_object::{Type, type_flag};
use crate::exceptions::hierarchy::Exc;
use crate::exceptions::message::Piece;
use crate::heap::Gc;
use crate::native::Args;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

macro_rules! binary_ops {
    ($($(#[doc = $doc:literal])* $op:ident $symbol:literal $method:ident $reflected:ident $in_place:ident;)*) => {
        /// A binary operator.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[repr(u8)]
        pub enum BinaryOp { $(#[doc = $symbol] $op,)* }

        impl BinaryOp {
            /// All of them, in the order of their numbers.
            pub const ALL: &[BinaryOp] = &[$(BinaryOp::$op,)*];

            /// Its methods: direct, reflected, in place.
            pub fn methods(self) -> (Special, Special, Special) {
                match self { $(BinaryOp::$op => (Special::$method, Special::$reflected, Special::$in_place),)* }
            }

            /// Its symbol in messages.
            pub fn symbol(self) -> &'static str {
                match self { $(BinaryOp::$op => $symbol,)* }
            }
        }
    };
}

binary_ops! {
    Add "+" Add RAdd IAdd;
    Sub "-" Sub RSub ISub;
    Mul "*" Mul RMul IMul;
    MatMul "@" MatMul RMatMul IMatMul;
    TrueDiv "/" TrueDiv RTrueDiv ITrueDiv;
    FloorDiv "//" FloorDiv RFloorDiv IFloorDiv;
    Mod "%" Mod RMod IMod;
    Pow "** or pow()" Pow RPow IPow;
    LShift "<<" LShift RLShift ILShift;
    RShift ">>" RShift RRShift IRShift;
    And "&" And RAnd IAnd;
    Or "|" Or ROr IOr;
    Xor "^" Xor RXor IXor;
    DivMod "divmod()" DivMod RDivMod DivMod;
}

/// A comparison operator.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum CompareOp {
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `==`
    Eq,
    /// `!=`
    Ne,
    /// `>`
    Gt,
    /// `>=`
    Ge,
}

impl CompareOp {
    /// All, by number.
    pub const ALL: [CompareOp; 6] =
        [CompareOp::Lt, CompareOp::Le, CompareOp::Eq, CompareOp::Ne, CompareOp::Gt, CompareOp::Ge];

    /// The operator with operands exchanged.
    pub fn swapped(self) -> CompareOp {
        match self {
            CompareOp::Lt => CompareOp::Gt,
            CompareOp::Le => CompareOp::Ge,
            CompareOp::Gt => CompareOp::Lt,
            CompareOp::Ge => CompareOp::Le,
            CompareOp::Eq | CompareOp::Ne => self,
        }
    }

    /// Its method.
    pub fn method(self) -> Special {
        match self {
            CompareOp::Lt => Special::Lt,
            CompareOp::Le => Special::Le,
            CompareOp::Eq => Special::Eq,
            CompareOp::Ne => Special::Ne,
            CompareOp::Gt => Special::Gt,
            CompareOp::Ge => Special::Ge,
        }
    }

    /// Its symbol.
    pub fn symbol(self) -> &'static str {
        match self {
            CompareOp::Lt => "<",
            CompareOp::Le => "<=",
            CompareOp::Eq => "==",
            CompareOp::Ne => "!=",
            CompareOp::Gt => ">",
            CompareOp::Ge => ">=",
        }
    }

    /// What it says of an ordering.
    #[inline(always)]
    pub fn holds(self, ordering: std::cmp::Ordering) -> bool {
        match self {
            CompareOp::Lt => ordering.is_lt(),
            CompareOp::Le => ordering.is_le(),
            CompareOp::Eq => ordering.is_eq(),
            CompareOp::Ne => ordering.is_ne(),
            CompareOp::Gt => ordering.is_gt(),
            CompareOp::Ge => ordering.is_ge(),
        }
    }

    /// What it says of two floats (false for NaN, but `!=`).
    #[inline(always)]
    pub fn holds_f64(self, a: f64, b: f64) -> bool {
        match self {
            CompareOp::Lt => a < b,
            CompareOp::Le => a <= b,
            CompareOp::Eq => a == b,
            CompareOp::Ne => a != b,
            CompareOp::Gt => a > b,
            CompareOp::Ge => a >= b,
        }
    }

    /// What it says of the characters of two strs.
    pub(crate) fn compare_texts(self, a: Gc<super::string::Str>, b: Gc<super::string::Str>) -> bool {
        match self {
            CompareOp::Eq => a == b || a.equals(&b),
            CompareOp::Ne => a != b && !a.equals(&b),
            CompareOp::Lt | CompareOp::Le | CompareOp::Gt | CompareOp::Ge => {
                self.holds(crate::text::compare::compare(a.chars(), b.chars()))
            }
        }
    }
}

/// Whether a method of `+` or `*` is a builtin sequence's own.
fn is_concatenation(class: Gc<Type>, method: Option<Value>) -> bool {
    method.is_some_and(|method| method.is::<NativeFunction>()) && sequence_class(class).is_some()
}

/// The builtin class of sequences that a class is, or is derived from.
fn sequence_class(class: Gc<Type>) -> Option<Gc<Type>> {
    class.mro_classes().find(|base| base.has(type_flag::SEQUENCE_CONCAT))
}

impl Vm {
    /// `a op b`
    pub fn binary(&mut self, op: BinaryOp, a: Value, b: Value) -> PyResult<Value> {
        let result = self.try_binary(op, a, b)?;
        if result.is_not_implemented() {
            return Err(self.unsupported_operands(op, a, b, ""));
        }
        Ok(result)
    }

    /// `a op b` of exact ints, floats and complex numbers, and the sum of strs; none for all else.
    #[inline]
    pub fn binary_of_numbers(&mut self, op: BinaryOp, a: Value, b: Value) -> Option<PyResult<Value>> {
        crate::builtins::int::fast_binary(self, op, a, b)
    }

    /// `a op b`, NotImplemented if neither operand knows how.
    pub fn try_binary(&mut self, op: BinaryOp, a: Value, b: Value) -> PyResult<Value> {
        let (direct, reflected, _) = op.methods();
        let (class_a, class_b) = (self.class_of(a), self.class_of(b));
        let left = self.special(class_a, direct);
        if class_a == class_b && op != BinaryOp::Mul {
            return match left {
                Some(method) => self.call_unbound(method, a, &[b]),
                None => Ok(Value::NOT_IMPLEMENTED),
            };
        }
        if let Some(method) = left
            && self.asks_left_alone(class_a, class_b)
        {
            let result = self.call_unbound(method, a, &[b])?;
            if !result.is_not_implemented() {
                return Ok(result);
            }
            return self.right_after_left(op, a, b);
        }
        let right = if class_a == class_b { None } else { self.special(class_b, reflected) };
        // Sequences: CPython tries the right operand's number methods before the left one's concatenation.
        let sequence_op = matches!(op, BinaryOp::Add | BinaryOp::Mul);
        let left_concat = sequence_op && is_concatenation(class_a, left);
        let right_concat = sequence_op && is_concatenation(class_b, right);
        let right_first = right.is_some()
            && ((class_b.is_subclass(class_a) && right != self.special(class_a, reflected))
                || (left_concat && !right_concat));
        // A sequence is not asked to repeat itself by what is no int.
        let repeats = |vm: &mut Vm, concat: bool, by: Value| {
            !concat || op != BinaryOp::Mul || by.is_int() || vm.special_of(by, Special::Index).is_some()
        };
        let left = left.filter(|_| repeats(self, left_concat, b));
        let right = right.filter(|_| repeats(self, right_concat, a));
        if right_first && let Some(method) = right {
            let result = self.call_unbound(method, b, &[a])?;
            if !result.is_not_implemented() {
                return Ok(result);
            }
        }
        if let Some(method) = left {
            let result = self.call_unbound(method, a, &[b])?;
            if !result.is_not_implemented() {
                return Ok(result);
            }
        }
        match right {
            Some(method) if !right_first => self.call_unbound(method, b, &[a]),
            Some(_) | None => Ok(Value::NOT_IMPLEMENTED),
        }
    }

    /// Whether the left operand's method comes first whatever else the right operand's class has: neither is a sequence, nor
    /// is the right one's class derived from the left one's.
    fn asks_left_alone(&self, class_a: Gc<Type>, class_b: Gc<Type>) -> bool {
        let is_native = |class: Gc<Type>| class.layout.get().kind == Kind::Native;
        let is_sequence = class_a.has(type_flag::SEQUENCE_CONCAT);
        !is_sequence
            && is_native(class_a)
            && (is_native(class_b) || class_b == self.types.int)
            && !class_b.is_subclass(class_a)
    }

    /// What the right operand's number method makes of a sequence on its left; sequences have none.
    #[cold]
    fn reflected_number(&mut self, op: BinaryOp, a: Value, b: Value) -> PyResult<Value> {
        let (_, reflected, _) = op.methods();
        let class_b = self.class_of(b);
        match self.special(class_b, reflected) {
            Some(method) if !is_concatenation(class_b, Some(method)) => self.call_unbound(method, b, &[a]),
            _ => Ok(Value::NOT_IMPLEMENTED),
        }
    }

    /// What the right operand of another class makes of what the left one does not know.
    #[cold]
    fn right_after_left(&mut self, op: BinaryOp, a: Value, b: Value) -> PyResult<Value> {
        let (_, reflected, _) = op.methods();
        let class_b = self.class_of(b);
        match self.special(class_b, reflected) {
            Some(method) => self.call_unbound(method, b, &[a]),
            None => Ok(Value::NOT_IMPLEMENTED),
        }
    }

    /// `a op b` after the left operand's method gave NotImplemented; `ask_right`: the right one's has not been asked yet.
    pub(crate) fn binary_without_left(
        &mut self,
        op: BinaryOp,
        a: Value,
        b: Value,
        ask_right: bool,
        in_place: bool,
    ) -> PyResult<Value> {
        let (_, reflected, _) = op.methods();
        let class_b = self.class_of(b);
        if ask_right
            && self.class_of(a) != class_b
            && let Some(method) = self.special(class_b, reflected)
        {
            let result = self.call_unbound(method, b, &[a])?;
            if !result.is_not_implemented() {
                return Ok(result);
            }
        }
        Err(self.unsupported_operands(op, a, b, if in_place { "=" } else { "" }))
    }

    /// `a op= b`
    pub fn in_place(&mut self, op: BinaryOp, a: Value, b: Value) -> PyResult<Value> {
        let (.., in_place) = op.methods();
        let is_sequence = sequence_class(self.class_of(a)).is_some();
        let repeats = op != BinaryOp::Mul || b.is_int() || !is_sequence || self.special_of(b, Special::Index).is_some();
        let method = self.special_of(a, in_place).filter(|_| repeats);
        // A sequence grows only after the right operand's number methods have been tried; one of a derived class has a number
        // method itself for that.
        let derived = self.class_of(a).has(type_flag::HEAP_TYPE);
        if is_sequence
            && (op == BinaryOp::Mul || op == BinaryOp::Add && !derived)
            && self.class_of(b).has(type_flag::HEAP_TYPE)
            && is_concatenation(self.class_of(a), method)
        {
            let result = self.reflected_number(op, a, b)?;
            if !result.is_not_implemented() {
                return Ok(result);
            }
        }
        if let Some(method) = method {
            let result = self.call_unbound(method, a, &[b])?;
            if !result.is_not_implemented() {
                return Ok(result);
            }
        }
        let result = self.try_binary(op, a, b)?;
        if result.is_not_implemented() {
            return Err(self.unsupported_operands(op, a, b, "="));
        }
        Ok(result)
    }

    #[cold]
    fn unsupported_operands(&mut self, op: BinaryOp, a: Value, b: Value, suffix: &str) -> crate::vm::Raised {
        let (text, right) = (Piece::Text, Piece::Class(self.class_of(b)));
        if op == BinaryOp::Add
            && let Some(class) = sequence_class(self.class_of(a))
        {
            let left = Piece::Class(class);
            let parts = [text("can only concatenate "), left, text(" (not \""), right, text("\") to "), left];
            return self.raise_pieces(Exc::TypeError, &parts);
        }
        if op == BinaryOp::Mul {
            // A sequence times a non-int.
            for (sequence, other) in [(a, b), (b, a)] {
                if sequence_class(self.class_of(sequence)).is_some() {
                    let other = self.type_name(other);
                    return self.type_error(&format!("can't multiply sequence by non-int of type '{other}'"));
                }
            }
        }
        let prints = op == BinaryOp::RShift
            && suffix.is_empty()
            && a.cast::<NativeFunction>().is_some_and(|f| f.spec.name == "print");
        let end = if prints { "'. Did you mean \"print(<message>, file=<output_stream>)\"?" } else { "'" };
        let symbol = if op == BinaryOp::Pow && suffix == "=" { "**" } else { op.symbol() };
        let (left, start) = (Piece::Class(self.class_of(a)), text("unsupported operand type(s) for "));
        let parts = [start, text(symbol), text(suffix), text(": '"), left, text("' and '"), right, text(end)];
        self.raise_pieces(Exc::TypeError, &parts)
    }

    /// `-a`, `+a`, `~a`: by the method and the symbol for messages.
    pub fn unary(&mut self, special: Special, symbol: &str, a: Value) -> PyResult<Value> {
        match (a.as_small_int(), special) {
            (Some(n), Special::Neg) => return self.int(-n),
            (Some(_), Special::Pos) => return Ok(a),
            (Some(n), Special::Invert) => return self.int(!n),
            _ => {}
        }
        match self.call_special(a, special, &[])? {
            Some(result) => Ok(result),
            None => {
                let name = self.type_name(a);
                Err(self.type_error(&format!("bad operand type for unary {symbol}: '{name}'")))
            }
        }
    }

    /// `hash(value)` as the unsigned bits of CPython's `Py_hash_t`.
    #[inline]
    pub fn hash(&mut self, value: Value) -> PyResult<u64> {
        match self.plain_hash(value) {
            Some(hash) => Ok(hash),
            None => self.hash_slow(value),
        }
    }

    fn hash_slow(&mut self, value: Value) -> PyResult<u64> {
        if let Some(header) = value.header()
            && self.is_plain_tuple(header)
        {
            return crate::builtins::tuple::hash_items(self, header.cast_unchecked());
        }
        if let Some(set) = value.cast::<super::set::Set>()
            && self.class_of(value) == self.types.frozenset
            && set.hash.get() != 0
        {
            return Ok(set.hash.get());
        }
        let Some(method) = self.special_of(value, Special::Hash).filter(|method| !method.is_none()) else {
            return Err(self.unhashable(value));
        };
        let result = self.call_unbound(method, value, &[])?;
        match result.as_int() {
            // What fits is the hash as it is, but -1 says "error" in C.
            Some(super::int::IntRef::Small(n)) => Ok(if n == -1 { -2i64 as u64 } else { n as u64 }),
            Some(n) => Ok(crate::builtins::int::hash_int(n)),
            None => Err(self.type_error("__hash__ method should return an integer")),
        }
    }

    /// `TypeError: unhashable type: 'list'`
    #[cold]
    pub fn unhashable(&mut self, value: Value) -> crate::vm::Raised {
        let message = format!("unhashable type: '{}'", self.type_name(value));
        self.type_error(&message)
    }

    /// Truth of a value.
    #[inline]
    pub fn is_true(&mut self, value: Value) -> PyResult<bool> {
        if let Some(b) = value.as_bool() {
            return Ok(b);
        }
        if let Some(n) = value.as_small_int() {
            return Ok(n != 0);
        }
        if value.is_none() {
            return Ok(false);
        }
        if let Some(f) = value.as_float() {
            return Ok(f != 0.0);
        }
        self.is_true_slow(value)
    }

    fn is_true_slow(&mut self, value: Value) -> PyResult<bool> {
        if let Some(len) = crate::builtins::fast_len(self, value) {
            return Ok(len != 0);
        }
        if let Some(method) = self.special_of(value, Special::Bool) {
            let result = self.call_unbound(method, value, &[])?;
            return self.checked_bool(result);
        }
        match self.special_of(value, Special::Len) {
            Some(method) => {
                let result = self.call_unbound(method, value, &[])?;
                Ok(self.checked_length(result)? != 0)
            }
            None => Ok(true),
        }
    }

    /// What `__bool__` returned has to be a bool.
    pub(crate) fn checked_bool(&mut self, result: Value) -> PyResult<bool> {
        match result.as_bool() {
            Some(b) => Ok(b),
            None => {
                let message = format!("__bool__ should return bool, returned {}", self.type_name(result));
                Err(self.type_error(&message))
            }
        }
    }

    /// What `__len__` returned has to be a length.
    pub(crate) fn checked_length(&mut self, result: Value) -> PyResult<usize> {
        let n = self.index(result)?;
        let negative = match n.as_int() {
            Some(super::int::IntRef::Small(n)) if n >= 0 => return Ok(n as usize),
            Some(super::int::IntRef::Big(n)) => n.negative,
            Some(super::int::IntRef::Small(_)) | None => true,
        };
        Err(if negative {
            self.value_error("__len__() should return >= 0")
        } else {
            self.overflow_error("cannot fit 'int' into an index-sized integer")
        })
    }

    /// `len(value)`
    pub fn len(&mut self, value: Value) -> PyResult<usize> {
        match self.special_of(value, Special::Len) {
            Some(method) => {
                let result = self.call_unbound(method, value, &[])?;
                self.checked_length(result)
            }
            None => {
                let message = format!("object of type '{}' has no len()", self.type_name(value));
                Err(self.type_error(&message))
            }
        }
    }

    /// `operator.index(value)`: an exact int or a subclass's instance as it is.
    pub fn index(&mut self, value: Value) -> PyResult<Value> {
        if value.is_int() {
            return Ok(value);
        }
        match self.call_special(value, Special::Index, &[])? {
            Some(result) if result.is_int() => crate::builtins::int::checked(self, result, "__index__"),
            Some(result) => {
                let message = format!("__index__ returned non-int (type {})", self.type_name(result));
                Err(self.type_error(&message))
            }
            None => {
                let message = format!("'{}' object cannot be interpreted as an integer", self.type_name(value));
                Err(self.type_error(&message))
            }
        }
    }

    /// An index-sized int from any object with `__index__`; too large ones raise `exc` (as `PyNumber_AsSsize_t`).
    pub fn index_i64(&mut self, value: Value, exc: Exc) -> PyResult<i64> {
        let n = self.index(value)?;
        match n.as_i64() {
            Some(n) => Ok(n),
            None => {
                let message = format!("cannot fit '{}' into an index-sized integer", self.type_name(value));
                Err(self.raise_text(exc, &message))
            }
        }
    }

    /// Name of an argument's class as messages of argument checks have it: `None` stands for its class.
    pub fn arg_type_name(&self, value: Value) -> String {
        if value.is_none() { "None".to_owned() } else { self.type_name(value) }
    }

    /// A `Py_ssize_t` argument; too large ones raise OverflowError.
    pub fn index_c_ssize(&mut self, value: Value) -> PyResult<i64> {
        let n = self.index(value)?;
        n.as_i64().ok_or_else(|| self.overflow_error("Python int too large to convert to C ssize_t"))
    }

    /// An `int` argument of C; too large ones raise OverflowError.
    pub fn index_c_int(&mut self, value: Value) -> PyResult<i64> {
        let n = self.index(value)?;
        let n = n.as_i64().filter(|&n| i32::try_from(n).is_ok());
        n.ok_or_else(|| self.overflow_error("Python int too large to convert to C int"))
    }

    /// An index-sized int; larger ones are clipped (for slices).
    pub fn index_clipped(&mut self, value: Value) -> PyResult<i64> {
        let n = self.index(value)?;
        Ok(match n.as_int() {
            Some(super::int::IntRef::Small(n)) => n,
            Some(super::int::IntRef::Big(n)) if n.negative => i64::MIN,
            Some(super::int::IntRef::Big(_)) | None => i64::MAX,
        })
    }

    /// `container[key]`
    pub fn get_item(&mut self, container: Value, key: Value) -> PyResult<Value> {
        if let Some(get_item) = self.class_of(container).direct.get().get_item {
            return get_item(self, Args::new(&[container, key]));
        }
        if let Some(method) = self.special_of(container, Special::GetItem) {
            return self.call_unbound(method, container, &[key]);
        }
        if let Some(class) = container.cast::<Type>() {
            if class == self.types.type_ {
                return crate::builtins::generic_alias::make(self, container, key);
            }
            let name = self.names.special(Special::ClassGetItem);
            if let Some(method) = self.get_attr_opt(container, name)? {
                return self.call(method, &[key]);
            }
            let message = format!("type '{}' is not subscriptable", class.name_text());
            return Err(self.type_error(&message));
        }
        let message = format!("'{}' object is not subscriptable", self.type_name(container));
        Err(self.type_error(&message))
    }

    /// `container[key] = value`
    pub fn set_item(&mut self, container: Value, key: Value, value: Value) -> PyResult<()> {
        if let Some(set_item) = self.class_of(container).direct.get().set_item {
            return set_item(self, Args::new(&[container, key, value])).map(|_| ());
        }
        match self.call_special(container, Special::SetItem, &[key, value])? {
            Some(_) => Ok(()),
            None => {
                let message = format!("'{}' object does not support item assignment", self.type_name(container));
                Err(self.type_error(&message))
            }
        }
    }

    /// `del container[key]`
    pub fn delete_item(&mut self, container: Value, key: Value) -> PyResult<()> {
        match self.call_special(container, Special::DelItem, &[key])? {
            Some(_) => Ok(()),
            None => {
                // CPython words it once for sequences that are given an index, and once for all else.
                let sequence = self.class_of(container).has(type_flag::HEAP_TYPE)
                    || self.special_of(container, Special::Contains).is_some();
                let indexed = sequence && self.special_of(key, Special::Index).is_some();
                let not = if indexed { "doesn't" } else { "does not" };
                let name = self.type_name(container);
                Err(self.type_error(&format!("'{name}' object {not} support item deletion")))
            }
        }
    }

    /// `item in container`
    pub fn contains(&mut self, container: Value, item: Value) -> PyResult<bool> {
        if let Some(contains) = self.class_of(container).direct.get().contains {
            let result = contains(self, Args::new(&[container, item]))?;
            return self.is_true(result);
        }
        if let Some(method) = self.special_of(container, Special::Contains) {
            if method.is_none() {
                let message = format!("'{}' object is not a container", self.type_name(container));
                return Err(self.type_error(&message));
            }
            let result = self.call_unbound(method, container, &[item])?;
            return self.is_true(result);
        }
        let iterator = match self.iter(container) {
            Ok(iterator) => iterator,
            Err(raised) => {
                self.catch(raised, Exc::TypeError)?;
                let message = format!("argument of type '{}' is not iterable", self.type_name(container));
                return Err(self.type_error(&message));
            }
        };
        while let Some(candidate) = self.next(iterator)? {
            if self.equal(candidate, item)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// `callable(value)`
    pub fn is_callable(&mut self, value: Value) -> bool {
        value.is::<Function>() || value.is::<NativeFunction>() || self.special_of(value, Special::Call).is_some()
    }

    /// `isinstance(value, class)` with the full protocol: tuples, unions, `__instancecheck__`.
    pub fn isinstance(&mut self, value: Value, class: Value) -> PyResult<bool> {
        if let Some(exact) = class.cast::<Type>()
            && self.class_of(value) == exact
        {
            return Ok(true);
        }
        if let Some(exact) = class.cast::<Type>()
            && self.checks_plainly(self.class_of(class))
        {
            return crate::builtins::type_type::real_isinstance(self, value, exact);
        }
        if let Some(tuple) = class.cast::<Tuple>().or_else(|| crate::builtins::union_type::members(class)) {
            return self.recurse(" in __instancecheck__", |vm| {
                for index in 0..tuple.len() {
                    if vm.isinstance(value, tuple.get(index))? {
                        return Ok(true);
                    }
                }
                Ok(false)
            });
        }
        match self.recurse(" in __instancecheck__", |vm| vm.call_special(class, Special::InstanceCheck, &[value]))? {
            Some(result) => self.is_true(result),
            None => crate::builtins::type_type::abstract_isinstance(self, value, class),
        }
    }

    /// `issubclass(class, of)` with the full protocol.
    pub fn issubclass(&mut self, class: Value, of: Value) -> PyResult<bool> {
        if let Some(tuple) = of.cast::<Tuple>().or_else(|| crate::builtins::union_type::members(of)) {
            return self.recurse(" in __subclasscheck__", |vm| {
                for index in 0..tuple.len() {
                    if vm.issubclass(class, tuple.get(index))? {
                        return Ok(true);
                    }
                }
                Ok(false)
            });
        }
        if self.class_of(of) != self.types.type_
            && let Some(result) =
                self.recurse(" in __subclasscheck__", |vm| vm.call_special(of, Special::SubclassCheck, &[class]))?
        {
            return self.is_true(result);
        }
        crate::builtins::type_type::abstract_issubclass(self, class, of)
    }
}
