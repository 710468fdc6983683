code = "def f():\n    return 1 / 0\n\nf()\n"
exec(compile(code, "<generated>", "exec"))

# --- exit 1
# Traceback (most recent call last):
#   File "exec_text.py", line 2, in <module>
#     exec(compile(code, "<generated>", "exec"))
#   File "<generated>", line 4, in <module>
#   File "<generated>", line 2, in f
# ZeroDivisionError: division by zero
