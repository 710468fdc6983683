class Counter:
    def __init__(self):
        self.count = 0

    def step(self):
        return count + 1


Counter().step()

# --- exit 1
# Traceback (most recent call last):
#   File "suggestion_self.py", line 9, in <module>
#     Counter().step()
#   File "suggestion_self.py", line 6, in step
#     return count + 1
#            ^^^^^
# NameError: name 'count' is not defined. Did you mean: 'self.count'?
