"""The names that `opcode` has. krait's instructions are not CPython's, so the tables say nothing."""

__all__ = ["cmp_op", "hasarg", "hasconst", "hasname", "hasjrel", "hasjabs", "haslocal", "hascompare", "hasfree", "hasexc",
           "opname", "opmap", "stack_effect", "HAVE_ARGUMENT", "EXTENDED_ARG"]

cmp_op = ("<", "<=", "==", "!=", ">", ">=")
hasarg, hasconst, hasname, hasjrel, hasjabs, haslocal, hascompare, hasfree, hasexc = ([] for _ in range(9))
opname = [f"<{number}>" for number in range(256)]
opmap = {}
HAVE_ARGUMENT = 0
EXTENDED_ARG = 256


def stack_effect(opcode, oparg=None, /, *, jump=None):
    """krait's instructions use registers."""
    return 0
