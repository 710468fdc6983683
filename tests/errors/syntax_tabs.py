if 1:
	x = 1
        y = 2

# --- exit 1
#   File "syntax_tabs.py", line 3
#     y = 2
# TabError: inconsistent use of tabs and spaces in indentation
