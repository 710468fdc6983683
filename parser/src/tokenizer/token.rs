//! Token kinds, declared once: `for_each_token!` yields the kinds, their CPython names and their spellings.

/// Calls `$consumer!` with every kind of token: layout and literals, then operators, then keywords.
macro_rules! for_each_token {
    ($consumer:ident) => {
        $consumer! {
            layout {
                EndMarker = "ENDMARKER", Name = "NAME", Number = "NUMBER", String = "STRING", Newline = "NEWLINE",
                Indent = "INDENT", Dedent = "DEDENT", FStringStart = "FSTRING_START", FStringMiddle = "FSTRING_MIDDLE",
                FStringEnd = "FSTRING_END", Comment = "COMMENT", Nl = "NL", Unknown = "OP", Error = "ERRORTOKEN",
            }
            operators {
                LPar = "LPAR" "(", RPar = "RPAR" ")", LSqb = "LSQB" "[", RSqb = "RSQB" "]", Colon = "COLON" ":",
                Comma = "COMMA" ",", Semi = "SEMI" ";", Plus = "PLUS" "+", Minus = "MINUS" "-", Star = "STAR" "*",
                Slash = "SLASH" "/", VBar = "VBAR" "|", Amper = "AMPER" "&", Less = "LESS" "<",
                Greater = "GREATER" ">", Equal = "EQUAL" "=", Dot = "DOT" ".", Percent = "PERCENT" "%",
                LBrace = "LBRACE" "{", RBrace = "RBRACE" "}", EqEqual = "EQEQUAL" "==", NotEqual = "NOTEQUAL" "!=",
                LessEqual = "LESSEQUAL" "<=", GreaterEqual = "GREATEREQUAL" ">=", Tilde = "TILDE" "~",
                CircumFlex = "CIRCUMFLEX" "^", LeftShift = "LEFTSHIFT" "<<", RightShift = "RIGHTSHIFT" ">>",
                DoubleStar = "DOUBLESTAR" "**", PlusEqual = "PLUSEQUAL" "+=", MinEqual = "MINEQUAL" "-=",
                StarEqual = "STAREQUAL" "*=", SlashEqual = "SLASHEQUAL" "/=", PercentEqual = "PERCENTEQUAL" "%=",
                AmperEqual = "AMPEREQUAL" "&=", VBarEqual = "VBAREQUAL" "|=", CircumFlexEqual = "CIRCUMFLEXEQUAL" "^=",
                LeftShiftEqual = "LEFTSHIFTEQUAL" "<<=", RightShiftEqual = "RIGHTSHIFTEQUAL" ">>=",
                DoubleStarEqual = "DOUBLESTAREQUAL" "**=", DoubleSlash = "DOUBLESLASH" "//",
                DoubleSlashEqual = "DOUBLESLASHEQUAL" "//=", At = "AT" "@", AtEqual = "ATEQUAL" "@=",
                RArrow = "RARROW" "->", Ellipsis = "ELLIPSIS" "...", ColonEqual = "COLONEQUAL" ":=",
                Exclamation = "EXCLAMATION" "!",
            }
            keywords {
                False = "False", None = "None", True = "True", And = "and", As = "as", Assert = "assert",
                Async = "async", Await = "await", Break = "break", Class = "class", Continue = "continue", Def = "def",
                Del = "del", Elif = "elif", Else = "else", Except = "except", Finally = "finally", For = "for",
                From = "from", Global = "global", If = "if", Import = "import", In = "in", Is = "is",
                Lambda = "lambda", Nonlocal = "nonlocal", Not = "not", Or = "or", Pass = "pass", Raise = "raise",
                Return = "return", Try = "try", While = "while", With = "with", Yield = "yield",
            }
        }
    };
}

macro_rules! define_kinds {
    (layout { $($layout:ident = $layout_name:literal,)* }
     operators { $($op:ident = $op_name:literal $op_text:literal,)* }
     keywords { $($kw:ident = $kw_text:literal,)* }) => {
        /// What a token is. Soft keywords (`match`, `case`, `type`, `_`) are [`TokenKind::Name`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        #[expect(missing_docs, reason = "a kind says its own spelling: see `spelling` and `name`")]
        pub enum TokenKind { $($layout,)* $($op,)* $($kw,)* }

        impl TokenKind {
            /// CPython's name for the kind, as in the `token` module; keywords are `NAME`.
            pub fn name(self) -> &'static str {
                match self {
                    $(TokenKind::$layout => $layout_name,)*
                    $(TokenKind::$op => $op_name,)*
                    $(TokenKind::$kw => "NAME",)*
                }
            }

            /// The one spelling of an operator or keyword.
            pub fn spelling(self) -> Option<&'static str> {
                match self {
                    $(TokenKind::$layout => Option::None,)*
                    $(TokenKind::$op => Some($op_text),)*
                    $(TokenKind::$kw => Some($kw_text),)*
                }
            }

            /// The keyword spelt `text`.
            pub fn keyword(text: &[u8]) -> Option<TokenKind> {
                KEYWORDS.iter().find(|(spelling, _)| *spelling == text).map(|&(_, kind)| kind)
            }

            /// Whether this is a hard keyword.
            pub fn is_keyword(self) -> bool {
                self as u8 >= TokenKind::False as u8
            }
        }

        const KEYWORDS: &[(&[u8], TokenKind)] = &[$(($kw_text.as_bytes(), TokenKind::$kw),)*];
    };
}
for_each_token!(define_kinds);

/// A token: its kind and the bytes of the text it covers. What the end of the text implies (`NEWLINE`, `DEDENT`,
/// `ENDMARKER`) and indentation tokens are empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Byte offset of its first byte.
    pub start: u32,
    /// Byte offset behind its last byte.
    pub end: u32,
}
