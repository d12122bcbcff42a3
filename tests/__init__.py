"""Tests, room by room as in ``pipeline``."""
