//! The struct sequences of `sys`: `flags`, `version_info` and the like.

use runtime::native::{GetSetSpec, TypeSpec};
use runtime::object::structseq::{REDUCE, REPR, StructSpec};
use runtime::object::type_object::type_flag;
use runtime::options::Options;
use runtime::struct_fields;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// A type that Python code cannot make instances of.
const fn sealed(name: &'static str, doc: &'static str, count: usize, fields: &'static [GetSetSpec]) -> StructSpec {
    let mut spec = StructSpec::new(name, "sys", doc, count, fields).methods(&[REPR, REDUCE]);
    spec.class = TypeSpec { flags: type_flag::NO_NEW, ..spec.class };
    spec
}

static FLAGS: StructSpec = sealed(
    "flags",
    "sys.flags\n\nFlags provided through command line arguments or environment vars.",
    18,
    struct_fields!(
        "debug" 0, "inspect" 1, "interactive" 2, "optimize" 3, "dont_write_bytecode" 4, "no_user_site" 5, "no_site" 6,
        "ignore_environment" 7, "verbose" 8, "bytes_warning" 9, "quiet" 10, "hash_randomization" 11, "isolated" 12,
        "dev_mode" 13, "utf8_mode" 14, "warn_default_encoding" 15, "safe_path" 16, "int_max_str_digits" 17
    ),
);

static VERSION_INFO: StructSpec = sealed(
    "version_info",
    "sys.version_info\n\nVersion information as a named tuple.",
    5,
    struct_fields!("major" 0, "minor" 1, "micro" 2, "releaselevel" 3, "serial" 4),
);

static HASH_INFO: StructSpec = StructSpec::new(
    "hash_info",
    "sys",
    "hash_info\n\nA named tuple providing parameters used for computing hashes.",
    9,
    struct_fields!(
        "width" 0, "modulus" 1, "inf" 2, "nan" 3, "imag" 4, "algorithm" 5, "hash_bits" 6, "seed_bits" 7, "cutoff" 8
    ),
);

static FLOAT_INFO: StructSpec = StructSpec::new(
    "float_info",
    "sys",
    "sys.float_info\n\nA named tuple holding information about the float type.",
    11,
    struct_fields!(
        "max" 0, "max_exp" 1, "max_10_exp" 2, "min" 3, "min_exp" 4, "min_10_exp" 5, "dig" 6, "mant_dig" 7,
        "epsilon" 8, "radix" 9, "rounds" 10
    ),
);

static INT_INFO: StructSpec = StructSpec::new(
    "int_info",
    "sys",
    "sys.int_info\n\nA named tuple that holds information about Python's\ninternal representation of integers.  The attributes are read only.",
    4,
    struct_fields!(
        "bits_per_digit" 0, "sizeof_digit" 1, "default_max_str_digits" 2, "str_digits_check_threshold" 3
    ),
);

static THREAD_INFO: StructSpec = StructSpec::new(
    "thread_info",
    "sys",
    "sys.thread_info\n\nA named tuple holding information about the thread implementation.",
    3,
    struct_fields!("name" 0, "lock" 1, "version" 2),
);

static ASYNCGEN_HOOKS: StructSpec = StructSpec::new(
    "asyncgen_hooks",
    "sys",
    "asyncgen_hooks\n\nA named tuple with the hooks of asynchronous generators.",
    2,
    struct_fields!("firstiter" 0, "finalizer" 1),
);

pub(super) fn flags(vm: &mut Vm) -> PyResult<Value> {
    let o = vm.options.clone();
    let number = |flag: bool| Value::int32(flag.into());
    let values = [
        Value::int32(o.debug.into()),
        number(o.inspect),
        number(o.interactive),
        Value::int32(o.optimize.into()),
        number(o.dont_write_bytecode),
        number(o.no_user_site),
        number(o.no_site),
        number(o.ignore_environment),
        Value::int32(o.verbose.into()),
        Value::int32(o.bytes_warning.into()),
        number(o.quiet),
        number(o.hash_randomization),
        number(o.isolated),
        Value::bool(o.dev_mode),
        number(o.utf8_mode),
        number(o.warn_default_encoding),
        Value::bool(o.safe_path),
        Value::len(o.int_digit_limit()),
    ];
    vm.struct_sequence(&FLAGS, &values)
}

/// `sys.int_info.default_max_str_digits`
const DEFAULT_STR_DIGITS: i32 = 4300;

pub(super) fn version_info(vm: &mut Vm) -> PyResult<Value> {
    let level = vm.str("final")?.value();
    let [major, minor, micro] = runtime::options::VERSION_NUMBERS.map(Value::int32);
    vm.struct_sequence(&VERSION_INFO, &[major, minor, micro, level, Value::int32(0)])
}

pub(super) fn hash_info(vm: &mut Vm) -> PyResult<Value> {
    let algorithm = vm.str("siphash13")?.value();
    let modulus = vm.int((1 << 61) - 1)?;
    let number = Value::int32;
    let values = [
        number(64),
        modulus,
        number(314_159),
        number(0),
        number(1_000_003),
        algorithm,
        number(64),
        number(128),
        number(0),
    ];
    vm.struct_sequence(&HASH_INFO, &values)
}

pub(super) fn float_info(vm: &mut Vm) -> PyResult<Value> {
    let values = [
        Value::float(f64::MAX),
        Value::int32(f64::MAX_EXP),
        Value::int32(f64::MAX_10_EXP),
        Value::float(f64::MIN_POSITIVE),
        Value::int32(f64::MIN_EXP),
        Value::int32(f64::MIN_10_EXP),
        Value::int32(f64::DIGITS as i32),
        Value::int32(f64::MANTISSA_DIGITS as i32),
        Value::float(f64::EPSILON),
        Value::int32(f64::RADIX as i32),
        Value::int32(1),
    ];
    vm.struct_sequence(&FLOAT_INFO, &values)
}

/// The layout is not CPython's; the numbers are, because programs reckon with them.
pub(super) fn int_info(vm: &mut Vm) -> PyResult<Value> {
    let values = [30, 4, DEFAULT_STR_DIGITS, 640].map(Value::int32);
    vm.struct_sequence(&INT_INFO, &values)
}

pub(super) fn thread_info(vm: &mut Vm) -> PyResult<Value> {
    let (name, lock) = (vm.str("pthread")?.value(), vm.str("mutex+cond")?.value());
    vm.struct_sequence(&THREAD_INFO, &[name, lock, Value::NONE])
}

pub(super) fn asyncgen_hooks(vm: &mut Vm, hooks: [Value; 2]) -> PyResult<Value> {
    vm.struct_sequence(&ASYNCGEN_HOOKS, &hooks)
}

/// `sys._xoptions`
pub(super) fn x_options(vm: &mut Vm, options: &Options) -> PyResult<Value> {
    let dict = vm.dict()?;
    for (name, value) in &options.x_options {
        let value = match value {
            Some(value) => vm.str(value)?.value(),
            None => Value::TRUE,
        };
        dict.set_text(vm, name, value)?;
    }
    Ok(dict.value())
}
