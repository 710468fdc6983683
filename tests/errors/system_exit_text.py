raise SystemExit("stopped: no input")

# --- exit 1
# stopped: no input
