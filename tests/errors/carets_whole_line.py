def fail():
    raise RuntimeError


fail()

# --- exit 1
# Traceback (most recent call last):
#   File "carets_whole_line.py", line 5, in <module>
#     fail()
#   File "carets_whole_line.py", line 2, in fail
#     raise RuntimeError
# RuntimeError
