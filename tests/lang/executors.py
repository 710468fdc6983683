"""concurrent.futures: executors with as many workers as they like."""

import concurrent.futures

with concurrent.futures.ThreadPoolExecutor() as pool:
    assert pool._max_workers >= 5
    assert list(pool.map(lambda n: n * n, range(5))) == [0, 1, 4, 9, 16]
    try:
        pool.submit(int, "x").result()
    except ValueError as exception:
        assert "invalid literal" in str(exception)
assert concurrent.futures.ProcessPoolExecutor()._max_workers >= 1
print("ok")
