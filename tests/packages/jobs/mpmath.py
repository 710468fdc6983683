"""mpmath: functions, roots, integrals and constants to many digits."""
from mpmath import (besselj, diff, erf, findroot, gamma, hyp2f1, identify, iv, matrix, lu_solve, mp, mpc, mpf, nsum, odefun, pi, pslq,
                    quad, sin, sqrt, taylor, zeta, zetazero)

mp.dps = 50
print(pi, sqrt(2), mpf('0.1') + mpf('0.2'), zeta(3), gamma(mpf(1) / 3), erf(1))
print(quad(lambda x: sin(x) / x, [0, pi]), findroot(lambda x: x ** 3 - x - 1, 1.3), diff(lambda x: x ** 3, 2))
print(nsum(lambda n: 1 / n ** 4, [1, float('inf')]), besselj(0, 10), hyp2f1(1, 2, 3, mpf('0.5')), mpc(1, 2) ** mpc(0, 1))
mp.dps = 20
print(zetazero(1), identify(mpf('1.4142135623730950488'), ['sqrt(2)']), pslq([pi, mpf(22), mpf(7) * pi], maxcoeff=100, maxsteps=1000))
print(lu_solve(matrix([[1, 2], [3, 4]]), matrix([5, 6])), taylor(sin, 0, 5), odefun(lambda x, y: y, 0, 1)(1))
print(iv.mpf([1, 2]) * iv.mpf([3, 4]), iv.sin(iv.mpf([0, 1])))
