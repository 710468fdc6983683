# What 3.12 added to unittest and logging, and what it took away.
import contextlib
import io
import logging
import re
import unittest
from unittest import mock

# unittest: names of before 3.2 are gone; tests are timed, none at all is a failure.
for name in "assertEquals", "failUnless", "assert_", "assertDictContainsSubset", "assertRegexpMatches":
    assert not hasattr(unittest.TestCase, name), name
assert not hasattr(unittest, "_TextTestResult")


class Case(unittest.TestCase):
    def test_one(self):
        pass

    @unittest.skip("not now")
    def test_two(self):
        pass


def run(**options):
    stream = io.StringIO()
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(Case)
    result = unittest.TextTestRunner(stream, **options).run(suite)
    return result, stream.getvalue()


result, text = run()
assert result.testsRun == 1 and len(result.skipped) == 1, result
assert [test.split()[0] for test, _ in result.collectedDurations] == ["test_one"]
assert "Slowest" not in text
_, text = run(durations=0, verbosity=2)
assert "Slowest test durations" in text and re.search(r"^\d+\.\d{3}s +test_one", text, re.M), text
stream = io.StringIO()
unittest.TextTestRunner(stream).run(unittest.TestSuite())
assert "NO TESTS RAN" in stream.getvalue()
with contextlib.redirect_stderr(io.StringIO()):
    try:
        unittest.main(unittest, argv=["x"])
    except SystemExit as stop:
        assert stop.code == 5, stop.code
try:
    unittest.TestCase().assertMultiLineEqual("a\n", "a")
except AssertionError as error:
    assert str(error) == "'a\\n' != 'a'\n  a\n- \n", error
assert unittest.defaultTestLoader.loadTestsFromTestCase(unittest.FunctionTestCase).countTestCases() == 0

# mock: names of assertions without their start are refused.
try:
    mock.Mock().called_once
except AttributeError as error:
    assert "not a valid assertion" in str(error)
else:
    raise AssertionError("called_once")
try:
    mock.Mock().assert_called_with(1)
except AssertionError as error:
    assert str(error) == "expected call not found.\nExpected: mock(1)\n  Actual: not called.", error

# logging: handlers by name, children of loggers, filters that give other records.
handler = logging.StreamHandler(stream := io.StringIO())
handler.name = "of this test"
assert logging.getHandlerByName("of this test") is handler
assert "of this test" in logging.getHandlerNames()
parent, child = logging.getLogger("parent"), logging.getLogger("parent.child")
assert parent.getChildren() == {child}


def other(record):
    return logging.makeLogRecord({"msg": "other", "levelno": record.levelno})


handler.addFilter(other)
child.addHandler(handler)
child.warning("this")
assert stream.getvalue() == "other\n"
print("ok")
