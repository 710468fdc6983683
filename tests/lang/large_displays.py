# Dicts, tuples and calls of many items and keywords in compiled code.


def keywords(n):
    for _ in range(n):
        made = [dict(a=1, b=2, c=3, d=4, e=5, f=6, g=7, h=8, i=9, j=x) for x in range(20)]
    return made[3], len(made)


def twenty(**kwargs):
    return kwargs


def star(*args):
    return args


def pass_on(*args, **kwargs):
    return star(*args), twenty(**kwargs)


def many(n):
    for k in range(n):
        made = twenty(a=1, b=2, c=3, d=4, e=5, f=6, g=7, h=8, i=9, j=k, k=11, l=12, m=13, n=14, o=15, p=16, q=17, r=18, s=19, t=20)
        row = star(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, k)
        both = pass_on(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, k, a=1, b=2, c=3, d=4, e=5, f=6, g=7, h=8, i=9, j=k)
        shown = {"a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": 6, "g": 7, "h": 8, "i": 9, "j": k, "k": 11, "l": 12}
        wide = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, k)
        listed = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, k]
    return made, row, both, shown, wide, listed


for n in (1, 40, 5000):
    print(keywords(n))
    print(many(n))
print("ok")
