class Trace:
    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        return False


with Trace() as trace:
    trace.missing()

# --- exit 1
# Traceback (most recent call last):
#   File "with_block.py", line 10, in <module>
#     trace.missing()
#     ^^^^^^^^^^^^^
# AttributeError: 'Trace' object has no attribute 'missing'
