"""Names in namespaces of classes of their own, and modules that await."""
import ast
import inspect
from textwrap import dedent


class Refused(Exception):
    pass


class NoReading(dict):
    def __getitem__(self, key):
        raise Refused(key)


class Doubled(dict):
    def __getitem__(self, key):
        return super().__getitem__(key) * 2


def globals_of_a_class():
    code = compile('answer', 'test', 'exec')
    for run in exec, eval:
        try:
            run(code, NoReading(answer=1))
        except Refused as problem:
            assert problem.args == ('answer',)
        else:
            assert False
    assert eval('answer', Doubled(answer=21)) == 42
    names = Doubled(answer=21)
    exec('result = answer\nlater = len([1, 2])', names)
    assert dict.__getitem__(names, 'result') == 42 and dict.__getitem__(names, 'later') == 2
    for _ in range(3):
        plain = {'answer': 21}
        exec('result = answer', plain)
        assert plain['result'] == 21


async def numbers(count):
    for n in range(count):
        yield n


class Manager:
    async def __aenter__(self):
        return 7

    async def __aexit__(self, *details):
        return False


SOURCES = [
    'a = await waited()',
    'async for i in numbers(3):\n    a = i + 1',
    'async with Manager() as entered:\n    a = entered',
    'a = [i async for i in numbers(2)][-1]',
    'a = [await waited()][0]',
]


async def waited():
    return 5


def run(coroutine):
    try:
        coroutine.send(None)
    except StopIteration:
        return
    assert False, 'it waits for nothing'


def modules_that_await():
    expected = [5, 3, 7, 1, 5]
    for source, result in zip(SOURCES, expected):
        for mode in 'exec', 'single':
            code = compile(dedent(source), '?', mode, flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
            assert code.co_flags & inspect.CO_COROUTINE, (source, mode)
            names = {'numbers': numbers, 'Manager': Manager, 'waited': waited}
            run(eval(code, names))
            assert names['a'] == result, (source, mode, names['a'])
        try:
            compile(source, '?', 'exec')
        except SyntaxError:
            pass
        else:
            assert False, source


globals_of_a_class()
modules_that_await()
print('ok')
