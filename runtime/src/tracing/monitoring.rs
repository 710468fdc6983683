//! `sys.monitoring` (PEP 669): tools, the events that they ask for, and calling them.
//!
//! Events at instructions come by [`Quick::Traced`](crate::interp::Quick), as those of trace functions do, but only instructions with
//! an event that a tool asks for are marked; those for which all tools said `DISABLE` get their bytes back as they are met.

use super::plan::event;
use crate::bytecode::CodeUnit;
use crate::heap::{Gc, Tracer};
use crate::object::code::Code;
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use std::collections::HashMap;
use std::sync::Arc;

macro_rules! events {
    ($($(#[doc = $doc:expr])+ $variant:ident = $name:literal,)*) => {
        /// What tools can be told of; the numbers are bits of event sets.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[repr(u8)]
        pub enum Event { $($(#[doc = $doc])+ $variant,)* }

        /// All events by number, with their names.
        pub const EVENTS: &[(Event, &str)] = &[$((Event::$variant, $name),)*];
    };
}

events! {
    /// A function begins.
    PyStart = "PY_START",
    /// A generator goes on.
    PyResume = "PY_RESUME",
    /// A function returns.
    PyReturn = "PY_RETURN",
    /// A generator gives a value.
    PyYield = "PY_YIELD",
    /// Something is called.
    Call = "CALL",
    /// A line begins.
    Line = "LINE",
    /// An instruction is about to run.
    Instruction = "INSTRUCTION",
    /// A jump.
    Jump = "JUMP",
    /// A jump that is made or not.
    Branch = "BRANCH",
    /// A generator has ended without StopIteration having been raised.
    StopIteration = "STOP_ITERATION",
    /// An exception is raised in a frame.
    Raise = "RAISE",
    /// An exception has found its handler.
    ExceptionHandled = "EXCEPTION_HANDLED",
    /// An exception leaves a function.
    PyUnwind = "PY_UNWIND",
    /// An exception is thrown into a generator.
    PyThrow = "PY_THROW",
    /// An exception is raised again.
    Reraise = "RERAISE",
    /// What is no Python function has returned; told to those who ask for calls.
    CReturn = "C_RETURN",
    /// It has raised.
    CRaise = "C_RAISE",
}

impl Event {
    /// Its bit in an event set.
    pub const fn bit(self) -> u32 {
        1 << self as u32
    }

    /// Whether it belongs to an instruction, so that it can be asked for by code object and disabled there.
    pub const fn is_local(self) -> bool {
        (self as u8) <= Event::StopIteration as u8
    }

    /// The event that tools ask for to be told of this one.
    const fn asked_for(self) -> Event {
        match self {
            Event::CReturn | Event::CRaise => Event::Call,
            event => event,
        }
    }
}

/// How many tools there are.
pub const TOOL_COUNT: usize = 6;
const EVENT_COUNT: usize = EVENTS.len();

/// Which flags of a plan are of use for an event.
const NEEDS: &[(Event, u16)] = &[
    (Event::PyStart, event::CALL),
    // Whether a generator goes on is known from its having stopped.
    (Event::PyResume, event::RESUME | event::YIELD),
    (Event::PyReturn, event::RETURN | event::RETURN_NONE),
    (Event::PyYield, event::YIELD),
    (Event::Call, event::CALL_SITE | event::AFTER_CALL),
    (Event::Line, event::LINE),
    (Event::Jump, event::JUMP | event::LOOP | event::BRANCH | event::AFTER_BRANCH),
    (Event::Branch, event::BRANCH | event::AFTER_BRANCH),
    (Event::StopIteration, event::BRANCH | event::AFTER_BRANCH | event::SEND | event::AFTER_SEND),
];

/// Tools by event, as bits.
type Tools = [u8; EVENT_COUNT];

/// What is special to the code objects of one unit.
struct Site {
    /// Keeps the address, by which this is found, from being used again.
    _unit: Arc<CodeUnit>,
    /// Who asks for events of this code.
    local: Tools,
    /// Who has disabled an event of an instruction.
    disabled: HashMap<(u32, Event), u8>,
}

/// The tools.
pub struct Monitoring {
    names: [Value; TOOL_COUNT],
    callbacks: [[Value; EVENT_COUNT]; TOOL_COUNT],
    global: Tools,
    sites: HashMap<usize, Site>,
    /// All events that some tool asks for somewhere.
    active: u32,
    /// What a callback returns to hear no more of an instruction.
    pub disable: Value,
    /// Stands for an argument that there is none of.
    pub missing: Value,
}

fn address(unit: &Arc<CodeUnit>) -> usize {
    Arc::as_ptr(unit) as usize
}

fn set_tool(tools: &mut Tools, tool: usize, events: u32) {
    for (event, _) in EVENTS {
        let bit = 1 << tool;
        let tools = &mut tools[*event as usize];
        *tools = if events & event.bit() != 0 { *tools | bit } else { *tools & !bit };
    }
}

fn events_of(tools: &Tools, tool: usize) -> u32 {
    EVENTS.iter().filter(|(event, _)| tools[*event as usize] & 1 << tool != 0).map(|(event, _)| event.bit()).sum()
}

impl Monitoring {
    pub(crate) fn new() -> Box<Monitoring> {
        Box::new(Monitoring {
            names: [Value::EMPTY; TOOL_COUNT],
            callbacks: [[Value::EMPTY; EVENT_COUNT]; TOOL_COUNT],
            global: Tools::default(),
            sites: HashMap::new(),
            active: 0,
            disable: Value::EMPTY,
            missing: Value::EMPTY,
        })
    }

    pub(crate) fn trace(&mut self, tracer: &mut Tracer<'_>) {
        self.names.iter_mut().for_each(|name| tracer.root(name));
        self.callbacks.iter_mut().flatten().for_each(|callback| tracer.root(callback));
        tracer.root(&mut self.disable);
        tracer.root(&mut self.missing);
    }

    /// Whether some tool asks for some event.
    #[inline]
    pub(crate) fn is_on(&self) -> bool {
        self.active != 0
    }

    /// Whether some tool asks for an event.
    #[inline]
    pub(crate) fn hears(&self, event: Event) -> bool {
        self.active & event.asked_for().bit() != 0
    }

    /// The name of a tool, EMPTY if it is not in use.
    pub fn name(&self, tool: usize) -> Value {
        self.names[tool]
    }

    /// Takes a tool into use; EMPTY gives it back.
    pub fn set_name(&mut self, tool: usize, name: Value) {
        self.names[tool] = name;
    }

    /// Sets what is called for an event; what was before, or EMPTY.
    pub fn set_callback(&mut self, tool: usize, event: Event, callback: Value) -> Value {
        std::mem::replace(&mut self.callbacks[tool][event as usize], callback)
    }

    /// The events that a tool asks for in all code.
    pub fn events(&self, tool: usize) -> u32 {
        events_of(&self.global, tool)
    }

    /// The tools that ask for an event in all code, as bits.
    pub fn tools_of(&self, event: Event) -> u8 {
        self.global[event as usize]
    }

    /// The events that a tool asks for in one code object.
    pub fn local_events(&self, tool: usize, code: Gc<Code>) -> u32 {
        self.sites.get(&address(&code.unit)).map_or(0, |site| events_of(&site.local, tool))
    }

    fn site(&mut self, unit: &Arc<CodeUnit>) -> &mut Site {
        self.sites.entry(address(unit)).or_insert_with(|| Site {
            _unit: Arc::clone(unit),
            local: Tools::default(),
            disabled: HashMap::new(),
        })
    }

    /// The tools that are to be told of an event at an instruction.
    fn tools_at(&self, unit: &Arc<CodeUnit>, index: usize, event: Event) -> u8 {
        let event = event.asked_for();
        if self.active & event.bit() == 0 {
            return 0;
        }
        let global = self.global[event as usize];
        match self.sites.get(&address(unit)) {
            Some(site) => {
                let disabled = site.disabled.get(&(index as u32, event)).copied().unwrap_or(0);
                (global | site.local[event as usize]) & !disabled
            }
            None => global,
        }
    }

    /// Whether an instruction with these flags of its plan has an event that is asked for.
    pub(super) fn wants(&self, unit: &Arc<CodeUnit>, index: usize, flags: u16) -> bool {
        let wanted = |event: Event| self.tools_at(unit, index, event) != 0;
        self.active != 0
            && (NEEDS.iter().any(|&(event, needed)| flags & needed != 0 && wanted(event)) || wanted(Event::Instruction))
    }

    /// Whether an event of some instruction of a unit is disabled.
    pub(super) fn has_disabled(&self, unit: &Arc<CodeUnit>) -> bool {
        self.sites.get(&address(unit)).is_some_and(|site| !site.disabled.is_empty())
    }

    fn count_active(&mut self) {
        let asked = |tools: &Tools| (0..TOOL_COUNT).map(|tool| events_of(tools, tool)).fold(0, |all, one| all | one);
        let local = self.sites.values().map(|site| asked(&site.local)).fold(0, |all, one| all | one);
        self.active = asked(&self.global) | local;
    }
}

impl Vm {
    /// `sys.monitoring.set_events`
    pub fn set_monitoring_events(&mut self, tool: usize, events: u32) {
        set_tool(&mut self.monitoring.global, tool, events);
        self.monitoring.count_active();
        self.mark_monitored();
    }

    /// `sys.monitoring.set_local_events`
    pub fn set_local_monitoring_events(&mut self, tool: usize, code: Gc<Code>, events: u32) {
        set_tool(&mut self.monitoring.site(&code.unit).local, tool, events);
        self.monitoring.count_active();
        self.mark_monitored();
    }

    /// `sys.monitoring.restart_events`
    pub fn restart_monitoring_events(&mut self) {
        self.monitoring.sites.values_mut().for_each(|site| site.disabled.clear());
        self.mark_monitored();
    }

    /// Marks what is asked for in all code. Compiled code, which knows of no events, is left.
    fn mark_monitored(&mut self) {
        if !self.monitoring.is_on() {
            return;
        }
        self.clear_inline_caches();
        let code: Vec<Gc<Code>> = self.heap.owners().filter_map(|owner| owner.cast::<Code>()).collect();
        for code in code {
            self.trace_code(code, false);
        }
    }

    /// Tells the tools that ask for it of an event at an instruction, with `arguments` after the code object.
    pub(super) fn monitor(&mut self, code: Gc<Code>, index: usize, event: Event, arguments: &[Value]) -> PyResult<()> {
        if self.tracing.busy {
            return Ok(());
        }
        let mut tools = self.monitoring.tools_at(&code.unit, index, event);
        let mut all = [code.value(); 4];
        all[1..=arguments.len()].copy_from_slice(arguments);
        while tools != 0 {
            let tool = tools.trailing_zeros() as usize;
            tools &= tools - 1;
            let callback = self.monitoring.callbacks[tool][event as usize];
            if callback.is_empty() {
                continue;
            }
            self.tracing.busy = true;
            let result = self.call(callback, &all[..=arguments.len()]);
            self.tracing.busy = false;
            if result? != self.monitoring.disable {
                continue;
            }
            if !event.is_local() {
                self.monitoring.callbacks[tool][event as usize] = Value::EMPTY;
                let name = EVENTS[event as usize].1;
                return Err(self.value_error(&format!("Cannot disable {name} events. Callback removed.")));
            }
            *self.monitoring.site(&code.unit).disabled.entry((index as u32, event)).or_default() |= 1 << tool;
        }
        Ok(())
    }

    /// Tells of the exception that is set. It is replaced by what a callback raises.
    pub(crate) fn monitor_exception(&mut self, code: Gc<Code>, index: usize, event: Event) -> PyResult<()> {
        if !self.monitoring.hears(event) {
            return Ok(());
        }
        let exception = std::mem::replace(&mut self.exception, Value::EMPTY);
        let told = self.monitor(code, index, event, &[offset(index), exception]);
        if told.is_ok() {
            self.exception = exception;
        }
        told
    }
}

/// Where an instruction is, as `f_lasti` and `co_lines` have it.
pub(super) fn offset(index: usize) -> Value {
    Value::len(index * 8)
}
