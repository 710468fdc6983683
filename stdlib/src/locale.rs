//! `_locale`: the C locale, in UTF-8, which is the only one.

use crate::convert::c_int;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::Gc;
use runtime::native::{Args, ModuleSpec, func};
use runtime::object::module::Module;
use runtime::object::string::Str;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

static CATEGORIES: &[(&str, i32)] = &[
    ("LC_CTYPE", 0),
    ("LC_NUMERIC", 1),
    ("LC_TIME", 2),
    ("LC_COLLATE", 3),
    ("LC_MONETARY", 4),
    ("LC_MESSAGES", 5),
    ("LC_ALL", 6),
    ("CHAR_MAX", 127),
    ("CODESET", 14),
    ("RADIXCHAR", 0x10000),
    ("THOUSEP", 0x10001),
];

fn text(vm: &mut Vm, value: Value, what: &str) -> PyResult<Gc<Str>> {
    match value.cast::<Str>() {
        Some(text) => Ok(text),
        None => {
            let message = format!("{what} must be str, not {}", vm.type_name(value));
            Err(vm.type_error(&message))
        }
    }
}

fn setlocale(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let category = c_int(vm, args[0])?;
    let name = match args.not_none(1) {
        Some(name) => text(vm, name, "setlocale() argument 2")?.to_string_lossy(),
        None => String::new(),
    };
    let known = ["", "C", "POSIX", "C.UTF-8", "C.utf8"];
    if !(0..=12).contains(&category) || !known.contains(&&*name) {
        let class = vm.import("_locale")?;
        let class = vm.get_attr_text(class, "Error")?;
        let message = vm.str("unsupported locale setting")?.value();
        let exception = vm.call(class, &[message])?;
        return Err(vm.raise(exception));
    }
    Ok(vm.str("C")?.value())
}

fn localeconv(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    let dict = vm.dict()?;
    let texts = [
        ("int_curr_symbol", ""),
        ("currency_symbol", ""),
        ("mon_decimal_point", ""),
        ("mon_thousands_sep", ""),
        ("positive_sign", ""),
        ("negative_sign", ""),
        ("decimal_point", "."),
        ("thousands_sep", ""),
    ];
    for (name, value) in texts {
        let value = vm.str(value)?.value();
        dict.set_text(vm, name, value)?;
    }
    for name in ["mon_grouping", "grouping"] {
        let empty = vm.list(&[])?.value();
        dict.set_text(vm, name, empty)?;
    }
    let numbers = [
        "int_frac_digits",
        "frac_digits",
        "p_cs_precedes",
        "p_sep_by_space",
        "n_cs_precedes",
        "n_sep_by_space",
        "p_sign_posn",
        "n_sign_posn",
    ];
    for name in numbers {
        dict.set_text(vm, name, Value::int32(127))?;
    }
    Ok(dict.value())
}

fn nl_langinfo(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let text = match c_int(vm, args[0])? {
        14 => "UTF-8",
        0x10000 => ".",
        0x10001 => "",
        _ => return Err(vm.value_error("unsupported langinfo constant")),
    };
    Ok(vm.str(text)?.value())
}

fn getencoding(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(vm.str("UTF-8")?.value())
}

/// C's functions take no text with a null character in it.
fn no_null(vm: &mut Vm, text: Gc<Str>) -> PyResult<()> {
    if text.chars().iter().any(|c| c == 0) { Err(vm.value_error("embedded null character")) } else { Ok(()) }
}

fn strcoll(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (a, b) = (text(vm, args[0], "strcoll() argument 1")?, text(vm, args[1], "strcoll() argument 2")?);
    for text in [a, b] {
        no_null(vm, text)?;
    }
    Ok(Value::int32(a.chars().iter().cmp(b.chars().iter()) as i32))
}

fn strxfrm(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let text = text(vm, args[0], "strxfrm() argument")?;
    no_null(vm, text)?;
    Ok(args[0])
}

/// `_locale`
pub(crate) static LOCALE: ModuleSpec = ModuleSpec {
    name: "_locale",
    doc: "Support for POSIX locales.",
    functions: &[
        func("setlocale", "(category, locale=None, /)", setlocale),
        func("localeconv", "()", localeconv),
        func("nl_langinfo", "(key, /)", nl_langinfo),
        func("getencoding", "()", getencoding),
        func("strcoll", "(os1, os2, /)", strcoll),
        func("strxfrm", "(string, /)", strxfrm),
    ],
    init: Some(init),
    ..ModuleSpec::EMPTY
};

fn init(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    let dict = module.dict.get();
    for &(name, value) in CATEGORIES {
        dict.set_text(vm, name, Value::int32(value))?;
    }
    let bases = vm.tuple(&[vm.exc(Exc::Exception).value()])?.value();
    let (name, namespace, home) = (vm.str("Error")?.value(), vm.dict()?, vm.str("locale")?.value());
    namespace.set_text(vm, "__module__", home)?;
    let metaclass = vm.types.type_.value();
    let class = vm.call(metaclass, &[name, bases, namespace.value()])?;
    dict.set_text(vm, "Error", class)
}
