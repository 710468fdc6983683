//! Arguments of calls and parameters of functions and lambdas.

use super::peg::{Fail, Kind, Never, Node, Peg, R, Rule, alts};
use crate::error::ErrorKind;
use crate::tokenizer::{Token, TokenKind as T};

/// The arguments of a call as far as errors ask for them.
struct Args {
    positional: Vec<Node>,
    /// Whether there is `**mapping`.
    unpacks_mapping: bool,
}

/// An argument behind the positional ones.
#[derive(Clone, Copy, PartialEq)]
enum Keyword {
    Named,
    Starred(Node),
    DoubleStarred,
}

impl Peg<'_> {
    pub(super) fn arguments(&mut self) -> R {
        self.memoized(Rule::Arguments, |p| {
            alts!(p;
                |p| {
                    p.args()?;
                    p.opt(|p| p.token(T::Comma))?;
                    p.ahead(&[T::RPar])?;
                    Ok(p.unit())
                },
                |p| p.invalid(Self::invalid_arguments),
            )
        })
    }

    fn args(&mut self) -> R<Args> {
        alts!(self;
            |p| {
                let mut positional = p.gather(Self::positional_argument)?;
                let keywords = p.opt(|p| {
                    p.token(T::Comma)?;
                    p.kwargs()
                })?;
                let mut unpacks_mapping = false;
                for keyword in keywords.unwrap_or_default() {
                    match keyword {
                        Keyword::Starred(node) => positional.push(node),
                        Keyword::DoubleStarred => unpacks_mapping = true,
                        Keyword::Named => {}
                    }
                }
                Ok(Args { positional, unpacks_mapping })
            },
            |p| {
                let keywords = p.kwargs()?;
                let unpacks_mapping = keywords.contains(&Keyword::DoubleStarred);
                let positional = keywords.into_iter().filter_map(|keyword| match keyword {
                    Keyword::Starred(node) => Some(node),
                    Keyword::Named | Keyword::DoubleStarred => None,
                });
                Ok(Args { positional: positional.collect(), unpacks_mapping })
            },
        )
    }

    fn positional_argument(&mut self) -> R {
        alts!(self;
            |p| p.starred_expression(),
            |p| {
                let value = p.argument_value()?;
                p.not_ahead(&[T::Equal])?;
                Ok(value)
            },
        )
    }

    fn kwargs(&mut self) -> R<Vec<Keyword>> {
        alts!(self;
            |p| {
                let mut found = p.gather(Self::kwarg_or_starred)?;
                p.token(T::Comma)?;
                found.extend(p.gather(Self::kwarg_or_double_starred)?);
                Ok(found)
            },
            |p| p.gather(Self::kwarg_or_starred),
            |p| p.gather(Self::kwarg_or_double_starred),
        )
    }

    fn named_argument(&mut self) -> R<Keyword> {
        self.token(T::Name)?;
        self.token(T::Equal)?;
        self.expression()?;
        Ok(Keyword::Named)
    }

    fn kwarg_or_starred(&mut self) -> R<Keyword> {
        alts!(self;
            |p| p.invalid(Self::invalid_kwarg),
            |p| p.named_argument(),
            |p| p.starred_expression().map(Keyword::Starred),
        )
    }

    fn kwarg_or_double_starred(&mut self) -> R<Keyword> {
        alts!(self;
            |p| p.invalid(Self::invalid_kwarg),
            |p| p.named_argument(),
            |p| {
                p.token(T::DoubleStar)?;
                p.expression()?;
                Ok(Keyword::DoubleStarred)
            },
        )
    }

    fn invalid_kwarg(&mut self) -> R<Never> {
        alts!(self;
            |p| {
                let word = p.token_of(&[T::True, T::False, T::None])?;
                let equal = p.token(T::Equal)?;
                let message = format!("cannot assign to {}", p.text(word));
                p.raise_range(word.start, equal.end, message)
            },
            |p| p.invalid_assignment_in_generator(),
            |p| {
                p.not(|p| {
                    p.token(T::Name)?;
                    p.token(T::Equal)
                })?;
                let value = p.expression()?;
                let equal = p.token(T::Equal)?;
                let start = p.data(value).start;
                let message = "expression cannot contain assignment, perhaps you meant \"==\"?";
                p.raise_range(start, equal.end, message)
            },
            |p| {
                let stars = p.token(T::DoubleStar)?;
                p.expression()?;
                p.token(T::Equal)?;
                let value = p.expression()?;
                let end = p.data(value).end;
                p.raise_range(stars.start, end, "cannot assign to keyword argument unpacking")
            },
        )
    }

    /// `f(x = y for …)`
    fn invalid_assignment_in_generator(&mut self) -> R<Never> {
        let name = self.token(T::Name)?;
        let equal = self.token(T::Equal)?;
        self.expression()?;
        self.for_if_clauses()?;
        let message = "invalid syntax. Maybe you meant '==' or ':=' instead of '='?";
        self.raise_range(name.start, equal.end, message)
    }

    fn invalid_arguments(&mut self) -> R<Never> {
        const MUST_BE_PARENTHESIZED: &str = "Generator expression must be parenthesized";
        alts!(self;
            |p| {
                p.opt(|p| {
                    p.gather(Self::positional_argument)?;
                    p.token(T::Comma)
                })?;
                p.kwargs()?;
                p.token(T::Comma)?;
                let star = p.token(T::Star)?;
                p.raise_at(star, "iterable argument unpacking follows keyword argument unpacking")
            },
            |p| {
                let element = p.expression()?;
                let last = p.for_if_clauses()?;
                p.token(T::Comma)?;
                p.opt(|p| alts!(p;
                    |p| p.args().map(|_| ()),
                    |p| {
                        p.expression()?;
                        p.for_if_clauses().map(|_| ())
                    },
                ))?;
                let (start, end) = (p.data(element).start, p.data(last).end);
                p.raise_range(start, end, MUST_BE_PARENTHESIZED)
            },
            |p| p.invalid_assignment_in_generator(),
            |p| {
                p.opt(|p| {
                    p.args()?;
                    p.token(T::Comma)
                })?;
                let name = p.token(T::Name)?;
                let equal = p.token(T::Equal)?;
                p.ahead(&[T::Comma, T::RPar])?;
                p.raise_range(name.start, equal.end, "expected argument value expression")
            },
            |p| {
                let args = p.args()?;
                let last = p.for_if_clauses()?;
                let Some(&element) = args.positional.last().filter(|_| args.positional.len() > 1) else {
                    return Err(Fail::Cut);
                };
                let (start, end) = (p.data(element).start, p.data(last).end);
                p.raise_range(start, end, MUST_BE_PARENTHESIZED)
            },
            |p| {
                p.args()?;
                p.token(T::Comma)?;
                let element = p.expression()?;
                let last = p.for_if_clauses()?;
                let (start, end) = (p.data(element).start, p.data(last).end);
                p.raise_range(start, end, MUST_BE_PARENTHESIZED)
            },
            |p| {
                let args = p.args()?;
                p.token(T::Comma)?;
                p.args()?;
                let unpacking = if args.unpacks_mapping { " unpacking" } else { "" };
                let message = format!("positional argument follows keyword argument{unpacking}");
                p.raise_last(ErrorKind::Syntax, message)
            },
        )
    }

    // Parameters.

    pub(super) fn params(&mut self) -> R<()> {
        Params::DEF.params(self)
    }

    pub(super) fn lambda_params(&mut self) -> R<()> {
        Params::LAMBDA.params(self)
    }
}

/// The two forms of parameter lists: in parentheses with annotations, or before a colon without.
#[derive(Clone, Copy)]
struct Params {
    close: T,
    annotated: bool,
}

impl Params {
    const DEF: Params = Params { close: T::RPar, annotated: true };
    const LAMBDA: Params = Params { close: T::Colon, annotated: false };

    fn params(self, p: &mut Peg<'_>) -> R<()> {
        alts!(p; |p| p.invalid(|p| self.invalid_parameters(p)), |p| self.parameters(p))
    }

    fn parameters(self, p: &mut Peg<'_>) -> R<()> {
        alts!(p;
            |p| {
                self.slash_no_default(p)?;
                p.many0(|p| self.no_default(p))?;
                self.rest(p)
            },
            |p| {
                self.slash_with_default(p)?;
                self.rest(p)
            },
            |p| {
                p.many1(|p| self.no_default(p))?;
                self.rest(p)
            },
            |p| {
                p.many1(|p| self.with_default(p))?;
                p.opt(|p| self.star_etc(p))?;
                Ok(())
            },
            |p| self.star_etc(p),
        )
    }

    /// Parameters with defaults, and what starts with a star.
    fn rest(self, p: &mut Peg<'_>) -> R<()> {
        p.many0(|p| self.with_default(p))?;
        p.opt(|p| self.star_etc(p))?;
        Ok(())
    }

    /// A comma, or the end of the list in sight.
    fn separator(self, p: &mut Peg<'_>) -> R<()> {
        match p.opt(|p| p.token(T::Comma))? {
            Some(_) => Ok(()),
            None => p.ahead(&[self.close]),
        }
    }

    fn slash_no_default(self, p: &mut Peg<'_>) -> R<()> {
        p.many1(|p| self.no_default(p))?;
        p.token(T::Slash)?;
        self.separator(p)
    }

    fn slash_with_default(self, p: &mut Peg<'_>) -> R<()> {
        p.many0(|p| self.no_default(p))?;
        p.many1(|p| self.with_default(p))?;
        p.token(T::Slash)?;
        self.separator(p)
    }

    fn slash(self, p: &mut Peg<'_>) -> R<()> {
        alts!(p; |p| self.slash_no_default(p), |p| self.slash_with_default(p))
    }

    fn star_etc(self, p: &mut Peg<'_>) -> R<()> {
        alts!(p;
            |p| p.invalid(|p| self.invalid_star_etc(p)),
            |p| {
                p.token(T::Star)?;
                self.no_default(p)?;
                p.many0(|p| self.maybe_default(p))?;
                p.opt(|p| self.kwds(p))?;
                Ok(())
            },
            |p| {
                if !self.annotated {
                    return Err(Fail::No);
                }
                p.token(T::Star)?;
                p.token(T::Name)?;
                p.token(T::Colon)?;
                p.star_expression()?;
                self.separator(p)?;
                p.many0(|p| self.maybe_default(p))?;
                p.opt(|p| self.kwds(p))?;
                Ok(())
            },
            |p| {
                p.token(T::Star)?;
                p.token(T::Comma)?;
                p.many1(|p| self.maybe_default(p))?;
                p.opt(|p| self.kwds(p))?;
                Ok(())
            },
            |p| self.kwds(p),
        )
    }

    fn kwds(self, p: &mut Peg<'_>) -> R<()> {
        alts!(p;
            |p| p.invalid(|p| self.invalid_kwds(p)),
            |p| {
                p.token(T::DoubleStar)?;
                self.no_default(p).map(|_| ())
            },
        )
    }

    fn param(self, p: &mut Peg<'_>) -> R {
        let first = p.mark;
        p.token(T::Name)?;
        if self.annotated {
            p.opt(|p| {
                p.token(T::Colon)?;
                p.expression()
            })?;
        }
        Ok(p.node(Kind::Other, first, Vec::new()))
    }

    fn no_default(self, p: &mut Peg<'_>) -> R {
        let param = self.param(p)?;
        self.separator(p)?;
        Ok(param)
    }

    fn with_default(self, p: &mut Peg<'_>) -> R<()> {
        self.param(p)?;
        self.default(p)?;
        self.separator(p)
    }

    fn maybe_default(self, p: &mut Peg<'_>) -> R<()> {
        self.param(p)?;
        p.opt(|p| self.default(p))?;
        self.separator(p)
    }

    fn default(self, p: &mut Peg<'_>) -> R<()> {
        alts!(p;
            |p| {
                p.token(T::Equal)?;
                p.expression().map(|_| ())
            },
            |p| p.invalid(|p| {
                let equal = p.token(T::Equal)?;
                p.ahead(&[self.close, T::Comma, T::RPar])?;
                p.raise_at(equal, "expected default value expression")
            }),
        )
    }

    fn invalid_parameters(self, p: &mut Peg<'_>) -> R<Never> {
        alts!(p;
            |p| {
                let slash = p.token(T::Slash)?;
                p.token(T::Comma)?;
                p.raise_at(slash, "at least one argument must precede /")
            },
            |p| {
                self.slash(p)?;
                p.many0(|p| self.maybe_default(p))?;
                let slash = p.token(T::Slash)?;
                p.raise_at(slash, "/ may appear only once")
            },
            |p| {
                p.opt(|p| self.slash_no_default(p))?;
                p.many0(|p| self.no_default(p))?;
                p.attempt(|p| alts!(p;
                    |p| self.slash_with_default(p),
                    |p| p.many1(|p| self.with_default(p)).map(|_| ()),
                ))?;
                let param = self.no_default(p)?;
                p.raise_node(param, "parameter without a default follows parameter with a default")
            },
            |p| {
                p.many0(|p| self.no_default(p))?;
                let open = p.token(T::LPar)?;
                self.parenthesized(p)?;
                p.opt(|p| p.token(T::Comma))?;
                let close = p.token(T::RPar)?;
                let what = if self.annotated { "Function" } else { "Lambda expression" };
                p.raise_range(open.start, close.end, format!("{what} parameters cannot be parenthesized"))
            },
            |p| {
                p.opt(|p| self.slash(p))?;
                p.many0(|p| self.maybe_default(p))?;
                p.token(T::Star)?;
                p.attempt(|p| alts!(p;
                    |p| p.token(T::Comma).map(|_| ()),
                    |p| self.no_default(p).map(|_| ()),
                ))?;
                p.many0(|p| self.maybe_default(p))?;
                let slash = p.token(T::Slash)?;
                p.raise_at(slash, "/ must be ahead of *")
            },
            |p| {
                p.many1(|p| self.maybe_default(p))?;
                p.token(T::Slash)?;
                let star = p.token(T::Star)?;
                p.raise_at(star, "expected comma between / and *")
            },
        )
    }

    /// What stands between parentheses that may not be there.
    fn parenthesized(self, p: &mut Peg<'_>) -> R<()> {
        if self.annotated {
            p.many1(|p| self.no_default(p))?;
        } else {
            p.gather(|p| self.param(p))?;
        }
        Ok(())
    }

    fn invalid_star_etc(self, p: &mut Peg<'_>) -> R<Never> {
        alts!(p;
            |p| {
                let star = p.token(T::Star)?;
                p.attempt(|p| alts!(p;
                    |p| p.token(self.close),
                    |p| {
                        p.token(T::Comma)?;
                        p.token_of(&[self.close, T::DoubleStar])
                    },
                ))?;
                let message = "named arguments must follow bare *";
                if self.annotated { p.raise_at(star, message) } else { p.raise_last(ErrorKind::Syntax, message) }
            },
            |p| {
                p.token(T::Star)?;
                self.param(p)?;
                let equal = p.token(T::Equal)?;
                p.raise_at(equal, "var-positional argument cannot have default value")
            },
            |p| {
                p.token(T::Star)?;
                self.no_default_or_comma(p)?;
                p.many0(|p| self.maybe_default(p))?;
                let star = p.token(T::Star)?;
                self.no_default_or_comma(p)?;
                p.raise_at(star, "* argument may appear only once")
            },
        )
    }

    fn no_default_or_comma(self, p: &mut Peg<'_>) -> R<()> {
        alts!(p; |p| self.no_default(p).map(|_| ()), |p| p.token(T::Comma).map(|_| ()))
    }

    fn invalid_kwds(self, p: &mut Peg<'_>) -> R<Never> {
        const CANNOT_FOLLOW: &str = "arguments cannot follow var-keyword argument";
        alts!(p;
            |p| {
                p.token(T::DoubleStar)?;
                self.param(p)?;
                let equal = p.token(T::Equal)?;
                p.raise_at(equal, "var-keyword argument cannot have default value")
            },
            |p| {
                p.token(T::DoubleStar)?;
                self.param(p)?;
                p.token(T::Comma)?;
                let param = self.param(p)?;
                p.raise_node(param, CANNOT_FOLLOW)
            },
            |p| {
                p.token(T::DoubleStar)?;
                self.param(p)?;
                p.token(T::Comma)?;
                let token: Token = p.token_of(&[T::Star, T::DoubleStar, T::Slash])?;
                p.raise_at(token, CANNOT_FOLLOW)
            },
        )
    }
}
