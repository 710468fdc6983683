# The program ends by an exception: it is explained all the same.
import sys


def parse(words):
    good = 0
    for word in words:
        try:
            good += int(word)
        except ValueError:
            good -= 1
    return good


print(parse(["1", "2", "x"] * 200))
exec("def made(n):\n    for i in range(n):\n        n += i\n    return n\nprint(made(500))")
sys.stdout.flush()
raise RuntimeError("the end")
