//! Making frames for Python functions: binding the arguments of a call to parameters, in place.

use crate::bytecode::unit::flags;
use crate::frame::stack::{HEADER, register, set_register, set_word};
use crate::heap::Gc;
use crate::object::code::Code;
use crate::object::dict::Dict;
use crate::object::function::Function;
use crate::object::string::Str;
use crate::object::tuple::Tuple;
use crate::value::Value;
use crate::vm::{PyResult, Raised, Vm};

/// What binding a call's arguments to a function's parameters starts from.
#[derive(Clone, Copy)]
pub(crate) struct BindMode {
    /// Values in the first registers of the callee, those by keyword last.
    pub(crate) given: usize,
    /// Names of those by keyword.
    pub(crate) names: Option<Gc<Tuple>>,
}

/// Most arguments by keyword that [`bind_keywords`] deals with.
const FEW: usize = 8;

/// Binds the `given` arguments of a call by keyword in place, where that is simple: 1 if it is done, 0 if nothing was changed,
/// because something is wrong or needs the general way. The function is in the window's first register.
#[inline(never)]
pub(super) fn bind_keywords(vm: &mut Vm, window: *mut u64, given: usize) -> u64 {
    let callee = window.wrapping_add(HEADER);
    let Some(function) = register(window, 0).cast::<Function>() else { return 0 };
    let Some(names) = register(callee, given).cast::<Tuple>() else { return 0 };
    let code = function.code.get();
    let unit = &*code.unit;
    let (args, named) = (usize::from(unit.arg_count), usize::from(unit.arg_count + unit.kwonly_count));
    let Some(positional) = given.checked_sub(names.len()) else { return 0 };
    let top = callee.wrapping_add(code.register_count as usize);
    let plain = code.is_prepared() && !code.has(flags::VARARGS) && !code.has(flags::VARKEYWORDS) && named < 64;
    if !plain || names.len() > FEW || positional > args || top > vm.stack.limit || vm.stack.depth_left <= 0 {
        return 0;
    }
    let parameters = code.register_names.get();
    let mut places = [0u8; FEW];
    let mut known = (1u64 << positional) - 1;
    for (place, &name) in places.iter_mut().zip(names.items()) {
        // Names in calls and those of parameters are interned.
        let candidates = usize::from(unit.posonly_count).max(positional)..named;
        let Some(at) = candidates.into_iter().find(|&at| parameters.get(at) == name) else { return 0 };
        if known >> at & 1 != 0 {
            return 0;
        }
        known |= 1 << at;
        *place = at as u8;
    }
    let defaults = function.defaults.get();
    let first = args - defaults.map_or(0, |defaults| defaults.len()).min(args);
    let missing = !known & ((1 << named) - 1);
    // Keyword-only parameters that are not given are rare.
    if missing >> args != 0 || missing & ((1 << first) - 1) != 0 {
        return 0;
    }
    let mut values = [Value::EMPTY; FEW];
    for (index, value) in values.iter_mut().enumerate().take(names.len()) {
        *value = register(callee, positional + index);
    }
    for (&place, &value) in places.iter().zip(&values).take(names.len()) {
        set_register(callee, place.into(), value);
    }
    if let Some(defaults) = defaults {
        for index in first..args {
            if missing >> index & 1 != 0 {
                set_register(callee, index, defaults.get(index + defaults.len() - args));
            }
        }
    }
    1
}

impl Vm {
    /// Makes the frame of `function` at `callee`, in whose first registers `mode.given` values stand: binds them to the
    /// parameters, writes the header, makes it the running frame. On error the running frame is unchanged but for `extra_top`.
    pub(crate) fn push_frame(
        &mut self,
        function: Gc<Function>,
        callee: *mut u64,
        return_pc: *mut u64,
        caller: *mut u64,
        mode: BindMode,
    ) -> PyResult<()> {
        let code = function.code.get();
        code.prepare();
        let top = callee.wrapping_add(code.register_count as usize + mode.given);
        if top > self.stack.end() || self.stack.depth_left <= 0 {
            return Err(self.too_deep());
        }
        if code.call_key.get() as usize != mode.given || mode.names.is_some() {
            self.keeping(top, |vm| vm.bind_arguments(function, code, callee, mode))?;
        }
        set_word(callee, -4, function.word());
        set_word(callee, -3, code.word());
        set_word(callee, -2, caller as u64);
        set_word(callee, -1, return_pc as u64);
        self.stack.depth_left -= 1;
        self.stack.base = callee;
        self.stack.pc = code.entry();
        Ok(())
    }

    /// Does what may collect while arguments stand on the stack up to `top`, above the running frame, as many do after a `*`.
    pub(super) fn keeping<T>(&mut self, top: *mut u64, work: impl FnOnce(&mut Self) -> T) -> T {
        let saved = std::mem::replace(&mut self.stack.extra_top, top);
        let result = work(self);
        self.stack.extra_top = saved;
        result
    }

    #[cold]
    pub(super) fn too_deep(&mut self) -> Raised {
        // Room for making the exception.
        self.stack.depth_left += 50;
        let raised = self.recursion_error("maximum recursion depth exceeded");
        self.stack.depth_left -= 50;
        raised
    }
}

/// Binding of arguments to parameters, in place.
impl Vm {
    fn bind_arguments(
        &mut self,
        function: Gc<Function>,
        code: Gc<Code>,
        callee: *mut u64,
        mode: BindMode,
    ) -> PyResult<()> {
        if code.has(flags::NAMESPACE) && mode.given == 0 {
            // Code of a module has its globals for locals when it is called as a function.
            set_register(callee, 0, function.globals.get().value());
            return Ok(());
        }
        let unit = &*code.unit;
        let (args, kwonly) = (usize::from(unit.arg_count), usize::from(unit.kwonly_count));
        let keywords = mode.names.map_or(0, |names| names.len());
        let positional = mode.given - keywords;
        let named = args + kwonly;
        let star = code.has(flags::VARARGS);
        let double_star = code.has(flags::VARKEYWORDS);
        if positional > args && !star && keywords == 0 {
            return Err(self.too_many_positional(function, code, positional, mode.names));
        }
        if !star && !double_star && kwonly == 0 && keywords == 0 {
            return self.fill_defaults(function, code, callee, positional);
        }
        // Everything goes through an array: registers of parameters and of arguments overlap.
        let mut small = [Value::EMPTY; 16];
        let large;
        let given = if mode.given <= small.len() {
            for (index, value) in small.iter_mut().enumerate().take(mode.given) {
                *value = register(callee, index);
            }
            &small[..mode.given]
        } else {
            let tuple = self.tuple_with_len(mode.given)?;
            for index in 0..mode.given {
                tuple.init(self, index, register(callee, index));
            }
            large = tuple;
            large.items()
        };
        for index in positional.min(args)..code.parameter_count() {
            set_register(callee, index, Value::EMPTY);
        }
        if star {
            let rest = self.tuple(&given[positional.min(args)..positional])?;
            set_register(callee, named, rest.value());
        }
        let kwargs = if double_star {
            let dict = self.dict()?;
            set_register(callee, named + usize::from(star), dict.value());
            Some(dict)
        } else {
            None
        };
        if let Some(names) = mode.names {
            for index in 0..names.len() {
                self.bind_keyword(function, code, callee, (names, index), given[positional + index], kwargs)?;
            }
        }
        if positional > args && !star {
            return Err(self.too_many_positional(function, code, positional, mode.names));
        }
        if let Some(defaults) = function.defaults.get() {
            let first = args.saturating_sub(defaults.len());
            for index in first.max(positional)..args {
                if register(callee, index).is_empty() {
                    set_register(callee, index, defaults.get(index + defaults.len() - args));
                }
            }
        }
        if kwonly > 0 {
            let defaults = function.kwdefaults.get();
            for index in args..named {
                if register(callee, index).is_empty()
                    && let Some(defaults) = defaults
                    && let Some(name) = code.register_name(index)
                    && let Some(value) =
                        defaults.get_at(index - args, name.value()).or_else(|| defaults.get_str(self, name))
                {
                    set_register(callee, index, value);
                }
            }
        }
        if (0..named).any(|index| register(callee, index).is_empty()) {
            return Err(self.missing_arguments(function, code, callee));
        }
        Ok(())
    }

    /// Gives parameters from `positional` on their defaults, where there are no other kinds of parameters.
    fn fill_defaults(
        &mut self,
        function: Gc<Function>,
        code: Gc<Code>,
        callee: *mut u64,
        positional: usize,
    ) -> PyResult<()> {
        let args = usize::from(code.unit.arg_count);
        if positional < args {
            let defaults = function.defaults.get();
            let first = args.saturating_sub(defaults.map_or(0, |defaults| defaults.len()));
            for index in positional..args {
                let value = match defaults {
                    Some(defaults) if index >= first => defaults.get(index + defaults.len() - args),
                    Some(_) | None => Value::EMPTY,
                };
                set_register(callee, index, value);
            }
            if positional < first {
                return Err(self.missing_arguments(function, code, callee));
            }
        }
        Ok(())
    }

    fn bind_keyword(
        &mut self,
        function: Gc<Function>,
        code: Gc<Code>,
        callee: *mut u64,
        (given, index): (Gc<Tuple>, usize),
        value: Value,
        kwargs: Option<Gc<Dict>>,
    ) -> PyResult<()> {
        let name = given.get(index);
        let unit = &*code.unit;
        let named = usize::from(unit.arg_count + unit.kwonly_count);
        let Some(key) = name.cast::<Str>() else {
            let message = format!("{}() keywords must be strings", function.qualname.get().to_string_lossy());
            return Err(self.type_error(&message));
        };
        let names = code.register_names.get();
        let first = usize::from(unit.posonly_count);
        let found = (first..named)
            .find(|&at| names.get(at) == name)
            .or_else(|| (first..named).find(|&at| names.get(at).cast::<Str>().is_some_and(|n| n.equals(&key))));
        let qualname = function.qualname.get();
        match (found, kwargs) {
            (Some(at), _) if register(callee, at).is_empty() => {
                set_register(callee, at, value);
                Ok(())
            }
            (Some(_), _) => {
                let message = format!(
                    "{}() got multiple values for argument '{}'",
                    qualname.to_string_lossy(),
                    key.to_string_lossy()
                );
                Err(self.type_error(&message))
            }
            (None, Some(kwargs)) => kwargs.set(self, name, value),
            (None, None) => {
                let is_positional_only =
                    (0..first).any(|at| names.get(at).cast::<Str>().is_some_and(|n| n.equals(&key)));
                let (what, culprits) = if is_positional_only {
                    // All of them are named, in the order of the parameters.
                    let passed =
                        |name: &Gc<Str>| given.items().iter().any(|&k| k.cast::<Str>().is_some_and(|k| k.equals(name)));
                    let culprits: Vec<String> = (0..first)
                        .filter_map(|at| names.get(at).cast::<Str>())
                        .filter(passed)
                        .map(|name| name.to_string_lossy())
                        .collect();
                    ("some positional-only arguments passed as keyword arguments:", culprits.join(", "))
                } else {
                    ("an unexpected keyword argument", key.to_string_lossy())
                };
                let message = format!("{}() got {what} '{culprits}'", qualname.to_string_lossy());
                Err(self.type_error(&message))
            }
        }
    }

    #[cold]
    fn too_many_positional(
        &mut self,
        function: Gc<Function>,
        code: Gc<Code>,
        given: usize,
        names: Option<Gc<Tuple>>,
    ) -> Raised {
        let unit = &*code.unit;
        let args = usize::from(unit.arg_count);
        let defaults = function.defaults.get().map_or(0, |defaults| defaults.len());
        let takes =
            if defaults > 0 { format!("from {} to {args}", args as i64 - defaults as i64) } else { args.to_string() };
        let plural = if args == 1 && defaults == 0 { "" } else { "s" };
        let registers = code.register_names.get();
        let kwonly_given = names.map_or(0, |names| {
            let is_kwonly = |name: &&Value| {
                (args..args + usize::from(unit.kwonly_count)).any(|at| {
                    let own = registers.get(at).cast::<Str>();
                    own.zip(name.cast::<Str>()).is_some_and(|(a, b)| a.equals(&b))
                })
            };
            names.items().iter().filter(is_kwonly).count()
        });
        let verb = if given == 1 && kwonly_given == 0 { "was" } else { "were" };
        let kwonly_text = if kwonly_given > 0 {
            let (s, p) = (if given == 1 { "" } else { "s" }, if kwonly_given == 1 { "" } else { "s" });
            format!(" positional argument{s} (and {kwonly_given} keyword-only argument{p})")
        } else {
            String::new()
        };
        let message = format!(
            "{}() takes {takes} positional argument{plural} but {given}{kwonly_text} {verb} given",
            function.qualname.get().to_string_lossy()
        );
        self.type_error(&message)
    }

    #[cold]
    fn missing_arguments(&mut self, function: Gc<Function>, code: Gc<Code>, callee: *mut u64) -> Raised {
        let unit = &*code.unit;
        let args = usize::from(unit.arg_count);
        let missing_in = |from: usize, to: usize| -> Vec<String> {
            (from..to)
                .filter(|&at| register(callee, at).is_empty())
                .filter_map(|at| code.register_name(at))
                .map(|name| format!("'{}'", name.to_string_lossy()))
                .collect()
        };
        let (mut missing, mut kind) = (missing_in(0, args), "positional");
        if missing.is_empty() {
            missing = missing_in(args, args + usize::from(unit.kwonly_count));
            kind = "keyword-only";
        }
        let list = match missing.as_slice() {
            [one] => one.clone(),
            [one, two] => format!("{one} and {two}"),
            [init @ .., last] => format!("{}, and {last}", init.join(", ")),
            [] => String::new(),
        };
        let plural = if missing.len() == 1 { "" } else { "s" };
        let message = format!(
            "{}() missing {} required {kind} argument{plural}: {list}",
            function.qualname.get().to_string_lossy(),
            missing.len()
        );
        self.type_error(&message)
    }
}
