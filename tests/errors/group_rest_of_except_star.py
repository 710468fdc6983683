try:
    raise ExceptionGroup("mixed", [ValueError("v"), TypeError("t"), OSError("o")])
except* ValueError:
    pass

# --- exit 1
#   + Exception Group Traceback (most recent call last):
#   |   File "group_rest_of_except_star.py", line 2, in <module>
#   |     raise ExceptionGroup("mixed", [ValueError("v"), TypeError("t"), OSError("o")])
#   | ExceptionGroup: mixed (2 sub-exceptions)
#   +-+---------------- 1 ----------------
#     | TypeError: t
#     +---------------- 2 ----------------
#     | OSError: o
#     +------------------------------------
