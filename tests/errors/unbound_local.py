def step():
    counter += 1


step()

# --- exit 1
# Traceback (most recent call last):
#   File "unbound_local.py", line 5, in <module>
#     step()
#   File "unbound_local.py", line 2, in step
#     counter += 1
#     ^^^^^^^
# UnboundLocalError: cannot access local variable 'counter' where it is not associated with a value
