"""How long a questionnaire takes: a stated model of reading and answering, to be checked in the pretest.

Reading: 179 words a minute, the mean for German of the International Reading Speed Texts: 25 native
speakers aged 18 to 35 reading paragraphs aloud (Trauzettel-Klosinski and Dietz 2012, Standardized Assessment
of Reading Performance: The New International Reading Speed Texts IReST, Investigative Ophthalmology & Visual
Science 53(9), 5452-5461, doi:10.1167/iovs.11-8284; mean of 17 languages: 184). Reading aloud is slower than
reading silently (English: 183 against 238; Brysbaert 2019, Journal of Memory and Language 109, 104047), so it
leaves room for people who read with effort. Answers: seconds per action, our own assumption, to be
checked in the pretest. A shared scale is read once per array.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.questionnaire.model import Question, Questionnaire
from pipeline.questionnaire.texts import Texts

WORDS_PER_MINUTE = 179
SECONDS = {
    "single": 2.0, "yes_no": 1.5, "dropdown": 4.0, "multiple": 1.0, "array": 2.0, "dual": 4.0,
    "ranking": 5.0, "numeric": 5.0, "numerics": 5.0, "date": 6.0, "short_text": 15.0,
    "long_text": 45.0, "display": 0.0, "hidden": 0.0,
}  # fmt: skip
PLACES_READ = 3  # of a long list of places nobody reads more than a few


@dataclass(frozen=True)
class Estimate:
    """Minutes for somebody who is asked everything, and where they go."""

    items: int
    reading: float
    answering: float

    @property
    def minutes(self) -> float:
        """Reading and answering together."""
        return self.reading + self.answering


def items(question: Question) -> int:
    """Items of a question: one, or one per row; twice that for a dual scale; none for texts."""
    if question.kind in ("display", "hidden"):
        return 0
    if question.items:
        return len(question.items) * max(1, len(question.sides))
    return 1


def estimate(questionnaire: Questionnaire, language: str | None = None) -> Estimate:
    """Count items and estimate minutes, the cover page included (the privacy notice is not)."""
    texts = Texts(questionnaire, language)
    words = sum(
        _words(texts.get(f"cover.{part}")) for part in ("occasion", "use", "anonymity", "duration")
    )
    seconds, count = 0.0, 0
    for page in questionnaire.pages:
        words += _words(texts.get(f"pages.{page.id}.title"))
        words += _words(texts.get(f"pages.{page.id}.intro"))
        for question in page.questions:
            words += _question_words(question, texts)
            seconds += _actions(question) * SECONDS[question.kind]
            count += items(question)
    return Estimate(count, words / WORDS_PER_MINUTE, seconds / 60)


def _actions(question: Question) -> int:
    if question.kind == "ranking":
        return question.max_choices or len(question.options)
    if question.kind == "multiple":
        return len(question.options)
    return len(question.items) or 1


def _question_words(question: Question, texts: Texts) -> int:
    if question.kind == "hidden":
        return 0
    code = question.code
    options = question.options[:PLACES_READ] if question.options_from else question.options
    keys = [f"{code}.text", f"{code}.help", f"{code}.other"]
    keys += [f"{code}.options.{option.code}" for option in options]
    keys += [f"{code}.items.{row.code}" for row in question.items]
    for n, side in enumerate(question.sides, start=1):
        keys += [f"{code}.sides.{n}.text"]
        keys += [f"{code}.sides.{n}.options.{option.code}" for option in side.options]
    return sum(_words(texts.get(key)) for key in keys)


def _words(text: str | None) -> int:
    return len(text.split()) if text else 0
