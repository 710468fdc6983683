//! Compound statements, and what is said of those that are none.

use super::peg::{Never, Peg, R, alts};
use crate::error::ErrorKind;
use crate::tokenizer::{Token, TokenKind as T};

impl Peg<'_> {
    pub(super) fn compound_stmt(&mut self) -> R<()> {
        alts!(self;
            |p| {
                p.ahead(&[T::Def, T::At, T::Async])?;
                p.decorated(Self::function_def)
            },
            |p| p.if_stmt(T::If),
            |p| {
                p.ahead(&[T::Class, T::At])?;
                p.decorated(Self::class_def)
            },
            |p| p.with_stmt(),
            |p| p.for_stmt(),
            |p| p.try_stmt(),
            |p| p.while_stmt(),
            |p| p.match_stmt(),
        )
    }

    fn decorated(&mut self, definition: fn(&mut Self) -> R<()>) -> R<()> {
        self.many0(|p| {
            p.token(T::At)?;
            p.named_expression()?;
            p.token(T::Newline)
        })?;
        definition(self)
    }

    fn class_head(&mut self) -> R<Token> {
        let head = self.token(T::Class)?;
        self.token(T::Name)?;
        self.opt(Self::type_params)?;
        self.opt(|p| {
            p.token(T::LPar)?;
            p.opt(Self::arguments)?;
            p.token(T::RPar)
        })?;
        Ok(head)
    }

    fn class_def(&mut self) -> R<()> {
        alts!(self;
            |p| p.invalid(|p| alts!(p;
                |p| {
                    p.class_head()?;
                    p.missing_colon()
                },
                |p| {
                    let head = p.class_head()?;
                    p.missing_block("class definition", head)
                },
            )),
            |p| {
                p.class_head()?;
                p.token(T::Colon)?;
                p.block().map(|_| ())
            },
        )
    }

    fn function_def(&mut self) -> R<()> {
        alts!(self;
            |p| p.invalid(|p| {
                p.opt(|p| p.token(T::Async))?;
                let head = p.token(T::Def)?;
                p.token(T::Name)?;
                p.opt(Self::type_params)?;
                p.token(T::LPar)?;
                p.opt(Self::params)?;
                p.token(T::RPar)?;
                p.returns()?;
                p.missing_block("function definition", head)
            }),
            |p| {
                p.opt(|p| p.token(T::Async))?;
                p.token(T::Def)?;
                p.token(T::Name)?;
                p.opt(Self::type_params)?;
                p.forced(T::LPar)?;
                p.opt(Self::params)?;
                p.token(T::RPar)?;
                p.returns()?;
                p.forced(T::Colon)?;
                p.block().map(|_| ())
            },
        )
    }

    fn returns(&mut self) -> R<()> {
        self.opt(|p| {
            p.token(T::RArrow)?;
            p.expression()
        })
        .map(|_| ())
    }

    /// `if` or `elif`, with all that follows.
    fn if_stmt(&mut self, keyword: T) -> R<()> {
        alts!(self;
            |p| p.invalid(|p| p.invalid_if(keyword)),
            |p| {
                p.token(keyword)?;
                p.named_expression()?;
                p.token(T::Colon)?;
                p.block()?;
                p.attempt(|p| alts!(p;
                    |p| p.if_stmt(T::Elif),
                    |p| p.opt(Self::else_block).map(|_| ()),
                ))
            },
        )
    }

    fn invalid_if(&mut self, keyword: T) -> R<Never> {
        alts!(self;
            |p| {
                p.token(keyword)?;
                p.named_expression()?;
                p.missing_colon()
            },
            |p| {
                let head = p.token(keyword)?;
                p.named_expression()?;
                p.missing_block(if keyword == T::If { "'if' statement" } else { "'elif' statement" }, head)
            },
        )
    }

    fn else_block(&mut self) -> R<()> {
        alts!(self;
            |p| p.invalid(|p| {
                let head = p.token(T::Else)?;
                p.missing_block("'else' statement", head)
            }),
            |p| {
                p.token(T::Else)?;
                p.forced(T::Colon)?;
                p.block().map(|_| ())
            },
        )
    }

    fn while_stmt(&mut self) -> R<()> {
        alts!(self;
            |p| p.invalid(|p| alts!(p;
                |p| {
                    p.token(T::While)?;
                    p.named_expression()?;
                    p.missing_colon()
                },
                |p| {
                    let head = p.token(T::While)?;
                    p.named_expression()?;
                    p.missing_block("'while' statement", head)
                },
            )),
            |p| {
                p.token(T::While)?;
                p.named_expression()?;
                p.token(T::Colon)?;
                p.block()?;
                p.opt(Self::else_block).map(|_| ())
            },
        )
    }

    fn for_stmt(&mut self) -> R<()> {
        self.ahead(&[T::For, T::Async])?;
        alts!(self;
            |p| p.invalid(|p| alts!(p;
                |p| {
                    p.for_head()?;
                    p.missing_colon()
                },
                |p| {
                    let head = p.for_head()?;
                    p.missing_block("'for' statement", head)
                },
            )),
            |p| {
                p.opt(|p| p.token(T::Async))?;
                p.token(T::For)?;
                p.star_targets()?;
                p.token(T::In)?;
                p.cut(|p| {
                    p.star_expressions()?;
                    p.token(T::Colon)?;
                    p.block()?;
                    p.opt(Self::else_block).map(|_| ())
                })
            },
            |p| p.invalid(Self::invalid_for_target),
        )
    }

    fn for_head(&mut self) -> R<Token> {
        self.opt(|p| p.token(T::Async))?;
        let head = self.token(T::For)?;
        self.star_targets()?;
        self.token(T::In)?;
        self.star_expressions()?;
        Ok(head)
    }

    fn with_stmt(&mut self) -> R<()> {
        self.ahead(&[T::With, T::Async])?;
        alts!(self;
            |p| p.invalid(|p| alts!(p;
                |p| {
                    let head = p.with_head()?;
                    p.missing_block("'with' statement", head)
                },
                |p| {
                    let head = p.with_head_in_parentheses()?;
                    p.missing_block("'with' statement", head)
                },
            )),
            |p| {
                p.opt(|p| p.token(T::Async))?;
                p.token(T::With)?;
                p.token(T::LPar)?;
                p.gather(Self::with_item)?;
                p.opt(|p| p.token(T::Comma))?;
                p.token(T::RPar)?;
                p.token(T::Colon)?;
                p.block().map(|_| ())
            },
            |p| {
                p.opt(|p| p.token(T::Async))?;
                p.token(T::With)?;
                p.gather(Self::with_item)?;
                p.token(T::Colon)?;
                p.block().map(|_| ())
            },
            |p| p.invalid(|p| alts!(p;
                |p| {
                    p.with_head()?;
                    p.missing_colon()
                },
                |p| {
                    p.with_head_in_parentheses()?;
                    p.missing_colon()
                },
            )),
        )
    }

    fn with_head(&mut self) -> R<Token> {
        self.opt(|p| p.token(T::Async))?;
        let head = self.token(T::With)?;
        self.gather(|p| {
            p.expression()?;
            p.as_target()
        })?;
        Ok(head)
    }

    fn with_head_in_parentheses(&mut self) -> R<Token> {
        self.opt(|p| p.token(T::Async))?;
        let head = self.token(T::With)?;
        self.token(T::LPar)?;
        self.gather(|p| {
            p.expressions()?;
            p.as_target()
        })?;
        self.opt(|p| p.token(T::Comma))?;
        self.token(T::RPar)?;
        Ok(head)
    }

    fn as_target(&mut self) -> R<()> {
        self.opt(|p| {
            p.token(T::As)?;
            p.star_target()
        })
        .map(|_| ())
    }

    fn with_item(&mut self) -> R<()> {
        alts!(self;
            |p| {
                p.expression()?;
                p.token(T::As)?;
                p.star_target()?;
                p.ahead(&[T::Comma, T::RPar, T::Colon])
            },
            |p| p.invalid(|p| {
                p.expression()?;
                p.token(T::As)?;
                let target = p.expression()?;
                p.ahead(&[T::Comma, T::RPar, T::Colon])?;
                p.raise_invalid_assignment_target(target)
            }),
            |p| p.expression().map(|_| ()),
        )
    }

    // Try.

    fn try_stmt(&mut self) -> R<()> {
        self.ahead(&[T::Try])?;
        alts!(self;
            |p| p.invalid(Self::invalid_try),
            |p| {
                p.try_head()?;
                p.finally_block()
            },
            |p| {
                p.try_head()?;
                p.many1(Self::except_block)?;
                p.try_tail()
            },
            |p| {
                p.try_head()?;
                p.many1(Self::except_star_block)?;
                p.try_tail()
            },
        )
    }

    fn try_head(&mut self) -> R<()> {
        self.token(T::Try)?;
        self.forced(T::Colon)?;
        self.block().map(|_| ())
    }

    fn try_tail(&mut self) -> R<()> {
        self.opt(Self::else_block)?;
        self.opt(Self::finally_block).map(|_| ())
    }

    fn invalid_try(&mut self) -> R<Never> {
        const MIXED: &str = "cannot have both 'except' and 'except*' on the same 'try'";
        alts!(self;
            |p| {
                let head = p.token(T::Try)?;
                p.missing_block("'try' statement", head)
            },
            |p| {
                p.token(T::Try)?;
                p.token(T::Colon)?;
                p.block()?;
                p.not_ahead(&[T::Except, T::Finally])?;
                p.raise_last(ErrorKind::Syntax, "expected 'except' or 'finally' block")
            },
            |p| {
                p.token(T::Try)?;
                p.token(T::Colon)?;
                p.many0(Self::block)?;
                p.many1(Self::except_block)?;
                let except = p.token(T::Except)?;
                let star = p.token(T::Star)?;
                p.except_type()?;
                p.token(T::Colon)?;
                p.raise_range(except.start, star.end, MIXED)
            },
            |p| {
                p.token(T::Try)?;
                p.token(T::Colon)?;
                p.many0(Self::block)?;
                p.many1(Self::except_star_block)?;
                let except = p.token(T::Except)?;
                p.opt(Self::except_type)?;
                p.token(T::Colon)?;
                p.raise_at(except, MIXED)
            },
        )
    }

    fn except_type(&mut self) -> R<()> {
        self.expression()?;
        self.except_name()
    }

    fn except_name(&mut self) -> R<()> {
        self.opt(|p| {
            p.token(T::As)?;
            p.token(T::Name)
        })
        .map(|_| ())
    }

    fn except_block(&mut self) -> R<()> {
        alts!(self;
            |p| p.invalid(|p| alts!(p;
                |p| {
                    let head = p.token(T::Except)?;
                    p.except_type()?;
                    p.missing_block("'except' statement", head)
                },
                |p| {
                    let head = p.token(T::Except)?;
                    p.missing_block("'except' statement", head)
                },
            )),
            |p| {
                p.token(T::Except)?;
                p.except_type()?;
                p.token(T::Colon)?;
                p.block().map(|_| ())
            },
            |p| {
                p.token(T::Except)?;
                p.token(T::Colon)?;
                p.block().map(|_| ())
            },
            |p| p.invalid(Self::invalid_except),
        )
    }

    fn except_star_block(&mut self) -> R<()> {
        alts!(self;
            |p| p.invalid(|p| {
                let head = p.token(T::Except)?;
                p.token(T::Star)?;
                p.except_type()?;
                p.missing_block("'except*' statement", head)
            }),
            |p| {
                p.token(T::Except)?;
                p.token(T::Star)?;
                p.except_type()?;
                p.token(T::Colon)?;
                p.block().map(|_| ())
            },
            |p| p.invalid(Self::invalid_except),
        )
    }

    fn invalid_except(&mut self) -> R<Never> {
        alts!(self;
            |p| {
                p.token(T::Except)?;
                p.opt(|p| p.token(T::Star))?;
                let first = p.expression()?;
                p.token(T::Comma)?;
                p.expressions()?;
                p.except_name()?;
                p.token(T::Colon)?;
                let start = p.data(first).start;
                p.raise_from(start, "multiple exception types must be parenthesized")
            },
            |p| {
                p.token(T::Except)?;
                p.opt(|p| p.token(T::Star))?;
                p.except_type()?;
                p.missing_colon()
            },
            |p| {
                p.token(T::Except)?;
                p.missing_colon()
            },
            |p| {
                p.token(T::Except)?;
                p.token(T::Star)?;
                p.token_of(&[T::Newline, T::Colon])?;
                p.raise_last(ErrorKind::Syntax, "expected one or more exception types")
            },
        )
    }

    fn finally_block(&mut self) -> R<()> {
        alts!(self;
            |p| p.invalid(|p| {
                let head = p.token(T::Finally)?;
                p.missing_block("'finally' statement", head)
            }),
            |p| {
                p.token(T::Finally)?;
                p.forced(T::Colon)?;
                p.block().map(|_| ())
            },
        )
    }
}
