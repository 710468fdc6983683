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

/// As [`leaf_dict_find`], and notes at `hint` where the entry was, if it was there: in the low half its offset, then 16 bits the size of
/// the table, and from bit 48 on so many entries as the table has to have for it. Compiled code looks there first.
pub extern "C" fn leaf_dict_find_noting(vm: &mut Vm, dict: u64, key: u64, hint: *mut u64) -> i64 {
    let found = leaf_dict_find(vm, dict, key);
    if let Ok(offset) = u32::try_from(found)
        && let Some(dict) = Value::from_bits(dict).cast::<Dict>()
    {
        let table = dict.table();
        let entries = u64::from(table.entry_at(offset as usize)) + 1;
        if entries >> 16 == 0 {
            let noted = entries << 48 | u64::from(table.log_slots()) << 32 | u64::from(offset);
            crate::frame::stack::set_word(hint, 0, noted);
        }
    }
    found
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
