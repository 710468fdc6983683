"""Makes a program that fails as small as it gets, asking for many candidates at a time, since a process takes longest to start.

Statements become `pass`, then blocks are taken out of what is around them and expressions become one of their parts or a constant, as
long as the program goes on to fail.
"""

import ast
import warnings

# Fields whose lists may get shorter.
OPTIONAL = ("orelse", "finalbody", "handlers", "decorator_list", "keywords", "args", "defaults", "kw_defaults", "generators", "items", "elts", "cases",
            "targets", "names", "values", "keys")
# Functions that stay as they are: they keep addresses out of the output.
PROTECTED = ("shown", "check")
# Candidates to a process.
AT_ONCE = 40


def shrunk(source, failing):
    """A smaller program that fails; `failing` says of each of some programs whether it does."""
    source = without_statements(source, failing)
    while True:
        smaller = one_round(source, failing)
        if smaller == source:
            return source
        source = without_statements(smaller, failing)


def without_statements(source, failing):
    """Turns statements into `pass`, all at once that may go by themselves, if that works, and part of them if not."""
    while True:
        places = statements(source)
        texts = [replaced(source, [place]) for place in places]
        going = [place for place, fails in zip(places, asked(texts, failing)) if fails]
        if not going:
            return source
        source = replaced(source, together(source, outermost(going), failing))


def statements(source):
    found = []
    for node in walked(ast.parse(source)):
        if isinstance(node, (ast.stmt, ast.ExceptHandler)) and not isinstance(node, ast.Pass):
            first = min([node.lineno, *(decorator.lineno for decorator in getattr(node, "decorator_list", ()))])
            found.append((first, node.end_lineno, node.col_offset, isinstance(node, ast.ExceptHandler)))
    # What shares a line with another cannot go by itself.
    return sorted({(first, last): (first, last, column, handler) for first, last, column, handler in reversed(found)}.values())


def replaced(source, places):
    """The program without some statements; empty blocks get a `pass`, and other ones lose theirs."""
    lines = source.splitlines()
    for first, last, column, handler in places:
        if lines[first - 1][:column].strip():
            return None
        lines[first - 1:last] = [None if handler else " " * column + "pass"] + [None] * (last - first)
    text = "\n".join(line for line in lines if line is not None) + "\n"
    return tidied(text) if valid(text) else None


def tidied(text):
    tree = ast.parse(text)
    for node in ast.walk(tree):
        for field, block in ast.iter_fields(node):
            if isinstance(block, list) and block and all(isinstance(item, ast.stmt) for item in block):
                kept = [item for item in block if not isinstance(item, ast.Pass)]
                setattr(node, field, kept or ([] if field in ("orelse", "finalbody") and getattr(node, "handlers", True) or isinstance(node, ast.Module) else block[:1]))
    text = ast.unparse(tree) + "\n"
    return text if valid(text) else None


def outermost(places):
    kept = []
    for place in sorted(places, key=lambda place: (place[0], -place[1])):
        if not kept or place[0] > kept[-1][1]:
            kept.append(place)
    return kept


def together(source, places, failing):
    """As many of the places as may go together, with one that may go alone."""
    if len(places) == 1 or asked([replaced(source, places)], failing)[0]:
        return places
    half = len(places) // 2
    left = together(source, places[:half], failing)
    rest = [place for place in places[half:]]
    while rest and not asked([replaced(source, left + rest)], failing)[0]:
        rest = rest[:len(rest) // 2]
    return left + rest


def asked(texts, failing):
    """Which of the programs fail; there may be none in place of one."""
    answers = [False] * len(texts)
    wanted = [index for index, text in enumerate(texts) if text is not None]
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start:start + AT_ONCE]
        for index, answer in zip(some, failing([texts[index] for index in some])):
            answers[index] = answer
    return answers


def one_round(source, failing):
    """Tries all edits of the tree; goes on after those that work."""
    at = 0
    while True:
        tree = ast.parse(source)
        some = []
        for index, edit in enumerate(edits(tree)):
            if index >= at and len(some) < AT_ONCE:
                some.append(applied(tree, edit))
        if not some:
            return source
        answers = asked([text if text != source else None for text in some], failing)
        if True in answers:
            at += answers.index(True)
            source = some[answers.index(True)]
        else:
            at += len(some)


def applied(tree, edit):
    node, field, old, new = edit
    setattr(node, field, new)
    try:
        text = ast.unparse(ast.fix_missing_locations(tree)) + "\n"
        return text if valid(text) else None
    except Exception:
        # Not a tree that has a text.
        return None
    finally:
        setattr(node, field, old)


def edits(tree):
    """What may be tried, large pieces first: a node, a field of it, what is there and what to put there instead."""
    for node in walked(tree):
        for field, old in ast.iter_fields(node):
            if isinstance(old, list) and old:
                yield from ((node, field, old, new) for new in shorter(field, old))
            elif isinstance(old, ast.expr) and not isinstance(getattr(old, "ctx", None), (ast.Store, ast.Del)):
                yield from ((node, field, old, new) for new in simpler(old))
            elif field in ("guard", "returns", "annotation", "step", "lower", "upper") and old is not None:
                yield node, field, old, None


def walked(tree):
    """Nodes from the root on, level by level, but for what is protected."""
    level = [tree]
    while level:
        yield from level
        level = [child for node in level for child in ast.iter_child_nodes(node) if getattr(child, "name", None) not in PROTECTED]


def shorter(field, old):
    """The list with one gone; with a statement's block in its place; with a part in place of an expression."""
    blocks = isinstance(old[0], ast.stmt)
    for index, item in enumerate(old):
        if field in OPTIONAL and not blocks:
            yield old[:index] + old[index + 1:]
        for inner in ("body", "orelse", "finalbody"):
            block = getattr(item, inner, None)
            if blocks and isinstance(block, list) and block:
                yield old[:index] + block + old[index + 1:]
        if isinstance(item, ast.expr) and not isinstance(getattr(item, "ctx", None), (ast.Store, ast.Del)):
            yield from (old[:index] + [new] + old[index + 1:] for new in simpler(item))


def simpler(expression):
    """Expressions to try in place of one."""
    if isinstance(expression, (ast.Constant, ast.Name)):
        return
    yield ast.Constant(0)
    yield ast.Constant(1)
    for child in ast.iter_child_nodes(expression):
        if isinstance(child, ast.expr):
            yield child


def valid(text):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, "candidate", "exec")
    except (SyntaxError, ValueError):
        return False
    return True
