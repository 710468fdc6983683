//! `print`. It takes its arguments as calls have them: binding them would take longer than writing most of what is printed.

use crate::heap::Gc;
use crate::native::{Args, CallArgs, FnSpec, func};
use crate::object::Special;
use crate::object::string::Str;
use crate::object::tuple::Tuple;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

const SIGNATURE: &str = "(*args, sep=' ', end='\\n', file=None, flush=False)";

/// The row of the function.
pub(crate) const PRINT: FnSpec = FnSpec::raw_func("print", SIGNATURE, print);

/// For what is wrong with keywords.
static BOUND: FnSpec = func("print", SIGNATURE, print_bound);

/// What keywords say, none for those that are None or not there.
#[derive(Clone, Copy, Default)]
struct Options {
    separator: Option<Value>,
    end: Option<Value>,
    file: Option<Value>,
    flush: Option<Value>,
}

fn print(vm: &mut Vm, _: Value, args: CallArgs<'_>) -> PyResult<Value> {
    let mut options = Options::default();
    if let Some(names) = args.names {
        let given = args.positional();
        for (index, name) in names.items().iter().enumerate() {
            let value = Some(args.values.get(given + index)).filter(|value| !value.is_none());
            let name = name.cast::<Str>();
            match name.as_ref().and_then(|name| name.as_ascii()) {
                Some("sep") => options.separator = value,
                Some("end") => options.end = value,
                Some("file") => options.file = value,
                Some("flush") => options.flush = value,
                Some(_) | None => {
                    let bound = vm.bind_native_args(&BOUND, Value::EMPTY, args)?;
                    return print_bound(vm, bound.args());
                }
            }
        }
    }
    print_all(vm, &args.values.as_slice()[..args.positional()], options)
}

fn print_bound(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let values = args[0].cast::<Tuple>().expect("bound as *args");
    let [separator, end, file, flush] = [1, 2, 3, 4].map(|at| args.not_none(at));
    print_all(vm, values.items(), Options { separator, end, file, flush })
}

fn print_all(vm: &mut Vm, values: &[Value], options: Options) -> PyResult<Value> {
    let Some(file) = vm.print_file(options.file)? else { return Ok(Value::NONE) };
    let separator = part(vm, options.separator, ' ', "sep")?;
    let end = part(vm, options.end, '\n', "end")?;
    for (index, &value) in values.iter().enumerate() {
        if index > 0 {
            vm.write_file(file, separator)?;
        }
        let text = vm.to_str(value)?;
        vm.write_file(file, text)?;
    }
    vm.write_file(file, end)?;
    if options.flush.map_or(Ok(false), |flush| vm.is_true(flush))? {
        let flush = vm.names.special(Special::Flush);
        let flush = vm.get_attr(file, flush)?;
        vm.call(flush, &[])?;
    }
    Ok(Value::NONE)
}

/// What is written between values or after them.
fn part(vm: &mut Vm, given: Option<Value>, default: char, name: &str) -> PyResult<Gc<Str>> {
    let Some(value) = given else { return vm.str_from_char(default.into()) };
    match value.cast::<Str>() {
        Some(text) => Ok(text),
        None => {
            let message = format!("{name} must be None or a string, not {}", vm.type_name(value));
            Err(vm.type_error(&message))
        }
    }
}
