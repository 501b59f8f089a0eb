"""One recipe on one task in a process of its own, so that its memory is its own.

`python -m tests.bench.peers.child RECIPE TASK_FILE OUT_FILE [quick]`; what is alone reads no task.
Progress goes to the error stream.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from tests.bench.peers.catalogue import BY_NAME


def main() -> None:
    name, file, out, *quick = sys.argv[1:]
    entry = BY_NAME[name]
    if entry.alone:
        row = entry.measured(quick=bool(quick))
    else:
        from tests.bench.peers.measure import measure
        from tests.bench.peers.task import load

        task = load(Path(file))
        row = measure(entry.make, task, name=name, package=entry.installed, say=sys.stderr)
    Path(out).write_text(json.dumps(asdict(row)), encoding="utf-8")


if __name__ == "__main__":
    main()
