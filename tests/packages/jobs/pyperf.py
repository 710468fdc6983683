"""pyperf: a benchmark in processes of its own, its file and its report."""
import json
import os
import subprocess
import sys

with open('bench.py', 'w') as file:
    file.write('''
import pyperf
runner = pyperf.Runner()
runner.bench_func("sum", sum, range(100))
runner.timeit("list", "[x for x in y]", setup="y = range(10)")
''')
done = subprocess.run([sys.executable, 'bench.py', '-o', 'out.json', '--processes=2', '--values=2', '--warmups=1', '--loops=16', '-q'], capture_output=True, text=True)
print(done.returncode, [line.partition(':')[0] for line in done.stdout.splitlines() if 'Mean' in line], done.stderr[-300:])
with open('out.json') as file:
    said = json.load(file)
print([(b.get('metadata', {}).get('name'), len(b['runs']), [len(r.get('values', [])) for r in b['runs']]) for b in said['benchmarks']])
for command in (['stats', 'out.json'], ['check', 'out.json'], ['show', 'out.json'], ['compare_to', 'out.json', 'out.json']):
    done = subprocess.run([sys.executable, '-m', 'pyperf', *command], capture_output=True, text=True)
    print(command, done.returncode, sorted({line.partition(':')[0].split('(')[0].strip() for line in done.stdout.splitlines() if line.startswith(('Total', 'Number', 'Loop'))}), done.stderr[-300:])
print(os.path.exists('out.json'))
