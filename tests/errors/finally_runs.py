def work():
    try:
        return [][0]
    finally:
        import sys

        print("cleaning up", file=sys.stderr)


work()

# --- exit 1
# cleaning up
# Traceback (most recent call last):
#   File "finally_runs.py", line 10, in <module>
#     work()
#   File "finally_runs.py", line 3, in work
#     return [][0]
#            ~~^^^
# IndexError: list index out of range
