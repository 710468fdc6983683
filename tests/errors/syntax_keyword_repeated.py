f(a=1, a=2)

# --- exit 1
#   File "syntax_keyword_repeated.py", line 1
#     f(a=1, a=2)
#            ^^^
# SyntaxError: keyword argument repeated: a
