class Shape:
    def __init__(self):
        self.color = "red"
        self.border = 1


print(Shape().colour)

# --- exit 1
# Traceback (most recent call last):
#   File "suggestion_attribute.py", line 7, in <module>
#     print(Shape().colour)
#           ^^^^^^^^^^^^^^
# AttributeError: 'Shape' object has no attribute 'colour'. Did you mean: 'color'?
