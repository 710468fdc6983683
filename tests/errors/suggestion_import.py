from collections import defaultdic

# --- exit 1
# Traceback (most recent call last):
#   File "suggestion_import.py", line 1, in <module>
#     from collections import defaultdic
# ImportError: cannot import name 'defaultdic' from 'collections' (/root/.pyenv/versions/3.12.1/lib/python3.12/collections/__init__.py). Did you mean: 'defaultdict'?
