"""Children of `subprocess`: signals, masks, descriptors, folders and errors are as if they had been forked."""

import os
import signal
import subprocess
import sys
import threading

run = subprocess.run
out = run(['sh', '-c', 'echo out; echo err >&2; exit 3'], capture_output=True, text=True)
assert (out.returncode, out.stdout, out.stderr) == (3, 'out\n', 'err\n')
assert run(['cat'], input=b'x' * 100000, capture_output=True).stdout == b'x' * 100000
assert run(['pwd'], cwd='/', capture_output=True, text=True).stdout == '/\n'
assert run(['sh', '-c', 'echo $A'], env={'A': 'b', 'PATH': os.environ['PATH']}, capture_output=True, text=True).stdout == 'b\n'
assert run(['sh', '-c', 'umask'], umask=0o27, capture_output=True, text=True).stdout.strip().endswith('27')
assert os.getcwd() and os.umask(os.umask(0o22)) is not None
for arguments, kind in ((['/no/such/program'], FileNotFoundError), (['/'], PermissionError)):
    try:
        run(arguments)
        assert False
    except kind as e:
        assert e.filename == arguments[0], e
try:
    run(['true'], cwd='/no/such/folder')
    assert False
except FileNotFoundError as e:
    assert e.filename == '/no/such/folder', e

# A handler of the parent's is none of the child's, what is ignored stays so, and the mask is passed on.
hits = []
signal.signal(signal.SIGUSR1, lambda *_: hits.append(1))
signal.signal(signal.SIGUSR2, signal.SIG_IGN)
status = '/proc/self/status'
if os.path.exists(status):
    def fields():
        text = run(['cat', status], capture_output=True, text=True).stdout
        lines = dict(line.split(':', 1) for line in text.splitlines() if ':' in line)
        return [int(lines[name], 16) for name in ('SigBlk', 'SigIgn', 'SigCgt')]
    blocked, ignored, caught = fields()
    assert caught == 0 and ignored >> (signal.SIGUSR2 - 1) & 1 and not ignored >> (signal.SIGUSR1 - 1) & 1
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGHUP])
    assert fields()[0] == blocked | 1 << (signal.SIGHUP - 1)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGHUP])
os.kill(os.getpid(), signal.SIGUSR1)
assert hits == [1]

# Without sharing memory.
subprocess._USE_VFORK = False
assert run(['sh', '-c', 'exit 4']).returncode == 4
subprocess._USE_VFORK = True
assert run(['sh', '-c', 'exit 5'], preexec_fn=lambda: None).returncode == 5

# From threads, several at a time, with a pipe that is kept.
read, write = os.pipe()
results = []


def start(n):
    child = run(['sh', '-c', f'echo {n} >&{write}; exit {n}'], pass_fds=[write])
    results.append(child.returncode)


threads = [threading.Thread(target=start, args=(n,)) for n in range(1, 7)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
os.close(write)
assert sorted(results) == [1, 2, 3, 4, 5, 6]
with os.fdopen(read) as lines:
    assert sorted(lines.read().split()) == list('123456')
assert run([sys.executable, '-c', 'import sys; sys.exit(7)']).returncode == 7

print('ok')
