"""mypy: checking a small program, with errors and revealed types."""
import subprocess
import sys

TEXT = '''
from __future__ import annotations
from dataclasses import dataclass
from typing import Callable, Generic, Iterator, Literal, Protocol, TypedDict, TypeVar, overload

T = TypeVar("T")

class Named(Protocol):
    name: str

@dataclass
class Person:
    name: str
    age: int = 0

class Stack(Generic[T]):
    def __init__(self) -> None:
        self.items: list[T] = []
    def push(self, item: T) -> None:
        self.items.append(item)
    def pop(self) -> T:
        return self.items.pop()

class Movie(TypedDict, total=False):
    title: str
    year: int

@overload
def double(x: int) -> int: ...
@overload
def double(x: str) -> str: ...
def double(x: int | str) -> int | str:
    return x * 2

def greet(n: Named) -> str:
    return n.name

def kind(mode: Literal["r", "w"]) -> int:
    if mode == "r":
        return 1
    reveal_type(mode)
    return "x"

s = Stack[int]()
s.push("a")
reveal_type(s.pop())
reveal_type(double("a"))
greet(Person("x"))
greet(3)
Person(1, "x")
m: Movie = {"title": "t", "yeer": 1}
f: Callable[[int], str] = lambda x: x
def g() -> Iterator[int]:
    yield "s"
x: int | None = None
x + 1
match s:
    case Stack(items=[first, *_]):
        reveal_type(first)
import nothing_here
async def h() -> int:
    return await h() + ""
'''
with open('a.py', 'w') as file:
    file.write(TEXT)
for arguments in (['--strict', 'a.py'], ['--show-error-context', '--pretty', 'a.py'], ['-c', 'x: int = 1']):
    done = subprocess.run([sys.executable, '-m', 'mypy', '--cache-dir=cache', *arguments], capture_output=True, text=True)
    print(arguments, done.returncode, done.stdout, done.stderr)
