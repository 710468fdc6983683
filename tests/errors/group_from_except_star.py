try:
    raise ExceptionGroup("mixed", [ValueError("v"), TypeError("t")])
except* ValueError as group:
    raise RuntimeError("handler failed")

# --- exit 1
#   | ExceptionGroup:  (2 sub-exceptions)
#   +-+---------------- 1 ----------------
#     | Exception Group Traceback (most recent call last):
#     |   File "group_from_except_star.py", line 2, in <module>
#     |     raise ExceptionGroup("mixed", [ValueError("v"), TypeError("t")])
#     | ExceptionGroup: mixed (1 sub-exception)
#     +-+---------------- 1 ----------------
#       | ValueError: v
#       +------------------------------------
#     | 
#     | During handling of the above exception, another exception occurred:
#     | 
#     | Traceback (most recent call last):
#     |   File "group_from_except_star.py", line 4, in <module>
#     |     raise RuntimeError("handler failed")
#     | RuntimeError: handler failed
#     +---------------- 2 ----------------
#     | Exception Group Traceback (most recent call last):
#     |   File "group_from_except_star.py", line 2, in <module>
#     |     raise ExceptionGroup("mixed", [ValueError("v"), TypeError("t")])
#     | ExceptionGroup: mixed (1 sub-exception)
#     +-+---------------- 1 ----------------
#       | TypeError: t
#       +------------------------------------
