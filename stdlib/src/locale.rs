//! `_locale`: the C locale, in UTF-8, which is the only one.

use crate::convert::c_int;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::Gc;
use runtime::native::{Args, ModuleSpec, func};
use runtime::object::dict::Dict;
use runtime::object::module::Module;
use runtime::object::string::Str;
use runtime::value::Value;
use runtime::vm::{PyResult, Raised, Vm};

static CATEGORIES: &[(&str, i32)] = &[
    ("LC_CTYPE", 0),
    ("LC_NUMERIC", 1),
    ("LC_TIME", 2),
    ("LC_COLLATE", 3),
    ("LC_MONETARY", 4),
    ("LC_MESSAGES", 5),
    ("LC_ALL", 6),
    ("CHAR_MAX", 127),
];

/// What `nl_langinfo` knows: name, key, text.
static LANGUAGE: &[(&str, i32, &str)] = &[
    ("CODESET", 14, "UTF-8"),
    ("RADIXCHAR", 0x10000, "."),
    ("THOUSEP", 0x10001, ""),
    ("ABDAY_1", 0x20000, "Sun"),
    ("ABDAY_2", 0x20001, "Mon"),
    ("ABDAY_3", 0x20002, "Tue"),
    ("ABDAY_4", 0x20003, "Wed"),
    ("ABDAY_5", 0x20004, "Thu"),
    ("ABDAY_6", 0x20005, "Fri"),
    ("ABDAY_7", 0x20006, "Sat"),
    ("DAY_1", 0x20007, "Sunday"),
    ("DAY_2", 0x20008, "Monday"),
    ("DAY_3", 0x20009, "Tuesday"),
    ("DAY_4", 0x2000a, "Wednesday"),
    ("DAY_5", 0x2000b, "Thursday"),
    ("DAY_6", 0x2000c, "Friday"),
    ("DAY_7", 0x2000d, "Saturday"),
    ("ABMON_1", 0x2000e, "Jan"),
    ("ABMON_2", 0x2000f, "Feb"),
    ("ABMON_3", 0x20010, "Mar"),
    ("ABMON_4", 0x20011, "Apr"),
    ("ABMON_5", 0x20012, "May"),
    ("ABMON_6", 0x20013, "Jun"),
    ("ABMON_7", 0x20014, "Jul"),
    ("ABMON_8", 0x20015, "Aug"),
    ("ABMON_9", 0x20016, "Sep"),
    ("ABMON_10", 0x20017, "Oct"),
    ("ABMON_11", 0x20018, "Nov"),
    ("ABMON_12", 0x20019, "Dec"),
    ("MON_1", 0x2001a, "January"),
    ("MON_2", 0x2001b, "February"),
    ("MON_3", 0x2001c, "March"),
    ("MON_4", 0x2001d, "April"),
    ("MON_5", 0x2001e, "May"),
    ("MON_6", 0x2001f, "June"),
    ("MON_7", 0x20020, "July"),
    ("MON_8", 0x20021, "August"),
    ("MON_9", 0x20022, "September"),
    ("MON_10", 0x20023, "October"),
    ("MON_11", 0x20024, "November"),
    ("MON_12", 0x20025, "December"),
    ("AM_STR", 0x20026, "AM"),
    ("PM_STR", 0x20027, "PM"),
    ("D_T_FMT", 0x20028, "%a %b %e %H:%M:%S %Y"),
    ("D_FMT", 0x20029, "%m/%d/%y"),
    ("T_FMT", 0x2002a, "%H:%M:%S"),
    ("T_FMT_AMPM", 0x2002b, "%I:%M:%S %p"),
    ("ERA", 0x2002c, ""),
    ("ERA_D_FMT", 0x2002e, ""),
    ("ALT_DIGITS", 0x2002f, ""),
    ("ERA_D_T_FMT", 0x20030, ""),
    ("ERA_T_FMT", 0x20031, ""),
    ("CRNCYSTR", 0x4000f, "-"),
    ("YESEXPR", 0x50000, "^[yY]"),
    ("NOEXPR", 0x50001, "^[nN]"),
];

/// Where the folder and the encoding of each domain of messages are kept, and the current domain as what None stands for.
const DOMAINS: &str = "_domains";

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
        return Err(locale_error(vm, "unsupported locale setting")?);
    }
    Ok(vm.str("C")?.value())
}

fn locale_error(vm: &mut Vm, message: &str) -> PyResult<Raised> {
    let module = vm.import("_locale")?;
    let class = vm.get_attr_text(module, "Error")?;
    let message = vm.str(message)?.value();
    let exception = vm.call(class, &[message])?;
    Ok(vm.raise(exception))
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
    let key = c_int(vm, args[0])?;
    match LANGUAGE.iter().find(|&&(_, known, _)| known == key) {
        Some((_, _, text)) => Ok(vm.str(text)?.value()),
        None => Err(vm.value_error("unsupported langinfo constant")),
    }
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

/// Without a translation a message is what it was.
fn gettext(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    text(vm, args[0], "gettext() argument").map(|text| text.value())
}

fn dgettext(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if !args[0].is_none() {
        text(vm, args[0], "dgettext() argument 1")?;
    }
    text(vm, args[1], "dgettext() argument 2").map(|text| text.value())
}

/// What is kept of a domain, if not None after the given has taken its place.
fn kept(vm: &mut Vm, key: Value, given: Value, default: &str) -> PyResult<Value> {
    let module = vm.import("_locale")?;
    let domains = vm.get_attr_text(module, DOMAINS)?;
    let domains = domains.cast::<Dict>().expect("init makes a dict");
    if !given.is_none() {
        domains.set(vm, key, given)?;
        return Ok(given);
    }
    match domains.get(vm, key)? {
        Some(known) => Ok(known),
        None if default.is_empty() => Ok(Value::NONE),
        None => Ok(vm.str(default)?.value()),
    }
}

fn textdomain(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if !args[0].is_none() {
        text(vm, args[0], "textdomain() argument")?;
    }
    kept(vm, Value::NONE, args[0], "messages")
}

/// The key of what is kept of the domain `args[0]`.
fn key_of(vm: &mut Vm, args: Args<'_>, what: &str, function: &str) -> PyResult<Value> {
    let domain = text(vm, args[0], &format!("{function}() argument 1"))?;
    if domain.is_empty() {
        return Err(locale_error(vm, "domain must be a non-empty string")?);
    }
    let what = vm.str(what)?.value();
    Ok(vm.tuple(&[what, domain.value()])?.value())
}

fn bindtextdomain(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let key = key_of(vm, args, "folder", "bindtextdomain")?;
    kept(vm, key, args[1], "/usr/share/locale")
}

fn bind_textdomain_codeset(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let key = key_of(vm, args, "encoding", "bind_textdomain_codeset")?;
    kept(vm, key, args[1], "")
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
        func("gettext", "(msg, /)", gettext),
        func("dgettext", "(domain, msg, /)", dgettext),
        func("dcgettext", "(domain, msg, category, /)", dgettext),
        func("textdomain", "(domain, /)", textdomain),
        func("bindtextdomain", "(domain, dir, /)", bindtextdomain),
        func("bind_textdomain_codeset", "(domain, codeset, /)", bind_textdomain_codeset),
    ],
    init: Some(init),
    ..ModuleSpec::EMPTY
};

fn init(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    let dict = module.dict.get();
    for &(name, value) in CATEGORIES {
        dict.set_text(vm, name, Value::int32(value))?;
    }
    for &(name, key, _) in LANGUAGE {
        dict.set_text(vm, name, Value::int32(key))?;
    }
    let domains = vm.dict()?.value();
    dict.set_text(vm, DOMAINS, domains)?;
    let bases = vm.tuple(&[vm.exc(Exc::Exception).value()])?.value();
    let (name, namespace, home) = (vm.str("Error")?.value(), vm.dict()?, vm.str("locale")?.value());
    namespace.set_text(vm, "__module__", home)?;
    let metaclass = vm.types.type_.value();
    let class = vm.call(metaclass, &[name, bases, namespace.value()])?;
    dict.set_text(vm, "Error", class)
}
