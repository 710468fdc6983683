//! `_md5`, `_sha1`, `_sha2`, `_sha3`: hash objects over well-kept crates; `blake2.rs` has `_blake2`, `openssl.rs`
//! `_hashlib`.

pub(crate) mod blake2;
mod keccak;
mod keys;
pub(crate) mod openssl;

use crate::receiver::this;
use keccak::Keccak;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Gc, NativeData, Tracer};
use runtime::native::spec::FnSpec;
use runtime::native::{Args, ModuleSpec, TypeSpec, func, method, readonly};
use runtime::object::module::Module;
use runtime::object::string::Str;
use runtime::object::type_object::type_flag;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use sha3::digest::DynDigest;
use std::cell::RefCell;

/// A hash function.
struct Algorithm {
    name: &'static str,
    block_size: usize,
    digest_size: usize,
    start: fn() -> State,
    class: &'static TypeSpec,
}

/// A hash that is being computed.
enum State {
    Fixed(Box<dyn DynDigest>),
    Keccak(Box<Keccak>),
    /// SHA-384 and SHA-512, for which there is no faster code than that of `ring`.
    Sha512(Box<ring::digest::Context>),
}

impl State {
    fn update(&mut self, bytes: &[u8]) {
        match self {
            State::Fixed(hash) => hash.update(bytes),
            State::Keccak(hash) => hash.update(bytes),
            State::Sha512(hash) => hash.update(bytes),
        }
    }

    fn copy(&self) -> State {
        match self {
            State::Fixed(hash) => State::Fixed(hash.box_clone()),
            State::Keccak(hash) => State::Keccak(hash.clone()),
            State::Sha512(hash) => State::Sha512(hash.clone()),
        }
    }

    /// The digest; of `len` bytes where the function leaves that open.
    fn digest(&self, len: usize) -> Vec<u8> {
        match self {
            State::Fixed(hash) => hash.box_clone().finalize().into_vec(),
            State::Keccak(hash) => hash.digest(len),
            State::Sha512(hash) => hash.as_ref().clone().finish().as_ref().to_vec(),
        }
    }
}

struct Hash {
    algorithm: &'static Algorithm,
    state: RefCell<State>,
}

impl NativeData for Hash {
    runtime::native_info!(Hash);

    fn trace(&self, _: &mut Tracer<'_>) {}
}

/// Calls `f` with the bytes of an argument, with CPython's messages for what cannot be hashed.
pub(crate) fn with_data(vm: &mut Vm, data: Value, f: impl FnOnce(&[u8])) -> PyResult<()> {
    if data.is::<Str>() {
        return Err(vm.type_error("Strings must be encoded before hashing"));
    }
    if !vm.has_buffer(data) {
        return Err(vm.type_error("object supporting the buffer API required"));
    }
    vm.with_bytes(data, |_, bytes| f(bytes))
}

fn make(vm: &mut Vm, algorithm: &'static Algorithm, state: State) -> PyResult<Value> {
    let class = vm.native_type(algorithm.class)?;
    Ok(vm.native(class, Hash { algorithm, state: RefCell::new(state) })?.value())
}

fn start(vm: &mut Vm, algorithm: &'static Algorithm, data: Option<Value>) -> PyResult<Value> {
    let mut state = (algorithm.start)();
    if let Some(data) = data {
        with_data(vm, data, |bytes| state.update(bytes))?;
    }
    make(vm, algorithm, state)
}

fn update(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let hash = this::<Hash>(args[0]);
    with_data(vm, args[1], |bytes| hash.data.state.borrow_mut().update(bytes))?;
    Ok(Value::NONE)
}

fn copy(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let hash = this::<Hash>(args[0]);
    let state = hash.data.state.borrow().copy();
    let class = vm.class_of(args[0]);
    let copy = Hash { algorithm: hash.data.algorithm, state: RefCell::new(state) };
    Ok(vm.native(class, copy)?.value())
}

fn digest(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let digest = this::<Hash>(args[0]).data.state.borrow().digest(0);
    Ok(vm.bytes(&digest)?.value())
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    runtime::text::bytes::plain_hex(bytes)
}

fn hexdigest(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let digest = this::<Hash>(args[0]).data.state.borrow().digest(0);
    Ok(vm.str(&hex(&digest))?.value())
}

/// A digest of as many bytes as the argument says.
fn open_digest(vm: &mut Vm, args: Args<'_>) -> PyResult<Vec<u8>> {
    let len = vm.index_i64(args[1], Exc::OverflowError)?;
    if len < 0 {
        return Err(vm.value_error("value must be positive"));
    }
    if len >= 1 << 29 {
        return Err(vm.value_error("length is too large"));
    }
    Ok(this::<Hash>(args[0]).data.state.borrow().digest(len as usize))
}

fn shake_digest(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let digest = open_digest(vm, args)?;
    Ok(vm.bytes(&digest)?.value())
}

fn shake_hexdigest(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let digest = open_digest(vm, args)?;
    Ok(vm.str(&hex(&digest))?.value())
}

fn name(vm: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(vm.str(this::<Hash>(value).data.algorithm.name)?.value())
}

fn block_size(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::len(this::<Hash>(value).data.algorithm.block_size))
}

fn digest_size(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::len(this::<Hash>(value).data.algorithm.digest_size))
}

fn capacity_bits(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::len(1600 - this::<Hash>(value).data.algorithm.block_size * 8))
}

fn rate_bits(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::len(this::<Hash>(value).data.algorithm.block_size * 8))
}

fn suffix(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let suffix = if this::<Hash>(value).data.algorithm.digest_size == 0 { 0x1f } else { 0x06 };
    Ok(vm.bytes(&[suffix])?.value())
}

const METHODS: &[FnSpec] = &[
    method("copy", "()", copy).doc("Return a copy of the hash object."),
    method("digest", "()", digest).doc("Return the digest value as a bytes object."),
    method("hexdigest", "()", hexdigest).doc("Return the digest value as a string of hexadecimal digits."),
    method("update", "(obj, /)", update).doc("Update this hash object's state with the provided string."),
];

/// The parameters of the functions that start a hash.
const SIGNATURE: &str = "(string=b'', *, usedforsecurity=True)";

fn sha384_state() -> State {
    State::Sha512(Box::new(ring::digest::Context::new(&ring::digest::SHA384)))
}

fn sha512_state() -> State {
    State::Sha512(Box::new(ring::digest::Context::new(&ring::digest::SHA512)))
}

fn fixed<T: DynDigest + Default + 'static>() -> State {
    State::Fixed(Box::new(T::default()))
}

macro_rules! plain_hashes {
    ($($algorithm:ident $class:ident $function:ident $name:literal $module:literal $type_name:literal $block:literal $size:literal $state:expr;)*) => {
        $(
            static $class: TypeSpec = TypeSpec {
                name: $type_name,
                module: $module,
                flags: type_flag::NO_NEW,
                methods: METHODS,
                getset: &[
                    readonly("block_size", block_size),
                    readonly("name", name),
                    readonly("digest_size", digest_size),
                ],
                ..TypeSpec::EMPTY
            };

            static $algorithm: Algorithm = Algorithm {
                name: $name,
                block_size: $block,
                digest_size: $size,
                start: $state,
                class: &$class,
            };

            fn $function(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
                start(vm, &$algorithm, args.opt(0))
            }
        )*
    };
}
plain_hashes! {
    MD5 MD5_TYPE md5 "md5" "_md5" "md5" 64 16 fixed::<md5::Md5>;
    SHA1 SHA1_TYPE sha1 "sha1" "_sha1" "sha1" 64 20 fixed::<sha1::Sha1>;
    SHA224 SHA224_TYPE sha224 "sha224" "_sha2" "SHA224Type" 64 28 fixed::<sha2::Sha224>;
    SHA256 SHA256_TYPE sha256 "sha256" "_sha2" "SHA256Type" 64 32 fixed::<sha2::Sha256>;
    SHA384 SHA384_TYPE sha384 "sha384" "_sha2" "SHA384Type" 128 48 sha384_state;
    SHA512 SHA512_TYPE sha512 "sha512" "_sha2" "SHA512Type" 128 64 sha512_state;
}

macro_rules! keccak_hashes {
    ($($algorithm:ident $class:ident $new:ident $name:literal $block:literal $size:literal $digest:ident $hexdigest:ident $signature:literal $start:expr;)*) => {
        $(
            fn $new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
                start(vm, &$algorithm, args.opt(1))
            }

            static $class: TypeSpec = TypeSpec {
                name: $name,
                module: "_sha3",
                methods: &[
                    method("__new__", "(data=b'', /, *, usedforsecurity=True)", $new),
                    method("copy", "()", copy).doc("Return a copy of the hash object."),
                    method("digest", $signature, $digest).doc("Return the digest value as a bytes object."),
                    method("hexdigest", $signature, $hexdigest)
                        .doc("Return the digest value as a string of hexadecimal digits."),
                    method("update", "(data, /)", update)
                        .doc("Update this hash object's state with the provided bytes-like object."),
                ],
                getset: &[
                    readonly("block_size", block_size),
                    readonly("name", name),
                    readonly("digest_size", digest_size),
                    readonly("_capacity_bits", capacity_bits),
                    readonly("_rate_bits", rate_bits),
                    readonly("_suffix", suffix),
                ],
                doc: concat!($name, "([data], *, usedforsecurity=True) -> ", $name, " object"),
                ..TypeSpec::EMPTY
            };

            static $algorithm: Algorithm = Algorithm {
                name: $name,
                block_size: $block,
                digest_size: $size,
                start: $start,
                class: &$class,
            };
        )*
    };
}
keccak_hashes! {
    SHA3_224 SHA3_224_TYPE sha3_224 "sha3_224" 144 28 digest hexdigest "()" || State::Keccak(Box::new(Keccak::sha3(144)));
    SHA3_256 SHA3_256_TYPE sha3_256 "sha3_256" 136 32 digest hexdigest "()" || State::Keccak(Box::new(Keccak::sha3(136)));
    SHA3_384 SHA3_384_TYPE sha3_384 "sha3_384" 104 48 digest hexdigest "()" || State::Keccak(Box::new(Keccak::sha3(104)));
    SHA3_512 SHA3_512_TYPE sha3_512 "sha3_512" 72 64 digest hexdigest "()" || State::Keccak(Box::new(Keccak::sha3(72)));
    SHAKE_128 SHAKE_128_TYPE shake_128 "shake_128" 168 0 shake_digest shake_hexdigest "(length, /)" || State::Keccak(Box::new(Keccak::shake(168)));
    SHAKE_256 SHAKE_256_TYPE shake_256 "shake_256" 136 0 shake_digest shake_hexdigest "(length, /)" || State::Keccak(Box::new(Keccak::shake(136)));
}

fn init(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    module.dict.get().set_text(vm, "_GIL_MINSIZE", Value::int32(2048))
}

fn init_md5(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    let class = vm.native_type(&MD5_TYPE)?.value();
    module.dict.get().set_text(vm, "MD5Type", class)
}

fn init_sha1(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    let class = vm.native_type(&SHA1_TYPE)?.value();
    module.dict.get().set_text(vm, "SHA1Type", class)
}

/// `_md5`
pub(crate) static MD5_MODULE: ModuleSpec = ModuleSpec {
    name: "_md5",
    functions: &[func("md5", SIGNATURE, md5).doc("Return a new MD5 hash object; optionally initialized with a string.")],
    init: Some(init_md5),
    ..ModuleSpec::EMPTY
};

/// `_sha1`
pub(crate) static SHA1_MODULE: ModuleSpec = ModuleSpec {
    name: "_sha1",
    functions: &[
        func("sha1", SIGNATURE, sha1).doc("Return a new SHA1 hash object; optionally initialized with a string.")
    ],
    init: Some(init_sha1),
    ..ModuleSpec::EMPTY
};

const SHA224_FUNCTION: FnSpec =
    func("sha224", SIGNATURE, sha224).doc("Return a new SHA-224 hash object; optionally initialized with a string.");
const SHA256_FUNCTION: FnSpec =
    func("sha256", SIGNATURE, sha256).doc("Return a new SHA-256 hash object; optionally initialized with a string.");
const SHA384_FUNCTION: FnSpec =
    func("sha384", SIGNATURE, sha384).doc("Return a new SHA-384 hash object; optionally initialized with a string.");
const SHA512_FUNCTION: FnSpec =
    func("sha512", SIGNATURE, sha512).doc("Return a new SHA-512 hash object; optionally initialized with a string.");

/// `_sha2`
pub(crate) static SHA2_MODULE: ModuleSpec = ModuleSpec {
    name: "_sha2",
    functions: &[SHA224_FUNCTION, SHA256_FUNCTION, SHA384_FUNCTION, SHA512_FUNCTION],
    types: &[&SHA224_TYPE, &SHA256_TYPE, &SHA384_TYPE, &SHA512_TYPE],
    ..ModuleSpec::EMPTY
};

/// `_sha256`: what the packed `hashlib` calls the first half of `_sha2`.
pub(crate) static SHA256_MODULE: ModuleSpec =
    ModuleSpec { name: "_sha256", functions: &[SHA224_FUNCTION, SHA256_FUNCTION], ..ModuleSpec::EMPTY };

/// `_sha512`: what the packed `hashlib` and `random` call the second half of `_sha2`.
pub(crate) static SHA512_MODULE: ModuleSpec =
    ModuleSpec { name: "_sha512", functions: &[SHA384_FUNCTION, SHA512_FUNCTION], ..ModuleSpec::EMPTY };

/// `_sha3`
pub(crate) static SHA3_MODULE: ModuleSpec = ModuleSpec {
    name: "_sha3",
    types: &[&SHA3_224_TYPE, &SHA3_256_TYPE, &SHA3_384_TYPE, &SHA3_512_TYPE, &SHAKE_128_TYPE, &SHAKE_256_TYPE],
    init: Some(init),
    ..ModuleSpec::EMPTY
};
