print "hello"

# --- exit 1
#   File "syntax_print_statement.py", line 1
#     print "hello"
#     ^^^^^^^^^^^^^
# SyntaxError: Missing parentheses in call to 'print'. Did you mean print(...)?
