"""sympy: algebra, calculus, equations, matrices, printing."""
from sympy import (Eq, Function, Matrix, Rational, Sum, apart, cos, diff, dsolve, exp, expand, factor, factorint, integrate, latex,
                   limit, log, oo, pi, pretty, series, simplify, sin, solve, sqrt, symbols, trigsimp)
from sympy.parsing.sympy_parser import parse_expr

x, y, n = symbols('x y n')
f = Function('f')
print(expand((x + y) ** 5), factor(x ** 6 - 1), apart(1 / (x ** 3 - x)))
print(diff(sin(x ** 2) * exp(x), x), integrate(x ** 2 * exp(-x), x), integrate(exp(-x ** 2), (x, -oo, oo)))
print(limit(sin(x) / x, x, 0), series(cos(x), x, 0, 8), simplify(sin(x) ** 2 + cos(x) ** 2), trigsimp(2 * sin(x) * cos(x)))
print(solve(x ** 3 - 2 * x + 1, x), solve([Eq(x + y, 3), Eq(x * y, 2)], [x, y]), dsolve(f(x).diff(x, 2) + f(x), f(x)))
matrix = Matrix([[2, 1, 0], [1, 3, 1], [0, 1, 4]])
print(matrix.det(), matrix.inv(), matrix.charpoly(x).as_expr(), matrix.rref())
print(Sum(1 / n ** 2, (n, 1, oo)).doit(), pi.evalf(40), sqrt(2).evalf(30), Rational(3, 7) + Rational(1, 3), factorint(2 ** 67 - 1))
print(latex(integrate(log(x) / x ** 2, x)), parse_expr('2*x + sin(pi/3)'))
print(pretty((x ** 2 + 1) / sqrt(y), use_unicode=True))
