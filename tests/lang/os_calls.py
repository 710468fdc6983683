# System calls, their results and their errors.
import errno
import os
import posix
import _stat

here = os.getcwd()
base = f"/tmp/krait-os-{os.getpid()}"
os.mkdir(base)
os.chdir(base)
assert os.getcwd() == os.path.realpath(base)
assert os.getcwdb() == os.fsencode(os.path.realpath(base))

fd = os.open("file", os.O_RDWR | os.O_CREAT, 0o644)
assert os.write(fd, b"hello world") == 11
assert os.lseek(fd, 0, os.SEEK_SET) == 0
assert os.read(fd, 5) == b"hello"
assert os.pread(fd, 5, 6) == b"world"
assert not os.get_inheritable(fd)
os.ftruncate(fd, 3)
st = os.fstat(fd)
assert st.st_size == 3 == st[6] and st.st_mode == st[0]
assert st.st_mtime_ns // 10**9 == st[8] and int(st.st_mtime) == st[8]
assert _stat.S_ISREG(st.st_mode) and _stat.filemode(0o100644) == "-rw-r--r--"
assert isinstance(st, tuple) and len(st) == 10 and st.n_fields == 19 and st.n_unnamed_fields == 3
os.close(fd)

os.utime("file", ns=(10**9 + 5, 2 * 10**9 + 7))
assert os.stat("file").st_atime_ns == 10**9 + 5 and os.stat("file").st_mtime_ns == 2 * 10**9 + 7
os.symlink("file", "link")
assert os.readlink("link") == "file" and os.readlink(b"link") == b"file"
assert os.lstat("link").st_size == 4 and os.stat("link").st_size == 3
os.rename("file", "other")
os.mkdir("sub")
assert sorted(os.listdir()) == ["link", "other", "sub"]
assert sorted(os.listdir(b".")) == [b"link", b"other", b"sub"]
with os.scandir(base) as entries:
    found = {entry.name: entry for entry in entries}
assert found["sub"].is_dir() and not found["other"].is_dir() and found["other"].is_file()
assert found["link"].is_symlink() and not found["link"].is_file()
assert found["other"].path == base + "/other" and found["other"].stat().st_size == 3
assert repr(found["sub"]) == "<DirEntry 'sub'>" and os.fspath(found["sub"]) == base + "/sub"


def fails(kind, text, call, *args, **kwargs):
    try:
        call(*args, **kwargs)
    except kind as error:
        assert str(error) == text, (str(error), text)
        return error
    raise AssertionError(f"{kind} expected")


error = fails(FileNotFoundError, "[Errno 2] No such file or directory: 'nope'", os.stat, "nope")
assert error.errno == errno.ENOENT and error.filename == "nope" and error.filename2 is None
fails(FileNotFoundError, "[Errno 2] No such file or directory: 'nope' -> b'there'", os.rename, "nope", b"there")
fails(FileExistsError, "[Errno 17] File exists: 'sub'", os.mkdir, "sub")
fails(NotADirectoryError, "[Errno 20] Not a directory: 'other/x'", os.stat, "other/x")
fails(OSError, "[Errno 9] Bad file descriptor", os.close, -1)
fails(ValueError, "embedded null byte", os.stat, "a\0b")
fails(ValueError, "stat: embedded null character in path", os.stat, b"a\0b")
fails(TypeError, "stat: path should be string, bytes, os.PathLike or integer, not float", os.stat, 1.5)
fails(TypeError, "expected str, bytes or os.PathLike object, not int", os.fspath, 1)
fails(TypeError, "'float' object cannot be interpreted as an integer", os.close, 1.5)
fails(OverflowError, "Python int too large to convert to C int", os.close, 2**40)

class Path:
    def __init__(self, path):
        self.path = path
    def __fspath__(self):
        return self.path

assert os.stat(Path("other")).st_size == 3
fails(TypeError, "expected Path.__fspath__() to return str or bytes, not int", os.stat, Path(3))

for name in ("link", "other"):
    os.unlink(name)
os.rmdir("sub")
os.chdir(here)
os.rmdir(base)

reader, writer = os.pipe()
pid = os.fork()
if pid == 0:
    os.write(writer, b"from the child")
    os._exit(7)
os.close(writer)
assert os.read(reader, 100) == b"from the child" and os.read(reader, 1) == b""
os.close(reader)
assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 7

os.environ["KRAIT_TEST"] = "wert"
assert os.environb[b"KRAIT_TEST"] == b"wert"
assert os.system('test "$KRAIT_TEST" = wert') == 0
del os.environ["KRAIT_TEST"]
assert "KRAIT_TEST" not in os.environ
assert len(os.urandom(16)) == 16 and os.strerror(2) == "No such file or directory"
assert os.terminal_size((80, 24)).columns == 80
assert repr(os.terminal_size((80, 24))) == "os.terminal_size(columns=80, lines=24)"
fails(TypeError, "os.terminal_size() takes a 2-sequence (1-sequence given)", os.terminal_size, (1,))
assert repr(os.stat_result(range(10))) == (
    "os.stat_result(st_mode=0, st_ino=1, st_dev=2, st_nlink=3, st_uid=4, st_gid=5, st_size=6, "
    "st_atime=7, st_mtime=8, st_ctime=9)"
)
assert os.path.normpath("//a/../b/./c") == "//b/c" and os.path.normpath("a/../..") == ".." and os.path.normpath("") == "."
assert posix.stat_result.__match_args__[:2] == ("st_mode", "st_ino")
print("ok")
