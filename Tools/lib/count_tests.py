"""Adds up the JUnit files of a test run and prints "N passed, N failed"; exit status 1 if anything failed.

    count_tests.py LOGS [FAILED_STEP...]
"""

import pathlib
import sys
import xml.etree.ElementTree as ElementTree


def counted(path):
    """(tests, failed, skipped) of one file."""
    totals = [0, 0, 0]
    for suite in ElementTree.parse(path).iter("testsuite"):
        totals[0] += int(suite.get("tests", 0))
        totals[1] += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        totals[2] += int(suite.get("skipped", 0))
    return totals


def main():
    logs, failed_steps = pathlib.Path(sys.argv[1]), sys.argv[2:]
    tests = failed = skipped = 0
    for path in sorted(logs.glob("*.xml")):
        step = path.name.split("-")[0].removesuffix(".xml")
        more, bad, left = counted(path)
        tests, failed, skipped = tests + more, failed + bad, skipped + left
        if step in failed_steps and bad:
            failed_steps.remove(step)
    failed += len(failed_steps)
    passed = tests - skipped - (failed - len(failed_steps))
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
