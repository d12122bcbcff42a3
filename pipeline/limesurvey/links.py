"""Links and QR codes of the field: one per open channel and language, with the sentence beside it.

A poster speaks one language; its link opens the survey in that language. The first page lets people choose
another one.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.limesurvey.fieldconcept import Channel, survey_link
from pipeline.params import is_jobcentre

if TYPE_CHECKING:
    from pipeline.params import Params
    from pipeline.questionnaire import Questionnaire

COLUMNS = ("kanal", "sprache", "bezeichnung", "partner", "link", "bild", "hinweis")
_OURS = re.compile(r"[a-z][a-z0-9]{0,19}(_[a-z]{2})?\.(svg|png)|links\.csv")


@dataclass(frozen=True)
class Note:
    """What must stand beside a link: anywhere, and where a job centre hands it out."""

    plain: str
    jobcentre: str

    def of(self, channel: Channel) -> str:
        """The one for a channel."""
        return self.jobcentre if channel.is_jobcentre else self.plain


@dataclass(frozen=True)
class Link:
    """One channel's link in one language; ``image`` is the name of its QR code without ending."""

    channel: Channel
    language: str
    address: str
    image: str


def notes(params: Params, definition: Questionnaire, languages: Sequence[str]) -> dict[str, Note]:
    """The sentences beside links by language, base language first.

    The German ones are fixed. Further languages take the questionnaire's own reviewed texts, which say
    the same: ``cover.anonymity`` and the notice's paragraph on the job centre.
    """
    from pipeline.questionnaire.privacy import values
    from pipeline.questionnaire.texts import Texts, fill

    protection = params.network.data_protection
    inside = protection is not None and is_jobcentre(protection.controller.name)
    who = (
        "Niemand, der im Jobcenter berät oder über Leistungen entscheidet,"
        if inside
        else "Niemand im Jobcenter"
    )
    german = Note(
        "Die Teilnahme ist freiwillig und anonym.",
        f"Die Teilnahme ist freiwillig. {who} sieht Ihre Antworten. Ob Sie teilnehmen und was Sie "
        "antworten, hat keinen Einfluss auf Ihre Leistungen.",
    )
    out = {languages[0]: german}
    for language in languages[1:]:
        texts, filled = Texts(definition, language), values(params, language)
        plain = _line(fill(texts["cover.anonymity"], filled))
        promise = " ".join(
            texts.get(f"privacy.jobcenter.{part}") or "" for part in ("heading", "text")
        )
        out[language] = Note(plain, _line(f"{plain} {fill(promise, filled)}"))
    return out


def of(
    rpc_url: str, survey_id: int, channels: Sequence[Channel], languages: Sequence[str]
) -> list[Link]:
    """A link per open channel and language. Closed lists have personal links, which LimeSurvey mails."""
    return [
        Link(
            channel, language, survey_link(rpc_url, survey_id, language, channel.code),
            channel.code + (f"_{language}" if n else ""),
        )
        for channel in channels
        if channel.kind != "liste"
        for n, language in enumerate(languages)
    ]  # fmt: skip


def write(folder: Path, links: Sequence[Link], notes: Mapping[str, Note]) -> None:
    """QR codes (``<kanal>.svg`` and ``.png``; further languages ``<kanal>_en.svg``) and ``links.csv``.

    What an earlier run wrote for channels that are no more is removed: nobody shall print it.
    """
    import segno

    from pipeline.workspace import replacing, write_text

    written = set()
    for link in links:
        code = segno.make(link.address, error="m", micro=False)
        for suffix, options in (("svg", {"xmldecl": False}), ("png", {})):
            buffer = io.BytesIO()
            code.save(buffer, kind=suffix, scale=10, border=4, **options)
            written.add(f"{link.image}.{suffix}")
            with replacing(folder / f"{link.image}.{suffix}") as temporary:
                temporary.write_bytes(buffer.getvalue())
    if links:
        table = io.StringIO()
        writer = csv.writer(table, delimiter=";", lineterminator="\n")
        writer.writerow(COLUMNS)
        for link in links:
            channel = link.channel
            writer.writerow([
                channel.code, link.language, channel.label, channel.partner, link.address,
                f"{link.image}.svg", notes[link.language].of(channel),
            ])  # fmt: skip
        written.add("links.csv")
        write_text(folder / "links.csv", "\ufeff" + table.getvalue())
    for path in folder.glob("*"):
        if _OURS.fullmatch(path.name) and path.name not in written:
            path.unlink()


def _line(text: str) -> str:
    return " ".join(text.split())
