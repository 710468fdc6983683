//! Stubs through which compiled code calls the runtime where it seldom does.
//!
//! A call takes what lives across it out of registers, floats always, and the register allocator does that for the whole of a
//! loop, though the call may be in a block that is never reached. A stub changes no register: it saves what the call would.

use crate::bail::Bail;
use cranelift_codegen::Context;
use cranelift_codegen::ir::{AbiParam, InstBuilder, MemFlagsData, Signature, types};
use cranelift_codegen::isa::{CallConv, OwnedTargetIsa};
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};
use cranelift_jit::JITModule;
use cranelift_module::{Linkage, Module};
use runtime::tier::layout;

/// The most words that a stub passes on.
pub(crate) const MAX_WORDS: usize = 5;

/// Addresses of the stubs by the number of words, the interpreter's first, that they pass on; 0 if there is none.
pub(crate) type Stubs = [usize; MAX_WORDS + 1];

/// Signature of the stub for so many words, which the address of the function follows. What that gives is left in the
/// interpreter's word for exits.
pub(crate) fn signature(words: usize) -> Signature {
    let mut signature = Signature::new(CallConv::PreserveAll);
    signature.params.extend(std::iter::repeat_n(AbiParam::new(types::I64), words + 1));
    signature
}

/// Makes the stubs.
pub(crate) fn make(
    isa: &OwnedTargetIsa,
    module: &mut JITModule,
    context: &mut FunctionBuilderContext,
) -> Result<Stubs, Bail> {
    let mut ids = Vec::new();
    for words in 2..=MAX_WORDS {
        let mut compiling = Context::new();
        compiling.func.signature = signature(words);
        let mut b = FunctionBuilder::new(&mut compiling.func, context);
        let block = b.create_block();
        b.append_block_params_for_function_params(block);
        b.switch_to_block(block);
        let params = b.block_params(block).to_vec();
        let mut plain = Signature::new(isa.default_call_conv());
        plain.params.extend(std::iter::repeat_n(AbiParam::new(types::I64), words));
        plain.returns.push(AbiParam::new(types::I64));
        let plain = b.import_signature(plain);
        let call = b.ins().call_indirect(plain, params[words], &params[..words]);
        let result = b.inst_results(call)[0];
        b.ins().store(MemFlagsData::trusted(), result, params[0], layout::NATIVE_EXIT);
        b.ins().return_(&[]);
        b.seal_all_blocks();
        b.finalize(isa.frontend_config());
        let name = format!("krait_stub_{words}");
        let id = module.declare_function(&name, Linkage::Local, &signature(words)).map_err(|_| Bail::BackEnd)?;
        module.define_function(id, &mut compiling).map_err(|_| Bail::BackEnd)?;
        ids.push((words, id));
    }
    module.finalize_definitions().map_err(|_| Bail::BackEnd)?;
    let mut stubs = Stubs::default();
    for (words, id) in ids {
        stubs[words] = module.get_finalized_function(id) as usize;
    }
    Ok(stubs)
}
