//! Iterators that loops in compiled code make: in place, where the heap has room at its cursor.

use super::Lowering;
use crate::ir::{InstId, Op};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{BlockArg, InstBuilder, Value, types};
use runtime::tier;

/// Bits of a word beside those of a small int.
const OTHER_BITS: i64 = 16;

impl Lowering<'_, '_> {
    /// An iterator over a range, list, tuple, dict or set.
    pub(super) fn new_iterator(&mut self, id: InstId) -> Value {
        let args: Vec<Value> = self.function.inst(id).args.iter().map(|&arg| self.value(arg)).collect();
        let zero = self.constant(0);
        match self.function.inst(id).op {
            Op::NewSequenceIterator { tuple } => {
                let words = self.given.first_words;
                let header = if tuple { words.tuple_iterator } else { words.list_iterator };
                let address = tier::new_sequence_iterator as *const () as usize;
                self.new_object(header, &[args[0], zero], |this| this.allocate(id, address, Some(tuple.into())))
            }
            Op::NewTableIterator { header, yields } => {
                let len = self.b.ins().ishl_imm_u(args[1], 32);
                let left = self.b.ins().bor_imm_s(args[1], i64::from(yields) << 32);
                let address = tier::new_table_iterator as *const () as usize;
                self.new_object(header, &[args[0], len, left], |this| this.allocate(id, address, Some(yields.into())))
            }
            _ => self.new_range_iterator(id, &args),
        }
    }

    /// In place only for steps of one between small ints.
    fn new_range_iterator(&mut self, id: InstId, args: &[Value]) -> Value {
        let address = tier::new_range_iterator as *const () as usize;
        let [from, to, step] = [0, 1, 2].map(|index| self.function.inst(id).args[index]);
        if self.function.inst(step).op != (Op::Int { value: 1 }) {
            return self.allocate(id, address, None);
        }
        let [unusual, plain, done] = [(); 3].map(|()| self.b.create_block());
        self.b.set_cold_block(unusual);
        let result = self.b.append_block_param(done, types::I64);
        for (bound, value) in [(from, args[0]), (to, args[1])] {
            if matches!(self.function.inst(bound).op, Op::Int { value } if runtime::value::Value::small_int(value).is_some())
            {
                continue;
            }
            let next = self.b.create_block();
            let high = self.b.ins().ishl_imm_u(value, OTHER_BITS);
            let small = self.b.ins().sshr_imm_u(high, OTHER_BITS);
            let differs = self.b.ins().icmp(IntCC::NotEqual, small, value);
            self.b.ins().brif(differs, unusual, &[], next, &[]);
            self.b.switch_to_block(next);
        }
        self.b.ins().jump(plain, &[]);
        self.b.switch_to_block(unusual);
        let around = std::mem::replace(&mut self.is_seldom, true);
        let made = self.allocate(id, address, None);
        self.is_seldom = around;
        self.b.ins().jump(done, &[BlockArg::Value(made)]);
        self.b.switch_to_block(plain);
        let zero = self.constant(0);
        let distance = self.b.ins().isub(args[1], args[0]);
        let left = self.b.ins().smax(distance, zero);
        let header = self.given.first_words.range_iterator;
        let made = self.new_object(header, &[args[0], args[2], left], |this| this.allocate(id, address, None));
        self.b.ins().jump(done, &[BlockArg::Value(made)]);
        self.b.switch_to_block(done);
        result
    }
}
