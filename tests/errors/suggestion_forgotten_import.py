def now():
    return time.time()


now()

# --- exit 1
# Traceback (most recent call last):
#   File "suggestion_forgotten_import.py", line 5, in <module>
#     now()
#   File "suggestion_forgotten_import.py", line 2, in now
#     return time.time()
#            ^^^^
# NameError: name 'time' is not defined. Did you forget to import 'time'?
