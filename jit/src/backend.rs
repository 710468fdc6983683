//! The driver: hot code in, installed code out.

use crate::bail::Bail;
use crate::exits::Exit;
use crate::ir::{self, Reason};
use crate::{build, lower, passes};
use cranelift_codegen::settings::{self, Configurable};
use cranelift_frontend::FunctionBuilderContext;
use cranelift_jit::{JITBuilder, JITModule};
use cranelift_module::{Linkage, Module, default_libcall_names};
use runtime::bytecode::unit::flags;
use runtime::heap::Gc;
use runtime::object::code::Code;
use runtime::tier::{JitBackend, Resume};
use runtime::vm::Vm;
use std::collections::HashMap;
use target_lexicon::{Architecture, HOST};

/// Exits of one unit that are taken before it is thrown away and compiled again.
const MAX_EXITS: u32 = 200;
/// How often code is compiled again.
const MAX_ATTEMPTS: u32 = 6;

/// A piece of compiled code.
struct Unit {
    code: Gc<Code>,
    entry: usize,
    exits: u32,
}

struct Backend {
    module: JITModule,
    context: FunctionBuilderContext,
    exits: Vec<Exit>,
    units: Vec<Unit>,
    /// Attempts by code and entry; what was given up has the most.
    attempts: HashMap<(u64, usize), u32>,
    dump: Vec<String>,
}

/// Gives an interpreter the compiler; nothing happens on machines that it cannot compile for.
pub fn install(vm: &mut Vm) {
    if let Some(backend) = Backend::new(vm) {
        vm.install_backend(Box::new(backend));
    }
}

impl Backend {
    fn new(vm: &Vm) -> Option<Backend> {
        if !matches!(HOST.architecture, Architecture::X86_64 | Architecture::Aarch64(_)) {
            return None;
        }
        let mut flags = settings::builder();
        let mut set = |name, value| flags.set(name, value).ok();
        set("use_colocated_libcalls", "false")?;
        set("is_pic", "false")?;
        set("opt_level", "speed")?;
        set("preserve_frame_pointers", "true")?;
        set("enable_probestack", "false")?;
        set("enable_verifier", if cfg!(debug_assertions) { "true" } else { "false" })?;
        let isa = cranelift_native::builder().ok()?.finish(settings::Flags::new(flags)).ok()?;
        let module = JITModule::new(JITBuilder::with_isa(isa, default_libcall_names()));
        Some(Backend {
            module,
            context: FunctionBuilderContext::new(),
            exits: Vec::new(),
            units: Vec::new(),
            attempts: HashMap::new(),
            dump: vm.options.dump.clone(),
        })
    }

    fn dumps(&self, what: &str) -> bool {
        self.dump.iter().any(|wanted| wanted == what)
    }

    fn compile_unit(&mut self, vm: &mut Vm, code: Gc<Code>, entry: usize, base: *mut u64) -> Result<(), Bail> {
        let suspends = flags::GENERATOR | flags::COROUTINE | flags::ASYNC_GENERATOR;
        if code.flags & suspends != 0 {
            return Err(Bail::Generator);
        }
        let (mut function, objects) = build::build(vm, code, entry, base)?;
        if self.dumps("ir") {
            eprintln!("; {} from {entry}\n{function}", code.qualname.get().to_string_lossy());
        }
        check(&function, "build");
        for pass in passes::PASSES {
            (pass.run)(&mut function);
            check(&function, pass.name);
        }
        let first_exit = self.exits.len() as u64;
        let mut context = self.module.make_context();
        let target = self.module.target_config();
        let mut exits = lower::lower(
            &function,
            &mut context.func,
            &mut self.context,
            target,
            first_exit,
            vm.epoch(),
            vm.options.deopt_stress,
        );
        if self.dumps("clif") {
            eprintln!("{}", context.func.display());
        }
        let address = self.generate(context)?;
        let unit = self.units.len();
        exits.iter_mut().for_each(|exit| exit.unit = unit);
        self.exits.extend(exits);
        vm.keep_for_native(objects);
        self.units.push(Unit { code, entry, exits: 0 });
        vm.install_native(code, entry, address);
        Ok(())
    }

    /// Marks the instructions at which a unit was left often and the interpreter's own feedback will not say why.
    fn learn(&self, unit: usize) {
        for exit in self.exits.iter().filter(|exit| exit.unit == unit && exit.count >= MAX_EXITS / 8) {
            if matches!(exit.reason, Reason::Overflow | Reason::BadOperand | Reason::OutOfRange) {
                let (code, pc) = exit.place();
                runtime::tier::note_other(code, pc as usize);
            }
        }
    }

    fn generate(&mut self, mut context: cranelift_codegen::Context) -> Result<usize, Bail> {
        let signature = context.func.signature.clone();
        let name = format!("krait_{}", self.units.len());
        let id = self.module.declare_function(&name, Linkage::Local, &signature).map_err(|_| Bail::BackEnd)?;
        let module = &mut self.module;
        // Cranelift panics on what it does not expect; the code then stays interpreted.
        let defined = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            module.define_function(id, &mut context).map_err(Box::new)
        }));
        match defined {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                debug_assert!(false, "the back end refuses a function: {error:?}");
                return Err(Bail::BackEnd);
            }
            Err(_) => return Err(Bail::BackEnd),
        }
        self.module.finalize_definitions().map_err(|_| Bail::BackEnd)?;
        Ok(self.module.get_finalized_function(id) as usize)
    }
}

fn check(function: &ir::Function, after: &str) {
    if cfg!(debug_assertions)
        && let Err(error) = ir::verify(function)
    {
        panic!("IR after {after}: {error}\n{function}");
    }
}

impl JitBackend for Backend {
    fn compile(&mut self, vm: &mut Vm, code: Gc<Code>, entry: usize, base: *mut u64) {
        if code.is_native(entry) {
            return;
        }
        let attempts = self.attempts.entry((code.word(), entry)).or_insert(0);
        if *attempts >= MAX_ATTEMPTS {
            return;
        }
        *attempts += 1;
        if let Err(bail) = self.compile_unit(vm, code, entry, base) {
            if self.dumps("jit") {
                eprintln!("; {} from {entry}: {bail:?}", code.qualname.get().to_string_lossy());
            }
            self.attempts.insert((code.word(), entry), MAX_ATTEMPTS);
        }
    }

    fn leave(&mut self, vm: &mut Vm, base: *mut u64, exit: u64) -> Resume {
        let exit = &mut self.exits[exit as usize];
        exit.count += 1;
        let resume = exit.leave(vm, base);
        // What raised has to be seen to by the interpreter; nothing can be learnt from it.
        if !matches!(exit.reason, Reason::Raised | Reason::NotCompiled) {
            let exit_unit = exit.unit;
            let unit = &mut self.units[exit_unit];
            unit.exits += 1;
            if self.dump.iter().any(|wanted| wanted == "exits") && exit.count < 4 {
                let (code, pc) = exit.place();
                eprintln!("; exit {:?} in {} at {pc}", exit.reason, code.qualname.get().to_string_lossy());
            }
            if unit.exits == MAX_EXITS {
                vm.remove_native(unit.code, unit.entry);
                self.learn(exit_unit);
            }
        }
        resume
    }
}

impl Drop for Backend {
    fn drop(&mut self) {
        if !self.dumps("stats") {
            return;
        }
        let mut exits: Vec<&Exit> = self.exits.iter().filter(|exit| exit.count > 0).collect();
        exits.sort_by_key(|exit| std::cmp::Reverse(exit.count));
        eprintln!("; {} units, {} exits taken", self.units.len(), exits.iter().map(|e| e.count).sum::<u32>());
        for exit in exits.iter().take(25) {
            let (code, pc) = exit.place();
            let unit = &self.units[exit.unit];
            eprintln!(
                "; {:6} {:?} in {} at {pc} {:?} (unit {} from {})",
                exit.count,
                exit.reason,
                code.qualname.get().to_string_lossy(),
                runtime::bytecode::Op::from_byte(code.unit.code[pc as usize].op_byte()),
                unit.code.qualname.get().to_string_lossy(),
                unit.entry,
            );
        }
    }
}
