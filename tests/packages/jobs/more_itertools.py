"""more-itertools: a bit of everything."""
import more_itertools as mi

print(list(mi.chunked(range(7), 3)), list(mi.windowed(range(5), 3)), list(mi.sliced('abcdefg', 3)), list(mi.split_at('abcdcba', lambda x: x == 'b')))
print(list(mi.interleave_longest([1, 2, 3], [4, 5], [6])), list(mi.collapse([[1, 2], [[3], 'ab']])), mi.first([], 'none'), mi.one(['x']))
print(list(mi.set_partitions('abc', 2)), list(mi.distinct_permutations([1, 0, 1])), list(mi.partitions('abc')), mi.nth_permutation(range(4), 2, 5))
p = mi.peekable([1, 2, 3])
print(p.peek(), next(p), p[1], list(p), bool(p), list(mi.run_length.encode('aabccc')), list(mi.numeric_range(1.0, 2.0, 0.25)))
s = mi.seekable(iter('abcd'))
print(list(s), s.seek(1), next(s), list(mi.stagger(range(4))), list(mi.consecutive_groups([1, 2, 4, 5, 7], ordering=lambda x: x)) and [list(g) for g in mi.consecutive_groups([1, 2, 4, 5, 7])])
print(mi.minmax([3, 1, 2]), list(mi.sieve(30)), list(mi.factor(360)), mi.dft([1, 2, 3]) and [round(abs(x), 6) for x in mi.dft([1, 2, 3])], mi.polynomial_from_roots([1, 2]))
print(mi.map_reduce(range(10), lambda x: x % 3, lambda x: x * x, sum), list(mi.locate([0, 1, 1, 0])), list(mi.rlocate([0, 1, 1, 0])), mi.all_equal([1, 1.0]))
for bad in (lambda: mi.one([]), lambda: mi.one([1, 2]), lambda: mi.last([]), lambda: list(mi.zip_equal([1], [1, 2])), lambda: list(mi.strictly_n([1], 2))):
    try:
        bad()
    except Exception as error:
        print(type(error).__name__, error)
