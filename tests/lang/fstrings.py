"""f-strings as of PEP 701: nesting, quotes, comments, conversions, the = form, lambdas, multi-line fields."""

name, n, pi = "Ann", 5, 3.14159
assert f"{name} is {n}" == "Ann is 5"
assert f"{{}}{n}{{{n}}}" == "{}5{5}"
assert f"" == ""
assert f"{n!r:>3}|{name!s}|{'é'!a}" == "  5|Ann|'\\xe9'"
assert f"{n=} {n = } {name=!s} {name=} {pi=:.2f} {n+1=}" == "n=5 n = 5 name=Ann name='Ann' pi=3.14 n+1=6"
assert f"{'a' 'b'}{"nested"}{f"{f"{n}"}"}" == "abnested5"
assert f"{", ".join(["x", "y"])}" == "x, y"
assert f"{'\n'.join("ab")}" == "a\nb"
assert f"{"\N{BULLET}"}" == "•"
assert f"\N{BULLET}{n}\x41\u0042" == "•5AB"
assert f"{
    n  # a comment, with a quote "
    + 1
}" == "6"
assert f"""{
    n
}
{name}""" == "5\nAnn"
assert f"{(lambda x: x * 2)(n)} {n if n > 3 else 0} {[x for x in range(3)]} { {'k': 1}['k'] } {n:{n}}{n:>{n}d}" == "10 5 [0, 1, 2] 1     5    5"
assert f"{n!=5} {n==5} {n>=3}" == "False True True"
assert f"{pi:{'.'}{2}f} {pi:.{n}f}" == "3.14 3.14159"
assert rf"\n{n}\{n}" == "\\n5\\5" and fr"{n}\d" == "5\\d" and Rf"\{{" == "\\{"
assert "a" f"{n}" "b" == "a5b" and f"{n}" "{n}" == "5{n}" and f'{f'{f'{1+1}'}'}' == "2"
assert f"{n:,}{1000:,}" == "51,000"
assert f"{name[0]}{name[-1:]}{name.upper()}" == "AnANN"
assert f"{*[1, 2], 3}" == "(1, 2, 3)"
assert f"{yes if (yes := 3) else 0}" == "3"
assert f"{(x := 4)}{x}" == "44"
assert f"{n:}" == "5"
assert f"{name:{'>'}{5}}" == "  Ann"
assert f"{'a':{'*'}^{3}}" == "*a*"
assert f"{ {1, 1} }" == "{1}"
assert f"{'{'}{'}'}" == "{}"
assert f"{b'x'!r}" == "b'x'"
assert (f"{n}"
        f"{name}") == "5Ann"


class Spec:
    def __format__(self, spec):
        return repr(spec)


assert f"{Spec():a:b c}" == "'a:b c'" and f"{Spec():{n}x}" == "'5x'"
assert f"{Spec()}" == "''"
assert f"{Spec():%H:%M}" == "'%H:%M'"
assert f"{Spec()!s:.3}" == "<__"
assert f"{Spec():}" == "''"


def order():
    log = []
    f"{log.append(1)}{log.append(2)!r:{log.append(3) or ''}}"
    return log


assert order() == [1, 2, 3]


def gen():
    got = f"{yield 1}"
    yield got


g = gen()
assert next(g) == 1 and g.send("sent") == "sent"

print("ok")
