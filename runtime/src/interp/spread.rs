//! Arguments after `*` and `**`: laid out in the callee's window, or handed on as they are.

use super::Operands;
use super::bind::BindMode;
use crate::frame::stack::{HEADER, set_register};
use crate::heap::Gc;
use crate::object::Special;
use crate::object::dict::Dict;
use crate::object::string::Str;
use crate::object::tuple::Tuple;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// A call with `*` and `**` arguments, for compiled code.
pub(super) fn spread_call(vm: &mut Vm, o: Operands) -> PyResult<Value> {
    let window = o.b_field();
    let callee = o.register(window);
    let (args, kwargs) = spread(vm, callee, o.register(window + HEADER), o.register(window + HEADER + 1))?;
    vm.check_native_stack()?;
    vm.call_dict(callee, args.items(), kwargs)
}

/// Puts the arguments of a spread call into the callee's first registers.
pub(super) fn spread_into(
    vm: &mut Vm,
    o: Operands,
    receiver: Value,
    args: Gc<Tuple>,
    kwargs: Option<Gc<Dict>>,
) -> PyResult<BindMode> {
    let kwargs = kwargs.filter(|kwargs| !kwargs.is_empty());
    let names = match kwargs {
        Some(kwargs) => Some(keyword_names(vm, kwargs)?),
        None => None,
    };
    let callee = o.base.wrapping_add(o.b_field() + HEADER);
    let offset = usize::from(!receiver.is_empty());
    let given = offset + args.len() + kwargs.map_or(0, |kwargs| kwargs.len());
    if callee.wrapping_add(given) > vm.stack.end() {
        return Err(vm.too_deep());
    }
    if offset == 1 {
        set_register(callee, 0, receiver);
    }
    for (index, &arg) in args.items().iter().enumerate() {
        set_register(callee, offset + index, arg);
    }
    if let Some(kwargs) = kwargs {
        for (index, (_, value)) in kwargs.items().enumerate() {
            set_register(callee, offset + args.len() + index, value);
        }
    }
    Ok(BindMode { given, names })
}

/// The keys of keyword arguments as a tuple; they must be strings.
fn keyword_names(vm: &mut Vm, kwargs: Gc<Dict>) -> PyResult<Gc<Tuple>> {
    let names = vm.tuple_with_len(kwargs.len())?;
    for (index, (key, _)) in kwargs.items().enumerate() {
        if !key.is::<Str>() {
            return Err(vm.type_error("keywords must be strings"));
        }
        names.init(vm, index, key);
    }
    Ok(names)
}

/// Positional arguments as a tuple and keywords as a dict, with CPython's errors for what cannot be unpacked.
pub(super) fn spread(
    vm: &mut Vm,
    callee: Value,
    args: Value,
    kwargs: Value,
) -> PyResult<(Gc<Tuple>, Option<Gc<Dict>>)> {
    let args = match args.cast::<Tuple>() {
        Some(args) if vm.class_of(args.value()) == vm.types.tuple => args,
        Some(_) | None => {
            if vm.special_of(args, Special::Iter).is_none() && vm.special_of(args, Special::GetItem).is_none() {
                let name = callee_name(vm, callee)?;
                let message = format!("{name} argument after * must be an iterable, not {}", vm.type_name(args));
                return Err(vm.type_error(&message));
            }
            vm.collect_tuple(args)?
        }
    };
    let kwargs = match kwargs.given() {
        None => None,
        Some(kwargs) => match kwargs.cast::<Dict>() {
            Some(dict) => Some(dict),
            None => {
                let dict = vm.dict()?;
                super::misc::merge_keywords(vm, dict, kwargs, callee)?;
                Some(dict)
            }
        },
    };
    Ok((args, kwargs))
}

/// `module.qualname()` of a callee, for messages.
pub(super) fn callee_name(vm: &mut Vm, callee: Value) -> PyResult<String> {
    let qualname = vm.names.special(Special::Qualname);
    let Some(name) = vm.get_attr_opt(callee, qualname)?.and_then(|name| name.cast::<Str>()) else {
        return Ok(vm.to_str(callee)?.to_string_lossy());
    };
    let module = vm.names.special(Special::Module);
    let prefix = match vm.get_attr_opt(callee, module)?.and_then(|module| module.cast::<Str>()) {
        Some(module) if !module.is_text("builtins") => format!("{}.", module.to_string_lossy()),
        Some(_) | None => String::new(),
    };
    Ok(format!("{prefix}{}()", name.to_string_lossy()))
}
