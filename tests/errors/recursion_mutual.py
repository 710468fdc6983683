import sys

sys.setrecursionlimit(100)


def ping(n):
    pong(n + 1)


def pong(n):
    ping(n + 1)


ping(0)

# --- exit 1
# Traceback (most recent call last):
#   File "recursion_mutual.py", line 14, in <module>
#     ping(0)
#   File "recursion_mutual.py", line 7, in ping
#     pong(n + 1)
#   File "recursion_mutual.py", line 11, in pong
#     ping(n + 1)
#   File "recursion_mutual.py", line 7, in ping
#     pong(n + 1)
#   File "recursion_mutual.py", line 11, in pong
#     ping(n + 1)
#   File "recursion_mutual.py", line 7, in ping
#     pong(n + 1)
#   File "recursion_mutual.py", line 11, in pong
#     ping(n + 1)
#   File "recursion_mutual.py", line 7, in ping
#     pong(n + 1)
#   File "recursion_mutual.py", line 11, in pong
#     ping(n + 1)
#   File "recursion_mutual.py", line 7, in ping
#     pong(n + 1)
#   File "recursion_mutual.py", line 11, in pong
#     ping(n + 1)
#   File "recursion_mutual.py", line 7, in ping
#     pong(n + 1)
#   File "recursion_mutual.py", line 11, in pong
#     ping(n + 1)
#   File "recursion_mutual.py", line 7, in ping
#     pong(n + 1)
#   File "recursion_mutual.py", line 11, in pong
#     ping(n + 1)
#   File "recursion_mutual.py", line 7, in ping
#     pong(n + 1)
#   File "recursion_mutual.py", line 11, in pong
#     ping(n + 1)
#   File "recursion_mutual.py", line 7, in ping
#     pong(n + 1)
#   File "recursion_mutual.py", line 11, in pong
#     ping(n + 1)
#   File "recursion_mutual.py", line 7, in ping
#     pong(n + 1)
#   File "recursion_mutual.py", line 11, in pong
#     ping(n + 1)
#   File "recursion_mutual.py", line 7, in ping
#     pong(n + 1)
#   File "recursion_mutual.py", line 11, in pong
#     ping(n + 1)
#   File "recursion_mutual.py", line 7, in ping
#     pong(n + 1)
#   File "recursion_mutual.py", line 11, in pong
#     ping(n + 1)
#   File "recursion_mutual.py", line 7, in ping
#     pong(n + 1)
#   File "recursion_mutual.py", line 11, in pong
#     ping(n + 1)
#   File "recursion_mutual.py", line 7, in ping
#     pong(n + 1)
#   File "recursion_mutual.py", line 11, in pong
#     ping(n + 1)
#   File "recursion_mutual.py", line 7, in ping
#     pong(n + 1)
#   File "recursion_mutual.py", line 11, in pong
#     ping(n + 1)
#   File "recursion_mutual.py", line 7, in ping
#     pong(n + 1)
#   File "recursion_mutual.py", line 11, in pong
#     ping(n + 1)
#   File "recursion_mutual.py", line 7, in ping
#     pong(n + 1)
#   File "recursion_mutual.py", line 11, in pong
#     ping(n + 1)
#   File "recursion_mutual.py", line 7, in ping
#     pong(n + 1)
#   File "recursion_mutual.py", line 11, in pong
#     ping(n + 1)
#   File "recursion_mutual.py", line 7, in ping
#     pong(n + 1)
#   File "recursion_mutual.py", line 11, in pong
#     ping(n + 1)
#   File "recursion_mutual.py", line 7, in ping
#     pong(n + 1)
#   File "recursion_mutual.py", line 11, in pong
#     ping(n + 1)
#   File "recursion_mutual.py", line 7, in ping
#     pong(n + 1)
#   File "recursion_mutual.py", line 11, in pong
#     ping(n + 1)
#   File "recursion_mutual.py", line 7, in ping
#     pong(n + 1)
#   File "recursion_mutual.py", line 11, in pong
#     ping(n + 1)
#   File "recursion_mutual.py", line 7, in ping
#     pong(n + 1)
#   File "recursion_mutual.py", line 11, in pong
#     ping(n + 1)
#   File "recursion_mutual.py", line 7, in ping
#     pong(n + 1)
#   File "recursion_mutual.py", line 11, in pong
#     ping(n + 1)
#   File "recursion_mutual.py", line 7, in ping
#     pong(n + 1)
#   File "recursion_mutual.py", line 11, in pong
#     ping(n + 1)
#   File "recursion_mutual.py", line 7, in ping
#     pong(n + 1)
#   File "recursion_mutual.py", line 11, in pong
#     ping(n + 1)
#   File "recursion_mutual.py", line 7, in ping
#     pong(n + 1)
#   File "recursion_mutual.py", line 11, in pong
#     ping(n + 1)
#   File "recursion_mutual.py", line 7, in ping
#     pong(n + 1)
#   File "recursion_mutual.py", line 11, in pong
#     ping(n + 1)
#   File "recursion_mutual.py", line 7, in ping
#     pong(n + 1)
#   File "recursion_mutual.py", line 11, in pong
#     ping(n + 1)
#   File "recursion_mutual.py", line 7, in ping
#     pong(n + 1)
#   File "recursion_mutual.py", line 11, in pong
#     ping(n + 1)
#   File "recursion_mutual.py", line 7, in ping
#     pong(n + 1)
#   File "recursion_mutual.py", line 11, in pong
#     ping(n + 1)
#   File "recursion_mutual.py", line 7, in ping
#     pong(n + 1)
#   File "recursion_mutual.py", line 11, in pong
#     ping(n + 1)
#   File "recursion_mutual.py", line 7, in ping
#     pong(n + 1)
#   File "recursion_mutual.py", line 11, in pong
#     ping(n + 1)
#   File "recursion_mutual.py", line 7, in ping
#     pong(n + 1)
#   File "recursion_mutual.py", line 11, in pong
#     ping(n + 1)
#   File "recursion_mutual.py", line 7, in ping
#     pong(n + 1)
#   File "recursion_mutual.py", line 11, in pong
#     ping(n + 1)
#   File "recursion_mutual.py", line 7, in ping
#     pong(n + 1)
#   File "recursion_mutual.py", line 11, in pong
#     ping(n + 1)
#   File "recursion_mutual.py", line 7, in ping
#     pong(n + 1)
#   File "recursion_mutual.py", line 11, in pong
#     ping(n + 1)
#   File "recursion_mutual.py", line 7, in ping
#     pong(n + 1)
#   File "recursion_mutual.py", line 11, in pong
#     ping(n + 1)
#   File "recursion_mutual.py", line 7, in ping
#     pong(n + 1)
#   File "recursion_mutual.py", line 11, in pong
#     ping(n + 1)
#   File "recursion_mutual.py", line 7, in ping
#     pong(n + 1)
#   File "recursion_mutual.py", line 11, in pong
#     ping(n + 1)
#   File "recursion_mutual.py", line 7, in ping
#     pong(n + 1)
#   File "recursion_mutual.py", line 11, in pong
#     ping(n + 1)
#   File "recursion_mutual.py", line 7, in ping
#     pong(n + 1)
#   File "recursion_mutual.py", line 11, in pong
#     ping(n + 1)
#   File "recursion_mutual.py", line 7, in ping
#     pong(n + 1)
#   File "recursion_mutual.py", line 11, in pong
#     ping(n + 1)
#   File "recursion_mutual.py", line 7, in ping
#     pong(n + 1)
#   File "recursion_mutual.py", line 11, in pong
#     ping(n + 1)
#   File "recursion_mutual.py", line 7, in ping
#     pong(n + 1)
#   File "recursion_mutual.py", line 11, in pong
#     ping(n + 1)
#   File "recursion_mutual.py", line 7, in ping
#     pong(n + 1)
#   File "recursion_mutual.py", line 11, in pong
#     ping(n + 1)
#   File "recursion_mutual.py", line 7, in ping
#     pong(n + 1)
#   File "recursion_mutual.py", line 11, in pong
#     ping(n + 1)
#   File "recursion_mutual.py", line 7, in ping
#     pong(n + 1)
#   File "recursion_mutual.py", line 11, in pong
#     ping(n + 1)
#   File "recursion_mutual.py", line 7, in ping
#     pong(n + 1)
#   File "recursion_mutual.py", line 11, in pong
#     ping(n + 1)
#   File "recursion_mutual.py", line 7, in ping
#     pong(n + 1)
# RecursionError: maximum recursion depth exceeded
