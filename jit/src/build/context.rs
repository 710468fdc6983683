//! Context managers: `with` of an object whose `__enter__` and `__exit__` are Python functions, which are built in place.
//!
//! The bound `__exit__` is an object like others, which is only made where something needs it: exits, and a handler that
//! calls it with an exception.

use super::bind::Callee;
use super::call::Site;
use super::{Bail, Builder};
use crate::ir::{InstId, Op as Ir};
use runtime::bytecode::Instr;
use runtime::object::function::Function;
use runtime::tier::{layout, method_cell, new_bound_method};

/// A bound method that was made here.
#[derive(Clone, Copy)]
pub(super) struct Bound {
    function: InstId,
    receiver: InstId,
}

impl Builder<'_> {
    /// `A = B.__enter__()`, `A+1 =` its bound `__exit__`; false if it never ends here.
    pub(super) fn before_with(&mut self, pc: usize, instr: Instr) -> Result<bool, Bail> {
        let (a, manager) = (usize::from(instr.a()), self.get(usize::from(instr.b())));
        let arguments = vec![manager];
        let Some((site, _)) = self.site_of(pc, &arguments) else { return self.interpret(pc, instr) };
        let Some(cell) = method_cell(self.vm, site.shape, "__exit__") else { return self.interpret(pc, instr) };
        self.guard_shape(manager, site.shape, pc);
        let function = self.load_from_cell(cell);
        let exit = self.bind_method(pc, function, manager);
        self.set(a + 1, exit);
        match self.direct_call(pc, a, arguments)? {
            Some(returns) => Ok(returns),
            None => self.interpret(pc, instr),
        }
    }

    /// A new bound method.
    pub(super) fn bind_method(&mut self, pc: usize, function: InstId, receiver: InstId) -> InstId {
        let (header, size) = new_bound_method(self.vm);
        // Making it takes no class.
        let nothing = self.word(runtime::value::Value::EMPTY);
        let state = self.state(pc);
        self.note_made(header, || "bound method".to_owned());
        let method = self.emit_at(Ir::NewInstance { header, size }, vec![nothing], state);
        for (offset, value) in [(layout::METHOD_FUNCTION, function), (layout::METHOD_RECEIVER, receiver)] {
            self.emit(Ir::Store { offset }, vec![method, value]);
            self.env.store_slot(method, offset, value);
        }
        self.emit(Ir::Barrier, vec![method]);
        self.last_state = None;
        self.bound.insert(method, Bound { function, receiver });
        method
    }

    /// A call of a bound method that was made here, whose function is small; none if it is no such call.
    pub(super) fn exit_call(&mut self, site: Site, callee: InstId) -> Result<Option<bool>, Bail> {
        let Some(&Bound { function, receiver }) = self.bound.get(&callee) else { return Ok(None) };
        let Some(python) = self.content_now(function).and_then(|value| value.cast::<Function>()) else {
            return Ok(None);
        };
        let code = python.code.get();
        if site.names.is_some()
            || site.spread.is_some()
            || self.was_reached(site.pc)
            || !self.may_invoke(site.given + 1, None, code)
        {
            return Ok(None);
        }
        let site = self.with_receiver(site, receiver);
        self.invoke(site, Callee { function, code, known: Some(python) })
    }
}
