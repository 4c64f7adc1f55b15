# SPDX-License-Identifier: Apache-2.0
"""Runs the tests inside of the laid-out system: run.py FILE [TEST...]. FILE gets what was tried: a component and what of it on each line."""

import sys
import unittest
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


class Result(unittest.TextTestResult):
    """Remembers which classes passed as a whole."""

    def __init__(self, *arguments, **keywords):
        super().__init__(*arguments, **keywords)
        self.passed: set[type] = set()

    def addSuccess(self, test):
        super().addSuccess(test)
        self.passed.add(type(test))


def main() -> int:
    names = sys.argv[2:] or sorted(file.stem.removeprefix("test_") for file in FOLDER.glob("test_*.py"))
    suite = unittest.defaultTestLoader.loadTestsFromNames([f"test_{name}" for name in names])
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2, resultclass=Result).run(suite)
    unclear = {type(test) for test, _ in result.failures + result.errors + result.skipped}
    lines = [f"{name}\t{what}\n" for each in result.passed - unclear for name, what in each.tried.items()]
    Path(sys.argv[1]).write_text("".join(sorted(lines)))
    return 0 if result.wasSuccessful() else 1


sys.exit(main())
