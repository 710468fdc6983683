//! Where ways meet: virtual objects that all of them bring go on as one, and ways back to loops have to bring what was
//! taken for granted there.

use super::super::edges_to;
use super::contents::{Contents, Object, Origin, Slot, Virtual};
use super::{Again, Attempt};
use crate::ir::{BlockId, InstId, Op, Type};
use runtime::value::Value;
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

/// Objects, one of each way, that are one from here on.
struct Group {
    origin: Origin,
    of_ways: Vec<Object>,
    /// What refers to it: parameters, by their indices.
    params: Vec<usize>,
    /// Something was made before and is used after.
    is_through: bool,
    is_real: bool,
}

/// Groups by what they are of.
#[derive(Default)]
struct Groups {
    all: Vec<Group>,
    by_objects: HashMap<Vec<Object>, usize>,
}

impl Groups {
    fn of(&mut self, of_ways: Vec<Object>, origin: impl FnOnce() -> Origin) -> usize {
        if let Some(&known) = self.by_objects.get(&of_ways) {
            return known;
        }
        self.by_objects.insert(of_ways.clone(), self.all.len());
        let (params, is_through, is_real) = (Vec::new(), false, false);
        self.all.push(Group { origin: origin(), of_ways, params, is_through, is_real });
        self.all.len() - 1
    }
}

/// What a parameter that was added to a loop's header is.
enum Added {
    Slot(Object, i32),
    Real(Object),
}

/// The header of a loop.
pub(super) struct Header {
    contents: Contents,
    /// Virtual objects that are in use since before the loop.
    through: Vec<Object>,
    /// Parameters that are virtual objects.
    params: Vec<(usize, Object)>,
    added: Vec<(Added, InstId)>,
}

impl Attempt<'_> {
    /// What is known at the beginning of a block.
    pub(super) fn enter(&mut self, block: BlockId) -> Contents {
        let before = self.before.get(&block).cloned().unwrap_or_default();
        let ways: Vec<BlockId> = before.iter().filter(|way| self.ends.contains_key(way)).copied().collect();
        if let [way] = ways[..]
            && before.len() == 1
            && self.function.block(block).params.is_empty()
        {
            return self.ends[&way].clone();
        }
        let is_header = ways.len() < before.len();
        if ways.is_empty() && !is_header {
            return Contents::default();
        }
        self.merge(block, &ways, is_header)
    }

    fn merge(&mut self, block: BlockId, ways: &[BlockId], is_header: bool) -> Contents {
        let params = self.function.block(block).params.clone();
        let mut ends: Vec<Contents> = ways.iter().map(|way| self.ends[way].clone()).collect();
        let passed: Vec<Vec<InstId>> = ways.iter().map(|&way| self.passed(way, block)).collect();
        let groups = self.groups(block, &params, &ends, &passed);
        self.make_on_ways(block, ways, &groups, &mut ends);

        let mut header =
            Header { contents: Contents::default(), through: Vec::new(), params: Vec::new(), added: Vec::new() };
        let mut merged = Contents::default();
        for group in &groups.all {
            let object = self.number(group.origin.clone());
            if group.is_real {
                if group.is_through {
                    self.merge_real(block, ways, is_header, group, object, &ends, &mut merged, &mut header);
                }
                continue;
            }
            for &index in &group.params {
                self.aliases.insert(params[index], object);
                self.removed.entry(block).or_default().insert(index);
                header.params.push((index, object));
            }
            if group.is_through {
                header.through.push(object);
            }
            let layout = ends[0].virtual_of(group.of_ways[0]).expect("it is virtual on all ways").layout;
            merged.add(object, Virtual { layout, slots: Vec::new() });
            for offset in offsets(&ends[0], group.of_ways[0]) {
                let slots: Vec<Slot> =
                    ends.iter().zip(&group.of_ways).map(|(end, &object)| end.slot(object, offset)).collect();
                let slot = match self.held(&groups, &slots) {
                    Some(held) => Slot::Object(held),
                    None => {
                        let (slot, param) = self.merge_slot(block, ways, is_header, &slots, &group.origin, offset);
                        header.added.extend(param.map(|param| (Added::Slot(object, offset), param)));
                        slot
                    }
                };
                merged.set(object, offset, slot);
            }
        }
        // What loops are entered with goes around them with names of its own.
        for (end, way) in ends.into_iter().zip(ways) {
            self.ends.insert(*way, end);
        }
        if is_header {
            header.contents = merged.clone();
            self.headers.insert(block, header);
        }
        merged
    }

    /// What a block passes to another one.
    fn passed(&mut self, from: BlockId, to: BlockId) -> Vec<InstId> {
        let edges = edges_to(&mut self.function.blocks[from.index()].end, to);
        let args = edges.first().map_or_else(Vec::new, |edge| edge.args.clone());
        args.into_iter().map(|arg| self.resolved(arg)).collect()
    }

    /// The objects that are needed behind a place where ways meet. What is not virtual on all ways, or looks different, has to
    /// exist; so has what is one object on one way and several on another.
    fn groups(&mut self, block: BlockId, params: &[InstId], ends: &[Contents], passed: &[Vec<InstId>]) -> Groups {
        let mut real: Vec<HashSet<Object>> = vec![HashSet::default(); ends.len()];
        loop {
            let mut groups = Groups::default();
            let before: usize = real.iter().map(HashSet::len).sum();
            for &value in self.live.at(block).iter().filter(|value| !params.contains(value)) {
                let Some(object) = self.object(value) else { continue };
                let index = groups.of(vec![object; ends.len()], || self.origins[object.0 as usize].clone());
                groups.all[index].is_through = true;
            }
            for (index, &param) in params.iter().enumerate() {
                let objects: Vec<Option<Object>> = passed.iter().map(|args| self.object(args[index])).collect();
                match objects.iter().copied().collect::<Option<Vec<Object>>>().filter(|objects| !objects.is_empty()) {
                    Some(objects) => {
                        let group = groups.of(objects, || Origin::Param(param));
                        groups.all[group].params.push(index);
                    }
                    None => objects.iter().enumerate().for_each(|(way, object)| real[way].extend(object)),
                }
            }
            let mut next = 0;
            while next < groups.all.len() {
                self.look_at(block, next, &mut groups, ends, &mut real);
                next += 1;
            }
            for (way, real) in real.iter_mut().enumerate() {
                let mut owners: HashMap<Object, usize> = HashMap::default();
                for (index, group) in groups.all.iter().enumerate() {
                    let object = group.of_ways[way];
                    if *owners.entry(object).or_insert(index) != index {
                        real.insert(object);
                    }
                }
            }
            if real.iter().map(HashSet::len).sum::<usize>() == before {
                return groups;
            }
        }
    }

    /// Finds out whether the objects of a group can stay virtual, and what is in their slots.
    fn look_at(
        &self,
        block: BlockId,
        index: usize,
        groups: &mut Groups,
        ends: &[Contents],
        real: &mut [HashSet<Object>],
    ) {
        let Group { origin, of_ways, .. } = &groups.all[index];
        let (origin, of_ways) = (origin.clone(), of_ways.clone());
        let all: Option<Vec<&Virtual>> =
            ends.iter().zip(&of_ways).map(|(end, &object)| end.virtual_of(object)).collect();
        let is_real = |all: &Vec<&Virtual>| {
            let alike = all.iter().all(|known| {
                let offsets = |of: &Virtual| of.slots.iter().map(|(offset, _)| *offset).collect::<Vec<_>>();
                known.layout == all[0].layout && offsets(known) == offsets(all[0])
            });
            let made = of_ways.iter().zip(real.iter()).any(|(object, real)| real.contains(object));
            let in_vain = self.learnt.all_of_loops && ends.len() < self.before[&block].len();
            !alike || made || in_vain || self.learnt.real.contains(&(block, origin.clone()))
        };
        if all.as_ref().is_none_or(is_real) {
            groups.all[index].is_real = true;
            for ((end, &object), real) in ends.iter().zip(&of_ways).zip(real) {
                add_reached(end, object, real);
            }
            return;
        }
        for offset in offsets(&ends[0], of_ways[0]) {
            let held = |(end, &object): (&Contents, &Object)| match end.slot(object, offset) {
                Slot::Object(held) => Some(held),
                Slot::Nothing | Slot::Value(_) => None,
            };
            let held: Vec<Option<Object>> = ends.iter().zip(&of_ways).map(held).collect();
            match held.iter().copied().collect::<Option<Vec<Object>>>() {
                Some(objects) => {
                    groups.of(objects, || Origin::Held(block, Box::new(origin.clone()), offset));
                }
                None => {
                    for ((end, object), real) in ends.iter().zip(held).zip(real.iter_mut()) {
                        object.into_iter().for_each(|object| add_reached(end, object, real));
                    }
                }
            }
        }
    }

    /// Makes at the ends of ways what has to exist, and passes that.
    fn make_on_ways(&mut self, block: BlockId, ways: &[BlockId], groups: &Groups, ends: &mut [Contents]) {
        for (way, &from) in ways.iter().enumerate() {
            let mut insts = std::mem::take(&mut self.function.blocks[from.index()].insts);
            for group in groups.all.iter().filter(|group| group.is_real) {
                self.make(group.of_ways[way], &mut ends[way], &mut insts);
            }
            let virtual_params: HashSet<usize> =
                groups.all.iter().filter(|group| !group.is_real).flat_map(|group| group.params.clone()).collect();
            self.pass_real(from, block, &virtual_params, &mut ends[way], &mut insts);
            // Objects in slots that are values on other ways.
            for group in groups.all.iter().filter(|group| !group.is_real) {
                for offset in offsets(&ends[way], group.of_ways[way]) {
                    if let Slot::Object(held) = ends[way].slot(group.of_ways[way], offset)
                        && !groups.all.iter().any(|group| !group.is_real && group.of_ways[way] == held)
                    {
                        self.make(held, &mut ends[way], &mut insts);
                    }
                }
            }
            self.function.blocks[from.index()].insts = insts;
        }
    }

    /// Passes objects that exist but for parameters that are virtual ones.
    fn pass_real(
        &mut self,
        from: BlockId,
        to: BlockId,
        virtual_params: &HashSet<usize>,
        contents: &mut Contents,
        insts: &mut Vec<InstId>,
    ) {
        let args = self.passed(from, to);
        let args: Vec<InstId> = args
            .into_iter()
            .enumerate()
            .map(|(index, arg)| if virtual_params.contains(&index) { arg } else { self.real(arg, contents, insts) })
            .collect();
        for edge in edges_to(&mut self.function.blocks[from.index()].end, to) {
            edge.args.clone_from(&args);
        }
    }

    /// An object that exists, and is not the same value on all ways.
    #[expect(clippy::too_many_arguments, reason = "a step of merging, which has all this at hand")]
    fn merge_real(
        &mut self,
        block: BlockId,
        ways: &[BlockId],
        is_header: bool,
        group: &Group,
        object: Object,
        ends: &[Contents],
        merged: &mut Contents,
        header: &mut Header,
    ) {
        let made = |(end, &object): (&Contents, &Object)| end.real_of(object).expect("it was made on all ways");
        let values: Vec<InstId> = ends.iter().zip(&group.of_ways).map(made).collect();
        if values.iter().all(|&value| value == values[0]) {
            merged.make(object, values[0]);
            return;
        }
        let param = self.add_param(block, Type::Value);
        for (way, value) in ways.iter().zip(values) {
            self.extra.entry(*way).or_default().push(value);
        }
        merged.make(object, param);
        if is_header {
            header.added.push((Added::Real(object), param));
        }
    }

    fn add_param(&mut self, block: BlockId, ty: Type) -> InstId {
        let param = self.function.param(block, ty);
        self.added.insert(param);
        param
    }

    /// The virtual object that is in slots of all ways.
    fn held(&mut self, groups: &Groups, slots: &[Slot]) -> Option<Object> {
        let object = |slot: &Slot| if let Slot::Object(object) = slot { Some(*object) } else { None };
        let objects: Vec<Object> = slots.iter().map(object).collect::<Option<_>>()?;
        let group = &groups.all[*groups.by_objects.get(&objects)?];
        let origin = group.origin.clone();
        Some(self.number(origin))
    }

    /// What a slot has that has these on the ways, and the parameter for it.
    fn merge_slot(
        &mut self,
        block: BlockId,
        ways: &[BlockId],
        is_header: bool,
        slots: &[Slot],
        origin: &Origin,
        offset: i32,
    ) -> (Slot, Option<InstId>) {
        let empty = self.word(Value::EMPTY.bits());
        let value = |slot: &Slot| if let Slot::Value(value) = slot { *value } else { empty };
        let values: Vec<InstId> = slots.iter().map(value).collect();
        if !is_header && values.iter().all(|&value| value == values[0]) {
            return (slots[0], None);
        }
        let first = self.type_of(values[0]);
        let alike = values.iter().all(|&value| self.type_of(value) == first);
        let boxed = self.learnt.boxed.contains(&(block, origin.clone(), offset));
        let ty = if alike && !boxed { first } else { Type::Value };
        let param = self.add_param(block, ty);
        for (&way, value) in ways.iter().zip(values) {
            let value = self.converted(value, ty, way).expect("it is of that type");
            self.extra.entry(way).or_default().push(value);
        }
        (Slot::Value(param), Some(param))
    }

    /// The type of what is in the box that a value is.
    fn type_of(&self, value: InstId) -> Type {
        let inst = self.function.inst(value);
        match inst.op {
            Op::BoxFloat | Op::BoxInt | Op::BoxSmall | Op::BoxComplex => self.function.ty(inst.args[0]),
            Op::Word { bits } if Value::from_bits(bits).is_float() => Type::Float,
            Op::Word { bits } if Value::from_bits(bits).is_small_int() => Type::Int,
            _ => inst.ty,
        }
    }

    /// A value in the form of a type at the end of a block.
    fn converted(&mut self, value: InstId, ty: Type, block: BlockId) -> Option<InstId> {
        let mut insts = std::mem::take(&mut self.function.blocks[block.index()].insts);
        let inst = self.function.inst(value);
        let converted = match (inst.op, ty) {
            _ if inst.ty == ty => Some(value),
            (_, Type::Value) => Some(self.boxed(value, &mut insts)),
            _ if self.type_of(value) != ty => None,
            (Op::Word { bits }, _) => {
                let word = Value::from_bits(bits);
                let op = match word.as_float() {
                    Some(float) => Op::Float { bits: float.to_bits() },
                    None => Op::Int { value: word.as_small_int().unwrap_or_default() },
                };
                let number = self.function.new_inst(op, Vec::new(), None);
                insts.push(number);
                Some(number)
            }
            _ => Some(inst.args[0]),
        };
        self.function.blocks[block.index()].insts = insts;
        converted
    }

    /// A way back to a loop's header.
    pub(super) fn way_back(&mut self, from: BlockId, to: BlockId) -> Result<(), Again> {
        let header = self.headers.remove(&to).expect("it is one");
        let result = self.bring(from, to, &header);
        self.headers.insert(to, header);
        result
    }

    fn bring(&mut self, from: BlockId, to: BlockId, header: &Header) -> Result<(), Again> {
        let mut contents = self.ends[&from].clone();
        let args = self.passed(from, to);
        let mut brought: HashMap<Object, Object> = HashMap::default();
        let mut lost: Vec<Object> = Vec::new();
        let mut work: Vec<(Object, Option<Object>)> =
            header.through.iter().map(|&object| (object, Some(object))).collect();
        work.extend(header.params.iter().map(|&(index, object)| (object, self.object(args[index]))));
        // What exists on the way back while the header has a virtual object does so in vain.
        let mut needed: Vec<Object> = Vec::new();
        while let Some((wanted, given)) = work.pop() {
            let there = header.contents.virtual_of(wanted).expect("it is virtual there");
            let Some((given, here)) = given.and_then(|given| Some((given, contents.virtual_of(given)?))) else {
                lost.push(wanted);
                continue;
            };
            if let Some(&known) = brought.get(&wanted) {
                if known != given {
                    lost.push(wanted);
                }
                continue;
            }
            brought.insert(wanted, given);
            let offsets = |of: &Virtual| of.slots.iter().map(|(offset, _)| *offset).collect::<Vec<_>>();
            if here.layout != there.layout || offsets(here) != offsets(there) {
                lost.push(wanted);
                continue;
            }
            for &(offset, slot) in &there.slots {
                match (slot, contents.slot(given, offset)) {
                    (Slot::Object(held), Slot::Object(other)) => work.push((held, Some(other))),
                    (Slot::Object(held), _) => work.push((held, None)),
                    (_, Slot::Object(other)) => needed.push(other),
                    _ => {}
                }
            }
        }
        let virtual_params: HashSet<usize> = header.params.iter().map(|(index, _)| *index).collect();
        let plain = args.iter().enumerate().filter(|(index, _)| !virtual_params.contains(index));
        needed.extend(plain.filter_map(|(_, &arg)| self.virtual_object(arg, &contents)));
        needed.extend(header.added.iter().filter_map(|(added, _)| match added {
            Added::Real(object) => contents.virtual_of(*object).map(|_| *object),
            Added::Slot(..) => None,
        }));
        let mut made = HashSet::default();
        needed.iter().for_each(|&object| add_reached(&contents, object, &mut made));
        let mut owners: HashMap<Object, Object> = HashMap::default();
        for (&wanted, &given) in &brought {
            if made.contains(&given) || owners.insert(given, wanted).is_some() {
                lost.extend([wanted].into_iter().chain(owners.get(&given).copied()));
            }
        }
        if !lost.is_empty() {
            let origins = lost.iter().map(|object| (to, self.origins[object.0 as usize].clone()));
            self.new.real.extend(origins.collect::<Vec<_>>());
            return Err(Again);
        }
        let mut insts = std::mem::take(&mut self.function.blocks[from.index()].insts);
        for object in needed {
            self.make(object, &mut contents, &mut insts);
        }
        self.pass_real(from, to, &virtual_params, &mut contents, &mut insts);
        self.function.blocks[from.index()].insts = insts;
        self.pass_added(from, to, header, &brought, &contents)?;
        self.ends.insert(from, contents);
        Ok(())
    }

    /// Passes what the parameters that were added to a header need.
    fn pass_added(
        &mut self,
        from: BlockId,
        to: BlockId,
        header: &Header,
        brought: &HashMap<Object, Object>,
        contents: &Contents,
    ) -> Result<(), Again> {
        for (added, param) in &header.added {
            let value = match *added {
                Added::Real(object) => contents.real_of(object).expect("it was made"),
                Added::Slot(object, offset) => match contents.slot(brought[&object], offset) {
                    Slot::Value(value) => value,
                    Slot::Nothing | Slot::Object(_) => self.word(Value::EMPTY.bits()),
                },
            };
            let Some(value) = self.converted(value, self.function.ty(*param), from) else {
                if let Added::Slot(object, offset) = *added {
                    self.new.boxed.insert((to, self.origins[object.0 as usize].clone(), offset));
                }
                return Err(Again);
            };
            self.extra.entry(from).or_default().push(value);
        }
        Ok(())
    }
}

fn offsets(contents: &Contents, object: Object) -> Vec<i32> {
    let slots = contents.virtual_of(object).map_or(&[][..], |known| &known.slots);
    slots.iter().map(|(offset, _)| *offset).collect()
}

/// Adds an object, and the virtual ones that it holds.
fn add_reached(contents: &Contents, object: Object, reached: &mut HashSet<Object>) {
    if reached.insert(object) {
        contents.held(object).into_iter().for_each(|held| add_reached(contents, held, reached));
    }
}
