//! `_warnings`: issuing warnings, from Python and from native code.
//!
//! Filters, the registry of warnings that were shown once and the default action are attributes of the module `warnings`
//! when that is imported, as in CPython, else those kept here.

use crate::exceptions::hierarchy::Exc;
use crate::heap::Gc;
use crate::native::{Args, ModuleSpec, func};
use crate::object::dict::Dict;
use crate::object::list::List;
use crate::object::module::Module;
use crate::object::string::Str;
use crate::object::tuple::Tuple;
use crate::object::type_object::Type;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// Where a warning is said to come from.
struct Origin {
    filename: Value,
    line: i64,
    /// Name of the module, or EMPTY: made from the file name.
    module: Value,
    /// `__warningregistry__`, or None.
    registry: Value,
}

static FILTERS: &str = "filters";
static ONCE: &str = "onceregistry";
static DEFAULT: &str = "defaultaction";
static VERSION: &str = "warnings: version of the filters";

impl Vm {
    /// Issues a warning with this text, attributed to the caller `level` frames up (1: the running one).
    pub fn warn(&mut self, category: Exc, text: &str, level: i64) -> PyResult<()> {
        let message = self.str(text)?.value();
        let category = self.exc(category).value();
        self.warn_object(message, category, level, Value::NONE, None)
    }

    fn warn_object(
        &mut self,
        message: Value,
        category: Value,
        level: i64,
        source: Value,
        prefixes: Option<Gc<Tuple>>,
    ) -> PyResult<()> {
        let origin = self.origin_of_warning(level, prefixes)?;
        self.warn_at(category, message, &origin, source)
    }

    /// File, line, module and registry of the frame that a warning is attributed to.
    fn origin_of_warning(&mut self, level: i64, prefixes: Option<Gc<Tuple>>) -> PyResult<Origin> {
        let prefixes: Vec<String> = match prefixes {
            Some(prefixes) => {
                prefixes.items().iter().filter_map(|p| p.cast::<Str>()).map(|p| p.to_string_lossy()).collect()
            }
            None => Vec::new(),
        };
        let skipped = |file: &str| {
            file.contains("importlib") && file.contains("_bootstrap") || prefixes.iter().any(|p| file.starts_with(p))
        };
        let frame = {
            let file = |frame: &crate::frame::stack::FrameRef| frame.code.filename.get().to_string_lossy();
            let mut frames = self.frames();
            let first = frames.next();
            let counts_all =
                level <= 0 || first.as_ref().is_some_and(|first| skipped(&file(first)) && prefixes.is_empty());
            let mut at = first;
            for _ in 1..level.max(1) {
                at = if counts_all { frames.next() } else { frames.find(|frame| !skipped(&file(frame))) };
            }
            at
        };
        let (globals, filename, line) = match frame {
            Some(frame) => {
                let line = frame.code.unit.positions.get(frame.instruction).line;
                (frame.function.globals.get(), frame.code.filename.get(), i64::from(line))
            }
            None => (self.sys, self.str("sys")?, 1),
        };
        let registry = match globals.get_text(self, "__warningregistry__") {
            Some(registry) => registry,
            None => {
                let registry = self.dict()?.value();
                globals.set_text(self, "__warningregistry__", registry)?;
                registry
            }
        };
        let name = globals.get_text(self, "__name__").filter(|name| name.is_none() || name.is::<Str>());
        let module = match name {
            Some(name) => name,
            None => self.str("<string>")?.value(),
        };
        Ok(Origin { filename: filename.value(), line, module, registry })
    }

    fn warn_at(&mut self, category: Value, message: Value, origin: &Origin, source: Value) -> PyResult<()> {
        let module = if origin.module.is_empty() { self.module_of_file(origin.filename)? } else { origin.module };
        if module.is_none() {
            return Ok(());
        }
        let (text, message, category) = if self.is_instance(message, self.exc(Exc::Warning)) {
            (self.to_str(message)?.value(), message, self.class_of(message).value())
        } else {
            (message, self.call(category, &[message])?, category)
        };
        let line = self.int(origin.line)?;
        let key = self.tuple(&[text, category, line])?;
        if self.is_registered(origin.registry, key.value(), false)? {
            return Ok(());
        }
        let (action, item) = self.warning_action(category, text, line, module)?;
        let registered = match &*action {
            "error" => return Err(self.raise(message)),
            "ignore" => return Ok(()),
            "always" => false,
            _ => {
                if let Some(registry) = origin.registry.cast::<Dict>() {
                    registry.set(self, key.value(), Value::TRUE)?;
                }
                let (registry, found) = match &*action {
                    "once" if origin.registry.is_none() => (self.warnings_attr(ONCE)?, true),
                    "once" | "module" => (origin.registry, true),
                    "default" => (Value::NONE, false),
                    _ => {
                        let (action, item) = (self.str(&action)?.value(), item);
                        let (action, item) = (self.repr_text(action)?, self.repr_text(item)?);
                        let message = format!("Unrecognized action ({action}) in warnings.filters:\n {item}");
                        return Err(self.runtime_error(&message));
                    }
                };
                let key = self.tuple(&[text, category, Value::int32(0)])?;
                let once = if &*action == "once" { self.warnings_attr(ONCE)? } else { registry };
                found && self.is_registered(once, key.value(), true)?
            }
        };
        if registered { Ok(()) } else { self.show_warning(message, category, text, origin, line, source) }
    }

    /// Whether a registry of the present filters has `key`; `note` adds it.
    fn is_registered(&mut self, registry: Value, key: Value, note: bool) -> PyResult<bool> {
        let Some(registry) = registry.cast::<Dict>() else { return Ok(false) };
        let version = self.module_state(VERSION).unwrap_or(Value::int32(0));
        if registry.get_text(self, "version") == Some(version) {
            if let Some(shown) = registry.get(self, key)?
                && self.is_true(shown)?
            {
                return Ok(true);
            }
        } else {
            registry.clear(self)?;
            registry.set_text(self, "version", version)?;
        }
        if note {
            registry.set(self, key, Value::TRUE)?;
        }
        Ok(false)
    }

    /// What the filters say, and the filter that says so.
    fn warning_action(
        &mut self,
        category: Value,
        text: Value,
        line: Value,
        module: Value,
    ) -> PyResult<(String, Value)> {
        let filters = self.warnings_attr(FILTERS)?;
        let Some(filters) = filters.cast::<List>() else {
            return Err(self.value_error("_warnings.filters must be a list"));
        };
        let mut index = 0;
        while let Some(item) = filters.get(index) {
            let Some(parts) = item.cast::<Tuple>().filter(|parts| parts.len() == 5) else {
                return Err(self.value_error(&format!("_warnings.filters item {index} isn't a 5-tuple")));
            };
            let Some(action) = parts.get(0).cast::<Str>() else {
                let message = format!("action must be a string, not '{}'", self.type_name(parts.get(0)));
                return Err(self.type_error(&message));
            };
            let at = self.index_i64(parts.get(4), Exc::OverflowError)?;
            if self.issubclass(category, parts.get(2))?
                && (at == 0 || Some(at) == line.as_i64())
                && self.filter_matches(parts.get(1), text)?
                && self.filter_matches(parts.get(3), module)?
            {
                return Ok((action.to_string_lossy(), item));
            }
            index += 1;
        }
        let action = self.warnings_attr(DEFAULT)?;
        match action.cast::<Str>() {
            Some(text) => Ok((text.to_string_lossy(), Value::NONE)),
            None => {
                let message = format!("_warnings.defaultaction must be a string, not '{}'", self.type_name(action));
                Err(self.type_error(&message))
            }
        }
    }

    fn filter_matches(&mut self, pattern: Value, text: Value) -> PyResult<bool> {
        if pattern.is_none() {
            return Ok(true);
        }
        if pattern.is::<Str>() {
            return self.equal(pattern, text);
        }
        let found = self.call_method(pattern, "match", &[text])?;
        self.is_true(found)
    }

    /// An attribute of the module `warnings`, if that is there, else what is kept here.
    fn warnings_attr(&mut self, name: &'static str) -> PyResult<Value> {
        let modules = self.modules;
        if let Some(module) = modules.get_text(self, "warnings").filter(|module| !module.is_none())
            && let Some(value) = self.get_attr_opt_text(module, name)?
        {
            return Ok(value);
        }
        if self.module_state(name).is_none() {
            self.init_warnings()?;
        }
        Ok(self.module_state(name).unwrap_or(Value::NONE))
    }

    fn init_warnings(&mut self) -> PyResult<()> {
        let filters = self.list(&[])?;
        let main = self.str("__main__")?.value();
        for (action, category, module) in [
            ("default", Exc::DeprecationWarning, main),
            ("ignore", Exc::DeprecationWarning, Value::NONE),
            ("ignore", Exc::PendingDeprecationWarning, Value::NONE),
            ("ignore", Exc::ImportWarning, Value::NONE),
            ("ignore", Exc::ResourceWarning, Value::NONE),
        ] {
            let (action, category) = (self.str(action)?.value(), self.exc(category).value());
            let filter = self.tuple(&[action, Value::NONE, category, module, Value::int32(0)])?;
            filters.push(self, filter.value())?;
        }
        self.set_module_state(FILTERS, filters.value());
        let once = self.dict()?.value();
        self.set_module_state(ONCE, once);
        let action = self.str("default")?.value();
        self.set_module_state(DEFAULT, action);
        Ok(())
    }

    fn module_of_file(&mut self, filename: Value) -> PyResult<Value> {
        let Some(file) = filename.cast::<Str>() else { return Ok(Value::NONE) };
        let text = file.to_string_lossy();
        let name = text.strip_suffix(".py").unwrap_or(&text);
        Ok(self.str(if name.is_empty() { "<unknown>" } else { name })?.value())
    }

    fn show_warning(
        &mut self,
        message: Value,
        category: Value,
        text: Value,
        origin: &Origin,
        line: Value,
        source: Value,
    ) -> PyResult<()> {
        let modules = self.modules;
        let mut module = modules.get_text(self, "warnings").filter(|module| !module.is_none());
        if module.is_none() && !source.is_none() && !source.is_empty() {
            module = Some(self.import("warnings")?);
        }
        let show = match module {
            Some(module) => self.get_attr_opt_text(module, "_showwarnmsg")?.map(|show| (module, show)),
            None => None,
        };
        let Some((module, show)) = show else { return self.print_warning(category, text, origin) };
        if !self.is_callable(show) {
            return Err(self.type_error("warnings._showwarnmsg() must be set to a callable"));
        }
        let Some(class) = self.get_attr_opt_text(module, "WarningMessage")? else {
            return Err(self.runtime_error("unable to get warnings.WarningMessage"));
        };
        let source = source.or_none();
        let shown = self.call(class, &[message, category, origin.filename, line, Value::NONE, Value::NONE, source])?;
        self.call(show, &[shown]).map(|_: Value| ())
    }

    /// The plain form, for when the module `warnings` is not there.
    fn print_warning(&mut self, category: Value, text: Value, origin: &Origin) -> PyResult<()> {
        let file = self.to_str(origin.filename)?;
        let shown = file.to_shown();
        let name = self.get_attr_text(category, "__name__")?;
        let (name, text) = (self.to_str(name)?.to_string_lossy(), self.to_str(text)?.to_string_lossy());
        let mut out = format!("{shown}:{}: {name}: {text}\n", origin.line);
        if let Some(source) = self.line_of_file(file, origin.line as u32) {
            out += &format!("  {}\n", source.trim());
        }
        self.write_stderr(&out)
    }
}

fn category_of(vm: &mut Vm, message: Value, category: Value) -> PyResult<Value> {
    let warning = vm.exc(Exc::Warning);
    if vm.is_instance(message, warning) {
        return Ok(vm.class_of(message).value());
    }
    if category.is_empty() || category.is_none() {
        return Ok(vm.exc(Exc::UserWarning).value());
    }
    if category.cast::<Type>().is_none() || !vm.issubclass(category, warning.value())? {
        let message = format!("category must be a Warning subclass, not '{}'", vm.type_name(category));
        return Err(vm.type_error(&message));
    }
    Ok(category)
}

fn warn(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let category = category_of(vm, args[0], args.get(1))?;
    let mut level = args.opt(2).map_or(Ok(1), |level| vm.index_i64(level, Exc::OverflowError))?;
    let mut prefixes = None;
    if let Some(given) = args.opt(4) {
        let Some(given) = given.cast::<Tuple>() else {
            let message =
                format!("warn() argument 'skip_file_prefixes' must be tuple, not {}", vm.arg_type_name(given));
            return Err(vm.type_error(&message));
        };
        if let Some(bad) = given.items().iter().copied().find(|prefix| !prefix.is::<Str>()) {
            let message = format!("Found non-str '{}' in skip_file_prefixes.", vm.type_name(bad));
            return Err(vm.type_error(&message));
        }
        if !given.is_empty() {
            level = level.max(2);
            prefixes = Some(given);
        }
    }
    vm.warn_object(args[0], category, level, args.get(3).or_none(), prefixes).map(|()| Value::NONE)
}

fn warn_explicit(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if !args[2].is::<Str>() {
        let message = format!("warn_explicit() argument 'filename' must be str, not {}", vm.arg_type_name(args[2]));
        return Err(vm.type_error(&message));
    }
    let line = vm.index_i64(args[3], Exc::OverflowError)?;
    let globals = args.not_none(6);
    if let Some(globals) = globals.filter(|globals| !globals.is::<Dict>()) {
        let message = format!("module_globals must be a dict, not '{}'", vm.type_name(globals));
        return Err(vm.type_error(&message));
    }
    let registry = args.get(5).or_none();
    if !registry.is_none() && !registry.is::<Dict>() {
        return Err(vm.type_error("'registry' must be a dict or None"));
    }
    let module = args.not_none(4).unwrap_or(Value::EMPTY);
    let origin = Origin { filename: args[2], line, module, registry };
    vm.warn_at(args[1], args[0], &origin, args.get(7).or_none()).map(|()| Value::NONE)
}

fn filters_mutated(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    let version = vm.module_state(VERSION).and_then(|version| version.as_i64()).unwrap_or(0);
    vm.set_module_state(VERSION, Value::int_unchecked(version + 1));
    Ok(Value::NONE)
}

fn init(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    if vm.module_state(FILTERS).is_none() {
        vm.init_warnings()?;
    }
    let dict = module.dict.get();
    for (name, state) in [("filters", FILTERS), ("_onceregistry", ONCE), ("_defaultaction", DEFAULT)] {
        let value = vm.module_state(state).unwrap_or(Value::NONE);
        dict.set_text(vm, name, value)?;
    }
    Ok(())
}

/// `_warnings`
pub static WARNINGS: ModuleSpec = ModuleSpec {
    name: "_warnings",
    doc: "_warnings provides basic warning filtering support.\nIt is a helper module to speed up interpreter start-up.",
    functions: &[
        func("warn", "(message, category=None, stacklevel=1, source=None, *, skip_file_prefixes=())", warn),
        func(
            "warn_explicit",
            "(message, category, filename, lineno, module=None, registry=None, module_globals=None, source=None)",
            warn_explicit,
        ),
        func("_filters_mutated", "()", filters_mutated),
    ],
    init: Some(init),
    ..ModuleSpec::EMPTY
};
