import math

math.sqt(2)

# --- exit 1
# Traceback (most recent call last):
#   File "suggestion_module_attribute.py", line 3, in <module>
#     math.sqt(2)
#     ^^^^^^^^
# AttributeError: module 'math' has no attribute 'sqt'. Did you mean: 'sqrt'?
