//! `termios`: attributes of terminals.

mod constants;

use crate::convert::{self, c_int, file_descriptor};
use crate::system::{self, users as calls};
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::Gc;
use runtime::native::{Args, ModuleSpec, func};
use runtime::object::Special;
use runtime::object::dict::Dict;
use runtime::object::list::List;
use runtime::object::module::Module;
use runtime::object::string::Bytes;
use runtime::object::type_object::Type;
use runtime::value::Value;
use runtime::vm::{PyResult, Raised, Vm};

/// `termios.error`
fn error_class(vm: &mut Vm) -> PyResult<Gc<Type>> {
    const KEY: &str = "termios.error";
    if let Some(class) = vm.module_state(KEY).and_then(|class| class.cast()) {
        return Ok(class);
    }
    let bases = vm.tuple(&[vm.exc(Exc::Exception).value()])?.value();
    let (name, namespace, module) = (vm.str("error")?.value(), vm.dict()?, vm.str("termios")?.value());
    namespace.set_text(vm, "__module__", module)?;
    let metaclass = vm.types.type_.value();
    let class = vm.call(metaclass, &[name, bases, namespace.value()])?;
    vm.set_module_state(KEY, class);
    Ok(class.cast().expect("type makes classes"))
}

#[cold]
fn failed(vm: &mut Vm, code: i32) -> Raised {
    let made = (|| {
        let class = error_class(vm)?.value();
        let text = vm.str(&system::strerror(code))?.value();
        vm.call(class, &[Value::int32(code), text])
    })();
    match made {
        Ok(exception) => vm.raise(exception),
        Err(raised) => raised,
    }
}

fn done(vm: &mut Vm, result: i32) -> PyResult<Value> {
    if result == -1 {
        let code = system::errno();
        return Err(failed(vm, code));
    }
    Ok(Value::NONE)
}

fn tcgetattr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let fd = file_descriptor(vm, args[0])?;
    let attributes = match calls::tcgetattr(fd) {
        Ok(attributes) => attributes,
        Err(code) => return Err(failed(vm, code)),
    };
    let characters = vm.list(&[])?;
    let canonical = attributes.c_lflag & libc::ICANON != 0;
    for (index, &byte) in attributes.c_cc.iter().enumerate() {
        // Without line editing two of the characters are numbers.
        let value = if !canonical && matches!(index, libc::VMIN | libc::VTIME) {
            Value::int32(byte.into())
        } else {
            vm.bytes(&[byte])?.value()
        };
        characters.push(vm, value)?;
    }
    let list = vm.list(&[])?;
    let (input, output) = calls::speeds(&attributes);
    let flags = [attributes.c_iflag, attributes.c_oflag, attributes.c_cflag, attributes.c_lflag, input, output];
    for flag in flags {
        list.push(vm, Value::int_unchecked(flag.into()))?;
    }
    list.push(vm, characters.value())?;
    Ok(list.value())
}

fn tcsetattr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (fd, when) = (file_descriptor(vm, args[0])?, c_int(vm, args[1])?);
    let Some(list) = args[2].cast::<List>().filter(|list| list.len() == 7) else {
        return Err(vm.type_error("tcsetattr, arg 3: must be 7 element list"));
    };
    let mut attributes = match calls::tcgetattr(fd) {
        Ok(attributes) => attributes,
        Err(code) => return Err(failed(vm, code)),
    };
    let mut numbers = [0; 6];
    for (index, number) in numbers.iter_mut().enumerate() {
        let value = list.get(index).unwrap_or(Value::NONE);
        *number = convert::c_long(vm, value)? as u32;
    }
    let characters = list.get(6).and_then(|value| value.cast::<List>());
    let Some(characters) = characters.filter(|characters| characters.len() == attributes.c_cc.len()) else {
        let message = format!("tcsetattr: attributes[6] must be {} element list", attributes.c_cc.len());
        return Err(vm.type_error(&message));
    };
    for index in 0..attributes.c_cc.len() {
        let value = characters.get(index).unwrap_or(Value::NONE);
        attributes.c_cc[index] = match value.cast::<Bytes>() {
            Some(bytes) if bytes.len() == 1 => bytes.bytes()[0],
            Some(_) | None if value.as_int().is_some() => convert::c_long(vm, value)? as u8,
            Some(_) | None => {
                return Err(vm.type_error("tcsetattr: elements of attributes must be characters or integers"));
            }
        };
    }
    let [input_flags, output_flags, control, local, input, output] = numbers;
    attributes.c_iflag = input_flags;
    attributes.c_oflag = output_flags;
    attributes.c_cflag = control;
    attributes.c_lflag = local;
    if !calls::set_speeds(&mut attributes, input, output) {
        return done(vm, -1);
    }
    done(vm, calls::tcsetattr(fd, when, &attributes))
}

macro_rules! plain_calls {
    ($($name:ident)*) => {$(
        fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
            let (fd, argument) = (file_descriptor(vm, args[0])?, c_int(vm, args[1])?);
            done(vm, calls::$name(fd, argument))
        }
    )*};
}
plain_calls! { tcsendbreak tcflush tcflow }

fn tcdrain(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let fd = file_descriptor(vm, args[0])?;
    done(vm, calls::tcdrain(fd))
}

fn tcgetwinsize(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let fd = file_descriptor(vm, args[0])?;
    match system::terminal_size(fd) {
        Some((columns, rows)) => Ok(vm.tuple(&[Value::int32(rows.into()), Value::int32(columns.into())])?.value()),
        None => done(vm, -1),
    }
}

fn tcsetwinsize(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let fd = file_descriptor(vm, args[0])?;
    let sequence = vm.special_of(args[1], Special::GetItem).is_some() && !args[1].is::<Dict>();
    if !sequence || vm.len(args[1])? != 2 {
        return Err(vm.type_error("tcsetwinsize, arg 2: must be a two-item sequence"));
    }
    let mut numbers = [0; 2];
    for (index, number) in numbers.iter_mut().enumerate() {
        let item = vm.get_item(args[1], Value::len(index))?;
        *number = convert::c_long(vm, item)?;
    }
    if system::terminal_size(fd).is_none() {
        return done(vm, -1);
    }
    let [Ok(rows), Ok(columns)] = numbers.map(u16::try_from) else {
        return Err(vm.overflow_error("winsize value(s) out of range."));
    };
    done(vm, system::set_terminal_size(fd, columns, rows))
}

/// `termios`
pub(crate) static TERMIOS: ModuleSpec = ModuleSpec {
    name: "termios",
    doc: "This module provides an interface to the Posix calls for tty I/O control.\n\nFor a complete description of these calls, see the Posix or Unix manual\npages. It is only available for those Unix versions that support Posix\ntermios style tty I/O control (and then only if configured at installation\ntime).\n\nAll functions in this module take a file descriptor fd as their first\nargument. This can be an integer file descriptor, such as returned by\nsys.stdin.fileno(), or a file object, such as sys.stdin itself.",
    functions: &[
        func("tcgetattr", "(fd, /)", tcgetattr),
        func("tcsetattr", "(fd, when, attributes, /)", tcsetattr),
        func("tcsendbreak", "(fd, duration, /)", tcsendbreak),
        func("tcdrain", "(fd, /)", tcdrain),
        func("tcflush", "(fd, queue, /)", tcflush),
        func("tcflow", "(fd, action, /)", tcflow),
        func("tcgetwinsize", "(fd, /)", tcgetwinsize),
        func("tcsetwinsize", "(fd, winsize, /)", tcsetwinsize),
    ],
    init: Some(init),
    ..ModuleSpec::EMPTY
};

fn init(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    let dict = module.dict.get();
    for &(name, value) in constants::CONSTANTS {
        dict.set_text(vm, name, Value::int_unchecked(value))?;
    }
    let class = error_class(vm)?.value();
    dict.set_text(vm, "error", class)
}
