//! A [`Tree`] as the grammar's tree.

use super::{Node, Tree};
use rustpython_parser::ast::{self, Constant, Expr, Pattern, Stmt};
use rustpython_parser::text_size::{TextRange, TextSize};

/// What a tree lacks or has too much of: it does not follow the grammar.
#[derive(Debug)]
pub struct Malformed(pub String);

type Read<T> = Result<T, Malformed>;

/// The module that a tree stands for.
///
/// # Errors
/// The tree does not follow the grammar.
pub fn module(tree: Tree) -> Read<ast::Mod> {
    let mut node = node(tree)?;
    let range = TextRange::default();
    Ok(match node.class {
        "Module" => ast::Mod::Module(ast::ModModule { body: node.stmts("body")?, type_ignores: Vec::new(), range }),
        "Interactive" => ast::Mod::Interactive(ast::ModInteractive { body: node.stmts("body")?, range }),
        "Expression" => ast::Mod::Expression(ast::ModExpression { body: node.boxed("body")?, range }),
        "FunctionType" => ast::Mod::FunctionType(ast::ModFunctionType {
            argtypes: node.exprs("argtypes")?,
            returns: node.boxed("returns")?,
            range,
        }),
        other => return Err(Malformed(format!("{other} is no module"))),
    })
}

fn node(tree: Tree) -> Read<Node> {
    match tree {
        Tree::Node(node) => Ok(*node),
        other => Err(Malformed(format!("expected a node, but got {other:?}"))),
    }
}

fn list(tree: Tree) -> Vec<Tree> {
    match tree {
        Tree::List(items) => items,
        Tree::None => Vec::new(),
        other => vec![other],
    }
}

fn each<T>(tree: Tree, read: impl Fn(Tree) -> Read<T>) -> Read<Vec<T>> {
    list(tree).into_iter().map(read).collect()
}

fn optional<T>(tree: Tree, read: impl Fn(Tree) -> Read<T>) -> Read<Option<T>> {
    match tree {
        Tree::None => Ok(None),
        other => read(other).map(Some),
    }
}

fn string(tree: Tree) -> Read<String> {
    match tree {
        Tree::Str(text) => Ok(text),
        other => Err(Malformed(format!("expected text, but got {other:?}"))),
    }
}

fn name(tree: Tree) -> Read<ast::Identifier> {
    string(tree).map(ast::Identifier::new)
}

impl Node {
    fn take(&mut self, field: &str) -> Tree {
        let found = self.fields.iter_mut().find(|(name, _)| *name == field);
        found.map_or(Tree::None, |(_, value)| std::mem::replace(value, Tree::None))
    }

    fn text_range(&self) -> TextRange {
        let (start, end) = self.range.unwrap_or((0, 0));
        TextRange::new(TextSize::from(start), TextSize::from(end.max(start)))
    }

    fn stmts(&mut self, field: &str) -> Read<Vec<Stmt>> {
        each(self.take(field), stmt)
    }

    fn exprs(&mut self, field: &str) -> Read<Vec<Expr>> {
        each(self.take(field), expr)
    }

    fn boxed(&mut self, field: &str) -> Read<Box<Expr>> {
        expr(self.take(field)).map(Box::new)
    }

    fn maybe(&mut self, field: &str) -> Read<Option<Box<Expr>>> {
        Ok(optional(self.take(field), expr)?.map(Box::new))
    }

    fn name(&mut self, field: &str) -> Read<ast::Identifier> {
        name(self.take(field))
    }

    fn maybe_name(&mut self, field: &str) -> Read<Option<ast::Identifier>> {
        optional(self.take(field), name)
    }

    fn int(&mut self, field: &str) -> i64 {
        match self.take(field) {
            Tree::Int(number) => number,
            _ => 0,
        }
    }

    fn maybe_text(&mut self, field: &str) -> Read<Option<String>> {
        optional(self.take(field), string)
    }

    fn class_of(&mut self, field: &str) -> Read<&'static str> {
        node(self.take(field)).map(|node| node.class)
    }

    fn context(&mut self) -> Read<ast::ExprContext> {
        Ok(match self.class_of("ctx")? {
            "Store" => ast::ExprContext::Store,
            "Del" => ast::ExprContext::Del,
            _ => ast::ExprContext::Load,
        })
    }
}

fn stmt(tree: Tree) -> Read<Stmt> {
    let mut n = node(tree)?;
    let range = n.text_range();
    macro_rules! make {
        ($variant:ident, $struct:ident { $($field:ident : $value:expr),* $(,)? }) => {
            Stmt::$variant(ast::$struct { $($field: $value,)* range })
        };
    }
    macro_rules! function {
        ($variant:ident, $struct:ident) => {
            make!(
                $variant,
                $struct {
                    name: n.name("name")?,
                    args: Box::new(arguments(n.take("args"))?),
                    body: n.stmts("body")?,
                    decorator_list: n.exprs("decorator_list")?,
                    returns: n.maybe("returns")?,
                    type_comment: n.maybe_text("type_comment")?,
                    type_params: each(n.take("type_params"), type_param)?,
                }
            )
        };
    }
    macro_rules! for_loop {
        ($variant:ident, $struct:ident) => {
            make!(
                $variant,
                $struct {
                    target: n.boxed("target")?,
                    iter: n.boxed("iter")?,
                    body: n.stmts("body")?,
                    orelse: n.stmts("orelse")?,
                    type_comment: n.maybe_text("type_comment")?,
                }
            )
        };
    }
    macro_rules! with {
        ($variant:ident, $struct:ident) => {
            make!(
                $variant,
                $struct {
                    items: each(n.take("items"), with_item)?,
                    body: n.stmts("body")?,
                    type_comment: n.maybe_text("type_comment")?,
                }
            )
        };
    }
    macro_rules! try_block {
        ($variant:ident, $struct:ident) => {
            make!(
                $variant,
                $struct {
                    body: n.stmts("body")?,
                    handlers: each(n.take("handlers"), handler)?,
                    orelse: n.stmts("orelse")?,
                    finalbody: n.stmts("finalbody")?,
                }
            )
        };
    }
    Ok(match n.class {
        "FunctionDef" => function!(FunctionDef, StmtFunctionDef),
        "AsyncFunctionDef" => function!(AsyncFunctionDef, StmtAsyncFunctionDef),
        "ClassDef" => make!(
            ClassDef,
            StmtClassDef {
                name: n.name("name")?,
                bases: n.exprs("bases")?,
                keywords: each(n.take("keywords"), keyword)?,
                body: n.stmts("body")?,
                decorator_list: n.exprs("decorator_list")?,
                type_params: each(n.take("type_params"), type_param)?,
            }
        ),
        "Return" => make!(Return, StmtReturn { value: n.maybe("value")? }),
        "Delete" => make!(Delete, StmtDelete { targets: n.exprs("targets")? }),
        "Assign" => make!(
            Assign,
            StmtAssign {
                targets: n.exprs("targets")?,
                value: n.boxed("value")?,
                type_comment: n.maybe_text("type_comment")?,
            }
        ),
        "TypeAlias" => make!(
            TypeAlias,
            StmtTypeAlias {
                name: n.boxed("name")?,
                type_params: each(n.take("type_params"), type_param)?,
                value: n.boxed("value")?,
            }
        ),
        "AugAssign" => make!(
            AugAssign,
            StmtAugAssign { target: n.boxed("target")?, op: operator(n.class_of("op")?), value: n.boxed("value")? }
        ),
        "AnnAssign" => make!(
            AnnAssign,
            StmtAnnAssign {
                target: n.boxed("target")?,
                annotation: n.boxed("annotation")?,
                value: n.maybe("value")?,
                simple: n.int("simple") != 0,
            }
        ),
        "For" => for_loop!(For, StmtFor),
        "AsyncFor" => for_loop!(AsyncFor, StmtAsyncFor),
        "While" => {
            make!(While, StmtWhile { test: n.boxed("test")?, body: n.stmts("body")?, orelse: n.stmts("orelse")? })
        }
        "If" => make!(If, StmtIf { test: n.boxed("test")?, body: n.stmts("body")?, orelse: n.stmts("orelse")? }),
        "With" => with!(With, StmtWith),
        "AsyncWith" => with!(AsyncWith, StmtAsyncWith),
        "Match" => make!(Match, StmtMatch { subject: n.boxed("subject")?, cases: each(n.take("cases"), case)? }),
        "Raise" => make!(Raise, StmtRaise { exc: n.maybe("exc")?, cause: n.maybe("cause")? }),
        "Try" => try_block!(Try, StmtTry),
        "TryStar" => try_block!(TryStar, StmtTryStar),
        "Assert" => make!(Assert, StmtAssert { test: n.boxed("test")?, msg: n.maybe("msg")? }),
        "Import" => make!(Import, StmtImport { names: each(n.take("names"), alias)? }),
        "ImportFrom" => make!(
            ImportFrom,
            StmtImportFrom {
                module: n.maybe_name("module")?,
                names: each(n.take("names"), alias)?,
                level: Some(ast::Int::new(n.int("level").try_into().unwrap_or(0))),
            }
        ),
        "Global" => make!(Global, StmtGlobal { names: each(n.take("names"), name)? }),
        "Nonlocal" => make!(Nonlocal, StmtNonlocal { names: each(n.take("names"), name)? }),
        "Expr" => make!(Expr, StmtExpr { value: n.boxed("value")? }),
        "Pass" => make!(Pass, StmtPass {}),
        "Break" => make!(Break, StmtBreak {}),
        "Continue" => make!(Continue, StmtContinue {}),
        other => return Err(Malformed(format!("{other} is no statement"))),
    })
}

fn expr(tree: Tree) -> Read<Expr> {
    let mut n = node(tree)?;
    let range = n.text_range();
    macro_rules! make {
        ($variant:ident, $struct:ident { $($field:ident : $value:expr),* $(,)? }) => {
            Expr::$variant(ast::$struct { $($field: $value,)* range })
        };
    }
    Ok(match n.class {
        "BoolOp" => make!(
            BoolOp,
            ExprBoolOp {
                op: if n.class_of("op")? == "Or" { ast::BoolOp::Or } else { ast::BoolOp::And },
                values: n.exprs("values")?,
            }
        ),
        "NamedExpr" => make!(NamedExpr, ExprNamedExpr { target: n.boxed("target")?, value: n.boxed("value")? }),
        "BinOp" => make!(
            BinOp,
            ExprBinOp { left: n.boxed("left")?, op: operator(n.class_of("op")?), right: n.boxed("right")? }
        ),
        "UnaryOp" => make!(
            UnaryOp,
            ExprUnaryOp {
                op: match n.class_of("op")? {
                    "Invert" => ast::UnaryOp::Invert,
                    "Not" => ast::UnaryOp::Not,
                    "UAdd" => ast::UnaryOp::UAdd,
                    _ => ast::UnaryOp::USub,
                },
                operand: n.boxed("operand")?,
            }
        ),
        "Lambda" => make!(Lambda, ExprLambda { args: Box::new(arguments(n.take("args"))?), body: n.boxed("body")? }),
        "IfExp" => {
            make!(IfExp, ExprIfExp { test: n.boxed("test")?, body: n.boxed("body")?, orelse: n.boxed("orelse")? })
        }
        "Dict" => {
            make!(Dict, ExprDict { keys: each(n.take("keys"), |key| optional(key, expr))?, values: n.exprs("values")? })
        }
        "Set" => make!(Set, ExprSet { elts: n.exprs("elts")? }),
        "ListComp" => make!(
            ListComp,
            ExprListComp { elt: n.boxed("elt")?, generators: each(n.take("generators"), comprehension)? }
        ),
        "SetComp" => {
            make!(SetComp, ExprSetComp { elt: n.boxed("elt")?, generators: each(n.take("generators"), comprehension)? })
        }
        "DictComp" => make!(
            DictComp,
            ExprDictComp {
                key: n.boxed("key")?,
                value: n.boxed("value")?,
                generators: each(n.take("generators"), comprehension)?,
            }
        ),
        "GeneratorExp" => make!(
            GeneratorExp,
            ExprGeneratorExp { elt: n.boxed("elt")?, generators: each(n.take("generators"), comprehension)? }
        ),
        "Await" => make!(Await, ExprAwait { value: n.boxed("value")? }),
        "Yield" => make!(Yield, ExprYield { value: n.maybe("value")? }),
        "YieldFrom" => make!(YieldFrom, ExprYieldFrom { value: n.boxed("value")? }),
        "Compare" => make!(
            Compare,
            ExprCompare {
                left: n.boxed("left")?,
                ops: each(n.take("ops"), |op| Ok(comparison(node(op)?.class)))?,
                comparators: n.exprs("comparators")?,
            }
        ),
        "Call" => make!(
            Call,
            ExprCall { func: n.boxed("func")?, args: n.exprs("args")?, keywords: each(n.take("keywords"), keyword)? }
        ),
        "FormattedValue" => make!(
            FormattedValue,
            ExprFormattedValue {
                value: n.boxed("value")?,
                conversion: match n.int("conversion") {
                    115 => ast::ConversionFlag::Str,
                    114 => ast::ConversionFlag::Repr,
                    97 => ast::ConversionFlag::Ascii,
                    _ => ast::ConversionFlag::None,
                },
                format_spec: n.maybe("format_spec")?,
            }
        ),
        "JoinedStr" => make!(JoinedStr, ExprJoinedStr { values: n.exprs("values")? }),
        "Constant" => make!(Constant, ExprConstant { value: constant(n.take("value"))?, kind: n.maybe_text("kind")? }),
        "Attribute" => {
            make!(Attribute, ExprAttribute { value: n.boxed("value")?, attr: n.name("attr")?, ctx: n.context()? })
        }
        "Subscript" => {
            make!(Subscript, ExprSubscript { value: n.boxed("value")?, slice: n.boxed("slice")?, ctx: n.context()? })
        }
        "Starred" => make!(Starred, ExprStarred { value: n.boxed("value")?, ctx: n.context()? }),
        "Name" => make!(Name, ExprName { id: n.name("id")?, ctx: n.context()? }),
        "List" => make!(List, ExprList { elts: n.exprs("elts")?, ctx: n.context()? }),
        "Tuple" => make!(Tuple, ExprTuple { elts: n.exprs("elts")?, ctx: n.context()? }),
        "Slice" => {
            make!(Slice, ExprSlice { lower: n.maybe("lower")?, upper: n.maybe("upper")?, step: n.maybe("step")? })
        }
        other => return Err(Malformed(format!("{other} is no expression"))),
    })
}

fn pattern(tree: Tree) -> Read<Pattern> {
    let mut n = node(tree)?;
    let range = n.text_range();
    macro_rules! make {
        ($variant:ident, $struct:ident { $($field:ident : $value:expr),* $(,)? }) => {
            Pattern::$variant(ast::$struct { $($field: $value,)* range })
        };
    }
    Ok(match n.class {
        "MatchValue" => make!(MatchValue, PatternMatchValue { value: n.boxed("value")? }),
        "MatchSingleton" => make!(MatchSingleton, PatternMatchSingleton { value: constant(n.take("value"))? }),
        "MatchSequence" => make!(MatchSequence, PatternMatchSequence { patterns: each(n.take("patterns"), pattern)? }),
        "MatchMapping" => make!(
            MatchMapping,
            PatternMatchMapping {
                keys: n.exprs("keys")?,
                patterns: each(n.take("patterns"), pattern)?,
                rest: n.maybe_name("rest")?,
            }
        ),
        "MatchClass" => make!(
            MatchClass,
            PatternMatchClass {
                cls: n.boxed("cls")?,
                patterns: each(n.take("patterns"), pattern)?,
                kwd_attrs: each(n.take("kwd_attrs"), name)?,
                kwd_patterns: each(n.take("kwd_patterns"), pattern)?,
            }
        ),
        "MatchStar" => make!(MatchStar, PatternMatchStar { name: n.maybe_name("name")? }),
        "MatchAs" => make!(
            MatchAs,
            PatternMatchAs {
                pattern: optional(n.take("pattern"), pattern)?.map(Box::new),
                name: n.maybe_name("name")?,
            }
        ),
        "MatchOr" => make!(MatchOr, PatternMatchOr { patterns: each(n.take("patterns"), pattern)? }),
        other => return Err(Malformed(format!("{other} is no pattern"))),
    })
}

fn constant(tree: Tree) -> Read<Constant> {
    match tree {
        Tree::Constant(constant) => Ok(constant),
        Tree::None => Ok(Constant::None),
        other => Err(Malformed(format!("expected a constant, but got {other:?}"))),
    }
}

fn operator(class: &str) -> ast::Operator {
    match class {
        "Sub" => ast::Operator::Sub,
        "Mult" => ast::Operator::Mult,
        "MatMult" => ast::Operator::MatMult,
        "Div" => ast::Operator::Div,
        "Mod" => ast::Operator::Mod,
        "Pow" => ast::Operator::Pow,
        "LShift" => ast::Operator::LShift,
        "RShift" => ast::Operator::RShift,
        "BitOr" => ast::Operator::BitOr,
        "BitXor" => ast::Operator::BitXor,
        "BitAnd" => ast::Operator::BitAnd,
        "FloorDiv" => ast::Operator::FloorDiv,
        _ => ast::Operator::Add,
    }
}

fn comparison(class: &str) -> ast::CmpOp {
    match class {
        "NotEq" => ast::CmpOp::NotEq,
        "Lt" => ast::CmpOp::Lt,
        "LtE" => ast::CmpOp::LtE,
        "Gt" => ast::CmpOp::Gt,
        "GtE" => ast::CmpOp::GtE,
        "Is" => ast::CmpOp::Is,
        "IsNot" => ast::CmpOp::IsNot,
        "In" => ast::CmpOp::In,
        "NotIn" => ast::CmpOp::NotIn,
        _ => ast::CmpOp::Eq,
    }
}

fn arguments(tree: Tree) -> Read<ast::Arguments> {
    let mut n = node(tree)?;
    let with = |def: ast::Arg, default: Option<Expr>| ast::ArgWithDefault {
        range: TextRange::default(),
        def,
        default: default.map(Box::new),
    };
    let posonly = each(n.take("posonlyargs"), arg)?;
    let plain = each(n.take("args"), arg)?;
    let mut defaults = n.exprs("defaults")?;
    let lacking = (posonly.len() + plain.len()).saturating_sub(defaults.len());
    let mut defaults = std::iter::repeat_n(None, lacking).chain(defaults.drain(..).map(Some));
    let mut next = |def: ast::Arg| with(def, defaults.next().flatten());
    let posonlyargs = posonly.into_iter().map(&mut next).collect();
    let args = plain.into_iter().map(&mut next).collect();
    let kw_defaults = each(n.take("kw_defaults"), |default| optional(default, expr))?;
    let kwonly = each(n.take("kwonlyargs"), arg)?;
    let kwonlyargs = kwonly
        .into_iter()
        .zip(kw_defaults.into_iter().chain(std::iter::repeat(None)))
        .map(|(def, d)| with(def, d))
        .collect();
    Ok(ast::Arguments {
        range: TextRange::default(),
        posonlyargs,
        args,
        vararg: optional(n.take("vararg"), arg)?.map(Box::new),
        kwonlyargs,
        kwarg: optional(n.take("kwarg"), arg)?.map(Box::new),
    })
}

fn arg(tree: Tree) -> Read<ast::Arg> {
    let mut n = node(tree)?;
    let range = n.text_range();
    let type_comment = n.maybe_text("type_comment")?;
    Ok(ast::Arg { arg: n.name("arg")?, annotation: n.maybe("annotation")?, type_comment, range })
}

fn keyword(tree: Tree) -> Read<ast::Keyword> {
    let mut n = node(tree)?;
    Ok(ast::Keyword { arg: n.maybe_name("arg")?, value: *n.boxed("value")?, range: n.text_range() })
}

fn alias(tree: Tree) -> Read<ast::Alias> {
    let mut n = node(tree)?;
    Ok(ast::Alias { name: n.name("name")?, asname: n.maybe_name("asname")?, range: n.text_range() })
}

fn with_item(tree: Tree) -> Read<ast::WithItem> {
    let mut n = node(tree)?;
    let range = TextRange::default();
    Ok(ast::WithItem { context_expr: *n.boxed("context_expr")?, optional_vars: n.maybe("optional_vars")?, range })
}

fn handler(tree: Tree) -> Read<ast::ExceptHandler> {
    let mut n = node(tree)?;
    let range = n.text_range();
    Ok(ast::ExceptHandler::ExceptHandler(ast::ExceptHandlerExceptHandler {
        type_: n.maybe("type")?,
        name: n.maybe_name("name")?,
        body: n.stmts("body")?,
        range,
    }))
}

fn case(tree: Tree) -> Read<ast::MatchCase> {
    let mut n = node(tree)?;
    Ok(ast::MatchCase {
        pattern: pattern(n.take("pattern"))?,
        guard: n.maybe("guard")?,
        body: n.stmts("body")?,
        range: TextRange::default(),
    })
}

fn comprehension(tree: Tree) -> Read<ast::Comprehension> {
    let mut n = node(tree)?;
    Ok(ast::Comprehension {
        target: *n.boxed("target")?,
        iter: *n.boxed("iter")?,
        ifs: n.exprs("ifs")?,
        is_async: n.int("is_async") != 0,
        range: TextRange::default(),
    })
}

fn type_param(tree: Tree) -> Read<ast::TypeParam> {
    let mut n = node(tree)?;
    let range = n.text_range();
    let name = n.name("name")?;
    Ok(match n.class {
        "ParamSpec" => ast::TypeParam::ParamSpec(ast::TypeParamParamSpec { name, range }),
        "TypeVarTuple" => ast::TypeParam::TypeVarTuple(ast::TypeParamTypeVarTuple { name, range }),
        _ => ast::TypeParam::TypeVar(ast::TypeParamTypeVar { name, bound: n.maybe("bound")?, range }),
    })
}
