//! What calls of native functions with wrong arguments raise. CPython words it by how the function is called: methods that
//! take none or one argument, those whose arguments are only counted, those whose arguments may be named
//! (`_PyArg_UnpackKeywords`), and wrappers of type slots.

use super::signature::{CallArgs, ParameterKind, Signature};
use super::spec::{Convention, FnSpec, MethodKind};
use crate::object::Special;
use crate::object::type_object::{Type, type_flag};
use crate::value::Value;
use crate::vm::{PyResult, Raised, Vm};

fn plural(n: usize) -> &'static str {
    if n == 1 { "" } else { "s" }
}

/// Whether the wrapper of a slot that takes one argument reads it from its tuple of arguments by a format that says no name.
fn is_unpacked_slot(vm: &Vm, spec: &FnSpec, receiver: Value) -> bool {
    match spec.name {
        "__mul__" | "__rmul__" | "__imul__" => {
            vm.class_of(receiver).mro_classes().any(|class| class.has(type_flag::SEQUENCE_CONCAT))
        }
        "__buffer__" | "__release_buffer__" => true,
        _ => false,
    }
}

impl Vm {
    /// Checks how many arguments there are, as far as that is done before they are looked at.
    pub(super) fn check_counts(
        &mut self,
        spec: &'static FnSpec,
        signature: &Signature,
        receiver: Value,
        args: CallArgs<'_>,
    ) -> PyResult<()> {
        let given = args.positional();
        let named = args.values.len() - given;
        if signature.is_positional() {
            if named > 0 && !self.leaves_keywords(spec, receiver) {
                return Err(self.takes_no_keywords(spec, receiver));
            }
            if given < signature.required || (given > signature.positional && !signature.var_positional) {
                return Err(self.wrong_count(spec, receiver, given));
            }
            return Ok(());
        }
        if spec.convention == Convention::Unpack {
            if given < signature.required || given > signature.positional {
                return Err(self.wrong_unpacked_count(&self.display_name(spec), signature, given));
            }
            return Ok(());
        }
        if signature.var_keyword {
            return Ok(());
        }
        self.check_named_counts(spec, signature, given, named)
    }

    /// As [`Vm::check_counts`], for methods that are named after the class of the object they are bound to.
    pub(crate) fn check_bound_counts(
        &mut self,
        spec: &'static FnSpec,
        receiver: Value,
        args: CallArgs<'_>,
    ) -> PyResult<()> {
        let given = args.positional();
        if !spec.counts.plain || args.names.is_none() && self.counts_match(spec, given) {
            return Ok(());
        }
        let signature = self.signature(spec);
        let (min, max) = (signature.required, signature.positional);
        let usual = spec.kind == MethodKind::Method && spec.convention != Convention::Parse && !spec.is_slot();
        if !usual || spec.raw.is_some() || !signature.is_positional() || signature.var_positional {
            return Ok(());
        }
        let (named, counted) = (args.values.len() > given, min == max && max < 2 && given != max);
        if !named && !counted {
            return Ok(());
        }
        let class = self.class_of(receiver).name_text();
        let takes = match (named, max) {
            (true, _) => "no keyword arguments".to_owned(),
            (false, 0) => format!("no arguments ({given} given)"),
            (false, _) => format!("exactly one argument ({given} given)"),
        };
        Err(self.type_error(&format!("{class}.{}() takes {takes}", spec.name)))
    }

    /// Whether keywords are another constructor's business: `__init__` of a builtin type does not look at them when a subclass
    /// has a `__new__` of its own, and the other way round.
    pub(super) fn leaves_keywords(&mut self, spec: &'static FnSpec, receiver: Value) -> bool {
        let other = match spec.name {
            "__new__" => Special::Init,
            "__init__" => Special::New,
            _ => return false,
        };
        if spec.convention == Convention::NoKeywords {
            return false;
        }
        let class = match receiver.cast::<Type>() {
            Some(class) if other == Special::Init => class,
            _ => self.class_of(receiver),
        };
        if !class.has(type_flag::HEAP_TYPE) {
            return false;
        }
        let Some(native) = class.mro_classes().find(|base| !base.has(type_flag::HEAP_TYPE)) else { return false };
        self.special(class, other) != self.special(native, other)
    }

    /// As `_PyArg_UnpackKeywords` begins.
    fn check_named_counts(
        &mut self,
        spec: &'static FnSpec,
        signature: &Signature,
        given: usize,
        named: usize,
    ) -> PyResult<()> {
        let (min, max, all) = (signature.required, signature.positional, signature.parameters.len());
        if !signature.var_positional && given + named > all {
            let name = self.called(spec);
            let word = if given == 0 { "keyword " } else { "" };
            let total = given + named;
            return Err(
                self.type_error(&format!("{name} takes at most {all} {word}argument{} ({total} given)", plural(all)))
            );
        }
        if !signature.var_positional && given > max {
            let name = self.called(spec);
            if max == 0 {
                return Err(self.type_error(&format!("{name} takes no positional arguments")));
            }
            let word = if min < max { "at most" } else { "exactly" };
            return Err(self
                .type_error(&format!("{name} takes {word} {max} positional argument{} ({given} given)", plural(max))));
        }
        let positional_only = signature.parameters.iter().filter(|p| p.kind == ParameterKind::Positional).count();
        let least = positional_only.min(min);
        if given < least {
            let name = self.called(spec);
            let word = if least < max { "at least" } else { "exactly" };
            return Err(self.type_error(&format!(
                "{name} takes {word} {least} positional argument{} ({given} given)",
                plural(least)
            )));
        }
        Ok(())
    }

    /// Name of a native function in messages: constructors have their type's.
    fn display_name(&self, spec: &'static FnSpec) -> String {
        match spec.name {
            "__new__" | "__init__" => self.type_of_method(spec).unwrap_or(spec.name).to_owned(),
            name => name.to_owned(),
        }
    }

    /// What was called, in messages that have parentheses after its name.
    fn called(&self, spec: &'static FnSpec) -> String {
        if spec.convention == Convention::Nameless {
            return "function".to_owned();
        }
        self.display_name(spec) + "()"
    }

    /// The name with what it belongs to: `list.append`.
    fn full_name(&self, spec: &'static FnSpec, receiver: Value) -> String {
        // A class method is named after the class it is called on.
        if spec.kind == MethodKind::ClassMethod
            && let Some(class) = receiver.cast::<Type>()
        {
            return format!("{}.{}", class.name_text(), spec.name);
        }
        let owner = match spec.kind {
            MethodKind::Function => self.module_of_spec(spec),
            MethodKind::Method | MethodKind::ClassMethod | MethodKind::StaticMethod => self.type_of_method(spec),
        };
        match (spec.name, owner) {
            ("__new__" | "__init__", Some(owner)) => owner.to_owned(),
            (name, Some(owner)) => format!("{owner}.{name}"),
            (name, None) => name.to_owned(),
        }
    }

    /// Error for a wrong number of arguments that are only counted.
    #[cold]
    fn wrong_count(&mut self, spec: &'static FnSpec, receiver: Value, given: usize) -> Raised {
        let signature = self.signature(spec);
        let (min, max) = (signature.required, signature.positional);
        let parsed = spec.convention == Convention::Parse;
        if parsed || spec.convention == Convention::Nameless && (min != max || max > 1) {
            let name = self.called(spec);
            let (word, n) = match given < min {
                _ if min == max => ("exactly", max),
                true => ("at least", min),
                false => ("at most", max),
            };
            return self.type_error(&format!("{name} takes {word} {n} argument{} ({given} given)", plural(n)));
        }
        let constructor = matches!(spec.name, "__new__" | "__init__");
        if spec.is_slot() && !constructor {
            return match (min, max) {
                (0 | 1, max) if min == max && !is_unpacked_slot(self, spec, receiver) => {
                    self.type_error(&format!("expected {max} argument{}, got {given}", plural(max)))
                }
                _ => self.wrong_unpacked_count("", signature, given),
            };
        }
        if !constructor && !signature.var_positional && min == max && max < 2 {
            let name = self.full_name(spec, receiver);
            let takes = if max == 0 { "no arguments" } else { "exactly one argument" };
            return self.type_error(&format!("{name}() takes {takes} ({given} given)"));
        }
        let name = self.display_name(spec);
        self.wrong_unpacked_count(&name, signature, given)
    }

    /// As `PyArg_UnpackTuple` says it.
    fn wrong_unpacked_count(&mut self, name: &str, signature: &Signature, given: usize) -> Raised {
        let (min, max) = (signature.required, signature.positional);
        let (word, n) = match given < min {
            _ if min == max && !signature.var_positional => ("", max),
            true => ("at least ", min),
            false => ("at most ", max),
        };
        self.type_error(&format!("{name} expected {word}{n} argument{}, got {given}", plural(n)))
    }

    #[cold]
    fn takes_no_keywords(&mut self, spec: &'static FnSpec, receiver: Value) -> Raised {
        let parsed = spec.convention == Convention::Parse;
        let name = if parsed { spec.name.to_owned() } else { self.full_name(spec, receiver) };
        if spec.is_slot() && !matches!(spec.name, "__new__" | "__init__") {
            return self.type_error(&format!("wrapper {}() takes no keyword arguments", spec.name));
        }
        self.type_error(&format!("{name}() takes no keyword arguments"))
    }

    #[cold]
    pub(super) fn unknown_keyword(&mut self, spec: &'static FnSpec, key: Value) -> Raised {
        let name = self.display_name(spec);
        let key = key.cast::<crate::object::string::Str>().map_or(String::new(), |key| key.to_string_lossy());
        self.type_error(&format!("'{key}' is an invalid keyword argument for {name}()"))
    }

    #[cold]
    pub(super) fn argument_given_twice(&mut self, spec: &'static FnSpec, index: usize) -> Raised {
        let name = self.display_name(spec);
        let parameter = &self.signature(spec).parameters[index].name;
        self.type_error(&format!("argument for {name}() given by name ('{parameter}') and position ({})", index + 1))
    }

    #[cold]
    pub(super) fn missing_argument(&mut self, spec: &'static FnSpec, index: usize) -> Raised {
        let name = self.called(spec);
        let parameter = &self.signature(spec).parameters[index].name;
        self.type_error(&format!("{name} missing required argument '{parameter}' (pos {})", index + 1))
    }
}
