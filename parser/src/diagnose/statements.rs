//! Statements, and what is said of those that are none.

use super::peg::{Fail, Kind, Never, Node, Peg, R, Rule, alts};
use crate::error::ErrorKind;
use crate::tokenizer::{Token, TokenKind as T};

const AUGMENTED: &[T] = &[
    T::PlusEqual,
    T::MinEqual,
    T::StarEqual,
    T::AtEqual,
    T::SlashEqual,
    T::PercentEqual,
    T::AmperEqual,
    T::VBarEqual,
    T::CircumFlexEqual,
    T::LeftShiftEqual,
    T::RightShiftEqual,
    T::DoubleStarEqual,
    T::DoubleSlashEqual,
];

/// What an expression was to be: decides which kinds may not be it.
#[derive(Clone, Copy, PartialEq)]
enum TargetOf {
    Assignment,
    Del,
    For,
}

impl Peg<'_> {
    pub(super) fn file(&mut self) -> R<()> {
        self.opt(Self::statements)?;
        self.token(T::EndMarker).map(|_| ())
    }

    pub(super) fn eval(&mut self) -> R<()> {
        self.expressions()?;
        self.many0(|p| p.token(T::Newline))?;
        self.token(T::EndMarker).map(|_| ())
    }

    pub(super) fn interactive(&mut self) -> R<()> {
        self.interactive_statement()?;
        let rest = &self.stream.tokens[self.mark.min(self.stream.tokens.len())..];
        if rest.iter().any(|token| !matches!(token.kind, T::Newline | T::EndMarker)) {
            let message = "multiple statements found while compiling a single statement";
            return self.raise_last(ErrorKind::Syntax, message);
        }
        Ok(())
    }

    fn interactive_statement(&mut self) -> R<()> {
        alts!(self;
            |p| {
                p.compound_stmt()?;
                p.token_of(&[T::Newline, T::EndMarker]).map(|_| ())
            },
            |p| p.simple_stmts(),
            |p| p.token(T::Newline).map(|_| ()),
        )
    }

    fn statements(&mut self) -> R<()> {
        self.many1(|p| alts!(p; |p| p.compound_stmt(), |p| p.simple_stmts())).map(|_| ())
    }

    fn simple_stmts(&mut self) -> R<()> {
        alts!(self;
            |p| {
                p.simple_stmt()?;
                p.not_ahead(&[T::Semi])?;
                p.token(T::Newline).map(|_| ())
            },
            |p| {
                p.gather_by(T::Semi, Self::simple_stmt)?;
                p.opt(|p| p.token(T::Semi))?;
                p.token(T::Newline).map(|_| ())
            },
        )
    }

    fn simple_stmt(&mut self) -> R {
        self.memoized(Rule::SimpleStmt, |p| {
            alts!(p;
                |p| p.assignment(),
                |p| p.type_alias(),
                |p| p.star_expressions(),
                |p| p.keyword_stmt(),
            )
        })
    }

    /// The simple statements that start with a keyword.
    fn keyword_stmt(&mut self) -> R {
        let token = self.peek()?;
        match token.kind {
            T::Return => {
                self.mark += 1;
                self.opt(Self::star_expressions)?;
            }
            T::Import | T::From => self.attempt(|p| {
                alts!(p;
                    |p| p.invalid(Self::invalid_import),
                    |p| p.import_name(),
                    |p| p.import_from(),
                )
            })?,
            T::Raise => {
                self.mark += 1;
                self.opt(|p| {
                    p.expression()?;
                    p.opt(|p| {
                        p.token(T::From)?;
                        p.expression()
                    })
                })?;
            }
            T::Pass | T::Break | T::Continue => self.mark += 1,
            T::Del => self.attempt(|p| {
                alts!(p;
                    |p| {
                        p.token(T::Del)?;
                        p.del_targets()?;
                        p.ahead(&[T::Semi, T::Newline])
                    },
                    |p| p.invalid(|p| {
                        p.token(T::Del)?;
                        let targets = p.star_expressions()?;
                        p.raise_invalid_target(targets, TargetOf::Del)
                    }),
                )
            })?,
            T::Yield => return self.yield_expr(),
            T::Assert => {
                self.mark += 1;
                self.expression()?;
                self.opt(|p| {
                    p.token(T::Comma)?;
                    p.expression()
                })?;
            }
            T::Global | T::Nonlocal => {
                self.mark += 1;
                self.gather(|p| p.token(T::Name))?;
            }
            _ => return Err(Fail::No),
        }
        Ok(self.unit())
    }

    fn type_alias(&mut self) -> R {
        self.soft("type")?;
        self.token(T::Name)?;
        self.opt(Self::type_params)?;
        self.token(T::Equal)?;
        self.expression()?;
        Ok(self.unit())
    }

    // Assignments.

    fn assignment(&mut self) -> R {
        alts!(self;
            |p| {
                p.token(T::Name)?;
                p.annotation_and_value()
            },
            |p| {
                p.attempt(|p| alts!(p;
                    |p| {
                        p.token(T::LPar)?;
                        p.single_target()?;
                        p.token(T::RPar).map(|_| ())
                    },
                    |p| p.single_subscript_attribute_target(),
                ))?;
                p.annotation_and_value()
            },
            |p| {
                p.many1(|p| {
                    p.star_targets()?;
                    p.token(T::Equal)
                })?;
                p.yield_or_star_expressions()?;
                p.not_ahead(&[T::Equal])?;
                Ok(p.unit())
            },
            |p| {
                p.single_target()?;
                p.token_of(AUGMENTED)?;
                p.cut(Self::yield_or_star_expressions)
            },
            |p| p.invalid(Self::invalid_assignment),
        )
    }

    fn annotation_and_value(&mut self) -> R {
        self.token(T::Colon)?;
        self.expression()?;
        self.opt(|p| {
            p.token(T::Equal)?;
            p.yield_or_star_expressions()
        })?;
        Ok(self.unit())
    }

    fn invalid_assignment(&mut self) -> R<Never> {
        alts!(self;
            |p| {
                let target = p.invalid_annotation_target()?;
                p.token(T::Colon)?;
                p.expression()?;
                let what = p.data(target).kind.describe();
                p.raise_node(target, format!("only single target (not {what}) can be annotated"))
            },
            |p| {
                let first = p.star_named_expression()?;
                p.token(T::Comma)?;
                p.many0(Self::star_named_expressions)?;
                p.token(T::Colon)?;
                p.expression()?;
                p.raise_node(first, "only single target (not tuple) can be annotated")
            },
            |p| {
                let target = p.expression()?;
                p.token(T::Colon)?;
                p.expression()?;
                p.raise_node(target, "illegal target for annotation")
            },
            |p| {
                p.targets_before()?;
                let target = p.star_expressions()?;
                p.token(T::Equal)?;
                p.raise_invalid_target(target, TargetOf::Assignment)
            },
            |p| {
                p.targets_before()?;
                let target = p.yield_expr()?;
                p.token(T::Equal)?;
                p.raise_node(target, "assignment to yield expression not possible")
            },
            |p| {
                let target = p.star_expressions()?;
                p.token_of(AUGMENTED)?;
                p.yield_or_star_expressions()?;
                let what = p.data(target).kind.describe();
                p.raise_node(target, format!("'{what}' is an illegal expression for augmented assignment"))
            },
        )
    }

    fn targets_before(&mut self) -> R<()> {
        self.many0(|p| {
            p.star_targets()?;
            p.token(T::Equal)
        })
        .map(|_| ())
    }

    fn invalid_annotation_target(&mut self) -> R {
        alts!(self;
            |p| p.list(),
            |p| p.tuple(),
            |p| {
                p.token(T::LPar)?;
                let target = p.invalid_annotation_target()?;
                p.token(T::RPar)?;
                Ok(target)
            },
        )
    }

    /// Names the part of `node` that cannot be a target. If all can, the rule fails, and no other alternative counts.
    fn raise_invalid_target<T>(&mut self, node: Node, of: TargetOf) -> R<T> {
        let Some(culprit) = self.invalid_target(node, of) else { return Err(Fail::Cut) };
        let verb = if of == TargetOf::Del { "delete" } else { "assign to" };
        let what = self.data(culprit).kind.describe();
        self.raise_node(culprit, format!("cannot {verb} {what}"))
    }

    fn invalid_target(&self, node: Node, of: TargetOf) -> Option<Node> {
        let data = self.data(node);
        match data.kind {
            Kind::List | Kind::Tuple => data.children.iter().find_map(|&child| self.invalid_target(child, of)),
            Kind::Starred if of != TargetOf::Del => self.invalid_target(data.children[0], of),
            Kind::CompareIn if of == TargetOf::For => self.invalid_target(data.children[0], of),
            Kind::Compare if of == TargetOf::For => None,
            Kind::Name | Kind::Subscript | Kind::Attribute => None,
            _ => Some(node),
        }
    }

    pub(super) fn invalid_for_target(&mut self) -> R<Never> {
        self.opt(|p| p.token(T::Async))?;
        self.token(T::For)?;
        let target = self.star_expressions()?;
        self.raise_invalid_target(target, TargetOf::For)
    }

    // Targets.

    pub(super) fn star_targets(&mut self) -> R {
        alts!(self;
            |p| {
                let target = p.star_target()?;
                p.not_ahead(&[T::Comma])?;
                Ok(target)
            },
            |p| {
                let first = p.mark;
                p.gather(Self::star_target)?;
                p.opt(|p| p.token(T::Comma))?;
                Ok(p.node(Kind::Tuple, first, Vec::new()))
            },
        )
    }

    pub(super) fn raise_invalid_assignment_target<T>(&mut self, node: Node) -> R<T> {
        self.raise_invalid_target(node, TargetOf::Assignment)
    }

    pub(super) fn star_target(&mut self) -> R {
        self.memoized(Rule::StarTarget, |p| {
            alts!(p;
                |p| {
                    p.token(T::Star)?;
                    p.not_ahead(&[T::Star])?;
                    p.star_target()
                },
                |p| p.target_with_star_atom(),
            )
        })
    }

    fn target_with_star_atom(&mut self) -> R {
        self.memoized(
            Rule::TargetWithStarAtom,
            |p| alts!(p; |p| p.single_subscript_attribute_target().map(|()| p.unit()), |p| p.star_atom()),
        )
    }

    fn star_atom(&mut self) -> R {
        alts!(self;
            |p| p.name(),
            |p| {
                p.token(T::LPar)?;
                let target = p.target_with_star_atom()?;
                p.token(T::RPar)?;
                Ok(target)
            },
            |p| {
                p.token(T::LPar)?;
                p.opt(|p| {
                    p.star_target()?;
                    p.token(T::Comma)?;
                    p.opt(|p| p.gather(Self::star_target))?;
                    p.opt(|p| p.token(T::Comma))
                })?;
                p.token(T::RPar)?;
                Ok(p.unit())
            },
            |p| {
                p.token(T::LSqb)?;
                p.opt(|p| {
                    p.gather(Self::star_target)?;
                    p.opt(|p| p.token(T::Comma))
                })?;
                p.token(T::RSqb)?;
                Ok(p.unit())
            },
        )
    }

    fn single_target(&mut self) -> R<()> {
        alts!(self;
            |p| p.single_subscript_attribute_target(),
            |p| p.token(T::Name).map(|_| ()),
            |p| {
                p.token(T::LPar)?;
                p.single_target()?;
                p.token(T::RPar).map(|_| ())
            },
        )
    }

    fn single_subscript_attribute_target(&mut self) -> R<()> {
        self.t_primary()?;
        self.attempt(|p| {
            alts!(p;
                |p| {
                    p.token(T::Dot)?;
                    p.token(T::Name).map(|_| ())
                },
                |p| {
                    p.token(T::LSqb)?;
                    p.slices()?;
                    p.token(T::RSqb).map(|_| ())
                },
            )
        })?;
        self.not_ahead(&[T::LPar, T::LSqb, T::Dot])
    }

    /// What an attribute or subscript that is a target is taken of.
    fn t_primary(&mut self) -> R {
        self.memoized(Rule::TPrimary, |p| {
            let first = p.mark;
            let mut value = p.atom()?;
            p.ahead(&[T::LPar, T::LSqb, T::Dot])?;
            while let Some(kind) = p.opt(|p| {
                let kind = p.trailer()?;
                p.ahead(&[T::LPar, T::LSqb, T::Dot])?;
                Ok(kind)
            })? {
                value = p.node(kind, first, Vec::new());
            }
            Ok(value)
        })
    }

    fn del_targets(&mut self) -> R<()> {
        self.gather(Self::del_target)?;
        self.opt(|p| p.token(T::Comma)).map(|_| ())
    }

    fn del_target(&mut self) -> R {
        self.memoized(Rule::DelTarget, |p| {
            alts!(p;
                |p| p.single_subscript_attribute_target().map(|()| p.unit()),
                |p| p.name(),
                |p| {
                    p.token(T::LPar)?;
                    p.del_target()?;
                    p.token(T::RPar)?;
                    Ok(p.unit())
                },
                |p| {
                    p.token(T::LPar)?;
                    p.opt(Self::del_targets)?;
                    p.token(T::RPar)?;
                    Ok(p.unit())
                },
                |p| {
                    p.token(T::LSqb)?;
                    p.opt(Self::del_targets)?;
                    p.token(T::RSqb)?;
                    Ok(p.unit())
                },
            )
        })
    }

    // Imports.

    fn invalid_import(&mut self) -> R<Never> {
        let import = self.token(T::Import)?;
        self.gather(Self::dotted_name)?;
        self.token(T::From)?;
        self.dotted_name()?;
        self.raise_from(import.start, "Did you mean to use 'from ... import ...' instead?")
    }

    fn import_name(&mut self) -> R<()> {
        self.token(T::Import)?;
        self.gather(|p| {
            p.dotted_name()?;
            p.as_name()
        })
        .map(|_| ())
    }

    fn dotted_name(&mut self) -> R<()> {
        self.gather_by(T::Dot, |p| p.token(T::Name)).map(|_| ())
    }

    fn as_name(&mut self) -> R<()> {
        self.opt(|p| {
            p.token(T::As)?;
            p.token(T::Name)
        })
        .map(|_| ())
    }

    fn import_from(&mut self) -> R<()> {
        alts!(self;
            |p| {
                p.token(T::From)?;
                p.many0(|p| p.token_of(&[T::Dot, T::Ellipsis]))?;
                p.dotted_name()?;
                p.token(T::Import)?;
                p.import_from_targets()
            },
            |p| {
                p.token(T::From)?;
                p.many1(|p| p.token_of(&[T::Dot, T::Ellipsis]))?;
                p.token(T::Import)?;
                p.import_from_targets()
            },
        )
    }

    fn import_from_targets(&mut self) -> R<()> {
        alts!(self;
            |p| {
                p.token(T::LPar)?;
                p.import_from_as_names()?;
                p.opt(|p| p.token(T::Comma))?;
                p.token(T::RPar).map(|_| ())
            },
            |p| {
                p.import_from_as_names()?;
                p.not_ahead(&[T::Comma])
            },
            |p| p.token(T::Star).map(|_| ()),
            |p| p.invalid(|p| {
                p.import_from_as_names()?;
                p.token(T::Comma)?;
                p.token(T::Newline)?;
                p.raise_last(ErrorKind::Syntax, "trailing comma not allowed without surrounding parentheses")
            }),
        )
    }

    fn import_from_as_names(&mut self) -> R<()> {
        self.gather(|p| {
            p.token(T::Name)?;
            p.as_name()
        })
        .map(|_| ())
    }

    pub(super) fn type_params(&mut self) -> R<()> {
        self.token(T::LSqb)?;
        self.gather(Self::type_param)?;
        self.opt(|p| p.token(T::Comma))?;
        self.token(T::RSqb).map(|_| ())
    }

    fn type_param(&mut self) -> R<()> {
        if let Some(stars) = self.opt(|p| p.token_of(&[T::Star, T::DoubleStar]))? {
            self.token(T::Name)?;
            let bound = self.opt(|p| {
                let colon = p.token(T::Colon)?;
                Ok((colon, p.expression()?))
            })?;
            if let Some((colon, bound)) = bound {
                let what = if self.data(bound).kind == Kind::Tuple { "constraints" } else { "bound" };
                let with = if stars.kind == T::Star { "TypeVarTuple" } else { "ParamSpec" };
                return self.raise_from(colon.start, format!("cannot use {what} with {with}"));
            }
            return Ok(());
        }
        self.token(T::Name)?;
        self.opt(|p| {
            p.token(T::Colon)?;
            p.expression()
        })
        .map(|_| ())
    }

    // Blocks.

    pub(super) fn block(&mut self) -> R {
        self.memoized(Rule::Block, |p| {
            alts!(p;
                |p| {
                    p.token(T::Newline)?;
                    p.token(T::Indent)?;
                    p.statements()?;
                    p.token(T::Dedent)?;
                    Ok(p.unit())
                },
                |p| p.simple_stmts().map(|()| p.unit()),
                |p| p.invalid(|p| {
                    p.token(T::Newline)?;
                    p.not_ahead(&[T::Indent])?;
                    p.raise_last(ErrorKind::Indentation, "expected an indented block")
                }),
            )
        })
    }

    /// `: NEWLINE` and no block.
    pub(super) fn missing_block(&mut self, after: &str, head: Token) -> R<Never> {
        self.token(T::Colon)?;
        self.token(T::Newline)?;
        self.not_ahead(&[T::Indent])?;
        let line = self.line_of(head);
        self.raise_last(ErrorKind::Indentation, format!("expected an indented block after {after} on line {line}"))
    }

    /// A newline where the colon should be.
    pub(super) fn missing_colon(&mut self) -> R<Never> {
        self.token(T::Newline)?;
        self.raise_last(ErrorKind::Syntax, "expected ':'")
    }
}
