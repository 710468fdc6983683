//! The machinery of the second reading: tokens with a mark that may go back, alternatives, and what raises an error.
//!
//! CPython's parser tries the alternatives of each rule in order, and an error is raised by whichever `invalid_` rule it
//! happens to reach first; which token it looked at last decides where a plain "invalid syntax" points. To say what
//! CPython says one has to try the same things in the same order, and that is what the files beside this one do. They
//! build no tree, only as much of nodes as messages need: what they are and where.

use std::collections::HashMap;

use crate::error::{ErrorKind, Location, SyntaxError};
use crate::source::Source;
use crate::tokenizer::{StreamEnd, Token, TokenKind, TokenStream};

use super::eof_error;

/// Why a rule yields nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fail {
    /// It does not match; the next alternative may.
    No,
    /// It does not match, and no other alternative of its rule may be tried.
    Cut,
    /// An error was raised.
    Raised,
}

pub(super) type R<T = Node> = Result<T, Fail>;

/// What an expression is, as far as messages tell kinds apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Attribute,
    Subscript,
    Starred,
    Name,
    List,
    Tuple,
    Lambda,
    Call,
    Operation,
    GeneratorExp,
    Yield,
    Await,
    ListComp,
    SetComp,
    DictComp,
    Dict,
    Set,
    JoinedStr,
    None,
    True,
    False,
    Ellipsis,
    Literal,
    Compare,
    /// A comparison whose first operator is `in`.
    CompareIn,
    IfExp,
    NamedExpr,
    /// Something that is no expression.
    Other,
}

impl Kind {
    /// How messages call it.
    pub(super) fn describe(self) -> &'static str {
        match self {
            Kind::Attribute => "attribute",
            Kind::Subscript => "subscript",
            Kind::Starred => "starred",
            Kind::Name => "name",
            Kind::List => "list",
            Kind::Tuple => "tuple",
            Kind::Lambda => "lambda",
            Kind::Call => "function call",
            Kind::Operation => "expression",
            Kind::GeneratorExp => "generator expression",
            Kind::Yield => "yield expression",
            Kind::Await => "await expression",
            Kind::ListComp => "list comprehension",
            Kind::SetComp => "set comprehension",
            Kind::DictComp => "dict comprehension",
            Kind::Dict => "dict literal",
            Kind::Set => "set display",
            Kind::JoinedStr => "f-string expression",
            Kind::None => "None",
            Kind::True => "True",
            Kind::False => "False",
            Kind::Ellipsis => "ellipsis",
            Kind::Literal => "literal",
            Kind::Compare | Kind::CompareIn => "comparison",
            Kind::IfExp => "conditional expression",
            Kind::NamedExpr => "named expression",
            Kind::Other => "expression",
        }
    }
}

/// An expression: a number in [`Peg::nodes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Node(u32);

pub(super) struct NodeData {
    pub(super) kind: Kind,
    pub(super) start: u32,
    pub(super) end: u32,
    /// Elements of a list or tuple, value of a starred, left side of a comparison; arguments of a call.
    pub(super) children: Vec<Node>,
}

/// Rules whose outcome at a place is remembered. As in CPython what was found with the `invalid_` rules off is not
/// looked at again with them on, so this list has to be CPython's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Rule {
    SimpleStmt,
    Block,
    StarExpression,
    Expression,
    Disjunction,
    Conjunction,
    Inversion,
    BitwiseOr,
    BitwiseXor,
    BitwiseAnd,
    Shift,
    Sum,
    Term,
    Factor,
    AwaitPrimary,
    Primary,
    TPrimary,
    Strings,
    Arguments,
    StarTarget,
    TargetWithStarAtom,
    DelTarget,
    InvalidNamedExpression,
    ClosedPattern,
}

pub(super) struct Peg<'a> {
    pub(super) source: Source<'a>,
    pub(super) stream: &'a TokenStream,
    pub(super) mark: usize,
    /// How many tokens were looked at.
    pub(super) fill: usize,
    /// Whether the `invalid_` rules are on.
    pub(super) second_pass: bool,
    pub(super) max_digits: usize,
    nodes: Vec<NodeData>,
    memo: HashMap<(Rule, u32), (Option<Node>, u32)>,
    /// Brackets open behind each token.
    levels: Vec<u16>,
    pub(super) error: Option<SyntaxError>,
    /// Whether the error is the tokenizer's.
    pub(super) error_of_tokenizer: bool,
}

/// Tries alternatives in order.
macro_rules! alts {
    ($peg:expr; $($alternative:expr),+ $(,)?) => {{
        let peg = $peg;
        let start = peg.mark;
        $(
            match $crate::diagnose::peg::Peg::attempt(peg, $alternative) {
                Err($crate::diagnose::peg::Fail::No) => peg.mark = start,
                Err($crate::diagnose::peg::Fail::Cut) => {
                    peg.mark = start;
                    return Err($crate::diagnose::peg::Fail::No);
                }
                done => return done,
            }
        )+
        Err($crate::diagnose::peg::Fail::No)
    }};
}
pub(super) use alts;

impl<'a> Peg<'a> {
    pub(super) fn new(source: Source<'a>, stream: &'a TokenStream, max_digits: usize) -> Self {
        let mut level = 0u16;
        let levels = stream.tokens.iter().map(|token| {
            match token.kind {
                TokenKind::LPar | TokenKind::LSqb | TokenKind::LBrace => level += 1,
                TokenKind::RPar | TokenKind::RSqb | TokenKind::RBrace => level = level.saturating_sub(1),
                _ => {}
            }
            level
        });
        Peg {
            source,
            stream,
            mark: 0,
            fill: 0,
            second_pass: false,
            max_digits,
            nodes: Vec::new(),
            memo: HashMap::new(),
            levels: levels.collect(),
            error: None,
            error_of_tokenizer: false,
        }
    }

    /// Goes back to the start for the pass with the `invalid_` rules.
    pub(super) fn restart(&mut self) {
        self.mark = 0;
        self.second_pass = true;
        self.memo.clear();
        self.nodes.clear();
    }

    /// Calls `rule`; closures in [`alts`] get their types from here.
    pub(super) fn attempt<T>(&mut self, rule: impl FnOnce(&mut Self) -> R<T>) -> R<T> {
        rule(self)
    }

    // Tokens.

    /// The next token; the tokenizer's error is raised when its place is reached.
    pub(super) fn peek(&mut self) -> R<Token> {
        let last = self.stream.tokens.len() - 1;
        let at = self.mark.min(last);
        let token = self.stream.tokens[at];
        self.fill = self.fill.max(at + 1);
        if token.kind == TokenKind::Error {
            self.error_of_tokenizer = true;
            let error = match &self.stream.end {
                StreamEnd::Error(error) | StreamEnd::Deferred(error) => error.clone(),
                StreamEnd::Eof | StreamEnd::Complete => eof_error(self.source, self.stream),
            };
            return self.raise(error);
        }
        Ok(token)
    }

    /// Consumes a token of a kind.
    pub(super) fn token(&mut self, kind: TokenKind) -> R<Token> {
        let token = self.peek()?;
        if token.kind != kind {
            return Err(Fail::No);
        }
        self.mark += 1;
        Ok(token)
    }

    /// Consumes a token of one of some kinds.
    pub(super) fn token_of(&mut self, kinds: &[TokenKind]) -> R<Token> {
        let token = self.peek()?;
        if !kinds.contains(&token.kind) {
            return Err(Fail::No);
        }
        self.mark += 1;
        Ok(token)
    }

    /// Consumes a token of a kind or raises "expected '…'".
    pub(super) fn forced(&mut self, kind: TokenKind) -> R<Token> {
        let token = self.peek()?;
        if token.kind != kind {
            let message = format!("expected '{}'", kind.spelling().unwrap_or_default());
            return self.raise_at(token, message);
        }
        self.mark += 1;
        Ok(token)
    }

    /// Consumes a soft keyword.
    pub(super) fn soft(&mut self, word: &str) -> R<Token> {
        let token = self.peek()?;
        if token.kind != TokenKind::Name || self.text(token) != word {
            return Err(Fail::No);
        }
        self.mark += 1;
        Ok(token)
    }

    /// Succeeds if the next token is of one of some kinds.
    pub(super) fn ahead(&mut self, kinds: &[TokenKind]) -> R<()> {
        if kinds.contains(&self.peek()?.kind) { Ok(()) } else { Err(Fail::No) }
    }

    /// Succeeds if the next token is of none of some kinds.
    pub(super) fn not_ahead(&mut self, kinds: &[TokenKind]) -> R<()> {
        if kinds.contains(&self.peek()?.kind) { Err(Fail::No) } else { Ok(()) }
    }

    /// Succeeds if `rule` does not match here; consumes nothing.
    pub(super) fn not<T>(&mut self, rule: impl FnOnce(&mut Self) -> R<T>) -> R<()> {
        let start = self.mark;
        let result = rule(self);
        self.mark = start;
        match result {
            Ok(_) => Err(Fail::No),
            Err(Fail::Raised) => Err(Fail::Raised),
            Err(Fail::No | Fail::Cut) => Ok(()),
        }
    }

    pub(super) fn text(&self, token: Token) -> &'a str {
        self.source.slice(token.start, token.end)
    }

    /// The token consumed last.
    pub(super) fn last(&self) -> Token {
        self.stream.tokens[self.mark.saturating_sub(1)]
    }

    /// Brackets open behind the token consumed last.
    pub(super) fn level(&self) -> u16 {
        self.levels[self.mark.saturating_sub(1)]
    }

    // Combinations.

    pub(super) fn opt<T>(&mut self, rule: impl FnOnce(&mut Self) -> R<T>) -> R<Option<T>> {
        let start = self.mark;
        match rule(self) {
            Ok(found) => Ok(Some(found)),
            Err(Fail::Raised) => Err(Fail::Raised),
            Err(Fail::No | Fail::Cut) => {
                self.mark = start;
                Ok(None)
            }
        }
    }

    pub(super) fn many0<T>(&mut self, mut rule: impl FnMut(&mut Self) -> R<T>) -> R<Vec<T>> {
        let mut found = Vec::new();
        while let Some(one) = self.opt(&mut rule)? {
            found.push(one);
        }
        Ok(found)
    }

    pub(super) fn many1<T>(&mut self, rule: impl FnMut(&mut Self) -> R<T>) -> R<Vec<T>> {
        let found = self.many0(rule)?;
        if found.is_empty() { Err(Fail::No) } else { Ok(found) }
    }

    /// One or more, with commas between them.
    pub(super) fn gather<T>(&mut self, rule: impl FnMut(&mut Self) -> R<T>) -> R<Vec<T>> {
        self.gather_by(TokenKind::Comma, rule)
    }

    pub(super) fn gather_by<T>(&mut self, separator: TokenKind, mut rule: impl FnMut(&mut Self) -> R<T>) -> R<Vec<T>> {
        let mut found = vec![rule(self)?];
        while let Some(one) = self.opt(|p| {
            p.token(separator)?;
            rule(p)
        })? {
            found.push(one);
        }
        Ok(found)
    }

    /// Once this is reached no other alternative of the rule counts.
    pub(super) fn cut<T>(&mut self, rule: impl FnOnce(&mut Self) -> R<T>) -> R<T> {
        match rule(self) {
            Err(Fail::No) => Err(Fail::Cut),
            other => other,
        }
    }

    /// An `invalid_` rule: it raises or does not match.
    pub(super) fn invalid<T>(&mut self, rule: impl FnOnce(&mut Self) -> R<Never>) -> R<T> {
        if !self.second_pass {
            return Err(Fail::No);
        }
        match rule(self) {
            Ok(never) => match never {},
            Err(Fail::Raised) => Err(Fail::Raised),
            Err(Fail::No | Fail::Cut) => Err(Fail::No),
        }
    }

    pub(super) fn memoized(&mut self, rule: Rule, body: impl FnOnce(&mut Self) -> R) -> R {
        let key = (rule, self.mark as u32);
        if let Some(&(found, end)) = self.memo.get(&key) {
            self.mark = end as usize;
            return found.ok_or(Fail::No);
        }
        let start = self.mark;
        match body(self) {
            Ok(found) => {
                self.memo.insert(key, (Some(found), self.mark as u32));
                Ok(found)
            }
            Err(Fail::Raised) => Err(Fail::Raised),
            Err(Fail::No | Fail::Cut) => {
                self.mark = start;
                self.memo.insert(key, (None, start as u32));
                Err(Fail::No)
            }
        }
    }

    // Nodes.

    /// A node over the tokens from the one at index `first` to the one consumed last.
    pub(super) fn node(&mut self, kind: Kind, first: usize, children: Vec<Node>) -> Node {
        let (start, end) = (self.stream.tokens[first].start, self.last().end);
        self.nodes.push(NodeData { kind, start, end, children });
        Node(self.nodes.len() as u32 - 1)
    }

    pub(super) fn data(&self, node: Node) -> &NodeData {
        &self.nodes[node.0 as usize]
    }

    // Errors.

    pub(super) fn raise<T>(&mut self, error: SyntaxError) -> R<T> {
        self.error = Some(error);
        Err(Fail::Raised)
    }

    /// Points at the token looked at last.
    pub(super) fn raise_last<T>(&mut self, kind: ErrorKind, message: impl Into<String>) -> R<T> {
        let location = self.location_of_last(self.fill - 1);
        self.raise(SyntaxError::at(kind, message, location))
    }

    /// Points at the next token.
    pub(super) fn raise_next<T>(&mut self, message: impl Into<String>) -> R<T> {
        self.peek()?;
        let location = self.location_of_last(self.mark);
        self.raise(SyntaxError::at(ErrorKind::Syntax, message, location))
    }

    pub(super) fn raise_at<T>(&mut self, token: Token, message: impl Into<String>) -> R<T> {
        self.raise_range(token.start, token.end, message)
    }

    pub(super) fn raise_node<T>(&mut self, node: Node, message: impl Into<String>) -> R<T> {
        let (start, end) = (self.data(node).start, self.data(node).end);
        self.raise_range(start, end, message)
    }

    pub(super) fn raise_range<T>(&mut self, start: u32, end: u32, message: impl Into<String>) -> R<T> {
        let location = self.range_location(start, end);
        self.raise(SyntaxError::at(ErrorKind::Syntax, message, location))
    }

    /// Points from `start` to where the tokenizer is.
    pub(super) fn raise_from<T>(&mut self, start: u32, message: impl Into<String>) -> R<T> {
        let current = self.stream.tokens[self.fill - 1].end;
        let mut location = self.range_location(start, current);
        location.end_column -= 1;
        self.raise(SyntaxError::at(ErrorKind::Syntax, message, location))
    }

    pub(super) fn range_location(&self, start: u32, end: u32) -> Location {
        let (line, column) = self.source.lines.line_column(start);
        // The end of a newline token is in its own line.
        let end_line = self.source.lines.line(end.saturating_sub(u32::from(end > start)));
        let end_column = end as usize - self.source.lines.line_range(end_line).start;
        let text = self.error_text(line);
        Location {
            line,
            column: characters(&text, column as usize + 1),
            end_line,
            // CPython counts the characters in the line that it shows, be it another one.
            end_column: characters(&text, end_column + 1),
            text: Some(text),
        }
    }

    /// Where a token is; tokens without text are where the tokenizer is, and have no end.
    pub(super) fn location_of_last(&self, index: usize) -> Location {
        let token = self.stream.tokens[index];
        if !matches!(token.kind, TokenKind::Indent | TokenKind::Dedent | TokenKind::EndMarker) {
            return self.range_location(token.start, token.end);
        }
        let at_end = token.start as usize >= self.source.text.len();
        let line = if at_end { self.source.last_line() } else { self.source.lines.line(token.start) };
        let current = if at_end { token.start } else { self.stream.tokens[self.fill - 1].end };
        let column = self.source.char_column_in(line, current) - 1;
        Location { line, column, end_line: line, end_column: -1, text: Some(self.error_text(line)) }
    }

    /// A line as CPython shows it: from the buffer with its newline if the tokenizer is still there.
    pub(super) fn error_text(&self, line: u32) -> String {
        let text = self.source.line_text(line);
        let current = self.stream.tokens[self.fill.max(1) - 1];
        let at_end = current.end as usize >= self.source.text.len();
        let current_line = if at_end {
            self.source.last_line()
        } else {
            self.source.lines.line(current.end.saturating_sub(u32::from(current.kind == TokenKind::Newline)))
        };
        if current_line > line {
            return text.trim_end_matches('\n').to_owned();
        }
        let start = self.buffer_start(self.source.lines.line_range(line).start as u32);
        self.source.slice(start, self.source.lines.line_range(line).end as u32).to_owned()
    }

    /// Start of what CPython's buffer holds when it reads the line at `line_start`: a token over several lines, or lines
    /// joined by backslashes, stay in it.
    fn buffer_start(&self, mut line_start: u32) -> u32 {
        for token in self.stream.tokens[..self.fill].iter().rev() {
            if token.start >= line_start {
                continue;
            }
            let spans = token.end > line_start;
            let joined = token.kind != TokenKind::Newline
                && self.source.slice(token.end, line_start).ends_with("\\\n")
                && !self.source.slice(token.end, line_start).contains('#');
            if !spans && !joined {
                break;
            }
            let before = if spans { token.start } else { line_start - 1 };
            line_start = self.source.lines.line_range(self.source.lines.line(before)).start as u32;
        }
        line_start
    }
}

/// The characters in the first `bytes` bytes of a text, and one if there are fewer bytes.
fn characters(text: &str, bytes: usize) -> i32 {
    let within = &text.as_bytes()[..bytes.min(text.len())];
    String::from_utf8_lossy(within).chars().count() as i32 + i32::from(bytes > text.len())
}

/// The result of a rule that never matches.
#[derive(Debug)]
pub(super) enum Never {}
