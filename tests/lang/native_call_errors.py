"""What calls of builtin functions, methods and slot wrappers with wrong arguments raise, word for word."""

EXPECTED = """
[].__get__() -> AttributeError:'list' object has no attribute '__get__'
(lambda:0).__get__() -> TypeError: expected at least 1 argument, got 0
(lambda:0).__get__(1,2,3) -> TypeError: expected at most 2 arguments, got 3
property().__get__() -> TypeError: expected at least 1 argument, got 0
[].__len__(1) -> TypeError:expected 0 arguments, got 1
[].__len__(x=1) -> TypeError:wrapper __len__() takes no keyword arguments
[].__getitem__() -> TypeError:list.__getitem__() takes exactly one argument (0 given)
[].__getitem__(1,2) -> TypeError:list.__getitem__() takes exactly one argument (2 given)
[].__setitem__(1) -> TypeError: expected 2 arguments, got 1
[].__delitem__() -> TypeError:expected 1 argument, got 0
[].__init__(1,2) -> TypeError:list expected at most 1 argument, got 2
[].__init__(x=1) -> TypeError:list() takes no keyword arguments
list(1,2) -> TypeError:list expected at most 1 argument, got 2
list(x=1) -> TypeError:list() takes no keyword arguments
list.append() -> TypeError:unbound method list.append() needs an argument
list.append(1) -> TypeError:descriptor 'append' for 'list' objects doesn't apply to a 'int' object
list.__len__() -> TypeError:descriptor '__len__' of 'list' object needs an argument
list.__len__(1) -> TypeError:descriptor '__len__' requires a 'list' object but received a 'int'
list.__len__({}) -> TypeError:descriptor '__len__' requires a 'list' object but received a 'dict'
[].append() -> TypeError:list.append() takes exactly one argument (0 given)
[].append(1,2) -> TypeError:list.append() takes exactly one argument (2 given)
[].append(x=1) -> TypeError:list.append() takes no keyword arguments
[].pop(1,2) -> TypeError:pop expected at most 1 argument, got 2
[].insert(1) -> TypeError:insert expected 2 arguments, got 1
[].sort(1) -> TypeError:sort() takes no positional arguments
[].sort(x=1) -> TypeError:'x' is an invalid keyword argument for sort()
[].sort(key=1,reverse=1,x=1) -> TypeError:sort() takes at most 2 keyword arguments (3 given)
print(x=1) -> TypeError:'x' is an invalid keyword argument for print()
print(1,x=1) -> TypeError:'x' is an invalid keyword argument for print()
sum() -> TypeError:sum() takes at least 1 positional argument (0 given)
sum([],1,2) -> TypeError:sum() takes at most 2 arguments (3 given)
sum(iterable=[]) -> TypeError:sum() takes at least 1 positional argument (0 given)
sum([],x=1) -> TypeError:'x' is an invalid keyword argument for sum()
sum([],1,start=1) -> TypeError:sum() takes at most 2 arguments (3 given)
sorted() -> TypeError:sorted expected 1 argument, got 0
sorted([],1) -> TypeError:sorted expected 1 argument, got 2
sorted(iterable=[]) -> TypeError:sorted expected 1 argument, got 0
enumerate() -> TypeError:enumerate() missing required argument 'iterable'
enumerate([],1,2) -> TypeError:enumerate() takes at most 2 arguments (3 given)
enumerate([],x=1) -> TypeError:'x' is an invalid keyword argument for enumerate()
int(1,2,3) -> TypeError:int() takes at most 2 arguments (3 given)
int(1,x=2) -> TypeError:'x' is an invalid keyword argument for int()
range() -> TypeError:range expected at least 1 argument, got 0
range(1,2,3,4) -> TypeError:range expected at most 3 arguments, got 4
range(x=1) -> TypeError:range() takes no keyword arguments
slice() -> TypeError:slice expected at least 1 argument, got 0
slice(1,2,3,4) -> TypeError:slice expected at most 3 arguments, got 4
filter(None) -> TypeError:filter expected 2 arguments, got 1
filter(None,[],1) -> TypeError:filter expected 2 arguments, got 3
filter(None,x=1) -> TypeError:filter() takes no keyword arguments
map() -> TypeError:map() must have at least two arguments.
map(1) -> TypeError:map() must have at least two arguments.
map(x=1) -> TypeError:map() takes no keyword arguments
zip(1) -> TypeError:'int' object is not iterable
zip([],x=1) -> TypeError:'x' is an invalid keyword argument for zip()
reversed() -> TypeError:reversed expected 1 argument, got 0
reversed([],1) -> TypeError:reversed expected 1 argument, got 2
reversed(x=1) -> TypeError:reversed() takes no keyword arguments
tuple(1,2) -> TypeError:tuple expected at most 1 argument, got 2
tuple(x=1) -> TypeError:tuple() takes no keyword arguments
dict(1,2) -> TypeError:dict expected at most 1 argument, got 2
{}.update(1,2) -> TypeError:update expected at most 1 argument, got 2
{}.get() -> TypeError:get expected at least 1 argument, got 0
{}.get(1,2,3) -> TypeError:get expected at most 2 arguments, got 3
{}.get(key=1) -> TypeError:dict.get() takes no keyword arguments
{}.pop() -> TypeError:pop expected at least 1 argument, got 0
{}.popitem(1) -> TypeError:dict.popitem() takes no arguments (1 given)
{}.fromkeys() -> TypeError:fromkeys expected at least 1 argument, got 0
set(1,2) -> TypeError:set expected at most 1 argument, got 2
set(x=1) -> TypeError:set() takes no keyword arguments
frozenset(x=1) -> TypeError:frozenset() takes no keyword arguments
frozenset(1,2) -> TypeError:frozenset expected at most 1 argument, got 2
set().add() -> TypeError:set.add() takes exactly one argument (0 given)
set().union(1) -> TypeError:'int' object is not iterable
set().union(x=1) -> TypeError:set.union() takes no keyword arguments
bool(1,2) -> TypeError:bool expected at most 1 argument, got 2
bool(x=1) -> TypeError:bool() takes no keyword arguments
property(1,2,3,4,5) -> TypeError:property() takes at most 4 arguments (5 given)
property(x=1) -> TypeError:'x' is an invalid keyword argument for property()
classmethod() -> TypeError:classmethod expected 1 argument, got 0
classmethod(1,2) -> TypeError:classmethod expected 1 argument, got 2
classmethod(x=1) -> TypeError:classmethod() takes no keyword arguments
super(x=1) -> TypeError:super() takes no keyword arguments
type() -> TypeError:type() takes 1 or 3 arguments
type(1,2) -> TypeError:type() takes 1 or 3 arguments
type(1,2,3,4) -> TypeError:type() takes 1 or 3 arguments
object(1) -> TypeError:object() takes no arguments
object.__new__() -> TypeError:object.__new__(): not enough arguments
object.__new__(1) -> TypeError:object.__new__(X): X is not a type object (int)
object.__new__(int) -> TypeError:object.__new__(int) is not safe, use int.__new__()
list.__new__() -> TypeError:list.__new__(): not enough arguments
list.__new__(int) -> TypeError:list.__new__(int): int is not a subtype of list
len() -> TypeError:len() takes exactly one argument (0 given)
len(1,2) -> TypeError:len() takes exactly one argument (2 given)
len(x=1) -> TypeError:len() takes no keyword arguments
round() -> TypeError:round() missing required argument 'number' (pos 1)
round(1,2,3) -> TypeError:round() takes at most 2 arguments (3 given)
pow(1) -> TypeError:pow() missing required argument 'exp' (pos 2)
pow(1,2,3,4) -> TypeError:pow() takes at most 3 arguments (4 given)
isinstance(1) -> TypeError:isinstance expected 2 arguments, got 1
getattr(1) -> TypeError:getattr expected at least 2 arguments, got 1
getattr(1,2,3,4) -> TypeError:getattr expected at most 3 arguments, got 4
getattr(1,2) -> TypeError:attribute name must be string, not 'int'
setattr(1,2) -> TypeError:setattr expected 3 arguments, got 2
iter() -> TypeError:iter expected at least 1 argument, got 0
iter(1,2,3) -> TypeError:iter expected at most 2 arguments, got 3
next() -> TypeError:next expected at least 1 argument, got 0
next(1) -> TypeError:'int' object is not an iterator
next(1,2) -> TypeError:'int' object is not an iterator
max() -> TypeError:max expected at least 1 argument, got 0
max(1) -> TypeError:'int' object is not iterable
max(1,2,default=3) -> TypeError:Cannot specify a default for max() with multiple positional arguments
max([]) -> ValueError:max() iterable argument is empty
vars(1,2) -> TypeError:vars expected at most 1 argument, got 2
vars(1) -> TypeError:vars() argument must have __dict__ attribute
dir(1,2) -> TypeError:dir expected at most 1 argument, got 2
input(1,2) -> TypeError:input expected at most 1 argument, got 2
compile() -> TypeError:compile() missing required argument 'source' (pos 1)
compile(1,2) -> TypeError:compile() missing required argument 'mode' (pos 3)
eval() -> TypeError:eval expected at least 1 argument, got 0
eval(1,2,3,4) -> TypeError:eval expected at most 3 arguments, got 4
eval(x=1) -> TypeError:eval() takes no keyword arguments
hash() -> TypeError:hash() takes exactly one argument (0 given)
id() -> TypeError:id() takes exactly one argument (0 given)
globals(1) -> TypeError:globals() takes no arguments (1 given)
locals(1) -> TypeError:locals() takes no arguments (1 given)
callable() -> TypeError:callable() takes exactly one argument (0 given)
__import__() -> TypeError:__import__() missing required argument 'name' (pos 1)
__build_class__() -> TypeError:__build_class__: not enough arguments
__build_class__(1) -> TypeError:__build_class__: not enough arguments
__build_class__(1,2) -> TypeError:__build_class__: func must be a function
__build_class__(lambda:0,2) -> TypeError:__build_class__: name is not a string
chr(-1) -> ValueError:chr() arg not in range(0x110000)
chr(1.5) -> TypeError:'float' object cannot be interpreted as an integer
ord(1) -> TypeError:ord() expected string of length 1, but int found
ord('ab') -> TypeError:ord() expected a character, but string of length 2 found
ord(b'ab') -> TypeError:ord() expected a character, but string of length 2 found
bin(1.5) -> TypeError:'float' object cannot be interpreted as an integer
divmod(1) -> TypeError:divmod expected 2 arguments, got 1
abs() -> TypeError:abs() takes exactly one argument (0 given)
abs('') -> TypeError:bad operand type for abs(): 'str'
all() -> TypeError:all() takes exactly one argument (0 given)
all(1) -> TypeError:'int' object is not iterable
any(1) -> TypeError:'int' object is not iterable
repr() -> TypeError:repr() takes exactly one argument (0 given)
hasattr(1) -> TypeError:hasattr expected 2 arguments, got 1
hasattr(1,2) -> TypeError:attribute name must be string, not 'int'
delattr(1,2) -> TypeError:attribute name must be string, not 'int'
delattr(1) -> TypeError:delattr expected 2 arguments, got 1
format() -> TypeError:format expected at least 1 argument, got 0
format(1,2) -> TypeError:format() argument 2 must be str, not int
format(1,2,3) -> TypeError:format expected at most 2 arguments, got 3
object.__init__() -> TypeError:descriptor '__init__' of 'object' object needs an argument
object.__repr__() -> TypeError:descriptor '__repr__' of 'object' object needs an argument
object.__repr__(1,2) -> TypeError:expected 0 arguments, got 1
object().__eq__() -> TypeError:expected 1 argument, got 0
object().__hash__(1) -> TypeError:expected 0 arguments, got 1
object().__reduce_ex__() -> TypeError:object.__reduce_ex__() takes exactly one argument (0 given)
object().__reduce_ex__('a') -> TypeError:'str' object cannot be interpreted as an integer
object().__format__() -> TypeError:object.__format__() takes exactly one argument (0 given)
object().__format__(1) -> TypeError:__format__() argument must be str, not int
object().__dir__(1) -> TypeError:object.__dir__() takes no arguments (1 given)
object().__setattr__(1) -> TypeError: expected 2 arguments, got 1
object().__setattr__(1,2) -> TypeError:attribute name must be string, not 'int'
object().__delattr__() -> TypeError:expected 1 argument, got 0
object().__getattribute__() -> TypeError:expected 1 argument, got 0
object().__getattribute__(1) -> TypeError:attribute name must be string, not 'int'
type.__call__() -> TypeError:descriptor '__call__' of 'type' object needs an argument
type.mro() -> TypeError:unbound method type.mro() needs an argument
type.mro(1) -> TypeError:descriptor 'mro' for 'type' objects doesn't apply to a 'int' object
type.__subclasses__() -> TypeError:unbound method type.__subclasses__() needs an argument
type.__instancecheck__(int) -> TypeError:type.__instancecheck__() takes exactly one argument (0 given)
(1).__add__() -> TypeError:expected 1 argument, got 0
(1).__pow__() -> TypeError: expected at least 1 argument, got 0
(1).__pow__(1,2,3) -> TypeError: expected at most 2 arguments, got 3
(1).__radd__(1,2) -> TypeError:expected 1 argument, got 2
(1).__bool__(1) -> TypeError:expected 0 arguments, got 1
(1).__round__(1,2) -> TypeError:__round__ expected at most 1 argument, got 2
(1).__index__(1) -> TypeError:expected 0 arguments, got 1
(1).__hash__(1) -> TypeError:expected 0 arguments, got 1
().index() -> TypeError:index expected at least 1 argument, got 0
().count() -> TypeError:tuple.count() takes exactly one argument (0 given)
().count(1,2) -> TypeError:tuple.count() takes exactly one argument (2 given)
().index(1) -> ValueError:tuple.index(x): x not in tuple
[].index(1) -> ValueError:1 is not in list
[].remove(1) -> ValueError:list.remove(x): x not in list
'a'.join() -> TypeError:str.join() takes exactly one argument (0 given)
range(3).index() -> TypeError:range.index() takes exactly one argument (0 given)
range(3).index(5) -> ValueError:5 is not in range
range(3).index('a') -> ValueError:sequence.index(x): x not in sequence
range(3).count() -> TypeError:range.count() takes exactly one argument (0 given)
slice(1).indices() -> TypeError:slice.indices() takes exactly one argument (0 given)
slice(1).indices(1,2) -> TypeError:slice.indices() takes exactly one argument (2 given)
slice(1).indices(-1) -> ValueError:length should not be negative
slice(1).indices('a') -> TypeError:'str' object cannot be interpreted as an integer
hash([]) -> TypeError:unhashable type: 'list'
hash({}) -> TypeError:unhashable type: 'dict'
hash(set()) -> TypeError:unhashable type: 'set'
{[]:1} -> TypeError:unhashable type: 'list'
{1}|[1] -> TypeError:unsupported operand type(s) for |: 'set' and 'list'
{}|[] -> TypeError:unsupported operand type(s) for |: 'dict' and 'list'
[]+() -> TypeError:can only concatenate list (not "tuple") to list
()+[] -> TypeError:can only concatenate tuple (not "list") to tuple
[]*'a' -> TypeError:can't multiply sequence by non-int of type 'str'
'a'*[] -> TypeError:can't multiply sequence by non-int of type 'list'
{}[1] -> KeyError:1
[][0] -> IndexError:list index out of range
()[0] -> IndexError:tuple index out of range
[].pop() -> IndexError:pop from empty list
{}.popitem() -> KeyError:'popitem(): dictionary is empty'
set().pop() -> KeyError:'pop from an empty set'
set().remove(3) -> KeyError:3
range(0)[0] -> IndexError:range object index out of range
range(1,2,0) -> ValueError:range() arg 3 must not be zero
range('a') -> TypeError:'str' object cannot be interpreted as an integer
range(1.0) -> TypeError:'float' object cannot be interpreted as an integer
iter(1) -> TypeError:'int' object is not iterable
1 in 1 -> TypeError:argument of type 'int' is not iterable
[1][::0] -> ValueError:slice step cannot be zero
slice('a').indices(3) -> TypeError:slice indices must be integers or None or have an __index__ method
[1]['a':] -> TypeError:slice indices must be integers or None or have an __index__ method
[].__class_getitem__() -> TypeError:list.__class_getitem__() takes exactly one argument (0 given)
list[int](1,2) -> TypeError:list expected at most 1 argument, got 2
"""

for line in EXPECTED.strip().splitlines():
    source, expected = line.split(" -> ")
    try:
        eval(source)
    except Exception as error:
        assert f"{type(error).__name__}:{error}" == expected, f"{source}: {error}"
    else:
        raise AssertionError(f"{source} raised nothing")

print("ok")
