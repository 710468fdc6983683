//! The grammar's tree as a [`Tree`].

use super::{Node, Tree};
use rustpython_parser::ast::{self, Constant, Expr, Pattern, Ranged, Stmt};
use rustpython_parser::text_size::TextRange;

type Value = Tree;

/// `node!("Name", field: value, …)`; a value of `Option` type that is `None` leaves its field out.
macro_rules! node {
    ($name:expr $(, $field:ident : $value:expr)* $(,)?) => {{
        let fields: Vec<Option<(&'static str, Value)>> =
            vec![$(Maybe::maybe($value).map(|value| (field_name(stringify!($field)), value)),)*];
        ($name, fields.into_iter().flatten().collect())
    }};
}

/// `type_` is `type` in Python.
fn field_name(name: &'static str) -> &'static str {
    name.trim_end_matches('_')
}

/// A field that may be absent.
trait Maybe {
    fn maybe(self) -> Option<Value>;
}

impl Maybe for Value {
    fn maybe(self) -> Option<Value> {
        Some(self)
    }
}

impl Maybe for Option<Value> {
    fn maybe(self) -> Option<Value> {
        self
    }
}

type Fields = (&'static str, Vec<(&'static str, Value)>);

/// The tree of a module.
pub fn tree(module: &ast::Mod) -> Tree {
    Builder.module(module)
}

struct Builder;

impl Builder {
    /// A node without positions.
    fn plain(&self, (class, fields): Fields) -> Value {
        Tree::Node(Box::new(Node { class, fields, range: None }))
    }

    /// A node with positions.
    fn placed(&self, (class, fields): Fields, range: TextRange) -> Value {
        Tree::Node(Box::new(Node { class, fields, range: Some((range.start().into(), range.end().into())) }))
    }

    fn module(&self, module: &ast::Mod) -> Value {
        self.plain(match module {
            ast::Mod::Module(node) => {
                node!("Module", body: self.body(&node.body), type_ignores: Value::List(Vec::new()))
            }
            ast::Mod::Interactive(node) => node!("Interactive", body: self.body(&node.body)),
            ast::Mod::Expression(node) => node!("Expression", body: self.expr(&node.body)),
            ast::Mod::FunctionType(node) => {
                node!("FunctionType", argtypes: self.exprs(&node.argtypes), returns: self.expr(&node.returns))
            }
        })
    }

    fn body(&self, stmts: &[Stmt]) -> Value {
        Value::List(stmts.iter().map(|stmt| self.stmt(stmt)).collect())
    }

    fn exprs(&self, exprs: &[Expr]) -> Value {
        Value::List(exprs.iter().map(|expr| self.expr(expr)).collect())
    }

    fn optional(&self, expr: &Option<Box<Expr>>) -> Option<Value> {
        expr.as_ref().map(|expr| self.expr(expr))
    }

    fn stmt(&self, stmt: &Stmt) -> Value {
        macro_rules! function {
            ($name:literal, $node:ident) => {
                node!($name, name: string(&$node.name), args: self.arguments(&$node.args),
                    body: self.body(&$node.body), decorator_list: self.exprs(&$node.decorator_list),
                    returns: self.optional(&$node.returns), type_params: self.type_params(&$node.type_params))
            };
        }
        macro_rules! for_loop {
            ($name:literal, $node:ident) => {
                node!($name, target: self.expr(&$node.target), iter: self.expr(&$node.iter),
                    body: self.body(&$node.body), orelse: self.body(&$node.orelse))
            };
        }
        macro_rules! with {
            ($name:literal, $node:ident) => {
                node!($name, items: self.with_items(&$node.items), body: self.body(&$node.body))
            };
        }
        macro_rules! try_block {
            ($name:literal, $node:ident) => {
                node!($name, body: self.body(&$node.body), handlers: self.handlers(&$node.handlers),
                    orelse: self.body(&$node.orelse), finalbody: self.body(&$node.finalbody))
            };
        }
        let fields: Fields = match stmt {
            Stmt::FunctionDef(node) => function!("FunctionDef", node),
            Stmt::AsyncFunctionDef(node) => function!("AsyncFunctionDef", node),
            Stmt::ClassDef(node) => node!("ClassDef", name: string(&node.name), bases: self.exprs(&node.bases),
                keywords: self.keywords(&node.keywords), body: self.body(&node.body),
                decorator_list: self.exprs(&node.decorator_list), type_params: self.type_params(&node.type_params)),
            Stmt::Return(node) => node!("Return", value: self.optional(&node.value)),
            Stmt::Delete(node) => node!("Delete", targets: self.exprs(&node.targets)),
            Stmt::Assign(node) => {
                node!("Assign", targets: self.exprs(&node.targets), value: self.expr(&node.value))
            }
            Stmt::TypeAlias(node) => node!("TypeAlias", name: self.expr(&node.name),
                type_params: self.type_params(&node.type_params), value: self.expr(&node.value)),
            Stmt::AugAssign(node) => node!("AugAssign", target: self.expr(&node.target), op: operator(node.op),
                value: self.expr(&node.value)),
            Stmt::AnnAssign(node) => node!("AnnAssign", target: self.expr(&node.target),
                annotation: self.expr(&node.annotation), value: self.optional(&node.value),
                simple: number(u32::from(node.simple))),
            Stmt::For(node) => for_loop!("For", node),
            Stmt::AsyncFor(node) => for_loop!("AsyncFor", node),
            Stmt::While(node) => node!("While", test: self.expr(&node.test), body: self.body(&node.body),
                orelse: self.body(&node.orelse)),
            Stmt::If(node) => node!("If", test: self.expr(&node.test), body: self.body(&node.body),
                orelse: self.body(&node.orelse)),
            Stmt::With(node) => with!("With", node),
            Stmt::AsyncWith(node) => with!("AsyncWith", node),
            Stmt::Match(node) => node!("Match", subject: self.expr(&node.subject), cases: self.cases(&node.cases)),
            Stmt::Raise(node) => node!("Raise", exc: self.optional(&node.exc), cause: self.optional(&node.cause)),
            Stmt::Try(node) => try_block!("Try", node),
            Stmt::TryStar(node) => try_block!("TryStar", node),
            Stmt::Assert(node) => node!("Assert", test: self.expr(&node.test), msg: self.optional(&node.msg)),
            Stmt::Import(node) => node!("Import", names: self.aliases(&node.names)),
            Stmt::ImportFrom(node) => node!("ImportFrom", module: node.module.as_ref().map(|name| string(name)),
                names: self.aliases(&node.names), level: number(node.level.map_or(0, |level| level.to_u32()))),
            Stmt::Global(node) => node!("Global", names: names(&node.names)),
            Stmt::Nonlocal(node) => node!("Nonlocal", names: names(&node.names)),
            Stmt::Expr(node) => node!("Expr", value: self.expr(&node.value)),
            Stmt::Pass(_) => node!("Pass"),
            Stmt::Break(_) => node!("Break"),
            Stmt::Continue(_) => node!("Continue"),
        };
        self.placed(fields, stmt.range())
    }

    fn expr(&self, expr: &Expr) -> Value {
        let fields: Fields = match expr {
            Expr::BoolOp(node) => {
                let op = if node.op == ast::BoolOp::And { "And" } else { "Or" };
                node!("BoolOp", op: self.plain((op, Vec::new())), values: self.exprs(&node.values))
            }
            Expr::NamedExpr(node) => {
                node!("NamedExpr", target: self.expr(&node.target), value: self.expr(&node.value))
            }
            Expr::BinOp(node) => {
                node!("BinOp", left: self.expr(&node.left), op: operator(node.op), right: self.expr(&node.right))
            }
            Expr::UnaryOp(node) => {
                let op = match node.op {
                    ast::UnaryOp::Invert => "Invert",
                    ast::UnaryOp::Not => "Not",
                    ast::UnaryOp::UAdd => "UAdd",
                    ast::UnaryOp::USub => "USub",
                };
                node!("UnaryOp", op: self.plain((op, Vec::new())), operand: self.expr(&node.operand))
            }
            Expr::Lambda(node) => node!("Lambda", args: self.arguments(&node.args), body: self.expr(&node.body)),
            Expr::IfExp(node) => node!("IfExp", test: self.expr(&node.test), body: self.expr(&node.body),
                orelse: self.expr(&node.orelse)),
            Expr::Dict(node) => {
                let keys = node.keys.iter().map(|key| key.as_ref().map_or_else(none, |key| self.expr(key)));
                node!("Dict", keys: Value::List(keys.collect()), values: self.exprs(&node.values))
            }
            Expr::Set(node) => node!("Set", elts: self.exprs(&node.elts)),
            Expr::ListComp(node) => {
                node!("ListComp", elt: self.expr(&node.elt), generators: self.generators(&node.generators))
            }
            Expr::SetComp(node) => {
                node!("SetComp", elt: self.expr(&node.elt), generators: self.generators(&node.generators))
            }
            Expr::DictComp(node) => node!("DictComp", key: self.expr(&node.key), value: self.expr(&node.value),
                generators: self.generators(&node.generators)),
            Expr::GeneratorExp(node) => {
                node!("GeneratorExp", elt: self.expr(&node.elt), generators: self.generators(&node.generators))
            }
            Expr::Await(node) => node!("Await", value: self.expr(&node.value)),
            Expr::Yield(node) => node!("Yield", value: self.optional(&node.value)),
            Expr::YieldFrom(node) => node!("YieldFrom", value: self.expr(&node.value)),
            Expr::Compare(node) => node!("Compare", left: self.expr(&node.left),
                ops: Value::List(node.ops.iter().map(|&op| compare_operator(op)).collect()),
                comparators: self.exprs(&node.comparators)),
            Expr::Call(node) => node!("Call", func: self.expr(&node.func), args: self.exprs(&node.args),
                keywords: self.keywords(&node.keywords)),
            Expr::FormattedValue(node) => node!("FormattedValue", value: self.expr(&node.value),
                conversion: Value::Int((node.conversion as i8).into()),
                format_spec: self.optional(&node.format_spec)),
            Expr::JoinedStr(node) => node!("JoinedStr", values: self.exprs(&node.values)),
            Expr::Constant(node) => {
                node!("Constant", value: constant(&node.value), kind: node.kind.as_ref().map(|kind| string(kind)))
            }
            Expr::Attribute(node) => {
                node!("Attribute", value: self.expr(&node.value), attr: string(&node.attr), ctx: context(node.ctx))
            }
            Expr::Subscript(node) => {
                node!("Subscript", value: self.expr(&node.value), slice: self.expr(&node.slice), ctx: context(node.ctx))
            }
            Expr::Starred(node) => node!("Starred", value: self.expr(&node.value), ctx: context(node.ctx)),
            Expr::Name(node) => node!("Name", id: string(&node.id), ctx: context(node.ctx)),
            Expr::List(node) => node!("List", elts: self.exprs(&node.elts), ctx: context(node.ctx)),
            Expr::Tuple(node) => node!("Tuple", elts: self.exprs(&node.elts), ctx: context(node.ctx)),
            Expr::Slice(node) => node!("Slice", lower: self.optional(&node.lower), upper: self.optional(&node.upper),
                step: self.optional(&node.step)),
        };
        self.placed(fields, expr.range())
    }

    fn pattern(&self, pattern: &Pattern) -> Value {
        let fields: Fields = match pattern {
            Pattern::MatchValue(node) => node!("MatchValue", value: self.expr(&node.value)),
            Pattern::MatchSingleton(node) => node!("MatchSingleton", value: constant(&node.value)),
            Pattern::MatchSequence(node) => node!("MatchSequence", patterns: self.patterns(&node.patterns)),
            Pattern::MatchMapping(node) => node!("MatchMapping", keys: self.exprs(&node.keys),
                patterns: self.patterns(&node.patterns), rest: node.rest.as_ref().map(|name| string(name))),
            Pattern::MatchClass(node) => node!("MatchClass", cls: self.expr(&node.cls),
                patterns: self.patterns(&node.patterns), kwd_attrs: names(&node.kwd_attrs),
                kwd_patterns: self.patterns(&node.kwd_patterns)),
            Pattern::MatchStar(node) => node!("MatchStar", name: node.name.as_ref().map(|name| string(name))),
            Pattern::MatchAs(node) => node!("MatchAs", pattern: node.pattern.as_ref().map(|inner| self.pattern(inner)),
                name: node.name.as_ref().map(|name| string(name))),
            Pattern::MatchOr(node) => node!("MatchOr", patterns: self.patterns(&node.patterns)),
        };
        self.placed(fields, pattern.range())
    }

    fn patterns(&self, patterns: &[Pattern]) -> Value {
        Value::List(patterns.iter().map(|pattern| self.pattern(pattern)).collect())
    }

    fn arguments(&self, arguments: &ast::Arguments) -> Value {
        let args = |args: &[ast::ArgWithDefault]| Value::List(args.iter().map(|arg| self.arg(&arg.def)).collect());
        let positional = arguments.posonlyargs.iter().chain(&arguments.args);
        let defaults = positional.filter_map(|arg| self.optional(&arg.default)).collect();
        let kw_defaults = arguments.kwonlyargs.iter().map(|arg| self.optional(&arg.default).unwrap_or_else(none));
        self.plain(node!("arguments", posonlyargs: args(&arguments.posonlyargs), args: args(&arguments.args),
            vararg: arguments.vararg.as_ref().map(|arg| self.arg(arg)), kwonlyargs: args(&arguments.kwonlyargs),
            kw_defaults: Value::List(kw_defaults.collect()),
            kwarg: arguments.kwarg.as_ref().map(|arg| self.arg(arg)), defaults: Value::List(defaults)))
    }

    fn arg(&self, arg: &ast::Arg) -> Value {
        self.placed(node!("arg", arg: string(&arg.arg), annotation: self.optional(&arg.annotation)), arg.range)
    }

    fn keywords(&self, keywords: &[ast::Keyword]) -> Value {
        let dump = |keyword: &ast::Keyword| {
            let arg = keyword.arg.as_ref().map(|name| string(name));
            self.placed(node!("keyword", arg: arg, value: self.expr(&keyword.value)), keyword.range)
        };
        Value::List(keywords.iter().map(dump).collect())
    }

    fn aliases(&self, aliases: &[ast::Alias]) -> Value {
        let dump = |alias: &ast::Alias| {
            let asname = alias.asname.as_ref().map(|name| string(name));
            self.placed(node!("alias", name: string(&alias.name), asname: asname), alias.range)
        };
        Value::List(aliases.iter().map(dump).collect())
    }

    fn with_items(&self, items: &[ast::WithItem]) -> Value {
        let dump = |item: &ast::WithItem| {
            self.plain(node!("withitem", context_expr: self.expr(&item.context_expr),
                optional_vars: self.optional(&item.optional_vars)))
        };
        Value::List(items.iter().map(dump).collect())
    }

    fn handlers(&self, handlers: &[ast::ExceptHandler]) -> Value {
        let dump = |ast::ExceptHandler::ExceptHandler(handler): &ast::ExceptHandler| {
            let name = handler.name.as_ref().map(|name| string(name));
            let fields = node!("ExceptHandler", type_: self.optional(&handler.type_), name: name, body: self.body(&handler.body));
            self.placed(fields, handler.range)
        };
        Value::List(handlers.iter().map(dump).collect())
    }

    fn cases(&self, cases: &[ast::MatchCase]) -> Value {
        let dump = |case: &ast::MatchCase| {
            self.plain(node!("match_case", pattern: self.pattern(&case.pattern), guard: self.optional(&case.guard),
                body: self.body(&case.body)))
        };
        Value::List(cases.iter().map(dump).collect())
    }

    fn generators(&self, generators: &[ast::Comprehension]) -> Value {
        let dump = |generator: &ast::Comprehension| {
            self.plain(node!("comprehension", target: self.expr(&generator.target), iter: self.expr(&generator.iter),
                ifs: self.exprs(&generator.ifs), is_async: number(u32::from(generator.is_async))))
        };
        Value::List(generators.iter().map(dump).collect())
    }

    fn type_params(&self, params: &[ast::TypeParam]) -> Value {
        let dump = |param: &ast::TypeParam| {
            let fields: Fields = match param {
                ast::TypeParam::TypeVar(node) => {
                    node!("TypeVar", name: string(&node.name), bound: self.optional(&node.bound))
                }
                ast::TypeParam::ParamSpec(node) => node!("ParamSpec", name: string(&node.name)),
                ast::TypeParam::TypeVarTuple(node) => node!("TypeVarTuple", name: string(&node.name)),
            };
            self.placed(fields, param.range())
        };
        Value::List(params.iter().map(dump).collect())
    }
}

fn none() -> Value {
    Value::None
}

fn number(value: u32) -> Value {
    Value::Int(value.into())
}

fn string(text: &str) -> Value {
    Value::Str(text.to_owned())
}

fn names(names: &[ast::Identifier]) -> Value {
    Value::List(names.iter().map(|name| string(name)).collect())
}

fn context(context: ast::ExprContext) -> Value {
    let name = match context {
        ast::ExprContext::Load => "Load",
        ast::ExprContext::Store => "Store",
        ast::ExprContext::Del => "Del",
    };
    Value::Node(Box::new(Node { class: name, fields: Vec::new(), range: None }))
}

fn operator(operator: ast::Operator) -> Value {
    let name = match operator {
        ast::Operator::Add => "Add",
        ast::Operator::Sub => "Sub",
        ast::Operator::Mult => "Mult",
        ast::Operator::MatMult => "MatMult",
        ast::Operator::Div => "Div",
        ast::Operator::Mod => "Mod",
        ast::Operator::Pow => "Pow",
        ast::Operator::LShift => "LShift",
        ast::Operator::RShift => "RShift",
        ast::Operator::BitOr => "BitOr",
        ast::Operator::BitXor => "BitXor",
        ast::Operator::BitAnd => "BitAnd",
        ast::Operator::FloorDiv => "FloorDiv",
    };
    Value::Node(Box::new(Node { class: name, fields: Vec::new(), range: None }))
}

fn compare_operator(operator: ast::CmpOp) -> Value {
    let name = match operator {
        ast::CmpOp::Eq => "Eq",
        ast::CmpOp::NotEq => "NotEq",
        ast::CmpOp::Lt => "Lt",
        ast::CmpOp::LtE => "LtE",
        ast::CmpOp::Gt => "Gt",
        ast::CmpOp::GtE => "GtE",
        ast::CmpOp::Is => "Is",
        ast::CmpOp::IsNot => "IsNot",
        ast::CmpOp::In => "In",
        ast::CmpOp::NotIn => "NotIn",
    };
    Value::Node(Box::new(Node { class: name, fields: Vec::new(), range: None }))
}

fn constant(constant: &Constant) -> Value {
    Value::Constant(constant.clone())
}
