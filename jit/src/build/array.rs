//! Typed items: of arrays, bytes, bytearrays, memoryviews.

use super::Builder;
use crate::ir::{InstId, Op as Ir, Type};
use crate::lower::size_log2;
use runtime::tier::{CodeAt, ItemPlace, SeenItems, operands_seen, seen_bits as seen, typed_items_of, typed_items_seen};

impl Builder<'_> {
    /// What is guessed of the container of the instruction, if that met one with typed items.
    fn typed_items(&mut self, container: InstId, pc: usize) -> Option<SeenItems> {
        let code = self.code();
        let others = seen::TEXT | seen::DICT | seen::TUPLE;
        if self.ty(container) != Type::Value || operands_seen(code, pc) & others != 0 || self.hopeless(pc) {
            return None;
        }
        typed_items_seen(self.vm, code, pc)
    }

    /// Makes sure of shape and type code, before instruction `pc`.
    pub(super) fn guard_items(&mut self, container: InstId, shape: u32, at: CodeAt, code: u8, pc: usize) {
        if self.env.typed.contains(&(container, code)) {
            return;
        }
        let state = self.state(pc);
        if let CodeAt::Fixed(offset) = at {
            self.emit_at(Ir::GuardFixedByte { shape, offset, value: code }, vec![container], state);
        } else if !self.env.shapes.contains(&(container, shape)) {
            self.emit_at(Ir::GuardFixedShape { shape }, vec![container], state);
        }
        if let CodeAt::Offset(offset) = at {
            self.emit_at(Ir::GuardByte { offset, value: code }, vec![container], state);
        } else {
            self.env.typed.push((container, code));
        }
        if !self.env.shapes.contains(&(container, shape)) {
            self.env.shapes.push((container, shape));
        }
    }

    /// Number of items.
    pub(super) fn items_len(&mut self, container: InstId, place: ItemPlace, code: u8) -> InstId {
        self.emit(Ir::ItemsLen { place, size_log2: size_log2(code) }, vec![container])
    }

    /// Address of the items, and the place there that an index names.
    fn item_at(&mut self, container: InstId, index: InstId, place: ItemPlace, code: u8, pc: usize) -> [InstId; 2] {
        let len = self.items_len(container, place, code);
        let state = self.state(pc);
        let at = self.emit_at(Ir::PlaceAmong, vec![index, len], state);
        [self.emit(Ir::ItemsAddress { place }, vec![container]), at]
    }

    /// What is at a place there.
    pub(super) fn load_item(&mut self, address: InstId, at: InstId, code: u8, pc: usize) -> InstId {
        if matches!(code, b'f' | b'd') {
            return self.emit(Ir::LoadFloatItem { code }, vec![address, at]);
        }
        let state = self.state(pc);
        self.emit_at(Ir::LoadItem { code }, vec![address, at], state)
    }

    /// `container[index]`; none if the container is not known to have typed items, or the index to be an int.
    pub(super) fn typed_item(&mut self, container: InstId, index: InstId, pc: usize) -> Option<InstId> {
        let SeenItems { shape, items, code } = self.typed_items(container, pc)?;
        let index = self.index(index, pc)?;
        self.guard_items(container, shape, items.read, code, pc);
        let [address, at] = self.item_at(container, index, items.place, code, pc);
        Some(self.load_item(address, at, code, pc))
    }

    /// `container[index] = value`; whether that is known.
    pub(super) fn set_typed_item(&mut self, container: InstId, index: InstId, value: InstId, pc: usize) -> bool {
        let Some(SeenItems { shape, items, code }) = self.typed_items(container, pc) else { return false };
        let Some(write) = items.write.filter(|_| self.ty(value) != Type::Bool) else { return false };
        let is_float = matches!(code, b'f' | b'd');
        let Some(index) = self.index(index, pc) else { return false };
        let value = if is_float { self.float(value, pc) } else { self.int(value, pc) };
        let Some(value) = value else { return false };
        self.guard_items(container, shape, write, code, pc);
        let [address, at] = self.item_at(container, index, items.place, code, pc);
        if is_float {
            self.emit(Ir::StoreFloatItem { code }, vec![address, at, value]);
        } else {
            let state = self.state(pc);
            self.emit_at(Ir::GuardFits { code }, vec![value], state);
            self.emit(Ir::StoreItem { code }, vec![address, at, value]);
        }
        true
    }

    /// An index that is an int.
    fn index(&mut self, index: InstId, pc: usize) -> Option<InstId> {
        if self.ty(index) == Type::Bool { None } else { self.int(index, pc) }
    }

    /// Number of items of an object of a shape, if those are typed.
    pub(super) fn typed_len(&mut self, container: InstId, shape: u32) -> Option<InstId> {
        let items = typed_items_of(self.vm, shape)?;
        match items.read {
            CodeAt::Always(code) => Some(self.items_len(container, items.place, code)),
            CodeAt::Fixed(_) | CodeAt::Offset(_) => None,
        }
    }
}
