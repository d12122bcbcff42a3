"""Run benchmarks by name; without a name, the quick ones."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

QUICK = ("chain", "statistics")


def main() -> None:
    known = sorted(f.stem for f in Path(__file__).parent.glob("[a-z]*.py"))
    names = sys.argv[1:] or QUICK
    unknown = [name for name in names if name not in known]
    if unknown:
        sys.exit(f"unknown benchmark: {', '.join(unknown)}; known: {', '.join(known)}")
    for name in names:
        importlib.import_module(f"benchmarks.{name}").main()


if __name__ == "__main__":
    main()
