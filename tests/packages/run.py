"""Packages from PyPI in krait: installed by its own pip into its own virtual environment, each with a script of its main job,
which must print what it prints in CPython.

    python3.12 run.py --krait PATH [--cpython PATH] [--folder PATH] [--no-install] [JOB ...]

The folder keeps both environments. `requirements.txt` has the packages, `jobs` has the scripts.
"""
import argparse
import difflib
import os
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
LIMIT = 600


def requirements():
    """(arguments for pip, why) of every line."""
    with open(os.path.join(HERE, 'requirements.txt')) as lines:
        for line in lines:
            wanted = line.partition('#')[0].split()
            if wanted:
                yield wanted


def prepare(runtime, folder, install):
    """The interpreter of the environment of a runtime in which the packages are installed."""
    python = os.path.join(folder, 'bin', 'python')
    if not os.path.exists(python):
        subprocess.run([runtime, '-m', 'venv', folder], check=True)
    if install:
        for wanted in requirements():
            command = [python, '-m', 'pip', 'install', '-q', '--disable-pip-version-check', *wanted]
            done = subprocess.run(command, capture_output=True, text=True)
            if done.returncode:
                print(f'pip install {" ".join(wanted)} in {folder} failed:\n{done.stderr[-2000:]}')
    return python


def run(python, job):
    """Exit code, output and time of a job in a folder of its own."""
    environment = {**os.environ, 'PYTHONHASHSEED': '0', 'PYTHONDONTWRITEBYTECODE': '1', 'NO_COLOR': '1', 'COLUMNS': '80'}
    with tempfile.TemporaryDirectory() as folder:
        start = time.monotonic()
        try:
            done = subprocess.run([python, '-P', os.path.join(HERE, 'jobs', job + '.py')], cwd=folder, env=environment,
                                  stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LIMIT)
        except subprocess.TimeoutExpired:
            return 'timeout', '', '', LIMIT
        return done.returncode, done.stdout, done.stderr, time.monotonic() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition('\n\n')[0])
    parser.add_argument('--krait', required=True)
    parser.add_argument('--cpython', default='python3.12')
    parser.add_argument('--folder', default=os.path.join(tempfile.gettempdir(), 'krait-packages'))
    parser.add_argument('--no-install', action='store_true')
    parser.add_argument('jobs', nargs='*')
    options = parser.parse_args()
    krait, cpython = (
        prepare(os.path.realpath(runtime) if os.sep in runtime else runtime, os.path.join(options.folder, name),
                not options.no_install)
        for name, runtime in (('krait', options.krait), ('cpython', options.cpython)))
    jobs = options.jobs or sorted(name[:-3] for name in os.listdir(os.path.join(HERE, 'jobs')) if name.endswith('.py'))
    failed = 0
    for job in jobs:
        ours, theirs = run(krait, job), run(cpython, job)
        same = ours[:2] == theirs[:2] and not theirs[0]
        failed += not same
        print(f'{"same" if same else "DIFFERS":8} {job:20} {ours[3]:7.1f} s {theirs[3]:7.1f} s in CPython', flush=True)
        if not same:
            changes = difflib.unified_diff(theirs[1].splitlines(), ours[1].splitlines(), 'CPython', 'krait', lineterm='', n=1)
            print('\n'.join(list(changes)[:20]))
            print(f'exit codes {ours[0]}, {theirs[0]}\n{ours[2][-1500:]}{theirs[2][-500:] if theirs[0] else ""}')
    print(f'{len(jobs)} jobs, {failed} failed')
    return failed > 0


if __name__ == '__main__':
    sys.exit(main())
