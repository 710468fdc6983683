# Calls of functions and classes too large to be built in place, whose arguments have to be bound: defaults, keywords, stars.
import sys
import traceback


def large(a, b=2, *rest, c=3, **more):
    x, y = a + b, a * c
    if x > y:
        x, y = y, x
    if x & 1:
        x += 1
    if y & 1:
        y += 3
    if x > 100:
        x %= 100
    if y > 1000:
        y %= 1000
    z = x * y + len(rest) + len(more)
    if z > 10000:
        z //= 3
    if z & 4:
        z += x
    if z & 8:
        z += y
    if z & 16:
        z -= x
    if z & 32:
        z -= y
    if z & 64:
        z += a
    if z & 128:
        z -= a
    return z


def calls(n):
    total = 0
    for i in range(n):
        total += large(i) + large(i, 1) + large(i, c=5) + large(i, 1, 2, 3, c=i) + large(a=i, k=1, b=i)
    return total


print(calls(300))


def search(n, depth=0, *, step=1, path=()):
    if n <= 0:
        return depth + len(path)
    if n % 7 == 3:
        return search(n - step, depth + 1, path=path + (n,))
    return search(n - step, depth=depth + 1, path=path)


print(sum(search(i % 40) for i in range(200)))


def endless(n, step=1):
    return endless(n + step, step=step) + 1


def too_deep():
    try:
        endless(0)
    except RecursionError as error:
        return str(error)[:32]


for _ in range(3):
    print(too_deep())


class Account:
    def __init__(self, owner, balance=0, limit=None, *history):
        self.owner = owner
        self.balance = balance
        self.limit = limit if limit is not None else -balance
        self.history = list(history)
        self.closed = False
        if balance < 0:
            raise ValueError(f"{owner} begins with {balance}")
        if balance > 10:
            self.history.append("rich")
        if balance > 20:
            self.history.append("richer")
        if balance > 30:
            self.history.append("richest")
        if self.limit < -40:
            self.history.append("risky")
        if self.limit < -45:
            self.history.append("reckless")
        self.name = f"{owner}/{balance}"


def open_accounts(n):
    made, failed = [], []
    for i in range(n):
        try:
            account = Account(str(i % 5), balance=i % 50 - 1, limit=None)
        except ValueError as error:
            failed.append((str(error), error.__traceback__.tb_next.tb_frame.f_code.co_name))
            continue
        made.append(account)
        made.append(Account("x"))
        made.append(Account("y", 3, 4, 5, 6))
    return made, failed


made, failed = open_accounts(300)
print(len(made), failed[:2], len(failed))
print([vars(account) for account in made[-5:]])


def fail(n):
    for i in range(n):
        Account("z", n - 2 - i)


try:
    fail(200)
except ValueError:
    print([(entry.name, entry.lineno) for entry in traceback.extract_tb(sys.exc_info()[2])])


class Odd:
    def __init__(self, value, other=None):
        self.value = value
        if value == 150:
            self.__class__ = Even
        if value == 170:
            sys._getframe(1).f_locals
        if value in (1, 2, 3):
            self.a = self.b = self.c = self.d = value
        if other is not None and value > 10:
            self.other = Odd(value - 10, other)
        if value == 0:
            self.zero = True
        if value == -1:
            self.minus = True
        if value == -2:
            self.minus = False
        if value == -3:
            self.minus = None


class Even(Odd):
    pass


def odds(n):
    names = {}
    for i in range(n):
        odd = Odd(i, other=i % 3 or None)
        names[type(odd).__name__] = names.get(type(odd).__name__, 0) + len(vars(odd))
    return names


print(odds(200))


def made_here(n):
    results = []
    for i in range(n):
        if i % 3 == 0:
            def f(a, b=i, *rest):
                return a + b + len(rest)
        elif i % 3 == 1:
            def f(a, b=1, c=i):
                return a * b - c
        else:
            def f(*rest, **more):
                return len(rest) * 10 + sum(more.values())
        results.append(f(i))
        results.append(f(i, 2))
        if i % 3 == 2:
            results.append(f(i, x=i))
    return results


print(sum(made_here(300)))


def changing(n):
    def f(a, b=1, c=2):
        return a + b * c
    out = []
    for i in range(n):
        if i == n // 2:
            f.__defaults__ = (5, 6)
        if i == n // 2 + 10:
            f.__defaults__ = (7,)
        try:
            out.append(f(i))
        except TypeError as error:
            out.append(str(error))
            f.__defaults__ = (1, 1)
        out.append(f(i, c=3))
    return out


result = changing(200)
print(result[:4], result[200:204], result[218:226], result[-2:])


class Counter:
    def __init__(self):
        self.n = 0

    def add(self, by=1, *, times=1):
        self.n += by * times
        return self

    def __call__(self, x, y=3):
        self.n += x * y


def bound(n):
    counter = Counter()
    add = counter.add
    for i in range(n):
        add().add(2)
        add(times=3)
        counter(i)
        counter(i, y=1)
    return counter.n


print(bound(300))


class Failure(Exception):
    def __init__(self, message, code=7):
        super().__init__(message)
        self.code = code


def failures(n):
    codes = 0
    for i in range(n):
        try:
            if i % 3:
                raise Failure("a", code=i)
            raise Failure("b")
        except Failure as error:
            codes += error.code + len(error.args)
    return codes


print(failures(300))


def wrong(n):
    messages = set()
    for i in range(n):
        for call in (lambda: large(), lambda: large(1, a=2), lambda: Counter(1), lambda: search(1, 2, 3)):
            try:
                call()
            except TypeError as error:
                messages.add(str(error))
    return sorted(messages)


print(wrong(100))
print("ok")
