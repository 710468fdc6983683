//! An expression as text, as CPython writes annotations that are not evaluated.

use parser::ast::{self, Expr as E};
use parser::{decode_constant, repr_constant};

/// How tightly the context binds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Level {
    Named,
    Tuple,
    Test,
    Or,
    And,
    Not,
    Compare,
    BitOr,
    BitXor,
    BitAnd,
    Shift,
    Arith,
    Term,
    Factor,
    Power,
    Await,
    Atom,
}

impl Level {
    const ALL: [Level; 17] = [
        Level::Named,
        Level::Tuple,
        Level::Test,
        Level::Or,
        Level::And,
        Level::Not,
        Level::Compare,
        Level::BitOr,
        Level::BitXor,
        Level::BitAnd,
        Level::Shift,
        Level::Arith,
        Level::Term,
        Level::Factor,
        Level::Power,
        Level::Await,
        Level::Atom,
    ];

    /// The next tighter level.
    fn tighter(self) -> Level {
        Self::ALL[(self as usize + 1).min(Level::Atom as usize)]
    }
}

/// The expression's text.
pub fn unparse(expr: &E) -> String {
    let mut out = String::new();
    write(&mut out, expr, Level::Test);
    out
}

fn parens(out: &mut String, needed: bool, f: impl FnOnce(&mut String)) {
    if needed {
        out.push('(');
    }
    f(out);
    if needed {
        out.push(')');
    }
}

fn list<'a>(out: &mut String, items: impl IntoIterator<Item = &'a E>) {
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        write(out, item, Level::Test);
    }
}

fn constant(out: &mut String, constant: &ast::Constant) {
    match constant {
        ast::Constant::Ellipsis => out.push_str("..."),
        ast::Constant::Float(_) | ast::Constant::Complex { .. } => {
            out.push_str(&repr_constant(constant).replace("inf", "1e309"));
        }
        ast::Constant::None
        | ast::Constant::Bool(_)
        | ast::Constant::Str(_)
        | ast::Constant::Bytes(_)
        | ast::Constant::Int(_)
        | ast::Constant::Tuple(_) => out.push_str(&repr_constant(constant)),
    }
}

fn binary_operator(op: ast::Operator) -> (&'static str, Level) {
    use ast::Operator as O;
    match op {
        O::Add => (" + ", Level::Arith),
        O::Sub => (" - ", Level::Arith),
        O::Mult => (" * ", Level::Term),
        O::MatMult => (" @ ", Level::Term),
        O::Div => (" / ", Level::Term),
        O::Mod => (" % ", Level::Term),
        O::Pow => (" ** ", Level::Power),
        O::LShift => (" << ", Level::Shift),
        O::RShift => (" >> ", Level::Shift),
        O::BitOr => (" | ", Level::BitOr),
        O::BitXor => (" ^ ", Level::BitXor),
        O::BitAnd => (" & ", Level::BitAnd),
        O::FloorDiv => (" // ", Level::Term),
    }
}

fn compare_operator(op: ast::CmpOp) -> &'static str {
    use ast::CmpOp as C;
    match op {
        C::Eq => " == ",
        C::NotEq => " != ",
        C::Lt => " < ",
        C::LtE => " <= ",
        C::Gt => " > ",
        C::GtE => " >= ",
        C::Is => " is ",
        C::IsNot => " is not ",
        C::In => " in ",
        C::NotIn => " not in ",
    }
}

fn write(out: &mut String, expr: &E, level: Level) {
    match expr {
        E::BoolOp(e) => {
            let (word, own) = match e.op {
                ast::BoolOp::And => (" and ", Level::And),
                ast::BoolOp::Or => (" or ", Level::Or),
            };
            parens(out, level > own, |out| {
                for (index, value) in e.values.iter().enumerate() {
                    if index > 0 {
                        out.push_str(word);
                    }
                    write(out, value, own.tighter());
                }
            });
        }
        E::NamedExpr(e) => parens(out, level > Level::Named, |out| {
            write(out, &e.target, Level::Atom);
            out.push_str(" := ");
            write(out, &e.value, Level::Atom);
        }),
        E::BinOp(e) => {
            let (word, own) = binary_operator(e.op);
            let (left, right) = if own == Level::Power { (own.tighter(), own) } else { (own, own.tighter()) };
            parens(out, level > own, |out| {
                write(out, &e.left, left);
                out.push_str(word);
                write(out, &e.right, right);
            });
        }
        E::UnaryOp(e) => {
            let (word, own) = match e.op {
                ast::UnaryOp::Invert => ("~", Level::Factor),
                ast::UnaryOp::Not => ("not ", Level::Not),
                ast::UnaryOp::UAdd => ("+", Level::Factor),
                ast::UnaryOp::USub => ("-", Level::Factor),
            };
            parens(out, level > own, |out| {
                out.push_str(word);
                write(out, &e.operand, own);
            });
        }
        E::Lambda(e) => parens(out, level > Level::Test, |out| {
            let positional = !e.args.posonlyargs.is_empty() || !e.args.args.is_empty();
            out.push_str(if positional { "lambda " } else { "lambda" });
            arguments(out, &e.args);
            out.push_str(": ");
            write(out, &e.body, Level::Test);
        }),
        E::IfExp(e) => parens(out, level > Level::Test, |out| {
            write(out, &e.body, Level::Or);
            out.push_str(" if ");
            write(out, &e.test, Level::Or);
            out.push_str(" else ");
            write(out, &e.orelse, Level::Test);
        }),
        E::Dict(e) => dict(out, e),
        E::Set(e) => {
            out.push('{');
            list(out, &e.elts);
            out.push('}');
        }
        E::ListComp(e) => comprehension(out, '[', ']', &e.generators, |out| write(out, &e.elt, Level::Test)),
        E::SetComp(e) => comprehension(out, '{', '}', &e.generators, |out| write(out, &e.elt, Level::Test)),
        E::GeneratorExp(e) => comprehension(out, '(', ')', &e.generators, |out| write(out, &e.elt, Level::Test)),
        E::DictComp(e) => comprehension(out, '{', '}', &e.generators, |out| {
            write(out, &e.key, Level::Test);
            out.push_str(": ");
            write(out, &e.value, Level::Test);
        }),
        E::Await(e) => parens(out, level > Level::Await, |out| {
            out.push_str("await ");
            write(out, &e.value, Level::Atom);
        }),
        E::Yield(e) => match &e.value {
            Some(value) => keyword(out, "(yield ", value),
            None => out.push_str("(yield)"),
        },
        E::YieldFrom(e) => keyword(out, "(yield from ", &e.value),
        E::Compare(e) => parens(out, level > Level::Compare, |out| {
            write(out, &e.left, Level::BitOr);
            for (&op, right) in e.ops.iter().zip(&e.comparators) {
                out.push_str(compare_operator(op));
                write(out, right, Level::BitOr);
            }
        }),
        E::Call(e) => call(out, e),
        E::FormattedValue(_) => joined(out, std::slice::from_ref(expr)),
        E::JoinedStr(e) => joined(out, &e.values),
        E::Constant(e) => {
            if e.kind.is_some() && matches!(e.value, ast::Constant::Str(_)) {
                out.push('u');
            }
            constant(out, &e.value);
        }
        E::Attribute(e) => {
            write(out, &e.value, Level::Atom);
            let of_int = matches!(&*e.value, E::Constant(c) if matches!(c.value, ast::Constant::Int(_)));
            out.push_str(if of_int { " ." } else { "." });
            out.push_str(e.attr.as_str());
        }
        E::Subscript(e) => {
            write(out, &e.value, Level::Atom);
            out.push('[');
            write(out, &e.slice, Level::Tuple);
            out.push(']');
        }
        E::Starred(e) => {
            out.push('*');
            write(out, &e.value, Level::BitOr);
        }
        E::Name(e) => out.push_str(e.id.as_str()),
        E::List(e) => {
            out.push('[');
            list(out, &e.elts);
            out.push(']');
        }
        E::Tuple(e) if e.elts.is_empty() => out.push_str("()"),
        E::Tuple(e) => parens(out, level > Level::Tuple, |out| {
            list(out, &e.elts);
            if e.elts.len() == 1 {
                out.push(',');
            }
        }),
        E::Slice(e) => {
            if let Some(lower) = &e.lower {
                write(out, lower, Level::Test);
            }
            out.push(':');
            if let Some(upper) = &e.upper {
                write(out, upper, Level::Test);
            }
            if let Some(step) = &e.step {
                out.push(':');
                write(out, step, Level::Test);
            }
        }
    }
}

fn keyword(out: &mut String, word: &str, value: &E) {
    out.push_str(word);
    write(out, value, Level::Test);
    out.push(')');
}

fn arguments(out: &mut String, args: &ast::Arguments) {
    let mut first = true;
    let mut comma = |out: &mut String| {
        if !std::mem::take(&mut first) {
            out.push_str(", ");
        }
    };
    let argument = |out: &mut String, arg: &ast::ArgWithDefault| {
        out.push_str(arg.def.arg.as_str());
        if let Some(default) = &arg.default {
            out.push('=');
            write(out, default, Level::Test);
        }
    };
    let posonly = args.posonlyargs.len();
    for (index, arg) in args.posonlyargs.iter().chain(&args.args).enumerate() {
        comma(out);
        argument(out, arg);
        if index + 1 == posonly {
            out.push_str(", /");
        }
    }
    if args.vararg.is_some() || !args.kwonlyargs.is_empty() {
        comma(out);
        out.push('*');
        if let Some(star) = &args.vararg {
            out.push_str(star.arg.as_str());
        }
    }
    for arg in &args.kwonlyargs {
        comma(out);
        argument(out, arg);
    }
    if let Some(star) = &args.kwarg {
        comma(out);
        out.push_str("**");
        out.push_str(star.arg.as_str());
    }
}

fn dict(out: &mut String, e: &ast::ExprDict) {
    out.push('{');
    for (index, (key, value)) in e.keys.iter().zip(&e.values).enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        match key {
            Some(key) => {
                write(out, key, Level::Test);
                out.push_str(": ");
                write(out, value, Level::Test);
            }
            None => {
                out.push_str("**");
                write(out, value, Level::BitOr);
            }
        }
    }
    out.push('}');
}

fn comprehension(
    out: &mut String,
    open: char,
    close: char,
    generators: &[ast::Comprehension],
    element: impl FnOnce(&mut String),
) {
    out.push(open);
    element(out);
    for generator in generators {
        out.push_str(if generator.is_async { " async for " } else { " for " });
        write(out, &generator.target, Level::Tuple);
        out.push_str(" in ");
        write(out, &generator.iter, Level::Or);
        for test in &generator.ifs {
            out.push_str(" if ");
            write(out, test, Level::Or);
        }
    }
    out.push(close);
}

fn call(out: &mut String, e: &ast::ExprCall) {
    write(out, &e.func, Level::Atom);
    if let ([only @ E::GeneratorExp(_)], []) = (e.args.as_slice(), e.keywords.as_slice()) {
        return write(out, only, Level::Test);
    }
    out.push('(');
    list(out, &e.args);
    for (index, keyword) in e.keywords.iter().enumerate() {
        if index > 0 || !e.args.is_empty() {
            out.push_str(", ");
        }
        match &keyword.arg {
            Some(name) => {
                out.push_str(name.as_str());
                out.push('=');
            }
            None => out.push_str("**"),
        }
        write(out, &keyword.value, Level::Test);
    }
    out.push(')');
}

fn joined(out: &mut String, values: &[E]) {
    out.push('f');
    let mut body = String::new();
    values.iter().for_each(|value| part(&mut body, value));
    out.push_str(&repr_constant(&ast::Constant::Str(body)));
}

/// A piece of an f-string, between its quotes.
fn part(body: &mut String, value: &E) {
    match value {
        E::Constant(e) => {
            if let ast::Constant::Str(s) = &e.value {
                let text: String = decode_constant(s).filter_map(char::from_u32).collect();
                body.push_str(&text.replace('{', "{{").replace('}', "}}"));
            }
        }
        E::JoinedStr(e) => e.values.iter().for_each(|value| part(body, value)),
        E::FormattedValue(e) => {
            let mut inner = String::new();
            write(&mut inner, &e.value, Level::Or);
            body.push_str(if inner.starts_with('{') { "{ " } else { "{" });
            body.push_str(&inner);
            match e.conversion {
                ast::ConversionFlag::None => {}
                ast::ConversionFlag::Str => body.push_str("!s"),
                ast::ConversionFlag::Repr => body.push_str("!r"),
                ast::ConversionFlag::Ascii => body.push_str("!a"),
            }
            if let Some(spec) = &e.format_spec {
                body.push(':');
                part(body, spec);
            }
            body.push('}');
        }
        other => write(body, other, Level::Test),
    }
}
