"""Text and bytes that are copied behind a few others, at all distances; and characters of one width behind those of another."""

import array

for size in (100, 2040, 2049, 4096, 20000, 40001):
    body = bytes(range(251)) * (size // 251 + 1)
    text = body.decode('latin-1')
    for margin in (*range(0, 70, 3), 4088, 4097):
        head = b'h' * margin
        out = head + body
        assert out[:margin] == head and out[margin:] == body, (size, margin)
        assert out.endswith(body) and bytearray(head) + body == out
        assert 'h' * margin + text == out.decode('latin-1')
        assert text.rjust(len(text) + margin, 'h') == 'h' * margin + text
        assert b''.join([head, body, head])[margin:-margin or None] == body
    numbers = array.array('b', body.translate(bytes(i & 127 for i in range(256))))
    assert numbers.tobytes() == bytes(i & 127 for i in body) and memoryview(body)[3:].tobytes() == body[3:]

for wide in ('ż', '漢', '😀', 'é'):
    for n in (1, 7, 300, 5000):
        for first in ('a' * n, 'é' * n, 'ż' * n, '😀' * n):
            both = first + wide * n
            assert len(both) == 2 * n and both[:n] == first and both[n:] == wide * n and both[n] == wide
            both += first
            assert both[2 * n:] == first and both.count(wide) >= n

print('ok')
