//! Exceptions in compiled code: which it may make itself, the tracebacks of those, and the way from what raised to a handler that is
//! compiled as well.
//!
//! Invariant **\[PATH\]**: a path that compiled code names is never freed.
#![expect(unsafe_code, reason = "compiled code names paths by their addresses: [PATH]")]

use crate::builtins::exceptions::is_data_init;
use crate::exceptions::hierarchy::Exc;
use crate::frame::left::Shown;
use crate::frame::stack::{FrameRef, frame_code, frame_function, register, word};
use crate::heap::Gc;
use crate::object::Special;
use crate::object::code::Code;
use crate::object::exception::Exception;
use crate::object::function::{Function, NativeFunction};
use crate::object::header::{Kind, ShapeId};
use crate::object::string::Str;
use crate::object::type_object::{Type, type_flag};
use crate::tier::PlainClass;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// What calling an exception class does, where that is plain: `__new__` is that of BaseException, and `__init__` as well or a
/// Python function.
pub struct PlainException {
    /// First word of new objects.
    pub header: u64,
    /// How many bytes they take.
    pub size: u32,
    /// Their shape.
    pub shape: u32,
    /// `__init__` if it is in Python.
    pub init: Option<PlainClass>,
    /// Only without arguments: those would become more than `args`.
    pub bare: bool,
}

/// See [`PlainException`].
pub fn plain_exception(vm: &mut Vm, class: Gc<Type>) -> Option<PlainException> {
    let plain = class.has(type_flag::EXCEPTION) && !class.has(type_flag::ABSTRACT) && !class.has(type_flag::HAS_DEL);
    if !plain || !crate::interp::is_called_as_type(vm, class) {
        return None;
    }
    super::rely_on_metaclass(vm, class);
    let base = vm.exc(Exc::BaseException);
    if vm.special(class, Special::New)? != vm.special(base, Special::New)? {
        return None;
    }
    let init = vm.special(class, Special::Init)?;
    let shape = class.root_shape.get().0;
    let native = init.cast::<NativeFunction>();
    let bare = native.is_some_and(|native| is_data_init(native.spec.call as usize));
    let init = match bare || init == vm.special(base, Special::Init)? {
        true => None,
        false => Some(PlainClass { init: init.cast()?, shape, between: vm.stack.init_code? }),
    };
    for special in [Special::New, Special::Init] {
        let name = vm.names.special(special);
        vm.rely_on(class, name);
    }
    let header = vm.header_for(class, Kind::Exception);
    let size = size_of::<Exception>() + 8 * header.attrs();
    Some(PlainException { header: header.word(), size: size as u32, shape, init, bare })
}

/// Whether objects of a shape are exceptions.
pub fn is_exception_shape(vm: &Vm, shape: u32) -> bool {
    vm.shapes.get(ShapeId(shape)).class.has(type_flag::EXCEPTION)
}

/// Whether an attribute of objects of a shape is `BaseException.args`.
pub fn is_exception_args(vm: &mut Vm, shape: u32, name: Value) -> bool {
    let (class, base) = (vm.shapes.get(ShapeId(shape)).class, vm.exc(Exc::BaseException));
    let Some(name) = name.cast::<Str>().filter(|name| class.has(type_flag::EXCEPTION) && name.is_text("args")) else {
        return false;
    };
    let known = vm.lookup(class, name);
    let looks_up = vm.special(class, Special::GetAttribute) == vm.special(base, Special::GetAttribute);
    let is_args = known.is_some() && known == vm.lookup(base, name) && looks_up;
    if is_args {
        let hook = vm.names.special(Special::GetAttribute);
        vm.rely_on(class, name);
        vm.rely_on(class, hook);
    }
    is_args
}

/// Whether a native function is `BaseException.__init__`.
pub fn is_exception_init(vm: &mut Vm, native: Gc<NativeFunction>) -> bool {
    let base = vm.exc(Exc::BaseException);
    vm.special(base, Special::Init) == Some(native.value())
}

/// A new exception without arguments, of the shape that this first word of an object tells. 0 without memory for it. Collects
/// nothing.
pub extern "C" fn exception(vm: &mut Vm, header: u64, _class: u64) -> u64 {
    vm.postponing(|vm| {
        let args = vm.tuple(&[]);
        let made = args.and_then(|args| vm.exception_of_shape(ShapeId(header as u32), args));
        crate::interp::word(made.map(Gc::value))
    })
}

/// The way of an exception from where it is raised to the frame that handles it.
#[derive(Clone, Debug)]
pub struct RaisePath {
    /// Window of the frame that handles it, counted in registers from that of the root.
    pub window: i32,
    /// The instruction there that raised it, or whose callee did.
    pub instruction: u32,
    /// The frames above, outermost first, which are left.
    pub left: Vec<LeftFrame>,
}

/// A frame that is left by an exception.
#[derive(Clone, Copy, Debug)]
pub struct LeftFrame {
    /// Its code.
    pub code: Gc<Code>,
    /// The instruction that raised, or whose callee did.
    pub instruction: u32,
    /// How many of its registers are given, all of which have names; none if nobody sees such frames.
    pub registers: u32,
}

/// The traceback of an exception that has come this way, for a root at `base`. `words` has of each frame that is left the
/// function and the registers. 0 (no traceback) without memory for it. Collects nothing.
pub extern "C" fn traceback(vm: &mut Vm, base: *mut u64, path: *const RaisePath, words: *const u64) -> u64 {
    vm.postponing(|vm| crate::interp::word(traceback_along(vm, base, path_at(path), words)))
}

fn path_at(path: *const RaisePath) -> &'static RaisePath {
    // SAFETY: [PATH]
    unsafe { &*path }
}

fn traceback_along(vm: &mut Vm, base: *mut u64, path: &RaisePath, words: *const u64) -> PyResult<Value> {
    let base = base.wrapping_offset(path.window as isize);
    let Some(function) = frame_function(base) else { return traceback_above(vm, path, words, Value::EMPTY) };
    let (code, instruction) = (frame_code(base), path.instruction as usize);
    vm.stack.raise_site = (base as usize, path.instruction);
    let frame = vm.frame_of(FrameRef { base, function, code, instruction })?.value();
    let next = traceback_above(vm, path, words, frame)?;
    Ok(vm.new_entry(next, Shown::Object(frame), code, path.instruction)?.value())
}

/// The traceback of the frames that are left, which a frame with the frame object `handling` has called, if that is shown.
fn traceback_above(vm: &mut Vm, path: &RaisePath, words: *const u64, handling: Value) -> PyResult<Value> {
    let mut next = Value::EMPTY;
    let mut end = path.left.iter().map(|left| 1 + left.registers as usize).sum::<usize>();
    for left in path.left.iter().rev() {
        let count = left.registers as usize;
        end -= 1 + count;
        let words = words.wrapping_add(end).cast_mut();
        let Some(function) = register(words, 0).cast::<Function>() else { continue };
        let kept = vm.left_frame(function, (0..count).map(|at| register(words, 1 + at)))?;
        let entry = vm.new_entry(next, Shown::Left(kept), left.code, left.instruction)?.value();
        vm.set_caller(next, entry);
        next = entry;
    }
    vm.set_caller(next, handling);
    Ok(next)
}

/// What `pc` in the frame at `base` has raised, or (if it is such an instruction) raises, goes to its handler in the frame at
/// `handler`, which is compiled: the exception. `inlined` frames between have not been counted. 0 if the interpreter has to see
/// to it, before anything is done.
pub extern "C" fn catch(vm: &mut Vm, pc: *mut u64, base: *mut u64, handler: *mut u64, inlined: u64) -> u64 {
    if vm.is_watched() || vm.levels {
        return 0;
    }
    vm.stack.pc = pc;
    vm.stack.base = base;
    let trace = crate::interp::raise_of(vm, pc, base);
    let Some(target) = vm.unwind(pc, base, trace) else { unreachable!("the handler is below") };
    debug_assert!(target.base == handler, "the frame that handles it is known");
    vm.stack.depth_left -= inlined as i32;
    let code = frame_code(handler);
    let index = code.index_of(target.pc) as u32;
    let entry = code.unit.exceptions.iter().find(|entry| entry.target == index);
    word(handler, entry.map_or(0, |entry| entry.register as isize))
}
