//! Generators, coroutines and async generators: a suspended frame on the heap.
//!
//! While it is suspended its registers are in `registers`; a running generator's are on the register stack, and
//! `registers` is stale.

use super::array::Array;
use super::function::Function;
use super::header::{Header, Kind};
use super::string::Str;
use super::type_object::Type;
use crate::bytecode::unit::flags;
use crate::heap::{Field, Gc, HeapObject, Tracer};
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use std::cell::Cell;

/// Where a generator is in its life.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum GeneratorState {
    /// Not started.
    Created,
    /// At a `yield`.
    Suspended,
    /// On the register stack.
    Running,
    /// Returned or raised.
    Finished,
    /// Running or suspended, as the root of the chain it is a member of (`interp/chain.rs`); `Vm::state_of` asks for that.
    Chained,
}

/// A generator, coroutine or async generator, as its class says.
#[repr(C)]
pub struct Generator {
    header: Header,
    /// The function that made it.
    pub function: Field<Gc<Function>>,
    /// The registers while suspended.
    pub registers: Field<Gc<Array>>,
    /// How many of them were in use; what is above them is nothing to go by.
    pub(crate) live: Cell<usize>,
    /// Instruction to go on at: after the `yield`, whose register A takes the value sent.
    pub(crate) pc: Cell<*mut u64>,
    /// The exception that code in it is handling, or EMPTY.
    pub handled: Field<Value>,
    /// While running: what its caller was handling.
    pub caller_handled: Field<Value>,
    /// `__name__`
    pub name: Field<Gc<Str>>,
    /// `__qualname__`
    pub qualname: Field<Gc<Str>>,
    /// Frame object, if one was made, else EMPTY.
    pub frame: Field<Value>,
    /// Where it is in its life.
    pub state: Cell<GeneratorState>,
    /// Async generators: `aclose` or `athrow` is under way, or the hooks have been called. For the type's use.
    pub async_state: Cell<u8>,
    /// One more than the index of the chain whose root or member it is, or 0.
    pub(crate) chain: Cell<u8>,
    /// Async generators: finalizer hook; coroutines: origin. For the type's use; EMPTY.
    pub extra: Field<Value>,
}

impl HeapObject for Generator {
    const KIND: Kind = Kind::Generator;

    fn trace(&self, t: &mut Tracer<'_>) {
        t.field(&self.function);
        t.field(&self.registers);
        t.field(&self.handled);
        t.field(&self.caller_handled);
        t.field(&self.name);
        t.field(&self.qualname);
        t.field(&self.frame);
        t.field(&self.extra);
    }
}

impl Vm {
    /// A generator of `class` that will run `function` from `pc` on, with room for the registers that it keeps.
    pub(crate) fn generator(
        &mut self,
        class: Gc<Type>,
        function: Gc<Function>,
        pc: *mut u64,
    ) -> PyResult<Gc<Generator>> {
        let generator = self.started_generator(class, function, pc)?;
        let code = function.code.get();
        // Only code that catches something sees GeneratorExit; that a coroutine was never awaited must be said.
        if !code.unit.exceptions.is_empty() || code.has(flags::COROUTINE) || code.has(flags::ASYNC_GENERATOR) {
            self.heap.register_finalizable(generator.header());
        }
        Ok(generator)
    }

    /// The same, where nothing has to be done for it when it is dropped.
    pub(crate) fn started_generator(
        &mut self,
        class: Gc<Type>,
        function: Gc<Function>,
        pc: *mut u64,
    ) -> PyResult<Gc<Generator>> {
        let code = function.code.get();
        let registers = Array::new(self, code.kept.get() as usize)?;
        let header = self.header_for(class, Kind::Generator);
        let (name, qualname) = (function.name.get(), function.qualname.get());
        self.alloc(Generator {
            header,
            function: Field::new(function),
            registers: Field::new(registers),
            live: Cell::new(0),
            pc: Cell::new(pc),
            handled: Field::new(Value::EMPTY),
            caller_handled: Field::new(Value::EMPTY),
            name: Field::new(name),
            qualname: Field::new(qualname),
            frame: Field::new(Value::EMPTY),
            state: Cell::new(GeneratorState::Created),
            async_state: Cell::new(0),
            chain: Cell::new(0),
            extra: Field::new(Value::EMPTY),
        })
    }
}
