class Wrong(Exception):
    def __init__(self, text, position):
        super().__init__(text, position)
        self.position = position


def check(i):
    if i & 1:
        raise Wrong("odd", i)
    return i


# An exception that is handled where it is raised, or by the caller of what is built in there, is not made.
# caught after write_through lacks: NewInstance NewTraceback NewTuple Catch Interpret
def caught(n):
    total = 0
    for i in range(n):
        try:
            total += check(i)
        except Wrong as error:
            total += error.position
    return total


# missing after write_through lacks: NewInstance NewTraceback NewTuple Catch Interpret
def missing(n, table):
    count = 0
    for i in range(n):
        try:
            count += table[i & 7]
        except KeyError:
            count += 1
    return count


# What is called raises to a handler that is compiled too.
# numbers has: Catch
def numbers(n, texts):
    count = 0
    for i in range(n):
        try:
            count += int(texts[i & 1])
        except ValueError:
            count += 1
    return count


for _ in range(20):
    caught(400)
    missing(400, {0: 1, 3: 4})
    numbers(400, ["1", "x"])
