//! Filters of XZ streams: their options in dicts, and as the bytes that streams hold.

use liblzma::stream::{Filters, LzmaOptions, MatchFinder, Mode};
use runtime::exceptions::hierarchy::Exc;
use runtime::object::dict::Dict;
use runtime::object::int::IntRef;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

pub(super) const LZMA1: u64 = 0x4000_0000_0000_0001;
pub(super) const LZMA2: u64 = 0x21;
pub(super) const DELTA: u64 = 3;
/// x86, PowerPC, IA-64, ARM, ARM-Thumb, SPARC.
pub(super) const BRANCHES: [u64; 6] = [4, 5, 6, 7, 8, 9];

/// What LZMA1 and LZMA2 are told.
#[derive(Clone, Copy)]
pub(super) struct Options {
    preset: u32,
    dict_size: u32,
    literal_context: u32,
    literal_position: u32,
    position: u32,
    mode: Option<u32>,
    nice_len: Option<u32>,
    finder: Option<u32>,
    depth: Option<u32>,
}

/// One filter of a chain.
pub(super) enum Filter {
    Lzma1(Options),
    Lzma2(Options),
    /// The distance.
    Delta(u32),
    /// Which one, and its start offset.
    Branch(u64, u32),
}

pub(super) fn invalid_preset(vm: &mut Vm, preset: u32) -> runtime::vm::Raised {
    super::ERROR.raise(vm, &format!("Invalid compression preset: {preset}"))
}

impl Options {
    /// Those of a preset: 0 to 9, with the bit for extreme compression.
    pub(super) fn of_preset(preset: u32) -> Option<Options> {
        const SIZES: [u32; 10] = [18, 20, 21, 22, 22, 23, 23, 24, 25, 26];
        let size = SIZES.get((preset & 0x1f) as usize)?;
        if preset & !(0x1f | 1 << 31) != 0 {
            return None;
        }
        Some(Options {
            preset,
            dict_size: 1 << size,
            literal_context: 3,
            literal_position: 0,
            position: 2,
            mode: None,
            nice_len: None,
            finder: None,
            depth: None,
        })
    }

    pub(super) fn build(&self) -> Result<LzmaOptions, liblzma::stream::Error> {
        let mut options = LzmaOptions::new_preset(self.preset)?;
        options
            .dict_size(self.dict_size)
            .literal_context_bits(self.literal_context)
            .literal_position_bits(self.literal_position)
            .position_bits(self.position);
        match self.mode {
            Some(1) => _ = options.mode(Mode::Fast),
            Some(2) => _ = options.mode(Mode::Normal),
            Some(_) => return Err(liblzma::stream::Error::Options),
            None => {}
        }
        if let Some(len) = self.nice_len {
            options.nice_len(len);
        }
        if let Some(depth) = self.depth {
            options.depth(depth);
        }
        let finder = match self.finder {
            None => return Ok(options),
            Some(0x03) => MatchFinder::HashChain3,
            Some(0x04) => MatchFinder::HashChain4,
            Some(0x12) => MatchFinder::BinaryTree2,
            Some(0x13) => MatchFinder::BinaryTree3,
            Some(0x14) => MatchFinder::BinaryTree4,
            Some(_) => return Err(liblzma::stream::Error::Options),
        };
        options.match_finder(finder);
        Ok(options)
    }

    /// Five bytes: the bits of literals and positions in one, and the size of the dictionary.
    fn properties1(&self) -> Vec<u8> {
        let first = (self.position * 5 + self.literal_position) * 9 + self.literal_context;
        let mut out = vec![first as u8];
        out.extend(self.dict_size.to_le_bytes());
        out
    }

    /// One byte: the size of the dictionary as two bits and an exponent, rounded up.
    fn properties2(&self) -> u8 {
        let mut d = self.dict_size.max(4096) - 1;
        for shift in [2, 3, 4, 8, 16] {
            d |= d >> shift;
        }
        if d == u32::MAX {
            return 40;
        }
        let n = d + 1;
        let top = n.ilog2();
        (2 * top + (n >> (top - 1) & 1) - 24) as u8
    }
}

impl Filter {
    /// The bytes that say in a stream how the filter is set.
    pub(super) fn properties(&self) -> Vec<u8> {
        match self {
            Filter::Lzma1(options) => options.properties1(),
            Filter::Lzma2(options) => vec![options.properties2()],
            Filter::Delta(distance) => vec![(distance - 1) as u8],
            Filter::Branch(_, 0) => Vec::new(),
            Filter::Branch(_, start) => start.to_le_bytes().to_vec(),
        }
    }
}

/// The filter chain as the library has it.
pub(super) fn chain(filters: &[Filter]) -> Result<Filters, liblzma::stream::Error> {
    let mut chain = Filters::new();
    for filter in filters {
        let properties = filter.properties();
        match filter {
            Filter::Lzma1(options) => _ = chain.lzma1(&options.build()?),
            Filter::Lzma2(options) => _ = chain.lzma2(&options.build()?),
            Filter::Delta(_) => _ = chain.delta_properties(&properties)?,
            Filter::Branch(4, _) => _ = chain.x86_properties(&properties)?,
            Filter::Branch(5, _) => _ = chain.powerpc_properties(&properties)?,
            Filter::Branch(6, _) => _ = chain.ia64_properties(&properties)?,
            Filter::Branch(7, _) => _ = chain.arm_properties(&properties)?,
            Filter::Branch(8, _) => _ = chain.arm_thumb_properties(&properties)?,
            Filter::Branch(..) => _ = chain.sparc_properties(&properties)?,
        }
    }
    Ok(chain)
}

/// An unsigned number in a dict of options.
fn number(vm: &mut Vm, value: Value) -> PyResult<u64> {
    let n = vm.index(value)?;
    match n.as_int() {
        Some(IntRef::Small(n)) if n >= 0 => Ok(n as u64),
        Some(IntRef::Big(n)) if !n.negative => {
            n.to_u64().ok_or_else(|| vm.overflow_error("Python int too large to convert to C unsigned long"))
        }
        _ => Err(vm.overflow_error("can't convert negative value to unsigned int")),
    }
}

fn option(vm: &mut Vm, spec: Value, name: &str) -> PyResult<Option<u32>> {
    let key = vm.str(name)?.value();
    let value = match vm.get_item(spec, key) {
        Ok(value) => value,
        Err(raised) => {
            vm.catch(raised, Exc::KeyError)?;
            return Ok(None);
        }
    };
    let n = number(vm, value)?;
    match u32::try_from(n) {
        Ok(n) => Ok(Some(n)),
        Err(_) => Err(vm.overflow_error("Value too large for uint32_t type")),
    }
}

/// Checks that a dict has no other options than these.
fn check_names(vm: &mut Vm, spec: Value, allowed: &[&str], what: &str) -> PyResult<()> {
    let Some(dict) = spec.cast::<Dict>() else { return Ok(()) };
    let known = |key: Value| {
        key.cast::<runtime::object::string::Str>()
            .is_some_and(|key| key.is_text("id") || allowed.iter().any(|name| key.is_text(name)))
    };
    if dict.items().all(|(key, _)| known(key)) {
        return Ok(());
    }
    Err(vm.value_error(&format!("Invalid filter specifier for {what} filter")))
}

fn lzma_options(vm: &mut Vm, spec: Value) -> PyResult<Options> {
    const NAMES: [&str; 9] = ["preset", "dict_size", "lc", "lp", "pb", "mode", "nice_len", "mf", "depth"];
    check_names(vm, spec, &NAMES, "LZMA")?;
    let preset = option(vm, spec, "preset")?.unwrap_or(6);
    let Some(mut options) = Options::of_preset(preset) else { return Err(invalid_preset(vm, preset)) };
    if let Some(size) = option(vm, spec, "dict_size")? {
        options.dict_size = size;
    }
    for (name, field) in
        [("lc", &mut options.literal_context), ("lp", &mut options.literal_position), ("pb", &mut options.position)]
    {
        if let Some(bits) = option(vm, spec, name)? {
            *field = bits;
        }
    }
    options.mode = option(vm, spec, "mode")?;
    options.nice_len = option(vm, spec, "nice_len")?;
    options.finder = option(vm, spec, "mf")?;
    options.depth = option(vm, spec, "depth")?;
    Ok(options)
}

/// A filter in a dict.
pub(super) fn filter(vm: &mut Vm, spec: Value) -> PyResult<Filter> {
    if vm.special_of(spec, runtime::object::Special::GetItem).is_none() || spec.is::<runtime::object::string::Str>() {
        return Err(vm.type_error("Filter specifier must be a dict or dict-like object"));
    }
    let key = vm.str("id")?.value();
    let id = match vm.get_item(spec, key) {
        Ok(id) => id,
        Err(raised) => {
            vm.catch(raised, Exc::LookupError)?;
            return Err(vm.value_error("Filter specifier must have an \"id\" entry"));
        }
    };
    match number(vm, id)? {
        LZMA1 => Ok(Filter::Lzma1(lzma_options(vm, spec)?)),
        LZMA2 => Ok(Filter::Lzma2(lzma_options(vm, spec)?)),
        DELTA => {
            check_names(vm, spec, &["dist"], "delta")?;
            match option(vm, spec, "dist")?.unwrap_or(1) {
                distance @ 1..=256 => Ok(Filter::Delta(distance)),
                _ => Err(super::ERROR.raise(vm, "Invalid or unsupported options")),
            }
        }
        id if BRANCHES.contains(&id) => {
            check_names(vm, spec, &["start_offset"], "BCJ")?;
            Ok(Filter::Branch(id, option(vm, spec, "start_offset")?.unwrap_or(0)))
        }
        id => Err(vm.value_error(&format!("Invalid filter ID: {id}"))),
    }
}

/// A sequence of filters.
pub(super) fn filters(vm: &mut Vm, specs: Value) -> PyResult<Vec<Filter>> {
    if specs.is::<runtime::object::dict::Dict>() {
        let message = format!("{} is not a sequence", vm.type_name(specs));
        return Err(vm.type_error(&message));
    }
    let len = vm.len(specs)?;
    if len > 4 {
        return Err(vm.value_error("Too many filters - liblzma supports a maximum of 4"));
    }
    let mut out = Vec::new();
    for index in 0..len {
        let spec = vm.get_item(specs, Value::len(index))?;
        out.push(filter(vm, spec)?);
    }
    Ok(out)
}

/// The dict that says what a filter's bytes say.
pub(super) fn decoded(vm: &mut Vm, id: u64, properties: &[u8]) -> PyResult<Value> {
    let mut fields: Vec<(&str, i64)> = Vec::new();
    match (id, properties) {
        (LZMA1, &[first, a, b, c, d]) if first < 225 => {
            let size = u32::from_le_bytes([a, b, c, d]);
            let first = i64::from(first);
            fields.extend([("dict_size", size.into()), ("lc", first % 9), ("lp", first / 9 % 5), ("pb", first / 45)]);
        }
        (LZMA2, &[code @ 0..=40]) => {
            let code = u32::from(code);
            let size = if code == 40 { u32::MAX } else { (2 | code & 1) << (code / 2 + 11) };
            fields.push(("dict_size", size.into()));
        }
        (DELTA, &[distance]) => fields.push(("dist", i64::from(distance) + 1)),
        (id, &[a, b, c, d]) if BRANCHES.contains(&id) => {
            fields.push(("start_offset", u32::from_le_bytes([a, b, c, d]).into()));
        }
        (id, &[]) if BRANCHES.contains(&id) => {}
        _ => return Err(super::ERROR.raise(vm, "Invalid or unsupported options")),
    }
    let dict = vm.dict()?;
    let id = vm.int_of_limbs(false, &[id])?;
    dict.set_text(vm, "id", id)?;
    for (name, n) in fields {
        let n = vm.int(n)?;
        dict.set_text(vm, name, n)?;
    }
    Ok(dict.value())
}
