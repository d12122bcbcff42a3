"""Bedarfskompass: needs analysis for local networks that support single parents.

The package is a house of rooms in which data flows one way; ``docs/architecture.md`` draws it.
"""

__version__ = "0.1.0"
