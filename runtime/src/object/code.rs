//! Code objects: a [`CodeUnit`] brought onto the heap, with the instructions the interpreter runs and rewrites, and the
//! feedback it records.
//!
//! Instruction `i` at address `p` has its feedback at `2 * p + delta`: one addressing mode, no index register.

use super::array::Array;
use super::formula::Formula;
use super::header::{Header, Kind, flag};
use super::string::Str;
use super::tuple::Tuple;
use crate::bytecode::opcodes::yields::DELEGATING;
use crate::bytecode::unit::flags;
use crate::bytecode::{CodeUnit, Constant, Instr, Op, RegisterKind};
use crate::heap::{Field, Gc, HeapObject, Tracer};
use crate::interp::Quick;
use crate::tracing::Planned;
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use std::cell::{Cell, OnceCell, RefCell};
use std::sync::Arc;

/// What one instruction has seen; the inline cache and the compiler's input.
#[repr(C)]
#[derive(Default)]
pub struct Feedback {
    /// Shape or class version that the cache is for; 0 with `kind` 0: nothing cached.
    pub shape: Cell<u32>,
    /// Slot, byte offset or item index.
    pub slot: Cell<u16>,
    /// Bits of what was seen.
    pub seen: Cell<u16>,
    /// Cell, function or constant; a value's bits or 0.
    pub word: Cell<u64>,
}

/// Bits of [`Feedback::seen`].
pub mod seen {
    /// Both operands were ints, and so was the result (small). Of `for`: a range, which came to its end.
    pub const INT: u16 = 1;
    /// A float was involved.
    pub const FLOAT: u16 = 2;
    /// Small ints whose result did not fit.
    pub const OVERFLOW: u16 = 4;
    /// Something else.
    pub const OTHER: u16 = 8;
    /// An iterator over a list.
    pub const LIST: u16 = 16;
    /// A tuple.
    pub const TUPLE: u16 = 32;
    /// Ints of up to 128 bits, the result too, of which not all are small.
    pub const WIDE: u16 = 64;
    /// A float and an int.
    pub const MIXED: u16 = 128;
    /// An exact str; of comparisons two. Noted beside [`OTHER`].
    pub const TEXT: u16 = 256;
    /// Neither that nor any other that has a bit here. Noted beside [`OTHER`]. Of `iter`: what says in Python how it is iterated.
    pub const OBJECT: u16 = 512;
    /// An exact dict. Noted beside [`OTHER`]. Of `iter`: anything but a list or tuple.
    pub const DICT: u16 = 1024;
    /// A complex number and a number. Noted beside [`OTHER`].
    pub const COMPLEX: u16 = 2048;
}

/// `call_key` of code that needs more than "so many positional arguments are already in place".
pub const NOT_SIMPLE: u32 = u32::MAX;

/// Where an instruction enters compiled code.
#[derive(Clone, Copy, Debug)]
struct NativeEntry {
    index: usize,
    address: usize,
    /// The opcode byte that stands there otherwise.
    op_byte: u8,
}

/// So many entries to compiled code are found at once.
const LATELY: usize = 4;
/// Opcode byte of instructions that trace functions are told of.
const TRACED: u8 = Quick::Traced.byte();

/// A code object. Code objects are pinned.
#[repr(C)]
pub struct Code {
    header: Header,
    /// The instructions, quickened in place.
    ops: Box<[Cell<u64>]>,
    /// Where these are, for compiled code.
    first: *mut u64,
    /// Empty until the code is first run.
    feedback: OnceCell<Box<[Feedback]>>,
    /// See the module documentation; 0 until the code is first run.
    pub(crate) delta: Cell<usize>,
    /// Where calls begin: the first instruction, or one that makes a level first (`interp/level.rs`).
    pub(crate) start: Cell<*mut u64>,
    /// Address of its trampoline; 0 until it has one.
    pub(crate) trampoline: Cell<usize>,
    /// Number of arguments that a plain call must have, or [`NOT_SIMPLE`].
    pub(crate) call_key: Cell<u32>,
    /// Number of registers that generators of this code keep while they wait.
    pub(crate) kept: Cell<u32>,
    /// The globals that the code runs with, whose cells its inline caches hold; none at first.
    pub(crate) globals: Field<Option<Gc<super::dict::Dict>>>,
    /// The builtins that go with these globals.
    pub(crate) builtins: Field<Option<Gc<super::dict::Dict>>>,
    /// How many copies have been made for other globals.
    pub(crate) copies: Cell<u8>,
    /// The copy for any further globals.
    pub(crate) unbound: Field<Option<Gc<Code>>>,
    /// It runs with any globals: no inline cache holds a cell.
    pub(crate) is_unbound: Cell<bool>,
    /// Samples that were taken in this code.
    pub ticks: Cell<u32>,
    /// Entries of the exception table by which an exception has come to a handler, the first [`Code::MARKED_HANDLERS`] of them: bits.
    handlers: Cell<u64>,
    /// How many `iter` instructions have given what they were given, which others may know.
    shared_iterators: Cell<u32>,
    /// Instructions have been quickened since inline caches were last cleared.
    quickened: Cell<bool>,
    /// Compiled code of the function as a whole, for calls from compiled code; 0 if there is none.
    native_start: Cell<usize>,
    /// What the code computes, if it is a formula, once somebody asked.
    pub(super) formula: OnceCell<Option<Box<Formula>>>,
    /// Instructions without a line that raise again, once somebody asked.
    unplaced: OnceCell<Box<[usize]>>,
    /// Opcode bytes that instructions would have if they were not traced, once some are.
    untraced: OnceCell<Box<[Cell<u8>]>>,
    /// Events and lines of the instructions, once trace functions were to be told of them.
    pub(crate) plan: OnceCell<Arc<[Planned]>>,
    /// Compiled code by the instruction that enters it.
    native: RefCell<Vec<NativeEntry>>,
    /// Some of these, each at its index modulo their number: the instruction's address, and that of the compiled code.
    native_lately: [Cell<(usize, usize)>; LATELY],
    /// Registers.
    pub register_count: u32,
    /// `unit.flags`, or those given to `replace`.
    pub flags: u32,
    /// The compiled form.
    pub unit: Arc<CodeUnit>,
    /// Nobody sees its frames: it stands for something builtin.
    pub hidden: Cell<bool>,
    /// Constants are not those of `unit`.
    pub replaced: Cell<bool>,
    /// Constants by index.
    pub constants: Field<Gc<Array>>,
    /// Names by index, interned.
    pub names: Field<Gc<Tuple>>,
    /// Names of the named registers, interned.
    pub register_names: Field<Gc<Tuple>>,
    /// Nested code objects, EMPTY until first needed.
    pub children: Field<Gc<Array>>,
    /// `co_name`
    pub name: Field<Gc<Str>>,
    /// `co_qualname`
    pub qualname: Field<Gc<Str>>,
    /// `co_filename`
    pub filename: Field<Gc<Str>>,
}

impl HeapObject for Code {
    const KIND: Kind = Kind::Code;

    fn trace(&self, t: &mut Tracer<'_>) {
        t.field(&self.constants);
        t.field(&self.names);
        t.field(&self.register_names);
        t.field(&self.children);
        t.field(&self.name);
        t.field(&self.qualname);
        t.field(&self.filename);
        t.field(&self.globals);
        t.field(&self.builtins);
        t.field(&self.unbound);
        for feedback in self.feedback.get().into_iter().flatten() {
            t.word(&feedback.word);
        }
        if let Some(Some(formula)) = self.formula.get() {
            formula.trace(t);
        }
    }
}

impl Code {
    /// Where the address of compiled code of the whole function is, in bytes.
    pub(crate) const NATIVE_START: usize = std::mem::offset_of!(Code, native_start);
    /// Where the address of the first instruction is, in bytes.
    pub(crate) const FIRST: usize = std::mem::offset_of!(Code, first);

    /// Address of the first instruction.
    #[inline(always)]
    pub(crate) fn entry(&self) -> *mut u64 {
        self.first
    }

    /// Opcode byte of instruction `index`, quickened or not; that of compiled code is the one it stands for.
    pub(crate) fn op_byte(&self, index: usize) -> u8 {
        match self.native.borrow().iter().find(|entry| entry.index == index) {
            Some(entry) => entry.op_byte,
            None => self.ops[index].get() as u8,
        }
    }

    /// As [`Code::op_byte`], but of an instruction with trace events that of what comes after them.
    pub(crate) fn form(&self, index: usize) -> u8 {
        match self.op_byte(index) {
            TRACED => self.form_of_traced(index),
            byte => byte,
        }
    }

    /// Opcode byte, quickened or not, of an instruction that has trace functions told of what happens there.
    pub(crate) fn form_of_traced(&self, index: usize) -> u8 {
        self.all_untraced()[index].get()
    }

    fn all_untraced(&self) -> &[Cell<u8>] {
        let initial = |instr: &Instr| Cell::new(crate::interp::initial_op(*instr, self.flags) as u8);
        self.untraced.get_or_init(|| self.unit.code.iter().map(initial).collect())
    }

    /// Replaces the opcode byte of instruction `index`.
    pub(crate) fn set_op_byte(&self, index: usize, byte: u8) {
        self.quickened.set(true);
        if self.op_byte(index) == TRACED {
            self.all_untraced()[index].set(byte);
        } else {
            self.put_op_byte(index, byte);
        }
    }

    fn put_op_byte(&self, index: usize, byte: u8) {
        match self.native.borrow_mut().iter_mut().find(|entry| entry.index == index) {
            Some(entry) => entry.op_byte = byte,
            None => self.ops[index].set(self.ops[index].get() & !0xFF | u64::from(byte)),
        }
    }

    /// Whether instruction `index` has trace functions told of what happens there.
    fn is_traced(&self, index: usize) -> bool {
        self.ops[index].get() as u8 == TRACED
    }

    /// Has trace functions told of what happens at instruction `index`.
    pub(crate) fn set_traced(&self, index: usize) {
        let byte = self.op_byte(index);
        if byte != TRACED {
            self.all_untraced()[index].set(byte);
            self.quickened.set(true);
            self.put_op_byte(index, TRACED);
        }
    }

    /// Undoes [`Code::set_traced`].
    pub(crate) fn untrace(&self, index: usize) {
        if self.is_traced(index) {
            self.put_op_byte(index, self.form_of_traced(index));
        }
    }

    /// Has all instructions interpreted.
    pub(crate) fn forget_native(&self) {
        loop {
            let next = self.native.borrow().first().map(|entry| entry.index);
            match next {
                Some(index) => self.remove_native(index),
                None => break,
            }
        }
    }

    /// Compiled code of the function as a whole; 0 if there is none.
    #[inline(always)]
    pub(crate) fn native_start(&self) -> usize {
        self.native_start.get()
    }

    /// Compiled code that instruction `index` enters.
    pub(crate) fn native_entry(&self, index: usize) -> Option<usize> {
        self.native.borrow().iter().find(|entry| entry.index == index).map(|entry| entry.address)
    }

    /// Compiled code that the instruction at `pc` enters.
    #[inline(always)]
    pub(crate) fn native_at(&self, pc: *const u64) -> usize {
        let (known, address) = self.native_lately[pc as usize / 8 % LATELY].get();
        if known == pc as usize { address } else { self.find_native(pc) }
    }

    #[inline(never)]
    fn find_native(&self, pc: *const u64) -> usize {
        let address = self.native_entry(self.index_of(pc)).expect("the opcode stands only where code is installed");
        self.native_lately[pc as usize / 8 % LATELY].set((pc as usize, address));
        address
    }

    /// Whether instruction `index` enters compiled code.
    pub fn is_native(&self, index: usize) -> bool {
        self.native_entry(index).is_some()
    }

    /// Entries of an exception table of which it is noted that they have been used; those behind count as unused.
    const MARKED_HANDLERS: usize = 64;

    /// An exception has come to a handler by this entry of the exception table.
    pub(crate) fn mark_handler(&self, entry: usize) {
        if entry < Self::MARKED_HANDLERS {
            self.handlers.set(self.handlers.get() | 1 << entry);
        }
    }

    /// The entries of the exception table by which exceptions have come to handlers: bits.
    pub fn handlers_reached(&self) -> u64 {
        self.handlers.get()
    }

    /// How many `iter` instructions have given what they were given.
    pub fn shared_iterators(&self) -> u32 {
        self.shared_iterators.get()
    }

    /// Instruction `index`, an `iter`, gives what it is given. Compiled code that is entered within a loop took it for granted
    /// that the loop's iterator is its own.
    pub(crate) fn gives_itself(&self, index: usize) {
        let seen = &self.feedback(index).seen;
        if seen.get() & seen::OTHER != 0 {
            return;
        }
        seen.set(seen.get() | seen::OTHER);
        self.shared_iterators.set(self.shared_iterators.get() + 1);
        let entries: Vec<usize> = self.native.borrow().iter().map(|entry| entry.index).collect();
        for index in entries.into_iter().filter(|index| *index != 0) {
            self.remove_native(index);
            self.ticks.set(0);
        }
    }

    /// Whether the code has run, so that it has feedback.
    pub fn is_prepared(&self) -> bool {
        self.delta.get() != 0
    }

    /// Lets instruction `index` enter compiled code.
    pub(crate) fn install_native(&self, index: usize, address: usize) {
        self.remove_native(index);
        let op_byte = self.ops[index].get() as u8;
        self.quickened.set(true);
        if op_byte != TRACED {
            self.put_op_byte(index, Quick::EnterNative.byte());
        }
        self.native.borrow_mut().push(NativeEntry { index, address, op_byte });
        if index == 0 {
            self.native_start.set(address);
        }
    }

    /// Has instruction `index` interpreted again.
    pub(crate) fn remove_native(&self, index: usize) {
        let mut native = self.native.borrow_mut();
        self.native_lately.iter().for_each(|lately| lately.set((0, 0)));
        if index == 0 {
            self.native_start.set(0);
        }
        if let Some(at) = native.iter().position(|entry| entry.index == index) {
            let entry = native.remove(at);
            self.ops[index].set(self.ops[index].get() & !0xFF | u64::from(entry.op_byte));
        }
    }

    /// Whether the instruction at `index`, which raises again, has a line.
    pub(crate) fn is_placed(&self, index: usize) -> bool {
        let unplaced = self.unplaced.get_or_init(|| {
            let raises = |at: &usize| self.unit.code[*at].op_byte() == Op::Reraise as u8;
            let lines = self.unit.positions.iter().enumerate().filter(|(_, position)| position.line == 0);
            lines.map(|(at, _)| at).filter(raises).collect()
        });
        !unplaced.contains(&index)
    }

    /// The instructions as the compiler made them.
    pub fn instructions(&self) -> &[Instr] {
        &self.unit.code
    }

    fn all_feedback(&self) -> &[Feedback] {
        self.feedback.get_or_init(|| self.unit.code.iter().map(|_| Feedback::default()).collect())
    }

    /// Feedback of instruction `index`.
    pub fn feedback(&self, index: usize) -> &Feedback {
        &self.all_feedback()[index]
    }

    /// Index of the instruction at address `pc`.
    #[inline]
    pub(crate) fn index_of(&self, pc: *const u64) -> usize {
        (pc as usize).wrapping_sub(self.entry() as usize) / 8
    }

    /// Whether all bits of `flag` are set.
    #[inline(always)]
    pub fn has(&self, flag: u32) -> bool {
        self.flags & flag != 0
    }

    /// The docstring, or None.
    pub fn docstring(&self) -> Value {
        if self.has(flags::DOCSTRING) { self.constants.get().get(0) } else { Value::NONE }
    }

    /// Number of parameters, `*args` and `**kwargs` included: they are the first registers.
    pub fn parameter_count(&self) -> usize {
        let unit = &*self.unit;
        let star = usize::from(self.has(flags::VARARGS)) + usize::from(self.has(flags::VARKEYWORDS));
        usize::from(unit.arg_count) + usize::from(unit.kwonly_count) + star
    }

    /// Name of a register that has one.
    pub fn register_name(&self, register: usize) -> Option<Gc<Str>> {
        let names = self.register_names.get();
        if register < names.len() { names.get(register).cast() } else { None }
    }

    /// Kind of a register that has a name.
    pub fn register_kind(&self, register: usize) -> Option<RegisterKind> {
        self.unit.registers.get(register).map(|named| named.kind)
    }

    /// Undoes quickening and forgets what inline caches hold; what was learnt about operands stays.
    pub(crate) fn clear_inline_caches(&self) {
        if self.delta.get() == 0 {
            return;
        }
        // Compiled code relied on what the caches held, if not on its own.
        self.forget_native();
        self.ticks.set(0);
        if !self.quickened.replace(false) {
            return;
        }
        for (untraced, original) in self.untraced.get().into_iter().flatten().zip(&self.unit.code) {
            untraced.set(crate::interp::initial_op(*original, self.flags) as u8);
        }
        for ((op, feedback), original) in self.ops.iter().zip(self.all_feedback()).zip(&self.unit.code) {
            if op.get() as u8 != TRACED {
                op.set(crate::interp::initial_op(*original, self.flags));
            }
            feedback.shape.set(0);
            if original.op_byte() != Op::LoadConst as u8 {
                feedback.word.set(0);
            }
        }
    }

    /// Only a file that was made to be wrong, checksum and all, gets here and does not pass.
    #[cold]
    fn verify(&self) {
        if let Some(fault) = crate::bytecode::verify::own_fault(&self.unit) {
            let (name, file) = (self.qualname.get().to_string_lossy(), self.filename.get().to_string_lossy());
            eprintln!("Fatal Python error: code of {name} in {file} is not valid: {} at {}", fault.what, fault.at);
            std::process::abort();
        }
    }

    /// Gets ready to run: verifies what came from a file, allocates feedback and lets plain calls enter directly.
    pub(crate) fn prepare(&self) {
        if self.delta.get() != 0 {
            return;
        }
        if !self.unit.is_trusted() {
            self.verify();
        }
        let constants = self.constants.get();
        for (feedback, instr) in self.all_feedback().iter().zip(&self.unit.code) {
            if instr.op_byte() == Op::LoadConst as u8 {
                feedback.word.set(constants.get(instr.wide_operand() as usize).bits());
            }
        }
        self.delta.set((self.all_feedback().as_ptr() as usize).wrapping_sub((self.entry() as usize).wrapping_mul(2)));
        let plain = self.unit.kwonly_count == 0 && !self.has(flags::VARARGS) && !self.has(flags::VARKEYWORDS);
        if plain {
            self.call_key.set(u32::from(self.unit.arg_count));
        }
        let yields = self.unit.code.iter().filter(|instr| instr.op_byte() == Op::Yield as u8);
        let kept = yields.map(|&instr| kept_at(instr)).fold(self.unit.registers.len(), usize::max);
        self.kept.set(kept as u32);
    }
}

/// How many registers of a frame are kept while it waits at this `yield`.
pub fn kept_at(instr: Instr) -> usize {
    // On behalf of another iterator the value is in the last register in use.
    if instr.aux() & DELEGATING == 0 { instr.c().into() } else { usize::from(instr.a()) + 1 }
}

impl Vm {
    /// A code object of a compiled unit.
    pub fn code(&mut self, unit: &Arc<CodeUnit>) -> PyResult<Gc<Code>> {
        let constants = Array::new(self, unit.constants.len())?;
        for (index, constant) in unit.constants.iter().enumerate() {
            let value = self.constant(constant)?;
            constants.set(self, index, value);
        }
        let names = self.name_tuple(unit.names.iter().map(|name| &*name.0))?;
        let register_names = self.name_tuple(unit.registers.iter().map(|register| &*register.name.0))?;
        let children = Array::new(self, unit.children.len())?;
        let name = self.intern_wtf8(&unit.name.0)?;
        let qualname = self.intern_wtf8(&unit.qualname.0)?;
        let filename = self.intern_wtf8(&unit.filename.0)?;
        let header = self.header_of_kind(Kind::Code);
        let ops: Box<[Cell<u64>]> =
            unit.code.iter().map(|&instr| Cell::new(crate::interp::initial_op(instr, unit.flags))).collect();
        let code = Code {
            header,
            first: ops.as_ptr().cast_mut().cast(),
            ops,
            feedback: OnceCell::new(),
            delta: Cell::new(0),
            start: Cell::new(std::ptr::null_mut()),
            formula: OnceCell::new(),
            unplaced: OnceCell::new(),
            untraced: OnceCell::new(),
            plan: OnceCell::new(),
            trampoline: Cell::new(0),
            call_key: Cell::new(NOT_SIMPLE),
            kept: Cell::new(unit.registers.len() as u32),
            globals: Field::new(None),
            builtins: Field::new(None),
            copies: Cell::new(0),
            unbound: Field::new(None),
            is_unbound: Cell::new(false),
            ticks: Cell::new(0),
            hidden: Cell::new(false),
            handlers: Cell::new(0),
            shared_iterators: Cell::new(0),
            quickened: Cell::new(false),
            native_start: Cell::new(0),
            native: RefCell::default(),
            native_lately: Default::default(),
            register_count: unit.register_count,
            flags: unit.flags & !flags::UNVERIFIED,
            unit: Arc::clone(unit),
            replaced: Cell::new(false),
            constants: Field::new(constants),
            names: Field::new(names),
            register_names: Field::new(register_names),
            children: Field::new(children),
            name: Field::new(name),
            qualname: Field::new(qualname),
            filename: Field::new(filename),
        };
        let code = self.alloc_owner(code, unit.code.len() * 16)?;
        self.pin(code.header());
        crate::interp::set_start(&code, self.levels);
        // Calls record the code they enter in feedback without a barrier.
        self.heap.make_old(code.header());
        debug_assert!(code.header().flags() & flag::OWNS_MEMORY != 0, "code owns its instructions");
        let traced = self.tracing.is_on();
        if self.is_watched() {
            self.trace_code(code, traced);
        }
        if !traced {
            self.marks.lost(code);
        }
        Ok(code)
    }

    /// Nested code object `index` of `code`.
    pub fn child_code(&mut self, code: Gc<Code>, index: usize) -> PyResult<Gc<Code>> {
        if let Some(child) = code.children.get().get(index).cast() {
            return Ok(child);
        }
        let unit = code.unit.children[index].unit();
        let child = self.code(&unit)?;
        child.filename.set(self, child, code.filename.get());
        code.children.get().set(self, index, child.value());
        Ok(child)
    }

    /// Says that `code` and all nested in it come from another file.
    pub fn set_code_filename(&mut self, code: Gc<Code>, filename: Gc<Str>) -> PyResult<()> {
        code.filename.set(self, code, filename);
        let children = code.children.get();
        for index in 0..children.len() {
            if let Some(child) = children.get(index).cast::<Code>() {
                self.check_native_stack()?;
                self.set_code_filename(child, filename)?;
            }
        }
        Ok(())
    }

    fn name_tuple<'a>(&mut self, names: impl ExactSizeIterator<Item = &'a [u8]>) -> PyResult<Gc<Tuple>> {
        let tuple = self.tuple_with_len(names.len())?;
        for (index, name) in names.enumerate() {
            let name = self.intern_wtf8(name)?;
            tuple.init(self, index, name.value());
        }
        Ok(tuple)
    }

    /// The value of a constant.
    pub fn constant(&mut self, constant: &Constant) -> PyResult<Value> {
        Ok(match constant {
            Constant::None => Value::NONE,
            Constant::Bool(b) => Value::bool(*b),
            Constant::Ellipsis => Value::ELLIPSIS,
            Constant::Int(n) => self.int(*n)?,
            Constant::BigInt(n) => self.big_int(n.clone())?,
            Constant::Float(f) => Value::float(*f),
            Constant::Complex(real, imag) => self.complex(*real, *imag)?,
            Constant::Str(text) => {
                // As CPython does: constants that look like names are interned.
                if text.0.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_') {
                    self.intern_wtf8(&text.0)?.value()
                } else {
                    self.str_from_wtf8(&text.0)?.value()
                }
            }
            Constant::Bytes(bytes) => self.bytes(bytes)?.value(),
            Constant::Tuple(items) => {
                let tuple = self.tuple_with_len(items.len())?;
                for (index, item) in items.iter().enumerate() {
                    let item = self.constant(item)?;
                    tuple.init(self, index, item);
                }
                tuple.value()
            }
            Constant::FrozenSet(items) => {
                let set = self.set_of_class(self.types.frozenset)?;
                for item in items {
                    let item = self.constant(item)?;
                    set.add(self, item)?;
                }
                set.value()
            }
        })
    }
}

impl Vm {
    /// Forgets the inline caches of all code: a class that some of them rely on has changed.
    pub(crate) fn clear_inline_caches(&mut self) {
        for owner in self.heap.owners() {
            if let Some(code) = owner.cast::<Code>() {
                code.clear_inline_caches();
            }
        }
        for entry in &mut self.method_cache {
            entry.version = 0;
        }
        self.attr_cache.clear();
        self.forget_relied();
        self.epoch.set(self.epoch.get() + 1);
    }

    /// Throws compiled code away: something that it relies on has changed, but nothing that inline caches do. What is
    /// running leaves after the call that it is in.
    pub(crate) fn forget_native(&self) {
        for owner in self.heap.owners() {
            if let Some(code) = owner.cast::<Code>() {
                code.forget_native();
                code.ticks.set(0);
            }
        }
        self.epoch.set(self.epoch.get() + 1);
    }
}
