//! Offsets that compiled code reads and writes at.

use super::Vm;
use crate::frame::stack::RegisterStack;
use crate::object::dict::TableIterator;
use crate::object::exception::Exception;
use crate::object::function::Function;
use crate::object::generator::Generator;
use crate::object::list::{List, SequenceIterator};
use crate::object::range::{Range, RangeIterator};
use crate::object::string::Str;
use crate::object::table::Table;
use std::mem::offset_of;

/// Shape number of an object.
pub const SHAPE: i32 = 0;
/// Kind of an object: a byte.
pub const KIND: i32 = 4;
/// The collector's byte of an object.
pub const GC_BYTE: i32 = 5;
/// Words of attribute storage of an object: a byte.
pub const ATTRS: i32 = 6;
/// Bit of that byte: stores into the object have to be told to the collector.
pub const LOG: u8 = crate::heap::LOG;
/// Flags of an object: a byte.
pub const FLAGS: i32 = 7;
/// Value of an int of a word.
pub const INT64_VALUE: i32 = 8;
/// Real part of a complex number.
pub const COMPLEX_REAL: i32 = offset_of!(crate::object::int::Complex, real) as i32;
/// Imaginary part of a complex number.
pub const COMPLEX_IMAG: i32 = offset_of!(crate::object::int::Complex, imag) as i32;
/// Low word of an int of two words; the high one follows.
pub const WIDE_LOW: i32 = crate::object::int::WideInt::LOW_OFFSET as i32;
/// Flag of an int of two words that is negative.
pub const WIDE_NEGATIVE: u8 = crate::object::int::NEGATIVE;
/// Value of a cell.
pub const CELL_VALUE: i32 = 8;
/// Length of a list.
pub const LIST_LEN: i32 = List::LEN_OFFSET as i32;
/// Storage of a list's items.
pub const LIST_ITEMS: i32 = List::ITEMS_OFFSET as i32;
/// Length and form of a str.
pub const TEXT_META: i32 = Str::META_OFFSET as i32;
/// How far its length is shifted there.
pub const TEXT_LEN_SHIFT: u32 = Str::LEN_SHIFT;
/// Bits there that say that a character takes more than a byte.
pub const TEXT_WIDTH: u64 = Str::FORM_BITS[0];
/// Bit there that says that all characters are ASCII.
pub const TEXT_ASCII: u64 = Str::FORM_BITS[1];
/// Bit there that says that the characters are in a buffer.
pub const TEXT_SHARED: u64 = Str::FORM_BITS[2];
/// First character of a str, or its buffer, whose characters begin as far from its start.
pub const TEXT_CHARS: i32 = size_of::<Str>() as i32;
/// Table of a dict.
pub const DICT_TABLE: i32 = crate::object::dict::Dict::TABLE_OFFSET as i32;
/// Number of items of a dict: 32 bits.
pub const DICT_LIVE: i32 = crate::object::dict::Dict::LIVE_OFFSET as i32;
/// Whether a dict's values are in cells: a byte.
pub const DICT_CELLS: i32 = crate::object::dict::Dict::CELLS_OFFSET as i32;
/// Table of a set.
pub const SET_TABLE: i32 = crate::object::set::Set::TABLE_OFFSET as i32;
/// Number of elements of a set: 32 bits.
pub const SET_LIVE: i32 = crate::object::set::Set::LIVE_OFFSET as i32;
/// log2 of the number of a table's index slots: a byte.
pub const TABLE_LOG: i32 = Table::LOG_OFFSET as i32;
/// Entries of a table in use: 32 bits.
pub const TABLE_USED: i32 = Table::USED_OFFSET as i32;
/// Index of a table.
pub const TABLE_INDEX: i32 = size_of::<Table>() as i32;
/// Container of an iterator over a table, next entry, length when it began and items left: 32 bits each but the first.
pub const TABLE_ITERATOR: [i32; 4] = [
    offset_of!(TableIterator, container) as i32,
    offset_of!(TableIterator, next) as i32,
    offset_of!(TableIterator, len) as i32,
    offset_of!(TableIterator, left) as i32,
];
/// Key of an entry of a table, from where the entry is.
pub const ENTRY_KEY: i32 = 8;
/// Value of an entry of a dict's table, from where the entry is.
pub const ENTRY_VALUE: i32 = 16;
/// Number of values of an array.
pub const ARRAY_LEN: i32 = 8;
/// Sequence of a sequence iterator.
pub const SEQUENCE: i32 = offset_of!(SequenceIterator, sequence) as i32;
/// Next index of a sequence iterator.
pub const SEQUENCE_INDEX: i32 = offset_of!(SequenceIterator, index) as i32;
/// Function of a generator.
pub const GENERATOR_FUNCTION: i32 = offset_of!(Generator, function) as i32;
/// Where a generator goes on.
pub const GENERATOR_PC: i32 = offset_of!(Generator, pc) as i32;
/// State of a generator that waits at a `yield`.
pub const GENERATOR_SUSPENDED: u8 = crate::object::generator::GeneratorState::Suspended as u8;
/// Where a generator is in its life: a byte.
pub const GENERATOR_STATE: i32 = offset_of!(Generator, state) as i32;
/// That of a running one.
pub const GENERATOR_RUNNING: u8 = crate::object::generator::GeneratorState::Running as u8;
/// Frame object of a generator, or EMPTY.
pub const GENERATOR_FRAME: i32 = offset_of!(Generator, frame) as i32;
/// Second word of an object of a kind of its own.
pub const NATIVE_INFO: i32 = 8;
/// Iterator of an `enumerate`.
pub const ENUMERATE_ITERATOR: i32 = crate::builtins::iterators::ENUMERATE_ITERATOR as i32;
/// Next number of an `enumerate`.
pub const ENUMERATE_COUNT: i32 = crate::builtins::iterators::ENUMERATE_COUNT as i32;
/// Iterators of a `zip`: a tuple.
pub const ZIP_ITERATORS: i32 = crate::builtins::iterators::ZIP_ITERATORS as i32;
/// Function of a `map`.
pub const MAP_FUNCTION: i32 = crate::builtins::iterators::MAP_FUNCTION as i32;
/// Iterators of a `map`: a tuple.
pub const MAP_ITERATORS: i32 = crate::builtins::iterators::MAP_ITERATORS as i32;
/// Function of a `filter`, or None.
pub const FILTER_FUNCTION: i32 = crate::builtins::iterators::FILTER_FUNCTION as i32;
/// Iterator of a `filter`.
pub const FILTER_ITERATOR: i32 = crate::builtins::iterators::FILTER_ITERATOR as i32;
/// Registers of a generator: an array.
pub const GENERATOR_REGISTERS: i32 = offset_of!(Generator, registers) as i32;
/// First value of an array.
pub const ARRAY_VALUES: i32 = 16;
/// Length of a tuple.
pub const TUPLE_LEN: i32 = 8;
/// First item of a tuple.
pub const TUPLE_ITEMS: i32 = 16;
/// Start of a range.
pub const RANGE_START: i32 = offset_of!(Range, start) as i32;
/// Stop of a range.
pub const RANGE_STOP: i32 = offset_of!(Range, stop) as i32;
/// Step of a range.
pub const RANGE_BY: i32 = offset_of!(Range, step) as i32;
/// Number of items of a range.
pub const RANGE_LENGTH: i32 = offset_of!(Range, length) as i32;
/// Code of a function.
pub const FUNCTION_CODE: i32 = offset_of!(Function, code) as i32;
/// Globals of a function.
pub const FUNCTION_GLOBALS: i32 = offset_of!(Function, globals) as i32;
/// Builtins of a function.
pub const FUNCTION_BUILTINS: i32 = offset_of!(Function, builtins) as i32;
/// Name of a function.
pub const FUNCTION_NAME: i32 = offset_of!(Function, name) as i32;
/// Qualified name of a function.
pub const FUNCTION_QUALNAME: i32 = offset_of!(Function, qualname) as i32;
/// Docstring of a function.
pub const FUNCTION_DOC: i32 = offset_of!(Function, doc) as i32;
/// Module of a function.
pub const FUNCTION_MODULE: i32 = offset_of!(Function, module) as i32;
/// Defaults of parameters: a tuple or nothing.
pub const FUNCTION_DEFAULTS: i32 = offset_of!(Function, defaults) as i32;
/// Annotations of a function.
pub const FUNCTION_ANNOTATIONS: i32 = offset_of!(Function, annotations) as i32;
/// Defaults of keyword-only parameters: a dict or nothing.
pub const FUNCTION_KWDEFAULTS: i32 = offset_of!(Function, kwdefaults) as i32;
/// Getter of a property.
pub const PROPERTY_GETTER: i32 = offset_of!(crate::object::function::Property, getter) as i32;
/// Setter of a property.
pub const PROPERTY_SETTER: i32 = offset_of!(crate::object::function::Property, setter) as i32;
/// Function of a bound method.
pub const METHOD_FUNCTION: i32 = offset_of!(crate::object::function::BoundMethod, function) as i32;
/// Object of a bound method.
pub const METHOD_RECEIVER: i32 = offset_of!(crate::object::function::BoundMethod, receiver) as i32;
/// Address of what a native function does.
pub const NATIVE_SPEC: i32 = offset_of!(crate::object::function::NativeFunction, spec) as i32;
/// Object of a bound native function, or EMPTY.
pub const NATIVE_RECEIVER: i32 = offset_of!(crate::object::function::NativeFunction, receiver) as i32;
/// Closure of a function.
pub const FUNCTION_CLOSURE: i32 = offset_of!(Function, closure) as i32;
/// `next` of a range iterator.
pub const RANGE_NEXT: i32 = offset_of!(RangeIterator, next) as i32;
/// `step` of a range iterator.
pub const RANGE_STEP: i32 = offset_of!(RangeIterator, step) as i32;
/// `left` of a range iterator.
pub const RANGE_LEFT: i32 = offset_of!(RangeIterator, left) as i32;
/// Address of the compiled code of a code object, or 0.
pub const NATIVE_START: i32 = crate::object::code::Code::NATIVE_START as i32;
/// Bytes of an answer to `isinstance` that is kept.
pub const INSTANCE_ENTRY: i64 = size_of::<crate::object::instance_cache::Entry>() as i64;
/// The class, or the tuple of classes, that such an answer is about.
pub const INSTANCE_WANTED: i32 = offset_of!(crate::object::instance_cache::Entry, wanted) as i32;
/// The shape that it is about, shifted to the left by one, and the answer in the lowest bit.
pub const INSTANCE_OF: i32 = offset_of!(crate::object::instance_cache::Entry, of) as i32;
/// Address of the first instruction of a code object.
pub const CODE_FIRST: i32 = crate::object::code::Code::FIRST as i32;
/// How many positional arguments code takes that needs nothing but these: 32 bits.
pub const CALL_KEY: i32 = offset_of!(crate::object::code::Code, call_key) as i32;
/// How many registers code has: 32 bits.
pub const REGISTER_COUNT: i32 = offset_of!(crate::object::code::Code, register_count) as i32;
/// How many more frames the recursion limit allows: 32 bits.
pub const DEPTH_LEFT: i32 = (offset_of!(Vm, stack) + offset_of!(RegisterStack, depth_left)) as i32;
/// No frame may reach beyond this.
pub const LIMIT: i32 = (offset_of!(Vm, stack) + offset_of!(RegisterStack, limit)) as i32;
/// The native stack must not grow below this.
pub const NATIVE_LIMIT: i32 = (offset_of!(Vm, stack) + offset_of!(RegisterStack, native_limit)) as i32;
/// Base of the innermost frame that has a frame object, or 0.
pub const LIVE_TOP: i32 = offset_of!(Vm, live_top) as i32;
/// The breaker byte of an interpreter.
pub const BREAKER: i32 = (offset_of!(Vm, stack) + offset_of!(RegisterStack, breaker)) as i32;
/// The running instruction.
pub const PC: i32 = (offset_of!(Vm, stack) + offset_of!(RegisterStack, pc)) as i32;
/// The running frame.
pub const BASE: i32 = (offset_of!(Vm, stack) + offset_of!(RegisterStack, base)) as i32;
/// Where the next object goes.
pub const HEAP_CURSOR: i32 = (offset_of!(Vm, heap) + offset_of!(crate::heap::Heap, cursor)) as i32;
/// The end of the memory there.
pub const HEAP_LIMIT: i32 = (offset_of!(Vm, heap) + offset_of!(crate::heap::Heap, limit)) as i32;
/// Objects begin at multiples of this.
pub const GRAIN: u32 = crate::heap::GRAIN as u32;
/// Number of the exit that compiled code left by.
pub const NATIVE_EXIT: i32 = offset_of!(Vm, native_exit) as i32;
/// Number of the exit that compiled code is leaving by.
pub const EXIT_NUMBER: i32 = offset_of!(Vm, exit_number) as i32;
/// What exits leave for the runtime to make objects of.
pub const EXIT_WORDS: i32 = offset_of!(Vm, exit_words) as i32;
/// The exception that is being handled, or EMPTY.
pub const HANDLED: i32 = offset_of!(Vm, handled) as i32;
/// `args` of an exception.
pub const EXCEPTION_ARGS: i32 = offset_of!(Exception, args) as i32;
/// `__cause__` of an exception, or EMPTY.
pub const EXCEPTION_CAUSE: i32 = offset_of!(Exception, cause) as i32;
/// `__context__` of an exception, or EMPTY.
pub const EXCEPTION_CONTEXT: i32 = offset_of!(Exception, context) as i32;
/// `__traceback__` of an exception, or EMPTY.
pub const EXCEPTION_TRACEBACK: i32 = offset_of!(Exception, traceback) as i32;
/// `__suppress_context__` of an exception: a byte, whose word holds nothing else.
pub const EXCEPTION_SUPPRESS: i32 = offset_of!(Exception, suppress_context) as i32;
/// Changes when what inline caches rely on has changed.
pub const EPOCH: i32 = offset_of!(Vm, epoch) as i32;
/// Header words of a frame.
pub const FRAME_HEADER: i32 = crate::frame::stack::HEADER as i32;
