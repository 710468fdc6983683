"""Runs one test module of CPython's suite and writes what became of each test id.

    driver.py MODULE RESULTS

RESULTS gets a line a test as soon as it has ended: `start ID` before it, then `pass`, `skip`,
`fail` with the id, so that a crash or a time-out loses only the test that was running.

A module that skips itself as a whole, because CPython's own modules for tests in C are missing, is loaded with those of
`stand_ins`, which are in Python and can do what the tests of the language need of them.
"""

import importlib
import pathlib
import sys
import unittest


class Recorder(unittest.TextTestResult):
    """Writes verdicts to the file `results`."""

    results = None

    def write(self, verdict, test):
        self.results.write(f"{verdict} {test.id()}\n".encode("utf-8", "backslashreplace"))
        self.results.flush()

    def startTest(self, test):
        super().startTest(test)
        self.failed = False
        self.write("start", test)

    def addSuccess(self, test):
        super().addSuccess(test)
        if not self.failed:
            self.write("pass", test)

    def addError(self, test, error):
        super().addError(test, error)
        self.failed = True
        self.write("fail", test)

    def addFailure(self, test, error):
        super().addFailure(test, error)
        self.failed = True
        self.write("fail", test)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.write("skip", test)

    def addExpectedFailure(self, test, error):
        super().addExpectedFailure(test, error)
        self.write("pass", test)

    def addUnexpectedSuccess(self, test):
        super().addUnexpectedSuccess(test)
        self.write("fail", test)

    def addSubTest(self, test, subtest, error):
        super().addSubTest(test, subtest, error)
        if error is not None:
            self.failed = True
            self.write("fail", test)


def load(module):
    try:
        importlib.import_module(module)
    except (unittest.SkipTest, ModuleNotFoundError):
        sys.path.append(str(pathlib.Path(__file__).with_name("stand_ins")))
    return unittest.defaultTestLoader.loadTestsFromName(module)


def main():
    module, results = sys.argv[1:3]
    Recorder.results = open(results, "wb")
    suite = load(module)
    unittest.TextTestRunner(resultclass=Recorder, verbosity=1).run(suite)
    Recorder.results.write(b"end\n")
    Recorder.results.close()


if __name__ == "__main__":
    main()
