"""What trees are checked for before they are compiled, and which syntax an older version had."""

import ast


def problem(tree, mode="exec"):
    try:
        compile(ast.fix_missing_locations(tree), "<test>", mode)
    except (ValueError, TypeError) as error:
        return str(error)
    return None


def match(pattern):
    case = ast.match_case(pattern=pattern, body=[ast.Pass()])
    return problem(ast.Module([ast.Match(ast.Name("x", ast.Load()), [case])], []))


one, x = ast.Constant(1), ast.MatchAs(name="x")
assert match(ast.MatchValue(one)) is None
assert match(ast.MatchValue(ast.Constant(True))) == "unexpected constant inside of a literal pattern"
assert match(ast.MatchValue(ast.List([], ast.Load()))) == "patterns may only match literals and attribute lookups"
assert match(ast.MatchAs(name="_")) == "can't capture name '_' in patterns"
assert match(ast.MatchAs(name="False")) == "identifier field can't represent 'False' constant"
assert match(ast.MatchAs(pattern=x)) == "MatchAs must specify a target name if a pattern is given"
assert match(ast.MatchStar(name="x")) == "can't use MatchStar here"
assert match(ast.MatchSequence([ast.MatchStar("_")])) == "can't capture name '_' in patterns"
assert match(ast.MatchClass(one, [], [], [])) == "MatchClass cls field can only contain Name or Attribute nodes."
assert match(ast.MatchMapping([one], [x], rest="_")) == "can't capture name '_' in patterns"

store = ast.Name("x", ast.Store())
generators = [ast.comprehension(ast.Name("x", ast.Load()), store, [], 0)]
assert problem(ast.Expression(ast.ListComp(store, generators)), "eval") == (
    "expression must have Store context but has Load instead"
)
assert problem(ast.Module([ast.ClassDef("X", [], [], [None], [], [])], [])) == "None disallowed in statement list"
assert problem(ast.Module([ast.Import([ast.alias(None)])], [])) == "field 'name' is required for alias"
assert problem(ast.Module([ast.Try([ast.Pass()], [], [], [])], [])) == "Try has neither except handlers nor finalbody"
assert ast.boolop.__doc__ == "boolop = And | Or"

for source, version in [
    ("(a := 1)", 8),
    ("def f(a, /): pass", 8),
    ("match x:\n case 1: pass", 10),
    ("try: pass\nexcept* E: pass", 11),
    ("type X = int", 12),
    ("class X[T]: pass", 12),
    ("x: int", 6),
]:
    ast.parse(source, feature_version=(3, version))
    try:
        ast.parse(source, feature_version=(3, version - 1))
    except SyntaxError as error:
        assert str(error.msg).endswith(f"only supported in Python 3.{version} and greater"), error
    else:
        assert False, source


class Number(ast.Constant):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)


assert Number(1, kind=None).value == 1
print("ok")
