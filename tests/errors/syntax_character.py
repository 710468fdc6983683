price = 5€

# --- exit 1
#   File "syntax_character.py", line 1
#     price = 5€
#              ^
# SyntaxError: invalid character '€' (U+20AC)
