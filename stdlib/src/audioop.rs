//! `audioop`: arithmetic on fragments of sound, samples of one to four bytes in the machine's order.

use crate::convert::{c_int, data};
use crate::errors::ErrorClass;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::Gc;
use runtime::native::{Args, ModuleSpec, func};
use runtime::object::module::Module;
use runtime::object::tuple::Tuple;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

static ERROR: ErrorClass = ErrorClass::new("audioop.error", Exc::Exception, "");

/// Samples of a fragment.
struct Sound {
    bytes: Vec<u8>,
    width: usize,
}

impl Sound {
    fn len(&self) -> usize {
        self.bytes.len() / self.width
    }

    fn get(&self, index: usize) -> i32 {
        sample(&self.bytes[index * self.width..], self.width)
    }

    fn iter(&self) -> impl DoubleEndedIterator<Item = i32> + ExactSizeIterator + '_ {
        self.bytes.chunks_exact(self.width).map(|chunk| sample(chunk, self.width))
    }
}

fn sample(bytes: &[u8], width: usize) -> i32 {
    match width {
        1 => i32::from(bytes[0] as i8),
        2 => i32::from(i16::from_le_bytes([bytes[0], bytes[1]])),
        3 => i32::from_le_bytes([0, bytes[0], bytes[1], bytes[2]]) >> 8,
        _ => i32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]),
    }
}

fn push(out: &mut Vec<u8>, value: i32, width: usize) {
    out.extend_from_slice(&value.to_le_bytes()[..width]);
}

/// A sample as one of four bytes.
fn widened(value: i32, width: usize) -> i32 {
    value << (32 - 8 * width)
}

fn narrowed(value: i32, width: usize) -> i32 {
    value >> (32 - 8 * width)
}

fn largest(width: usize) -> i32 {
    i32::MAX >> (32 - 8 * width)
}

fn smallest(width: usize) -> i32 {
    i32::MIN >> (32 - 8 * width)
}

/// A number as a sample: cut to its limits and rounded down.
fn bounded(value: f64, width: usize) -> i32 {
    let (low, high) = (f64::from(smallest(width)), f64::from(largest(width)));
    let value = if value > high {
        high
    } else if value < low + 1.0 {
        low
    } else {
        value
    };
    value.floor() as i32
}

fn width_of(vm: &mut Vm, value: Value) -> PyResult<usize> {
    match c_int(vm, value)? {
        width @ 1..=4 => Ok(width as usize),
        _ => Err(ERROR.raise(vm, "Size should be 1, 2, 3 or 4")),
    }
}

fn sound_of(vm: &mut Vm, fragment: Value, width: usize) -> PyResult<Sound> {
    let bytes = data(vm, fragment)?.to_vec();
    if bytes.len() % width != 0 {
        return Err(ERROR.raise(vm, "not a whole number of frames"));
    }
    Ok(Sound { bytes, width })
}

/// The fragment and its width, the first two arguments.
fn sound(vm: &mut Vm, args: Args<'_>) -> PyResult<Sound> {
    let width = width_of(vm, args[1])?;
    sound_of(vm, args[0], width)
}

fn double(vm: &mut Vm, value: Value) -> PyResult<f64> {
    runtime::builtins::float::as_double(vm, value, false)
}

fn made(vm: &mut Vm, bytes: &[u8]) -> PyResult<Value> {
    Ok(vm.bytes(bytes)?.value())
}

/// Each sample changed.
fn mapped(vm: &mut Vm, sound: &Sound, change: impl Fn(i32) -> i32) -> PyResult<Value> {
    let mut out = Vec::with_capacity(sound.bytes.len());
    for value in sound.iter() {
        push(&mut out, change(value), sound.width);
    }
    made(vm, &out)
}

fn getsample(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let sound = sound(vm, args)?;
    let index = crate::convert::size(vm, args[2])?;
    match usize::try_from(index).ok().filter(|&index| index < sound.len()) {
        Some(index) => Ok(Value::int32(sound.get(index))),
        None => Err(ERROR.raise(vm, "Index out of range")),
    }
}

fn max(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let sound = sound(vm, args)?;
    let most = sound.iter().map(i32::unsigned_abs).max().unwrap_or(0);
    Ok(Value::int_unchecked(most.into()))
}

fn minmax(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let sound = sound(vm, args)?;
    let (low, high) = sound.iter().fold((i32::MAX, i32::MIN), |(low, high), n| (low.min(n), high.max(n)));
    Ok(vm.tuple(&[Value::int32(low), Value::int32(high)])?.value())
}

fn avg(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let sound = sound(vm, args)?;
    let sum: i64 = sound.iter().map(i64::from).sum();
    let average = if sound.len() == 0 { 0 } else { (sum as f64 / sound.len() as f64).floor() as i64 };
    Ok(Value::int_unchecked(average))
}

fn rms(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let sound = sound(vm, args)?;
    let squares: f64 = sound.iter().map(|n| f64::from(n) * f64::from(n)).sum();
    let root = if sound.len() == 0 { 0 } else { (squares / sound.len() as f64).sqrt() as u32 };
    Ok(Value::int_unchecked(root.into()))
}

/// The sum of products of two fragments' samples.
fn products(a: &[i16], b: &[i16]) -> f64 {
    a.iter().zip(b).map(|(&a, &b)| f64::from(a) * f64::from(b)).sum()
}

/// A fragment of samples of two bytes.
fn shorts(vm: &mut Vm, value: Value) -> PyResult<Vec<i16>> {
    let bytes = data(vm, value)?.to_vec();
    if bytes.len() % 2 != 0 {
        return Err(ERROR.raise(vm, "Strings should be even-sized"));
    }
    Ok(bytes.chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]])).collect())
}

fn findfit(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (sound, part) = (shorts(vm, args[0])?, shorts(vm, args[1])?);
    if sound.len() < part.len() {
        return Err(ERROR.raise(vm, "First sample should be longer"));
    }
    let own = products(&part, &part);
    let mut power = products(&sound[..part.len()], &sound[..part.len()]);
    let mut cross = products(&sound[..part.len()], &part);
    let (mut best, mut least) = (0, (power * own - cross * cross) / power);
    for at in 1..=sound.len() - part.len() {
        let (first, last) = (f64::from(sound[at - 1]), f64::from(sound[at + part.len() - 1]));
        power -= first * first;
        power += last * last;
        cross = products(&sound[at..at + part.len()], &part);
        let result = (power * own - cross * cross) / power;
        if result < least {
            (best, least) = (at, result);
        }
    }
    power = products(&sound[best..best + part.len()], &part);
    let factor = power / own;
    Ok(vm.tuple(&[Value::len(best), Value::float(factor)])?.value())
}

fn findfactor(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (sound, reference) = (shorts(vm, args[0])?, shorts(vm, args[1])?);
    if sound.len() != reference.len() {
        return Err(ERROR.raise(vm, "Samples should be same size"));
    }
    let factor = products(&sound, &reference) / products(&reference, &reference);
    Ok(Value::float(factor))
}

fn findmax(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let sound = shorts(vm, args[0])?;
    let length = crate::convert::size(vm, args[1])?;
    let Some(length) = usize::try_from(length).ok().filter(|&length| length <= sound.len()) else {
        return Err(ERROR.raise(vm, "Input sample should be longer"));
    };
    let mut power = products(&sound[..length], &sound[..length]);
    let (mut best, mut most) = (0, power);
    for at in 1..=sound.len() - length {
        let (first, last) = (f64::from(sound[at - 1]), f64::from(sound[at + length - 1]));
        power -= first * first;
        power += last * last;
        if power > most {
            (best, most) = (at, power);
        }
    }
    Ok(Value::len(best))
}

/// How far the sound goes between turning points.
fn swings(sound: &Sound) -> Vec<u64> {
    let mut out = Vec::new();
    if sound.len() < 3 {
        return out;
    }
    let mut previous = sound.get(0);
    let (mut direction, mut extreme) = (None, None);
    for index in 1..sound.len() {
        let value = sound.get(index);
        if value == previous {
            continue;
        }
        let rises = value > previous;
        if direction.is_some_and(|before| before != rises) {
            if let Some(extreme) = extreme {
                out.push((i64::from(previous) - i64::from(extreme)).unsigned_abs());
            }
            extreme = Some(previous);
        }
        direction = Some(rises);
        previous = value;
    }
    out
}

fn avgpp(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let sound = sound(vm, args)?;
    let swings = swings(&sound);
    let sum: f64 = swings.iter().map(|&swing| swing as f64).sum();
    let average = if swings.is_empty() { 0 } else { (sum / swings.len() as f64) as u32 };
    Ok(Value::int_unchecked(average.into()))
}

fn maxpp(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let sound = sound(vm, args)?;
    let most = swings(&sound).into_iter().max().unwrap_or(0);
    Ok(Value::int_unchecked(most as i64))
}

fn cross(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let sound = sound(vm, args)?;
    let signs: Vec<bool> = sound.iter().map(|n| n < 0).collect();
    // Without samples there is not even the start.
    let crossings = signs.windows(2).filter(|pair| pair[0] != pair[1]).count() as i64;
    Ok(Value::int_unchecked(if signs.is_empty() { -1 } else { crossings }))
}

fn mul(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let sound = sound(vm, args)?;
    let factor = double(vm, args[2])?;
    mapped(vm, &sound, |n| bounded(f64::from(n) * factor, sound.width))
}

fn tomono(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let sound = sound(vm, args)?;
    let (left, right) = (double(vm, args[2])?, double(vm, args[3])?);
    if sound.len() % 2 != 0 {
        return Err(ERROR.raise(vm, "not a whole number of frames"));
    }
    let mut out = Vec::with_capacity(sound.bytes.len() / 2);
    for index in (0..sound.len()).step_by(2) {
        let value = f64::from(sound.get(index)) * left + f64::from(sound.get(index + 1)) * right;
        push(&mut out, bounded(value, sound.width), sound.width);
    }
    made(vm, &out)
}

fn tostereo(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let sound = sound(vm, args)?;
    let (left, right) = (double(vm, args[2])?, double(vm, args[3])?);
    let mut out = Vec::with_capacity(sound.bytes.len() * 2);
    for value in sound.iter().map(f64::from) {
        push(&mut out, bounded(value * left, sound.width), sound.width);
        push(&mut out, bounded(value * right, sound.width), sound.width);
    }
    made(vm, &out)
}

fn add(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let width = width_of(vm, args[2])?;
    let (a, b) = (sound_of(vm, args[0], width)?, sound_of(vm, args[1], width)?);
    if a.bytes.len() != b.bytes.len() {
        return Err(ERROR.raise(vm, "Lengths should be the same"));
    }
    let (low, high) = (i64::from(smallest(width)), i64::from(largest(width)));
    let mut out = Vec::with_capacity(a.bytes.len());
    for (a, b) in a.iter().zip(b.iter()) {
        push(&mut out, (i64::from(a) + i64::from(b)).clamp(low, high) as i32, width);
    }
    made(vm, &out)
}

fn bias(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let sound = sound(vm, args)?;
    let n = vm.index(args[2])?;
    let Some(bias) = n.as_i64() else {
        return Err(vm.overflow_error("Python int too large to convert to C int"));
    };
    // Sums that are too large wrap around.
    mapped(vm, &sound, |n| n.wrapping_add(bias as i32))
}

fn reverse(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let sound = sound(vm, args)?;
    let mut out = Vec::with_capacity(sound.bytes.len());
    for value in sound.iter().rev() {
        push(&mut out, value, sound.width);
    }
    made(vm, &out)
}

fn byteswap(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let mut sound = sound(vm, args)?;
    let width = sound.width;
    sound.bytes.chunks_exact_mut(width).for_each(<[u8]>::reverse);
    made(vm, &sound.bytes)
}

fn lin2lin(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let sound = sound(vm, args)?;
    let width = width_of(vm, args[2])?;
    let mut out = Vec::with_capacity(sound.len() * width);
    for value in sound.iter() {
        push(&mut out, narrowed(widened(value, sound.width), width), width);
    }
    made(vm, &out)
}

fn divisor(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { divisor(b, a % b) }
}

/// Where a conversion of rates is: how far, and the last two samples of each channel.
struct Conversion {
    distance: i64,
    previous: Vec<i32>,
    current: Vec<i32>,
}

fn conversion(vm: &mut Vm, state: Value, channels: usize, out_rate: i64) -> PyResult<Conversion> {
    if state.is_none() {
        return Ok(Conversion { distance: -out_rate, previous: vec![0; channels], current: vec![0; channels] });
    }
    let Some(parts) = state.cast::<Tuple>().filter(|parts| parts.len() == 2) else {
        return Err(vm.type_error("state must be a tuple or None"));
    };
    let distance = c_int(vm, parts.get(0))?.into();
    let Some(samples) = parts.get(1).cast::<Tuple>() else {
        return Err(vm.type_error("ratecv(): illegal state argument"));
    };
    if samples.len() != channels {
        return Err(ERROR.raise(vm, "illegal state argument"));
    }
    let mut conversion = Conversion { distance, previous: Vec::new(), current: Vec::new() };
    for &pair in samples.items() {
        let Some(pair) = pair.cast::<Tuple>().filter(|pair| pair.len() == 2) else {
            return Err(vm.type_error("ratecv(): illegal state argument"));
        };
        conversion.previous.push(c_int(vm, pair.get(0))?);
        conversion.current.push(c_int(vm, pair.get(1))?);
    }
    Ok(conversion)
}

fn ratecv(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let width = width_of(vm, args[1])?;
    let channels = c_int(vm, args[2])?;
    let (in_rate, out_rate) = (i64::from(c_int(vm, args[3])?), i64::from(c_int(vm, args[4])?));
    let weight_a = args.opt(6).map_or(Ok(1), |weight| c_int(vm, weight))?;
    let weight_b = args.opt(7).map_or(Ok(0), |weight| c_int(vm, weight))?;
    let Some(channels) = usize::try_from(channels).ok().filter(|&channels| channels >= 1) else {
        return Err(ERROR.raise(vm, "# of channels should be >= 1"));
    };
    let Some(frame) = channels.checked_mul(width).filter(|&frame| frame <= i32::MAX as usize) else {
        return Err(vm.overflow_error("width * nchannels too big for a C int"));
    };
    if weight_a < 1 || weight_b < 0 {
        return Err(ERROR.raise(vm, "weightA should be >= 1, weightB should be >= 0"));
    }
    let bytes = data(vm, args[0])?.to_vec();
    if bytes.len() % frame != 0 {
        return Err(ERROR.raise(vm, "not a whole number of frames"));
    }
    if in_rate <= 0 || out_rate <= 0 {
        return Err(ERROR.raise(vm, "sampling rate not > 0"));
    }
    let common = divisor(in_rate, out_rate);
    let (in_rate, out_rate) = (in_rate / common, out_rate / common);
    let common = divisor(weight_a.into(), weight_b.into());
    let (a, b) = ((i64::from(weight_a) / common) as f64, (i64::from(weight_b) / common) as f64);
    let mut state = conversion(vm, args[5], channels, out_rate)?;
    let mut frames = bytes.chunks_exact(frame);
    let mut out = Vec::new();
    'frames: loop {
        while state.distance < 0 {
            let Some(frame) = frames.next() else { break 'frames };
            for (channel, bytes) in frame.chunks_exact(width).enumerate() {
                state.previous[channel] = state.current[channel];
                let value = widened(sample(bytes, width), width);
                // A simple low-pass filter.
                let filtered = (a * f64::from(value) + b * f64::from(state.previous[channel])) / (a + b);
                state.current[channel] = filtered as i32;
            }
            state.distance += out_rate;
        }
        while state.distance >= 0 {
            for channel in 0..channels {
                let (before, now) = (f64::from(state.previous[channel]), f64::from(state.current[channel]));
                let value = before * state.distance as f64 + now * (out_rate - state.distance) as f64;
                push(&mut out, narrowed((value / out_rate as f64) as i32, width), width);
            }
            state.distance -= in_rate;
        }
    }
    let samples = vm.tuple_with_len(channels)?;
    for channel in 0..channels {
        let pair = [Value::int32(state.previous[channel]), Value::int32(state.current[channel])];
        let pair = vm.tuple(&pair)?.value();
        samples.init(vm, channel, pair);
    }
    let distance = vm.int(state.distance)?;
    let state = vm.tuple(&[distance, samples.value()])?.value();
    let out = made(vm, &out)?;
    Ok(vm.tuple(&[out, state])?.value())
}

/// A sample of 14 bits by the mu-law of G.711.
fn to_ulaw(value: i32) -> u8 {
    const BIAS: i32 = 0x21;
    let (magnitude, mask) = if value < 0 { (-value, 0x7f) } else { (value, 0xff) };
    let magnitude = magnitude.min(8159) + BIAS;
    let segment = (magnitude >> 5).ilog2().min(8);
    if segment >= 8 {
        return 0x7f ^ mask;
    }
    ((segment << 4) as u8 | (magnitude >> (segment + 1) & 15) as u8) ^ mask
}

/// A sample of 16 bits.
fn of_ulaw(byte: u8) -> i32 {
    let byte = !byte;
    let magnitude = (((i32::from(byte & 15) << 3) + 0x84) << (byte >> 4 & 7)) - 0x84;
    if byte & 0x80 != 0 { -magnitude } else { magnitude }
}

/// A sample of 13 bits by the A-law of G.711.
fn to_alaw(value: i32) -> u8 {
    let (magnitude, mask) = if value >= 0 { (value, 0xd5) } else { (-value - 1, 0x55) };
    let segment = if magnitude < 0x20 { 0 } else { magnitude.ilog2() - 4 };
    if segment >= 8 {
        return 0x7f ^ mask;
    }
    let fraction = if segment < 2 { magnitude >> 1 } else { magnitude >> segment };
    ((segment << 4) as u8 | (fraction & 15) as u8) ^ mask
}

/// A sample of 16 bits.
fn of_alaw(byte: u8) -> i32 {
    let byte = byte ^ 0x55;
    let segment = byte >> 4 & 7;
    let mut magnitude = (i32::from(byte & 15) << 4) + 8;
    if segment >= 1 {
        magnitude += 0x100;
    }
    if segment > 1 {
        magnitude <<= segment - 1;
    }
    if byte & 0x80 != 0 { magnitude } else { -magnitude }
}

fn lin2ulaw(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let sound = sound(vm, args)?;
    let out: Vec<u8> = sound.iter().map(|n| to_ulaw(widened(n, sound.width) >> 18)).collect();
    made(vm, &out)
}

fn lin2alaw(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let sound = sound(vm, args)?;
    let out: Vec<u8> = sound.iter().map(|n| to_alaw(widened(n, sound.width) >> 19)).collect();
    made(vm, &out)
}

fn law2lin(vm: &mut Vm, args: Args<'_>, of: fn(u8) -> i32) -> PyResult<Value> {
    let width = width_of(vm, args[1])?;
    let bytes = data(vm, args[0])?.to_vec();
    let mut out = Vec::with_capacity(bytes.len() * width);
    for byte in bytes {
        push(&mut out, narrowed(of(byte) << 16, width), width);
    }
    made(vm, &out)
}

fn ulaw2lin(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    law2lin(vm, args, of_ulaw)
}

fn alaw2lin(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    law2lin(vm, args, of_alaw)
}

/// Steps of IMA ADPCM: each about a tenth larger than the one before.
const STEPS: [i32; 89] = [
    7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66, 73, 80, 88, 97, 107,
    118, 130, 143, 157, 173, 190, 209, 230, 253, 279, 307, 337, 371, 408, 449, 494, 544, 598, 658, 724, 796, 876, 963,
    1060, 1166, 1282, 1411, 1552, 1707, 1878, 2066, 2272, 2499, 2749, 3024, 3327, 3660, 4026, 4428, 4871, 5358, 5894,
    6484, 7132, 7845, 8630, 9493, 10442, 11487, 12635, 13899, 15289, 16818, 18500, 20350, 22385, 24623, 27086, 29794,
    32767,
];
/// How the step changes by what was said.
const CHANGES: [i32; 8] = [-1, -1, -1, -1, 2, 4, 6, 8];

/// The last value and the index of the step.
struct Adpcm {
    value: i32,
    index: i32,
}

impl Adpcm {
    fn of_state(vm: &mut Vm, state: Value) -> PyResult<Adpcm> {
        if state.is_none() {
            return Ok(Adpcm { value: 0, index: 0 });
        }
        let Some(parts) = state.cast::<Tuple>() else { return Err(vm.type_error("state must be a tuple or None")) };
        if parts.len() != 2 {
            let len = parts.len();
            return Err(vm.type_error(&format!("function takes exactly 2 arguments ({len} given)")));
        }
        let (value, index) = (c_int(vm, parts.get(0))?, c_int(vm, parts.get(1))?);
        if !(-0x8000..0x8000).contains(&value) || !(0..STEPS.len() as i32).contains(&index) {
            return Err(vm.value_error("bad state"));
        }
        Ok(Adpcm { value, index })
    }

    fn step(&self) -> i32 {
        STEPS[self.index as usize]
    }

    /// Goes on by a difference that has four bits.
    fn advance(&mut self, code: u8, difference: i32) {
        let difference = if code & 8 != 0 { -difference } else { difference };
        self.value = (self.value + difference).clamp(-0x8000, 0x7fff);
        self.index = (self.index + CHANGES[usize::from(code & 7)]).clamp(0, STEPS.len() as i32 - 1);
    }

    fn encode(&mut self, value: i32) -> u8 {
        let (mut step, mut rest) = (self.step(), (value - self.value).abs());
        let mut code = if value < self.value { 8 } else { 0 };
        let mut difference = step >> 3;
        for bit in [4, 2, 1] {
            if rest >= step {
                code |= bit;
                rest -= step;
                difference += step;
            }
            step >>= 1;
        }
        self.advance(code, difference);
        code
    }

    fn decode(&mut self, code: u8) -> i32 {
        let step = self.step();
        let mut difference = step >> 3;
        for (bit, shift) in [(4, 0), (2, 1), (1, 2)] {
            if code & bit != 0 {
                difference += step >> shift;
            }
        }
        self.advance(code, difference);
        self.value
    }

    fn with(&self, vm: &mut Vm, out: &[u8]) -> PyResult<Value> {
        let state = vm.tuple(&[Value::int32(self.value), Value::int32(self.index)])?.value();
        let out = made(vm, out)?;
        Ok(vm.tuple(&[out, state])?.value())
    }
}

fn lin2adpcm(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let sound = sound(vm, args)?;
    let mut state = Adpcm::of_state(vm, args[2])?;
    let codes: Vec<u8> = sound.iter().map(|n| state.encode(widened(n, sound.width) >> 16)).collect();
    // Two samples in a byte; a last one alone is lost.
    let out: Vec<u8> = codes.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect();
    state.with(vm, &out)
}

fn adpcm2lin(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let width = width_of(vm, args[1])?;
    let bytes = data(vm, args[0])?.to_vec();
    let mut state = Adpcm::of_state(vm, args[2])?;
    let mut out = Vec::with_capacity(bytes.len() * 2 * width);
    for code in bytes.into_iter().flat_map(|byte| [byte >> 4, byte & 15]) {
        push(&mut out, narrowed(state.decode(code) << 16, width), width);
    }
    state.with(vm, &out)
}

fn init(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    vm.warn(Exc::DeprecationWarning, "'audioop' is deprecated and slated for removal in Python 3.13", 7)?;
    ERROR.add_to(vm, module)
}

/// `audioop`
pub(crate) static AUDIOOP: ModuleSpec = ModuleSpec {
    name: "audioop",
    functions: &[
        func("max", "(fragment, width, /)", max).doc("Return the maximum of the absolute value of all samples in a fragment."),
        func("minmax", "(fragment, width, /)", minmax).doc("Return the minimum and maximum values of all samples in the sound fragment."),
        func("avg", "(fragment, width, /)", avg).doc("Return the average over all samples in the fragment."),
        func("maxpp", "(fragment, width, /)", maxpp).doc("Return the maximum peak-peak value in the sound fragment."),
        func("avgpp", "(fragment, width, /)", avgpp).doc("Return the average peak-peak value over all samples in the fragment."),
        func("rms", "(fragment, width, /)", rms).doc("Return the root-mean-square of the fragment, i.e. sqrt(sum(S_i^2)/n)."),
        func("findfit", "(fragment, reference, /)", findfit)
            .doc("Try to match reference as well as possible to a portion of fragment."),
        func("findmax", "(fragment, length, /)", findmax)
            .doc("Search fragment for a slice of specified number of samples with maximum energy."),
        func("findfactor", "(fragment, reference, /)", findfactor)
            .doc("Return a factor F such that rms(add(fragment, mul(reference, -F))) is minimal."),
        func("cross", "(fragment, width, /)", cross).doc("Return the number of zero crossings in the fragment passed as an argument."),
        func("mul", "(fragment, width, factor, /)", mul)
            .doc("Return a fragment that has all samples in the original fragment multiplied by the floating-point value factor."),
        func("add", "(fragment1, fragment2, width, /)", add)
            .doc("Return a fragment which is the addition of the two samples passed as parameters."),
        func("bias", "(fragment, width, bias, /)", bias)
            .doc("Return a fragment that is the original fragment with a bias added to each sample."),
        func("ulaw2lin", "(fragment, width, /)", ulaw2lin)
            .doc("Convert sound fragments in u-LAW encoding to linearly encoded sound fragments."),
        func("lin2ulaw", "(fragment, width, /)", lin2ulaw)
            .doc("Convert samples in the audio fragment to u-LAW encoding."),
        func("alaw2lin", "(fragment, width, /)", alaw2lin)
            .doc("Convert sound fragments in a-LAW encoding to linearly encoded sound fragments."),
        func("lin2alaw", "(fragment, width, /)", lin2alaw)
            .doc("Convert samples in the audio fragment to a-LAW encoding."),
        func("lin2lin", "(fragment, width, newwidth, /)", lin2lin)
            .doc("Convert samples between 1-, 2-, 3- and 4-byte formats."),
        func("adpcm2lin", "(fragment, width, state, /)", adpcm2lin)
            .doc("Decode an Intel/DVI ADPCM coded fragment to a linear fragment."),
        func("lin2adpcm", "(fragment, width, state, /)", lin2adpcm)
            .doc("Convert samples to 4 bit Intel/DVI ADPCM encoding."),
        func("tomono", "(fragment, width, lfactor, rfactor, /)", tomono).doc("Convert a stereo fragment to a mono fragment."),
        func("tostereo", "(fragment, width, lfactor, rfactor, /)", tostereo)
            .doc("Generate a stereo fragment from a mono fragment."),
        func("getsample", "(fragment, width, index, /)", getsample).doc("Return the value of sample index from the fragment."),
        func("reverse", "(fragment, width, /)", reverse)
            .doc("Reverse the samples in a fragment and returns the modified fragment."),
        func("byteswap", "(fragment, width, /)", byteswap).doc("Convert big-endian samples to little-endian and vice versa."),
        func(
            "ratecv",
            "(fragment, width, nchannels, inrate, outrate, state, weightA=1, weightB=0, /)",
            ratecv,
        )
        .doc("Convert the frame rate of the input fragment."),
    ],
    init: Some(init),
    ..ModuleSpec::EMPTY
};
