"""Questions are easy to read as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from pipeline.questionnaire.model import Page, Question, Questionnaire

ID, SEVERITY, TITLE = "readability", "warning", "Readability"
SOURCE = (
    "Flesch reading ease for German (Amstad 1978, Wie verständlich sind unsere Zeitungen?): "
    "180 - words per sentence - 58.5 x syllables per word; below 50 is difficult"
)
LOWEST = 50.0
_SENTENCE_END = re.compile(r"[.!?…:]+(?:\s|$)")


def check(questionnaire: Questionnaire) -> Iterator[tuple[Question | None, str, str]]:
    """Each page's sentences together reach at least 50; only for German. Keywords are no sentences."""
    if questionnaire.languages[0] != "de":
        return
    for page in questionnaire.pages:
        index = flesch(_sentences(page))
        if index is not None and index < LOWEST:
            yield (
                page.questions[0],
                f"the page '{page.id}' is difficult to read (Flesch index {index:.0f}, wanted {LOWEST:.0f})",
                "use shorter sentences and shorter words",
            )


def flesch(texts: list[str]) -> float | None:
    """Amstad's index of several texts together; None below 30 words, where it says nothing."""
    sentences, words, syllables = 0, 0, 0
    for text in texts:
        found = re.findall(r"[A-Za-zÄÖÜäöüß]+", text)
        words += len(found)
        syllables += sum(map(count_syllables, found))
        sentences += max(1, len(_SENTENCE_END.findall(text)))
    if words < 30:
        return None
    return 180 - words / sentences - 58.5 * syllables / words


def count_syllables(word: str) -> int:
    """Syllables of a German word: hyphenation points and vowel groups, whichever are more."""
    vowels = len(re.findall(r"[aeiouyäöü]+", word.lower()))
    return max(1, vowels, len(_dictionary().positions(word)) + 1)


@lru_cache(maxsize=1)
def _dictionary() -> Any:
    import pyphen

    return pyphen.Pyphen(lang="de_DE")


def _sentences(page: Page) -> list[str]:
    out = [page.intro] if page.intro else []
    for question in page.questions:
        if question.kind == "hidden":
            continue
        out.append(question.text)
        if question.help:
            out.append(question.help)
        out += [row.text for row in question.items if row.text.endswith((".", "?"))]
    return out
