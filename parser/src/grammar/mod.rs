//! Our tokens through rustpython-parser's grammar, its tree out.
//!
//! ```text
//! tokens ── Feeder: soft keywords, values of literals ──▶ grammar ──▶ tree ── repair: f-strings in, positions ──▶ tree
//! ```
//!
//! The grammar sees a run of adjacent strings as one string token whose value is final. An f-string travels as a
//! placeholder, a string that no literal can spell (see [`placeholder`]), and takes its place in the tree afterwards.

mod fstring;
pub(crate) mod literal;
mod names;
mod repair;
pub(crate) mod walk;

pub(crate) use repair::{has_own_parentheses, token_at};

use rustpython_parser::ast::{self, Expr};
use rustpython_parser::lexer::{LexResult, LexicalError, LexicalErrorType};
use rustpython_parser::text_size::{TextRange, TextSize};
use rustpython_parser::{Mode, ParseErrorType, StringKind, Tok, parse_tokens};
use unicode_normalization::UnicodeNormalization;

use crate::error::Warning;
use crate::source::Source;
use crate::tokenizer::{SoftKeyword, SoftKeywords, Token, TokenKind};
use crate::validate;
use crate::wtf::ESCAPE;
use fstring::Joined;
use literal::LiteralError;

/// There is no tree: a literal has no value, or the grammar rejects the tokens. The diagnosis finds out why.
#[derive(Debug)]
pub(crate) struct Failure;

impl From<LiteralError> for Failure {
    fn from(_: LiteralError) -> Self {
        Failure
    }
}

/// A tree.
pub(crate) struct Built {
    pub(crate) module: ast::Mod,
    pub(crate) warnings: Vec<Warning>,
    /// Whether CPython's grammar may not know it.
    pub(crate) doubtful: bool,
}

/// What the levels of nested f-strings share.
pub(crate) struct Shared<'a> {
    source: Source<'a>,
    max_digits: usize,
    /// Finished f-strings, by the number in their placeholder.
    fstrings: Vec<Option<Expr>>,
    pub(crate) warnings: Vec<Warning>,
    failure: Option<Failure>,
    unique_names: bool,
    /// Whether the grammar rejected a name because it was repeated.
    repeated_name: bool,
}

/// Builds the tree of a whole text.
pub(crate) fn build(
    source: Source<'_>,
    tokens: &[Token],
    mode: crate::Mode,
    max_digits: usize,
) -> Result<Built, Failure> {
    match build_with(source, tokens, mode, max_digits, UniqueNames::No) {
        // CPython's grammar lets names be repeated among arguments and parameters; its compiler does not.
        Err(Rejected { repeated_name: true }) => build_with(source, tokens, mode, max_digits, UniqueNames::Yes),
        other => other,
    }
    .map_err(|_| Failure)
}

/// Whether the grammar gets names that are all different, to be restored in the tree.
#[derive(Clone, Copy, PartialEq)]
enum UniqueNames {
    Yes,
    No,
}

struct Rejected {
    repeated_name: bool,
}

fn build_with(
    source: Source<'_>,
    tokens: &[Token],
    mode: crate::Mode,
    max_digits: usize,
    unique_names: UniqueNames,
) -> Result<Built, Rejected> {
    let unique = unique_names == UniqueNames::Yes;
    let mut shared = Shared {
        source,
        max_digits,
        fstrings: Vec::new(),
        warnings: Vec::new(),
        failure: None,
        unique_names: unique,
        repeated_name: false,
    };
    let mode = match mode {
        crate::Mode::Module => Mode::Module,
        crate::Mode::Interactive => Mode::Interactive,
        crate::Mode::Expression => Mode::Expression,
    };
    let parsed = parse_tokens(Feeder::new(&mut shared, tokens), mode, "");
    if let Err(error) = &parsed {
        shared.repeated_name |= is_repeated_name(&error.error);
    }
    let (false, Ok(mut module)) = (shared.failure.is_some(), parsed) else {
        return Err(Rejected { repeated_name: shared.repeated_name });
    };
    let doubtful = repair::repair(&mut module, tokens, &mut shared.fstrings) | validate::tokens(tokens);
    if unique {
        names::restore_names(&mut module);
    }
    Ok(Built { module, warnings: shared.warnings, doubtful })
}

fn is_repeated_name(error: &ParseErrorType) -> bool {
    matches!(
        error,
        ParseErrorType::Lexical(
            LexicalErrorType::DuplicateArgumentError(_) | LexicalErrorType::DuplicateKeywordArgumentError(_)
        )
    )
}

pub(crate) fn range(start: u32, end: u32) -> TextRange {
    TextRange::new(TextSize::from(start), TextSize::from(end))
}

/// The string that stands for f-string number `index`. Encoded constants (see `wtf.rs`) never hold an escape and `f`.
fn placeholder(index: usize) -> String {
    format!("{ESCAPE}f{index}")
}

/// The number in a placeholder.
fn placeholder_index(constant: &str) -> Option<usize> {
    constant.strip_prefix(ESCAPE)?.strip_prefix('f')?.parse().ok()
}

/// Hands tokens to the grammar.
struct Feeder<'t, 's, 'a> {
    shared: &'s mut Shared<'a>,
    tokens: &'t [Token],
    at: usize,
    soft: SoftKeywords,
    /// Whether to put the tokens between parentheses that the text does not have.
    in_parentheses: bool,
    open: bool,
}

impl<'t, 's, 'a> Feeder<'t, 's, 'a> {
    fn new(shared: &'s mut Shared<'a>, tokens: &'t [Token]) -> Self {
        Feeder { shared, tokens, at: 0, soft: SoftKeywords::default(), in_parentheses: false, open: false }
    }

    fn fail(&mut self, failure: Failure, at: u32) -> LexicalError {
        self.shared.failure = Some(failure);
        LexicalError::new(LexicalErrorType::OtherError(String::new()), TextSize::from(at))
    }

    fn name(&mut self, token: Token) -> Tok {
        let text = self.shared.source.slice(token.start, token.end);
        match self.soft.classify(self.tokens, self.at, text) {
            Some(SoftKeyword::Match) => Tok::Match,
            Some(SoftKeyword::Case) => Tok::Case,
            Some(SoftKeyword::Type) => Tok::Type,
            // The wildcard of patterns must stay itself.
            None if self.shared.unique_names && text != "_" => {
                Tok::Name { name: format!("{}{ESCAPE}{}", identifier(text), self.at) }
            }
            None => Tok::Name { name: identifier(text) },
        }
    }

    /// The whole run of strings at `self.at` as one token.
    fn strings(&mut self, first: Token) -> Result<(Tok, TextRange), LexicalError> {
        let tokens = self.tokens;
        let end = fstring::run_end(tokens, self.at);
        let run = &tokens[self.at..end];
        let joined = match self.shared.join(run) {
            Ok(joined) => joined,
            Err(failure) => return Err(self.fail(failure, first.start)),
        };
        let (value, kind) = match joined {
            Joined::Str { value, unicode: false } => (value, StringKind::RawString),
            Joined::Str { value, unicode: true } => (value.replace('\\', "\\\\"), StringKind::Unicode),
            Joined::Bytes(bytes) => (escape_bytes(&bytes), StringKind::Bytes),
            Joined::FString(expression) => {
                self.shared.fstrings.push(Some(expression));
                (placeholder(self.shared.fstrings.len() - 1), StringKind::RawString)
            }
        };
        self.at = end - 1;
        let last = run[run.len() - 1];
        Ok((Tok::String { value, kind, triple_quoted: false }, range(first.start, last.end)))
    }
}

/// An identifier in the form in which Python compares it.
pub(crate) fn identifier(text: &str) -> String {
    if text.is_ascii() { text.to_owned() } else { text.nfkc().collect() }
}

/// Bytes in the notation of a bytes literal, all of it ASCII.
fn escape_bytes(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for &byte in bytes {
        if byte.is_ascii() && byte != b'\\' {
            out.push(byte as char);
        } else {
            out.push_str(&format!("\\x{byte:02x}"));
        }
    }
    out
}

impl Iterator for Feeder<'_, '_, '_> {
    type Item = LexResult;

    fn next(&mut self) -> Option<LexResult> {
        if self.in_parentheses && !self.open {
            self.open = true;
            let start = self.tokens.first()?.start;
            return Some(Ok((Tok::Lpar, range(start, start))));
        }
        let Some(&token) = self.tokens.get(self.at) else {
            if std::mem::take(&mut self.in_parentheses) {
                let end = self.tokens.last()?.end;
                return Some(Ok((Tok::Rpar, range(end, end))));
            }
            return None;
        };
        let fed = match token.kind {
            TokenKind::EndMarker => return None,
            TokenKind::String | TokenKind::FStringStart => match self.strings(token) {
                Ok(fed) => fed,
                Err(error) => return Some(Err(error)),
            },
            kind => (self.single(kind, token)?, range(token.start, token.end)),
        };
        self.at += 1;
        Some(Ok(fed))
    }
}

macro_rules! map_kinds {
    ($kind:expr; $($ours:ident = $theirs:ident),* $(,)?) => {
        match $kind { $(TokenKind::$ours => Some(Tok::$theirs),)* _ => None }
    };
}

impl Feeder<'_, '_, '_> {
    /// A token by itself. `None` ends the stream, which the grammar rejects unless it may end there.
    fn single(&mut self, kind: TokenKind, token: Token) -> Option<Tok> {
        match kind {
            TokenKind::Name => return Some(self.name(token)),
            TokenKind::Number => {
                let text = self.shared.source.slice(token.start, token.end);
                return match literal::number(text, token, self.shared.max_digits) {
                    Ok(number) => Some(number),
                    Err(error) => {
                        self.shared.failure = Some(error.into());
                        None
                    }
                };
            }
            TokenKind::Indent => self.soft.indent(),
            TokenKind::Dedent => self.soft.dedent(),
            _ => {}
        }
        let fed = map_kinds!(kind;
            Newline = Newline, Indent = Indent, Dedent = Dedent, LPar = Lpar, RPar = Rpar, LSqb = Lsqb, RSqb = Rsqb,
            Colon = Colon, Comma = Comma, Semi = Semi, Plus = Plus, Minus = Minus, Star = Star, Slash = Slash,
            VBar = Vbar, Amper = Amper, Less = Less, Greater = Greater, Equal = Equal, Dot = Dot, Percent = Percent,
            LBrace = Lbrace, RBrace = Rbrace, EqEqual = EqEqual, NotEqual = NotEqual, LessEqual = LessEqual,
            GreaterEqual = GreaterEqual, Tilde = Tilde, CircumFlex = CircumFlex, LeftShift = LeftShift,
            RightShift = RightShift, DoubleStar = DoubleStar, PlusEqual = PlusEqual, MinEqual = MinusEqual,
            StarEqual = StarEqual, SlashEqual = SlashEqual, PercentEqual = PercentEqual, AmperEqual = AmperEqual,
            VBarEqual = VbarEqual, CircumFlexEqual = CircumflexEqual, LeftShiftEqual = LeftShiftEqual,
            RightShiftEqual = RightShiftEqual, DoubleStarEqual = DoubleStarEqual, DoubleSlash = DoubleSlash,
            DoubleSlashEqual = DoubleSlashEqual, At = At, AtEqual = AtEqual, RArrow = Rarrow, Ellipsis = Ellipsis,
            ColonEqual = ColonEqual, False = False, None = None, True = True, And = And, As = As, Assert = Assert,
            Async = Async, Await = Await, Break = Break, Class = Class, Continue = Continue, Def = Def, Del = Del,
            Elif = Elif, Else = Else, Except = Except, Finally = Finally, For = For, From = From, Global = Global,
            If = If, Import = Import, In = In, Is = Is, Lambda = Lambda, Nonlocal = Nonlocal, Not = Not, Or = Or,
            Pass = Pass, Raise = Raise, Return = Return, Try = Try, While = While, With = With, Yield = Yield,
        );
        if fed.is_none() {
            self.shared.failure = Some(Failure);
        }
        fed
    }
}
