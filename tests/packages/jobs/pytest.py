"""pytest: fixtures, parameters, marks, assertion rewriting, capture, its own reports."""
import os
import re
import subprocess
import sys

TESTS = '''
import pytest, sys

@pytest.fixture(scope="module", params=[1, 2])
def number(request):
    yield request.param

@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("WHERE", "here")
    (tmp_path / "a.txt").write_text("text")
    return tmp_path

def test_number(number):
    assert number < 3

@pytest.mark.parametrize("a,b", [(1, 2), ("x", "y"), pytest.param(3, 3, marks=pytest.mark.xfail)])
def test_unequal(a, b):
    assert a != b

def test_folder(folder, capsys):
    print("out")
    assert capsys.readouterr().out == "out\\n"
    assert (folder / "a.txt").read_text() == "text"

def test_raises():
    with pytest.raises(ValueError, match="bad .* value") as info:
        raise ValueError("bad little value")
    assert info.type is ValueError
    assert 0.1 + 0.2 == pytest.approx(0.3)

def test_fails():
    left, right = {"a": [1, 2, 3], "b": "text"}, {"a": [1, 2, 4], "b": "text"}
    assert left == right, "said why"

def test_breaks():
    def inner(value):
        return value / 0
    inner(1)

@pytest.mark.skipif(sys.version_info >= (3,), reason="old")
def test_skipped():
    pass

class TestGroup:
    def setup_method(self):
        self.items = [1]

    def test_items(self):
        assert len(self.items) == 2

    def test_warns(self):
        with pytest.warns(DeprecationWarning):
            import warnings
            warnings.warn("old", DeprecationWarning)
'''
with open('test_sample.py', 'w') as file:
    file.write(TESTS)
done = subprocess.run([sys.executable, '-m', 'pytest', '-v', '-p', 'no:cacheprovider', 'test_sample.py'], capture_output=True, text=True)
text = re.sub(r'in [0-9.]+s', 'in N s', done.stdout)
text = re.sub(r'0x[0-9a-f]+', '0xN', text)
text = re.sub(r'(?m)^(platform|cachedir|rootdir|plugins).*\n', '', text)
print(done.returncode, text.replace(os.getcwd(), '').replace(sys.executable, 'python'))
