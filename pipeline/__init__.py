"""Bedarfskompass: needs analysis for local networks that support single parents.

The package is a house of rooms in which data flows one way; ``docs/architecture.md`` draws it.
"""

import os

os.environ["OPENPYXL_LXML"] = (
    "False"  # else workbooks are other bytes where lxml happens to be installed
)

__version__ = "0.1.0"
