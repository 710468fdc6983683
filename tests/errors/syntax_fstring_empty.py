print(f"a {} b")

# --- exit 1
#   File "syntax_fstring_empty.py", line 1
#     print(f"a {} b")
#                ^
# SyntaxError: f-string: valid expression required before '}'
