//! Exception and traceback objects.

use super::header::{Header, Kind, ShapeId};
use super::tuple::Tuple;
use super::type_object::Type;
use crate::heap::{Field, Gc};
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use std::cell::Cell;

/// An instance of BaseException or a subclass. Attributes that only some classes have (`value`, `errno`, `name`, …) are
/// in its attribute storage or in `data`.
#[repr(C)]
pub struct Exception {
    header: Header,
    /// `args`
    pub args: Field<Gc<Tuple>>,
    /// `__cause__` or EMPTY.
    pub cause: Field<Value>,
    /// `__context__` or EMPTY.
    pub context: Field<Value>,
    /// `__traceback__`: a traceback object or EMPTY.
    pub traceback: Field<Value>,
    /// What a builtin class adds: `value` of StopIteration, `code` of SystemExit, or an [`super::array::Array`] of fields.
    pub data: Field<Value>,
    /// `__suppress_context__`
    pub suppress_context: Cell<bool>,
}

crate::heap_object!(Exception, Exception, [args, cause, context, traceback, data]);

impl Vm {
    /// A new exception object of class `class`; `__init__` is not run.
    pub fn exception_of_class(&mut self, class: Gc<Type>, args: Gc<Tuple>) -> PyResult<Gc<Exception>> {
        self.exception_of_shape(class.root_shape.get(), args)
    }

    /// A new exception object of this shape, which tells class and size.
    pub(crate) fn exception_of_shape(&mut self, shape: ShapeId, args: Gc<Tuple>) -> PyResult<Gc<Exception>> {
        let header = Header::new(shape, Kind::Exception, self.shapes.get(shape).attrs);
        self.alloc(Exception {
            header,
            args: Field::new(args),
            cause: Field::new(Value::EMPTY),
            context: Field::new(Value::EMPTY),
            traceback: Field::new(Value::EMPTY),
            data: Field::new(Value::EMPTY),
            suppress_context: Cell::new(false),
        })
    }
}

/// One level of a traceback. What `tb_lineno` and positions say is derived from code and instruction on demand.
pub struct Traceback {
    /// `tb_next` or EMPTY.
    pub next: Field<Value>,
    /// `tb_frame`: a frame object, or EMPTY where nobody has asked for that of a frame that was left: [`Vm::frame_of_entry`].
    pub(crate) frame: Field<Value>,
    /// What that is made of then ([`Vm::left_frame`]), and the entry or frame object of the frame that called it; else EMPTY.
    pub(crate) left: Field<Value>,
    pub(crate) outer: Field<Value>,
    /// The code that ran.
    pub code: Field<Gc<super::code::Code>>,
    /// Index of the instruction that raised.
    pub instruction: Cell<u32>,
    /// `tb_lineno` if it was given, else 0.
    pub line: Cell<u32>,
    /// `tb_lasti` if it was given.
    pub last: Cell<Option<i64>>,
}

crate::native_data!(Traceback, [next, frame, left, outer, code]);
