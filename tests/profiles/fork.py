"""A child that has work of its own, and so has its parent."""
import os
import sys


def spin(count):
    total = 0
    for n in range(count):
        total = (total + n * n) % 1000003
    return total


def work_of_child(count):
    return spin(count)


def work_of_parent(count):
    return spin(count)


def main(count):
    child = os.fork()
    if child == 0:
        work_of_child(count)
        os._exit(0)
    work_of_parent(count)
    os.waitpid(child, 0)
    print(os.getpid(), child)


main(int(sys.argv[1]))
