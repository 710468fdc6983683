for x in range(3):

# --- exit 1
#   File "syntax_expected_block_eof.py", line 6
#     # IndentationError: expected an indented block after 'for' statement on line 1
# IndentationError: expected an indented block after 'for' statement on line 1
