//! Unpickling: the state of an unpickler at work and what its opcodes do; `build.rs` has those that make instances.

use super::input::Input;
use super::{UNPICKLING_ERROR, build, find, opcode as op, text};
use num_bigint::BigInt;
use runtime::heap::Gc;
use runtime::object::array::Array;
use runtime::object::dict::Dict;
use runtime::object::list::List;
use runtime::object::set::Set;
use runtime::object::string::Str;
use runtime::value::Value;
use runtime::vm::{PyResult, Raised, Vm};

/// The largest number that the memo is grown for at once.
const MEMO_LIMIT: usize = 1 << 27;

/// An unpickler at work. It lives on the stack of the call that unpickles, which is a root.
pub(super) struct Load {
    pub(super) input: Input,
    stack: Gc<Array>,
    len: usize,
    marks: Vec<usize>,
    /// What is below belongs to an unfinished object and must not be popped.
    fence: usize,
    pub(super) memo: Gc<Array>,
    pub(super) memo_len: usize,
    pub(super) protocol: u8,
    pub(super) fix_imports: bool,
    pub(super) encoding: String,
    pub(super) errors: String,
    /// An iterator of buffers; EMPTY if there is none.
    pub(super) buffers: Value,
    /// `persistent_load`; EMPTY if there is none.
    pub(super) persistent_load: Value,
    /// An unpickler whose method `find_class` is to be asked; EMPTY if there is none.
    pub(super) finder: Value,
}

impl Load {
    pub(super) fn new(vm: &mut Vm, input: Input) -> PyResult<Load> {
        let stack = Array::new(vm, 16)?;
        let memo = Array::new(vm, 32)?;
        Ok(Load {
            input,
            stack,
            len: 0,
            marks: Vec::new(),
            fence: 0,
            memo,
            memo_len: 0,
            protocol: 0,
            fix_imports: true,
            encoding: "ASCII".to_owned(),
            errors: "strict".to_owned(),
            buffers: Value::EMPTY,
            persistent_load: Value::EMPTY,
            finder: Value::EMPTY,
        })
    }

    #[inline]
    pub(super) fn push(&mut self, vm: &mut Vm, value: Value) -> PyResult<()> {
        if self.len == self.stack.len() {
            self.stack = Array::resized(vm, self.stack, self.len, self.len * 2)?;
        }
        self.stack.set(vm, self.len, value);
        self.len += 1;
        Ok(())
    }

    #[cold]
    fn underflow(&self, vm: &mut Vm) -> Raised {
        let message = if self.marks.is_empty() { "unpickling stack underflow" } else { "unexpected MARK found" };
        UNPICKLING_ERROR.raise(vm, message)
    }

    #[inline]
    pub(super) fn pop(&mut self, vm: &mut Vm) -> PyResult<Value> {
        if self.len <= self.fence {
            return Err(self.underflow(vm));
        }
        self.len -= 1;
        Ok(self.stack.get(self.len))
    }

    /// The value on top.
    #[inline]
    pub(super) fn top(&self, vm: &mut Vm) -> PyResult<Value> {
        if self.len <= self.fence {
            return Err(self.underflow(vm));
        }
        Ok(self.stack.get(self.len - 1))
    }

    /// Replaces the value on top.
    fn replace(&mut self, vm: &mut Vm, value: Value) {
        self.stack.set(vm, self.len - 1, value);
    }

    fn mark(&mut self) {
        self.marks.push(self.len);
        self.fence = self.len;
    }

    /// Takes the last mark: where it is.
    pub(super) fn unmark(&mut self, vm: &mut Vm) -> PyResult<usize> {
        match self.marks.pop() {
            Some(at) => {
                self.fence = self.marks.last().copied().unwrap_or(0);
                Ok(at)
            }
            None => Err(UNPICKLING_ERROR.raise(vm, "could not find MARK")),
        }
    }

    /// The values from `start` on; the caller takes them off when it is done.
    pub(super) fn from(&self, start: usize) -> &[Value] {
        &self.stack.values()[start..self.len]
    }

    pub(super) fn cut(&mut self, start: usize) {
        self.len = start;
    }

    pub(super) fn depth(&self) -> usize {
        self.len
    }

    /// The values from the last mark on as a tuple, taken off.
    pub(super) fn marked_tuple(&mut self, vm: &mut Vm) -> PyResult<Value> {
        let start = self.unmark(vm)?;
        let tuple = vm.tuple(self.from(start))?.value();
        self.cut(start);
        Ok(tuple)
    }

    fn tuple(&mut self, vm: &mut Vm, len: usize) -> PyResult<()> {
        if self.len < len + self.fence {
            return Err(self.underflow(vm));
        }
        let start = self.len - len;
        let tuple = vm.tuple(self.from(start))?.value();
        self.cut(start);
        self.push(vm, tuple)
    }

    fn remember(&mut self, vm: &mut Vm, index: usize, value: Value) -> PyResult<()> {
        if index >= self.memo.len() {
            if index > MEMO_LIMIT {
                return Err(vm.memory_error());
            }
            self.memo = Array::resized(vm, self.memo, self.memo.len(), (index + 1) * 2)?;
        }
        self.memo_len += usize::from(self.memo.get(index).is_empty());
        self.memo.set(vm, index, value);
        Ok(())
    }

    fn recall(&mut self, vm: &mut Vm, index: usize) -> PyResult<()> {
        match self.memo.fields().get(index).and_then(|field| field.get().given()) {
            Some(value) => self.push(vm, value),
            None => Err(UNPICKLING_ERROR.raise(vm, &format!("Memo value not found at index {index}"))),
        }
    }

    /// An unsigned number of `len` bytes.
    #[inline(always)]
    pub(super) fn number(&mut self, vm: &mut Vm, len: usize) -> PyResult<u64> {
        let range = self.input.take(vm, len)?;
        // Lengths are mostly literals: no general copy for a byte or four.
        Ok(match &self.input.data()[range] {
            &[a] => a.into(),
            &[a, b] => u16::from_le_bytes([a, b]).into(),
            &[a, b, c, d] => u32::from_le_bytes([a, b, c, d]).into(),
            data => {
                let mut bytes = [0; 8];
                bytes[..len].copy_from_slice(data);
                u64::from_le_bytes(bytes)
            }
        })
    }

    /// A length of `len` bytes.
    fn length(&mut self, vm: &mut Vm, len: usize, what: &str) -> PyResult<usize> {
        let n = self.number(vm, len)?;
        match isize::try_from(n) {
            Ok(n) => Ok(n as usize),
            Err(_) => {
                let most = isize::MAX;
                Err(vm.overflow_error(&format!("{what} exceeds system's maximum size of {most} bytes")))
            }
        }
    }

    fn text(&mut self, vm: &mut Vm, len: usize) -> PyResult<()> {
        let range = self.input.take(vm, len)?;
        let data = &self.input.data()[range];
        let text = if data.is_ascii() { vm.str_from_latin1(data)? } else { text::utf8(vm, data)? };
        self.push(vm, text.value())
    }

    fn bytes(&mut self, vm: &mut Vm, len: usize) -> PyResult<()> {
        let range = self.input.take(vm, len)?;
        let bytes = vm.bytes(&self.input.data()[range])?;
        self.push(vm, bytes.value())
    }

    fn old_string(&mut self, vm: &mut Vm, width: usize) -> PyResult<()> {
        let len = self.number(vm, width)?;
        let len = if width == 4 { i64::from(len as u32 as i32) } else { len as i64 };
        let Ok(len) = usize::try_from(len) else {
            return Err(UNPICKLING_ERROR.raise(vm, "BINSTRING pickle has negative byte count"));
        };
        let range = self.input.take(vm, len)?;
        let data = self.input.data()[range].to_vec();
        let value = text::of_python2(vm, self, &data)?;
        self.push(vm, value)
    }

    fn long(&mut self, vm: &mut Vm, width: usize) -> PyResult<()> {
        let len = self.number(vm, width)?;
        let len = if width == 4 { i64::from(len as u32 as i32) } else { len as i64 };
        let Ok(len) = usize::try_from(len) else {
            return Err(UNPICKLING_ERROR.raise(vm, "LONG pickle has negative byte count"));
        };
        let range = self.input.take(vm, len)?;
        let data = &self.input.data()[range];
        let value = if data.len() <= 8 {
            let negative = data.last().is_some_and(|byte| byte & 0x80 != 0);
            let mut bytes = [if negative { 0xff } else { 0 }; 8];
            bytes[..data.len()].copy_from_slice(data);
            vm.int(i64::from_le_bytes(bytes))?
        } else {
            vm.big_int(BigInt::from_signed_bytes_le(data))?
        };
        self.push(vm, value)
    }

    /// Appends the values from `start` on to the list, or what else is below them.
    fn append(&mut self, vm: &mut Vm, start: usize) -> PyResult<()> {
        let target = self.below(vm, start)?;
        if start == self.len {
            return Ok(());
        }
        if let Some(list) = target.cast::<List>().filter(|list| vm.class_of(list.value()) == vm.types.list) {
            if self.len - start == 1 {
                let item = self.stack.get(start);
                list.push(vm, item)?;
            } else {
                let len = list.len();
                list.splice(vm, len, len, self.from(start))?;
            }
        } else if let Some(extend) = vm.get_attr_opt_text(target, "extend")? {
            let items = vm.list(self.from(start))?.value();
            vm.call(extend, &[items])?;
        } else {
            let append = vm.get_attr_text(target, "append")?;
            for index in start..self.len {
                vm.call(append, &[self.stack.get(index)])?;
            }
        }
        self.cut(start);
        Ok(())
    }

    /// What is just below the values from `start` on.
    fn below(&mut self, vm: &mut Vm, start: usize) -> PyResult<Value> {
        if start > self.len || start <= self.fence {
            return Err(self.underflow(vm));
        }
        Ok(self.stack.get(start - 1))
    }

    /// Sets the items from `start` on in the dict, or what else is below them.
    fn set_items(&mut self, vm: &mut Vm, start: usize) -> PyResult<()> {
        let target = self.below(vm, start)?;
        if start == self.len {
            return Ok(());
        }
        if !(self.len - start).is_multiple_of(2) {
            return Err(UNPICKLING_ERROR.raise(vm, "odd number of items for SETITEMS"));
        }
        let dict = target.cast::<Dict>().filter(|dict| vm.class_of(dict.value()) == vm.types.dict);
        if let Some(dict) = dict {
            dict.reserve(vm, (self.len - start) / 2)?;
        }
        for index in (start..self.len).step_by(2) {
            let (key, value) = (self.stack.get(index), self.stack.get(index + 1));
            match dict {
                Some(dict) => dict.set(vm, key, value)?,
                None => vm.set_item(target, key, value)?,
            }
        }
        self.cut(start);
        Ok(())
    }

    /// Adds the values from the last mark on to the set, or what else is below them.
    fn add_items(&mut self, vm: &mut Vm) -> PyResult<()> {
        let start = self.unmark(vm)?;
        let target = self.below(vm, start)?;
        if start == self.len {
            return Ok(());
        }
        if let Some(set) = target.cast::<Set>().filter(|set| vm.class_of(set.value()) == vm.types.set) {
            for index in start..self.len {
                set.add(vm, self.stack.get(index))?;
            }
        } else {
            let add = vm.get_attr_text(target, "add")?;
            for index in start..self.len {
                vm.call(add, &[self.stack.get(index)])?;
            }
        }
        self.cut(start);
        Ok(())
    }

    fn dict(&mut self, vm: &mut Vm) -> PyResult<()> {
        let start = self.unmark(vm)?;
        if !(self.len - start).is_multiple_of(2) {
            return Err(UNPICKLING_ERROR.raise(vm, "odd number of items for DICT"));
        }
        let dict = vm.dict()?;
        for index in (start..self.len).step_by(2) {
            dict.set(vm, self.stack.get(index), self.stack.get(index + 1))?;
        }
        self.cut(start);
        self.push(vm, dict.value())
    }

    fn pop_opcode(&mut self, vm: &mut Vm) -> PyResult<()> {
        // A mark on top is popped as if it were a value.
        if self.marks.last() == Some(&self.len) {
            self.unmark(vm)?;
            return Ok(());
        }
        self.pop(vm)?;
        Ok(())
    }

    fn persistent(&mut self, vm: &mut Vm, id: Value) -> PyResult<()> {
        if self.persistent_load.is_empty() {
            return Err(UNPICKLING_ERROR.raise(
                vm,
                "A load persistent id instruction was encountered, but no persistent_load function was specified.",
            ));
        }
        let value = vm.call(self.persistent_load, &[id])?;
        self.push(vm, value)
    }

    fn persistent_line(&mut self, vm: &mut Vm) -> PyResult<()> {
        let range = self.input.line(vm)?;
        let line = &self.input.data()[range.start..range.end - 1];
        if !line.is_ascii() {
            return Err(UNPICKLING_ERROR.raise(vm, "persistent IDs in protocol 0 must be ASCII strings"));
        }
        let id = vm.str_from_latin1(line)?.value();
        self.persistent(vm, id)
    }

    fn frozen_set(&mut self, vm: &mut Vm) -> PyResult<()> {
        let start = self.unmark(vm)?;
        let items = vm.list(self.from(start))?.value();
        self.cut(start);
        let class = vm.types.frozenset.value();
        let set = vm.call(class, &[items])?;
        self.push(vm, set)
    }

    fn buffer(&mut self, vm: &mut Vm) -> PyResult<()> {
        if self.buffers.is_empty() {
            return Err(UNPICKLING_ERROR
                .raise(vm, "pickle stream refers to out-of-band data but no *buffers* argument was given"));
        }
        match vm.next(self.buffers)? {
            Some(buffer) => self.push(vm, buffer),
            None => Err(UNPICKLING_ERROR.raise(vm, "not enough out-of-band buffers")),
        }
    }

    fn readonly_buffer(&mut self, vm: &mut Vm) -> PyResult<()> {
        let top = self.top(vm)?;
        let view = runtime::builtins::memoryview::of_object(vm, top)?;
        let readonly = vm.get_attr_text(view, "readonly")?;
        if !vm.is_true(readonly)? {
            let readonly = vm.call_method(view, "toreadonly", &[])?;
            self.replace(vm, readonly);
        }
        Ok(())
    }

    /// The number on a line, of which `GET` and `PUT` make an index.
    fn line_number(&mut self, vm: &mut Vm) -> PyResult<i64> {
        let range = self.input.line(vm)?;
        let line = self.input.data()[range.start..range.end - 1].to_vec();
        let text = vm.str_from_latin1(&line)?.value();
        let class = vm.types.int.value();
        let n = vm.call(class, &[text])?;
        n.as_i64().ok_or_else(|| vm.overflow_error("Python int too large to convert to C ssize_t"))
    }

    fn get_line(&mut self, vm: &mut Vm) -> PyResult<()> {
        let n = self.line_number(vm)?;
        match usize::try_from(n) {
            Ok(index) => self.recall(vm, index),
            Err(_) => Err(UNPICKLING_ERROR.raise(vm, &format!("Memo value not found at index {n}"))),
        }
    }

    fn put_line(&mut self, vm: &mut Vm) -> PyResult<()> {
        let n = self.line_number(vm)?;
        let top = self.top(vm)?;
        match usize::try_from(n) {
            Ok(index) => self.remember(vm, index, top),
            Err(_) => Err(vm.value_error("negative PUT argument")),
        }
    }

    fn put(&mut self, vm: &mut Vm, width: usize) -> PyResult<()> {
        let index = self.number(vm, width)? as usize;
        let top = self.top(vm)?;
        self.remember(vm, index, top)
    }

    fn get(&mut self, vm: &mut Vm, width: usize) -> PyResult<()> {
        let index = self.number(vm, width)? as usize;
        self.recall(vm, index)
    }

    /// Two lines or two values that name a global.
    fn global(&mut self, vm: &mut Vm) -> PyResult<()> {
        let module = text::utf8_line(vm, self)?;
        let name = text::utf8_line(vm, self)?;
        let found = find::class(vm, self, module, name)?;
        self.push(vm, found)
    }

    fn stack_global(&mut self, vm: &mut Vm) -> PyResult<()> {
        let (name, module) = (self.pop(vm)?, self.pop(vm)?);
        match (module.cast::<Str>(), name.cast::<Str>()) {
            (Some(module), Some(name)) => {
                let found = find::class(vm, self, module, name)?;
                self.push(vm, found)
            }
            _ => Err(UNPICKLING_ERROR.raise(vm, "STACK_GLOBAL requires str")),
        }
    }

    /// Unpickles one object: runs opcodes up to `STOP`.
    pub(super) fn load(&mut self, vm: &mut Vm) -> PyResult<Value> {
        loop {
            let opcode = self.input.opcode(vm)?;
            if opcode == op::STOP {
                let value = self.pop(vm)?;
                self.input.consume(vm)?;
                return Ok(value);
            }
            self.run(vm, opcode)?;
        }
    }

    fn run(&mut self, vm: &mut Vm, opcode: u8) -> PyResult<()> {
        match opcode {
            op::NONE => self.push(vm, Value::NONE),
            op::BININT => {
                let n = self.number(vm, 4)? as u32 as i32;
                self.push(vm, Value::int32(n))
            }
            op::BININT1 => {
                let n = self.number(vm, 1)? as i32;
                self.push(vm, Value::int32(n))
            }
            op::BININT2 => {
                let n = self.number(vm, 2)? as i32;
                self.push(vm, Value::int32(n))
            }
            op::BINFLOAT => {
                let f = f64::from_bits(self.number(vm, 8)?.swap_bytes());
                self.push(vm, Value::float(f))
            }
            op::SHORT_BINUNICODE => {
                let len = self.number(vm, 1)? as usize;
                self.text(vm, len)
            }
            op::BINUNICODE => {
                let len = self.number(vm, 4)? as usize;
                self.text(vm, len)
            }
            op::BINUNICODE8 => {
                let len = self.length(vm, 8, "BINUNICODE")?;
                self.text(vm, len)
            }
            op::SHORT_BINBYTES => {
                let len = self.number(vm, 1)? as usize;
                self.bytes(vm, len)
            }
            op::BINBYTES => {
                let len = self.number(vm, 4)? as usize;
                self.bytes(vm, len)
            }
            op::BINBYTES8 => {
                let len = self.length(vm, 8, "BINBYTES")?;
                self.bytes(vm, len)
            }
            op::MEMOIZE => {
                let top = self.top(vm)?;
                self.remember(vm, self.memo_len, top)
            }
            op::BINPUT => self.put(vm, 1),
            op::LONG_BINPUT => self.put(vm, 4),
            op::BINGET => self.get(vm, 1),
            op::LONG_BINGET => self.get(vm, 4),
            op::MARK => {
                self.mark();
                Ok(())
            }
            op::APPEND => self.append(vm, self.len.wrapping_sub(1)),
            op::APPENDS => {
                let start = self.unmark(vm)?;
                self.append(vm, start)
            }
            op::SETITEM => self.set_items(vm, self.len.wrapping_sub(2)),
            op::SETITEMS => {
                let start = self.unmark(vm)?;
                self.set_items(vm, start)
            }
            op::EMPTY_TUPLE => self.tuple(vm, 0),
            op::TUPLE1 => self.tuple(vm, 1),
            op::TUPLE2 => self.tuple(vm, 2),
            op::TUPLE3 => self.tuple(vm, 3),
            op::TUPLE => {
                let tuple = self.marked_tuple(vm)?;
                self.push(vm, tuple)
            }
            op::EMPTY_LIST => {
                let list = vm.list(&[])?.value();
                self.push(vm, list)
            }
            op::EMPTY_DICT => {
                let dict = vm.dict()?.value();
                self.push(vm, dict)
            }
            op::EMPTY_SET => {
                let set = vm.set()?.value();
                self.push(vm, set)
            }
            op::NEWTRUE => self.push(vm, Value::TRUE),
            op::NEWFALSE => self.push(vm, Value::FALSE),
            op::LONG1 => self.long(vm, 1),
            op::LONG4 => self.long(vm, 4),
            op::STACK_GLOBAL => self.stack_global(vm),
            op::NEWOBJ => build::new_object(vm, self),
            op::NEWOBJ_EX => build::new_object_with_keywords(vm, self),
            op::REDUCE => build::reduce(vm, self),
            op::BUILD => build::build(vm, self),
            op::FRAME => {
                let len = self.number(vm, 8)?;
                let Ok(len) = isize::try_from(len) else {
                    let most = isize::MAX;
                    return Err(vm.overflow_error(&format!("FRAME length exceeds system's maximum of {most} bytes")));
                };
                self.input.frame(vm, len as usize)
            }
            op::PROTO => {
                let n = self.number(vm, 1)? as u8;
                if i64::from(n) > op::HIGHEST {
                    return Err(vm.value_error(&format!("unsupported pickle protocol: {n}")));
                }
                self.protocol = n;
                Ok(())
            }
            _ => self.run_rare(vm, opcode),
        }
    }

    /// Opcodes of old protocols and such that are seldom seen.
    fn run_rare(&mut self, vm: &mut Vm, opcode: u8) -> PyResult<()> {
        match opcode {
            op::FROZENSET => self.frozen_set(vm),
            op::ADDITEMS => self.add_items(vm),
            op::BYTEARRAY8 => {
                let len = self.length(vm, 8, "BYTEARRAY8")?;
                let range = self.input.take(vm, len)?;
                let array = runtime::builtins::bytearray::plain(vm, &self.input.data()[range])?;
                self.push(vm, array)
            }
            op::NEXT_BUFFER => self.buffer(vm),
            op::READONLY_BUFFER => self.readonly_buffer(vm),
            op::DICT => self.dict(vm),
            op::LIST => {
                let start = self.unmark(vm)?;
                let list = vm.list(self.from(start))?.value();
                self.cut(start);
                self.push(vm, list)
            }
            op::POP => self.pop_opcode(vm),
            op::POP_MARK => {
                let start = self.unmark(vm)?;
                self.cut(start);
                Ok(())
            }
            op::DUP => {
                let top = self.top(vm)?;
                self.push(vm, top)
            }
            op::INT => text::int(vm, self),
            op::LONG => text::long(vm, self),
            op::FLOAT => text::float(vm, self),
            op::STRING => text::string(vm, self),
            op::UNICODE => text::unicode(vm, self),
            op::BINSTRING => self.old_string(vm, 4),
            op::SHORT_BINSTRING => self.old_string(vm, 1),
            op::GLOBAL => self.global(vm),
            op::INST => build::instance(vm, self),
            op::OBJ => build::object(vm, self),
            op::GET => self.get_line(vm),
            op::PUT => self.put_line(vm),
            op::PERSID => self.persistent_line(vm),
            op::BINPERSID => {
                let id = self.pop(vm)?;
                self.persistent(vm, id)
            }
            op::EXT1 => find::extension(vm, self, 1),
            op::EXT2 => find::extension(vm, self, 2),
            op::EXT4 => find::extension(vm, self, 4),
            _ => {
                let shown = match opcode {
                    b'\'' | b'\\' => format!("\\x{opcode:02x}"),
                    0x20..=0x7e => char::from(opcode).to_string(),
                    _ => format!("\\x{opcode:02x}"),
                };
                Err(UNPICKLING_ERROR.raise(vm, &format!("invalid load key, '{shown}'.")))
            }
        }
    }
}
