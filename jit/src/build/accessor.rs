//! Attributes for which Python functions are called: properties, descriptors with `__get__` and `__set__`, and hooks like
//! `__getattr__`. The functions are built in place.

use super::call::Site;
use super::join::Incoming;
use super::{Bail, Builder};
use crate::ir::{Edge, InstId, Op as Ir, Terminator};
use runtime::bytecode::Instr;
use runtime::tier::{Accessor, Answer, Argument, Demand, Place, Task, accessor, layout};

/// What a site does with its attribute.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Access {
    Load,
    Store,
}

impl Builder<'_> {
    /// A load of an attribute that a function gives: whether it returns; none if it cannot be built in place.
    pub(super) fn load_called(
        &mut self,
        pc: usize,
        instr: Instr,
        object: InstId,
        answers: &[Answer],
    ) -> Result<Option<bool>, Bail> {
        if answers.len() > 1 {
            return self.load_called_of_several(pc, instr, object, answers);
        }
        let Some((accessor, shape)) = self.accessor(instr, answers, Access::Load) else { return Ok(None) };
        self.guard_shape(object, shape, pc);
        let site = self.accessor_site(pc, instr);
        let ways = self.inline_accessor(site, object, &accessor)?;
        Ok(Some(self.join_calls(site, ways)))
    }

    /// The same for objects of several shapes, of which at least one has a function called.
    fn load_called_of_several(
        &mut self,
        pc: usize,
        instr: Instr,
        object: InstId,
        answers: &[Answer],
    ) -> Result<Option<bool>, Bail> {
        let is_called = |answer: &Answer| matches!(answer.place, Place::Called(_));
        let mut accessors = Vec::new();
        for answer in answers {
            let accessor = self.accessor(instr, &[*answer], Access::Load);
            if is_called(answer) && accessor.is_none() || matches!(answer.place, Place::Item(_) | Place::Method(_)) {
                return Ok(None);
            }
            accessors.push(accessor);
        }
        if !answers.iter().any(is_called) {
            return Ok(None);
        }
        let state = self.state(pc);
        self.emit_at(Ir::GuardHeap, vec![object], state);
        let depth = self.function.block(self.block).depth;
        let site = self.accessor_site(pc, instr);
        let mut ways = Vec::new();
        for (index, (answer, accessor)) in answers.iter().zip(accessors).enumerate() {
            let mut others = None;
            if index + 1 < answers.len() {
                let condition = self.emit(Ir::IsShape { shape: answer.shape }, vec![object]);
                let (yes, no) = (self.function.new_block(depth), self.function.new_block(depth));
                let to = |block| Edge { to: block, args: Vec::new() };
                self.end(Terminator::Branch { condition, then: to(yes), otherwise: to(no) });
                others = Some((no, self.env.clone()));
                self.block = yes;
                self.last_state = None;
                self.env.shapes.push((object, answer.shape));
            } else {
                self.guard_shape(object, answer.shape, pc);
            }
            match accessor {
                Some((accessor, _)) => ways.extend(self.inline_accessor(site, object, &accessor)?),
                None => {
                    let value = self.load_place(object, answer.place);
                    let state = self.state(pc);
                    self.emit_at(Ir::GuardBound, vec![value], state);
                    ways.push((Incoming { block: self.block, env: std::mem::take(&mut self.env) }, value));
                }
            }
            if let Some((block, env)) = others {
                (self.block, self.env) = (block, env);
                self.last_state = None;
            }
        }
        Ok(Some(self.join_calls(site, ways)))
    }

    /// The callee's frame is where the interpreter puts it: behind all registers.
    fn accessor_site(&mut self, pc: usize, instr: Instr) -> Site {
        let window = self.code().register_count as usize;
        Site { pc, result: instr.a().into(), window, first: window, given: 0, names: None, spread: None }
    }

    fn inline_accessor(
        &mut self,
        site: Site,
        object: InstId,
        accessor: &Accessor,
    ) -> Result<Vec<(Incoming, InstId)>, Bail> {
        let function = self.accessor_function(site.pc, accessor, layout::PROPERTY_GETTER);
        let arguments = self.accessor_arguments(accessor, object, object);
        self.inline(site, accessor.function.code.get(), function, arguments)
    }

    /// A store of an attribute that a function takes, below the frame that drops what it returns.
    pub(super) fn store_called(
        &mut self,
        pc: usize,
        instr: Instr,
        object: InstId,
        answers: &[Answer],
    ) -> Result<Option<bool>, Bail> {
        let Some((accessor, shape)) = self.accessor(instr, answers, Access::Store) else { return Ok(None) };
        self.guard_shape(object, shape, pc);
        let function = self.accessor_function(pc, &accessor, layout::PROPERTY_SETTER);
        let stored = self.get(usize::from(instr.b()));
        let arguments = self.accessor_arguments(&accessor, object, stored);
        let task = Task(Task::demanding(Demand::Nothing));
        let ways = self.inline_operator(pc, accessor.function.code.get(), function, arguments, task)?;
        Ok(Some(self.join_ways(pc + 1, ways).is_some()))
    }

    /// The function of a site with one answer, and the shape it is for.
    fn accessor(&mut self, instr: Instr, answers: &[Answer], access: Access) -> Option<(Accessor, u32)> {
        let &[answer] = answers else { return None };
        let name = self.code().names.get().get(instr.c().into());
        let accessor = accessor(self.vm, answer, name, access == Access::Store)?;
        let code = accessor.function.code.get();
        self.may_inline(code, accessor.arguments.len()).then_some((accessor, answer.shape))
    }

    /// The function, which is still that of its property and has its code.
    fn accessor_function(&mut self, pc: usize, accessor: &Accessor, offset: i32) -> InstId {
        let function = accessor.function;
        self.pin(function.word());
        if let Some(property) = accessor.property {
            let property = self.constant(property);
            let state = self.state(pc);
            self.emit_at(Ir::GuardLoad { offset, value: function.word() as i64 }, vec![property], state);
        }
        let code = function.code.get();
        self.pin(code.word());
        let function = self.word(function.value());
        self.guard_code(function, code.word(), pc);
        function
    }

    fn accessor_arguments(&mut self, accessor: &Accessor, object: InstId, stored: InstId) -> Vec<InstId> {
        let argument = |argument: &Argument| match *argument {
            Argument::Object => object,
            Argument::Stored => stored,
            Argument::Fixed(value) => self.constant(value),
        };
        accessor.arguments.iter().map(argument).collect()
    }
}
