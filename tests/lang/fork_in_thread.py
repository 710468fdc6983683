"""A thread that is not the main one forks: in the child it is the last one, and the process ends with it, with status 0."""
import os
import sys
import threading
import warnings

warnings.simplefilter("ignore")


def join_main():
    main.join()
    print("joined")
    sys.stdout.flush()


def work():
    pid = os.fork()
    if pid:
        print(os.waitpid(pid, 0)[1])
        return
    inner = threading.Thread(target=join_main)
    print("child")
    inner.start()
    inner.join()


main = threading.current_thread()
worker = threading.Thread(target=work)
sys.stdout.flush()
worker.start()
worker.join()
print("ok")
