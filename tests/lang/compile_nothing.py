"""Sources without a statement: a module may be empty, what is typed at a prompt may not."""


def outcome(source, mode):
    try:
        compile(source, "f", mode)
    except SyntaxError as error:
        return error.msg, error.lineno, error.offset, error.text
    return "compiles"


for source in ("", " ", "\n", "# c", "# c\n", "\n\n", "\x0c"):
    assert outcome(source, "exec") == "compiles"
assert outcome("", "single")[0] == "invalid syntax"
assert outcome("\n", "single") == ("invalid syntax", 1, 0, "\n")
assert outcome("# c\n", "single")[0] == "invalid syntax"
assert outcome("\n\n", "single") == ("invalid syntax", 2, 0, "\n")
assert outcome("pass\n", "single") == outcome("pass", "single") == "compiles"
print("ok")
