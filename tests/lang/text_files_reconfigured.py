"""What TextIOWrapper says of its arguments, when it is detached, and what writers find that wait for `close`."""
import io
import threading


def said(function):
    try:
        return function()
    except Exception as error:
        return f'{type(error).__name__}: {error}'


def text():
    return io.TextIOWrapper(io.BytesIO(), 'ascii', 'replace', '\r')


for function, made in (('reconfigure', lambda **given: text().reconfigure(**given)),
                       ('TextIOWrapper', lambda **given: io.TextIOWrapper(io.BytesIO(), **given))):
    for name in 'encoding', 'errors', 'newline':
        assert said(lambda: made(**{name: 5})) == (
            f"TypeError: {function}() argument '{name}' must be str or None, not int"), name
    assert said(lambda: made(newline='x')) == 'ValueError: illegal newline value: x'
    assert said(lambda: made(encoding='no such')) == 'LookupError: unknown encoding: no such'
    assert said(lambda: made(encoding='\ud800')).startswith('UnicodeEncodeError: ')
for name, value in (('encoding', 'utf-8\0'), ('errors', 'strict\0'), ('newline', '\n\0')):
    assert said(lambda: io.TextIOWrapper(io.BytesIO(), **{name: value})) == 'ValueError: embedded null character'

# What is reconfigured reads names as C does.
assert said(lambda: text().reconfigure(encoding='locale\0')) == 'LookupError: unknown encoding: locale'
file = text()
file.reconfigure(newline='\n\0', encoding='utf-8\0')
file.write('é\n')
file.flush()
assert file.buffer.getvalue() == 'é\n'.encode()
assert said(lambda: text().reconfigure(line_buffering=2**1000)) == (
    'OverflowError: Python int too large to convert to C long')

# Some of it is known of a file that is detached.
file.detach()
assert (file.errors, file.encoding[:5], file.line_buffering, file.write_through, file.buffer) == (
    'strict', 'utf-8', False, False, None)
for name in 'newlines', 'closed', 'name':
    assert said(lambda: getattr(file, name)) == 'ValueError: underlying buffer has been detached'


class Slow(io.RawIOBase):
    """Lets others run while it is being closed."""

    def __init__(self):
        self.closing, self.go_on = threading.Event(), threading.Event()

    def writable(self):
        return True

    def write(self, data):
        return len(data)

    def close(self):
        if not self.closed:
            self.closing.set()
            self.go_on.wait(10)
        super().close()


raw = Slow()
file = io.BufferedWriter(raw, 8)
closer = threading.Thread(target=file.close)
closer.start()
raw.closing.wait()
threading.Timer(0.05, raw.go_on.set).start()
assert said(lambda: file.write(b'spam')) == 'ValueError: write to closed file'
assert file.closed
closer.join()


class Calling(Slow):
    def close(self):
        answers.append(said(lambda: writer.write(b'x'))[:14])
        io.RawIOBase.close(self)


answers = []
writer = io.BufferedWriter(Calling())
writer.write(b'a')
writer.close()
assert answers[0] == 'RuntimeError: ' and writer.closed
print('ok')
