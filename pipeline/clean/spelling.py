"""One meaning for what sources write in several ways: yes and no, numbers, days."""

from __future__ import annotations

# LimeSurvey's own codes of yes/no questions, where the definition calls them ja and nein.
YES_NO = {"Y": "ja", "N": "nein"}


def number(cell: str | None) -> float | None:
    """A raw number with decimal point or comma; None where there is none."""
    try:
        return float(cell.replace(",", ".")) if cell else None
    except ValueError:
        return None


def day(cell: str) -> str:
    """The day of a raw date, with or without a time behind it."""
    return cell[:10]
