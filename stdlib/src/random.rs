//! `_random`: the Mersenne twister MT19937, with CPython's sequences for the same seeds.

use crate::receiver::{class_arg, this, var_args};
use num_bigint::Sign;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Gc, Native};
use runtime::native::{Args, LeafRule, ModuleSpec, TypeSpec, method};
use runtime::object::dict::Dict;
use runtime::object::int::IntRef;
use runtime::object::tuple::Tuple;
use runtime::object::type_object::type_flag;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::Cell;

const N: usize = 624;
const M: usize = 397;
const UPPER: u32 = 0x8000_0000;
const LOWER: u32 = 0x7fff_ffff;

/// `next` of what has not been seeded.
const UNSEEDED: usize = usize::MAX;

struct Random {
    state: [Cell<u32>; N],
    next: Cell<usize>,
}
runtime::native_data!(Random, []);

impl Random {
    fn refill(&self) {
        let state = &self.state;
        let mix = |at: usize, with: usize| {
            let y = (state[at].get() & UPPER) | (state[(at + 1) % N].get() & LOWER);
            let odd = if y & 1 == 1 { 0x9908_b0df } else { 0 };
            state[at].set(state[with].get() ^ (y >> 1) ^ odd);
        };
        for at in 0..N - M {
            mix(at, at + M);
        }
        for at in N - M..N {
            mix(at, at + M - N);
        }
        self.next.set(0);
    }

    #[inline(always)]
    fn next_u32(&self) -> u32 {
        if self.next.get() >= N {
            self.seed_if_unseeded();
            self.refill();
        }
        let at = self.next.get();
        self.next.set(at + 1);
        let mut y = self.state[at].get();
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c_5680;
        y ^= (y << 15) & 0xefc6_0000;
        y ^ (y >> 18)
    }

    fn seed_u32(&self, seed: u32) {
        self.state[0].set(seed);
        for at in 1..N {
            let before = self.state[at - 1].get();
            self.state[at].set(1_812_433_253u32.wrapping_mul(before ^ (before >> 30)).wrapping_add(at as u32));
        }
        self.next.set(N);
    }

    /// Seeds anew from the operating system if nobody has seeded yet.
    fn seed_if_unseeded(&self) {
        if self.next.get() == UNSEEDED {
            let mut key = [0; N];
            entropy(&mut key);
            self.seed_array(&key);
        }
    }

    fn seed_array(&self, key: &[u32]) {
        self.seed_u32(19_650_218);
        let (mut i, mut j) = (1, 0);
        let state = &self.state;
        // What stands before `i`.
        let mut last = state[0].get();
        let mixed = |last: u32| last ^ (last >> 30);
        for _ in 0..N.max(key.len()) {
            let product = mixed(last).wrapping_mul(1_664_525);
            last = (state[i].get() ^ product).wrapping_add(key[j]).wrapping_add(j as u32);
            state[i].set(last);
            i += 1;
            j += 1;
            if i >= N {
                state[0].set(last);
                i = 1;
            }
            if j >= key.len() {
                j = 0;
            }
        }
        for _ in 0..N - 1 {
            let product = mixed(last).wrapping_mul(1_566_083_941);
            last = (state[i].get() ^ product).wrapping_sub(i as u32);
            state[i].set(last);
            i += 1;
            if i >= N {
                state[0].set(last);
                i = 1;
            }
        }
        state[0].set(UPPER);
    }
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let data = Random { state: [const { Cell::new(0) }; N], next: Cell::new(UNSEEDED) };
    Ok(vm.native(class_arg(args), data)?.value())
}

fn init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let given = var_args(args[1]);
    let class = vm.native_type(&RANDOM_TYPE)?;
    let named = args[2].cast::<Dict>().is_some_and(|kwargs| !kwargs.is_empty());
    if named && vm.class_of(args[0]) == class {
        return Err(vm.type_error("Random() takes no keyword arguments"));
    }
    if given.len() > 1 {
        return Err(vm.type_error("Random() requires 0 or 1 argument"));
    }
    if !given.is_empty() {
        seed_with(vm, this(args[0]), given.get(0))?;
    }
    Ok(Value::NONE)
}

/// Bits from the operating system; from the clock if it has none.
fn entropy(key: &mut [u32]) {
    let mut bytes = vec![0; key.len() * 4];
    let wanted = bytes.len() as isize;
    if crate::system::getrandom(&mut bytes, 0) < wanted {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        key[0] = now.as_nanos() as u32;
        key[1] = now.as_secs() as u32;
        key[2] = std::process::id();
        return;
    }
    for (word, bytes) in key.iter_mut().zip(bytes.chunks_exact(4)) {
        *word = bytes.iter().fold(0, |word, &byte| word << 8 | u32::from(byte));
    }
}

fn seed_with(vm: &mut Vm, random: Gc<Native<Random>>, seed: Value) -> PyResult<()> {
    if seed.is_none() {
        let mut key = [0; N];
        entropy(&mut key);
        random.data.seed_array(&key);
        return Ok(());
    }
    let key = match seed.as_int() {
        Some(IntRef::Small(n)) => words(n.unsigned_abs()),
        Some(IntRef::Big(n)) => n.to_big().magnitude().to_u32_digits(),
        None => words(vm.hash(seed)?),
    };
    random.data.seed_array(&key);
    Ok(())
}

fn words(n: u64) -> Vec<u32> {
    if n >> 32 == 0 { vec![n as u32] } else { vec![n as u32, (n >> 32) as u32] }
}

fn seed(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    seed_with(vm, this(args[0]), args[1].or_none())?;
    Ok(Value::NONE)
}

fn random(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let data = &this::<Random>(args[0]).data;
    let (a, b) = (data.next_u32() >> 5, data.next_u32() >> 6);
    Ok(Value::float((f64::from(a) * 67_108_864.0 + f64::from(b)) * (1.0 / 9_007_199_254_740_992.0)))
}

fn getrandbits(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let data = this::<Random>(args[0]);
    let data = &data.data;
    let k = match vm.index_i64(args[1], Exc::OverflowError)? {
        k if i32::try_from(k).is_err() => {
            return Err(vm.overflow_error("Python int too large to convert to C int"));
        }
        k => k,
    };
    if k < 0 {
        return Err(vm.value_error("number of bits must be non-negative"));
    }
    if k == 0 {
        return Ok(Value::int32(0));
    }
    if k <= 32 {
        return vm.int(i64::from(data.next_u32() >> (32 - k)));
    }
    let mut left = k;
    let mut digits = Vec::with_capacity((k as usize).div_ceil(32));
    while left > 0 {
        let word = data.next_u32();
        digits.push(if left < 32 { word >> (32 - left) } else { word });
        left -= 32;
    }
    if let [low, high] = digits[..]
        && high >> 31 == 0
    {
        return vm.int((u64::from(high) << 32 | u64::from(low)) as i64);
    }
    vm.big_int(num_bigint::BigInt::new(Sign::Plus, digits))
}

fn getstate(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let random = this::<Random>(args[0]);
    random.data.seed_if_unseeded();
    let out = vm.tuple_with_len(N + 1)?;
    for (at, word) in random.data.state.iter().enumerate() {
        out.init(vm, at, Value::int_unchecked(i64::from(word.get())));
    }
    out.init(vm, N, Value::len(random.data.next.get()));
    Ok(out.value())
}

fn setstate(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let random = this::<Random>(args[0]);
    let Some(state) = args[1].cast::<Tuple>() else { return Err(vm.type_error("state vector must be a tuple")) };
    if state.len() != N + 1 {
        return Err(vm.value_error("state vector is the wrong size"));
    }
    let mut words = [0; N];
    for (at, word) in words.iter_mut().enumerate() {
        *word = match state.get(at).as_int() {
            Some(IntRef::Small(n)) if n >= 0 => n as u32,
            Some(IntRef::Big(n)) if !n.negative && n.bits() <= 64 => n.limbs[0] as u32,
            Some(IntRef::Small(_)) => {
                return Err(vm.overflow_error("can't convert negative value to unsigned int"));
            }
            Some(IntRef::Big(_)) => {
                return Err(vm.overflow_error("Python int too large to convert to C unsigned long"));
            }
            None => return Err(vm.type_error("an integer is required")),
        };
    }
    let next = match state.get(N).as_int() {
        Some(IntRef::Small(n)) => n,
        Some(IntRef::Big(_)) => return Err(vm.overflow_error("Python int too large to convert to C long")),
        None => vm.index_i64(state.get(N), Exc::OverflowError)?,
    };
    if !(0..=N as i64).contains(&next) {
        return Err(vm.value_error("invalid state"));
    }
    for (cell, word) in random.data.state.iter().zip(words) {
        cell.set(word);
    }
    random.data.next.set(next as usize);
    Ok(Value::NONE)
}

static RANDOM_TYPE: TypeSpec = TypeSpec {
    name: "Random",
    module: "_random",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(*args, **kwargs)", new).class_only(),
        method("__init__", "(*args, **kwargs)", init),
        method("random", "()", random).leaf(LeafRule::Always).of_derived().doc("random() -> x in the interval [0, 1)."),
        method("seed", "(n=None, /)", seed).doc(
            "seed([n]) -> None.\n\nDefaults to use urandom and falls back to a combination\nof the current time and the process identifier.",
        ),
        method("getstate", "()", getstate).doc("getstate() -> tuple containing the current state."),
        method("setstate", "(state, /)", setstate).doc("setstate(state) -> None.  Restores generator state."),
        method("getrandbits", "(k, /)", getrandbits).leaf(LeafRule::OfPlain).of_derived().doc("getrandbits(k) -> x.  Generates an int with k random bits."),
    ],
    doc: "Random() -> create a random number generator with its own internal state.",
    ..TypeSpec::EMPTY
};

/// `_random`
pub(crate) static RANDOM: ModuleSpec = ModuleSpec {
    name: "_random",
    doc: "Module implements the Mersenne Twister random number generator.",
    types: &[&RANDOM_TYPE],
    ..ModuleSpec::EMPTY
};
