//! Expressions, and what is said of those that are none.

use super::peg::{Fail, Kind, Never, Node, Peg, R, Rule, alts};
use crate::tokenizer::{Token, TokenKind as T};

impl Peg<'_> {
    pub(super) fn name(&mut self) -> R {
        let first = self.mark;
        self.token(T::Name)?;
        Ok(self.node(Kind::Name, first, Vec::new()))
    }

    /// Elements separated by commas, a tuple unless there is one without a comma.
    fn tuple_of(&mut self, element: fn(&mut Self) -> R) -> R {
        let first = self.mark;
        let mut elements = vec![element(self)?];
        if self.opt(|p| p.token(T::Comma))?.is_none() {
            return Ok(elements[0]);
        }
        while let Some(one) = self.opt(element)? {
            elements.push(one);
            if self.opt(|p| p.token(T::Comma))?.is_none() {
                break;
            }
        }
        Ok(self.node(Kind::Tuple, first, elements))
    }

    pub(super) fn expressions(&mut self) -> R {
        self.tuple_of(Self::expression)
    }

    pub(super) fn star_expressions(&mut self) -> R {
        self.tuple_of(Self::star_expression)
    }

    pub(super) fn star_expression(&mut self) -> R {
        self.memoized(Rule::StarExpression, |p| alts!(p; |p| p.starred_by(Self::bitwise_or), |p| p.expression()))
    }

    fn starred_by(&mut self, value: fn(&mut Self) -> R) -> R {
        let first = self.mark;
        self.token(T::Star)?;
        let value = value(self)?;
        Ok(self.node(Kind::Starred, first, vec![value]))
    }

    pub(super) fn starred_expression(&mut self) -> R {
        alts!(self;
            |p| p.invalid(|p| {
                let star = p.token(T::Star)?;
                p.expression()?;
                p.token(T::Equal)?;
                let value = p.expression()?;
                let end = p.data(value).end;
                p.raise_range(star.start, end, "cannot assign to iterable argument unpacking")
            }),
            |p| p.starred_by(Self::expression),
        )
    }

    pub(super) fn star_named_expressions(&mut self) -> R<Vec<Node>> {
        let found = self.gather(Self::star_named_expression)?;
        self.opt(|p| p.token(T::Comma))?;
        Ok(found)
    }

    pub(super) fn star_named_expression(&mut self) -> R {
        alts!(self; |p| p.starred_by(Self::bitwise_or), |p| p.named_expression())
    }

    pub(super) fn yield_expr(&mut self) -> R {
        let first = self.mark;
        self.token(T::Yield)?;
        if self
            .opt(|p| {
                p.token(T::From)?;
                p.expression()
            })?
            .is_none()
        {
            self.opt(Self::star_expressions)?;
        }
        Ok(self.node(Kind::Yield, first, Vec::new()))
    }

    pub(super) fn yield_or_star_expressions(&mut self) -> R {
        alts!(self; |p| p.yield_expr(), |p| p.star_expressions())
    }

    pub(super) fn assignment_expression(&mut self) -> R {
        alts!(self; |p| {
            let first = p.mark;
            p.name()?;
            p.token(T::ColonEqual)?;
            p.cut(Self::expression)?;
            Ok(p.node(Kind::NamedExpr, first, Vec::new()))
        })
    }

    pub(super) fn named_expression(&mut self) -> R {
        alts!(self;
            |p| p.assignment_expression(),
            |p| p.invalid(Self::invalid_named_expression),
            |p| {
                let value = p.expression()?;
                p.not_ahead(&[T::ColonEqual])?;
                Ok(value)
            },
        )
    }

    fn invalid_named_expression(&mut self) -> R<Never> {
        // Remembered, so that the failure at a place is not found out again.
        let failed = self.memoized(Rule::InvalidNamedExpression, |p| {
            Err(match p.find_invalid_named_expression() {
                Ok(never) => match never {},
                Err(fail) => fail,
            })
        });
        Err(failed.err().unwrap_or(Fail::No))
    }

    fn find_invalid_named_expression(&mut self) -> R<Never> {
        alts!(self;
            |p| {
                let target = p.expression()?;
                p.token(T::ColonEqual)?;
                p.expression()?;
                let what = p.data(target).kind.describe();
                p.raise_node(target, format!("cannot use assignment expressions with {what}"))
            },
            |p| {
                let name = p.token(T::Name)?;
                p.token(T::Equal)?;
                let value = p.bitwise_or()?;
                p.not_ahead(&[T::Equal, T::ColonEqual])?;
                let end = p.data(value).end;
                p.raise_range(name.start, end, "invalid syntax. Maybe you meant '==' or ':=' instead of '='?")
            },
            |p| {
                p.not(|p| alts!(p;
                    |p| p.list(),
                    |p| p.tuple(),
                    |p| p.genexp(),
                    |p| p.token_of(&[T::True, T::None, T::False]).map(|_| p.unit()),
                ))?;
                let target = p.bitwise_or()?;
                p.token(T::Equal)?;
                p.bitwise_or()?;
                p.not_ahead(&[T::Equal, T::ColonEqual])?;
                let what = p.data(target).kind.describe();
                p.raise_node(target, format!("cannot assign to {what} here. Maybe you meant '==' instead of '='?"))
            },
        )
    }

    /// A node for what has none.
    pub(super) fn unit(&mut self) -> Node {
        let first = self.mark.saturating_sub(1);
        self.node(Kind::Other, first, Vec::new())
    }

    pub(super) fn expression(&mut self) -> R {
        self.memoized(Rule::Expression, |p| {
            alts!(p;
                |p| p.invalid(Self::invalid_expression),
                |p| p.invalid(Self::invalid_legacy_expression),
                |p| p.conditional(),
                |p| p.disjunction(),
                |p| p.lambdef(),
            )
        })
    }

    fn conditional(&mut self) -> R {
        let first = self.mark;
        self.disjunction()?;
        self.token(T::If)?;
        self.disjunction()?;
        self.token(T::Else)?;
        self.expression()?;
        Ok(self.node(Kind::IfExp, first, Vec::new()))
    }

    fn invalid_expression(&mut self) -> R<Never> {
        alts!(self;
            |p| {
                p.not(|p| alts!(p;
                    |p| {
                        p.token(T::Name)?;
                        p.token(T::String)
                    },
                    |p| {
                        let token = p.token(T::Name)?;
                        // CPython compares as many letters as the name has, so that any beginning of a soft keyword counts.
                        let text = p.text(token);
                        if ["_", "case", "match", "type"].iter().any(|word| word.starts_with(text)) { Ok(token) } else { Err(Fail::No) }
                    },
                ))?;
                let left = p.disjunction()?;
                let right = p.expression_without_invalid()?;
                if p.is_legacy_name(left) || p.level() == 0 {
                    return Err(Fail::Cut);
                }
                let (start, end) = (p.data(left).start, p.data(right).end);
                p.raise_range(start, end, "invalid syntax. Perhaps you forgot a comma?")
            },
            |p| {
                let body = p.disjunction()?;
                p.token(T::If)?;
                let test = p.disjunction()?;
                p.not_ahead(&[T::Else, T::Colon])?;
                let (start, end) = (p.data(body).start, p.data(test).end);
                p.raise_range(start, end, "expected 'else' after 'if' expression")
            },
            |p| {
                let lambda = p.token(T::Lambda)?;
                p.opt(Self::lambda_params)?;
                let colon = p.token(T::Colon)?;
                p.ahead(&[T::FStringMiddle])?;
                let message = "f-string: lambda expressions are not allowed without parentheses";
                p.raise_range(lambda.start, colon.end, message)
            },
        )
    }

    fn expression_without_invalid(&mut self) -> R {
        let before = std::mem::replace(&mut self.second_pass, false);
        let found = self.attempt(|p| alts!(p; |p| p.conditional(), |p| p.disjunction(), |p| p.lambdef()));
        self.second_pass = before;
        found
    }

    fn is_legacy_name(&self, node: Node) -> bool {
        let data = self.data(node);
        data.kind == Kind::Name && matches!(self.source.slice(data.start, data.end), "print" | "exec")
    }

    fn invalid_legacy_expression(&mut self) -> R<Never> {
        let name = self.name()?;
        self.not_ahead(&[T::LPar])?;
        let arguments = self.star_expressions()?;
        if !self.is_legacy_name(name) {
            return Err(Fail::No);
        }
        let (start, end) = (self.data(name).start, self.data(arguments).end);
        let word = self.source.slice(start, self.data(name).end);
        self.raise_range(start, end, format!("Missing parentheses in call to '{word}'. Did you mean {word}(...)?"))
    }

    pub(super) fn lambdef(&mut self) -> R {
        let first = self.mark;
        self.token(T::Lambda)?;
        self.opt(Self::lambda_params)?;
        self.token(T::Colon)?;
        self.expression()?;
        Ok(self.node(Kind::Lambda, first, Vec::new()))
    }

    /// Operands with one operator between them, of any number.
    fn chain(&mut self, rule: Rule, operators: &[T], operand: fn(&mut Self) -> R) -> R {
        self.memoized(rule, |p| {
            let first = p.mark;
            let mut left = operand(p)?;
            while p
                .opt(|p| {
                    p.token_of(operators)?;
                    operand(p)
                })?
                .is_some()
            {
                left = p.node(Kind::Operation, first, Vec::new());
            }
            Ok(left)
        })
    }

    pub(super) fn disjunction(&mut self) -> R {
        self.chain(Rule::Disjunction, &[T::Or], Self::conjunction)
    }

    fn conjunction(&mut self) -> R {
        self.chain(Rule::Conjunction, &[T::And], Self::inversion)
    }

    fn inversion(&mut self) -> R {
        self.memoized(Rule::Inversion, |p| {
            alts!(p;
                |p| {
                    let first = p.mark;
                    p.token(T::Not)?;
                    p.inversion()?;
                    Ok(p.node(Kind::Operation, first, Vec::new()))
                },
                |p| p.comparison(),
            )
        })
    }

    fn comparison(&mut self) -> R {
        let first = self.mark;
        let left = self.bitwise_or()?;
        let operators = self.many0(|p| {
            let operator = p.compare_operator()?;
            p.bitwise_or()?;
            Ok(operator)
        })?;
        match operators.first() {
            None => Ok(left),
            Some(T::In) => Ok(self.node(Kind::CompareIn, first, vec![left])),
            Some(_) => Ok(self.node(Kind::Compare, first, vec![left])),
        }
    }

    fn compare_operator(&mut self) -> R<T> {
        let token = self.token_of(&[
            T::EqEqual,
            T::NotEqual,
            T::LessEqual,
            T::Less,
            T::GreaterEqual,
            T::Greater,
            T::Not,
            T::In,
            T::Is,
        ])?;
        match token.kind {
            T::Not => {
                self.token(T::In)?;
            }
            T::Is => {
                self.opt(|p| p.token(T::Not))?;
            }
            _ => {}
        }
        Ok(token.kind)
    }

    pub(super) fn bitwise_or(&mut self) -> R {
        self.chain(Rule::BitwiseOr, &[T::VBar], |p| {
            p.chain(Rule::BitwiseXor, &[T::CircumFlex], |p| {
                p.chain(Rule::BitwiseAnd, &[T::Amper], |p| {
                    p.chain(Rule::Shift, &[T::LeftShift, T::RightShift], |p| {
                        p.chain(Rule::Sum, &[T::Plus, T::Minus], |p| {
                            let operators = [T::Star, T::Slash, T::DoubleSlash, T::Percent, T::At];
                            p.chain(Rule::Term, &operators, Self::factor)
                        })
                    })
                })
            })
        })
    }

    fn factor(&mut self) -> R {
        self.memoized(Rule::Factor, |p| {
            alts!(p;
                |p| {
                    let first = p.mark;
                    p.token_of(&[T::Plus, T::Minus, T::Tilde])?;
                    p.factor()?;
                    Ok(p.node(Kind::Operation, first, Vec::new()))
                },
                |p| {
                    let first = p.mark;
                    let base = p.await_primary()?;
                    let power = p.opt(|p| {
                        p.token(T::DoubleStar)?;
                        p.factor()
                    })?;
                    Ok(if power.is_some() { p.node(Kind::Operation, first, Vec::new()) } else { base })
                },
            )
        })
    }

    fn await_primary(&mut self) -> R {
        self.memoized(Rule::AwaitPrimary, |p| {
            alts!(p;
                |p| {
                    let first = p.mark;
                    p.token(T::Await)?;
                    p.primary()?;
                    Ok(p.node(Kind::Await, first, Vec::new()))
                },
                |p| p.primary(),
            )
        })
    }

    fn primary(&mut self) -> R {
        self.memoized(Rule::Primary, |p| {
            let first = p.mark;
            let mut value = p.atom()?;
            while let Some(kind) = p.opt(Self::trailer)? {
                value = p.node(kind, first, Vec::new());
            }
            Ok(value)
        })
    }

    /// What may follow a primary: an attribute, arguments or a subscript.
    pub(super) fn trailer(&mut self) -> R<Kind> {
        alts!(self;
            |p| {
                p.token(T::Dot)?;
                p.token(T::Name)?;
                Ok(Kind::Attribute)
            },
            |p| p.genexp().map(|_| Kind::Call),
            |p| {
                p.token(T::LPar)?;
                p.opt(Self::arguments)?;
                p.token(T::RPar)?;
                Ok(Kind::Call)
            },
            |p| {
                p.token(T::LSqb)?;
                p.slices()?;
                p.token(T::RSqb)?;
                Ok(Kind::Subscript)
            },
        )
    }

    pub(super) fn slices(&mut self) -> R<()> {
        alts!(self;
            |p| {
                p.slice()?;
                p.not_ahead(&[T::Comma])
            },
            |p| {
                p.gather(|p| alts!(p; |p| p.slice(), |p| p.starred_expression().map(|_| ())))?;
                p.opt(|p| p.token(T::Comma))?;
                Ok(())
            },
        )
    }

    fn slice(&mut self) -> R<()> {
        alts!(self;
            |p| {
                p.opt(Self::expression)?;
                p.token(T::Colon)?;
                p.opt(Self::expression)?;
                p.opt(|p| {
                    p.token(T::Colon)?;
                    p.opt(Self::expression)
                })?;
                Ok(())
            },
            |p| p.named_expression().map(|_| ()),
        )
    }

    pub(super) fn atom(&mut self) -> R {
        let first = self.mark;
        let token = self.peek()?;
        let kind = match token.kind {
            T::Name => Kind::Name,
            T::True => Kind::True,
            T::False => Kind::False,
            T::None => Kind::None,
            T::Ellipsis => Kind::Ellipsis,
            T::String | T::FStringStart => return self.strings(),
            T::Number => return self.number(),
            T::LPar => return self.attempt(|p| alts!(p; |p| p.tuple(), |p| p.group(), |p| p.genexp())),
            T::LSqb => return self.attempt(|p| alts!(p; |p| p.list(), |p| p.listcomp())),
            T::LBrace => {
                return self.attempt(|p| alts!(p; |p| p.dict(), |p| p.set(), |p| p.dictcomp(), |p| p.setcomp()));
            }
            _ => return Err(Fail::No),
        };
        self.mark += 1;
        Ok(self.node(kind, first, Vec::new()))
    }

    fn group(&mut self) -> R {
        alts!(self;
            |p| {
                p.token(T::LPar)?;
                let inner = p.attempt(|p| alts!(p; |p| p.yield_expr(), |p| p.named_expression()))?;
                p.token(T::RPar)?;
                Ok(inner)
            },
            |p| p.invalid(Self::invalid_group),
        )
    }

    fn invalid_group(&mut self) -> R<Never> {
        alts!(self;
            |p| {
                p.token(T::LPar)?;
                let starred = p.starred_expression()?;
                p.token(T::RPar)?;
                p.raise_node(starred, "cannot use starred expression here")
            },
            |p| {
                p.token(T::LPar)?;
                let stars = p.token(T::DoubleStar)?;
                p.expression()?;
                p.token(T::RPar)?;
                p.raise_at(stars, "cannot use double starred expression here")
            },
        )
    }

    pub(super) fn list(&mut self) -> R {
        let first = self.mark;
        self.token(T::LSqb)?;
        let elements = self.opt(Self::star_named_expressions)?.unwrap_or_default();
        self.token(T::RSqb)?;
        Ok(self.node(Kind::List, first, elements))
    }

    pub(super) fn tuple(&mut self) -> R {
        let first = self.mark;
        self.token(T::LPar)?;
        let elements = self.opt(|p| {
            let mut elements = vec![p.star_named_expression()?];
            p.token(T::Comma)?;
            elements.extend(p.opt(Self::star_named_expressions)?.unwrap_or_default());
            Ok(elements)
        })?;
        self.token(T::RPar)?;
        Ok(self.node(Kind::Tuple, first, elements.unwrap_or_default()))
    }

    fn set(&mut self) -> R {
        let first = self.mark;
        self.token(T::LBrace)?;
        self.star_named_expressions()?;
        self.token(T::RBrace)?;
        Ok(self.node(Kind::Set, first, Vec::new()))
    }

    fn dict(&mut self) -> R {
        alts!(self;
            |p| {
                let first = p.mark;
                p.token(T::LBrace)?;
                p.opt(|p| {
                    p.gather(Self::double_starred_kvpair)?;
                    p.opt(|p| p.token(T::Comma))
                })?;
                p.token(T::RBrace)?;
                Ok(p.node(Kind::Dict, first, Vec::new()))
            },
            |p| {
                p.token(T::LBrace)?;
                p.invalid(Self::invalid_double_starred_kvpairs)
            },
        )
    }

    fn double_starred_kvpair(&mut self) -> R<()> {
        alts!(self;
            |p| {
                p.token(T::DoubleStar)?;
                p.bitwise_or().map(|_| ())
            },
            |p| p.kvpair(),
        )
    }

    fn kvpair(&mut self) -> R<()> {
        self.expression()?;
        self.token(T::Colon)?;
        self.expression().map(|_| ())
    }

    fn invalid_double_starred_kvpairs(&mut self) -> R<Never> {
        alts!(self;
            |p| {
                p.gather(Self::double_starred_kvpair)?;
                p.token(T::Comma)?;
                p.invalid_kvpair()
            },
            |p| p.invalid_dict_value(),
        )
    }

    fn invalid_kvpair(&mut self) -> R<Never> {
        alts!(self;
            |p| {
                let key = p.expression()?;
                p.not_ahead(&[T::Colon])?;
                let (start, end) = (p.data(key).start, p.data(key).end);
                let mut location = p.range_location(start, end);
                location.column = location.end_column - 1;
                location.end_column = 0;
                let message = "':' expected after dictionary key";
                p.raise(crate::SyntaxError::at(crate::ErrorKind::Syntax, message, location))
            },
            |p| p.invalid_dict_value(),
        )
    }

    fn invalid_dict_value(&mut self) -> R<Never> {
        alts!(self;
            |p| {
                p.expression()?;
                p.token(T::Colon)?;
                let star = p.token(T::Star)?;
                p.bitwise_or()?;
                p.raise_from(star.start, "cannot use a starred expression in a dictionary value")
            },
            |p| {
                p.expression()?;
                let colon = p.token(T::Colon)?;
                p.ahead(&[T::RBrace, T::Comma])?;
                p.raise_at(colon, "expression expected after dictionary key and ':'")
            },
        )
    }

    // Comprehensions.

    /// The `for` and `if` clauses; yields the last expression in them.
    pub(super) fn for_if_clauses(&mut self) -> R {
        let clauses = self.many1(Self::for_if_clause)?;
        clauses.last().copied().ok_or(Fail::No)
    }

    fn for_if_clause(&mut self) -> R {
        alts!(self;
            |p| {
                p.token(T::Async)?;
                p.for_if_clause_rest()
            },
            |p| p.for_if_clause_rest(),
            |p| p.invalid(Self::invalid_for_target),
        )
    }

    fn for_if_clause_rest(&mut self) -> R {
        self.token(T::For)?;
        self.star_targets()?;
        self.token(T::In)?;
        self.cut(|p| {
            let iter = p.disjunction()?;
            let conditions = p.many0(|p| {
                p.token(T::If)?;
                p.disjunction()
            })?;
            Ok(conditions.last().copied().unwrap_or(iter))
        })
    }

    fn comprehension(&mut self, open: T, element: fn(&mut Self) -> R<()>, close: T, kind: Kind) -> R {
        let first = self.mark;
        self.token(open)?;
        element(self)?;
        self.for_if_clauses()?;
        self.token(close)?;
        Ok(self.node(kind, first, Vec::new()))
    }

    fn listcomp(&mut self) -> R {
        alts!(self;
            |p| p.comprehension(T::LSqb, |p| p.named_expression().map(|_| ()), T::RSqb, Kind::ListComp),
            |p| p.invalid(Self::invalid_comprehension),
        )
    }

    fn setcomp(&mut self) -> R {
        alts!(self;
            |p| p.comprehension(T::LBrace, |p| p.named_expression().map(|_| ()), T::RBrace, Kind::SetComp),
            |p| p.invalid(Self::invalid_comprehension),
        )
    }

    pub(super) fn genexp(&mut self) -> R {
        alts!(self;
            |p| p.comprehension(T::LPar, |p| p.argument_value().map(|_| ()), T::RPar, Kind::GeneratorExp),
            |p| p.invalid(Self::invalid_comprehension),
        )
    }

    fn dictcomp(&mut self) -> R {
        alts!(self;
            |p| p.comprehension(T::LBrace, Self::kvpair, T::RBrace, Kind::DictComp),
            |p| p.invalid(|p| {
                p.token(T::LBrace)?;
                let stars = p.token(T::DoubleStar)?;
                p.bitwise_or()?;
                p.for_if_clauses()?;
                p.token(T::RBrace)?;
                p.raise_at(stars, "dict unpacking cannot be used in dict comprehension")
            }),
        )
    }

    fn invalid_comprehension(&mut self) -> R<Never> {
        const FORGOT: &str = "did you forget parentheses around the comprehension target?";
        alts!(self;
            |p| {
                p.token_of(&[T::LSqb, T::LPar, T::LBrace])?;
                let starred = p.starred_expression()?;
                p.for_if_clauses()?;
                p.raise_node(starred, "iterable unpacking cannot be used in comprehension")
            },
            |p| {
                p.token_of(&[T::LSqb, T::LBrace])?;
                let first = p.star_named_expression()?;
                p.token(T::Comma)?;
                let more = p.star_named_expressions()?;
                p.for_if_clauses()?;
                let last = more.last().copied().unwrap_or(first);
                let (start, end) = (p.data(first).start, p.data(last).end);
                p.raise_range(start, end, FORGOT)
            },
            |p| {
                p.token_of(&[T::LSqb, T::LBrace])?;
                let first = p.star_named_expression()?;
                let comma = p.token(T::Comma)?;
                p.for_if_clauses()?;
                let start = p.data(first).start;
                p.raise_range(start, comma.end, FORGOT)
            },
        )
    }

    /// `x := y` or an expression that no `:=` follows.
    pub(super) fn argument_value(&mut self) -> R {
        alts!(self;
            |p| p.assignment_expression(),
            |p| {
                let value = p.expression()?;
                p.not_ahead(&[T::ColonEqual])?;
                Ok(value)
            },
        )
    }

    pub(super) fn line_of(&self, token: Token) -> u32 {
        self.source.lines.line(token.start)
    }
}
