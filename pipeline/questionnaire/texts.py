"""Every text of a questionnaire under a stable key, and its translations.

A translation file answers these keys (``geschlecht.text``, ``geschlecht.options.w``, ``cover.use`` …).
"""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.questionnaire.model import Questionnaire
from pipeline.questionnaire.phrases import phrase

# Words that no definition has to give.
WORDS = {
    "de": {"words.yes": "genannt", "words.no": "nicht genannt", "words.other": "Sonstiges"},
    "en": {"words.yes": "mentioned", "words.no": "not mentioned", "words.other": "Other"},
    "uk": {"words.yes": "зазначено", "words.no": "не зазначено", "words.other": "Інше"},
    "ar": {"words.yes": "مذكور", "words.no": "غير مذكور", "words.other": "أخرى"},
    "tr": {"words.yes": "belirtildi", "words.no": "belirtilmedi", "words.other": "Diğer"},
}


def source_texts(questionnaire: Questionnaire) -> dict[str, str]:
    """Key -> text in the language of the definition, in reading order (scales once, under ``scales``)."""
    out = {"title": questionnaire.title, "target_population": questionnaire.target_population}
    for name, text in questionnaire.cover.model_dump().items():
        if text:
            out[f"cover.{name}"] = text
    if questionnaire.notice is not None:
        out["privacy.label"] = questionnaire.notice.label
        out["privacy.error"] = questionnaire.notice.error
        for paragraph in questionnaire.notice.paragraphs:
            out[f"privacy.{paragraph.id}.heading"] = paragraph.heading
            out[f"privacy.{paragraph.id}.text"] = paragraph.text
    if questionnaire.letters is not None:
        for kind, letter in questionnaire.letters.model_dump().items():
            out |= {f"letters.{kind}.{part}": text for part, text in letter.items()}
    for scale_id, scale in questionnaire.scales.items():
        for option in scale.options:
            out[f"scales.{scale_id}.{option.code}"] = option.text
    for page in questionnaire.pages:
        out[f"pages.{page.id}.title"] = page.title
        if page.intro:
            out[f"pages.{page.id}.intro"] = page.intro
        for question in page.questions:
            code = question.code
            out[f"{code}.text"] = question.text
            if question.label:
                out[f"{code}.label"] = question.label
            for name in ("help", "other", "unit"):
                if getattr(question, name):
                    out[f"{code}.{name}"] = getattr(question, name)
            shared = _shared_codes(questionnaire, question.scale)
            for option in question.options:
                if option.code not in shared and not _is_place(questionnaire, question, option):
                    out[f"{code}.options.{option.code}"] = option.text
            for row in question.items:
                out[f"{code}.items.{row.code}"] = row.text
            for n, side in enumerate(question.sides, start=1):
                out[f"{code}.sides.{n}.text"] = side.text
                shared = _shared_codes(questionnaire, side.scale)
                for option in side.options:
                    if option.code not in shared:
                        out[f"{code}.sides.{n}.options.{option.code}"] = option.text
    return out


class Texts:
    """Texts of one questionnaire in one language; falls back to the definition's own."""

    def __init__(self, questionnaire: Questionnaire, language: str | None = None) -> None:
        self.language = language or questionnaire.languages[0]
        base = questionnaire.languages[0]
        self._texts: dict[str, str] = dict(WORDS.get(base, WORDS["de"]))
        self._texts |= source_texts(questionnaire)
        if self.language != base:
            self._texts |= WORDS.get(self.language, {})
            self._texts |= questionnaire._translations.get(self.language, {})
        self._spread(questionnaire)

    def _spread(self, questionnaire: Questionnaire) -> None:
        """Give every question its own key for shared scales, places and labels."""
        texts = self._texts
        for _, question in questionnaire.questions:
            code = question.code
            texts.setdefault(f"{code}.label", texts[f"{code}.text"])
            for option in question.options:
                shared = f"scales.{question.scale}.{option.code}"
                texts.setdefault(f"{code}.options.{option.code}", texts.get(shared, option.text))
            for n, side in enumerate(question.sides, start=1):
                for option in side.options:
                    shared = f"scales.{side.scale}.{option.code}"
                    key = f"{code}.sides.{n}.options.{option.code}"
                    texts.setdefault(key, texts.get(shared, option.text))

    def __getitem__(self, key: str) -> str:
        return self._texts[key]

    def phrase(self, key: str, **values: object) -> str:
        """A fixed phrase of the form, from the translation or built in."""
        own = self._texts.get(f"phrases.{key}")
        if own is None:
            return phrase(self.language, key, **values)
        return fill(own, {name: str(value) for name, value in values.items()})

    def get(self, key: str) -> str | None:
        """The text of a key, or None."""
        return self._texts.get(key)


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put values for ``{network}``, ``{contact}`` … into a text; unknown names stay as they are."""
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text


# What LimeSurvey fills into mails: the personal link, and the link that ends the mails.
SERVER_NAMES = ("SURVEYURL", "OPTOUTURL")


def letter(texts: Texts, key: str, values: Mapping[str, str]) -> str:
    """A text of an e-mail; it may name the questionnaire's ``{title}``, ``{occasion}``, ``{duration}``."""
    own = {"title": "title", "occasion": "cover.occasion", "duration": "cover.duration"}
    named = {name: texts[source] for name, source in own.items()}
    return fill(fill(texts[key], named), values)


# Names that texts may use in braces, beside the region's: filled from `params.yaml` for each output.
PLACEHOLDERS = ("network", "contact", "web")


def _shared_codes(questionnaire: Questionnaire, scale: str | None) -> set[str]:
    if scale is None or scale not in questionnaire.scales:
        return set()
    return {option.code for option in questionnaire.scales[scale].options}


def _is_place(questionnaire: Questionnaire, question: object, option: object) -> bool:
    region = questionnaire.region
    if region is None or getattr(question, "options_from", None) is None:
        return False
    return getattr(option, "code", None) in {place.code for place in region.municipalities}
