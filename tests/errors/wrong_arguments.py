def connect(host, port, *, timeout):
    return host, port, timeout


connect("localhost", retries=3, timeout=1)

# --- exit 1
# Traceback (most recent call last):
#   File "wrong_arguments.py", line 5, in <module>
#     connect("localhost", retries=3, timeout=1)
# TypeError: connect() got an unexpected keyword argument 'retries'
