//! The opcodes that make instances and give them their state.

use super::load::Load;
use super::{UNPICKLING_ERROR, find, text};
use runtime::heap::Gc;
use runtime::object::dict::Dict;
use runtime::object::string::Str;
use runtime::object::tuple::Tuple;
use runtime::object::type_object::Type;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// `callable(*args)`
pub(super) fn reduce(vm: &mut Vm, load: &mut Load) -> PyResult<()> {
    let (args, callable) = (load.pop(vm)?, load.pop(vm)?);
    let value = match args.cast::<Tuple>() {
        Some(args) => vm.call(callable, args.items())?,
        None => {
            let name = vm.type_name(args);
            return Err(vm.type_error(&format!("argument list must be a tuple, not {name}")));
        }
    };
    load.push(vm, value)
}

/// `cls.__new__(cls, *args, **kwargs)`
fn make(vm: &mut Vm, which: &str, class: Value, args: Value, keywords: Option<Value>) -> PyResult<Value> {
    let wrong = |vm: &mut Vm, what: &str, wanted: &str, given: Value| {
        let given = vm.type_name(given);
        UNPICKLING_ERROR.raise(vm, &format!("{which} {what} argument must be {wanted}, not {given}"))
    };
    if !class.is::<Type>() {
        return Err(wrong(vm, "class", "a type", class));
    }
    let Some(args) = args.cast::<Tuple>() else { return Err(wrong(vm, "args", "a tuple", args)) };
    let keywords = match keywords {
        None => None,
        Some(keywords) => match keywords.cast::<Dict>() {
            Some(dict) => Some(dict).filter(|dict| !dict.is_empty()),
            None => return Err(wrong(vm, "kwargs", "a dict", keywords)),
        },
    };
    let new = vm.get_attr_text(class, "__new__")?;
    if args.is_empty() && keywords.is_none() {
        return vm.call(new, &[class]);
    }
    let all = vm.tuple_with_len(1 + args.len())?;
    all.init(vm, 0, class);
    for (index, &arg) in args.items().iter().enumerate() {
        all.init(vm, 1 + index, arg);
    }
    vm.call_dict(new, all.items(), keywords)
}

pub(super) fn new_object(vm: &mut Vm, load: &mut Load) -> PyResult<()> {
    let (args, class) = (load.pop(vm)?, load.pop(vm)?);
    let object = make(vm, "NEWOBJ", class, args, None)?;
    load.push(vm, object)
}

pub(super) fn new_object_with_keywords(vm: &mut Vm, load: &mut Load) -> PyResult<()> {
    let (keywords, args, class) = (load.pop(vm)?, load.pop(vm)?, load.pop(vm)?);
    let object = make(vm, "NEWOBJ_EX", class, args, Some(keywords))?;
    load.push(vm, object)
}

/// An instance as protocol 0 makes it: without arguments `__init__` does not run.
fn instantiate(vm: &mut Vm, class: Value, args: Gc<Tuple>) -> PyResult<Value> {
    if args.is_empty() && class.is::<Type>() && vm.get_attr_opt_text(class, "__getinitargs__")?.is_none() {
        let new = vm.get_attr_text(class, "__new__")?;
        return vm.call(new, &[class]);
    }
    vm.call(class, args.items())
}

/// The values from the last mark on are a class and its arguments.
pub(super) fn object(vm: &mut Vm, load: &mut Load) -> PyResult<()> {
    let start = load.unmark(vm)?;
    if load.depth() - start < 1 {
        return Err(UNPICKLING_ERROR.raise(vm, "unpickling stack underflow"));
    }
    let class = load.from(start)[0];
    let args = vm.tuple(&load.from(start)[1..])?;
    load.cut(start);
    let object = instantiate(vm, class, args)?;
    load.push(vm, object)
}

/// Two lines name a class; the values from the last mark on are its arguments.
pub(super) fn instance(vm: &mut Vm, load: &mut Load) -> PyResult<()> {
    let start = load.unmark(vm)?;
    let module = text::utf8_line(vm, load)?;
    let name = text::utf8_line(vm, load)?;
    let class = find::class(vm, load, module, name)?;
    let args = vm.tuple(load.from(start))?;
    load.cut(start);
    let object = instantiate(vm, class, args)?;
    load.push(vm, object)
}

/// Gives the object on top its state.
pub(super) fn build(vm: &mut Vm, load: &mut Load) -> PyResult<()> {
    let state = load.pop(vm)?;
    let object = load.top(vm)?;
    if let Some(set_state) = vm.get_attr_opt_text(object, "__setstate__")? {
        vm.call(set_state, &[state])?;
        return Ok(());
    }
    let (mut state, mut slots) = (state, Value::NONE);
    if let Some(pair) = state.cast::<Tuple>().filter(|pair| pair.len() == 2) {
        (state, slots) = (pair.get(0), pair.get(1));
    }
    if !state.is_none() {
        let Some(state) = state.cast::<Dict>() else {
            return Err(UNPICKLING_ERROR.raise(vm, "state is not a dictionary"));
        };
        set_attributes(vm, object, state)?;
    }
    if !slots.is_none() {
        let Some(slots) = slots.cast::<Dict>() else {
            return Err(UNPICKLING_ERROR.raise(vm, "slot state is not a dictionary"));
        };
        let mut at = 0;
        while let Some((entry, name, value)) = slots.next_item(at) {
            at = entry + 1;
            match name.cast::<Str>() {
                Some(name) => vm.set_attr(object, name, value)?,
                None => {
                    let given = vm.type_name(name);
                    return Err(vm.type_error(&format!("attribute name must be string, not '{given}'")));
                }
            }
        }
    }
    Ok(())
}

/// Puts what is in a dict into an object's own.
fn set_attributes(vm: &mut Vm, object: Value, state: Gc<Dict>) -> PyResult<()> {
    // Attributes go where they belong without a dict being made, as long as the class leaves `__dict__` alone.
    let plain = object.header().filter(|&header| vm.has_instance_dict(header)).filter(|_| {
        let (class, name) = (vm.class_of(object), vm.intern("__dict__"));
        vm.lookup(class, name).is_some_and(|found| vm.class_of(found) == vm.types.getset_descriptor)
    });
    let mut dict = None;
    let mut at = 0;
    while let Some((entry, name, value)) = state.next_item(at) {
        at = entry + 1;
        if let (Some(header), Some(text)) = (plain, name.cast::<Str>().filter(|_| dict.is_none()))
            && vm.class_of(name) == vm.types.str
        {
            let text = vm.intern_str(text);
            if vm.set_instance_attr(header, text, value)? {
                continue;
            }
        }
        let target = match dict {
            Some(target) => target,
            None => *dict.insert(vm.get_attr_text(object, "__dict__")?),
        };
        let name = match name.cast::<Str>().filter(|_| vm.class_of(name) == vm.types.str) {
            Some(text) => vm.intern_str(text).value(),
            None => name,
        };
        vm.set_item(target, name, value)?;
    }
    Ok(())
}
