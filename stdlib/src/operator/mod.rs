//! `_operator`: the operators as functions.

mod getters;

use runtime::builtins::bytearray::bytes_like;
use runtime::exceptions::hierarchy::Exc;
use runtime::native::spec::FnSpec;
use runtime::native::{Args, CallArgs, LeafRule, ModuleSpec, func};
use runtime::object::Special;
use runtime::object::dict::Dict;
use runtime::object::protocol::{BinaryOp, CompareOp};
use runtime::object::string::Str;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

macro_rules! operators {
    (binary { $($name:ident $op:ident;)* } in_place { $($iname:ident $iop:ident;)* } compare { $($cname:ident $cop:ident;)* }) => {
        $(fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> { operate(vm, BinaryOp::$op, args) })*
        $(fn $iname(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> { vm.in_place(BinaryOp::$iop, args[0], args[1]) })*
        $(fn $cname(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> { vm.compare(CompareOp::$cop, args[0], args[1]) })*
    };
}
operators! {
    binary {
        sub Sub; mul Mul; matmul MatMul; truediv TrueDiv; floordiv FloorDiv; modulo Mod; pow Pow; lshift LShift;
        rshift RShift; and And; or Or; xor Xor;
    }
    in_place {
        iadd Add; isub Sub; imul Mul; imatmul MatMul; itruediv TrueDiv; ifloordiv FloorDiv; imod Mod; ipow Pow;
        ilshift LShift; irshift RShift; iand And; ior Or; ixor Xor;
    }
    compare { lt Lt; le Le; eq Eq; ne Ne; gt Gt; ge Ge; }
}

fn add(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if let (Some(a), Some(b)) = (args[0].as_small_int(), args[1].as_small_int()) {
        return vm.int(a + b);
    }
    operate(vm, BinaryOp::Add, args)
}

/// The operator on two values; numbers are not asked for methods.
#[inline]
fn operate(vm: &mut Vm, op: BinaryOp, args: Args<'_>) -> PyResult<Value> {
    match vm.binary_of_numbers(op, args[0], args[1]) {
        Some(result) => result,
        None => vm.binary(op, args[0], args[1]),
    }
}

fn neg(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    vm.unary(Special::Neg, "-", args[0])
}

fn pos(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    vm.unary(Special::Pos, "+", args[0])
}

fn invert(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    vm.unary(Special::Invert, "~", args[0])
}

fn abs(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    match vm.call_special(args[0], Special::Abs, &[])? {
        Some(result) => Ok(result),
        None => {
            let message = format!("bad operand type for abs(): '{}'", vm.type_name(args[0]));
            Err(vm.type_error(&message))
        }
    }
}

fn truth(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(vm.is_true(args[0])?))
}

fn not(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(!vm.is_true(args[0])?))
}

/// `a is b`: numbers are words, so that of equal ones every other is the same.
fn is(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(args[0] == args[1]))
}

fn is_not(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(args[0] != args[1]))
}

fn index(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let index = vm.index(args[0])?;
    vm.exact_int(index)
}

fn contains(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(vm.contains(args[0], args[1])?))
}

fn getitem(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    vm.get_item(args[0], args[1])
}

fn setitem(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    vm.set_item(args[0], args[1], args[2]).map(|()| Value::NONE)
}

fn delitem(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    vm.delete_item(args[0], args[1]).map(|()| Value::NONE)
}

/// Whether `value` is a sequence to `PySequence_Concat`: it has `__getitem__` and is no dict.
fn is_sequence(vm: &mut Vm, value: Value) -> bool {
    !value.is::<Dict>() && vm.special_of(value, Special::GetItem).is_some()
}

fn check_concat(vm: &mut Vm, a: Value, b: Value) -> PyResult<()> {
    if is_sequence(vm, a)
        && (vm.class_of(a).has(runtime::object::type_object::type_flag::SEQUENCE_CONCAT) || is_sequence(vm, b))
    {
        return Ok(());
    }
    let message = format!("'{}' object can't be concatenated", vm.type_name(a));
    Err(vm.type_error(&message))
}

fn concat(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    check_concat(vm, args[0], args[1])?;
    vm.binary(BinaryOp::Add, args[0], args[1])
}

fn iconcat(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    check_concat(vm, args[0], args[1])?;
    vm.in_place(BinaryOp::Add, args[0], args[1])
}

/// An iterator over `sequence`, with the message of CPython's sequence searches.
fn search_iterator(vm: &mut Vm, sequence: Value) -> PyResult<Value> {
    if vm.special_of(sequence, Special::Iter).is_none_or(|method| method.is_none())
        && vm.special_of(sequence, Special::GetItem).is_none()
    {
        let message = format!("argument of type '{}' is not iterable", vm.type_name(sequence));
        return Err(vm.type_error(&message));
    }
    vm.iter(sequence)
}

fn count_of(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let iterator = search_iterator(vm, args[0])?;
    let mut count = 0;
    while let Some(item) = vm.next(iterator)? {
        count += usize::from(vm.equal(item, args[1])?);
    }
    Ok(Value::len(count))
}

fn index_of(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let iterator = search_iterator(vm, args[0])?;
    let mut at = 0;
    while let Some(item) = vm.next(iterator)? {
        if vm.equal(item, args[1])? {
            return Ok(Value::len(at));
        }
        at += 1;
    }
    Err(vm.value_error("sequence.index(x): x not in sequence"))
}

/// `operator.length_hint`: `len`, else `__length_hint__`, else the default.
fn length_hint(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let default = match args.opt(1) {
        Some(default) => vm.index_i64(default, Exc::OverflowError)?,
        None => 0,
    };
    vm.int(default)?;
    let hint = hint_of(vm, args[0])?.unwrap_or(default);
    vm.int(hint)
}

/// What an object says of its length, if anything.
pub(crate) fn hint_of(vm: &mut Vm, value: Value) -> PyResult<Option<i64>> {
    if vm.special_of(value, Special::Len).is_some() {
        return match vm.len(value) {
            Ok(len) => Ok(Some(len as i64)),
            Err(raised) => vm.catch(raised, Exc::TypeError).map(|_| None),
        };
    }
    let hint = match vm.call_special(value, Special::LengthHint, &[]) {
        Ok(Some(hint)) if !hint.is_not_implemented() => hint,
        Ok(_) => return Ok(None),
        Err(raised) => return vm.catch(raised, Exc::TypeError).map(|_| None),
    };
    if hint.as_int().is_none() {
        let message = format!("__length_hint__ must be an integer, not {}", vm.type_name(hint));
        return Err(vm.type_error(&message));
    }
    match vm.index_i64(hint, Exc::OverflowError)? {
        n if n < 0 => Err(vm.value_error("__length_hint__() should return >= 0")),
        n => Ok(Some(n)),
    }
}

fn call(vm: &mut Vm, _: Value, args: CallArgs<'_>) -> PyResult<Value> {
    if args.positional() == 0 {
        return Err(vm.type_error("call expected at least 1 argument, got 0"));
    }
    vm.call_args(args.values.get(0), CallArgs { values: args.values.from(1), names: args.names })
}

/// Whether two texts or bytes are equal, in a time that does not depend on where they differ.
pub(crate) fn compare_digest(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (a, b) = match (args[0].cast::<Str>(), args[1].cast::<Str>()) {
        (Some(a), Some(b)) => match (a.as_ascii(), b.as_ascii()) {
            (Some(a), Some(b)) => (a.as_bytes().to_vec(), b.as_bytes().to_vec()),
            _ => return Err(vm.type_error("comparing strings with non-ASCII characters is not supported")),
        },
        _ => (digest_bytes(vm, args[0])?, digest_bytes(vm, args[1])?),
    };
    let difference = a.iter().zip(&b).fold(a.len() ^ b.len(), |difference, (x, y)| difference | usize::from(x ^ y));
    Ok(Value::bool(std::hint::black_box(difference) == 0))
}

fn digest_bytes(vm: &mut Vm, value: Value) -> PyResult<Vec<u8>> {
    match bytes_like(value) {
        Some(bytes) => Ok(bytes),
        None => {
            let message = format!("a bytes-like object is required, not '{}'", vm.type_name(value));
            Err(vm.type_error(&message))
        }
    }
}

/// `_operator`
/// Whether two values are numbers without an object, or exact strs: comparing other values may warn.
fn are_alike(vm: &Vm, args: &[Value]) -> bool {
    let is_number = |value: &Value| value.is_small_int() || value.as_float().is_some();
    let is_text = |value: &Value| value.is::<Str>() && vm.class_of(*value) == vm.types.str;
    args.iter().all(is_number) || args.iter().all(is_text)
}

pub(crate) static OPERATOR: ModuleSpec = ModuleSpec {
    name: "_operator",
    doc: "Operator interface.\n\nThis module exports a set of functions implemented in C corresponding\nto the intrinsic operators of Python.  For example, operator.add(x, y)\nis equivalent to the expression x+y.",
    functions: &[
        func("truth", "(a, /)", truth).doc("Return True if a is true, False otherwise."),
        func("contains", "(a, b, /)", contains).doc("Same as b in a (note reversed operands)."),
        func("indexOf", "(a, b, /)", index_of).doc("Return the first index of b in a."),
        func("countOf", "(a, b, /)", count_of).doc("Return the number of items in a which are, or which equal, b."),
        func("is_", "(a, b, /)", is).leaf(LeafRule::Always).doc("Same as a is b."),
        func("is_not", "(a, b, /)", is_not).leaf(LeafRule::Always).doc("Same as a is not b."),
        func("add", "(a, b, /)", add).leaf(LeafRule::OfPlain).doc("Same as a + b."),
        func("sub", "(a, b, /)", sub).leaf(LeafRule::OfPlain).doc("Same as a - b."),
        func("mul", "(a, b, /)", mul).leaf(LeafRule::OfPlain).doc("Same as a * b."),
        func("matmul", "(a, b, /)", matmul).doc("Same as a @ b."),
        func("floordiv", "(a, b, /)", floordiv).leaf(LeafRule::OfPlain).doc("Same as a // b."),
        func("truediv", "(a, b, /)", truediv).leaf(LeafRule::OfPlain).doc("Same as a / b."),
        func("mod", "(a, b, /)", modulo).leaf(LeafRule::OfPlain).doc("Same as a % b."),
        func("neg", "(a, /)", neg).leaf(LeafRule::OfPlain).doc("Same as -a."),
        func("pos", "(a, /)", pos).leaf(LeafRule::OfPlain).doc("Same as +a."),
        func("abs", "(a, /)", abs).leaf(LeafRule::OfPlain).doc("Same as abs(a)."),
        func("inv", "(a, /)", invert).doc("Same as ~a."),
        func("invert", "(a, /)", invert).doc("Same as ~a."),
        func("lshift", "(a, b, /)", lshift).leaf(LeafRule::OfPlain).doc("Same as a << b."),
        func("rshift", "(a, b, /)", rshift).leaf(LeafRule::OfPlain).doc("Same as a >> b."),
        func("not_", "(a, /)", not).doc("Same as not a."),
        func("and_", "(a, b, /)", and).leaf(LeafRule::OfPlain).doc("Same as a & b."),
        func("xor", "(a, b, /)", xor).leaf(LeafRule::OfPlain).doc("Same as a ^ b."),
        func("or_", "(a, b, /)", or).leaf(LeafRule::OfPlain).doc("Same as a | b."),
        func("iadd", "(a, b, /)", iadd).leaf(LeafRule::OfPlain).doc("Same as a += b."),
        func("isub", "(a, b, /)", isub).leaf(LeafRule::OfPlain).doc("Same as a -= b."),
        func("imul", "(a, b, /)", imul).leaf(LeafRule::OfPlain).doc("Same as a *= b."),
        func("imatmul", "(a, b, /)", imatmul).doc("Same as a @= b."),
        func("ifloordiv", "(a, b, /)", ifloordiv).leaf(LeafRule::OfPlain).doc("Same as a //= b."),
        func("itruediv", "(a, b, /)", itruediv).leaf(LeafRule::OfPlain).doc("Same as a /= b."),
        func("imod", "(a, b, /)", imod).leaf(LeafRule::OfPlain).doc("Same as a %= b."),
        func("ilshift", "(a, b, /)", ilshift).doc("Same as a <<= b."),
        func("irshift", "(a, b, /)", irshift).doc("Same as a >>= b."),
        func("iand", "(a, b, /)", iand).leaf(LeafRule::OfPlain).doc("Same as a &= b."),
        func("ixor", "(a, b, /)", ixor).leaf(LeafRule::OfPlain).doc("Same as a ^= b."),
        func("ior", "(a, b, /)", ior).leaf(LeafRule::OfPlain).doc("Same as a |= b."),
        func("concat", "(a, b, /)", concat).doc("Same as a + b, for a and b sequences."),
        func("iconcat", "(a, b, /)", iconcat).doc("Same as a += b, for a and b sequences."),
        func("getitem", "(a, b, /)", getitem).doc("Same as a[b]."),
        func("setitem", "(a, b, c, /)", setitem).doc("Same as a[b] = c."),
        func("delitem", "(a, b, /)", delitem).doc("Same as del a[b]."),
        func("pow", "(a, b, /)", pow).doc("Same as a ** b."),
        func("ipow", "(a, b, /)", ipow).doc("Same as a **= b."),
        func("eq", "(a, b, /)", eq).leaf(LeafRule::When(are_alike)).doc("Same as a == b."),
        func("ne", "(a, b, /)", ne).leaf(LeafRule::When(are_alike)).doc("Same as a != b."),
        func("lt", "(a, b, /)", lt).leaf(LeafRule::When(are_alike)).doc("Same as a < b."),
        func("le", "(a, b, /)", le).leaf(LeafRule::When(are_alike)).doc("Same as a <= b."),
        func("gt", "(a, b, /)", gt).leaf(LeafRule::When(are_alike)).doc("Same as a > b."),
        func("ge", "(a, b, /)", ge).leaf(LeafRule::When(are_alike)).doc("Same as a >= b."),
        func("index", "(a, /)", index).doc("Same as a.__index__()"),
        func("length_hint", "(obj, default=0, /)", length_hint).doc(
            "Return an estimate of the number of items in obj.\n\nThis is useful for presizing containers when building from an iterable.\n\nIf the object supports len(), the result will be exact.\nOtherwise, it may over- or under-estimate by an arbitrary amount.\nThe result will be an integer >= 0.",
        ),
        FnSpec::raw_func("call", "(obj, /, *args, **kwargs)", call).doc("Same as obj(*args, **kwargs)."),
        func("_compare_digest", "(a, b, /)", compare_digest).doc(
            "Return 'a == b'.\n\nThis function uses an approach designed to prevent\ntiming analysis, making it appropriate for cryptography.",
        ),
    ],
    types: &[&getters::ITEM_GETTER, &getters::ATTR_GETTER, &getters::METHOD_CALLER],
    ..ModuleSpec::EMPTY
};
