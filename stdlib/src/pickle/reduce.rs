//! Pickling by `__reduce_ex__` and its kin.

use super::globals::{self, copyreg};
use super::opcode as op;
use super::save::{Asked, Save};
use super::{PICKLING_ERROR, containers};
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::Gc;
use runtime::object::Special;
use runtime::object::dict::Dict;
use runtime::object::header::Kind;
use runtime::object::list::List;
use runtime::object::string::{Bytes, Str};
use runtime::object::tuple::Tuple;
use runtime::object::type_object::Type;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

fn bad(vm: &mut Vm, message: &str) -> runtime::vm::Raised {
    PICKLING_ERROR.raise(vm, message)
}

/// The function that a table of reducers has for a class.
fn registered(vm: &mut Vm, s: &mut Save, class: Value) -> PyResult<Option<Value>> {
    let Some(table) = s.dispatch_table.given() else {
        if s.reducers.is_none() {
            s.reducers = copyreg(vm, "dispatch_table")?.cast::<Dict>();
        }
        return match s.reducers {
            Some(table) => table.get(vm, class),
            None => Ok(None),
        };
    };
    match vm.get_item(table, class) {
        Ok(function) => Ok(Some(function)),
        Err(raised) => {
            vm.catch(raised, Exc::LookupError)?;
            Ok(None)
        }
    }
}

/// Saves an object that has no opcodes of its own.
pub(super) fn object(vm: &mut Vm, s: &mut Save, object: Value) -> PyResult<()> {
    let class = vm.class_of(object).value();
    let result = if let Some(function) = registered(vm, s, class)? {
        vm.call(function, &[object])?
    } else if object.is::<Type>() {
        return globals::global(vm, s, object, None);
    } else if let Some(state) = plain_state(vm, s, object)? {
        return plain(vm, s, object, state);
    } else if let Some(method) = vm.get_attr_opt_text(object, "__reduce_ex__")? {
        vm.call(method, &[Value::int32(s.protocol.into())])?
    } else if let Some(method) = vm.get_attr_opt_text(object, "__reduce__")? {
        vm.call(method, &[])?
    } else {
        let (name, shown) = (vm.type_name(object), vm.repr_text(object)?);
        return Err(bad(vm, &format!("can't pickle '{name}' object: {shown}")));
    };
    reduced(vm, s, object, result)
}

/// The state of an instance that is made by `__new__` without arguments and has nothing but attributes, if all that is pickled
/// in the way of `object`; None if it has no attributes.
fn plain_state(vm: &mut Vm, s: &Save, object: Value) -> PyResult<Option<Value>> {
    let class = vm.class_of(object);
    let Some(header) = object.header().filter(|header| header.kind() == Kind::Instance && s.protocol >= 2) else {
        return Ok(None);
    };
    let base = vm.types.object;
    for special in [Special::ReduceEx, Special::Reduce, Special::GetState] {
        if vm.special(class, special) != vm.special(base, special) {
            return Ok(None);
        }
        let name = vm.intern(special.name());
        if vm.get_instance_attr(header, name)?.is_some() {
            return Ok(None);
        }
    }
    let names = ["__slotnames__", "__dict__", "__class__"].map(|name| vm.intern(name));
    let usual = vm.special(class, Special::GetNewArgs).is_none()
        && vm.special(class, Special::GetNewArgsEx).is_none()
        && vm.lookup(class, names[2]) == vm.lookup(base, names[2])
        && vm.lookup(class, names[1]).is_some_and(|found| vm.class_of(found) == vm.types.getset_descriptor)
        // Whoever pickles one of the class first finds out what slots it has.
        && class.dict.get().get_str(vm, names[0]).is_some_and(|slots| {
            slots.is_none() || slots.cast::<List>().is_some_and(|slots| slots.is_empty())
        });
    if !usual {
        return Ok(None);
    }
    let dict = vm.copy_of_instance_dict(header)?.filter(|dict| !dict.is_empty());
    Ok(Some(dict.map_or(Value::NONE, |dict| dict.value())))
}

/// Saves such an instance.
fn plain(vm: &mut Vm, s: &mut Save, object: Value, state: Value) -> PyResult<()> {
    let class = vm.class_of(object).value();
    s.save(vm, class, Asked::Ordinary)?;
    s.bytes(&[op::EMPTY_TUPLE, op::NEWOBJ]);
    s.memoize(vm, object)?;
    if state.is_none() {
        return Ok(());
    }
    s.save(vm, state, Asked::Ordinary)?;
    s.byte(op::BUILD);
    Ok(())
}

/// Saves an object as what it was reduced to.
pub(super) fn reduced(vm: &mut Vm, s: &mut Save, object: Value, result: Value) -> PyResult<()> {
    if let Some(name) = result.cast::<Str>() {
        return globals::global(vm, s, object, Some(name));
    }
    match result.cast::<Tuple>() {
        Some(tuple) => write(vm, s, tuple, Some(object)),
        None => Err(bad(vm, "__reduce__ must return a string or tuple")),
    }
}

/// Bytes before protocol 3.
pub(super) fn old_bytes(vm: &mut Vm, s: &mut Save, bytes: Gc<Bytes>) -> PyResult<()> {
    let reduced = if bytes.bytes().is_empty() {
        let (class, args) = (vm.types.bytes.value(), vm.tuple(&[])?.value());
        vm.tuple(&[class, args])?
    } else {
        let codecs = vm.import("codecs")?;
        let encode = vm.get_attr_text(codecs, "encode")?;
        let text = vm.str_from_latin1(bytes.bytes())?.value();
        let name = vm.intern("latin1").value();
        let args = vm.tuple(&[text, name])?.value();
        vm.tuple(&[encode, args])?
    };
    write(vm, s, reduced, Some(bytes.value()))
}

/// How the object is made.
enum Making {
    Call,
    New,
    NewWithKeywords,
}

fn making(vm: &mut Vm, s: &Save, callable: Value) -> PyResult<Making> {
    if s.protocol < 2 {
        return Ok(Making::Call);
    }
    let name = vm.get_attr_opt_text(callable, "__name__")?.and_then(|name| name.cast::<Str>());
    Ok(match name {
        Some(name) if name.is_text("__newobj__") => Making::New,
        Some(name) if name.is_text("__newobj_ex__") => Making::NewWithKeywords,
        _ => Making::Call,
    })
}

/// Saves what `__reduce__` returned; the object itself is memoized if it is given.
pub(super) fn write(vm: &mut Vm, s: &mut Save, parts: Gc<Tuple>, object: Option<Value>) -> PyResult<()> {
    if !(2..=6).contains(&parts.len()) {
        return Err(bad(vm, "tuple returned by __reduce__ must contain 2 through 6 elements"));
    }
    let part = |index: usize| parts.items().get(index).copied().filter(|part| !part.is_none());
    let (callable, args) = (parts.get(0), parts.get(1));
    if !vm.is_callable(callable) {
        return Err(bad(vm, "first item of the tuple returned by __reduce__ must be callable"));
    }
    let Some(args) = args.cast::<Tuple>() else {
        return Err(bad(vm, "second item of the tuple returned by __reduce__ must be a tuple"));
    };
    for (index, which) in [(3, "fourth"), (4, "fifth")] {
        if let Some(items) = part(index)
            && vm.special_of(items, Special::Next).is_none()
        {
            let name = vm.type_name(items);
            return Err(bad(
                vm,
                &format!("{which} element of the tuple returned by __reduce__ must be an iterator, not {name}"),
            ));
        }
    }
    if let Some(setter) = part(5)
        && !vm.is_callable(setter)
    {
        let name = vm.type_name(setter);
        return Err(bad(
            vm,
            &format!("sixth element of the tuple returned by __reduce__ must be a function, not {name}"),
        ));
    }
    match making(vm, s, callable)? {
        Making::Call => call(vm, s, callable, args.value())?,
        Making::New => new_object(vm, s, args, object)?,
        Making::NewWithKeywords => new_with_keywords(vm, s, args)?,
    }
    if let Some(object) = object {
        // A tuple that contains itself, by way of this object, was saved meanwhile.
        if let Some(number) = s.memo.get(object.bits()) {
            s.byte(op::POP);
            s.refer(number);
            return Ok(());
        }
        s.memoize(vm, object)?;
    }
    if let Some(items) = part(3) {
        containers::items_of_list(vm, s, items)?;
    }
    if let Some(items) = part(4) {
        containers::items_of_dict(vm, s, items)?;
    }
    match (part(2), part(5)) {
        (None, _) => Ok(()),
        (Some(state), None) => {
            s.save(vm, state, Asked::Ordinary)?;
            s.byte(op::BUILD);
            Ok(())
        }
        (Some(state), Some(setter)) => {
            s.save(vm, setter, Asked::Ordinary)?;
            s.save(vm, object.unwrap_or(Value::NONE), Asked::Ordinary)?;
            s.save(vm, state, Asked::Ordinary)?;
            // What the setter returns is thrown away.
            s.bytes(&[op::TUPLE2, op::REDUCE, op::POP]);
            Ok(())
        }
    }
}

fn call(vm: &mut Vm, s: &mut Save, callable: Value, args: Value) -> PyResult<()> {
    s.save(vm, callable, Asked::Ordinary)?;
    s.save(vm, args, Asked::Ordinary)?;
    s.byte(op::REDUCE);
    Ok(())
}

fn new_object(vm: &mut Vm, s: &mut Save, args: Gc<Tuple>, object: Option<Value>) -> PyResult<()> {
    let Some(&class) = args.items().first() else { return Err(bad(vm, "__newobj__ arglist is empty")) };
    if vm.get_attr_opt_text(class, "__new__")?.is_none() {
        return Err(bad(vm, "args[0] from __newobj__ args has no __new__"));
    }
    if let Some(object) = object {
        let own = vm.get_attr_text(object, "__class__")?;
        if own != class {
            return Err(bad(vm, "args[0] from __newobj__ args has the wrong class"));
        }
    }
    s.save(vm, class, Asked::Ordinary)?;
    let rest = vm.tuple(&args.items()[1..])?;
    s.save(vm, rest.value(), Asked::Ordinary)?;
    s.byte(op::NEWOBJ);
    Ok(())
}

fn new_with_keywords(vm: &mut Vm, s: &mut Save, all: Gc<Tuple>) -> PyResult<()> {
    if all.len() != 3 {
        let len = all.len();
        return Err(bad(vm, &format!("length of the NEWOBJ_EX argument tuple must be exactly 3, not {len}")));
    }
    let (class, args, keywords) = (all.get(0), all.get(1), all.get(2));
    let wrong = |vm: &mut Vm, which: &str, wanted: &str, given: Value| {
        let given = vm.type_name(given);
        bad(vm, &format!("{which} item from NEWOBJ_EX argument tuple must be {wanted}, not {given}"))
    };
    if !class.is::<Type>() {
        return Err(wrong(vm, "first", "a class", class));
    }
    let Some(positional) = args.cast::<Tuple>() else { return Err(wrong(vm, "second", "a tuple", args)) };
    let Some(named) = keywords.cast::<Dict>() else { return Err(wrong(vm, "third", "a dict", keywords)) };
    if s.protocol >= 4 {
        for part in [class, args, keywords] {
            s.save(vm, part, Asked::Ordinary)?;
        }
        s.byte(op::NEWOBJ_EX);
        return Ok(());
    }
    let functools = vm.import("functools")?;
    let partial = vm.get_attr_text(functools, "partial")?;
    let new = vm.get_attr_text(class, "__new__")?;
    let all = vm.tuple_with_len(2 + positional.len())?;
    for (index, &item) in [new, class].iter().chain(positional.items()).enumerate() {
        all.init(vm, index, item);
    }
    let bound = vm.call_dict(partial, all.items(), Some(named))?;
    let none = vm.tuple(&[])?.value();
    call(vm, s, bound, none)
}
