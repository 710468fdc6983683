//! The grammar of trees (`Python.asdl`), as a table: every class with its fields.

/// How often a field occurs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Count {
    One,
    Optional,
    Many,
}

/// A kind of node with the classes that it comes as. A kind of one class of the same name is that class.
pub(crate) struct Sum {
    pub(crate) name: &'static str,
    /// Whether nodes have positions, and whether their ends may be missing.
    pub(crate) positions: Positions,
    /// Classes, with their fields as the grammar writes them.
    pub(crate) classes: &'static [(&'static str, &'static str)],
}

/// Positions of nodes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Positions {
    None,
    /// `lineno`, `col_offset` and optional ends.
    Start,
    /// All four are required.
    Full,
}

impl Sum {
    /// Whether it is no sum but a single class.
    pub(crate) fn is_product(&self) -> bool {
        self.classes.len() == 1 && self.classes[0].0 == self.name
    }
}

/// The sum and the fields of a class.
pub(crate) fn find(class: &str) -> Option<(&'static Sum, &'static str, &'static str)> {
    GRAMMAR
        .iter()
        .find_map(|sum| sum.classes.iter().find(|(name, _)| *name == class).map(|(name, fields)| (sum, *name, *fields)))
}

/// The fields that the grammar writes `"type name, type* name"`: type, how often, name.
pub(crate) fn fields(text: &'static str) -> impl Iterator<Item = (&'static str, Count, &'static str)> {
    text.split(", ").filter(|field| !field.is_empty()).map(|field| {
        let (kind, name) = field.split_once(' ').unwrap_or((field, ""));
        match (kind.strip_suffix('*'), kind.strip_suffix('?')) {
            (Some(kind), _) => (kind, Count::Many, name),
            (None, Some(kind)) => (kind, Count::Optional, name),
            (None, None) => (kind, Count::One, name),
        }
    })
}

const FUNCTION: &str = "identifier name, arguments args, stmt* body, expr* decorator_list, expr? returns, \
                        string? type_comment, type_param* type_params";
const FOR: &str = "expr target, expr iter, stmt* body, stmt* orelse, string? type_comment";
const WITH: &str = "withitem* items, stmt* body, string? type_comment";
const TRY: &str = "stmt* body, excepthandler* handlers, stmt* orelse, stmt* finalbody";
const LOOP_COMPREHENSION: &str = "expr elt, comprehension* generators";

/// The table.
pub(crate) static GRAMMAR: &[Sum] = &[
    Sum {
        name: "mod",
        positions: Positions::None,
        classes: &[
            ("Module", "stmt* body, type_ignore* type_ignores"),
            ("Interactive", "stmt* body"),
            ("Expression", "expr body"),
            ("FunctionType", "expr* argtypes, expr returns"),
        ],
    },
    Sum {
        name: "stmt",
        positions: Positions::Start,
        classes: &[
            ("FunctionDef", FUNCTION),
            ("AsyncFunctionDef", FUNCTION),
            (
                "ClassDef",
                "identifier name, expr* bases, keyword* keywords, stmt* body, expr* decorator_list, \
                 type_param* type_params",
            ),
            ("Return", "expr? value"),
            ("Delete", "expr* targets"),
            ("Assign", "expr* targets, expr value, string? type_comment"),
            ("TypeAlias", "expr name, type_param* type_params, expr value"),
            ("AugAssign", "expr target, operator op, expr value"),
            ("AnnAssign", "expr target, expr annotation, expr? value, int simple"),
            ("For", FOR),
            ("AsyncFor", FOR),
            ("While", "expr test, stmt* body, stmt* orelse"),
            ("If", "expr test, stmt* body, stmt* orelse"),
            ("With", WITH),
            ("AsyncWith", WITH),
            ("Match", "expr subject, match_case* cases"),
            ("Raise", "expr? exc, expr? cause"),
            ("Try", TRY),
            ("TryStar", TRY),
            ("Assert", "expr test, expr? msg"),
            ("Import", "alias* names"),
            ("ImportFrom", "identifier? module, alias* names, int? level"),
            ("Global", "identifier* names"),
            ("Nonlocal", "identifier* names"),
            ("Expr", "expr value"),
            ("Pass", ""),
            ("Break", ""),
            ("Continue", ""),
        ],
    },
    Sum {
        name: "expr",
        positions: Positions::Start,
        classes: &[
            ("BoolOp", "boolop op, expr* values"),
            ("NamedExpr", "expr target, expr value"),
            ("BinOp", "expr left, operator op, expr right"),
            ("UnaryOp", "unaryop op, expr operand"),
            ("Lambda", "arguments args, expr body"),
            ("IfExp", "expr test, expr body, expr orelse"),
            ("Dict", "expr* keys, expr* values"),
            ("Set", "expr* elts"),
            ("ListComp", LOOP_COMPREHENSION),
            ("SetComp", LOOP_COMPREHENSION),
            ("DictComp", "expr key, expr value, comprehension* generators"),
            ("GeneratorExp", LOOP_COMPREHENSION),
            ("Await", "expr value"),
            ("Yield", "expr? value"),
            ("YieldFrom", "expr value"),
            ("Compare", "expr left, cmpop* ops, expr* comparators"),
            ("Call", "expr func, expr* args, keyword* keywords"),
            ("FormattedValue", "expr value, int conversion, expr? format_spec"),
            ("JoinedStr", "expr* values"),
            ("Constant", "constant value, string? kind"),
            ("Attribute", "expr value, identifier attr, expr_context ctx"),
            ("Subscript", "expr value, expr slice, expr_context ctx"),
            ("Starred", "expr value, expr_context ctx"),
            ("Name", "identifier id, expr_context ctx"),
            ("List", "expr* elts, expr_context ctx"),
            ("Tuple", "expr* elts, expr_context ctx"),
            ("Slice", "expr? lower, expr? upper, expr? step"),
        ],
    },
    Sum { name: "expr_context", positions: Positions::None, classes: &[("Load", ""), ("Store", ""), ("Del", "")] },
    Sum { name: "boolop", positions: Positions::None, classes: &[("And", ""), ("Or", "")] },
    Sum {
        name: "operator",
        positions: Positions::None,
        classes: &[
            ("Add", ""),
            ("Sub", ""),
            ("Mult", ""),
            ("MatMult", ""),
            ("Div", ""),
            ("Mod", ""),
            ("Pow", ""),
            ("LShift", ""),
            ("RShift", ""),
            ("BitOr", ""),
            ("BitXor", ""),
            ("BitAnd", ""),
            ("FloorDiv", ""),
        ],
    },
    Sum {
        name: "unaryop",
        positions: Positions::None,
        classes: &[("Invert", ""), ("Not", ""), ("UAdd", ""), ("USub", "")],
    },
    Sum {
        name: "cmpop",
        positions: Positions::None,
        classes: &[
            ("Eq", ""),
            ("NotEq", ""),
            ("Lt", ""),
            ("LtE", ""),
            ("Gt", ""),
            ("GtE", ""),
            ("Is", ""),
            ("IsNot", ""),
            ("In", ""),
            ("NotIn", ""),
        ],
    },
    Sum {
        name: "comprehension",
        positions: Positions::None,
        classes: &[("comprehension", "expr target, expr iter, expr* ifs, int is_async")],
    },
    Sum {
        name: "excepthandler",
        positions: Positions::Start,
        classes: &[("ExceptHandler", "expr? type, identifier? name, stmt* body")],
    },
    Sum {
        name: "arguments",
        positions: Positions::None,
        classes: &[(
            "arguments",
            "arg* posonlyargs, arg* args, arg? vararg, arg* kwonlyargs, expr* kw_defaults, arg? kwarg, expr* defaults",
        )],
    },
    Sum {
        name: "arg",
        positions: Positions::Start,
        classes: &[("arg", "identifier arg, expr? annotation, string? type_comment")],
    },
    Sum { name: "keyword", positions: Positions::Start, classes: &[("keyword", "identifier? arg, expr value")] },
    Sum { name: "alias", positions: Positions::Start, classes: &[("alias", "identifier name, identifier? asname")] },
    Sum {
        name: "withitem",
        positions: Positions::None,
        classes: &[("withitem", "expr context_expr, expr? optional_vars")],
    },
    Sum {
        name: "match_case",
        positions: Positions::None,
        classes: &[("match_case", "pattern pattern, expr? guard, stmt* body")],
    },
    Sum {
        name: "pattern",
        positions: Positions::Full,
        classes: &[
            ("MatchValue", "expr value"),
            ("MatchSingleton", "constant value"),
            ("MatchSequence", "pattern* patterns"),
            ("MatchMapping", "expr* keys, pattern* patterns, identifier? rest"),
            ("MatchClass", "expr cls, pattern* patterns, identifier* kwd_attrs, pattern* kwd_patterns"),
            ("MatchStar", "identifier? name"),
            ("MatchAs", "pattern? pattern, identifier? name"),
            ("MatchOr", "pattern* patterns"),
        ],
    },
    Sum { name: "type_ignore", positions: Positions::None, classes: &[("TypeIgnore", "int lineno, string tag")] },
    Sum {
        name: "type_param",
        positions: Positions::Full,
        classes: &[
            ("TypeVar", "identifier name, expr? bound"),
            ("ParamSpec", "identifier name"),
            ("TypeVarTuple", "identifier name"),
        ],
    },
];
