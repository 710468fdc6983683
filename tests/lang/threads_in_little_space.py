# Threads start where address space is limited, too.

import subprocess
import sys

PROGRAM = """
import threading
barrier = threading.Barrier(21)
threads = [threading.Thread(target=barrier.wait) for _ in range(20)]
for thread in threads:
    thread.start()
barrier.wait()
for thread in threads:
    thread.join()
print(len(threads))
"""
command = ["sh", "-c", 'ulimit -v 4000000; exec "$0" -c "$1"', sys.executable, PROGRAM]
done = subprocess.run(command, capture_output=True, text=True)
assert done.stdout == "20\n", done.stderr

print("ok")
