async def fetch(key):
    return {}[key]


async def main():
    return await fetch("x")


main().send(None)

# --- exit 1
# Traceback (most recent call last):
#   File "coroutine_error.py", line 9, in <module>
#     main().send(None)
#   File "coroutine_error.py", line 6, in main
#     return await fetch("x")
#            ^^^^^^^^^^^^^^^^
#   File "coroutine_error.py", line 2, in fetch
#     return {}[key]
#            ~~^^^^^
# KeyError: 'x'
