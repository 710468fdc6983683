# Variables of the module that are deleted and come back while their loop is hot.
turns = 0
while turns < 60:
    turns += 1
    if turns % 20 == 3:
        del kept
    else:
        kept = turns
    if turns % 20 > 4:
        assert globals()["kept"] == turns == kept

assert kept == globals()["kept"] == 60


def in_function(n):
    global shared
    for i in range(n):
        if i == 30:
            del globals()["shared"]
        shared = i


shared = -1
in_function(60)
assert shared == 59

print("ok")
