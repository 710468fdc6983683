//! The incremental and stream classes, whose subclasses name their codec in the attribute `codec`.

use super::codecs::{MultibyteCodec, State};
use super::run::{Input, decode, encode, errors_name};
use super::{CODEC, Codec};
use crate::convert::{data, size, truth};
use crate::receiver::{class_arg, this};
use runtime::heap::{Field, Gc, Native};
use runtime::native::{Args, FnSpec, GetSetSpec, TypeSpec, getset, member, method};
use runtime::object::string::{Bytes, Str};
use runtime::object::tuple::Tuple;
use runtime::object::type_object::type_flag;
use runtime::text::Chars;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// Bytes of a state.
const STATE: usize = 8;
/// Most bytes, or bytes of characters in UTF-8, that wait for more.
const MOST_PENDING: usize = 8;

struct Coder {
    codec: Rc<MultibyteCodec>,
    errors: RefCell<String>,
    state: Cell<State>,
    /// Bytes that wait for more.
    bytes: RefCell<Vec<u8>>,
    /// Characters that do.
    text: RefCell<Vec<u32>>,
    /// The stream, or None.
    stream: Field<Value>,
}
runtime::native_data!(Coder, [stream]);

type This = Gc<Native<Coder>>;

fn codec_of(vm: &mut Vm, class: Value) -> PyResult<Rc<MultibyteCodec>> {
    let codec = vm.get_attr_text(class, "codec")?;
    match codec.cast::<Native<Codec>>() {
        Some(codec) => Ok(Rc::clone(&codec.data.codec)),
        None => {
            let _class = vm.native_type(&CODEC)?;
            Err(vm.type_error("codec is unexpected type"))
        }
    }
}

fn make(
    vm: &mut Vm,
    args: Args<'_>,
    start: fn(&MultibyteCodec) -> State,
    stream: Value,
    errors: Option<Value>,
) -> PyResult<Value> {
    let codec = codec_of(vm, args[0])?;
    let errors = errors_name(vm, errors, &class_arg(args).name_text())?;
    let coder = Coder {
        state: Cell::new(start(&codec)),
        codec,
        errors: RefCell::new(errors),
        bytes: RefCell::default(),
        text: RefCell::default(),
        stream: Field::new(stream),
    };
    Ok(vm.native(class_arg(args), coder)?.value())
}

fn new_encoder(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    make(vm, args, MultibyteCodec::encode_start, Value::NONE, args.opt(1))
}

fn new_decoder(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    make(vm, args, MultibyteCodec::decode_start, Value::NONE, args.opt(1))
}

fn new_reader(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    make(vm, args, MultibyteCodec::decode_start, args[1], args.opt(2))
}

fn new_writer(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    make(vm, args, MultibyteCodec::encode_start, args[1], args.opt(2))
}

/// Encodes a str after what waits; the bytes.
fn encode_more(vm: &mut Vm, coder: This, text: Value, input: Input) -> PyResult<Vec<u8>> {
    let Some(given) = text.cast::<Str>() else {
        let text = vm.to_str(text)?;
        return encode_more(vm, coder, text.value(), input);
    };
    let mut codes = coder.data.text.borrow().clone();
    codes.extend(given.chars().iter());
    let whole = vm.str_from_chars(Chars::Four(&codes))?;
    let codec = Rc::clone(&coder.data.codec);
    let (mut state, mut out) = (coder.data.state.get(), Vec::new());
    let errors = coder.data.errors.borrow().clone();
    let waiting = encode(vm, &codec, &mut state, whole, &errors, input, &mut out)?;
    if input == Input::Last {
        codec.encode_reset(&mut state, &mut out);
    }
    coder.data.state.set(state);
    *coder.data.text.borrow_mut() = codes.split_off(codes.len() - waiting);
    Ok(out)
}

fn encode_method(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let last = truth(vm, args.opt(2), false)?;
    let out = encode_more(vm, this(args[0]), args[1], if last { Input::Last } else { Input::More })?;
    Ok(vm.bytes(&out)?.value())
}

fn reset_encoder(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let coder = this::<Coder>(args[0]);
    coder.data.text.borrow_mut().clear();
    coder.data.state.set(coder.data.codec.encode_start());
    Ok(Value::NONE)
}

/// Decodes bytes after what waits.
fn decode_more(vm: &mut Vm, coder: This, data: &[u8], input: Input) -> PyResult<Value> {
    let mut bytes = coder.data.bytes.borrow().clone();
    bytes.extend(data);
    let codec = Rc::clone(&coder.data.codec);
    let (mut state, mut out) = (coder.data.state.get(), Vec::new());
    let errors = coder.data.errors.borrow().clone();
    let waiting = decode(vm, &codec, &mut state, &bytes, &errors, input, &mut out)?;
    coder.data.state.set(state);
    *coder.data.bytes.borrow_mut() = bytes.split_off(bytes.len() - waiting);
    Ok(vm.str_from_chars(Chars::Four(&out))?.value())
}

fn decode_method(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let bytes = data(vm, args[1])?.to_vec();
    let last = truth(vm, args.opt(2), false)?;
    decode_more(vm, this(args[0]), &bytes, if last { Input::Last } else { Input::More })
}

fn reset_decoder(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let coder = this::<Coder>(args[0]);
    coder.data.bytes.borrow_mut().clear();
    let mut state = coder.data.state.get();
    coder.data.codec.decode_reset(&mut state);
    coder.data.state.set(state);
    Ok(Value::NONE)
}

fn int_of_bytes(vm: &mut Vm, bytes: &[u8]) -> PyResult<Value> {
    let mut limbs = Vec::new();
    for chunk in bytes.chunks(8) {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        limbs.push(u64::from_le_bytes(word));
    }
    vm.int_of_limbs(false, &limbs)
}

/// The bytes of an int, the lowest first.
fn bytes_of_int(vm: &mut Vm, value: Value, len: usize) -> PyResult<Vec<u8>> {
    let (len, order) = (Value::len(len), vm.str("little")?.value());
    let bytes = vm.call_method(value, "to_bytes", &[len, order])?;
    Ok(bytes.cast::<Bytes>().map_or(Vec::new(), |bytes| bytes.bytes().to_vec()))
}

fn expect_int(vm: &mut Vm, value: Value, what: &str) -> PyResult<()> {
    if value.as_int().is_some() {
        return Ok(());
    }
    let message = format!("setstate() argument must be {what}, not {}", vm.arg_type_name(value));
    Err(vm.type_error(&message))
}

fn encoder_state(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let coder = this::<Coder>(args[0]);
    let waiting: String = coder.data.text.borrow().iter().filter_map(|&code| char::from_u32(code)).collect();
    let mut bytes = vec![waiting.len() as u8];
    bytes.extend(waiting.as_bytes());
    bytes.extend(coder.data.state.get().0);
    int_of_bytes(vm, &bytes)
}

fn set_encoder_state(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let coder = this::<Coder>(args[0]);
    expect_int(vm, args[1], "int")?;
    let bytes = bytes_of_int(vm, args[1], 1 + MOST_PENDING + STATE)?;
    let len = bytes[0] as usize;
    if len > MOST_PENDING {
        return Err(vm.raise_text(runtime::exceptions::hierarchy::Exc::UnicodeError, "pending buffer too large"));
    }
    let (waiting, encoding) = (vm.bytes(&bytes[1..=len])?.value(), vm.str("utf-8")?.value());
    let waiting = vm.call_method(waiting, "decode", &[encoding])?;
    let waiting = vm.to_str(waiting)?.chars().iter().collect();
    *coder.data.text.borrow_mut() = waiting;
    let mut state = State::default();
    state.0.copy_from_slice(&bytes[1 + len..1 + len + STATE]);
    coder.data.state.set(state);
    Ok(Value::NONE)
}

fn decoder_state(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let coder = this::<Coder>(args[0]);
    let waiting = coder.data.bytes.borrow().clone();
    let waiting = vm.bytes(&waiting)?.value();
    let state = int_of_bytes(vm, &coder.data.state.get().0)?;
    Ok(vm.tuple(&[waiting, state])?.value())
}

fn set_decoder_state(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let coder = this::<Coder>(args[0]);
    let Some(pair) = args[1].cast::<Tuple>() else {
        let message = format!("setstate() argument must be tuple, not {}", vm.arg_type_name(args[1]));
        return Err(vm.type_error(&message));
    };
    let &[waiting, state] = pair.items() else {
        return Err(vm.type_error("setstate(): illegal state argument"));
    };
    let Some(waiting) = waiting.cast::<Bytes>() else {
        return Err(vm.type_error("setstate(): illegal state argument"));
    };
    expect_int(vm, state, "int")?;
    let bytes = bytes_of_int(vm, state, STATE)?;
    if waiting.bytes().len() > MOST_PENDING {
        return Err(vm.raise_text(runtime::exceptions::hierarchy::Exc::UnicodeError, "pending buffer too large"));
    }
    *coder.data.bytes.borrow_mut() = waiting.bytes().to_vec();
    let mut state = State::default();
    state.0.copy_from_slice(&bytes[..STATE]);
    coder.data.state.set(state);
    Ok(Value::NONE)
}

fn read_with(vm: &mut Vm, coder: This, method: &str, limit: Option<i64>) -> PyResult<Value> {
    loop {
        let stream = coder.data.stream.get();
        let read = match limit {
            Some(limit) => {
                let limit = vm.int(limit)?;
                vm.call_method(stream, method, &[limit])?
            }
            None => vm.call_method(stream, method, &[])?,
        };
        let Some(bytes) = read.cast::<Bytes>() else {
            let message = format!("stream function returned a non-bytes object ({})", vm.type_name(read));
            return Err(vm.type_error(&message));
        };
        let end = bytes.bytes().is_empty() || limit.is_none() && method == "read";
        let data = bytes.bytes().to_vec();
        let text = decode_more(vm, coder, &data, if end { Input::Last } else { Input::More })?;
        // A read that ended within a sequence goes on, so that only the end of the stream gives nothing.
        if end || limit.is_none() || text.cast::<Str>().is_some_and(|text| !text.is_empty()) {
            return Ok(text);
        }
    }
}

fn limit_of(vm: &mut Vm, value: Option<Value>) -> PyResult<Option<i64>> {
    match value.filter(|value| !value.is_none()) {
        None => Ok(None),
        Some(value) if value.as_int().is_none() => Err(vm.type_error("arg 1 must be an integer")),
        Some(value) => Ok(Some(size(vm, value)?).filter(|&limit| limit >= 0)),
    }
}

fn read(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let limit = limit_of(vm, args.opt(1))?;
    read_with(vm, this(args[0]), "read", limit)
}

fn read_line(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let limit = limit_of(vm, args.opt(1))?;
    read_with(vm, this(args[0]), "readline", limit)
}

fn read_lines(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let limit = limit_of(vm, args.opt(1))?;
    let text = read_with(vm, this(args[0]), "read", limit)?;
    vm.call_method(text, "splitlines", &[Value::TRUE])
}

fn write(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let coder = this::<Coder>(args[0]);
    let out = encode_more(vm, coder, args[1], Input::More)?;
    let bytes = vm.bytes(&out)?.value();
    vm.call_method(coder.data.stream.get(), "write", &[bytes])?;
    Ok(Value::NONE)
}

fn write_lines(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let coder = this::<Coder>(args[0]);
    vm.for_each(args[1], |vm, line| {
        let out = encode_more(vm, coder, line, Input::More)?;
        let bytes = vm.bytes(&out)?.value();
        vm.call_method(coder.data.stream.get(), "write", &[bytes]).map(drop)
    })?;
    Ok(Value::NONE)
}

fn reset_writer(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let coder = this::<Coder>(args[0]);
    // As in CPython, a state alone is not ended.
    if coder.data.text.borrow().is_empty() {
        return Ok(Value::NONE);
    }
    let empty = vm.str("")?.value();
    let out = encode_more(vm, coder, empty, Input::Last)?;
    if !out.is_empty() {
        let bytes = vm.bytes(&out)?.value();
        vm.call_method(coder.data.stream.get(), "write", &[bytes])?;
    }
    Ok(Value::NONE)
}

fn get_errors(vm: &mut Vm, coder: Value) -> PyResult<Value> {
    let errors = this::<Coder>(coder).data.errors.borrow().clone();
    Ok(vm.str(&errors)?.value())
}

fn set_errors(vm: &mut Vm, coder: Value, value: Value) -> PyResult<()> {
    if value.is_empty() {
        return Err(vm.attribute_error_text("cannot delete attribute"));
    }
    match value.cast::<Str>() {
        Some(text) => {
            *this::<Coder>(coder).data.errors.borrow_mut() = text.to_string_lossy();
            Ok(())
        }
        None => Err(vm.type_error("errors must be a string")),
    }
}

/// What `__new__` has read is nothing for the constructors of other bases.
const INIT: FnSpec = method("__init__", "(*args, **kwargs)", |_, _| Ok(Value::NONE));
const ERRORS: GetSetSpec = getset("errors", get_errors, set_errors);
const STREAM: GetSetSpec = member("stream", |_, coder| Ok(this::<Coder>(coder).data.stream.get()));

pub(super) static ENCODER: TypeSpec = TypeSpec {
    name: "MultibyteIncrementalEncoder",
    module: "_multibytecodec",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(errors='strict')", new_encoder),
        INIT,
        method("encode", "(input, final=False)", encode_method),
        method("getstate", "()", encoder_state),
        method("setstate", "(state, /)", set_encoder_state),
        method("reset", "()", reset_encoder),
    ],
    getset: &[ERRORS],
    ..TypeSpec::EMPTY
};

pub(super) static DECODER: TypeSpec = TypeSpec {
    name: "MultibyteIncrementalDecoder",
    module: "_multibytecodec",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(errors='strict')", new_decoder),
        INIT,
        method("decode", "(input, final=False)", decode_method),
        method("getstate", "()", decoder_state),
        method("setstate", "(state, /)", set_decoder_state),
        method("reset", "()", reset_decoder),
    ],
    getset: &[ERRORS],
    ..TypeSpec::EMPTY
};

pub(super) static READER: TypeSpec = TypeSpec {
    name: "MultibyteStreamReader",
    module: "_multibytecodec",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(stream, errors='strict')", new_reader),
        INIT,
        method("read", "(sizeobj=None, /)", read),
        method("readline", "(sizeobj=None, /)", read_line),
        method("readlines", "(sizehintobj=None, /)", read_lines),
        method("reset", "()", reset_decoder),
    ],
    getset: &[ERRORS, STREAM],
    ..TypeSpec::EMPTY
};

pub(super) static WRITER: TypeSpec = TypeSpec {
    name: "MultibyteStreamWriter",
    module: "_multibytecodec",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(stream, errors='strict')", new_writer),
        INIT,
        method("write", "(strobj, /)", write),
        method("writelines", "(lines, /)", write_lines),
        method("reset", "()", reset_writer),
    ],
    getset: &[ERRORS, STREAM],
    ..TypeSpec::EMPTY
};
