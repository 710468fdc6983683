//! The functions of the module `builtins`.

use crate::exceptions::hierarchy::Exc;
use crate::heap::Gc;
use crate::interp::attr_cache::KnownAttr;
use crate::native::{Args, CallArgs, Convention, Effects, FnSpec, Known, LeafRule, ModuleSpec, func};
use crate::object::Special;
use crate::object::dict::Dict;
use crate::object::function::{CellObject, Function};
use crate::object::generator::Generator;
use crate::object::module::Module;
use crate::object::protocol::{BinaryOp, CompareOp};
use crate::object::string::Str;
use crate::object::tuple::Tuple;
use crate::object::type_object::{Type, type_flag};
use crate::value::Value;
use crate::vm::{PyResult, Vm};

fn abs(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    vm.note_special(Special::Abs, args[0]);
    match vm.call_special(args[0], Special::Abs, &[])? {
        Some(value) => Ok(value),
        None => {
            let message = format!("bad operand type for abs(): '{}'", vm.type_name(args[0]));
            Err(vm.type_error(&message))
        }
    }
}

fn all(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let iterator = vm.iter(args[0])?;
    while let Some(item) = vm.next(iterator)? {
        if !vm.is_true(item)? {
            return Ok(Value::FALSE);
        }
    }
    Ok(Value::TRUE)
}

fn any(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let iterator = vm.iter(args[0])?;
    while let Some(item) = vm.next(iterator)? {
        if vm.is_true(item)? {
            return Ok(Value::TRUE);
        }
    }
    Ok(Value::FALSE)
}

/// `ascii(value)`
pub(crate) fn ascii_of(vm: &mut Vm, value: Value) -> PyResult<Gc<Str>> {
    let repr = vm.repr(value)?;
    if repr.is_ascii() {
        return Ok(repr);
    }
    let out = crate::text::repr::escape_beyond_ascii(repr.chars());
    vm.str_from_buf(&out)
}

fn ascii(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(ascii_of(vm, args[0])?.value())
}

fn radix(vm: &mut Vm, value: Value, base: u32, prefix: &str) -> PyResult<Value> {
    let n = vm.index(value)?;
    if let Some(small) = n.as_small_int() {
        return small_radix(vm, small, base, prefix);
    }
    let mut word = [0];
    let n = n.as_int().unwrap_or(crate::object::int::IntRef::Small(0)).signed(&mut word);
    let mut text = if n.negative { vec![b'-'] } else { Vec::new() };
    text.extend_from_slice(prefix.as_bytes());
    text.append(&mut crate::limbs::radix::to_digits(n.limbs, base));
    Ok(vm.str_from_latin1(&text)?.value())
}

fn small_radix(vm: &mut Vm, n: i64, base: u32, prefix: &str) -> PyResult<Value> {
    let (mut text, mut at, mut rest) = ([0u8; 72], 72, n.unsigned_abs());
    let bits = base.trailing_zeros();
    loop {
        at -= 1;
        text[at] = crate::text::bytes::HEX_DIGITS[(rest & u64::from(base - 1)) as usize];
        rest >>= bits;
        if rest == 0 {
            break;
        }
    }
    for &byte in prefix.as_bytes().iter().rev().chain((n < 0).then_some(&b'-')) {
        at -= 1;
        text[at] = byte;
    }
    Ok(vm.str_from_latin1(&text[at..])?.value())
}

fn bin(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    radix(vm, args[0], 2, "0b")
}

fn oct(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    radix(vm, args[0], 8, "0o")
}

fn hex(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    radix(vm, args[0], 16, "0x")
}

/// `breakpoint(*args, **kws)`: whatever `sys.breakpointhook` does.
fn breakpoint(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let sys = vm.sys;
    let Some(hook) = sys.get_text(vm, "breakpointhook") else {
        return Err(vm.runtime_error("lost sys.breakpointhook"));
    };
    let positional = args[0].cast::<Tuple>().expect("bound as *args");
    vm.call_dict(hook, positional.items(), args[1].cast())
}

fn callable(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(vm.is_callable(args[0])))
}

fn chr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let n = vm.index_c_int(args[0])?;
    match u32::try_from(n) {
        Ok(c) if c < 0x11_0000 => Ok(vm.str_from_char(c)?.value()),
        _ => Err(vm.value_error("chr() arg not in range(0x110000)")),
    }
}

fn ord(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let len = if let Some(s) = args[0].cast::<Str>() {
        if s.len() == 1 {
            return Ok(Value::int_unchecked(i64::from(s.char_at(0))));
        }
        s.len()
    } else if let Some(bytes) = super::bytes::construct::known(args[0]) {
        if let &[byte] = bytes {
            return Ok(Value::int32(i32::from(byte)));
        }
        bytes.len()
    } else {
        let message = format!("ord() expected string of length 1, but {} found", vm.type_name(args[0]));
        return Err(vm.type_error(&message));
    };
    Err(vm.type_error(&format!("ord() expected a character, but string of length {len} found")))
}

fn delattr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let name = super::object::attribute_name(vm, args, 1)?;
    vm.delete_attr(args[0], name).map(|()| Value::NONE)
}

fn setattr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let name = super::object::attribute_name(vm, args, 1)?;
    vm.set_attr(args[0], name, args[2]).map(|()| Value::NONE)
}

fn getattr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let name = super::object::attribute_name(vm, args, 1)?;
    let Some(default) = args.opt(2) else {
        return match vm.known_value(args[0], name)? {
            Some(value) => Ok(value),
            None => vm.get_attr(args[0], name),
        };
    };
    match args[0].header().and_then(|header| vm.known_attr(header, name)) {
        Some(KnownAttr::Value(value)) => Ok(value),
        Some(KnownAttr::Absent) => Ok(default),
        _ => Ok(vm.get_attr_opt(args[0], name)?.unwrap_or(default)),
    }
}

fn hasattr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let name = super::object::attribute_name(vm, args, 1)?;
    if let Some(header) = args[0].header()
        && let Some(known @ (KnownAttr::Value(_) | KnownAttr::Method(_) | KnownAttr::Absent)) =
            vm.known_attr(header, name)
    {
        return Ok(Value::bool(!matches!(known, KnownAttr::Absent)));
    }
    Ok(Value::bool(vm.get_attr_opt(args[0], name)?.is_some()))
}

fn dir(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let names = match args.opt(0) {
        Some(object) => vm.call_special(object, Special::Dir, &[])?.unwrap_or(Value::NONE),
        None => {
            let locals = locals(vm, args)?;
            vm.call_method(locals, "keys", &[])?
        }
    };
    let list = vm.collect_list(names)?;
    super::list::sort_list(vm, list, None, super::sort::Order::Ascending)?;
    Ok(list.value())
}

fn divmod(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    vm.binary(BinaryOp::DivMod, args[0], args[1])
}

fn globals(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    match vm.current_globals() {
        Some(globals) => Ok(globals.value()),
        None => Err(vm.system_error("globals(): no current frame")),
    }
}

pub(super) fn locals(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    let frame = vm.frames().next();
    match frame {
        Some(frame) => vm.frame_locals(frame),
        None => Err(vm.system_error("locals(): no current frame")),
    }
}

fn vars(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    match args.opt(0) {
        Some(object) => match vm.get_attr_opt_text(object, "__dict__")? {
            Some(dict) => Ok(dict),
            None => Err(vm.type_error("vars() argument must have __dict__ attribute")),
        },
        None => locals(vm, args),
    }
}

fn format(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let spec = match args.opt(1) {
        Some(spec) => super::str::expect(vm, spec, "format() argument 2 must be str")?,
        None => vm.empty_str(),
    };
    Ok(vm.format(args[0], spec)?.value())
}

pub(crate) fn hash(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let hash = vm.hash(args[0])?;
    vm.int(hash as i64)
}

fn id(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let id = vm.id(args[0]);
    vm.int_of_limbs(false, &[id])
}

pub(crate) fn isinstance(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(vm.isinstance(args[0], args[1])?))
}

fn issubclass(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(vm.issubclass(args[0], args[1])?))
}

fn iter(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    match args.opt(1) {
        Some(sentinel) => {
            if !vm.is_callable(args[0]) {
                return Err(vm.type_error("iter(object, sentinel): object must be callable"));
            }
            super::iterators::callable_iterator(vm, args[0], sentinel)
        }
        None => vm.iter(args[0]),
    }
}

fn len(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    match super::fast_len(vm, args[0]) {
        Some(n) => Ok(Value::len(n)),
        None => {
            vm.note_special(Special::Len, args[0]);
            let n = vm.len(args[0])?;
            vm.int(n as i64)
        }
    }
}

/// `min` and `max` of arguments that nothing has to be bound for.
fn extreme_unbound(vm: &mut Vm, args: CallArgs<'_>, op: CompareOp, spec: &'static FnSpec) -> PyResult<Value> {
    let values = args.values;
    if args.names.is_some() || values.len() < 2 {
        let items = values.opt(0).filter(|_| args.names.is_none());
        if let Some(best) = items.and_then(|items| super::plain::extreme(vm, super::plain::items_of(vm, &items)?, op)) {
            return Ok(best);
        }
        return vm.call_bound(spec, args);
    }
    let mut best = values.get(0);
    for index in 1..values.len() {
        let item = values.get(index);
        if vm.compare_bool(op, item, best)? {
            best = item;
        }
    }
    Ok(best)
}

fn raw_max(vm: &mut Vm, _: Value, args: CallArgs<'_>) -> PyResult<Value> {
    static BOUND: FnSpec = func("max", EXTREME, max);
    extreme_unbound(vm, args, CompareOp::Gt, &BOUND)
}

fn raw_min(vm: &mut Vm, _: Value, args: CallArgs<'_>) -> PyResult<Value> {
    static BOUND: FnSpec = func("min", EXTREME, min);
    extreme_unbound(vm, args, CompareOp::Lt, &BOUND)
}

const EXTREME: &str = "(*args, key=None, default=None)";

fn extreme(vm: &mut Vm, args: Args<'_>, op: CompareOp, name: &str) -> PyResult<Value> {
    let positional = args[0].cast::<Tuple>().expect("bound as *args");
    let (key, default) = (args.not_none(1), args.opt(2));
    let iterable = match positional.items() {
        [] => return Err(vm.type_error(&format!("{name} expected at least 1 argument, got 0"))),
        [one] => *one,
        _ if default.is_some() => {
            return Err(
                vm.type_error(&format!("Cannot specify a default for {name}() with multiple positional arguments"))
            );
        }
        _ => positional.value(),
    };
    if positional.len() > 1 && key.is_none() {
        let mut best = positional.get(0);
        for index in 1..positional.len() {
            let item = positional.get(index);
            if vm.compare_bool(op, item, best)? {
                best = item;
            }
        }
        return Ok(best);
    }
    if key.is_none()
        && let Some(best) = super::plain::items_of(vm, &iterable).and_then(|items| super::plain::extreme(vm, items, op))
    {
        return Ok(best);
    }
    let iterator = vm.iter(iterable)?;
    let mut best: Option<(Value, Value)> = None;
    while let Some(item) = vm.next(iterator)? {
        let rank = match key {
            Some(key) => vm.call(key, &[item])?,
            None => item,
        };
        best = match best {
            Some((_, top)) if !vm.compare_bool(op, rank, top)? => best,
            _ => Some((item, rank)),
        };
    }
    match (best, default) {
        (Some((item, _)), _) => Ok(item),
        (None, Some(default)) => Ok(default),
        (None, None) => Err(vm.value_error(&format!("{name}() iterable argument is empty"))),
    }
}

fn max(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    extreme(vm, args, CompareOp::Gt, "max")
}

fn min(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    extreme(vm, args, CompareOp::Lt, "min")
}

pub(crate) fn next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    // Most are called with generators, of which that need not be asked.
    let is_generator = args[0].is::<Generator>() && vm.class_of(args[0]) == vm.types.generator;
    if !is_generator && vm.special_of(args[0], Special::Next).is_none() {
        let message = format!("'{}' object is not an iterator", vm.type_name(args[0]));
        return Err(vm.type_error(&message));
    }
    match args.opt(1) {
        Some(default) => Ok(vm.next(args[0])?.unwrap_or(default)),
        None => match next_or_end(vm, args[0])? {
            Ok(value) => Ok(value),
            Err(value) => Err(vm.stop_iteration(value)),
        },
    }
}

/// The next item of an iterator, or what comes with the StopIteration that `next` raises. What a method in Python raises is
/// raised as it is.
pub(crate) fn next_or_end(vm: &mut Vm, iterator: Value) -> PyResult<Result<Value, Value>> {
    let class = vm.class_of(iterator);
    if class.has(type_flag::HEAP_TYPE)
        && class.direct.get().next.is_none()
        && let Some(method) = vm.special_of(iterator, Special::Next)
    {
        return vm.call_unbound(method, iterator, &[]).map(Ok);
    }
    vm.next_or_return(iterator)
}

fn pow(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (base, exponent) = (args[0], args[1]);
    let Some(modulus) = args.not_none(2) else { return vm.binary(BinaryOp::Pow, base, exponent) };
    if let Some(method) = vm.special_of(base, Special::Pow) {
        let result = vm.call_unbound(method, base, &[exponent, modulus])?;
        if !result.is_not_implemented() {
            return Ok(result);
        }
    }
    // With three arguments nothing reflected is asked, but the other builtin numbers have their say.
    for value in [exponent, modulus] {
        if vm.class_of(value) == vm.types.float {
            return Err(vm.type_error("pow() 3rd argument not allowed unless all arguments are integers"));
        }
        if vm.class_of(value) == vm.types.complex {
            return Err(vm.value_error("complex modulo"));
        }
    }
    let (a, b, c) = (vm.type_name(base), vm.type_name(exponent), vm.type_name(modulus));
    Err(vm.type_error(&format!("unsupported operand type(s) for ** or pow(): '{a}', '{b}', '{c}'")))
}

/// Shows the value of an expression at the prompt: `sys.displayhook`.
pub(crate) fn display(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let sys = vm.sys;
    match sys.get_text(vm, "displayhook") {
        Some(hook) => vm.call(hook, &[value]),
        None => Err(vm.runtime_error("lost sys.displayhook")),
    }
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let builtins = vm.builtins;
    if let Some(repr) = builtins.get_text(vm, "repr").filter(|_| args[0].is_heap()) {
        vm.note_text_call(repr, Special::Repr, args[0]);
    }
    Ok(vm.repr(args[0])?.value())
}

fn round(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let digits = args.not_none(1);
    let given = match &digits {
        Some(digits) => std::slice::from_ref(digits),
        None => &[],
    };
    match vm.call_special(args[0], Special::Round, given)? {
        Some(value) => Ok(value),
        None => {
            let message = format!("type {} doesn't define __round__ method", vm.type_name(args[0]));
            Err(vm.type_error(&message))
        }
    }
}

fn sorted(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let list = vm.collect_list(args[0])?;
    let order = super::list::sort_order(vm, args.opt(2))?;
    super::list::sort_list(vm, list, args.not_none(1), order)?;
    Ok(list.value())
}

fn input(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let stdin = vm.input_file("stdin")?;
    let stdout = vm.input_file("stdout")?;
    let stderr = vm.input_file("stderr")?;
    if let Err(raised) = vm.call_method(stderr, "flush", &[]) {
        vm.take_exception(raised);
    }
    if let Some(prompt) = args.opt(0) {
        let prompt = vm.to_str(prompt)?;
        vm.write_file(stdout, prompt)?;
    }
    if let Err(raised) = vm.call_method(stdout, "flush", &[]) {
        vm.take_exception(raised);
    }
    match vm.read_file_line(stdin)? {
        Some(line) => Ok(line.value()),
        None => Err(vm.raise_text(Exc::EOFError, "EOF when reading a line")),
    }
}

fn import(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let name = super::str::expect(vm, args[0], "module name must be a string")?;
    let level = args.opt(4).unwrap_or(Value::int32(0));
    vm.import_level(name, args.get(1), args.get(3).or_none(), level)
}

/// `__build_class__(function, name, *bases, metaclass=…, **kwargs)`
fn build_class(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let positional = args[0].cast::<Tuple>().expect("bound as *args");
    let kwargs = args[1].cast::<Dict>().expect("bound as **kwargs");
    let [body, name, rest @ ..] = positional.items() else {
        return Err(vm.type_error("__build_class__: not enough arguments"));
    };
    let Some(body) = body.cast::<Function>() else {
        return Err(vm.type_error("__build_class__: func must be a function"));
    };
    let Some(name) = name.cast::<Str>() else {
        return Err(vm.type_error("__build_class__: name is not a string"));
    };
    let given = vm.tuple(rest)?;
    let bases = resolve_bases(vm, given)?;
    let metaclass_name = vm.names.special(Special::Metaclass);
    let explicit = kwargs.remove_str(vm, metaclass_name);
    let mut metaclass = match explicit {
        Some(metaclass) => metaclass,
        None => match bases.items().first() {
            Some(&base) => vm.class_of(base).value(),
            None => vm.types.type_.value(),
        },
    };
    if let Some(class) = metaclass.cast::<Type>() {
        metaclass = super::type_type::best_metaclass(vm, class, bases)?.value();
    }
    let prepare = vm.names.special(Special::Prepare);
    let namespace = match vm.get_attr_opt(metaclass, prepare)? {
        Some(prepare) => vm.call_dict(prepare, &[name.value(), bases.value()], Some(kwargs))?,
        None => vm.dict()?.value(),
    };
    if !namespace.is::<Dict>() && vm.special_of(namespace, Special::GetItem).is_none() {
        let what = metaclass.cast::<Type>().map_or("<metaclass>".to_owned(), |class| class.name_text());
        let message = format!("{what}.__prepare__() must return a mapping, not {}", vm.type_name(namespace));
        return Err(vm.type_error(&message));
    }
    // The body of a class statement fills the namespace; any other function has nothing to do with it.
    let takes_namespace = body.code.get().has(crate::bytecode::unit::flags::NAMESPACE);
    let cell = vm.call(body.value(), if takes_namespace { std::slice::from_ref(&namespace) } else { &[] })?;
    if bases != given {
        let key = vm.names.special(Special::OrigBases);
        vm.set_item(namespace, key.value(), given.value())?;
    }
    let class = vm.call_dict(metaclass, &[name.value(), bases.value(), namespace], Some(kwargs))?;
    if let (Some(cell), true) = (cell.cast::<CellObject>(), class.is::<Type>()) {
        let content = cell.get();
        if content.is_empty() {
            let message = format!(
                "__class__ not set defining {} as {}. Was __classcell__ propagated to type.__new__?",
                vm.repr_text(name.value())?,
                vm.repr_text(class)?
            );
            return Err(vm.runtime_error(&message));
        }
        if content != class {
            let message = format!(
                "__class__ set to {} defining {} as {}",
                vm.repr_text(content)?,
                vm.repr_text(name.value())?,
                vm.repr_text(class)?
            );
            return Err(vm.type_error(&message));
        }
    }
    Ok(class)
}

/// Bases with `__mro_entries__` resolved (PEP 560); the same tuple if there are none.
fn resolve_bases(vm: &mut Vm, bases: Gc<Tuple>) -> PyResult<Gc<Tuple>> {
    if bases.items().iter().all(|base| base.is::<Type>()) {
        return Ok(bases);
    }
    let out = vm.list(&[])?;
    for index in 0..bases.len() {
        let base = bases.get(index);
        let name = vm.names.special(Special::MroEntries);
        let method = if base.is::<Type>() { None } else { vm.get_attr_opt(base, name)? };
        match method {
            Some(method) => {
                let entries = vm.call(method, &[bases.value()])?;
                let Some(entries) = entries.cast::<Tuple>() else {
                    return Err(vm.type_error("__mro_entries__ must return a tuple"));
                };
                out.splice(vm, out.len(), out.len(), entries.items())?;
            }
            None => out.push(vm, base)?,
        }
    }
    vm.tuple(out.items())
}

const FUNCTIONS: &[FnSpec] = &[
    func("__build_class__", "(*args, **kwds)", build_class),
    func("__import__", "(name, globals=None, locals=None, fromlist=(), level=0)", import),
    func("abs", "(x, /)", abs),
    func("aiter", "(async_iterable, /)", super::anext::aiter),
    func("all", "(iterable, /)", all),
    func("anext", "(aiterator, default=<unrepresentable>, /)", super::anext::anext),
    func("any", "(iterable, /)", any),
    func("ascii", "(obj, /)", ascii),
    func("bin", "(number, /)", bin).leaf(LeafRule::OfPlain),
    func("breakpoint", "(*args, **kws)", breakpoint),
    func("callable", "(obj, /)", callable).effects(Effects::PURE, Known::Bool),
    func("chr", "(i, /)", chr),
    func(
        "compile",
        "(source, filename, mode, flags=0, dont_inherit=False, optimize=-1, *, _feature_version=-1)",
        super::compile::compile,
    ),
    func("delattr", "(obj, name, /)", delattr),
    func("dir", "(object=None, /)", dir),
    func("divmod", "(x, y, /)", divmod).leaf(LeafRule::OfPlain),
    func("eval", "(source, globals=None, locals=None, /)", super::compile::eval),
    func("exec", "(source, globals=None, locals=None, /, *, closure=None)", super::compile::exec),
    func("format", "(value, format_spec='', /)", format),
    func("getattr", "(object, name, default=None, /)", getattr),
    func("globals", "()", globals),
    func("hasattr", "(obj, name, /)", hasattr),
    func("hash", "(obj, /)", hash).leaf(LeafRule::OfPlain),
    func("hex", "(number, /)", hex).leaf(LeafRule::OfPlain),
    func("id", "(obj, /)", id),
    func("input", "(prompt='', /)", input),
    func("isinstance", "(obj, class_or_tuple, /)", isinstance),
    func("issubclass", "(cls, class_or_tuple, /)", issubclass),
    func("iter", "(object, sentinel=None, /)", iter),
    func("len", "(obj, /)", len),
    func("locals", "()", locals),
    FnSpec::raw_func("max", EXTREME, raw_max),
    FnSpec::raw_func("min", EXTREME, raw_min),
    func("next", "(iterator, default=None, /)", next),
    func("oct", "(number, /)", oct).leaf(LeafRule::OfPlain),
    func("ord", "(c, /)", ord),
    func("pow", "(base, exp, mod=None)", pow).leaf(LeafRule::OfPlain),
    super::print::PRINT,
    func("repr", "(obj, /)", repr).leaf(LeafRule::OfPlain),
    func("round", "(number, ndigits=None)", round).leaf(LeafRule::OfPlain),
    func("setattr", "(obj, name, value, /)", setattr),
    func("sorted", "(iterable, /, *, key=None, reverse=False)", sorted).convention(Convention::Unpack),
    func("sum", "(iterable, /, start=0)", super::sum::sum),
    func("vars", "(object=None, /)", vars),
];

/// `builtins`
pub static BUILTINS: ModuleSpec = ModuleSpec {
    name: "builtins",
    doc: "Built-in functions, types, exceptions, and other objects.\n\nThis module provides direct access to all 'built-in'\nidentifiers of Python; for example, builtins.len is\nthe full name for the built-in function len().",
    functions: FUNCTIONS,
    types: &[
        &super::object::OBJECT,
        &super::type_type::TYPE,
        &super::int::INT,
        &super::bool::BOOL,
        &super::float::FLOAT,
        &super::complex::COMPLEX,
        &super::str::STR,
        &super::bytes::BYTES,
        &super::bytearray::BYTEARRAY,
        &super::memoryview::MEMORYVIEW,
        &super::tuple::TUPLE,
        &super::list::LIST,
        &super::dict::DICT,
        &super::set::SET,
        &super::set::FROZENSET,
        &super::slice::SLICE,
        &super::range::RANGE,
        &super::descriptors::PROPERTY,
        &super::descriptors::CLASSMETHOD,
        &super::descriptors::STATICMETHOD,
        &super::super_type::SUPER,
        &super::iterators::ENUMERATE,
        &super::iterators::ZIP,
        &super::iterators::MAP,
        &super::iterators::FILTER,
        &super::iterators::REVERSED,
    ],
    init: Some(init),
};

fn init(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    let dict = module.dict.get();
    for (name, value) in [
        ("None", Value::NONE),
        ("True", Value::TRUE),
        ("False", Value::FALSE),
        ("NotImplemented", Value::NOT_IMPLEMENTED),
        ("Ellipsis", Value::ELLIPSIS),
        ("__debug__", Value::bool(vm.options.optimize == 0)),
    ] {
        dict.set_text(vm, name, value)?;
    }
    for spec in crate::exceptions::hierarchy::EXCEPTIONS {
        let class = vm.native_type(spec)?;
        dict.set_text(vm, spec.name, class.value())?;
    }
    let group = super::exceptions::exception_group(vm)?;
    dict.set_text(vm, "ExceptionGroup", group.value())?;
    for alias in ["EnvironmentError", "IOError"] {
        let class = vm.exc(Exc::OSError);
        dict.set_text(vm, alias, class.value())?;
    }
    Ok(())
}
