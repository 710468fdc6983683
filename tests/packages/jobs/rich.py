"""rich: tables, markup, trees, progress, syntax, tracebacks on a console of fixed width."""
import io

from rich.console import Console, Group
from rich.markdown import Markdown
from rich.panel import Panel
from rich.pretty import Pretty
from rich.progress import Progress
from rich.syntax import Syntax
from rich.table import Table
from rich.tree import Tree

console = Console(file=io.StringIO(), width=70, force_terminal=True, color_system='truecolor', legacy_windows=False)
table = Table(title='Planets', show_lines=True)
table.add_column('Name', style='cyan')
table.add_column('Mass', justify='right')
for name, mass in [('Mercury', 0.33), ('[bold]Jupiter[/bold]', 1898.0)]:
    table.add_row(name, f'{mass:,}')
console.print(table)
tree = Tree('root')
for branch in 'ab':
    node = tree.add(branch)
    node.add(f'{branch}1').add('[red]leaf[/red]')
console.print(Group(tree, Panel('text :smile:', title='panel')))
console.print(Markdown('# Head\n\n* one\n* *two*\n\n```python\ndef f(x): return x + 1\n```\n\n1. a\n2. b\n\n> quote'))
console.print(Syntax('class A:\n    """Doc."""\n    x: int = 0x1f\n', 'python', line_numbers=True))
console.print(Pretty({'a': list(range(30)), 'b': {'c': (1, 2), 'd': 'x' * 60}}, max_length=10))
console.print([1, 'two', None, 3.5, {'k': True}], 'http://example.com', '日本語 wide')
with Progress(console=Console(file=io.StringIO(), width=60), auto_refresh=False) as progress:
    task = progress.add_task('work', total=10)
    for _ in range(10):
        progress.advance(task)
    console.print(progress.tasks[0].percentage, progress.finished)
print(console.file.getvalue())
