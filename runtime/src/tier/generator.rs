//! Generators that have begun, as a compiler asks for them.

use super::frame_word;
use crate::frame::stack::frame_code;
use crate::heap::Gc;
use crate::object::code::Code;
use crate::object::generator::Generator;
use crate::value::Value;
use crate::vm::Vm;

/// A generator that has begun.
pub struct WaitingGenerator {
    /// Its code.
    pub code: Gc<Code>,
    /// The instruction where it goes on; none if it is the one that runs.
    pub index: Option<usize>,
    /// Its registers as far as they are known: those with names, if it runs.
    pub registers: Vec<Value>,
    /// Its shape.
    pub shape: u32,
}

/// The instruction at which the generator whose frame is at `base` was resumed last.
pub fn resumed_at(base: *mut u64) -> Option<usize> {
    let generator: Gc<Generator> = Value::from_bits(frame_word(base, -4)).cast()?;
    Some(frame_code(base).index_of(generator.pc.get()))
}

/// The generator that a value is, if it has begun and nobody has its frame.
pub fn waiting_generator(vm: &Vm, value: Value) -> Option<WaitingGenerator> {
    let generator: Gc<Generator> = value.cast()?;
    use crate::object::generator::GeneratorState::{Running, Suspended};
    let base = vm.stack.base;
    let runs = generator.state.get() == Running && frame_word(base, -4) == generator.word();
    let waits = generator.state.get() == Suspended;
    let plain = vm.class_of(value) == vm.types.generator && generator.frame.get().is_empty();
    if !(waits || runs) || !plain || !generator.handled.get().is_empty() {
        return None;
    }
    let code = generator.function.get().code.get();
    let array = generator.registers.get();
    let registers = match runs {
        true => (0..code.unit.registers.len()).map(|index| crate::frame::stack::register(base, index)).collect(),
        false => array.fields()[..generator.live.get()].iter().map(|field| field.get()).collect(),
    };
    let index = waits.then(|| code.index_of(generator.pc.get()));
    let shape = generator.header().shape().0;
    Some(WaitingGenerator { code, index, registers, shape })
}
