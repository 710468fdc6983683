"""How long each operation of table.txt takes in two Python runtimes, in turns; the slowest in comparison come first.

    python3 run.py RUNTIME [BASELINE] [--rounds=N] [--below=RATIO] [--options="-X jit=off"] [GROUP or part of an operation ...]

Each operation is the body of a loop in a function of its own, whose count grows until a run of it takes long enough; a
process measures a few of them, and the best of its runs counts.
"""
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
BATCH = 8


def table():
    """(group, set-up, statement) of every line."""
    rows, group, shared = [], '', []
    with open(os.path.join(HERE, 'table.txt')) as lines:
        for line in lines:
            line = line.rstrip('\n')
            if not line or line.startswith('#'):
                continue
            if line.startswith('['):
                close = line.find(']')
                if line[1:close].isalpha() and close == len(line) - 1 and ' ' not in line:
                    group, shared = line[1:close], []
                    continue
            if line.startswith('= '):
                shared.append(line[2:])
                continue
            setup, found, statement = line.partition(' ;; ')
            if not found:
                setup, statement = '', line
            rows.append((group, shared + [setup], statement))
    return rows


def spell(text):
    """The source that a cell stands for: `\\n` outside of string literals ends a line."""
    out, quote = [], ''
    i = 0
    while i < len(text):
        c = text[i]
        if not quote and text.startswith('\\n', i):
            out.append('\n')
            i += 2
            continue
        if c == '\\':
            out.append(text[i:i + 2])
            i += 2
            continue
        if c in '\'"':
            quote = '' if c == quote else quote or c
        out.append(c)
        i += 1
    return ''.join(out)


def measure(rows, target):
    from time import thread_time as clock
    for number, (_, setup, statement) in rows:
        space = {'sys': sys}
        try:
            for cell in setup:
                exec(spell(cell), space)
            names = [n for n in space if not n.startswith('__')]
            body = spell(statement)
            source = (f'def run(__count, {", ".join(names)}):\n'
                      f'    for _ in range(__count):\n        {body}\n')
            exec(source, space)
            run, values = space['run'], [space[n] for n in names]
            count, best = 1, 1e9
            while True:
                start = clock()
                run(count, *values)
                took = clock() - start
                if took >= target:
                    break
                count = count * 2 if took < target / 10 else int(count * target / took * 1.1) + 1
            for _ in range(3):
                start = clock()
                run(count, *values)
                took = min(took, clock() - start)
            print(number, took / count * 1e9, flush=True)
        except Exception as problem:
            print(number, 'failed:', type(problem).__name__, problem, flush=True)


def ask(command, numbers, target, results, name):
    numbers = list(numbers)
    while numbers:
        try:
            out = subprocess.run(command + [__file__, '--measure=' + target, *map(str, numbers)],
                                 capture_output=True, text=True, timeout=300)
        except subprocess.TimeoutExpired:
            results.setdefault((name, numbers[0]), []).append('timeout')
            return
        seen = []
        for line in out.stdout.splitlines():
            number, _, value = line.partition(' ')
            if number.isdigit():
                seen.append(int(number))
                results.setdefault((name, int(number)), []).append(value)
        left = [n for n in numbers if n not in seen]
        if left and out.returncode:
            results.setdefault((name, left[0]), []).append(f'exit {out.returncode}: {out.stderr[-200:]}')
            left = left[1:]
        elif left:
            return
        numbers = left


def main(arguments):
    rows = table()
    if arguments and arguments[0].startswith('--measure='):
        wanted = map(int, arguments[1:])
        return measure([(n, rows[n]) for n in wanted], float(arguments[0].partition('=')[2]))
    options = dict(a[2:].split('=', 1) for a in arguments if a.startswith('--'))
    rest = [a for a in arguments if not a.startswith('--')]
    subject = [rest.pop(0)] + options.get('options', '').split()
    baseline = [rest.pop(0) if rest and 'python' in os.path.basename(rest[0]) else 'python3.12']
    numbers = [n for n, (group, _, statement) in enumerate(rows)
               if not rest or any(r == group or r in statement for r in rest)]
    target = options.get('time', '0.02')
    results = {}
    for start in range(0, len(numbers), BATCH):
        batch = numbers[start:start + BATCH]
        for _ in range(int(options.get('rounds', 2))):
            ask(subject, batch, target, results, 'subject')
            ask(baseline, batch, target, results, 'baseline')
    report(rows, numbers, results, float(options.get('below', 1e9)))


def report(rows, numbers, results, below):
    import math
    table, total = [], []
    for n in numbers:
        label = f'{rows[n][0]:12}{rows[n][1][-1][:40] + " ;; " if rows[n][1][-1] else ""}{rows[n][2]}'
        try:
            ours = min(map(float, results['subject', n]))
            theirs = min(map(float, results['baseline', n]))
        except (ValueError, KeyError):
            print('FAILED', label, results.get(('subject', n)), results.get(('baseline', n)))
            continue
        total.append(theirs / ours)
        table.append((theirs / ours, theirs, ours, label))
    for ratio, theirs, ours, label in sorted(table):
        if ratio < below:
            print(f'{ratio:7.2f} {theirs:12.1f} {ours:12.1f} ns  {label}')
    def mean_of(ratios):
        return math.exp(sum(map(math.log, ratios)) / len(ratios))

    groups = {}
    for ratio, _, _, label in table:
        groups.setdefault(label.split()[0], []).append(ratio)
    for group, ratios in groups.items():
        print(f'{mean_of(ratios):7.2f} {group}: {len(ratios)} operations, the slowest {min(ratios):.2f}')
    if total:
        mean = mean_of(total)
        print(f'{len(total)} operations, geometric mean {mean:.2f}, below 1: {sum(r < 1 for r in total)}')


if __name__ == '__main__':
    main(sys.argv[1:])
