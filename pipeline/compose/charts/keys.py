"""The line that says what marks of a plotly figure mean."""

from __future__ import annotations


def key_line(entries: list[tuple[str, str, str]]) -> str:
    """What marks mean, as a line of a plotly text: sign, colour, meaning."""
    parts = (
        f'<span style="color:{colour}">{sign}</span> {label}' for sign, colour, label in entries
    )
    return f'<span style="font-size:13px">{"   ".join(parts)}</span>'
