"""Which modules of the standard library can be imported in CPython, but not in krait: each in a process of its own.

    python3.12 modules.py --krait PATH [--cpython PATH]

What is missing has to be in stdlib/DIVERGENCES.md, and must not be more than `MOST`.
"""
import argparse
import os
import subprocess
import sys

MOST = 10
DIVERGENCES = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'stdlib', 'DIVERGENCES.md')


def run(python, code):
    environment = {**os.environ, 'BROWSER': 'true'}
    return subprocess.run([python, '-c', code], capture_output=True, text=True, env=environment, timeout=120)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition('\n\n')[0])
    parser.add_argument('--krait', required=True)
    parser.add_argument('--cpython', default='python3.12')
    options = parser.parse_args()
    names = run(options.cpython, 'import sys; print(*sorted(sys.stdlib_module_names))').stdout.split()
    with open(DIVERGENCES) as file:
        known = file.read()
    there, missing = 0, []
    for name in names:
        if run(options.cpython, f'import {name}').returncode:
            continue
        there += 1
        done = run(options.krait, f'import {name}')
        if done.returncode:
            missing.append(name)
            excused = '' if f'`{name}`' in known else '  and is not in DIVERGENCES.md'
            print(f'{name:20} {done.stderr.strip().splitlines()[-1]}{excused}')
    print(f'{there} modules, {len(missing)} missing')
    return len(missing) > MOST or any(f'`{name}`' not in known for name in missing)


if __name__ == '__main__':
    sys.exit(main())
