//! Calls of the runtime's leaf functions.

use super::Lowering;
use crate::ir::{InstId, Leaf};
use cranelift_codegen::ir::{InstBuilder, StackSlot, StackSlotData, StackSlotKind, Value, types};
use runtime::tier;

/// Builders give leaf functions no more arguments than this as an array, but for the items of dicts and tuples that they make.
pub(crate) const MAX_ARGUMENTS: usize = 16;

impl Lowering<'_, '_> {
    pub(super) fn call_leaf(&mut self, id: InstId, leaf: Leaf) -> Value {
        let mut args = vec![self.vm];
        let address = match leaf {
            Leaf::InstanceOf { wanted, objects } => return self.instance_of(id, wanted, objects),
            Leaf::Item => tier::leaf_item as *const () as usize,
            Leaf::SetItem => tier::leaf_set_item as *const () as usize,
            Leaf::DeleteItem => tier::leaf_delete_item as *const () as usize,
            Leaf::Contains => tier::leaf_contains as *const () as usize,
            Leaf::Truth => tier::leaf_truth as *const () as usize,
            Leaf::Bool => tier::leaf_bool as *const () as usize,
            Leaf::Len => tier::leaf_len as *const () as usize,
            Leaf::Ord => tier::leaf_ord as *const () as usize,
            Leaf::Chr => tier::leaf_chr as *const () as usize,
            Leaf::Abs => tier::leaf_abs as *const () as usize,
            Leaf::Min => tier::leaf_min as *const () as usize,
            Leaf::Max => tier::leaf_max as *const () as usize,
            Leaf::IsInstance => tier::leaf_is_instance as *const () as usize,
            Leaf::ListPop => tier::leaf_list_pop as *const () as usize,
            Leaf::ByteAppend => tier::leaf_byte_append as *const () as usize,
            Leaf::DictGet => tier::leaf_dict_get as *const () as usize,
            Leaf::DictGetOr => tier::leaf_dict_get_or as *const () as usize,
            Leaf::DictPop => tier::leaf_dict_pop as *const () as usize,
            Leaf::DictPopOr => tier::leaf_dict_pop_or as *const () as usize,
            Leaf::StartsWith => tier::leaf_starts_with as *const () as usize,
            Leaf::EndsWith => tier::leaf_ends_with as *const () as usize,
            Leaf::SetDefault => tier::leaf_set_default as *const () as usize,
            Leaf::SetAdd => tier::leaf_set_add as *const () as usize,
            Leaf::SetDiscard => tier::leaf_set_discard as *const () as usize,
            Leaf::SetRemove => tier::leaf_set_remove as *const () as usize,
            Leaf::ToInt => tier::leaf_to_int as *const () as usize,
            Leaf::ToFloat => tier::leaf_to_float as *const () as usize,
            Leaf::TypeOf => tier::leaf_type_of as *const () as usize,
            Leaf::NewObject => tier::leaf_new_object as *const () as usize,
            Leaf::NewTupleOfClass => tier::leaf_new_tuple as *const () as usize,
            Leaf::ToStr => tier::leaf_to_str as *const () as usize,
            Leaf::Format => tier::leaf_format as *const () as usize,
            Leaf::Slice => tier::leaf_slice as *const () as usize,
            Leaf::Steps => tier::leaf_steps as *const () as usize,
            Leaf::Iter => tier::leaf_iter as *const () as usize,
            Leaf::Next => tier::leaf_next as *const () as usize,
            Leaf::TableEnd => tier::leaf_table_end as *const () as usize,
            Leaf::Enumerate => tier::leaf_enumerate as *const () as usize,
            Leaf::Zip => tier::leaf_zip as *const () as usize,
            Leaf::Reversed => tier::leaf_reversed as *const () as usize,
            Leaf::NextPair { at } => {
                args.push(self.b.ins().iadd_imm_s(self.base, i64::from(at) * 8));
                tier::leaf_next_pair as *const () as usize
            }
            Leaf::Comparison(cond) => {
                args.push(self.constant(cond.number()));
                tier::leaf_comparison as *const () as usize
            }
            Leaf::Compare(cond) => {
                args.push(self.constant(cond.number()));
                tier::leaf_compare as *const () as usize
            }
            Leaf::Binary(op) => {
                args.push(self.constant(op as i64));
                tier::leaf_binary as *const () as usize
            }
            Leaf::Operator(op) => {
                args.push(self.constant(op as i64));
                tier::leaf_operator as *const () as usize
            }
            Leaf::GetAttr => tier::leaf_get_attr as *const () as usize,
            Leaf::GetAttrOr => tier::leaf_get_attr_or as *const () as usize,
            Leaf::HasAttr => tier::leaf_has_attr as *const () as usize,
            Leaf::Matches(pattern) => {
                args.push(self.constant(pattern as i64));
                tier::leaf_matches as *const () as usize
            }
            Leaf::Rest { before, after } => {
                args.push(self.constant(i64::from(before) << 16 | i64::from(after)));
                tier::leaf_rest as *const () as usize
            }
            Leaf::SetAttr { plain } => {
                args.push(self.constant(i64::from(plain)));
                tier::leaf_set_attr as *const () as usize
            }
            Leaf::Attribute { name } => {
                args.push(self.constant(name as i64));
                tier::leaf_attribute as *const () as usize
            }
            Leaf::Method { name } => {
                args.push(self.constant(name as i64));
                tier::leaf_method as *const () as usize
            }
            Leaf::Native { spec } => {
                args.push(self.constant(spec as i64));
                tier::leaf_native as *const () as usize
            }
            Leaf::New { kind } => {
                args.push(self.constant(i64::from(kind)));
                tier::leaf_new as *const () as usize
            }
            Leaf::Construct { class } => {
                args.push(self.constant(class as i64));
                tier::leaf_construct as *const () as usize
            }
            Leaf::Tuple => tier::leaf_tuple as *const () as usize,
            Leaf::List => tier::leaf_list as *const () as usize,
            Leaf::Set => tier::leaf_set as *const () as usize,
            Leaf::Dict => tier::leaf_dict as *const () as usize,
            Leaf::Text => tier::leaf_text as *const () as usize,
            Leaf::Range => tier::leaf_range as *const () as usize,
        };
        let given: Vec<Value> = self.function.inst(id).args.iter().map(|&id| self.value(id)).collect();
        if leaf.takes_array() {
            args.extend(self.array(&given));
        } else {
            args.extend(given);
        }
        self.call_address(address, &args, false)
    }

    /// Address and number of values, which are written next to each other on the stack.
    pub(super) fn array(&mut self, values: &[Value]) -> [Value; 2] {
        let slot = self.argument_slot(values.len());
        for (index, &value) in values.iter().enumerate() {
            self.b.ins().stack_store(types::I64, value, slot, index as i32 * 8);
        }
        let address = self.b.ins().stack_addr(types::I64, slot, 0);
        [address, self.constant(values.len() as i64)]
    }

    /// Room for so many values, which nothing else is in that lives for longer than a call.
    fn argument_slot(&mut self, count: usize) -> StackSlot {
        if let Some((slot, room)) = self.arguments
            && count <= room
        {
            return slot;
        }
        let room = count.max(MAX_ARGUMENTS);
        let size = room as u32 * 8;
        let slot = self.b.create_sized_stack_slot(StackSlotData::new(StackSlotKind::ExplicitSlot, size, 3));
        self.arguments = Some((slot, room));
        slot
    }
}
