def wait():
    raise KeyboardInterrupt("stop")


wait()

# --- exit signal 2
# Traceback (most recent call last):
#   File "keyboard_interrupt.py", line 5, in <module>
#     wait()
#   File "keyboard_interrupt.py", line 2, in wait
#     raise KeyboardInterrupt("stop")
# KeyboardInterrupt: stop
