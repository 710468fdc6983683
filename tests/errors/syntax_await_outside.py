def f():
    await g()

# --- exit 1
#   File "syntax_await_outside.py", line 2
#     await g()
#     ^^^^^^^^^
# SyntaxError: 'await' outside async function
