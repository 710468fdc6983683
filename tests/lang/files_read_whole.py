"""Whole files of many sizes: what `read` gives at the start, in the middle and at the end, of files that grow, and in threads."""

import io
import os
import tempfile
import threading

with tempfile.TemporaryDirectory() as folder:
    name = os.path.join(folder, 'a')
    for size in (0, 1, 100, 8191, 8192, 8193, 32767, 32768, 32769, 100_000, 300_001):
        data = bytes(i * 7 & 255 for i in range(size))
        with open(name, 'wb') as f:
            f.write(data)
        with open(name, 'rb') as f:
            assert f.read() == data and f.read() == b'' and f.tell() == size
            f.seek(0)
            assert f.read(10) == data[:10] and f.read() == data[10:] and f.read() == b''
            f.seek(size // 2)
            assert f.read() == data[size // 2:] and f.tell() == size
            f.seek(size + 5)
            assert f.read() == b''
        with open(name, 'rb', buffering=0) as f:
            assert f.readall() == data and f.readall() == b''
            f.seek(size // 3)
            assert f.read() == data[size // 3:]
        with open(name, 'r+b') as f:
            assert f.read(3) == data[:3]
            f.write(b'xyz')
            changed = data[:3] + b'xyz' + data[6:]
            assert f.read() == changed[6:]
            f.seek(0)
            assert f.read() == changed
        with open(name, encoding='latin-1', newline='') as f:
            text = changed.decode('latin-1')
            assert f.read() == text and f.read() == ''
            f.seek(0)
            assert f.read(5) == text[:5] and f.read() == text[5:]
        with open(name, 'rb') as f, open(name, 'ab') as end:
            f.read(1)
            end.write(b'more' * 20_000)
            end.flush()
            assert f.read() == changed[1:] + b'more' * 20_000
            end.truncate(4)
            f.seek(0)
            assert f.read() == changed[:4] or size < 4

    # Objects die and move while others read.
    data = os.urandom(200_000)
    with open(name, 'wb') as f:
        f.write(data)
    wrong = []

    def work():
        for _ in range(20):
            with open(name, 'rb') as f:
                if f.read() != data:
                    wrong.append(1)
            [bytes(n) for n in range(300)]

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    read, write = os.pipe()
    os.write(write, b'pipe')
    os.close(write)
    with open(read, 'rb') as f:
        assert f.read() == b'pipe'
    assert io.FileIO(name).readall() == data
    with open(name, 'wb') as f:
        try:
            f.read()
            assert False
        except io.UnsupportedOperation:
            pass

print('ok')
