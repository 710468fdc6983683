"""pyyaml: loading and dumping by the Python parser."""
import datetime

import yaml

TEXT = '''
# comment
base: &base {a: 1, b: [x, 'y''s', "z\\n\\u00e9"]}
derived:
  <<: *base
  c: 2024-02-29
  when: 2001-12-14t21:59:43.10-05:00
text: |
  line 1
    line 2
folded: >-
  some
  folded

  text
values: [~, null, true, no, 0x1f, 0o17, 1_000, 1.5e3, .inf, !!str 12, !!binary aGVsbG8=]
? complex key
: - - nested
  - {k: v}
set: !!set {a, b}
pairs: !!omap [a: 1, b: 2]
'''
loaded = yaml.safe_load(TEXT)
print(loaded)
print(yaml.safe_dump({k: v for k, v in loaded.items() if k != 'set'}, allow_unicode=True, default_flow_style=False, sort_keys=False))
print(yaml.dump([1, 2.5, 'text: colon', 'multi\nline', None, True, '123', datetime.date(2024, 1, 2), (1, 2), {'a': [b'\x00\xff']}], width=40))
print([type(event).__name__ for event in yaml.parse('a: [1, *x]\n---\nb\n...')], list(yaml.safe_load_all('1\n---\n[2]\n')))


class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y


yaml.add_representer(Point, lambda dumper, p: dumper.represent_mapping('!point', {'x': p.x, 'y': p.y}))
yaml.add_constructor('!point', lambda loader, node: Point(**loader.construct_mapping(node)), Loader=yaml.SafeLoader)
text = yaml.dump({'p': Point(1, 2)})
print(text, vars(yaml.safe_load(text)['p']))
for bad in ('a: [1', 'a: b: c', '\tx', '- a\n b', '*undefined', '!unknown x', 'a: "\\q"'):
    try:
        print(yaml.safe_load(bad))
    except yaml.YAMLError as error:
        print(type(error).__name__, error)
