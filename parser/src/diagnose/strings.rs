//! Numbers, strings and f-strings: their values are computed for the errors in them.

use super::peg::{Kind, Never, Node, Peg, R, Rule, alts};
use crate::error::{ErrorKind, SyntaxError};
use crate::grammar::literal::{self, Blame, LiteralError, StringParts};
use crate::tokenizer::{Token, TokenKind as T};

impl Peg<'_> {
    pub(super) fn number(&mut self) -> R {
        let first = self.mark;
        let token = self.token(T::Number)?;
        if let Err(error) = literal::number(self.text(token), token, self.max_digits) {
            // CPython points at the line only.
            let mut location = self.range_location(token.start, token.end);
            (location.column, location.end_column) = (0, 0);
            return self.raise(SyntaxError::at(ErrorKind::Syntax, error.message, location));
        }
        Ok(self.node(Kind::Literal, first, Vec::new()))
    }

    pub(super) fn strings(&mut self) -> R {
        self.memoized(Rule::Strings, |p| {
            let first = p.mark;
            let parts = p.many1(|p| alts!(p; |p| p.fstring().map(|()| Part::FString), |p| p.string()))?;
            let bytes = parts.iter().filter(|&&part| part == Part::Bytes).count();
            if bytes != 0 && bytes != parts.len() {
                return p.raise_last(ErrorKind::Syntax, "cannot mix bytes and nonbytes literals");
            }
            let kind = if parts.contains(&Part::FString) { Kind::JoinedStr } else { Kind::Literal };
            Ok(p.node(kind, first, Vec::new()))
        })
    }

    fn string(&mut self) -> R<Part> {
        let token = self.token(T::String)?;
        let parts = StringParts::new(self.text(token));
        let mut ignored = Vec::new();
        let value = if parts.bytes {
            literal::bytes_value(&parts, token, self.source, &mut Vec::new(), &mut ignored)
        } else {
            literal::string_value(&parts, token, self.source, &mut String::new(), &mut ignored)
        };
        self.check_literal(value)?;
        Ok(if parts.bytes { Part::Bytes } else { Part::Str })
    }

    fn check_literal(&mut self, value: Result<(), LiteralError>) -> R<()> {
        match value {
            Ok(()) => Ok(()),
            Err(LiteralError { message, range: Blame::Range(start, end) }) => self.raise_range(start, end, message),
            Err(LiteralError { message, range: Blame::LastToken }) => self.raise_last(ErrorKind::Syntax, message),
        }
    }

    fn fstring(&mut self) -> R<()> {
        let start = self.token(T::FStringStart)?;
        let raw = self.text(start).contains(['r', 'R']);
        let texts = self.many0(Self::fstring_middle)?;
        self.token(T::FStringEnd)?;
        for token in texts.into_iter().flatten() {
            let mut ignored = Vec::new();
            let text = self.text(token);
            let value = literal::fstring_text_value(text, raw, token, self.source, &mut String::new(), &mut ignored);
            self.check_literal(value)?;
        }
        Ok(())
    }

    /// Text, which is returned, or a field.
    fn fstring_middle(&mut self) -> R<Option<Token>> {
        alts!(self;
            |p| p.replacement_field().map(|()| None),
            |p| p.token(T::FStringMiddle).map(Some),
        )
    }

    fn replacement_field(&mut self) -> R<()> {
        alts!(self;
            |p| {
                p.token(T::LBrace)?;
                p.yield_or_star_expressions()?;
                p.opt(|p| p.token(T::Equal))?;
                p.opt(Self::conversion)?;
                p.opt(|p| {
                    p.token(T::Colon)?;
                    p.format_spec()
                })?;
                p.token(T::RBrace).map(|_| ())
            },
            |p| p.invalid(Self::invalid_replacement_field),
        )
    }

    fn format_spec(&mut self) -> R<()> {
        self.many0(|p| alts!(p; |p| p.token(T::FStringMiddle).map(|_| ()), |p| p.replacement_field())).map(|_| ())
    }

    fn conversion(&mut self) -> R<()> {
        let mark = self.token(T::Exclamation)?;
        let name = self.token(T::Name)?;
        if mark.end != name.start {
            let message = "f-string: conversion type must come right after the exclamanation mark";
            return self.raise_range(mark.start, name.end, message);
        }
        let text = self.text(name);
        if !matches!(text, "s" | "r" | "a") {
            let message = format!("f-string: invalid conversion character '{text}': expected 's', 'r', or 'a'");
            return self.raise_at(name, message);
        }
        Ok(())
    }

    /// A field up to where its conversion may be.
    fn field_head(&mut self) -> R<Node> {
        self.token(T::LBrace)?;
        let value = self.yield_or_star_expressions()?;
        self.opt(|p| p.token(T::Equal))?;
        Ok(value)
    }

    fn field_head_and_conversion(&mut self) -> R<()> {
        self.field_head()?;
        self.opt(|p| {
            p.token(T::Exclamation)?;
            p.token(T::Name)
        })
        .map(|_| ())
    }

    fn invalid_replacement_field(&mut self) -> R<Never> {
        alts!(self;
            |p| {
                p.token(T::LBrace)?;
                let token = p.token_of(&[T::Equal, T::Exclamation, T::Colon, T::RBrace])?;
                let message = format!("f-string: valid expression required before '{}'", p.text(token));
                p.raise_at(token, message)
            },
            |p| {
                p.token(T::LBrace)?;
                p.not(Self::yield_or_star_expressions)?;
                p.raise_next("f-string: expecting a valid expression after '{'")
            },
            |p| {
                p.token(T::LBrace)?;
                p.yield_or_star_expressions()?;
                p.not_ahead(&[T::Equal, T::Exclamation, T::Colon, T::RBrace])?;
                p.raise_next("f-string: expecting '=', or '!', or ':', or '}'")
            },
            |p| {
                p.token(T::LBrace)?;
                p.yield_or_star_expressions()?;
                p.token(T::Equal)?;
                p.not_ahead(&[T::Exclamation, T::Colon, T::RBrace])?;
                p.raise_next("f-string: expecting '!', or ':', or '}'")
            },
            |p| {
                p.field_head()?;
                p.invalid_conversion()
            },
            |p| {
                p.field_head_and_conversion()?;
                p.not_ahead(&[T::Colon, T::RBrace])?;
                p.raise_next("f-string: expecting ':' or '}'")
            },
            |p| {
                p.field_head_and_conversion()?;
                p.token(T::Colon)?;
                p.format_spec()?;
                p.not_ahead(&[T::RBrace])?;
                p.raise_next("f-string: expecting '}', or format specs")
            },
            |p| {
                p.field_head_and_conversion()?;
                p.not_ahead(&[T::RBrace])?;
                p.raise_next("f-string: expecting '}'")
            },
        )
    }

    fn invalid_conversion(&mut self) -> R<Never> {
        alts!(self;
            |p| {
                p.token(T::Exclamation)?;
                p.ahead(&[T::Colon, T::RBrace])?;
                p.raise_next("f-string: missing conversion character")
            },
            |p| {
                p.token(T::Exclamation)?;
                p.not_ahead(&[T::Name])?;
                p.raise_next("f-string: invalid conversion character")
            },
        )
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Part {
    Str,
    Bytes,
    FString,
}
