//! The method resolution order: C3 linearisation (Barrett and others, A Monotonic Superclass Linearization for Dylan).

use super::make::solid;
use crate::heap::Gc;
use crate::object::Special;
use crate::object::tuple::Tuple;
use crate::object::type_object::Type;
use crate::value::Value;
use crate::vm::{PyResult, Raised, Vm};

/// The MRO: what the metaclass's `mro()` says, by default the C3 linearisation.
pub(super) fn compute_mro(vm: &mut Vm, class: Gc<Type>) -> PyResult<Gc<Tuple>> {
    let metaclass = vm.class_of(class.value());
    let method = vm.special(metaclass, Special::Mro);
    let native = method.and_then(|m| m.cast::<crate::object::function::NativeFunction>());
    let Some(method) = method.filter(|_| native.is_none()) else { return c3(vm, class) };
    let result = vm.call_unbound(method, class.value(), &[])?;
    let mro = vm.collect_tuple(result)?;
    let own = solid(class);
    for &entry in mro.items() {
        let Some(entry) = entry.cast::<Type>() else {
            let message = format!("mro() returned a non-class ('{}')", vm.type_name(entry));
            return Err(vm.type_error(&message));
        };
        // Methods of the entry would be applied to instances that are not laid out for them.
        if !own.is_subclass(solid(entry)) {
            let message = format!("mro() returned base with unsuitable layout ('{}')", entry.name_text());
            return Err(vm.type_error(&message));
        }
    }
    Ok(mro)
}

/// C3 linearisation (Barrett et al. 1996), as Python uses it.
pub(super) fn c3(vm: &mut Vm, class: Gc<Type>) -> PyResult<Gc<Tuple>> {
    let bases = class.bases.get();
    let result = vm.list(&[class.value()])?;
    // Sequences to merge: the bases' MROs and the bases; `heads` are positions in them.
    let sequences = vm.tuple_with_len(bases.len() + 1)?;
    for (index, &base) in bases.items().iter().enumerate() {
        let Some(base_class) = base.cast::<Type>() else { return Err(vm.type_error("bases must be types")) };
        if bases.items()[..index].contains(&base) {
            let message = format!("duplicate base class {}", base_class.name_text());
            return Err(vm.type_error(&message));
        }
        if base_class.mro.get().is_empty() {
            let message = format!("Cannot extend an incomplete type '{}'", base_class.name_text());
            return Err(vm.type_error(&message));
        }
        sequences.init(vm, index, base_class.mro.get().value());
    }
    sequences.init(vm, bases.len(), bases.value());
    let mut heads = vec![0usize; bases.len() + 1];
    let sequence = |index: usize| sequences.get(index).cast::<Tuple>().expect("filled with tuples above");
    loop {
        let rest = |index: usize, heads: &[usize]| {
            let items = sequence(index);
            (heads[index]..items.len()).map(move |at| items.get(at)).collect::<Vec<_>>()
        };
        let live: Vec<usize> = (0..heads.len()).filter(|&i| heads[i] < sequence(i).len()).collect();
        if live.is_empty() {
            return vm.tuple(result.items());
        }
        let candidate = live
            .iter()
            .map(|&i| sequence(i).get(heads[i]))
            .find(|&candidate| live.iter().all(|&i| !rest(i, &heads)[1..].contains(&candidate)));
        let Some(candidate) = candidate else {
            return Err(mro_conflict(vm, &live.iter().map(|&i| sequence(i).get(heads[i])).collect::<Vec<_>>()));
        };
        result.push(vm, candidate)?;
        for &i in &live {
            if sequence(i).get(heads[i]) == candidate {
                heads[i] += 1;
            }
        }
    }
}

fn mro_conflict(vm: &mut Vm, heads: &[Value]) -> Raised {
    let mut names: Vec<String> = Vec::new();
    for head in heads {
        let name = head.cast::<Type>().map_or(String::new(), |class| class.name_text());
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let message = format!("Cannot create a consistent method resolution\norder (MRO) for bases {}", names.join(", "));
    vm.type_error(&message)
}
