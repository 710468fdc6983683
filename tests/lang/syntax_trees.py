# Trees as objects: the classes of `ast`, compile() to and from trees, ast.unparse, what is checked of a tree.
import ast
import copy

source = '''def f(a, /, b=1, *c, d=2, **e) -> int:
    """doc"""
    return [x for x in y if f'{z!r:>10}']
@decorated
class A[T: int](B, k=1):
    x: int = 3
async def g():
    async with a as b:
        await c
match x:
    case {'a': 1, **r} | [*_, 3]:
        pass
    case P(1, q=2) as n if n:
        del a[1:2, ...]
try:
    pass
except* E as e:
    raise F from None
'''
tree = ast.parse(source)
assert ast.unparse(ast.parse(ast.unparse(tree))) == ast.unparse(tree)
assert ast.dump(copy.deepcopy(tree), include_attributes=True) == ast.dump(tree, include_attributes=True)
function = tree.body[0]
assert (function.lineno, function.col_offset, function.end_lineno, function.end_col_offset) == (1, 0, 3, 41)
assert function.body[0].value.value == "doc" and function.returns.id == "int"
assert isinstance(function, ast.stmt) and isinstance(function, ast.AST)
assert ast.FunctionDef._fields == (
    "name", "args", "body", "decorator_list", "returns", "type_comment", "type_params")
assert ast.Name._attributes == ("lineno", "col_offset", "end_lineno", "end_col_offset")
assert ast.Name.__match_args__ == ("id", "ctx") and ast.Return.value is None
assert ast.Return.__doc__ == "Return(expr? value)"
match ast.Name("n", ast.Load()):
    case ast.Name(id, ast.Load()):
        assert id == "n"
assert ast.parse("x").body[0].value.ctx is ast.parse("y").body[0].value.ctx

space = {}
exec(compile(ast.parse("def f(n=3): return n * 2\nvalue = f()"), "<tree>", "exec"), space)
assert space["value"] == 6
expression = ast.Expression(ast.BinOp(ast.Constant(20), ast.Mult(), ast.Constant(2)))
assert eval(compile(ast.fix_missing_locations(expression), "<tree>", "eval")) == 40
assert ast.literal_eval("{'a': [1, -2, (3, 4j)], b'c': {None, ...}}") == {"a": [1, -2, (3, 4j)], b"c": {None, ...}}
assert compile(tree, "<tree>", "exec", ast.PyCF_ONLY_AST) is tree


class Double(ast.NodeTransformer):
    def visit_Constant(self, node):
        return ast.copy_location(ast.Constant(node.value * 2), node)


assert eval(compile(Double().visit(ast.parse("1 + 2", mode="eval")), "<tree>", "eval")) == 6
moved = ast.increment_lineno(ast.parse("1 / 0", mode="eval"), 9)
try:
    eval(compile(moved, "<tree>", "eval"))
except ZeroDivisionError as error:
    assert error.__traceback__.tb_next.tb_lineno == 10


def fails(tree, mode="exec"):
    try:
        compile(tree, "<tree>", mode)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


at = dict(lineno=1, col_offset=0)
assert fails(ast.Module([ast.Expr(1)], [])) == "TypeError: required field \"lineno\" missing from stmt"
assert fails(ast.Module([1], [])) == "TypeError: required field \"lineno\" missing from stmt"
assert fails(ast.Module([ast.Constant(1, **at)], [])).startswith("TypeError: expected some sort of stmt, but got <ast.Const")
assert fails(ast.Module(1, [])) == 'TypeError: Module field "body" must be a list, not a int'
assert fails(ast.Module([])) is None
assert fails(ast.Module([ast.Expr(**at)])) == 'TypeError: required field "value" missing from Expr'
assert fails(ast.Expression(ast.Constant(1, **at))) == "TypeError: expected Module node, got Expression"
assert fails(ast.Expression(ast.Name("x", ast.Store(), **at)), "eval") == \
    "ValueError: expression must have Load context but has Store instead"
assert fails(ast.Expression(ast.Constant([], **at)), "eval") == "TypeError: got an invalid type in Constant: list"
assert fails(ast.Module([ast.If(ast.Constant(1, **at), [], [], **at)], [])) == "ValueError: empty body on If"
assert fails(ast.Expression(ast.BoolOp(ast.And(), [], **at)), "eval") == "ValueError: BoolOp with less than 2 values"
for arguments, keywords, message in [
    ((1, 2, 3), {}, "Name constructor takes at most 2 positional arguments"),
    ((1,), {"id": 2}, "Name got multiple values for argument 'id'"),
]:
    try:
        ast.Name(*arguments, **keywords)
    except TypeError as error:
        assert str(error) == message, error
    else:
        raise AssertionError(message)
print("ok")
