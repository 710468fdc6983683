//! `match` statements and patterns, and what is said of those that are none.

use super::peg::{Fail, Kind, Never, Node, Peg, R, Rule, alts};
use crate::tokenizer::TokenKind as T;

impl Peg<'_> {
    pub(super) fn match_stmt(&mut self) -> R<()> {
        alts!(self;
            |p| {
                p.soft("match")?;
                p.subject_expr()?;
                p.token(T::Colon)?;
                p.token(T::Newline)?;
                p.token(T::Indent)?;
                p.many1(Self::case_block)?;
                p.token(T::Dedent).map(|_| ())
            },
            |p| p.invalid(|p| alts!(p;
                |p| {
                    p.soft("match")?;
                    p.subject_expr()?;
                    p.missing_colon()
                },
                |p| {
                    let head = p.soft("match")?;
                    p.subject_expr()?;
                    p.missing_block("'match' statement", head)
                },
            )),
        )
    }

    fn subject_expr(&mut self) -> R<()> {
        alts!(self;
            |p| {
                p.star_named_expression()?;
                p.token(T::Comma)?;
                p.opt(Self::star_named_expressions).map(|_| ())
            },
            |p| p.named_expression().map(|_| ()),
        )
    }

    fn case_block(&mut self) -> R<()> {
        alts!(self;
            |p| p.invalid(|p| alts!(p;
                |p| {
                    p.soft("case")?;
                    p.patterns_and_guard()?;
                    p.missing_colon()
                },
                |p| {
                    let head = p.soft("case")?;
                    p.patterns_and_guard()?;
                    p.missing_block("'case' statement", head)
                },
            )),
            |p| {
                p.soft("case")?;
                p.patterns_and_guard()?;
                p.token(T::Colon)?;
                p.block().map(|_| ())
            },
        )
    }

    fn patterns_and_guard(&mut self) -> R<()> {
        self.attempt(|p| alts!(p; |p| p.open_sequence_pattern(), |p| p.pattern().map(|_| ())))?;
        self.opt(|p| {
            p.token(T::If)?;
            p.named_expression()
        })
        .map(|_| ())
    }

    fn pattern(&mut self) -> R {
        alts!(self;
            |p| {
                let first = p.mark;
                p.or_pattern()?;
                p.token(T::As)?;
                p.capture_target()?;
                Ok(p.node(Kind::Other, first, Vec::new()))
            },
            |p| p.invalid(Self::invalid_as_pattern),
            |p| p.or_pattern(),
        )
    }

    fn invalid_as_pattern(&mut self) -> R<Never> {
        alts!(self;
            |p| {
                p.or_pattern()?;
                p.token(T::As)?;
                let wildcard = p.soft("_")?;
                p.raise_at(wildcard, "cannot use '_' as a target")
            },
            |p| {
                p.or_pattern()?;
                p.token(T::As)?;
                p.not_ahead(&[T::Name])?;
                let target = p.expression()?;
                p.raise_node(target, "invalid pattern target")
            },
        )
    }

    fn or_pattern(&mut self) -> R {
        let first = self.mark;
        self.gather_by(T::VBar, Self::closed_pattern)?;
        Ok(self.node(Kind::Other, first, Vec::new()))
    }

    fn closed_pattern(&mut self) -> R {
        self.memoized(Rule::ClosedPattern, |p| {
            let first = p.mark;
            p.attempt(|p| {
                alts!(p;
                    |p| p.literal_pattern(),
                    |p| p.capture_target(),
                    |p| p.soft("_").map(|_| ()),
                    |p| {
                        p.dotted_attribute()?;
                        p.not_ahead(&[T::Dot, T::LPar, T::Equal])
                    },
                    |p| {
                        p.token(T::LPar)?;
                        p.pattern()?;
                        p.token(T::RPar).map(|_| ())
                    },
                    |p| p.sequence_pattern(),
                    |p| p.mapping_pattern(),
                    |p| p.class_pattern(),
                )
            })?;
            Ok(p.node(Kind::Other, first, Vec::new()))
        })
    }

    fn literal_pattern(&mut self) -> R<()> {
        alts!(self;
            |p| {
                p.signed_number()?;
                p.not_ahead(&[T::Plus, T::Minus])
            },
            |p| p.complex_number(),
            |p| p.strings().map(|_| ()),
            |p| p.token_of(&[T::None, T::True, T::False]).map(|_| ()),
        )
    }

    fn signed_number(&mut self) -> R {
        self.opt(|p| p.token(T::Minus))?;
        self.ahead(&[T::Number])?;
        self.number()
    }

    fn complex_number(&mut self) -> R<()> {
        self.opt(|p| p.token(T::Minus))?;
        self.ahead(&[T::Number])?;
        let real = self.number()?;
        if self.is_imaginary(real) {
            return self.raise_node(real, "real number required in complex literal");
        }
        self.token_of(&[T::Plus, T::Minus])?;
        self.ahead(&[T::Number])?;
        let imaginary = self.number()?;
        if !self.is_imaginary(imaginary) {
            return self.raise_node(imaginary, "imaginary number required in complex literal");
        }
        Ok(())
    }

    fn is_imaginary(&self, number: Node) -> bool {
        let data = self.data(number);
        self.source.slice(data.start, data.end).ends_with(['j', 'J'])
    }

    fn capture_target(&mut self) -> R<()> {
        let name = self.token(T::Name)?;
        if self.text(name) == "_" {
            return Err(Fail::No);
        }
        self.not_ahead(&[T::Dot, T::LPar, T::Equal])
    }

    fn name_or_attribute(&mut self) -> R<()> {
        self.gather_by(T::Dot, |p| p.token(T::Name)).map(|_| ())
    }

    fn dotted_attribute(&mut self) -> R<()> {
        if self.gather_by(T::Dot, |p| p.token(T::Name))?.len() < 2 { Err(Fail::No) } else { Ok(()) }
    }

    fn sequence_pattern(&mut self) -> R<()> {
        alts!(self;
            |p| {
                p.token(T::LSqb)?;
                p.opt(Self::maybe_sequence_pattern)?;
                p.token(T::RSqb).map(|_| ())
            },
            |p| {
                p.token(T::LPar)?;
                p.opt(Self::open_sequence_pattern)?;
                p.token(T::RPar).map(|_| ())
            },
        )
    }

    fn open_sequence_pattern(&mut self) -> R<()> {
        self.maybe_star_pattern()?;
        self.token(T::Comma)?;
        self.opt(Self::maybe_sequence_pattern).map(|_| ())
    }

    fn maybe_sequence_pattern(&mut self) -> R<()> {
        self.gather(Self::maybe_star_pattern)?;
        self.opt(|p| p.token(T::Comma)).map(|_| ())
    }

    fn maybe_star_pattern(&mut self) -> R<()> {
        alts!(self;
            |p| {
                p.token(T::Star)?;
                p.attempt(|p| alts!(p; |p| p.capture_target(), |p| p.soft("_").map(|_| ())))
            },
            |p| p.pattern().map(|_| ()),
        )
    }

    fn mapping_pattern(&mut self) -> R<()> {
        self.token(T::LBrace)?;
        let items = self.opt(|p| p.gather(Self::key_value_pattern))?;
        let comma = match items {
            Some(_) => self.opt(|p| p.token(T::Comma))?.is_some(),
            None => true,
        };
        if comma {
            self.opt(|p| {
                p.token(T::DoubleStar)?;
                p.capture_target()?;
                p.opt(|p| p.token(T::Comma))
            })?;
        }
        self.token(T::RBrace).map(|_| ())
    }

    fn key_value_pattern(&mut self) -> R<()> {
        self.attempt(|p| alts!(p; |p| p.literal_pattern(), |p| p.dotted_attribute()))?;
        self.token(T::Colon)?;
        self.pattern().map(|_| ())
    }

    fn class_pattern(&mut self) -> R<()> {
        alts!(self;
            |p| {
                p.class_pattern_head()?;
                p.token(T::RPar).map(|_| ())
            },
            |p| {
                p.class_pattern_head()?;
                p.positional_patterns()?;
                p.opt(|p| p.token(T::Comma))?;
                p.token(T::RPar).map(|_| ())
            },
            |p| {
                p.class_pattern_head()?;
                p.gather(Self::keyword_pattern)?;
                p.opt(|p| p.token(T::Comma))?;
                p.token(T::RPar).map(|_| ())
            },
            |p| {
                p.class_pattern_head()?;
                p.positional_patterns()?;
                p.token(T::Comma)?;
                p.gather(Self::keyword_pattern)?;
                p.opt(|p| p.token(T::Comma))?;
                p.token(T::RPar).map(|_| ())
            },
            |p| p.invalid(Self::invalid_class_pattern),
        )
    }

    fn class_pattern_head(&mut self) -> R<()> {
        self.name_or_attribute()?;
        self.token(T::LPar).map(|_| ())
    }

    fn positional_patterns(&mut self) -> R<Vec<Node>> {
        self.gather(Self::pattern)
    }

    fn keyword_pattern(&mut self) -> R<()> {
        self.token(T::Name)?;
        self.token(T::Equal)?;
        self.pattern().map(|_| ())
    }

    fn invalid_class_pattern(&mut self) -> R<Never> {
        self.class_pattern_head()?;
        self.opt(|p| {
            p.positional_patterns()?;
            p.token(T::Comma)
        })?;
        self.gather(Self::keyword_pattern)?;
        self.token(T::Comma)?;
        let positional = self.positional_patterns()?;
        let (first, last) = (positional[0], positional[positional.len() - 1]);
        let (start, end) = (self.data(first).start, self.data(last).end);
        self.raise_range(start, end, "positional patterns follow keyword patterns")
    }
}
