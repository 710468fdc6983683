import sys

sys.setrecursionlimit(120)


def down(n):
    return down(n + 1) + 1


down(0)

# --- exit 1
# Traceback (most recent call last):
#   File "recursion.py", line 10, in <module>
#     down(0)
#   File "recursion.py", line 7, in down
#     return down(n + 1) + 1
#            ^^^^^^^^^^^
#   File "recursion.py", line 7, in down
#     return down(n + 1) + 1
#            ^^^^^^^^^^^
#   File "recursion.py", line 7, in down
#     return down(n + 1) + 1
#            ^^^^^^^^^^^
#   [Previous line repeated 116 more times]
# RecursionError: maximum recursion depth exceeded
