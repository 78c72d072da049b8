"""Prints what DocC found, as file:line: what; exit status 1 if there is anything.

    docc_findings.py DIAGNOSTICS.json MODULE_FOLDER

A parameter without a description is no finding: what its name and type say needs no words.
"""

import json
import os
import pathlib
import re
import sys
from urllib.parse import unquote, urlparse

EVIDENT = re.compile(r"Parameter '[^']+' is missing documentation")


def main():
    found = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))["diagnostics"]
    findings = [item for item in found
                if item["severity"] in ("error", "warning") and not EVIDENT.match(item["summary"])]
    for item in findings:
        path = unquote(urlparse(item.get("source") or sys.argv[2]).path)
        line = item.get("range", {}).get("start", {}).get("line", 1)
        print(f"{os.path.relpath(path)}:{line}: {item['summary']}")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
