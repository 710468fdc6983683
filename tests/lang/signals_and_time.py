# Signals, clocks, waiting for descriptors.
import fcntl
import grp
import os
import pwd
import resource
import select
import signal
import time


def fails(kind, text, call, *args, **kwargs):
    try:
        call(*args, **kwargs)
    except kind as error:
        assert str(error) == text, (str(error), text)
        return error
    raise AssertionError(f"{kind} expected")


seen = []

def handler(number, frame):
    seen.append((number, frame.f_code.co_name))

def raising():
    signal.raise_signal(signal.SIGUSR1)

assert signal.getsignal(signal.SIGUSR1) is signal.SIG_DFL
assert signal.signal(signal.SIGUSR1, handler) is signal.SIG_DFL and signal.getsignal(signal.SIGUSR1) is handler
raising()
os.kill(os.getpid(), signal.SIGUSR1)
assert seen == [(10, "raising"), (10, "<module>")], seen
assert signal.signal(signal.SIGUSR1, signal.SIG_IGN) is handler
signal.raise_signal(signal.SIGUSR1)
assert len(seen) == 2
assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
fails(ValueError, "signal number out of range", signal.signal, 1000, handler)
fails(TypeError, "signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object", signal.signal, 10, "x")
try:
    signal.raise_signal(signal.SIGINT)
    raise AssertionError("KeyboardInterrupt expected")
except KeyboardInterrupt:
    pass
old = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR2])
signal.signal(signal.SIGUSR2, handler)
os.kill(os.getpid(), signal.SIGUSR2)
assert signal.sigpending() == {signal.SIGUSR2} and len(seen) == 2
signal.pthread_sigmask(signal.SIG_SETMASK, old)
assert len(seen) == 3 and signal.strsignal(signal.SIGTERM) == "Terminated" and signal.SIGTERM in signal.valid_signals()

# A signal interrupts waiting, which goes on afterwards.
class Stop(Exception):
    pass

def stop(*args):
    raise Stop

signal.signal(signal.SIGALRM, lambda *args: seen.append("alarm"))
signal.setitimer(signal.ITIMER_REAL, 0.02)
start = time.monotonic()
time.sleep(0.08)
assert time.monotonic() - start >= 0.08 and seen[-1] == "alarm"
signal.signal(signal.SIGALRM, stop)
reader, writer = os.pipe()
for wait in (lambda: time.sleep(10), lambda: os.read(reader, 1), lambda: select.select([reader], [], []), signal.pause):
    signal.setitimer(signal.ITIMER_REAL, 0.02)
    try:
        wait()
        raise AssertionError("Stop expected")
    except Stop:
        pass
assert select.select([reader], [writer], [], 0) == ([], [writer], [])
poll = select.poll()
poll.register(reader, select.POLLIN)
assert poll.poll(0) == []
with select.epoll() as epoll:
    epoll.register(reader, select.EPOLLIN)
    assert epoll.poll(0) == []
    os.write(writer, b"x")
    assert epoll.poll(1) == [(reader, select.EPOLLIN)] and poll.poll(10) == [(reader, select.POLLIN)]
assert fcntl.fcntl(reader, fcntl.F_GETFD) == fcntl.FD_CLOEXEC

assert time.gmtime(0)[:9] == (1970, 1, 1, 0, 0, 0, 3, 1, 0) and time.gmtime(0).tm_zone in ("GMT", "UTC")
assert repr(time.gmtime(86399)) == (
    "time.struct_time(tm_year=1970, tm_mon=1, tm_mday=1, tm_hour=23, tm_min=59, tm_sec=59, tm_wday=3, tm_yday=1, tm_isdst=0)")
assert time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(10**9)) == "2001-09-09 01:46:40"
assert time.mktime(time.localtime(10**9)) == 10**9 and time.asctime(time.gmtime(0)) == "Thu Jan  1 00:00:00 1970"
assert isinstance(time.time_ns(), int) and time.perf_counter() <= time.perf_counter() and time.process_time() >= 0
assert time.get_clock_info("monotonic").monotonic
fails(ValueError, "sleep length must be non-negative", time.sleep, -1)
fails(ValueError, "month out of range", time.strftime, "", (2000, 13, 1, 0, 0, 0, 0, 1, 0))
assert pwd.getpwuid(0).pw_name == "root" and grp.getgrgid(0).gr_gid == 0
fails(KeyError, "\"getpwnam(): name not found: 'no such user'\"", pwd.getpwnam, "no such user")
soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
assert soft > 0 and resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > 0

pid = os.posix_spawn("/bin/sh", ["sh", "-c", "exit 4"], os.environ)
assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 4
print("ok")
