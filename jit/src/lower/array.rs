//! Typed items: of arrays, bytes, bytearrays, memoryviews.

use super::Lowering;
use crate::ir::{InstId, Op, Reason};
use cranelift_codegen::ir::condcodes::{FloatCC, IntCC};
use cranelift_codegen::ir::{BlockArg, InstBuilder, MemFlagsData, StackSlotData, StackSlotKind, Value, types};
use runtime::tier::ItemPlace;
use runtime::value::{NAN_OF_ITS_OWN, SIGN};

/// log2 of the bytes of an item, by its type code.
pub(crate) fn size_log2(code: u8) -> u8 {
    match code {
        b'b' | b'B' => 0,
        b'h' | b'H' => 1,
        b'i' | b'I' | b'f' => 2,
        _ => 3,
    }
}

/// Bits of an item that ints may use, and whether it may be negative.
fn int_range(code: u8) -> (u32, bool) {
    (8 << size_log2(code), code.is_ascii_lowercase())
}

impl Lowering<'_, '_> {
    /// Lowers an operation of this file.
    pub(super) fn typed_item(&mut self, id: InstId) -> Option<Option<Value>> {
        Some(match self.function.inst(id).op {
            Op::ItemsLen { place, size_log2 } => {
                let object = self.arg(id, 0);
                let len = self.b.ins().load(types::I64, Self::flags(), object, place.len);
                let len = self.b.ins().ushr_imm_u(len, i64::from(size_log2));
                Some(if size_log2 > 0 { self.kept_outside(id, len) } else { len })
            }
            Op::ItemsAddress { place } => {
                let address = self.items_address(id, place);
                Some(self.kept_outside(id, address))
            }
            Op::PlaceAmong => {
                let (index, len) = (self.arg(id, 0), self.arg(id, 1));
                Some(self.place_within(id, index, len))
            }
            Op::LoadItem { code } => Some(self.load_item(id, code)),
            Op::LoadFloatItem { code } => Some(self.load_float_item(id, code)),
            Op::GuardFits { code } => {
                self.guard_fits(id, code);
                None
            }
            Op::StoreItem { code } => {
                let (address, value) = (self.item_address(id, code), self.arg(id, 2));
                let ins = self.b.ins();
                match size_log2(code) {
                    0 => ins.istore8(Self::item_flags(), value, address, 0),
                    1 => ins.istore16(Self::item_flags(), value, address, 0),
                    2 => ins.istore32(Self::item_flags(), value, address, 0),
                    _ => ins.store(Self::item_flags(), value, address, 0),
                };
                None
            }
            Op::StoreFloatItem { code } => {
                let (address, value) = (self.item_address(id, code), self.arg(id, 2));
                let mut value = self.plain_nan(value);
                if code == b'f' {
                    value = self.b.ins().fdemote(types::F32, value);
                }
                self.b.ins().store(Self::item_flags(), value, address, 0);
                None
            }
            _ => return None,
        })
    }

    /// A float as other programs should see its bits, as [`runtime::value::plain_nan`] gives it.
    fn plain_nan(&mut self, float: Value) -> Value {
        let (nan, done) = (self.b.create_block(), self.new_block());
        self.b.set_cold_block(nan);
        let result = self.b.append_block_param(done, types::F64);
        let is_nan = self.b.ins().fcmp(FloatCC::Unordered, float, float);
        self.b.ins().brif(is_nan, nan, &[], done, &[BlockArg::Value(float)]);
        self.b.switch_to_block(nan);
        let bits = self.b.ins().bitcast(types::I64, MemFlagsData::new(), float);
        let bits = self.b.ins().band_imm_s(bits, (!SIGN & (u64::MAX << 32)) as i64);
        let is_own = self.b.ins().icmp_imm_s(IntCC::Equal, bits, NAN_OF_ITS_OWN as i64);
        let usual = self.b.ins().f64const(f64::NAN);
        let usual = self.b.ins().fcopysign(usual, float);
        let plain = self.b.ins().select(is_own, usual, float);
        self.b.ins().jump(done, &[BlockArg::Value(plain)]);
        self.b.switch_to_block(done);
        result
    }

    /// Items of memoryviews may be anywhere.
    fn item_flags() -> MemFlagsData {
        MemFlagsData::new().with_notrap()
    }

    /// A word that was computed before a loop which needs it, such that it stays there. Cranelift computes what it can where it is
    /// needed, and moves it before the loop again only where no way out of the loop lies on the way: it would be done in each turn, of
    /// several values that need a register each. What is read from memory stays where it is; another type than what was stored
    /// keeps Cranelift from knowing what that is.
    fn kept_outside(&mut self, id: InstId, word: Value) -> Value {
        if !self.used_in_loops.contains(&id) {
            return word;
        }
        let slot = match self.kept {
            Some(slot) => slot,
            None => self.b.create_sized_stack_slot(StackSlotData::new(StackSlotKind::ExplicitSlot, 8, 3)),
        };
        self.kept = Some(slot);
        let float = self.b.ins().bitcast(types::F64, MemFlagsData::new(), word);
        self.b.ins().stack_store(types::I64, float, slot, 0);
        self.b.ins().stack_load(types::I64, types::I64, slot, 0)
    }

    fn items_address(&mut self, id: InstId, place: ItemPlace) -> Value {
        let object = self.arg(id, 0);
        let memory = match place.memory {
            Some(offset) => self.b.ins().load(types::I64, Self::flags(), object, offset),
            None => object,
        };
        let start = match place.start {
            Some(offset) => {
                let start = self.b.ins().load(types::I64, Self::flags(), object, offset);
                self.b.ins().iadd(memory, start)
            }
            None => memory,
        };
        self.b.ins().iadd_imm_s(start, i64::from(place.first))
    }

    fn item_address(&mut self, id: InstId, code: u8) -> Value {
        let (address, place) = (self.arg(id, 0), self.arg(id, 1));
        let offset = self.b.ins().ishl_imm_u(place, i64::from(size_log2(code)));
        self.b.ins().iadd(address, offset)
    }

    fn load_item(&mut self, id: InstId, code: u8) -> Value {
        let address = self.item_address(id, code);
        let flags = Self::item_flags();
        let ins = self.b.ins();
        let item = match code {
            b'b' => ins.sload8(types::I64, flags, address, 0),
            b'B' => ins.uload8(types::I64, flags, address, 0),
            b'h' => ins.sload16(types::I64, flags, address, 0),
            b'H' => ins.uload16(types::I64, flags, address, 0),
            b'i' => ins.sload32(flags, address, 0),
            b'I' => ins.uload32(flags, address, 0),
            _ => ins.load(types::I64, flags, address, 0),
        };
        if int_range(code) == (64, false) {
            let large = self.b.ins().icmp_imm_s(IntCC::SignedLessThan, item, 0);
            self.guard(id, large, Reason::Overflow);
        }
        item
    }

    /// Memory may hold any NaN, but boxes hold one only.
    fn load_float_item(&mut self, id: InstId, code: u8) -> Value {
        let address = self.item_address(id, code);
        let float = if code == b'f' {
            let single = self.b.ins().load(types::F32, Self::item_flags(), address, 0);
            self.b.ins().fpromote(types::F64, single)
        } else {
            self.b.ins().load(types::F64, Self::item_flags(), address, 0)
        };
        let (odd, on) = (self.b.create_block(), self.b.create_block());
        self.b.set_cold_block(odd);
        let result = self.b.append_block_param(on, types::F64);
        let is_nan = self.b.ins().fcmp(FloatCC::Unordered, float, float);
        self.b.ins().brif(is_nan, odd, &[], on, &[BlockArg::Value(float)]);
        self.b.switch_to_block(odd);
        let nan = self.b.ins().f64const(f64::NAN);
        self.b.ins().jump(on, &[BlockArg::Value(nan)]);
        self.b.switch_to_block(on);
        result
    }

    fn guard_fits(&mut self, id: InstId, code: u8) {
        let value = self.arg(id, 0);
        let (bits, signed) = int_range(code);
        let bad = match (bits, signed) {
            (64, true) => return,
            (64, false) => self.b.ins().icmp_imm_s(IntCC::SignedLessThan, value, 0),
            _ => {
                let least = if signed { -1i64 << (bits - 1) } else { 0 };
                let offset = self.b.ins().iadd_imm_s(value, -least);
                let limit = self.constant(1i64 << bits);
                self.b.ins().icmp(IntCC::UnsignedGreaterThanOrEqual, offset, limit)
            }
        };
        self.guard(id, bad, Reason::BadOperand);
    }
}
