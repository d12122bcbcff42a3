"""What people write into params.yaml and data/input is text, never markup, wherever it stands."""

from __future__ import annotations

import subprocess

import pytest

from pipeline.compose import markdown
from pipeline.render import pandoc


def read(text: str, to: str) -> str:
    """What pandoc makes of a paragraph."""
    done = subprocess.run(
        [pandoc.program(), "--from=markdown", f"--to={to}", "--wrap=none"],
        input=text, capture_output=True, text=True, encoding="utf-8", check=True,
    )  # fmt: skip
    return done.stdout.strip().replace("\u00a0", " ")  # pandoc binds "St. Josef"


@pytest.mark.parametrize(
    "name",
    [
        "1. Stock, Rathaus", "10. Etage", "12) Eingang", "(3) Hof", "a) Hof", "iv. Etage", "- Rathaus -",
        "+49 6031 1", ": Amt", "#1 Treff", "[a](javascript:alert) x", "a *b* c_d_ ~e~ ^f^", "St. Josef",
    ],
)  # fmt: skip
def test_a_name_is_read_as_it_was_written(name: str) -> None:
    assert read(markdown.escape(name), "plain") == name
    assert read(markdown.escape(name), "html").startswith("<p>")
    assert "<a" not in read(markdown.escape(name), "html")


def test_abbreviations_at_the_beginning_of_a_line_are_still_bound() -> None:
    bound = markdown.lang.fixed(markdown.escape("z. B. Ferien"))
    assert bound == "z.\u202fB. Ferien"
    assert read(bound, "html") == "<p>z.\u202fB. Ferien</p>"
