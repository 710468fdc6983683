//! The dispatch table: opcodes of the table in order, then the quickened forms the interpreter rewrites them to.

use super::{
    Handler, accessor, attribute, call, construct, control, generator, global, level, native, operator, super_cache,
    traced,
};
use crate::bytecode::opcodes::OPS;
use crate::bytecode::unit::flags;
use crate::bytecode::{Instr, Op};

macro_rules! quick {
    ($($(#[doc = $doc:literal])+ $variant:ident = $handler:path;)*) => {
        /// Specialised forms of opcodes; never in a [`CodeUnit`](crate::bytecode::CodeUnit).
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[repr(u8)]
        pub(crate) enum Quick { $($(#[doc = $doc])+ $variant,)* }

        impl Quick {
            /// All forms.
            pub(crate) const ALL: &[Quick] = &[$(Quick::$variant,)*];
        }

        const QUICK: &[Handler] = &[$($handler,)*];
    };
}

quick! {
    /// `load_attr` of a slot inside the object.
    LoadAttrSlot = attribute::load_attr_slot;
    /// `load_attr` of a slot in the overflow array.
    LoadAttrOverflow = attribute::load_attr_overflow;
    /// `load_attr` of something in a cell: module or class attribute.
    LoadAttrCell = attribute::load_attr_cell;
    /// `load_attr` of a property, whose getter is entered.
    LoadAttrProperty = accessor::load_attr_property;
    /// `load_attr` of a method, which is bound.
    LoadAttrMethod = attribute::load_attr_method;
    /// `load_attr` of an item of a tuple.
    LoadAttrItem = attribute::load_attr_item;
    /// `load_attr` of what the dict of an object has that shows it: as the general one, but it is known where that is.
    LoadAttrDict = attribute::load_attr;
    /// `load_attr` by `__get__`, `__getattr__` or `__getattribute__`, which is entered.
    LoadAttrGetter = accessor::load_attr_getter;
    /// `load_attr` by a list of shapes.
    LoadAttrList = attribute::load_attr_list;
    /// `load_method` of a function in a class: the receiver goes with it.
    LoadMethodCell = attribute::load_method_cell;
    /// `load_method` of something in a cell that takes no receiver.
    LoadMethodPlain = attribute::load_method_plain;
    /// `load_method` of what is in a slot inside the object; it takes no receiver.
    LoadMethodSlot = attribute::load_method_slot;
    /// `load_method` of a function that goes with something that is not the object.
    LoadMethodBound = attribute::load_method_bound;
    /// `load_method` of a function in a class, of an object that shows its dict, which lacks that name: as the general one.
    LoadMethodDict = attribute::load_method;
    /// `load_method` by a list of shapes.
    LoadMethodList = attribute::load_method_list;
    /// `store_attr` by a list of shapes.
    StoreAttrList = attribute::store_attr_list;
    /// `store_attr` to a slot inside the object.
    StoreAttrSlot = attribute::store_attr_slot;
    /// `store_attr` to a slot in the overflow array.
    StoreAttrOverflow = attribute::store_attr_overflow;
    /// `store_attr` that adds a slot inside the object.
    StoreAttrAdd = attribute::store_attr_add;
    /// `load_super_method` by a list of shapes and classes.
    LoadSuperMethodCached = super_cache::load_super_method_cached;
    /// `store_attr` by a setter, which is entered.
    StoreAttrSetter = accessor::store_attr_setter;
    /// `load_global` from a cell of the globals.
    LoadGlobalCell = global::load_global_cell;
    /// `load_global` from a cell of the builtins.
    LoadGlobalBuiltin = global::load_global_builtin;
    /// `load_name` from a cell of the globals, which are the namespace.
    LoadNameCell = global::load_name_cell;
    /// `load_name` from a cell of the builtins.
    LoadNameBuiltin = global::load_name_builtin;
    /// `store_name` to a cell of the globals, which are the namespace.
    StoreNameCell = global::store_name_cell;
    /// `store_global` to a cell.
    StoreGlobalCell = global::store_global_cell;
    /// `return` from a generator's frame.
    GeneratorReturn = generator::generator_return;
    /// `return_none` from a generator's frame.
    GeneratorReturnNone = generator::generator_return_none;
    /// End of the frame that runs `__init__` for a class.
    InitReturn = call::init_return;
    /// End of the frame that runs `__new__` for a class.
    NewReturn = construct::new_return;
    /// End of the frame between an operation and its method.
    OperatorReturn = operator::operator_return;
    /// Compiled code starts here.
    EnterNative = native::enter_native;
    /// Trace functions are told of what happens here.
    Traced = traced::traced;
    /// A call makes a level of its own.
    EnterLevel = level::enter_level;
    /// The frame of a level has returned.
    LeaveLevel = level::leave_level;
}

impl Quick {
    /// The opcode byte.
    pub(crate) const fn byte(self) -> u8 {
        OPS.len() as u8 + self as u8
    }
}

/// The form in which an instruction is first run: `return` of generators is another one.
pub(crate) fn initial_op(instr: Instr, code_flags: u32) -> u64 {
    let generator = code_flags & (flags::GENERATOR | flags::COROUTINE | flags::ASYNC_GENERATOR) != 0;
    let quick = match Op::from_byte(instr.op_byte()) {
        Some(Op::Return) if generator => Quick::GeneratorReturn,
        Some(Op::ReturnNone) if generator => Quick::GeneratorReturnNone,
        _ => return instr.0,
    };
    instr.0 & !0xFF | u64::from(quick.byte())
}

macro_rules! handlers {
    ($($(#[doc = $doc:expr])+ $variant:ident = $mnemonic:ident ($a:ident, $b:ident, $c:ident) $([$aux:ident])? $effect:ident;)*) => {
        const BASIC: &[Handler] = &[$(handlers::$mnemonic,)*];
    };
}
crate::for_each_op!(handlers);

/// All handlers under the names of the opcode table.
mod handlers {
    pub(super) use crate::interp::arithmetic::{
        add, add_int, and, and_int, floor_div, floor_div_int, invert, lshift, lshift_int, mat_mul, mod_, mod_int, mul,
        mul_int, neg, or, pos, pow, rshift, rshift_int, sub, sub_int, true_div, xor,
    };
    pub(super) use crate::interp::attribute::{
        delete_attr, load_attr, load_method, load_super_attr, load_super_method, store_attr,
    };
    pub(super) use crate::interp::call::{
        call, call_ex, call_kw, call_method, call_method_kw, make_function, return_, return_none,
    };
    pub(super) use crate::interp::compare::{
        eq, ge, gt, in_, is, is_not, jump_if_eq, jump_if_eq_int, jump_if_ge, jump_if_ge_int, jump_if_gt,
        jump_if_gt_int, jump_if_in, jump_if_is, jump_if_is_not, jump_if_le, jump_if_le_int, jump_if_lt, jump_if_lt_int,
        jump_if_ne, jump_if_ne_int, jump_if_not_eq, jump_if_not_eq_int, jump_if_not_ge, jump_if_not_ge_int,
        jump_if_not_gt, jump_if_not_gt_int, jump_if_not_in, jump_if_not_le, jump_if_not_le_int, jump_if_not_lt,
        jump_if_not_lt_int, jump_if_not_ne, jump_if_not_ne_int, le, lt, ne, not, not_in, to_bool,
    };
    pub(super) use crate::interp::control::{
        before_async_with, before_with, check_eg_match, check_exc_match, halt, jump, jump_if_false, jump_if_none,
        jump_if_not_none, jump_if_true, leave_frame, load_assertion_error, nop, pop_exc, prep_reraise_star, push_exc,
        raise, reraise, with_except_start,
    };
    pub(super) use crate::interp::generator::{
        async_gen_wrap, end_async_for, get_aiter, get_anext, get_awaitable, get_yield_from_iter, return_generator,
        send, yield_,
    };
    pub(super) use crate::interp::global::{
        delete_global, delete_name, load_build_class, load_dict_or_cell, load_dict_or_global, load_global, load_locals,
        load_name, store_global, store_name,
    };
    pub(super) use crate::interp::iterate::{
        delete_item, for_iter, get_item, get_item_int, get_iter, get_slice, set_item, set_slice, unpack_ex,
        unpack_sequence,
    };
    pub(super) use crate::interp::matching::{
        copy_dict_without, get_len, match_class, match_keys, match_mapping, match_sequence,
    };
    pub(super) use crate::interp::misc::{
        build_list, build_map, build_set, build_slice, build_string, build_tuple, call_intrinsic, check_local,
        clear_locals, copy_free, delete_cell, delete_local, dict_merge, dict_update, format_value, import_from,
        import_name, import_star, list_append, list_extend, list_to_tuple, load_cell, load_const, load_int,
        load_special, make_cell, map_add, move_, set_add, set_update, store_cell,
    };
}

/// Handlers by opcode byte; unused ones are `nop`, which the verifier never lets through.
pub(crate) static TABLE: [Handler; 256] = {
    let mut table: [Handler; 256] = [control::nop; 256];
    let mut at = 0;
    while at < BASIC.len() {
        table[at] = BASIC[at];
        at += 1;
    }
    let mut quick = 0;
    while quick < QUICK.len() {
        table[at + quick] = QUICK[quick];
        quick += 1;
    }
    table
};

const _: () = assert!(BASIC.len() == OPS.len() && BASIC.len() + QUICK.len() <= 256);
