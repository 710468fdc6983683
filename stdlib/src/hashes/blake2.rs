//! `_blake2`: BLAKE2b and BLAKE2s with all their parameters.

use super::{hex, with_data};
use crate::receiver::{class_arg, this};
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Gc, NativeData, Tracer};
use runtime::native::{Args, ModuleSpec, TypeSpec, method, readonly};
use runtime::object::int::IntRef;
use runtime::object::module::Module;
use runtime::object::type_object::{Type, type_flag};
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::RefCell;

/// What one of the two functions allows.
struct Limits {
    name: &'static str,
    digest: usize,
    key: usize,
    salt: usize,
    block: usize,
    /// Largest node offset.
    offset: u64,
}

static B: Limits = Limits { name: "blake2b", digest: 64, key: 64, salt: 16, block: 128, offset: u64::MAX };
static S: Limits = Limits { name: "blake2s", digest: 32, key: 32, salt: 8, block: 64, offset: (1 << 48) - 1 };

#[derive(Clone)]
enum State {
    B(Box<blake2b_simd::State>),
    S(Box<blake2s_simd::State>),
}

struct Hash {
    limits: &'static Limits,
    size: usize,
    state: RefCell<State>,
}

impl NativeData for Hash {
    runtime::native_info!(Hash);

    fn trace(&self, _: &mut Tracer<'_>) {}
}

/// The parameters of a hash as they were given.
struct Parameters {
    size: usize,
    key: Vec<u8>,
    salt: Vec<u8>,
    person: Vec<u8>,
    fanout: u8,
    depth: u8,
    leaf_size: u32,
    node_offset: u64,
    node_depth: u8,
    inner_size: usize,
    last_node: bool,
}

/// An int argument, or its default.
fn int(vm: &mut Vm, value: Option<Value>, default: i64) -> PyResult<i64> {
    value.map_or(Ok(default), |value| crate::convert::c_int(vm, value).map(i64::from))
}

/// An unsigned int argument of up to `most`.
fn unsigned(vm: &mut Vm, value: Option<Value>, most: u64, name: &str) -> PyResult<u64> {
    let Some(value) = value else { return Ok(0) };
    let n = vm.index(value)?;
    let n = match n.as_int() {
        Some(IntRef::Small(n)) if n >= 0 => Some(n as u64),
        Some(IntRef::Big(n)) => n.to_u64(),
        _ => return Err(vm.value_error("value must be positive")),
    };
    match n {
        Some(n) if n <= most => Ok(n),
        Some(_) | None => Err(vm.raise_text(Exc::OverflowError, &format!("{name} is too large"))),
    }
}

fn bytes(vm: &mut Vm, value: Option<Value>, most: usize, name: &str) -> PyResult<Vec<u8>> {
    let Some(value) = value else { return Ok(Vec::new()) };
    let bytes = vm.with_bytes(value, |_, bytes| bytes.to_vec())?;
    if bytes.len() > most {
        return Err(vm.value_error(&format!("maximum {name} length is {most} bytes")));
    }
    Ok(bytes)
}

fn parameters(vm: &mut Vm, args: Args<'_>, limits: &Limits) -> PyResult<Parameters> {
    let size = int(vm, args.opt(2), limits.digest as i64)?;
    if !(1..=limits.digest as i64).contains(&size) {
        let message = format!("digest_size must be between 1 and {} bytes", limits.digest);
        return Err(vm.value_error(&message));
    }
    let salt = bytes(vm, args.opt(4), limits.salt, "salt")?;
    let person = bytes(vm, args.opt(5), limits.salt, "person")?;
    let fanout = int(vm, args.opt(6), 1)?;
    let depth = int(vm, args.opt(7), 1)?;
    if !(0..=255).contains(&fanout) {
        return Err(vm.value_error("fanout must be between 0 and 255"));
    }
    if !(1..=255).contains(&depth) {
        return Err(vm.value_error("depth must be between 1 and 255"));
    }
    let leaf_size = unsigned(vm, args.opt(8), u64::from(u32::MAX), "leaf_size")?;
    let node_offset = unsigned(vm, args.opt(9), limits.offset, "node_offset")?;
    let node_depth = int(vm, args.opt(10), 0)?;
    if !(0..=255).contains(&node_depth) {
        return Err(vm.value_error("node_depth must be between 0 and 255"));
    }
    let inner_size = int(vm, args.opt(11), 0)?;
    if !(0..=limits.digest as i64).contains(&inner_size) {
        return Err(vm.value_error(&format!("inner_size must be between 0 and is {}", limits.digest)));
    }
    let last_node = args.opt(12).map_or(Ok(false), |last| vm.is_true(last))?;
    let key = bytes(vm, args.opt(3), limits.key, "key")?;
    Ok(Parameters {
        size: size as usize,
        key,
        salt,
        person,
        fanout: fanout as u8,
        depth: depth as u8,
        leaf_size: leaf_size as u32,
        node_offset,
        node_depth: node_depth as u8,
        inner_size: inner_size as usize,
        last_node,
    })
}

macro_rules! state {
    ($crate_name:ident, $p:ident) => {
        $crate_name::Params::new()
            .hash_length($p.size)
            .key(&$p.key)
            .salt(&$p.salt)
            .personal(&$p.person)
            .fanout($p.fanout)
            .max_depth($p.depth)
            .max_leaf_length($p.leaf_size)
            .node_offset($p.node_offset)
            .node_depth($p.node_depth)
            .inner_hash_length($p.inner_size)
            .last_node($p.last_node)
            .to_state()
    };
}

fn new(vm: &mut Vm, args: Args<'_>, limits: &'static Limits) -> PyResult<Value> {
    let p = parameters(vm, args, limits)?;
    let state = if limits.digest == B.digest {
        State::B(Box::new(state!(blake2b_simd, p)))
    } else {
        State::S(Box::new(state!(blake2s_simd, p)))
    };
    let hash = Hash { limits, size: p.size, state: RefCell::new(state) };
    if let Some(data) = args.opt(1) {
        with_data(vm, data, |bytes| feed(&hash, bytes))?;
    }
    Ok(vm.native(class_arg(args), hash)?.value())
}

fn new_b(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    new(vm, args, &B)
}

fn new_s(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    new(vm, args, &S)
}

fn feed(hash: &Hash, bytes: &[u8]) {
    match &mut *hash.state.borrow_mut() {
        State::B(state) => {
            state.update(bytes);
        }
        State::S(state) => {
            state.update(bytes);
        }
    }
}

fn update(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let hash = this::<Hash>(args[0]);
    with_data(vm, args[1], |bytes| feed(&hash.data, bytes))?;
    Ok(Value::NONE)
}

fn result(value: Value) -> Vec<u8> {
    match &*this::<Hash>(value).data.state.borrow() {
        State::B(state) => state.finalize().as_bytes().to_vec(),
        State::S(state) => state.finalize().as_bytes().to_vec(),
    }
}

fn digest(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(vm.bytes(&result(args[0]))?.value())
}

fn hexdigest(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(vm.str(&hex(&result(args[0])))?.value())
}

fn copy(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let hash = this::<Hash>(args[0]);
    let state = hash.data.state.borrow().clone();
    let class: Gc<Type> = vm.class_of(args[0]);
    let data = Hash { limits: hash.data.limits, size: hash.data.size, state: RefCell::new(state) };
    Ok(vm.native(class, data)?.value())
}

fn name(vm: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(vm.str(this::<Hash>(value).data.limits.name)?.value())
}

fn block_size(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::len(this::<Hash>(value).data.limits.block))
}

fn digest_size(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::len(this::<Hash>(value).data.size))
}

const SIGNATURE: &str = "(data=b'', /, *, digest_size=64, key=b'', salt=b'', person=b'', fanout=1, depth=1, leaf_size=0, node_offset=0, node_depth=0, inner_size=0, last_node=False, usedforsecurity=True)";

macro_rules! types {
    ($($spec:ident $name:literal $new:ident;)*) => {
        $(static $spec: TypeSpec = TypeSpec {
            name: $name,
            module: "_blake2",
            flags: type_flag::BASE_TYPE,
            methods: &[
                method("__new__", SIGNATURE, $new),
                method("copy", "()", copy).doc("Return a copy of the hash object."),
                method("digest", "()", digest).doc("Return the digest value as a bytes object."),
                method("hexdigest", "()", hexdigest)
                    .doc("Return the digest value as a string of hexadecimal digits."),
                method("update", "(data, /)", update)
                    .doc("Update this hash object's state with the provided bytes-like object."),
            ],
            getset: &[
                readonly("name", name),
                readonly("block_size", block_size),
                readonly("digest_size", digest_size),
            ],
            doc: concat!("Return a new ", $name, " hash object."),
            ..TypeSpec::EMPTY
        };)*
    };
}
types! {
    BLAKE2B "blake2b" new_b;
    BLAKE2S "blake2s" new_s;
}

/// `_blake2`
pub(crate) static BLAKE2: ModuleSpec = ModuleSpec {
    name: "_blake2",
    doc: "_blake2b provides BLAKE2b for hashlib\n",
    types: &[&BLAKE2B, &BLAKE2S],
    init: Some(init),
    ..ModuleSpec::EMPTY
};

fn init(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    module.dict.get().set_text(vm, "_GIL_MINSIZE", Value::int32(2048))?;
    for (spec, prefix, limits) in [(&BLAKE2B, "BLAKE2B", &B), (&BLAKE2S, "BLAKE2S", &S)] {
        let class = vm.native_type(spec)?;
        let constants = [
            ("SALT_SIZE", limits.salt),
            ("PERSON_SIZE", limits.salt),
            ("MAX_KEY_SIZE", limits.key),
            ("MAX_DIGEST_SIZE", limits.digest),
        ];
        for (name, value) in constants {
            let attribute = vm.intern(name);
            vm.set_type_attr(class, attribute, Value::len(value))?;
            module.dict.get().set_text(vm, &format!("{prefix}_{name}"), Value::len(value))?;
        }
    }
    Ok(())
}
