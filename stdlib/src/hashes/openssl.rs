//! `_hashlib`: what CPython takes from OpenSSL: hashes by name, HMAC, PBKDF2 and scrypt.

use super::keys;
use super::{Algorithm, Hash, State, hex, with_data};
use crate::errors::ErrorClass;
use crate::receiver::this;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Gc, Native, NativeData, Tracer};
use runtime::native::spec::FnSpec;
use runtime::native::{Args, ModuleSpec, TypeSpec, func, method, readonly};
use runtime::object::function::NativeFunction;
use runtime::object::module::Module;
use runtime::object::string::Str;
use runtime::object::type_object::type_flag;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::RefCell;

static UNSUPPORTED: ErrorClass = ErrorClass::new("_hashlib.UnsupportedDigestmodError", Exc::ValueError, "");

macro_rules! more_hashes {
    ($($algorithm:ident $name:literal $block:literal $size:literal $state:ty;)*) => {$(
        static $algorithm: Algorithm = Algorithm {
            name: $name,
            block_size: $block,
            digest_size: $size,
            start: || State::Fixed(Box::new(<$state>::default())),
            class: &HASH,
        };
    )*};
}
more_hashes! {
    SHA512_224 "sha512_224" 128 28 sha2::Sha512_224;
    SHA512_256 "sha512_256" 128 32 sha2::Sha512_256;
    RIPEMD160 "ripemd160" 64 20 ripemd::Ripemd160;
    SM3 "sm3" 64 32 sm3::Sm3;
}

static ALGORITHMS: &[&Algorithm] = &[
    &super::MD5,
    &super::SHA1,
    &super::SHA224,
    &super::SHA256,
    &super::SHA384,
    &super::SHA512,
    &SHA512_224,
    &SHA512_256,
    &super::SHA3_224,
    &super::SHA3_256,
    &super::SHA3_384,
    &super::SHA3_512,
    &super::SHAKE_128,
    &super::SHAKE_256,
    &RIPEMD160,
    &SM3,
];

/// The algorithm of a name, in any of the spellings that OpenSSL knows.
fn by_name(name: &str) -> Option<&'static Algorithm> {
    let name = name.to_ascii_lowercase();
    let plain = |name: &str| name.replace(['-', '_', '/'], "");
    let wanted = match plain(&name) {
        short if matches!(&*short, "ripemd" | "rmd160") => "ripemd160".to_owned(),
        wanted => wanted,
    };
    ALGORITHMS.iter().copied().find(|algorithm| algorithm.name == name || plain(algorithm.name) == wanted)
}

fn unsupported(vm: &mut Vm) -> runtime::vm::Raised {
    UNSUPPORTED.raise(vm, "[digital envelope routines] unsupported")
}

fn make(vm: &mut Vm, algorithm: &'static Algorithm, data: Option<Value>) -> PyResult<Value> {
    let mut state = (algorithm.start)();
    if let Some(data) = data {
        with_data(vm, data, |bytes| state.update(bytes))?;
    }
    let class = vm.native_type(if algorithm.digest_size == 0 { &HASHXOF } else { &HASH })?;
    Ok(vm.native(class, Hash { algorithm, state: RefCell::new(state) })?.value())
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(name) = args[0].cast::<Str>() else { return Err(vm.type_error("name must be a string")) };
    match by_name(&name.to_string_lossy()) {
        Some(algorithm) => make(vm, algorithm, args.opt(1)),
        None => Err(unsupported(vm)),
    }
}

macro_rules! constructors {
    ($($function:ident $python:literal $algorithm:ident;)*) => {
        $(fn $function(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
            make(vm, &super::$algorithm, args.opt(0))
        })*

        static FUNCTIONS: &[FnSpec] = &[
            $(func($python, "(string=b'', *, usedforsecurity=True)", $function),)*
            func("new", "(name, string=b'', *, usedforsecurity=True)", new).doc(
                "Return a new hash object using the named algorithm.\n\nAn optional string argument may be provided and will be\nautomatically hashed.\n\nThe MD5 and SHA1 algorithms are always supported.",
            ),
            func("pbkdf2_hmac", "(hash_name, password, salt, iterations, dklen=None)", pbkdf2)
                .doc("Password based key derivation function 2 (PKCS #5 v2.0) with HMAC as pseudorandom function."),
            func("scrypt", "(password, *, salt=None, n=None, r=None, p=None, maxmem=0, dklen=64)", scrypt)
                .doc("scrypt password-based key derivation function."),
            func("hmac_new", "(key, msg=b'', digestmod=None)", hmac_new).doc("Return a new hmac object."),
            func("hmac_digest", "(key, msg, digest)", hmac_digest).doc("Single-shot HMAC."),
            func("get_fips_mode", "()", |_, _| Ok(Value::int32(0))).doc("Determine the OpenSSL FIPS mode of operation."),
            func("compare_digest", "(a, b, /)", crate::operator::compare_digest).doc("Return 'a == b'."),
        ];

        /// The functions above, with the names of their algorithms.
        const CONSTRUCTORS: &[(&str, &str)] = &[$(($python, stringify!($function)),)*];
    };
}
constructors! {
    md5 "openssl_md5" MD5;
    sha1 "openssl_sha1" SHA1;
    sha224 "openssl_sha224" SHA224;
    sha256 "openssl_sha256" SHA256;
    sha384 "openssl_sha384" SHA384;
    sha512 "openssl_sha512" SHA512;
    sha3_224 "openssl_sha3_224" SHA3_224;
    sha3_256 "openssl_sha3_256" SHA3_256;
    sha3_384 "openssl_sha3_384" SHA3_384;
    sha3_512 "openssl_sha3_512" SHA3_512;
    shake_128 "openssl_shake_128" SHAKE_128;
    shake_256 "openssl_shake_256" SHAKE_256;
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let name = this::<Hash>(args[0]).data.algorithm.name;
    let class = vm.class_of(args[0]);
    let id = vm.id(args[0]);
    let text = format!("<{name} {} object @ {id:#x}>", vm.qualified_type_name(class));
    Ok(vm.str(&text)?.value())
}

static HASH: TypeSpec = TypeSpec {
    name: "HASH",
    module: "_hashlib",
    flags: type_flag::NO_NEW | type_flag::BASE_TYPE,
    methods: &[
        method("__repr__", "()", repr),
        method("copy", "()", super::copy).doc("Return a copy of the hash object."),
        method("digest", "()", super::digest).doc("Return the digest value as a bytes object."),
        method("hexdigest", "()", super::hexdigest).doc("Return the digest value as a string of hexadecimal digits."),
        method("update", "(obj, /)", super::update).doc("Update this hash object's state with the provided string."),
    ],
    getset: &[
        readonly("block_size", super::block_size),
        readonly("name", super::name),
        readonly("digest_size", super::digest_size),
    ],
    doc: "A hash is an object used to calculate a checksum of a string of information.",
    ..TypeSpec::EMPTY
};

static HASHXOF: TypeSpec = TypeSpec {
    name: "HASHXOF",
    module: "_hashlib",
    base: Some(&HASH),
    flags: type_flag::NO_NEW,
    methods: &[
        method("digest", "(length)", super::shake_digest).doc("Return the digest value as a bytes object."),
        method("hexdigest", "(length)", super::shake_hexdigest)
            .doc("Return the digest value as a string of hexadecimal digits."),
    ],
    doc: "A hash is an object used to calculate a checksum of a string of information.",
    ..TypeSpec::EMPTY
};

/// A keyed hash: the hash that goes over the message, and the one that goes over its result.
struct Hmac {
    algorithm: &'static Algorithm,
    inner: RefCell<State>,
    outer: State,
}

impl NativeData for Hmac {
    runtime::native_info!(Hmac);

    fn trace(&self, _: &mut Tracer<'_>) {}
}

impl Hmac {
    fn new(algorithm: &'static Algorithm, key: &[u8]) -> Hmac {
        let mut block = vec![0; algorithm.block_size];
        if key.len() > block.len() {
            let mut state = (algorithm.start)();
            state.update(key);
            let digest = state.digest(0);
            block[..digest.len()].copy_from_slice(&digest);
        } else {
            block[..key.len()].copy_from_slice(key);
        }
        let start = |mask: u8| {
            let mut state = (algorithm.start)();
            state.update(&block.iter().map(|byte| byte ^ mask).collect::<Vec<u8>>());
            state
        };
        Hmac { algorithm, inner: RefCell::new(start(0x36)), outer: start(0x5c) }
    }

    fn digest(&self) -> Vec<u8> {
        let mut outer = self.outer.copy();
        outer.update(&self.inner.borrow().digest(0));
        outer.digest(0)
    }
}

/// The algorithm that an argument names: a str, or one of the functions above.
fn digest_mod(vm: &mut Vm, value: Value) -> PyResult<&'static Algorithm> {
    let algorithm = if let Some(name) = value.cast::<Str>() {
        by_name(&name.to_string_lossy())
    } else {
        let function = value.cast::<NativeFunction>().map(|function| function.spec);
        let known =
            function.and_then(|spec| FUNCTIONS.as_ptr_range().contains(&std::ptr::from_ref(spec)).then_some(spec.name));
        let Some(name) = known.and_then(|name| CONSTRUCTORS.iter().find(|row| row.0 == name)) else {
            let shown = vm.repr_text(value)?;
            return Err(UNSUPPORTED.raise(vm, &format!("Unsupported digestmod {shown}")));
        };
        by_name(name.1)
    };
    match algorithm {
        Some(algorithm) if algorithm.digest_size > 0 => Ok(algorithm),
        Some(_) => Err(vm.value_error("no reason supplied")),
        None => Err(unsupported(vm)),
    }
}

fn hmac_of(vm: &mut Vm, key: Value, message: Option<Value>, digest: Value) -> PyResult<Hmac> {
    let algorithm = digest_mod(vm, digest)?;
    let key = crate::convert::data(vm, key)?;
    let hmac = Hmac::new(algorithm, &key);
    if let Some(message) = message {
        with_data(vm, message, |bytes| hmac.inner.borrow_mut().update(bytes))?;
    }
    Ok(hmac)
}

fn hmac_new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(digest) = args.opt(2) else {
        return Err(vm.type_error("Missing required parameter 'digestmod'."));
    };
    let hmac = hmac_of(vm, args[0], args.not_none(1), digest)?;
    let class = vm.native_type(&HMAC)?;
    Ok(vm.native(class, hmac)?.value())
}

fn hmac_digest(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let digest = hmac_of(vm, args[0], Some(args[1]), args[2])?.digest();
    Ok(vm.bytes(&digest)?.value())
}

fn hmac(value: Value) -> Gc<Native<Hmac>> {
    this::<Hmac>(value)
}

fn hmac_update(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let hmac = hmac(args[0]);
    with_data(vm, args[1], |bytes| hmac.data.inner.borrow_mut().update(bytes))?;
    Ok(Value::NONE)
}

fn hmac_copy(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let data = &hmac(args[0]).data;
    let inner = RefCell::new(data.inner.borrow().copy());
    let copy = Hmac { algorithm: data.algorithm, inner, outer: data.outer.copy() };
    let class = vm.native_type(&HMAC)?;
    Ok(vm.native(class, copy)?.value())
}

fn hmac_result(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let digest = hmac(args[0]).data.digest();
    Ok(vm.bytes(&digest)?.value())
}

fn hmac_hex_result(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let digest = hmac(args[0]).data.digest();
    Ok(vm.str(&hex(&digest))?.value())
}

fn hmac_repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let id = vm.id(args[0]);
    let text = format!("<{} HMAC object @ {id:#x}>", hmac(args[0]).data.algorithm.name);
    Ok(vm.str(&text)?.value())
}

static HMAC: TypeSpec = TypeSpec {
    name: "HMAC",
    module: "_hashlib",
    flags: type_flag::NO_NEW,
    methods: &[
        method("__repr__", "()", hmac_repr),
        method("copy", "()", hmac_copy).doc("Return a copy (\"clone\") of the HMAC object."),
        method("digest", "()", hmac_result).doc("Return the digest of the bytes passed to the update() method so far."),
        method("hexdigest", "()", hmac_hex_result)
            .doc("Return hexadecimal digest of the bytes passed to the update() method so far."),
        method("update", "(msg)", hmac_update).doc("Update the HMAC object with msg."),
    ],
    getset: &[
        readonly("digest_size", |_, value| Ok(Value::len(hmac(value).data.algorithm.digest_size))),
        readonly("block_size", |_, value| Ok(Value::len(hmac(value).data.algorithm.block_size))),
        readonly("name", |vm, value| {
            let name = format!("hmac-{}", hmac(value).data.algorithm.name);
            Ok(vm.str(&name)?.value())
        }),
    ],
    doc: "The object used to calculate HMAC of a message.",
    ..TypeSpec::EMPTY
};

fn pbkdf2(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(name) = args[0].cast::<Str>() else {
        let name = vm.arg_type_name(args[0]);
        return Err(vm.type_error(&format!("pbkdf2_hmac() argument 'hash_name' must be str, not {name}")));
    };
    let password = crate::convert::data(vm, args[1])?;
    let salt = crate::convert::data(vm, args[2])?;
    let iterations = crate::convert::c_long(vm, args[3])?;
    let Some(algorithm) = by_name(&name.to_string_lossy()).filter(|algorithm| algorithm.digest_size > 0) else {
        return Err(unsupported(vm));
    };
    if iterations < 1 {
        return Err(vm.value_error("iteration value must be greater than 0."));
    }
    let Some(iterations) = u32::try_from(iterations).ok().filter(|&n| n <= i32::MAX as u32) else {
        return Err(vm.overflow_error("iteration value is too great."));
    };
    let len = match args.not_none(4) {
        None => algorithm.digest_size as i64,
        Some(len) => crate::convert::c_long(vm, len)?,
    };
    if len < 1 {
        return Err(vm.value_error("key length must be greater than 0."));
    }
    if len > i32::MAX.into() {
        return Err(vm.overflow_error("key length is too great."));
    }
    let mut out = vm.zeroed(len as usize)?;
    let (password, salt) = (password.to_vec(), salt.to_vec());
    vm.allow_threads(|| keys::pbkdf2(algorithm.name, &password, &salt, iterations, &mut out));
    Ok(vm.bytes(&out)?.value())
}

/// An unsigned int argument of `scrypt`.
fn unsigned(vm: &mut Vm, value: Option<Value>, name: &str) -> PyResult<u64> {
    match value {
        Some(value) if !value.is_int() => {
            let given = vm.arg_type_name(value);
            Err(vm.type_error(&format!("scrypt() argument '{name}' must be int, not {given}")))
        }
        Some(value) => match value.as_i64().and_then(|n| u64::try_from(n).ok()) {
            Some(n) => Ok(n),
            None => Err(vm.type_error(&format!("{name} is required and must be an unsigned int"))),
        },
        None => Err(vm.type_error(&format!("{name} is required and must be an unsigned int"))),
    }
}

fn scrypt(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let password = crate::convert::data(vm, args[0])?.to_vec();
    let Some(salt) = args.not_none(1) else { return Err(vm.type_error("salt is required")) };
    let salt = crate::convert::data(vm, salt)?.to_vec();
    let n = unsigned(vm, args.not_none(2), "n")?;
    if n < 2 || !n.is_power_of_two() {
        return Err(vm.value_error("n must be a power of 2."));
    }
    let r = unsigned(vm, args.not_none(3), "r")?;
    let p = unsigned(vm, args.not_none(4), "p")?;
    let most = i64::from(i32::MAX);
    let memory = args.opt(5).map_or(Ok(0), |memory| crate::convert::c_long(vm, memory))?;
    if !(0..=most).contains(&memory) {
        return Err(vm.value_error(&format!("maxmem must be positive and smaller than {most}")));
    }
    let len = args.opt(6).map_or(Ok(64), |len| crate::convert::c_long(vm, len))?;
    if !(1..=most).contains(&len) {
        return Err(vm.value_error(&format!("dklen must be greater than 0 and smaller than {most}")));
    }
    // OpenSSL's own limits: 32 MiB if no other limit is given.
    let allowed = if memory == 0 { 32 << 20 } else { memory as u128 };
    let (wide_n, wide_r, wide_p) = (u128::from(n), u128::from(r), u128::from(p));
    if r == 0 || p == 0 {
        return Err(vm.value_error("Invalid parameter combination for n, r, p, maxmem."));
    }
    let too_much = 128 * wide_r * (wide_p + wide_n + 2) > allowed || wide_p * wide_r > (1 << 30) - 1;
    if too_much || (16 * wide_r < 64 && n >= 1 << (16 * r)) {
        return Err(vm.value_error("[digital envelope routines] memory limit exceeded"));
    }
    let mut out = vm.zeroed(len as usize)?;
    let made = vm.allow_threads(|| keys::scrypt(&password, &salt, (n, r as u32, p as u32), &mut out));
    if !made {
        return Err(vm.value_error("Invalid parameter combination for n, r, p, maxmem."));
    }
    Ok(vm.bytes(&out)?.value())
}

fn init(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    UNSUPPORTED.add_to(vm, module)?;
    let dict = module.dict.get();
    let names = vm.list(&[])?;
    for algorithm in ALGORITHMS {
        let name = vm.str(algorithm.name)?.value();
        names.push(vm, name)?;
    }
    let class = vm.types.frozenset.value();
    let names = vm.call(class, &[names.value()])?;
    dict.set_text(vm, "openssl_md_meth_names", names)?;
    let constructors = vm.dict()?;
    for (function, name) in CONSTRUCTORS {
        if let Some(function) = dict.get_text(vm, function) {
            let name = vm.str(name)?.value();
            constructors.set(vm, function, name)?;
        }
    }
    let constructors = runtime::builtins::descriptors::new_mapping_proxy(vm, constructors.value())?;
    dict.set_text(vm, "_constructors", constructors)
}

/// `_hashlib`
pub(crate) static HASHLIB: ModuleSpec = ModuleSpec {
    name: "_hashlib",
    doc: "OpenSSL interface for hashlib module",
    functions: FUNCTIONS,
    types: &[&HASH, &HASHXOF, &HMAC],
    init: Some(init),
};
