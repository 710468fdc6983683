//! Making an interpreter.

use crate::builtins::functions::BUILTINS;
use crate::builtins::types::Types;
use crate::bytecode::{CodeUnit, Instr, Op, PositionTable, Text};
use crate::frame::stack::RegisterStack;
use crate::heap::{Gc, Heap};
use crate::object::code::Code;
use crate::object::names::Names;
use crate::object::string::Str;
use crate::options::Options;
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use std::cell::Cell;
use std::sync::Arc;

impl Vm {
    /// A new interpreter with `builtins` and an empty `sys`.
    ///
    /// # Panics
    /// When there is no memory for the first objects.
    pub fn new(options: Options) -> Box<Vm> {
        let mut vm = Box::new(Vm {
            stack: RegisterStack::new(),
            live_frames: crate::frame::live::LiveFrames::default(),
            #[cfg(feature = "loop-dispatch")]
            next: crate::interp::Next { pc: std::ptr::null_mut(), base: std::ptr::null_mut(), delta: 0 },
            exception: Value::EMPTY,
            handled: Value::EMPTY,
            heap: Heap::new(options.heap_limit),
            shapes: crate::object::shape::Shapes::default(),
            types: Types::dangling(),
            exception_types: crate::exceptions::hierarchy::ExceptionTypes::default(),
            names: Names::empty(),
            single_chars: Vec::new(),
            empty_tuple: None,
            empty_array: None,
            type_versions: 0,
            method_cache: Vm::new_method_cache(),
            attr_cache: crate::interp::attr_cache::AttrCache::new(),
            native_types: crate::object::shape::AddressMap::default(),
            struct_specs: std::collections::HashMap::new(),
            intern_table: crate::vm::InternTable::default(),
            known_globals: None,
            recent_names: [None; crate::object::string::RECENT_NAMES],
            signatures: crate::object::shape::AddressMap::default(),
            builtins_module: Gc::dangling(),
            builtins: Gc::dangling(),
            modules: Gc::dangling(),
            sys_module: Gc::dangling(),
            sys: Gc::dangling(),
            imports: crate::import::Imports::default(),
            library_root: String::new(),
            has_audit_hooks: false,
            threads: crate::threads::Threads::new(),
            thread_values: crate::vm::KeyMap::default(),
            context_cache: Value::EMPTY,
            running_context: Value::EMPTY,
            is_finalizing: false,
            options,
            module_state: crate::vm::KeyMap::default(),
            repr_guard: std::collections::HashSet::new(),
            nested_formulas: std::cell::Cell::new(0),
            weak: crate::object::weak::WeakTable::default(),
            started: false,
            nan_count: 0,
            signal_hook: None,
            file_hooks: None,
            live_top: 0,
            jit: None,
            native_objects: Vec::new(),
            marks: crate::tracing::Marks::default(),
            native_resume: 0,
            dead_words: false,
            native_exit: 0,
            exit_number: 0,
            exit_words: [0; crate::tier::EXIT_WORDS],
            in_native: false,
            disturbed: false,
            poll_raised: false,
            tracing: crate::tracing::Tracing::new(),
            monitoring: crate::tracing::monitoring::Monitoring::new(),
            levels: false,
            profile: crate::profile::Profile::default(),
            chains: Default::default(),
            async_state: crate::builtins::async_generator::AsyncState::NEW,
            keywords_shown: Cell::new(false),
            epoch: Cell::new(0),
            names_cached: Default::default(),
            instances_known: Default::default(),
            builtins_found: std::collections::HashSet::new(),
        });
        if vm.init().is_err() {
            panic!("no memory for the first objects");
        }
        vm
    }

    fn init(&mut self) -> PyResult<()> {
        self.init_first_types()?;
        self.empty_array = Some(crate::object::array::Array::new(self, 0)?);
        Names::fill(self);
        self.init_types()?;
        for c in 0..=255u8 {
            let s = self.str_from_latin1(&[c])?;
            let s = self.intern_str(s);
            self.single_chars.push(s);
        }
        self.modules = self.dict()?;
        self.builtins = self.dict()?;
        let builtins = self.builtins;
        builtins.enter_cell_mode(self)?;
        self.sys_module = self.module("sys", None)?;
        self.sys = self.sys_module.dict.get();
        self.builtins_module = self.sys_module;
        self.init_exceptions()?;
        self.stack.entry_code =
            Some(self.stub_code("<entry>", 2, &[Instr::abc(Op::Nop, 0, 0, 0), Instr::abc(Op::Halt, 0, 0, 0)])?);
        let init_return = Instr(u64::from(crate::interp::Quick::InitReturn.byte()));
        self.stack.init_code = Some(self.stub_code("<init>", 2, &[Instr::abc(Op::Nop, 1, 0, 0), init_return])?);
        let new_return = Instr(u64::from(crate::interp::Quick::NewReturn.byte()) | 1 << 16);
        self.stack.new_code = Some(self.stub_code("<new>", 4, &[Instr::abc(Op::Nop, 1, 0, 0), new_return])?);
        let operator_return = Instr(u64::from(crate::interp::Quick::OperatorReturn.byte()));
        self.stack.operator_code =
            Some(self.stub_code("<operator>", 2, &[Instr::abc(Op::Nop, 1, 0, 0), operator_return])?);
        self.add_native_modules(&[&BUILTINS, &crate::exceptions::warnings::WARNINGS]);
        let module = self.make_native_module(&BUILTINS)?;
        self.builtins_module = module;
        self.builtins = module.dict.get();
        let modules = self.modules;
        modules.set_text(self, "builtins", module.value())
    }

    /// Code of the frames that no Python code makes: the call's result goes to register A of the first instruction.
    fn stub_code(&mut self, name: &str, register_count: u32, code: &[Instr]) -> PyResult<Gc<Code>> {
        let unit = CodeUnit {
            name: Text::from(name),
            qualname: Text::from(name),
            filename: Arc::new(Text::from(name)),
            flags: 0,
            arg_count: 0,
            posonly_count: 0,
            kwonly_count: 0,
            register_count,
            first_line: 0,
            code: code.to_vec(),
            positions: PositionTable::default(),
            exceptions: Vec::new(),
            constants: Vec::new(),
            names: Vec::new(),
            registers: Vec::new(),
            children: Vec::new(),
        };
        let code = self.code(&Arc::new(unit))?;
        code.prepare();
        Ok(code)
    }

    /// The empty str.
    pub fn empty_str(&mut self) -> Gc<Str> {
        match self.names.empty {
            Some(empty) => empty,
            None => self.intern(""),
        }
    }

    /// Whether printing `container` may go on: it is not being printed already.
    pub fn enter_repr(&mut self, container: Value) -> bool {
        self.repr_guard.insert(container.bits())
    }

    /// Ends what [`Vm::enter_repr`] began.
    pub fn leave_repr(&mut self, container: Value) {
        self.repr_guard.remove(&container.bits());
    }
}

impl Vm {
    /// Says how large the native stack of the thread is that runs this interpreter.
    pub fn set_native_stack(&mut self, bytes: usize) {
        self.stack.set_native_stack(bytes);
    }

    /// `sys.getrecursionlimit()`
    pub fn recursion_limit(&self) -> i32 {
        self.stack.recursion_limit
    }

    /// `sys.exception()`
    pub fn handled_exception(&self) -> Value {
        self.handled.or_none()
    }
}
