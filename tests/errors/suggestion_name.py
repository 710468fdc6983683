def area(width, height):
    return widht * height


area(2, 3)

# --- exit 1
# Traceback (most recent call last):
#   File "suggestion_name.py", line 5, in <module>
#     area(2, 3)
#   File "suggestion_name.py", line 2, in area
#     return widht * height
#            ^^^^^
# NameError: name 'widht' is not defined. Did you mean: 'width'?
