"""jinja2: inheritance, macros, filters, loops, errors, sandbox, generated code."""
from jinja2 import DictLoader, Environment, StrictUndefined, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import SandboxedEnvironment, SecurityError

environment = Environment(loader=DictLoader({
    'base': '<title>{% block title %}base{% endblock %}</title>{% block body %}{% endblock %}',
    'page': '{% extends "base" %}{% from "tools" import item %}{% block title %}{{ super() }} page{% endblock %}'
            '{% block body %}{% for row in rows if row.n is odd %}{{ loop.index }}/{{ loop.length }} {{ item(row.n, row.s|e) }}'
            '{%- else %}none{% endfor %}{% endblock %}',
    'tools': '{% macro item(n, s, end=";") -%}{{ n }}={{ s|upper }}{{ end }}{%- endmacro %}',
}), autoescape=True, trim_blocks=True, undefined=StrictUndefined)
environment.filters['twice'] = lambda text: text * 2
print(environment.get_template('page').render(rows=[{'n': n, 's': f'<{n}>'} for n in range(6)]))
print(environment.get_template('page').render(rows=[]))
for source in ('{{ [3, 1, 2]|sort|join("-") }} {{ "a b"|title|twice }} {{ 3.14159|round(2) }} {{ {"b": 1, "a": 2}|dictsort }}',
               '{% set ns = namespace(n=0) %}{% for i in range(5) %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.n }}',
               '{{ "<b>"|safe }} {{ "<b>" }} {{ x is defined }} {{ "%s-%s"|format(1, 2) }} {{ "abc"[::-1] ~ 1 }}',
               '{% for k, v in [(1, 2), (3, 4)] recursive %}{{ loop.cycle("x", "y") }}{{ k + v }}{% endfor %}',
               '{{ [{"k": 1, "v": "a"}, {"k": 2, "v": "b"}, {"k": 1, "v": "c"}]|groupby("k")|map("last")|map("length")|list }}',
               '{{ missing }}', '{% if %}', '{{ 1 / 0 }}'):
    try:
        print(environment.from_string(source).render())
    except (UndefinedError, TemplateSyntaxError, ZeroDivisionError) as error:
        print(type(error).__name__, error)
try:
    SandboxedEnvironment().from_string('{{ ().__class__.__base__ }}').render()
except SecurityError as error:
    print(error)
print(environment.compile('{% for i in x %}{{ i }}{% endfor %}', raw=True))
