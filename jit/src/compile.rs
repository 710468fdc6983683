//! One function from IR to machine code: passes, lowering, Cranelift. Runs on any thread.

use crate::bail::Bail;
use crate::exits::Exit;
use crate::explain::{self, Survey};
use crate::ir::{self, Function, Origin};
use crate::stubs::Stubs;
use crate::{lower, passes};
use cranelift_codegen::Context;
use cranelift_codegen::control::ControlPlane;
use cranelift_codegen::isa::OwnedTargetIsa;
use cranelift_codegen::{Final, MachSrcLoc};
use cranelift_frontend::FunctionBuilderContext;
use cranelift_module::{FuncId, ModuleReloc};
use runtime::heap::Gc;
use runtime::object::code::Code;
use runtime::tier::FirstWords;
use std::time::{Duration, Instant};

/// What is fixed before a function is compiled.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Given {
    /// Number of the unit of compiled code that it will be.
    pub(crate) unit: usize,
    /// The function in the module.
    pub(crate) id: FuncId,
    /// `Vm::epoch` when it was built.
    pub(crate) epoch: u64,
    /// Every guard fails once.
    pub(crate) stress: bool,
    /// What each pass makes is verified.
    pub(crate) verify: bool,
    /// Where the strs of Latin-1 characters are.
    pub(crate) chars: usize,
    /// Where what `isinstance` has said is kept, and for how many answers there is room.
    pub(crate) instances: (u64, u64),
    pub(crate) stubs: Stubs,
    pub(crate) first_words: FirstWords,
    pub(crate) dump_clif: bool,
    /// The passes after which the IR is shown: a bit for each of [`passes::PASSES`].
    pub(crate) dump_after: u32,
    /// Somebody wants to know the lines that instructions belong to.
    pub(crate) lines: bool,
}

/// Machine code that is not in its place yet.
pub(crate) struct Compiled {
    pub(crate) bytes: Vec<u8>,
    pub(crate) alignment: u64,
    pub(crate) relocations: Vec<ModuleReloc>,
    pub(crate) exits: Vec<Exit>,
    pub(crate) lines: Vec<CodeLine>,
    /// What can be said of it, if somebody asks.
    pub(crate) survey: Option<Survey>,
    /// How long that took.
    pub(crate) time: Duration,
    /// Instructions of IR.
    pub(crate) instructions: usize,
}

/// From here on machine code belongs to a line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CodeLine {
    /// Offset in the machine code.
    pub(crate) offset: u32,
    pub(crate) code: Gc<Code>,
    pub(crate) line: u32,
}

/// Compiles `function`.
pub(crate) fn compile(
    isa: &OwnedTargetIsa,
    builder: &mut FunctionBuilderContext,
    mut function: Function,
    given: Given,
) -> Result<Compiled, Bail> {
    let start = Instant::now();
    if given.verify {
        check(&function, "build");
    }
    let before = function.notes.as_ref().map(|_| explain::made_before(&function));
    for (index, pass) in passes::PASSES.iter().enumerate() {
        (pass.run)(&mut function);
        if given.dump_after & 1 << index != 0 {
            show(&function, pass.name);
        }
        if given.verify {
            check(&function, pass.name);
        }
    }
    let notes = function.notes.take();
    let survey = notes.zip(before).map(|(notes, before)| explain::survey(&function, &notes, &before));
    let mut context = Context::new();
    let (exits, origins) = lower::lower(&function, &mut context.func, builder, isa.frontend_config(), given)?;
    if given.dump_clif {
        eprintln!("{}", context.func.display());
    }
    // Cranelift panics on what it does not expect; the code then stays interpreted.
    let compiled = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        context.compile(&**isa, &mut ControlPlane::default()).map(|_| ()).map_err(|error| format!("{:?}", error.inner))
    }));
    match compiled {
        Ok(Ok(())) => {}
        Ok(Err(error)) => {
            assert!(!given.verify, "the back end refuses a function: {error}");
            return Err(Bail::BackEnd);
        }
        Err(_) => return Err(Bail::BackEnd),
    }
    let code = context.compiled_code().ok_or(Bail::BackEnd)?;
    let relocations =
        code.buffer.relocs().iter().map(|reloc| ModuleReloc::from_mach_reloc(reloc, &context.func, given.id)).collect();
    Ok(Compiled {
        bytes: code.code_buffer().to_vec(),
        alignment: u64::from(code.buffer.alignment).max(16),
        relocations,
        exits,
        survey,
        lines: lines(&function, &origins, code.buffer.get_srclocs_sorted()),
        time: start.elapsed(),
        instructions: function.blocks.iter().map(|block| block.insts.len()).sum(),
    })
}

/// The lines of machine code, in order.
fn lines(function: &Function, origins: &[Origin], marks: &[MachSrcLoc<Final>]) -> Vec<CodeLine> {
    let mut lines: Vec<CodeLine> = Vec::new();
    for mark in marks {
        let Some(&origin) = origins.get(mark.loc.bits() as usize) else { continue };
        let (code, line) = function.line(origin);
        if lines.last().is_none_or(|last| (last.code, last.line) != (code, line)) {
            lines.push(CodeLine { offset: mark.start, code, line });
        }
    }
    lines
}

/// Prints the IR that a pass has left.
fn show(function: &Function, after: &str) {
    let name = function.frames[0].code.qualname.get();
    eprintln!("; {} after {after} from {}\n{function}", name.to_string_lossy(), function.origin.pc);
}

fn check(function: &ir::Function, after: &str) {
    if let Err(error) = ir::verify(function) {
        let name = function.frames[0].code.qualname.get();
        panic!("IR of {} from {} after {after}: {error}\n{function}", name.to_string_lossy(), function.origin.pc);
    }
}
