import no_such_module_anywhere.inside

# --- exit 1
# Traceback (most recent call last):
#   File "import_missing.py", line 1, in <module>
#     import no_such_module_anywhere.inside
# ModuleNotFoundError: No module named 'no_such_module_anywhere'
