"""tomli: TOML to dicts."""
import tomli

TEXT = '''
title = "TOML \\u00e9 \\"q\\""
path = 'C:\\raw'
[owner]
born = 1979-05-27T07:32:00-08:00
day = 1979-05-27
at = 07:32:00.999
[database]
ports = [ 8000, 0xff, 0o17, 0b11, 1_000 ]
ratio = [1.5, -2e3, inf, nan]
nested = { a.b = 1, c = [ { d = true } ] }
[[fruit]]
name = "apple"
[[fruit.kind]]
k = 1
[[fruit]]
name = """
multi
line \\
   joined"""
"quoted key" . x = false
'''
print(tomli.loads(TEXT))
for bad in ('a = ', 'a = 1\na = 2', '[a]\n[a]', 'a = "x', 'a = [1,,2]', 'a = 01', 'a.b = 1\n[a]', 'x = 2024-13-01', '= 1', 'a = "\\z"'):
    try:
        tomli.loads(bad)
    except tomli.TOMLDecodeError as error:
        print(error)
