//! Format specs: `[[fill]align][sign][z][#][0][width][,_][.precision][type]`.

use crate::heap::Gc;
use crate::object::string::Str;
use crate::text::{Chars, unicode};
use crate::value::Value;
use crate::vm::{PyResult, Raised, Vm};

/// Where text goes in its field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Align {
    /// `<`
    Left,
    /// `>`
    Right,
    /// `^`
    Center,
    /// `=`: fill goes between sign and digits.
    AfterSign,
}

/// How digits are grouped.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Grouping {
    /// Not.
    None,
    /// `,` every three digits.
    Comma,
    /// `_` every three digits.
    Underscore,
    /// `_` every four digits.
    UnderscoreFour,
}

/// What is formatted; decides the defaults.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Target {
    Text,
    Number,
}

/// A format spec.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spec {
    pub(crate) fill: u32,
    pub(crate) align: Align,
    pub(crate) align_given: bool,
    pub(crate) sign: Option<u8>,
    pub(crate) no_negative_zero: bool,
    pub(crate) alternate: bool,
    pub(crate) width: Option<usize>,
    pub(crate) grouping: Grouping,
    pub(crate) precision: Option<usize>,
    /// The presentation type.
    pub(crate) kind: Option<u32>,
}

fn align(code: Option<u32>) -> Option<Align> {
    Some(match u8::try_from(code?).ok()? {
        b'<' => Align::Left,
        b'>' => Align::Right,
        b'^' => Align::Center,
        b'=' => Align::AfterSign,
        _ => return None,
    })
}

struct Reader<'a> {
    text: Chars<'a>,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u32> {
        self.text.get(self.at)
    }

    fn take(&mut self, wanted: u8) -> bool {
        let found = self.peek() == Some(u32::from(wanted));
        self.at += usize::from(found);
        found
    }

    /// A number, none if there are no digits.
    fn number(&mut self, vm: &mut Vm) -> PyResult<Option<usize>> {
        let mut number = None;
        while let Some(digit) = self.peek().and_then(unicode::decimal_value) {
            let next = number.unwrap_or(0usize).checked_mul(10).and_then(|n| n.checked_add(usize::from(digit)));
            match next.filter(|&n| n <= isize::MAX as usize) {
                Some(next) => number = Some(next),
                None => return Err(vm.value_error("Too many decimal digits in format string")),
            }
            self.at += 1;
        }
        Ok(number)
    }
}

impl Spec {
    const fn new(align: Align) -> Spec {
        Spec {
            fill: b' ' as u32,
            align,
            align_given: false,
            sign: None,
            no_negative_zero: false,
            alternate: false,
            width: None,
            grouping: Grouping::None,
            precision: None,
            kind: None,
        }
    }

    /// Reads the commonest specs: `[[fill]align][#][0][width][.precision][type]`, with numbers of a few digits and types
    /// that any value may be told of.
    fn parse_plain(spec: &[u8], target: Target) -> Option<Spec> {
        let is_align = |at: usize| spec.get(at).is_some_and(|c| matches!(c, b'<' | b'>' | b'^' | b'='));
        let default = if target == Target::Text { Align::Left } else { Align::Right };
        let mut out = Spec::new(default);
        let mut at = 0;
        let fill_given = is_align(1);
        if fill_given {
            out.fill = spec[0].into();
            at = 1;
        }
        if is_align(at) {
            (out.align, out.align_given) = (align(Some(spec[at].into()))?, true);
            at += 1;
        }
        if spec.get(at) == Some(&b'#') {
            out.alternate = true;
            at += 1;
        }
        if !fill_given && spec.get(at) == Some(&b'0') {
            out.fill = b'0'.into();
            if !out.align_given && target == Target::Number {
                out.align = Align::AfterSign;
            }
            at += 1;
        }
        let number = |at: &mut usize| {
            let mut number = None;
            while let Some(digit @ b'0'..=b'9') = spec.get(*at) {
                number = Some(number.unwrap_or(0) * 10 + usize::from(digit - b'0'));
                *at += 1;
                if number > Some(9999) {
                    break;
                }
            }
            number
        };
        out.width = number(&mut at);
        if spec.get(at) == Some(&b'.') {
            at += 1;
            out.precision = Some(number(&mut at)?);
        }
        if let Some(&kind @ (b'd' | b'e' | b'f' | b'g' | b's' | b'x' | b'%')) = spec.get(at) {
            out.kind = Some(kind.into());
            at += 1;
        }
        (at == spec.len()).then_some(out)
    }

    /// Reads a spec for `value`.
    pub(crate) fn parse(vm: &mut Vm, spec: Gc<Str>, value: Value, target: Target) -> PyResult<Spec> {
        if let Chars::One(units) = spec.chars()
            && let Some(plain) = Spec::parse_plain(units, target)
        {
            return Ok(plain);
        }
        let mut r = Reader { text: spec.chars(), at: 0 };
        let default = if target == Target::Text { Align::Left } else { Align::Right };
        let mut out = Spec::new(default);
        let mut fill_given = false;
        if let Some(found) = align(r.text.get(1)) {
            (out.fill, out.align, out.align_given, fill_given) = (r.text.at(0), found, true, true);
            r.at = 2;
        } else if let Some(found) = align(r.text.get(0)) {
            (out.align, out.align_given) = (found, true);
            r.at = 1;
        }
        if let Some(sign @ (b'+' | b'-' | b' ')) = r.peek().and_then(|c| u8::try_from(c).ok()) {
            out.sign = Some(sign);
            r.at += 1;
        }
        out.no_negative_zero = r.take(b'z');
        out.alternate = r.take(b'#');
        if !fill_given && r.take(b'0') {
            out.fill = u32::from('0');
            if !out.align_given && default == Align::Right {
                out.align = Align::AfterSign;
            }
        }
        out.width = r.number(vm)?;
        out.grouping = read_grouping(vm, &mut r)?;
        if r.take(b'.') {
            out.precision = r.number(vm)?;
            if out.precision.is_none() {
                return Err(vm.value_error("Format specifier missing precision"));
            }
        }
        if r.text.len() - r.at > 1 {
            return Err(invalid(vm, spec, value));
        }
        out.kind = r.peek();
        out.check_grouping(vm, target)?;
        // An unknown code is told first.
        let known = |kind: u32| u8::try_from(kind).is_ok_and(|kind| b"bcdeEfFgGnosxX%".contains(&kind));
        if out.kind.is_none_or(known) {
            vm.check_memory(out.width.unwrap_or(0))?;
        }
        Ok(out)
    }

    fn check_grouping(&mut self, vm: &mut Vm, target: Target) -> PyResult<()> {
        let separator = match self.grouping {
            Grouping::None => return Ok(()),
            Grouping::Comma => ',',
            Grouping::Underscore | Grouping::UnderscoreFour => '_',
        };
        let default = if target == Target::Text { Some(u32::from('s')) } else { None };
        let Some(kind) = self.kind.or(default) else { return Ok(()) };
        match u8::try_from(kind) {
            Ok(b'd' | b'e' | b'f' | b'g' | b'E' | b'G' | b'%' | b'F') => Ok(()),
            Ok(b'b' | b'o' | b'x' | b'X') if separator == '_' => {
                self.grouping = Grouping::UnderscoreFour;
                Ok(())
            }
            _ => {
                let shown = match char::from_u32(kind) {
                    Some(c) if kind > 32 && kind < 128 => c.to_string(),
                    Some(_) | None => format!("\\x{kind:x}"),
                };
                Err(vm.value_error(&format!("Cannot specify '{separator}' with '{shown}'.")))
            }
        }
    }
}

fn read_grouping(vm: &mut Vm, r: &mut Reader<'_>) -> PyResult<Grouping> {
    let comma = r.take(b',');
    let underscore = r.take(b'_');
    if underscore && (comma || r.peek() == Some(u32::from(','))) {
        return Err(vm.value_error("Cannot specify both ',' and '_'."));
    }
    Ok(match (comma, underscore) {
        (true, _) => Grouping::Comma,
        (false, true) => Grouping::Underscore,
        (false, false) => Grouping::None,
    })
}

fn invalid(vm: &mut Vm, spec: Gc<Str>, value: Value) -> Raised {
    let message =
        format!("Invalid format specifier '{}' for object of type '{}'", spec.to_string_lossy(), vm.type_name(value));
    vm.value_error(&message)
}
