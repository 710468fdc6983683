//! Text signatures of native functions, and binding arguments to them.

use super::spec::FnSpec;
use crate::heap::Gc;
use crate::object::array::Array;
use crate::object::string::Str;
use crate::object::tuple::Tuple;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// How a parameter may be given.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ParameterKind {
    /// By position only.
    Positional,
    /// By position or by name.
    Either,
    /// By name only.
    Keyword,
    /// `*args`
    VarPositional,
    /// `**kwargs`
    VarKeyword,
}

/// One parameter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// How it may be given.
    pub kind: ParameterKind,
    /// Text of the default; none if it is required.
    pub default: Option<String>,
}

/// A parsed signature.
#[derive(Debug)]
pub struct Signature {
    /// All parameters in order.
    pub parameters: Vec<Parameter>,
    /// Parameters that may be given by position.
    pub positional: usize,
    /// Of these, how many are required.
    pub required: usize,
    /// Has `*args`.
    pub var_positional: bool,
    /// Has `**kwargs`.
    pub var_keyword: bool,
    /// Has `*args`, no `**kwargs` and no required keyword-only parameters.
    pub rest_only: bool,
}

impl Signature {
    /// Parses `"(a, b=1, /, c, *, d=None)"`. The text is the project's own, so mistakes are bugs.
    pub fn parse(text: &str) -> Signature {
        let inner = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')).expect("signatures are in parentheses");
        let mut parameters: Vec<Parameter> = Vec::new();
        let mut kind = ParameterKind::Either;
        for part in split_top_level(inner) {
            match part {
                "/" => parameters.iter_mut().for_each(|p| p.kind = ParameterKind::Positional),
                "*" => kind = ParameterKind::Keyword,
                _ => {
                    let (name, default) = match part.split_once('=') {
                        Some((name, default)) => (name.trim(), Some(default.trim().to_owned())),
                        None => (part, None),
                    };
                    let (name, this) = if let Some(name) = name.strip_prefix("**") {
                        (name, ParameterKind::VarKeyword)
                    } else if let Some(name) = name.strip_prefix('*') {
                        kind = ParameterKind::Keyword;
                        (name, ParameterKind::VarPositional)
                    } else {
                        (name, kind)
                    };
                    parameters.push(Parameter { name: name.to_owned(), kind: this, default });
                }
            }
        }
        let by_position = |p: &&Parameter| matches!(p.kind, ParameterKind::Positional | ParameterKind::Either);
        let positional = parameters.iter().filter(by_position).count();
        let required = parameters.iter().filter(by_position).filter(|p| p.default.is_none()).count();
        Signature {
            positional,
            required,
            var_positional: parameters.iter().any(|p| p.kind == ParameterKind::VarPositional),
            var_keyword: parameters.iter().any(|p| p.kind == ParameterKind::VarKeyword),
            rest_only: parameters.iter().any(|p| p.kind == ParameterKind::VarPositional)
                && !parameters.iter().any(|p| {
                    p.kind == ParameterKind::VarKeyword || (p.kind == ParameterKind::Keyword && p.default.is_none())
                }),
            parameters,
        }
    }

    /// Whether no argument can be named.
    pub(crate) fn is_positional(&self) -> bool {
        self.parameters.iter().all(|p| matches!(p.kind, ParameterKind::Positional | ParameterKind::VarPositional))
    }
}

fn split_top_level(text: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut quote, mut start) = (Vec::new(), 0, None, 0);
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(q), _) if c == q => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth -= 1,
            (None, ',') if depth == 0 => {
                parts.push(text[start..at].trim());
                start = at + 1;
            }
            (None, _) => {}
        }
    }
    parts.push(text[start..].trim());
    parts.retain(|part| !part.is_empty());
    parts
}

/// A call's arguments before binding: positional ones, then those by keyword, whose names are in `names`.
#[derive(Clone, Copy)]
pub struct CallArgs<'a> {
    /// The words.
    pub values: super::Args<'a>,
    /// Names of the last arguments.
    pub names: Option<Gc<Tuple>>,
}

impl CallArgs<'_> {
    /// How many are positional.
    pub fn positional(&self) -> usize {
        self.values.len() - self.names.map_or(0, |names| names.len())
    }
}

impl Vm {
    /// Binds arguments to a native function's parameters: one word for each, after the receiver if there is one.
    pub(crate) fn bind_native_args(
        &mut self,
        spec: &'static FnSpec,
        receiver: Value,
        args: CallArgs<'_>,
    ) -> PyResult<Bound> {
        let signature = self.signature(spec);
        self.check_counts(spec, signature, receiver, args)?;
        let offset = usize::from(!receiver.is_empty());
        let mut bound = Bound::new(self, offset + signature.parameters.len())?;
        if offset == 1 {
            bound.set(self, 0, receiver);
        }
        let given = args.positional();
        for index in 0..given.min(signature.positional) {
            bound.set(self, offset + index, args.values.get(index));
        }
        if signature.var_positional {
            let rest = self.tuple(
                args.values
                    .from(signature.positional.min(given))
                    .as_slice()
                    .get(..given.saturating_sub(signature.positional))
                    .unwrap_or(&[]),
            )?;
            let at = signature.parameters.iter().position(|p| p.kind == ParameterKind::VarPositional);
            bound.set(self, offset + at.expect("it has *args"), rest.value());
        }
        let kwargs = if signature.var_keyword {
            let dict = self.dict()?;
            bound.set(self, offset + signature.parameters.len() - 1, dict.value());
            Some(dict)
        } else {
            None
        };
        let mut mistake = None;
        if let Some(names) = args.names
            && !(signature.is_positional() && self.leaves_keywords(spec, receiver))
        {
            for (index, &name) in names.items().iter().enumerate() {
                let value = args.values.get(given + index);
                let key = name.cast::<Str>().expect("keyword names are strings");
                let at = signature.parameters.iter().position(|p| {
                    matches!(p.kind, ParameterKind::Either | ParameterKind::Keyword) && key.is_text(&p.name)
                });
                match (at, kwargs) {
                    (Some(at), _) if bound.get(offset + at).is_empty() => bound.set(self, offset + at, value),
                    (Some(at), _) => mistake = Some(Mistake::Twice(at)),
                    (None, Some(dict)) => dict.set(self, name, value)?,
                    (None, None) if mistake.is_none() => mistake = Some(Mistake::Unknown(index)),
                    (None, None) => {}
                }
            }
        }
        for (index, parameter) in signature.parameters.iter().enumerate() {
            let variadic = matches!(parameter.kind, ParameterKind::VarPositional | ParameterKind::VarKeyword);
            if !variadic && parameter.default.is_none() && bound.get(offset + index).is_empty() {
                return Err(self.missing_argument(spec, index));
            }
        }
        match mistake {
            Some(Mistake::Twice(at)) => Err(self.argument_given_twice(spec, at)),
            Some(Mistake::Unknown(index)) => {
                let name = args.names.map_or(Value::NONE, |names| names.get(index));
                Err(self.unknown_keyword(spec, name))
            }
            None => Ok(bound),
        }
    }

    /// The parsed signature of a native function; parsed once.
    pub(crate) fn signature(&mut self, spec: &'static FnSpec) -> &'static Signature {
        let key = spec.signature.as_ptr() as usize;
        self.signatures.entry(key).or_insert_with(|| Box::leak(Box::new(Signature::parse(spec.signature))))
    }
}

/// Arguments as a native function takes them: on the native stack as long as they are few.
pub(crate) struct Bound {
    few: [Value; Bound::FEW],
    len: usize,
    many: Option<Gc<Array>>,
}

impl Bound {
    const FEW: usize = 12;

    fn new(vm: &mut Vm, len: usize) -> PyResult<Bound> {
        let many = if len > Self::FEW { Some(Array::new(vm, len)?) } else { None };
        Ok(Bound { few: [Value::EMPTY; Self::FEW], len, many })
    }

    #[inline]
    fn set(&mut self, vm: &Vm, index: usize, value: Value) {
        match self.many {
            None => self.few[index] = value,
            Some(many) => many.set(vm, index, value),
        }
    }

    #[inline]
    fn get(&self, index: usize) -> Value {
        self.many.map_or_else(|| self.few[index], |many| many.get(index))
    }

    /// The words.
    #[inline]
    pub(crate) fn args(&self) -> super::Args<'_> {
        match &self.many {
            None => super::Args::new(&self.few[..self.len]),
            Some(many) => super::Args::new(many.values()),
        }
    }
}

/// What is wrong with an argument given by name.
enum Mistake {
    /// The parameter of this index was given by position too.
    Twice(usize),
    /// The name of this index is no parameter's.
    Unknown(usize),
}
