# Many arguments after a `*` in calls of classes, which make an object before the arguments have a frame.
import gc


class Init:
    def __init__(self, *names):
        self.names = names


class New:
    def __new__(cls, *names):
        self = object.__new__(cls)
        self.names = names
        return self


gc.set_threshold(1)
letters = "abcdefghijklmnopqrstuvwxyz"
for count in range(1, 27):
    expected = tuple(letter + "!" for letter in letters[:count])
    for cls in (Init, New):
        for _ in range(count):
            made = cls(*[letter + "!" for letter in letters[:count]])
            assert made.names == expected, made.names
print("ok")
