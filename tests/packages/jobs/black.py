"""black: formatting, its stability and its complaints."""
import subprocess
import sys

TEXT = '''
import os,sys
x = {  'a':37,'b':42,
'c':927}
if very_long_variable_name is not None and another_long_name > 17 or some_function(argument_one, argument_two)[1:2] != 'text':
    z = 'hello '+'world'
class Foo  (     object  ):
  def f    (self   ):
    return       37*-2
  def g(self, x,y=42, *args, **kwargs) -> Set["Very", "Long", "Annotation", "That", "Needs", "To", "Be", "Split"]:
      return y
def f  (   a ,):
    assert some.very.long.expression(that_takes, many_arguments), "and a message that is rather long too, so it wraps"
    with open("a") as a, open("b") as b: pass
    return (yield) if x else lambda a=1,*b:a
match x:
    case [1,2,*rest] if rest: pass
    case {"k":v,**o}: pass
async def h(): return [await y async for y in z if y]   # comment
print(* args, ** kwargs); print( "a" "b" ); del (a,b)
t = f"{x!r:>{width}}" if True else u'single' ; n = 0XFF + 1E5 + 10
'''
with open('a.py', 'w') as file:
    file.write(TEXT)
with open('bad.py', 'w') as file:
    file.write('def f(:\n    pass\n')
for arguments in (['--diff', 'a.py'], ['-l', '60', '-S', '--diff', 'a.py'], ['--check', 'a.py'], ['a.py'], ['--check', 'a.py'], ['bad.py']):
    done = subprocess.run([sys.executable, '-m', 'black', *arguments], capture_output=True, text=True)
    lines = [line for line in done.stdout.splitlines() if not line.startswith(('---', '+++'))]
    print(arguments, done.returncode, '\n'.join(lines), done.stderr)
print(open('a.py').read())
