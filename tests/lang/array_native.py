"""array: construction, ranges, slices, methods, buffers, pickles."""

from array import _array_reconstructor, array


class Own(array):
    pass


def change(value, method, *args):
    """The value after a call of a method."""
    getattr(value, method)(*args)
    return value


def outcome(expression):
    """What an expression gives: the repr of its value, or the exception's type and message."""
    try:
        return repr(eval(expression))
    except Exception as error:
        return f"{type(error).__name__}: {error}"


CASES = [
    ('array()', 'TypeError: array() takes at least 1 argument (0 given)'),
    ("array('x')", 'ValueError: bad typecode (must be b, B, u, h, H, i, I, l, L, q, Q, f or d)'),
    ('array(1)', 'TypeError: array() argument 1 must be a unicode character, not int'),
    ("array('i', 1)", "TypeError: 'int' object is not iterable"),
    ("array('i', [1, 2, 3])", "array('i', [1, 2, 3])"),
    ("array('i', b'abcd')", "array('i', [1684234849])"),
    ("array('i', b'abc')", 'ValueError: bytes length not a multiple of item size'),
    ("array('b', 'abc')", "TypeError: cannot use a str to initialize an array with typecode 'b'"),
    ("array('u', 'aé𐍈')", "array('u', 'aé𐍈')"),
    ("array('i', array('u', 'a'))", "TypeError: cannot use a unicode array to initialize an array with typecode 'i'"),
    ("array('d', array('i', [1, 2]))", "array('d', [1.0, 2.0])"),
    ("array('i', array('d', [1.5]))", "TypeError: 'float' object cannot be interpreted as an integer"),
    ("array('i', x=1)", 'TypeError: array.array() takes no keyword arguments'),
    ("[array(c).itemsize for c in 'bBuhHiIlLqQfd']", '[1, 1, 4, 2, 2, 4, 4, 8, 8, 8, 8, 4, 8]'),
    ("array('b', [128])", 'OverflowError: signed char is greater than maximum'),
    ("array('b', [40000])", 'OverflowError: signed short integer is greater than maximum'),
    ("array('B', [-1])", 'OverflowError: unsigned byte integer is less than minimum'),
    ("array('H', [65536])", 'OverflowError: unsigned short is greater than maximum'),
    ("array('H', [2 ** 31])", 'OverflowError: signed integer is greater than maximum'),
    ("array('i', [2 ** 31])", 'OverflowError: signed integer is greater than maximum'),
    ("array('I', [-1])", "OverflowError: can't convert negative value to unsigned int"),
    ("array('I', [2 ** 32])", 'OverflowError: unsigned int is greater than maximum'),
    ("array('l', [2 ** 63])", 'OverflowError: Python int too large to convert to C long'),
    ("array('L', [2 ** 64])", 'OverflowError: Python int too large to convert to C unsigned long'),
    ("array('q', [2 ** 63])", 'OverflowError: int too big to convert'),
    ("array('Q', [-1])", "OverflowError: can't convert negative int to unsigned"),
    ("array('Q', [2 ** 64 - 1])", "array('Q', [18446744073709551615])"),
    ("array('i', ['a'])", "TypeError: 'str' object cannot be interpreted as an integer"),
    ("array('f', [1.5, 1, 1e39])", "array('f', [1.5, 1.0, inf])"),
    ("array('d', ['a'])", 'TypeError: must be real number, not str'),
    ("array('u', ['ab'])", 'TypeError: array item must be unicode character'),
    ("array('i', range(5))[1:3]", "array('i', [1, 2])"),
    ("array('i', range(5))[::-2]", "array('i', [4, 2, 0])"),
    ("array('i', range(5))[9]", 'IndexError: array index out of range'),
    ("array('i', range(5))['a']", 'TypeError: array indices must be integers'),
    ("change(array('i', range(5)), '__setitem__', slice(1, 3), array('i', [7, 8, 9]))", "array('i', [0, 7, 8, 9, 3, 4])"),
    ("change(array('i', range(5)), '__setitem__', slice(None, None, 2), array('i', [7, 8, 9]))", "array('i', [7, 1, 8, 3, 9])"),
    ("change(array('i', range(5)), '__setitem__', slice(None, None, 2), array('i', [7]))", 'ValueError: attempt to assign array of size 1 to extended slice of size 3'),
    ("change(array('i', range(5)), '__setitem__', slice(1, 3), [1])", 'TypeError: can only assign array (not "list") to array slice'),
    ("change(array('i', range(5)), '__setitem__', slice(1, 3), array('h', [1]))", 'TypeError: bad argument type for built-in operation'),
    ("change(array('i', range(5)), '__setitem__', 0, 'a')", "TypeError: 'str' object cannot be interpreted as an integer"),
    ("change(array('i', range(5)), '__delitem__', slice(4, 0, -2))", "array('i', [0, 1, 3])"),
    ("change(array('i', range(5)), '__delitem__', 0)", "array('i', [1, 2, 3, 4])"),
    ("change(array('i', range(5)), '__delitem__', 9)", 'IndexError: array assignment index out of range'),
    ("change(array('i', range(5)), 'extend', array('h', [1]))", 'TypeError: can only extend with array of same kind'),
    ("change(array('i', range(5)), 'extend', [7])", "array('i', [0, 1, 2, 3, 4, 7])"),
    ("change(array('i', range(5)), 'insert', -1, 9)", "array('i', [0, 1, 2, 3, 9, 4])"),
    ("change(array('i', range(5)), 'remove', 3)", "array('i', [0, 1, 2, 4])"),
    ("change(array('i', range(5)), 'remove', 33)", 'ValueError: array.remove(x): x not in array'),
    ("change(array('i', range(5)), 'reverse')", "array('i', [4, 3, 2, 1, 0])"),
    ("change(array('i', range(5)), 'byteswap')", "array('i', [0, 16777216, 33554432, 50331648, 67108864])"),
    ("change(array('i', range(5)), 'frombytes', b'abcdefgh')", "array('i', [0, 1, 2, 3, 4, 1684234849, 1751606885])"),
    ("change(array('i', range(5)), 'fromlist', [1, 'a'])", "TypeError: 'str' object cannot be interpreted as an integer"),
    ("change(array('i', range(5)), 'fromlist', (1,))", 'TypeError: arg must be list'),
    ("change(array('i', range(5)), '__iadd__', [1])", 'TypeError: can only extend array with array (not "list")'),
    ("change(array('i', range(5)), '__imul__', 2)", "array('i', [0, 1, 2, 3, 4, 0, 1, 2, 3, 4])"),
    ("change(array('u', 'ab'), 'fromunicode', 'cd')", "array('u', 'abcd')"),
    ("change(array('i', range(5)), 'fromunicode', 'cd')", 'ValueError: fromunicode() may only be called on unicode type arrays'),
    ("array('i', range(5)).pop()", '4'),
    ("array('i').pop()", 'IndexError: pop from empty array'),
    ("array('i', [1]).pop(5)", 'IndexError: pop index out of range'),
    ("array('i', range(5)).index(3)", '3'),
    ("array('i', range(5)).index(3, 4)", 'ValueError: array.index(x): x not in array'),
    ("array('i', [1, 2, 1]).count(1)", '2'),
    ("array('i', [1]) + array('i', [2])", "array('i', [1, 2])"),
    ("array('i', [1]) + array('h', [2])", 'TypeError: bad argument type for built-in operation'),
    ("array('i', [1]) + 1", 'TypeError: can only append array (not "int") to array'),
    ("array('i', [1]) * 3", "array('i', [1, 1, 1])"),
    ("array('i', [1]) * 'a'", "TypeError: can't multiply sequence by non-int of type 'str'"),
    ("array('i', [1, 2]) == array('h', [1, 2])", 'True'),
    ("array('i', [1, 2]) < array('i', [1, 3])", 'True'),
    ("array('d', [1.0]) == array('i', [1])", 'True'),
    ("array('i', [1]) < [1]", "TypeError: '<' not supported between instances of 'array.array' and 'list'"),
    ("hash(array('i'))", "TypeError: unhashable type: 'array.array'"),
    ("array('h', [1, 2]).tobytes()", "b'\\x01\\x00\\x02\\x00'"),
    ("array('u', 'ab').tounicode()", "'ab'"),
    ("array('i').tounicode()", 'ValueError: tounicode() may only be called on unicode type arrays'),
    ("array('i', [1]).__reduce_ex__(2)[1:]", "(('i', [1]), None)"),
    ("array('i', [1]).__reduce_ex__(3)[1][1:]", "('i', 8, b'\\x01\\x00\\x00\\x00')"),
    ("(memoryview(array('h', [1, 2])).format, memoryview(array('h', [1, 2])).shape, memoryview(array('h', [1, 2])).tolist())", "('h', (2,), [1, 2])"),
    ("bytes(array('h', [1, 2]))", "b'\\x01\\x00\\x02\\x00'"),
    ("[m and a.append(1) for a in [array('b', [1])] for m in [memoryview(a)]]", 'BufferError: cannot resize an array that is exporting buffers'),
    ("[m.__setitem__(0, 5) or a for a in [array('b', [1])] for m in [memoryview(a)]]", "[array('b', [5])]"),
    ("iter(array('i', [1, 2])).__reduce__()[1:]", "((array('i', [1, 2]),), 0)"),
    ("_array_reconstructor(array, 'i', 8, b'abcd')", "array('i', [1684234849])"),
    ("_array_reconstructor(array, 'i', 9, b'\\0\\0\\0\\1')", "array('i', [1])"),
    ("_array_reconstructor(array, 'h', 8, b'\\1\\0\\0\\0')", "array('i', [1])"),
    ("_array_reconstructor(array, 'd', 14, b'\\0' * 8)", "array('d', [0.0, 0.0])"),
    ("_array_reconstructor(array, 'u', 18, b'a\\0b\\0')", "array('u', 'ab')"),
    ("_array_reconstructor(array, 'i', 99, b'abcd')", 'ValueError: third argument must be a valid machine format code.'),
    ("_array_reconstructor(int, 'i', 8, b'')", 'TypeError: int is not a subtype of array.array'),
    ("Own('i', [1])", "Own('i', [1])"),
    ("type(Own('i', [1])[:]).__name__", "'array'"),
    ('array[int]', 'array.array[int]'),
]
for expression, expected in CASES:
    assert outcome(expression) == expected, f"{expression}: {outcome(expression)}, not {expected}"
print("ok")
