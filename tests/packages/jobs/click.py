"""click: commands, options, prompts, errors, help."""
import click
from click.testing import CliRunner


@click.group()
@click.option('--verbose/--quiet', default=False, help='Say more.')
@click.version_option('1.2', prog_name='tool')
@click.pass_context
def tool(context, verbose):
    """A tool of commands."""
    context.obj = verbose


@tool.command()
@click.argument('names', nargs=-1, required=True)
@click.option('-n', '--count', type=click.IntRange(1, 5), default=1, show_default=True)
@click.option('--color', type=click.Choice(['red', 'blue']), help='Which color.')
@click.pass_obj
def greet(verbose, names, count, color):
    """Greet NAMES."""
    for name in names * count:
        click.secho(f'Hello {name}' + (' loudly' if verbose else ''), fg=color)


@tool.command()
@click.option('--name', prompt='Your name')
@click.password_option()
@click.argument('file', type=click.File('r'), default='-')
def ask(name, password, file):
    click.echo(f'{name} {len(password)} {file.name}')
    if not click.confirm('Go on?'):
        raise click.Abort()


runner = CliRunner()
for arguments, given in [
    (['--help'], None), (['greet', '--help'], None), (['--version'], None), (['greet', 'a', 'b', '-n2'], None),
    (['--verbose', 'greet', 'x', '--color', 'red'], None), (['greet'], None), (['greet', 'a', '-n', '9'], None),
    (['greet', 'a', '--color', 'green'], None), (['gret'], None), (['ask'], 'me\nsecret\nsecret\ny\n'), (['ask'], 'me\na\nb\nc\nc\nn\n'),
]:
    result = runner.invoke(tool, arguments, input=given)
    print(arguments, result.exit_code, result.output)
