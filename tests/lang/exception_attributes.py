# Constructors, attributes and messages of the exception classes.
import errno

results = []


def t(f):
    try:
        results.append(repr(f()))
    except BaseException as e:
        results.append(f"{type(e).__name__} {e}")


t(lambda: ImportError('a', foo=1))
t(lambda: ImportError('a', name='n', path='p').__reduce__())
t(lambda: ImportError('a','b').msg)
t(lambda: AttributeError('a', name='n', obj=3).__reduce__())
t(lambda: NameError('a', name='n').__reduce__())
t(lambda: NameError('a', nam='n'))
t(lambda: AttributeError('a', x=1))
t(lambda: OSError(2,'m','f').__reduce__())
t(lambda: OSError(2,'m','f',None,'g').args)
t(lambda: str(OSError(2,'m','f',None,'g')))
t(lambda: OSError('a').errno)
t(lambda: OSError(1,2,3,4,5,6).args)
t(lambda: OSError(2,'x', x=1))
t(lambda: BlockingIOError(11,'a',5).characters_written)
t(lambda: BlockingIOError(11,'a').characters_written)
t(lambda: OSError(2,'m',None).args)
t(lambda: UnicodeEncodeError())
t(lambda: UnicodeEncodeError('a',b'',1,2,'r'))
t(lambda: UnicodeEncodeError('a','b','x',2,'r'))
t(lambda: UnicodeDecodeError('a','b',1,2,'r'))
t(lambda: UnicodeTranslateError('a',1,2,3))
t(lambda: UnicodeDecodeError('a',bytearray(b'b'),1,2,'r').object)
t(lambda: str(UnicodeEncodeError('a','bcd',0,9,'r')))
t(lambda: str(UnicodeEncodeError('a','bcd',1,2,'r')))
t(lambda: UnicodeEncodeError('a','bcd',-5,9,'r').start)
t(lambda: SyntaxError('a',(1,)))
t(lambda: SyntaxError('a',(1,2,3,4,5)))
t(lambda: SyntaxError('a',(1,2,3,4,5,6,7)))
t(lambda: SyntaxError('a',5))
t(lambda: str(SyntaxError('a',('/x/f',3,3,4))))
t(lambda: SyntaxError().msg)
t(lambda: SyntaxError('m','a','b').args)
e=Exception(1)
t(lambda: e.__setstate__(3))
t(lambda: e.__setstate__(None))
t(lambda: e.__setstate__({'a':1}))
t(lambda: e.__reduce__())
t(lambda: delattr(e,'args'))
t(lambda: delattr(e,'__cause__'))
t(lambda: delattr(e,'__context__'))
t(lambda: delattr(e,'__traceback__'))
t(lambda: setattr(e,'__suppress_context__',3))
t(lambda: delattr(e,'__suppress_context__'))
t(lambda: setattr(e,'__traceback__',3))
t(lambda: setattr(e,'__cause__',3))
t(lambda: setattr(e,'__context__',3))
t(lambda: AttributeError('x').__dict__)
t(lambda: Exception(x=1))
t(lambda: ValueError(x=1))
t(lambda: BaseException.__new__(ValueError, x=1))
class E(Exception):
    def __init__(self, x): self.x=x
t(lambda: E(3).args)
t(lambda: E(x=3).args)
t(lambda: E(3).__reduce__())
t(lambda: StopIteration(1,2).value)
t(lambda: StopIteration().value)
t(lambda: SystemExit(1,2).code)
t(lambda: SystemExit().code)
t(lambda: KeyError('a','b').__str__())
t(lambda: str(KeyError('a')))
class O(OSError):
    def __init__(self, a, b=None):
        super().__init__(a, b)
t(lambda: (O(2,'x').errno, O(2,'x').args, O(2,'x').filename))
class P(OSError):
    def __new__(cls,*a): return super().__new__(cls,*a)
    def __init__(self,*a): pass
t(lambda: (P(2,'x').errno, P(2,'x').args))
t(lambda: ExceptionGroup('a'))
t(lambda: ExceptionGroup(1,[ValueError()]))
t(lambda: ExceptionGroup('a',1))
t(lambda: ExceptionGroup('a',[]))
t(lambda: ExceptionGroup('a',[1]))
t(lambda: ExceptionGroup('a',[KeyboardInterrupt()]))
t(lambda: BaseExceptionGroup('a',[KeyError()]))
t(lambda: ExceptionGroup[int])
t(lambda: ExceptionGroup('a',[KeyError(1)]).split(3))
t(lambda: repr(ExceptionGroup('a',(KeyError(1),))))
t(lambda: ExceptionGroup('a',{1:2}))
t(lambda: ExceptionGroup('a',[KeyError(1)]).derive([KeyError()]))
t(lambda: ExceptionGroup('m',[KeyError(1)]).message)
t(lambda: ExceptionGroup.__init__.__qualname__)
t(lambda: ExceptionGroup('a',{ValueError()}))
t(lambda: ExceptionGroup('a',[KeyError(1),ExceptionGroup('b',[ValueError(2)])]).split(lambda e: isinstance(e,ValueError)))
t(lambda: setattr(OSError(1,'a'), 'characters_written', 'x'))
t(lambda: delattr(OSError(1,'a'), 'characters_written'))
t(lambda: [type(OSError(n,'x')).__name__ for n in (1,2,3,4,10,11,13,17,20,21,32,103,104,110,111,114,115,108)])
t(lambda: NameError('x').name)
x=NameError('x')
t(lambda: delattr(x,'name'))
t(lambda: x.name)
t(lambda: MemoryError.__doc__)
t(lambda: EnvironmentError is OSError is IOError)
t(lambda: SyntaxError('m',('f',1,2,'t',3,4)).__dict__)
t(lambda: SyntaxError('m',('f',1,2,'t',3,4)).print_file_and_line)
t(lambda: e.add_note(3))
t(lambda: e.add_note('x'))
t(lambda: e.__notes__)


expected = [
    "TypeError 'foo' is an invalid keyword argument for ImportError()",
    "(<class 'ImportError'>, ('a',), {'name': 'n', 'path': 'p'})",
    'None',
    "(<class 'AttributeError'>, ('a',), {'name': 'n', 'args': ('a',)})",
    "(<class 'NameError'>, ('a',))",
    "TypeError 'nam' is an invalid keyword argument for NameError()",
    "TypeError 'x' is an invalid keyword argument for AttributeError()",
    "(<class 'FileNotFoundError'>, (2, 'm', 'f'))",
    "(2, 'm')",
    '"[Errno 2] m: \'f\' -> \'g\'"',
    'None',
    '(1, 2, 3, 4, 5, 6)',
    'TypeError OSError() takes no keyword arguments',
    '5',
    'AttributeError characters_written',
    "(2, 'm', None)",
    'TypeError function takes exactly 5 arguments (0 given)',
    'TypeError argument 2 must be str, not bytes',
    "TypeError 'str' object cannot be interpreted as an integer",
    "TypeError a bytes-like object is required, not 'str'",
    'TypeError argument 4 must be str, not int',
    "b'b'",
    '"\'a\' codec can\'t encode characters in position 0-8: r"',
    '"\'a\' codec can\'t encode character \'\\\\x63\' in position 1: r"',
    '-5',
    'TypeError function takes at least 4 arguments (1 given)',
    'TypeError end_offset must be provided when end_lineno is provided',
    'TypeError function takes at most 6 arguments (7 given)',
    "TypeError 'int' object is not iterable",
    "'a (f, line 3)'",
    'None',
    "('m', 'a', 'b')",
    'TypeError state is not a dictionary',
    'None',
    'None',
    "(<class 'Exception'>, (1,), {'a': 1})",
    'TypeError args may not be deleted',
    'TypeError __cause__ may not be deleted',
    'TypeError __context__ may not be deleted',
    'TypeError __traceback__ may not be deleted',
    'TypeError attribute value type must be bool',
    "TypeError can't delete numeric/char attribute",
    'TypeError __traceback__ must be a traceback or None',
    'TypeError exception cause must be None or derive from BaseException',
    'TypeError exception context must be None or derive from BaseException',
    '{}',
    'TypeError Exception() takes no keyword arguments',
    'TypeError ValueError() takes no keyword arguments',
    'ValueError()',
    '(3,)',
    '()',
    "(<class '__main__.E'>, (3,), {'x': 3})",
    '1',
    'None',
    '(1, 2)',
    'None',
    '"(\'a\', \'b\')"',
    '"\'a\'"',
    "(2, (2, 'x'), None)",
    "(2, (2, 'x'))",
    'TypeError BaseExceptionGroup.__new__() takes exactly 2 arguments (1 given)',
    'TypeError BaseExceptionGroup.__new__() argument 1 must be str, not int',
    'TypeError second argument (exceptions) must be a sequence',
    'ValueError second argument (exceptions) must be a non-empty sequence',
    'ValueError Item 0 of second argument (exceptions) is not an exception',
    'TypeError Cannot nest BaseExceptions in an ExceptionGroup',
    "ExceptionGroup('a', [KeyError()])",
    'ExceptionGroup[int]',
    'TypeError expected a function, exception type or tuple of exception types',
    '"ExceptionGroup(\'a\', (KeyError(1),))"',
    'TypeError second argument (exceptions) must be a sequence',
    "ExceptionGroup('a', [KeyError()])",
    "'m'",
    "'BaseExceptionGroup.__init__'",
    'TypeError second argument (exceptions) must be a sequence',
    "(ExceptionGroup('a', [ExceptionGroup('b', [ValueError(2)])]), ExceptionGroup('a', [KeyError(1)]))",
    "TypeError 'str' object cannot be interpreted as an integer",
    'AttributeError characters_written',
    "['PermissionError', 'FileNotFoundError', 'ProcessLookupError', 'InterruptedError', 'ChildProcessError', 'BlockingIOError', 'PermissionError', 'FileExistsError', 'NotADirectoryError', 'IsADirectoryError', 'BrokenPipeError', 'ConnectionAbortedError', 'ConnectionResetError', 'TimeoutError', 'ConnectionRefusedError', 'BlockingIOError', 'BlockingIOError', 'BrokenPipeError']",
    'None',
    'None',
    'None',
    "'Out of memory.'",
    'True',
    '{}',
    'None',
    "TypeError note must be a str, not 'int'",
    'None',
    "['x']",
]
for index, (got, wanted) in enumerate(zip(results, expected)):
    assert got == wanted, (index, got, wanted)
assert len(results) == len(expected)
print("ok")
