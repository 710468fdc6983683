"""pycparser: C to trees and back."""
from pycparser import c_ast, c_generator, c_parser

TEXT = r'''
typedef unsigned long size_t;
struct node { int value; struct node *next; unsigned flags : 3; };
enum color { RED, GREEN = 5, BLUE };
static int (*handlers[4])(struct node *, const char *);
int add(int a, int b) {
    struct node n = { .value = 1, .next = 0 };
    for (int i = 0; i < 10; i++) { if (i % 2 == 0 && n.value != 3) continue; else break; }
    switch (a) { case 1: return b; default: ; }
    do { a = a ? b : (int) sizeof(struct node); } while (a-- > 0);
    return add(a << 1, *(&b) + n.next->value) + "text"[0] + 'c' + 0x1fUL;
}
'''
tree = c_parser.CParser().parse(TEXT, 'a.c')
print(c_generator.CGenerator().visit(tree))


class Calls(c_ast.NodeVisitor):
    def visit_FuncCall(self, node):
        print('call', node.name.name, node.coord)
        self.generic_visit(node)


Calls().visit(tree)
tree.show(attrnames=True, nodenames=True)
for bad in ('int x = ;', 'int f( { }', 'struct { int a }; y z;'):
    try:
        c_parser.CParser().parse(bad, 'bad.c')
    except Exception as error:
        print(type(error).__name__, error)
