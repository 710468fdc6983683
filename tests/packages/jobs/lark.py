"""lark: grammars by LALR and Earley, transformers, errors."""
from lark import Lark, Transformer, UnexpectedInput, v_args

JSON = r'''
?start: value
?value: object | array | string | SIGNED_NUMBER -> number | "true" -> true | "false" -> false | "null" -> null
array: "[" [value ("," value)*] "]"
object: "{" [pair ("," pair)*] "}"
pair: string ":" value
string: ESCAPED_STRING
%import common.ESCAPED_STRING
%import common.SIGNED_NUMBER
%import common.WS
%ignore WS
'''


class ToPython(Transformer):
    string = v_args(inline=True)(lambda self, text: text[1:-1])
    number = v_args(inline=True)(float)
    array, pair, object = list, tuple, dict
    null, true, false = (lambda self, _: None), (lambda self, _: True), (lambda self, _: False)


@v_args(inline=True)
class Calculate(Transformer):
    from operator import add, mul, neg, sub, truediv as div
    number = float


CALCULATOR = '''
?start: sum
?sum: product | sum "+" product -> add | sum "-" product -> sub
?product: atom | product "*" atom -> mul | product "/" atom -> div
?atom: NUMBER -> number | "-" atom -> neg | "(" sum ")"
%import common.NUMBER
%import common.WS_INLINE
%ignore WS_INLINE
'''
TEXT = '{"a": [1, 2.5, {"b": null}], "c": "text", "d": true, "e": []}'
for parser in ('lalr', 'earley'):
    grammar = Lark(JSON, parser=parser)
    tree = grammar.parse(TEXT)
    print(tree.pretty() if parser == 'lalr' else '', ToPython().transform(tree))
calculator = Lark(CALCULATOR, parser='lalr', transformer=Calculate())
print([calculator.parse(text) for text in ('1 + 2 * 3', '-(4 - 1) / 2', '2*(3+4)*5')])
print(Lark('start: "a" b* \n b: "b" | "b" b', ambiguity='explicit').parse('abbb').pretty())
for bad in ('1 +', '2 * * 3', '(1', '1 $ 2'):
    try:
        calculator.parse(bad)
    except UnexpectedInput as error:
        print(type(error).__name__, error.get_context(bad), sorted(getattr(error, 'expected', None) or getattr(error, 'allowed', None) or []))
