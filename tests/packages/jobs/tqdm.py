"""tqdm: progress bars into a file."""
import io

from tqdm import tqdm, trange
from tqdm.contrib import tenumerate, tmap
from tqdm.utils import disp_len

out = io.StringIO()
total = 0
for i in tqdm(range(5), file=out, ncols=60, ascii=True, mininterval=0, bar_format='{l_bar}{bar}| {n_fmt}/{total_fmt}'):
    total += i
with tqdm(total=1024, unit='B', unit_scale=True, file=out, bar_format='{desc}: {percentage:3.0f}% {n_fmt}', desc='load', mininterval=0) as bar:
    for _ in range(4):
        bar.update(256)
    bar.set_postfix(loss=0.5, refresh=False)
    bar.write('line', file=out)
print(total, repr(out.getvalue()))
print(list(tmap(str, range(3), file=out)), list(tenumerate('ab', file=out)), sum(trange(3, file=out, disable=True)))
print(tqdm.format_sizeof(123456789, 'B'), tqdm.format_interval(3725), tqdm.format_num(1e12), disp_len('ab\x1b[1m日'))
print(tqdm.format_meter(25, 100, 5, ncols=70, prefix='p', ascii=' >='), tqdm.format_meter(3, None, 1))
