"""States of files in memory: copies, and none for what is closed."""

import copy
import io

for made, state in ((io.BytesIO(b"abc"), (b"xyz", 1, None)), (io.StringIO("abc"), ("xyz", "\n", 1, None))):
    made.read(1)
    assert copy.copy(made).read() == made.getvalue()[1:]
    fresh = type(made).__new__(type(made))
    fresh.__setstate__(state)
    assert fresh.read() == state[0][1:]
    made.close()
    try:
        made.__setstate__(state)
    except ValueError as error:
        assert "closed" in str(error)
    else:
        assert False
print("ok")
