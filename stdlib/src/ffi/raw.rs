//! C's side of `_libffi`: memory by address, libraries, calls and closures of libffi.
//!
//! [ADDRESS] an address is what the program that uses `ctypes` says it is; nothing can check it.
//! [TYPES] a [`Function`] owns the descriptions of types that libffi refers to, at fixed places.
//! [CALL] closures find the `Vm` of the thread's running call; it waits for C to return.
#![expect(unsafe_code, reason = "calling C by address is what this module is for")]

use libffi::raw::{
    FFI_TYPE_STRUCT, ffi_abi_FFI_DEFAULT_ABI as DEFAULT_ABI, ffi_call, ffi_cif, ffi_closure, ffi_closure_alloc,
    ffi_prep_cif, ffi_prep_cif_var, ffi_prep_closure_loc, ffi_status_FFI_OK as OK, ffi_type, ffi_type_double,
    ffi_type_float, ffi_type_longdouble, ffi_type_pointer, ffi_type_sint8, ffi_type_sint16, ffi_type_sint32,
    ffi_type_sint64, ffi_type_uint8, ffi_type_uint16, ffi_type_uint32, ffi_type_uint64, ffi_type_void,
};
use runtime::vm::Vm;
use std::cell::Cell;
use std::ffi::{CStr, c_void};

/// Memory that does not move, zero at first.
pub(super) struct Block {
    words: Box<[u128]>,
    len: usize,
}

impl Block {
    pub(super) fn new(len: usize) -> Block {
        Block { words: vec![0; len.div_ceil(16).max(1)].into(), len }
    }

    pub(super) fn address(&self) -> usize {
        self.words.as_ptr() as usize
    }

    pub(super) fn cells(&self) -> &[Cell<u8>] {
        // SAFETY: the block has at least that many bytes, and bytes in cells may be written by anybody.
        unsafe { std::slice::from_raw_parts(self.words.as_ptr().cast(), self.len) }
    }
}

/// The bytes of a block, for as long as a buffer's owner is borrowed.
pub(super) fn cells_of<'a>(block: &Block) -> &'a [Cell<u8>] {
    // SAFETY: the object that has the block is what the buffer refers to, so it lives as long as the borrow.
    unsafe { std::slice::from_raw_parts(block.words.as_ptr().cast(), block.len) }
}

pub(super) fn address(cells: &[Cell<u8>]) -> usize {
    cells.as_ptr() as usize
}

pub(super) fn read(at: usize, len: usize) -> Vec<u8> {
    if len == 0 {
        return Vec::new();
    }
    // SAFETY: [ADDRESS]
    unsafe { std::slice::from_raw_parts(at as *const u8, len) }.to_vec()
}

/// The bytes up to a zero.
pub(super) fn read_text(at: usize) -> Vec<u8> {
    // SAFETY: [ADDRESS]
    unsafe { CStr::from_ptr(at as *const _) }.to_bytes().to_vec()
}

/// Wide characters, up to a zero if no length is given.
pub(super) fn read_wide(at: usize, len: Option<usize>) -> Vec<u32> {
    let mut codes = Vec::new();
    for index in 0..len.unwrap_or(usize::MAX) {
        // SAFETY: [ADDRESS]
        let code = unsafe { (at as *const u32).add(index).read_unaligned() };
        if len.is_none() && code == 0 {
            break;
        }
        codes.push(code);
    }
    codes
}

pub(super) fn write(at: usize, bytes: &[u8]) {
    // SAFETY: [ADDRESS]
    unsafe { std::ptr::copy(bytes.as_ptr(), at as *mut u8, bytes.len()) }
}

/// A type without parts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Scalar {
    Void,
    Bool,
    /// Size in bytes and whether there are negative ones.
    Int(u8, bool),
    Pointer,
    Float,
    Double,
    LongDouble,
}

/// What a scalar holds.
pub(super) enum Number {
    None,
    Bool(bool),
    Signed(i64),
    Unsigned(u64),
    Float(f64),
}

impl Scalar {
    pub(super) fn spelt(letter: u8) -> Option<Scalar> {
        Some(match letter {
            b'v' => Scalar::Void,
            b'?' => Scalar::Bool,
            b'b' => Scalar::Int(1, true),
            b'B' | b'c' => Scalar::Int(1, false),
            b'h' => Scalar::Int(2, true),
            b'H' => Scalar::Int(2, false),
            b'i' => Scalar::Int(4, true),
            b'I' | b'u' => Scalar::Int(4, false),
            b'l' | b'q' => Scalar::Int(8, true),
            b'L' | b'Q' => Scalar::Int(8, false),
            b'P' | b'z' | b'Z' | b'O' => Scalar::Pointer,
            b'f' => Scalar::Float,
            b'd' => Scalar::Double,
            b'g' => Scalar::LongDouble,
            _ => return None,
        })
    }

    pub(super) fn is_float(self) -> bool {
        matches!(self, Scalar::Float | Scalar::Double | Scalar::LongDouble)
    }

    fn size(self) -> usize {
        match self {
            Scalar::Void => 0,
            Scalar::Bool => 1,
            Scalar::Int(size, _) => size.into(),
            Scalar::Pointer | Scalar::Double => 8,
            Scalar::Float => 4,
            Scalar::LongDouble => 16,
        }
    }

    fn ffi(self) -> *mut ffi_type {
        match self {
            Scalar::Void => &raw mut ffi_type_void,
            Scalar::Bool | Scalar::Int(1, false) => &raw mut ffi_type_uint8,
            Scalar::Int(1, true) => &raw mut ffi_type_sint8,
            Scalar::Int(2, false) => &raw mut ffi_type_uint16,
            Scalar::Int(2, true) => &raw mut ffi_type_sint16,
            Scalar::Int(4, false) => &raw mut ffi_type_uint32,
            Scalar::Int(4, true) => &raw mut ffi_type_sint32,
            Scalar::Int(_, false) => &raw mut ffi_type_uint64,
            Scalar::Int(_, true) => &raw mut ffi_type_sint64,
            Scalar::Pointer => &raw mut ffi_type_pointer,
            Scalar::Float => &raw mut ffi_type_float,
            Scalar::Double => &raw mut ffi_type_double,
            Scalar::LongDouble => &raw mut ffi_type_longdouble,
        }
    }

    pub(super) fn load(self, at: usize) -> Number {
        // SAFETY: [ADDRESS]
        unsafe {
            match self {
                Scalar::Void => Number::None,
                Scalar::Bool => Number::Bool((at as *const u8).read() != 0),
                Scalar::Int(1, true) => Number::Signed((at as *const i8).read().into()),
                Scalar::Int(1, false) => Number::Unsigned((at as *const u8).read().into()),
                Scalar::Int(2, true) => Number::Signed((at as *const i16).read_unaligned().into()),
                Scalar::Int(2, false) => Number::Unsigned((at as *const u16).read_unaligned().into()),
                Scalar::Int(4, true) => Number::Signed((at as *const i32).read_unaligned().into()),
                Scalar::Int(4, false) => Number::Unsigned((at as *const u32).read_unaligned().into()),
                Scalar::Int(_, true) => Number::Signed((at as *const i64).read_unaligned()),
                Scalar::Int(_, false) | Scalar::Pointer => Number::Unsigned((at as *const u64).read_unaligned()),
                Scalar::Float => Number::Float((at as *const f32).read_unaligned().into()),
                Scalar::Double => Number::Float((at as *const f64).read_unaligned()),
                Scalar::LongDouble => Number::Float(long_double(at)),
            }
        }
    }

    pub(super) fn store(self, at: usize, bits: u64) {
        let bits = if self == Scalar::Bool { u64::from(bits != 0) } else { bits };
        write(at, &bits.to_ne_bytes()[..self.size().min(8)]);
    }

    pub(super) fn store_float(self, at: usize, f: f64) {
        match self {
            Scalar::Float => write(at, &(f as f32).to_ne_bytes()),
            Scalar::LongDouble => store_long_double(at, f),
            _ => write(at, &f.to_ne_bytes()),
        }
    }
}

/// The value of an extended float of x86, or of a quadruple of other machines.
fn long_double(at: usize) -> f64 {
    let bytes = read(at, 16);
    let word = |from: usize| u64::from_le_bytes(std::array::from_fn(|n| bytes[from + n]));
    if cfg!(target_arch = "x86_64") {
        let (mantissa, top) = (word(0), u16::from_le_bytes([bytes[8], bytes[9]]));
        let sign = if top & 0x8000 != 0 { -1.0 } else { 1.0 };
        return match top & 0x7fff {
            0x7fff if mantissa << 1 == 0 => sign * f64::INFINITY,
            0x7fff => f64::NAN,
            exponent => sign * (mantissa as f64) * 2f64.powi(i32::from(exponent) - 16383 - 63),
        };
    }
    let high = word(8);
    let (sign, exponent) = (high & 1 << 63, (high >> 48 & 0x7fff) as i64);
    let fraction = high << 4 & ((1 << 52) - 1) | word(0) >> 60;
    match exponent - 16383 + 1023 {
        _ if exponent == 0 => f64::from_bits(sign),
        e if e >= 0x7ff => f64::from_bits(sign | 0x7ff << 52 | if exponent == 0x7fff { fraction } else { 0 }),
        e if e > 0 => f64::from_bits(sign | (e as u64) << 52 | fraction),
        _ => f64::from_bits(sign),
    }
}

fn store_long_double(at: usize, f: f64) {
    let bits = f.to_bits();
    let (sign, exponent, fraction) = (bits >> 63, bits >> 52 & 0x7ff, bits & ((1 << 52) - 1));
    let wide = match exponent {
        0 => 0,
        0x7ff => 0x7fff,
        e => e + 16383 - 1023,
    };
    if cfg!(target_arch = "x86_64") {
        let mantissa = if wide == 0 { 0 } else { 1 << 63 | fraction << 11 };
        write(at, &u64::to_le_bytes(mantissa));
        write(at + 8, &u16::to_le_bytes((sign << 15 | wide) as u16));
    } else {
        write(at, &u64::to_le_bytes(fraction << 60));
        write(at + 8, &u64::to_le_bytes(sign << 63 | wide << 48 | fraction >> 4));
    }
}

/// A type.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    Scalar(Scalar),
    Struct(Vec<Kind>),
}

impl Kind {
    pub(super) fn align(&self) -> usize {
        match self {
            Kind::Scalar(scalar) => scalar.size().max(1),
            Kind::Struct(parts) => parts.iter().map(Kind::align).max().unwrap_or(1),
        }
    }

    pub(super) fn size(&self) -> usize {
        match self {
            Kind::Scalar(scalar) => scalar.size(),
            Kind::Struct(parts) => {
                let end = parts.iter().fold(0usize, |end, part| end.next_multiple_of(part.align()) + part.size());
                end.next_multiple_of(self.align())
            }
        }
    }
}

/// A structure's description for libffi, and those of its parts.
struct Description {
    own: Box<ffi_type>,
    _elements: Box<[*mut ffi_type]>,
    _parts: Vec<Description>,
}

fn describe(kind: &Kind, kept: &mut Vec<Description>) -> *mut ffi_type {
    match kind {
        Kind::Scalar(scalar) => scalar.ffi(),
        Kind::Struct(parts) => {
            let mut inner = Vec::new();
            let mut elements: Vec<*mut ffi_type> = parts.iter().map(|part| describe(part, &mut inner)).collect();
            elements.push(std::ptr::null_mut());
            let mut elements = elements.into_boxed_slice();
            let own = ffi_type { size: 0, alignment: 0, type_: FFI_TYPE_STRUCT, elements: elements.as_mut_ptr() };
            let mut made = Description { own: Box::new(own), _elements: elements, _parts: inner };
            let at = &raw mut *made.own;
            kept.push(made);
            at
        }
    }
}

/// The type of a C function.
pub(super) struct Function {
    pub(super) result: Kind,
    pub(super) parameters: Vec<Kind>,
    cif: Box<ffi_cif>,
    _types: Box<[*mut ffi_type]>,
    _kept: Vec<Description>,
}

impl Function {
    /// Of the parameters the first `fixed` have types in C, the rest is what `...` stands for; none if all have.
    pub(super) fn new(result: Kind, parameters: Vec<Kind>, fixed: Option<usize>) -> Option<Function> {
        let mut kept = Vec::new();
        let returned = describe(&result, &mut kept);
        let mut types: Box<[*mut ffi_type]> = parameters.iter().map(|kind| describe(kind, &mut kept)).collect();
        let mut cif = Box::new(ffi_cif::default());
        let count = types.len() as u32;
        // SAFETY: [TYPES]
        let status = unsafe {
            match fixed {
                Some(fixed) if fixed < types.len() => {
                    ffi_prep_cif_var(&mut *cif, DEFAULT_ABI, fixed as u32, count, returned, types.as_mut_ptr())
                }
                _ => ffi_prep_cif(&mut *cif, DEFAULT_ABI, count, returned, types.as_mut_ptr()),
            }
        };
        (status == OK).then_some(Function { result, parameters, cif, _types: types, _kept: kept })
    }

    /// Room for arguments and result.
    pub(super) fn frame(&self) -> Frame {
        let room = |kind: &Kind| kind.size().max(16).div_ceil(16);
        let (mut starts, mut words) = (Vec::new(), room(&self.result));
        for kind in &self.parameters {
            starts.push(words);
            words += room(kind);
        }
        Frame { words: vec![0; words].into(), starts }
    }

    pub(super) fn call(&self, at: usize, frame: &Frame) {
        let mut arguments: Vec<*mut c_void> =
            (0..self.parameters.len()).map(|index| frame.argument(index) as *mut c_void).collect();
        let cif = std::ptr::from_ref(&*self.cif).cast_mut();
        // SAFETY: [ADDRESS], [TYPES]: the frame has room for each value as the types say.
        unsafe {
            let function = std::mem::transmute::<usize, unsafe extern "C" fn()>(at);
            ffi_call(cif, Some(function), frame.result() as *mut c_void, arguments.as_mut_ptr());
        }
    }
}

/// The values of a call.
pub(super) struct Frame {
    words: Box<[u128]>,
    starts: Vec<usize>,
}

impl Frame {
    pub(super) fn argument(&self, index: usize) -> usize {
        self.words.as_ptr() as usize + self.starts[index] * 16
    }

    pub(super) fn result(&self) -> usize {
        self.words.as_ptr() as usize
    }
}

/// What a closure returns is a whole word, whose low bytes come first on the machines we know.
pub(super) fn widen(kind: &Kind, at: usize) {
    if matches!(kind, Kind::Scalar(scalar) if scalar.size() < 8 && !scalar.is_float()) {
        write(at, &[0; 8]);
    }
}

thread_local! {
    /// The interpreter whose call runs on this thread.
    static RUNNING: Cell<usize> = const { Cell::new(0) };
}

/// Says that a call of an interpreter runs; what ran before.
pub(super) fn enter(vm: usize) -> usize {
    RUNNING.replace(vm)
}

pub(super) fn leave(outer: usize) {
    RUNNING.set(outer);
}

/// What a closure runs: the interpreter, its key, its type, addresses of the arguments and of the result.
pub(super) type Run = fn(&mut Vm, usize, &Function, &[usize], usize);

struct Closure {
    function: Function,
    key: usize,
    run: Run,
}

unsafe extern "C" fn enter_closure(
    cif: *mut ffi_cif,
    result: *mut c_void,
    arguments: *mut *mut c_void,
    data: *mut c_void,
) {
    // SAFETY: [CALL]: closures are never freed; libffi passes as many arguments as the type says.
    let (closure, arguments) = unsafe {
        let count = (*cif).nargs as usize;
        let arguments: Vec<usize> = (0..count).map(|index| *arguments.add(index) as usize).collect();
        (&*data.cast::<Closure>(), arguments)
    };
    let vm = RUNNING.get() as *mut Vm;
    // SAFETY: [CALL]: a thread of C's own has none, and its call does nothing.
    if let Some(vm) = unsafe { vm.as_mut() } {
        (closure.run)(vm, closure.key, &closure.function, &arguments, result as usize);
    }
}

/// A C function that calls `run`; it is never freed.
pub(super) fn closure(function: Function, key: usize, run: Run) -> Option<usize> {
    let closure = Box::into_raw(Box::new(Closure { function, key, run }));
    let mut code = std::ptr::null_mut();
    // SAFETY: [TYPES]: the closure stays where it is.
    unsafe {
        let memory = ffi_closure_alloc(size_of::<ffi_closure>(), &mut code).cast::<ffi_closure>();
        if memory.is_null() {
            return None;
        }
        let cif = &raw mut *(*closure).function.cif;
        let status = ffi_prep_closure_loc(memory, cif, Some(enter_closure), closure.cast(), code);
        (status == OK).then_some(code as usize)
    }
}

fn last_error() -> String {
    // SAFETY: the text, if there is one, stays until the next call.
    unsafe {
        let text = libc::dlerror();
        if text.is_null() {
            "unknown dlopen() error".to_owned()
        } else {
            CStr::from_ptr(text).to_string_lossy().into_owned()
        }
    }
}

pub(super) fn open(name: Option<&CStr>, mode: i32) -> Result<usize, String> {
    // SAFETY: loading a library runs its code, which is what the program asks for.
    let handle = unsafe { libc::dlopen(name.map_or(std::ptr::null(), CStr::as_ptr), mode | libc::RTLD_NOW) };
    if handle.is_null() { Err(last_error()) } else { Ok(handle as usize) }
}

pub(super) fn symbol(handle: usize, name: &CStr) -> Result<usize, String> {
    // SAFETY: [ADDRESS]
    let at = unsafe { libc::dlsym(handle as *mut c_void, name.as_ptr()) };
    if at.is_null() { Err(last_error()) } else { Ok(at as usize) }
}

pub(super) fn close(handle: usize) -> i32 {
    // SAFETY: [ADDRESS]
    unsafe { libc::dlclose(handle as *mut c_void) }
}

pub(super) fn set_errno(code: i32) {
    // SAFETY: the location belongs to this thread.
    unsafe { *libc::__errno_location() = code }
}
