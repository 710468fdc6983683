//! Decimal numbers apart from Python: what they are, and rounding them to a context.

use super::coef::{Coef, Cut};

/// Conditions, as bits.
pub(super) mod flag {
    pub(in super::super) const CLAMPED: u32 = 0x1;
    pub(in super::super) const CONVERSION_SYNTAX: u32 = 0x2;
    pub(in super::super) const DIVISION_BY_ZERO: u32 = 0x4;
    pub(in super::super) const DIVISION_IMPOSSIBLE: u32 = 0x8;
    pub(in super::super) const DIVISION_UNDEFINED: u32 = 0x10;
    pub(in super::super) const INEXACT: u32 = 0x40;
    pub(in super::super) const INVALID_CONTEXT: u32 = 0x80;
    pub(in super::super) const INVALID_OPERATION: u32 = 0x100;
    /// The result does not fit into memory.
    pub(in super::super) const MALLOC_ERROR: u32 = 0x200;
    pub(in super::super) const OVERFLOW: u32 = 0x800;
    pub(in super::super) const ROUNDED: u32 = 0x1000;
    pub(in super::super) const SUBNORMAL: u32 = 0x2000;
    pub(in super::super) const UNDERFLOW: u32 = 0x4000;
    pub(in super::super) const FLOAT_OPERATION: u32 = 0x400;
    /// All that the signal `InvalidOperation` stands for.
    pub(in super::super) const ANY_INVALID: u32 = CONVERSION_SYNTAX
        | DIVISION_IMPOSSIBLE
        | DIVISION_UNDEFINED
        | 0x20
        | INVALID_CONTEXT
        | INVALID_OPERATION
        | MALLOC_ERROR;
}

pub(super) const MAX_PREC: i64 = 999_999_999_999_999_999;
pub(super) const MAX_EMAX: i64 = MAX_PREC;
pub(super) const MIN_EMIN: i64 = -MAX_PREC;
pub(super) const MIN_ETINY: i64 = MIN_EMIN - (MAX_PREC - 1);
/// More digits than this are not made for the sake of an exponent.
const MOST_PADDING: i64 = 1 << 34;

macro_rules! roundings {
    ($($name:ident = $text:literal,)*) => {
        /// A way of rounding.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub(super) enum Rounding { $($name,)* }

        impl Rounding {
            pub(super) const ALL: &[Rounding] = &[$(Rounding::$name,)*];

            pub(super) fn name(self) -> &'static str {
                match self { $(Rounding::$name => $text,)* }
            }
        }
    };
}
roundings! {
    Ceiling = "ROUND_CEILING",
    Floor = "ROUND_FLOOR",
    Up = "ROUND_UP",
    Down = "ROUND_DOWN",
    HalfUp = "ROUND_HALF_UP",
    HalfDown = "ROUND_HALF_DOWN",
    HalfEven = "ROUND_HALF_EVEN",
    ZeroFiveUp = "ROUND_05UP",
}

impl Rounding {
    /// Whether `kept` is to grow by one, given what was cut off it.
    pub(super) fn is_away(self, negative: bool, kept: &Coef, cut: Cut) -> bool {
        if cut == Cut::Nothing {
            return false;
        }
        match self {
            Rounding::Down => false,
            Rounding::Up => true,
            Rounding::Ceiling => !negative,
            Rounding::Floor => negative,
            Rounding::HalfUp => cut != Cut::BelowHalf,
            Rounding::HalfDown => cut == Cut::AboveHalf,
            Rounding::HalfEven => cut == Cut::AboveHalf || (cut == Cut::Half && kept.is_odd()),
            Rounding::ZeroFiveUp => matches!(kept.last_digit(), 0 | 5),
        }
    }
}

/// What kind of number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Class {
    Finite,
    Infinite,
    QuietNan,
    SignalingNan,
}

/// `(-1) ** negative * coef * 10 ** exp`; the coefficient of a NaN is its payload.
#[derive(Clone, Debug)]
pub(super) struct Num {
    pub(super) negative: bool,
    pub(super) class: Class,
    pub(super) coef: Coef,
    pub(super) exp: i64,
}

impl Num {
    pub(super) fn finite(negative: bool, coef: Coef, exp: i64) -> Num {
        Num { negative, class: Class::Finite, coef, exp }
    }

    pub(super) fn small(n: i64) -> Num {
        Num::finite(n < 0, Coef::Small(n.unsigned_abs().into()), 0)
    }

    pub(super) fn infinity(negative: bool) -> Num {
        Num { negative, class: Class::Infinite, coef: Coef::ZERO, exp: 0 }
    }

    pub(super) fn nan() -> Num {
        Num { negative: false, class: Class::QuietNan, coef: Coef::ZERO, exp: 0 }
    }

    pub(super) fn is_finite(&self) -> bool {
        self.class == Class::Finite
    }

    pub(super) fn is_infinite(&self) -> bool {
        self.class == Class::Infinite
    }

    pub(super) fn is_nan(&self) -> bool {
        matches!(self.class, Class::QuietNan | Class::SignalingNan)
    }

    pub(super) fn is_zero(&self) -> bool {
        self.is_finite() && self.coef.is_zero()
    }

    /// Exponent of the first digit.
    pub(super) fn adjusted(&self) -> i64 {
        self.exp + self.coef.digits() - 1
    }

    pub(super) fn negated(mut self) -> Num {
        self.negative = !self.negative;
        self
    }

    pub(super) fn abs(mut self) -> Num {
        self.negative = false;
        self
    }

    /// The number as an integer, if it is one: sign and magnitude.
    pub(super) fn integer(&self) -> Option<Coef> {
        if !self.is_finite() {
            return None;
        }
        if self.coef.is_zero() {
            return Some(Coef::ZERO);
        }
        if self.exp >= 0 {
            return (self.exp <= MOST_PADDING).then(|| self.coef.shifted(self.exp as u64));
        }
        let (whole, rest) = self.coef.split(self.exp.unsigned_abs());
        rest.is_zero().then_some(whole)
    }

    pub(super) fn is_integer(&self) -> bool {
        self.is_finite()
            && (self.exp >= 0 || self.coef.is_zero() || self.coef.split(self.exp.unsigned_abs()).1.is_zero())
    }
}

/// The part of a context that arithmetic looks at, and the conditions that it has met.
#[derive(Clone, Debug)]
pub(super) struct Work {
    pub(super) prec: i64,
    pub(super) rounding: Rounding,
    pub(super) emin: i64,
    pub(super) emax: i64,
    pub(super) clamp: bool,
    pub(super) status: u32,
}

impl Work {
    /// The context in which nothing need be rounded.
    pub(super) fn max() -> Work {
        let (emin, emax) = (MIN_EMIN, MAX_EMAX);
        Work { prec: MAX_PREC, rounding: Rounding::HalfEven, emin, emax, clamp: false, status: 0 }
    }

    pub(super) fn etiny(&self) -> i64 {
        self.emin - self.prec + 1
    }

    pub(super) fn etop(&self) -> i64 {
        self.emax - self.prec + 1
    }

    pub(super) fn raise(&mut self, flags: u32) {
        self.status |= flags;
    }

    /// A quiet NaN, and why.
    pub(super) fn invalid(&mut self, flags: u32) -> Num {
        self.raise(flags);
        Num::nan()
    }

    /// The same with other precision and no conditions.
    pub(super) fn with_prec(&self, prec: i64) -> Work {
        Work { prec, status: 0, ..self.clone() }
    }

    /// Digits for an exponent's sake, if there is room for so many.
    pub(super) fn pad(&mut self, coef: &Coef, count: i64) -> Coef {
        if count > MOST_PADDING && !coef.is_zero() {
            self.raise(flag::MALLOC_ERROR);
            return Coef::ZERO;
        }
        coef.shifted(count as u64)
    }

    fn overflow(&mut self, negative: bool) -> Num {
        self.raise(flag::OVERFLOW | flag::INEXACT | flag::ROUNDED);
        let to_infinity = match self.rounding {
            Rounding::Down | Rounding::ZeroFiveUp => false,
            Rounding::Ceiling => !negative,
            Rounding::Floor => negative,
            Rounding::Up | Rounding::HalfUp | Rounding::HalfDown | Rounding::HalfEven => true,
        };
        if to_infinity { Num::infinity(negative) } else { self.largest(negative) }
    }

    /// The finite number farthest from zero.
    pub(super) fn largest(&mut self, negative: bool) -> Num {
        let one = self.pad(&Coef::Small(1), self.prec);
        let coef = if one.is_zero() { one } else { one.sub(&Coef::Small(1)) };
        Num::finite(negative, coef, self.etop())
    }

    /// Rounds a result to the context.
    pub(super) fn fix(&mut self, n: Num) -> Num {
        match n.class {
            Class::Finite => self.fix_finite(n),
            Class::Infinite => n,
            Class::QuietNan | Class::SignalingNan => self.fix_payload(n),
        }
    }

    fn fix_payload(&self, mut n: Num) -> Num {
        let most = self.prec - i64::from(self.clamp);
        if n.coef.digits() > most {
            let (_, rest) = n.coef.split(most as u64);
            n.coef = rest;
        }
        n
    }

    fn fix_finite(&mut self, mut n: Num) -> Num {
        let (etiny, etop) = (self.etiny(), self.etop());
        if n.coef.is_zero() {
            let most = if self.clamp { etop } else { self.emax };
            let exp = n.exp.max(etiny).min(most);
            if exp != n.exp {
                self.raise(flag::CLAMPED);
                n.exp = exp;
            }
            return n;
        }
        let digits = n.coef.digits();
        let mut exp_min = digits + n.exp - self.prec;
        if exp_min > etop {
            return self.overflow(n.negative);
        }
        let subnormal = exp_min < etiny;
        if subnormal {
            exp_min = etiny;
            self.raise(flag::SUBNORMAL);
        }
        if n.exp >= exp_min {
            if self.clamp && n.exp > etop {
                self.raise(flag::CLAMPED);
                n.coef = self.pad(&n.coef, n.exp - etop);
                n.exp = etop;
            }
            return n;
        }
        let (mut kept, cut) = n.coef.cut((exp_min - n.exp) as u64);
        if self.rounding.is_away(n.negative, &kept, cut) {
            kept = kept.add(&Coef::Small(1));
            if kept.digits() > self.prec {
                kept = kept.split(1).0;
                exp_min += 1;
            }
        }
        if exp_min > etop {
            return self.overflow(n.negative);
        }
        self.raise(flag::ROUNDED);
        if cut != Cut::Nothing {
            self.raise(flag::INEXACT | if subnormal { flag::UNDERFLOW } else { 0 });
        }
        if kept.is_zero() {
            self.raise(flag::CLAMPED);
        }
        Num::finite(n.negative, kept, exp_min)
    }

    /// The NaN that an operation on these gives, if one of them is a NaN.
    pub(super) fn nan_of(&mut self, operands: &[&Num]) -> Option<Num> {
        let signaling = operands.iter().find(|n| n.class == Class::SignalingNan);
        let chosen = signaling.or_else(|| operands.iter().find(|n| n.is_nan()))?;
        if signaling.is_some() {
            self.raise(flag::INVALID_OPERATION);
        }
        let quiet = Num { class: Class::QuietNan, ..(*chosen).clone() };
        Some(self.fix_payload(quiet))
    }

    /// The number with another exponent, rounded if digits must go; whether nothing was lost.
    pub(super) fn rescaled(&mut self, n: &Num, exp: i64, rounding: Rounding) -> (Num, bool) {
        if n.coef.is_zero() {
            return (Num::finite(n.negative, Coef::ZERO, exp), true);
        }
        if n.exp >= exp {
            let coef = self.pad(&n.coef, n.exp - exp);
            return (Num::finite(n.negative, coef, exp), true);
        }
        let (mut kept, cut) = n.coef.cut((exp - n.exp) as u64);
        if rounding.is_away(n.negative, &kept, cut) {
            kept = kept.add(&Coef::Small(1));
        }
        (Num::finite(n.negative, kept, exp), cut == Cut::Nothing)
    }
}
