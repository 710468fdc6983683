//! Entries of dicts that compiled code finds once and uses several times: as offsets in the dict's table, which hold until a
//! key is added or removed.

use crate::object::dict::Dict;
use crate::object::table::Plain;
use crate::value::Value;
use crate::vm::Vm;

/// There is no such entry.
const MISSING: i64 = -1;
/// Only the whole operation can tell: by `__hash__` or `__eq__`, or since values sit in cells.
pub const UNSURE: i64 = -2;

/// The offset of the entry of `key` in a dict, which compiled code knows to be one that is read as plain ones are, [`MISSING`] or
/// [`UNSURE`].
pub extern "C" fn leaf_dict_find(vm: &mut Vm, dict: u64, key: u64) -> i64 {
    let wanted = Value::from_bits(key);
    if let Some(hash) = vm.hash_at_hand(wanted)
        && let Some(dict) = Value::from_bits(dict).cast::<Dict>()
        && !dict.is_cell_mode()
    {
        let table = dict.table();
        match table.find_same(hash, wanted) {
            Some(Plain::Found(entry)) => return table.offset_of(entry) as i64,
            Some(_) => return MISSING,
            None => {}
        }
    }
    find(vm, dict, key)
}

/// The same for any keys.
#[inline(never)]
fn find(vm: &mut Vm, dict: u64, key: u64) -> i64 {
    let key = Value::from_bits(key);
    let dict = Value::from_bits(dict).cast::<Dict>().filter(|dict| !dict.is_cell_mode());
    let (Some(dict), Some(hash)) = (dict, vm.plain_hash(key)) else { return UNSURE };
    let table = dict.table();
    match table.find_plain(vm, hash, key) {
        Plain::Found(entry) => table.offset_of(entry) as i64,
        Plain::Missing => MISSING,
        Plain::Unsure => UNSURE,
    }
}

/// Sets the value of the entry at an offset that [`leaf_dict_find`] gave.
pub extern "C" fn leaf_set_dict_value(vm: &mut Vm, dict: u64, offset: u64, value: u64) -> u64 {
    if let Some(dict) = Value::from_bits(dict).cast::<Dict>() {
        let table = dict.table();
        table.set_value(vm, table.entry_at(offset as usize), Value::from_bits(value));
    }
    1
}
