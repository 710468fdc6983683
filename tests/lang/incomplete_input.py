"""Whether what was typed is complete, as `code.interact` asks."""

from codeop import compile_command

COMPLETE = [
    "x = 1",
    "if 1:\n  x\n",
    "f(\n  1)",
    "for x in y:\n  x\n\n",
    '"""\n  a"""',
]
INCOMPLETE = [
    "if 1:",
    "if 1: x",
    "if 1: f(\n  1)",
    "if 1:\n  x",
    "if 9 == 3:\n  pass\nelse:\n  pass",
    "def f():\n  if x:\n    return",
    "f(",
    "'''",
    "try:\n  x\nexcept E:\n  y",
    "class A:\n  def f(self):\n    pass\n  x = 1",
    "match x:\n  case 1:\n    pass",
    "@f",
    "x = \\",
]
for source in COMPLETE:
    assert compile_command(source) is not None, source
for source in INCOMPLETE:
    assert compile_command(source) is None, source
for source in ["if 1", "x = )", "  x", "else:"]:
    try:
        compile_command(source)
    except SyntaxError:
        pass
    else:
        assert False, source
print("ok")
