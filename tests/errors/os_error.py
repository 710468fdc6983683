open("/no/such/folder/file.txt")

# --- exit 1
# Traceback (most recent call last):
#   File "os_error.py", line 1, in <module>
#     open("/no/such/folder/file.txt")
# FileNotFoundError: [Errno 2] No such file or directory: '/no/such/folder/file.txt'
