import sys

sys.exit((1, "two"))

# --- exit 1
# (1, 'two')
