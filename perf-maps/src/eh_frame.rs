//! How to unwind generated code: `.eh_frame` and `.eh_frame_hdr` for one function that keeps a frame pointer from its
//! first two instructions on.
//!
//! `perf inject` puts the two sections behind the code, which starts at a multiple of 8, so that addresses relative to
//! each other are known here.

use crate::jitdump::Machine;

/// `DW_EH_PE_pcrel | DW_EH_PE_sdata4`
const PC_RELATIVE: u8 = 0x1b;
/// `DW_EH_PE_datarel | DW_EH_PE_sdata4`
const HEADER_RELATIVE: u8 = 0x3b;
/// `DW_EH_PE_udata4`
const UNSIGNED: u8 = 0x03;

/// `DW_CFA_def_cfa`
const DEF_CFA: u8 = 0x0c;
/// `DW_CFA_def_cfa_register`
const DEF_CFA_REGISTER: u8 = 0x0d;
/// `DW_CFA_def_cfa_offset`
const DEF_CFA_OFFSET: u8 = 0x0e;
/// `DW_CFA_advance_loc`, with the distance in its low bits.
const ADVANCE: u8 = 0x40;
/// `DW_CFA_offset`, with the register in its low bits.
const OFFSET: u8 = 0x80;

/// The sections of one function.
pub(crate) struct Unwinding {
    /// `.eh_frame`, then `.eh_frame_hdr`.
    pub(crate) bytes: Vec<u8>,
    /// Size of `.eh_frame_hdr`.
    pub(crate) header_size: usize,
}

/// What holds when a function is entered, and what its first two instructions change.
fn rules(machine: Machine) -> (&'static [u8], &'static [u8], u8) {
    match machine {
        // The return address (16) is at CFA-8; then `push rbp` (6), `mov rbp, rsp`.
        Machine::X86_64 => (
            &[DEF_CFA, 7, 8, OFFSET | 16, 1],
            &[ADVANCE | 1, DEF_CFA_OFFSET, 16, OFFSET | 6, 2, ADVANCE | 3, DEF_CFA_REGISTER, 6],
            16,
        ),
        // The return address is in x30; then `stp x29, x30, [sp, #-16]!`, `mov x29, sp`.
        Machine::Aarch64 => (
            &[DEF_CFA, 31, 0],
            &[ADVANCE | 4, DEF_CFA_OFFSET, 16, OFFSET | 29, 2, OFFSET | 30, 1, ADVANCE | 4, DEF_CFA_REGISTER, 29],
            30,
        ),
    }
}

/// The sections for a function of `code_size` bytes.
pub(crate) fn unwinding(machine: Machine, code_size: usize) -> Unwinding {
    let (at_entry, prologue, return_register) = rules(machine);
    let code_start = -(code_size.next_multiple_of(8) as i32);
    let mut bytes = Vec::new();
    // The CIE: version 1, augmentation "zR", code in bytes, data in words downwards.
    let mut common = vec![0, 0, 0, 0, 1, b'z', b'R', 0, 1, 0x78, return_register, 1, PC_RELATIVE];
    common.extend(at_entry);
    push_entry(&mut bytes, common);
    // The FDE: back to the CIE, where the code is, no augmentation.
    let entry = bytes.len();
    let mut function = (entry as u32 + 4).to_ne_bytes().to_vec();
    function.extend((code_start - (entry as i32 + 8)).to_ne_bytes());
    function.extend((code_size as u32).to_ne_bytes());
    function.push(0);
    function.extend(prologue);
    push_entry(&mut bytes, function);
    bytes.extend([0; 8]);

    let size = bytes.len();
    bytes.extend([1, PC_RELATIVE, UNSIGNED, HEADER_RELATIVE]);
    bytes.extend((-(size as i32) - 4).to_ne_bytes());
    bytes.extend(1u32.to_ne_bytes());
    bytes.extend((code_start - size as i32).to_ne_bytes());
    bytes.extend((entry as i32 - size as i32).to_ne_bytes());
    let header_size = bytes.len() - size;
    Unwinding { bytes, header_size }
}

/// Adds an entry behind its length, filled up with `DW_CFA_nop`.
fn push_entry(bytes: &mut Vec<u8>, mut entry: Vec<u8>) {
    entry.resize((entry.len() + 4).next_multiple_of(8) - 4, 0);
    bytes.extend((entry.len() as u32).to_ne_bytes());
    bytes.extend(entry);
}
