//! `_multibytecodec` and the modules of East Asian encodings, `_codecs_cn` and its sisters.
//!
//! ```text
//!   getcodec(name) ──▶ tables::of_codec: unpacks a family's tables ──▶ Codec
//!   Codec, incremental.rs ──▶ run.rs: error handlers ──▶ codecs.rs: one sequence or character after the other
//! ```

mod codecs;
mod incremental;
mod run;
mod tables;

use crate::convert::data;
use crate::receiver::this;
use codecs::MultibyteCodec;
use run::{Input, errors_name};
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{NativeData, Tracer};
use runtime::native::{Args, ModuleSpec, TypeSpec, func, method};
use runtime::object::string::Str;
use runtime::object::type_object::type_flag;
use runtime::text::Chars;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::rc::Rc;

/// A codec as Python sees it.
struct Codec {
    codec: Rc<MultibyteCodec>,
}

impl NativeData for Codec {
    runtime::native_info!(Codec);

    fn trace(&self, _: &mut Tracer<'_>) {}
}

fn encode(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let codec = Rc::clone(&this::<Codec>(args[0]).data.codec);
    let text = match args[1].cast::<Str>() {
        Some(text) => text,
        None => vm.to_str(args[1])?,
    };
    let errors = errors_name(vm, args.opt(2), "encode")?;
    let (mut state, mut out) = (codec.encode_start(), Vec::new());
    run::encode(vm, &codec, &mut state, text, &errors, Input::Last, &mut out)?;
    codec.encode_reset(&mut state, &mut out);
    let bytes = vm.bytes(&out)?.value();
    Ok(vm.tuple(&[bytes, Value::len(text.len())])?.value())
}

fn decode(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let codec = Rc::clone(&this::<Codec>(args[0]).data.codec);
    let bytes = data(vm, args[1])?.to_vec();
    let errors = errors_name(vm, args.opt(2), "decode")?;
    let (mut state, mut out) = (codec.decode_start(), Vec::new());
    run::decode(vm, &codec, &mut state, &bytes, &errors, Input::Last, &mut out)?;
    let text = vm.str_from_chars(Chars::Four(&out))?.value();
    Ok(vm.tuple(&[text, Value::len(bytes.len())])?.value())
}

static CODEC: TypeSpec = TypeSpec {
    name: "MultibyteCodec",
    module: "_multibytecodec",
    flags: type_flag::NO_NEW,
    methods: &[
        method("encode", "(input, errors=None)", encode).doc(
            "Return an encoded string version of 'input'.\n\n'errors' may be given to set a different error handling scheme. Default is\n'strict' meaning that encoding errors raise a UnicodeEncodeError. Other possible\nvalues are 'ignore', 'replace' and 'xmlcharrefreplace' as well as any other name\nregistered with codecs.register_error that can handle UnicodeEncodeErrors.",
        ),
        method("decode", "(input, errors=None)", decode).doc(
            "Decodes 'input'.\n\n'errors' may be given to set a different error handling scheme. Default is\n'strict' meaning that encoding errors raise a UnicodeDecodeError. Other possible\nvalues are 'ignore' and 'replace' as well as any other name registered with\ncodecs.register_error that is able to handle UnicodeDecodeErrors.\"",
        ),
    ],
    ..TypeSpec::EMPTY
};

/// `getcodec(encoding)` of the module at `module` in the list of names.
fn get_codec(vm: &mut Vm, args: Args<'_>, module: usize) -> PyResult<Value> {
    let Some(name) = args[0].cast::<Str>() else {
        return Err(vm.type_error("encoding name must be a string."));
    };
    let name = name.to_string_lossy();
    let known = codecs::NAMES[module].1.iter().find(|known| **known == name);
    match known.and_then(|known| codecs::find(known)) {
        Some(codec) => {
            let class = vm.native_type(&CODEC)?;
            Ok(vm.native(class, Codec { codec: Rc::new(codec) })?.value())
        }
        None => Err(vm.raise_text(Exc::LookupError, "no such codec is supported.")),
    }
}

macro_rules! codec_modules {
    ($($name:ident = $module:literal $index:literal,)*) => {
        $(
            #[doc = $module]
            pub(crate) static $name: ModuleSpec = ModuleSpec {
                name: $module,
                functions: &[func("getcodec", "(encoding, /)", |vm, args| get_codec(vm, args, $index)).doc("")],
                ..ModuleSpec::EMPTY
            };
        )*
    };
}

codec_modules! {
    CODECS_CN = "_codecs_cn" 0,
    CODECS_HK = "_codecs_hk" 1,
    CODECS_ISO2022 = "_codecs_iso2022" 2,
    CODECS_JP = "_codecs_jp" 3,
    CODECS_KR = "_codecs_kr" 4,
    CODECS_TW = "_codecs_tw" 5,
}

/// `_multibytecodec`
pub(crate) static MULTIBYTECODEC: ModuleSpec = ModuleSpec {
    name: "_multibytecodec",
    types: &[&incremental::ENCODER, &incremental::DECODER, &incremental::READER, &incremental::WRITER],
    ..ModuleSpec::EMPTY
};
