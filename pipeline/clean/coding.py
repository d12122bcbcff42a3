"""Open answers: masked sheets for two coders, their codes back, and how far they agree.

``data/input/codes.csv`` holds ids and codes, never a text, so that it may lie in git. Quotations go from
the masked sheet into ``data/input/interviews.csv`` by hand, and only with the respondent's consent.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import Fault, PipelineError
from pipeline.spreadsheets import harmless_columns
from pipeline.tables import NO_ANSWER, NOT_ASKED

if TYPE_CHECKING:
    import pandas as pd

FILE = "codes.csv"  # below data/input
HEADINGS = ("text_id", "kodierer", "code")
SHEET = ("text_id", "frage", "text", "zitat_erlaubt")
NO_CODE = "-"  # the coder read the text and found that no code fits


@dataclass(frozen=True)
class Agreement:
    """How two coders agree on one code, over the texts that both have read.

    Attributes:
        code: the code.
        texts: texts read by both.
        first, second: how many of them each gave the code.
        both: how many of them both gave it.
        kappa: Cohen's kappa of given/not given; None where it is undefined (both always or never).
    """

    code: str
    texts: int
    first: int
    second: int
    both: int
    kappa: float | None


def text_id(respondent: str, variable: str) -> str:
    """The id of one open answer; the same in every run."""
    return f"{respondent}-{variable}"


def sheet(responses: pd.DataFrame, codebook: pd.DataFrame, name: str) -> pd.DataFrame:
    """Masked open answers of one questionnaire, for coders.

    Args:
        responses: tables: responses.
        codebook: tables: codebook.
        name: the questionnaire.

    Returns:
        Columns ``text_id``, ``frage`` (its label), ``text`` and ``zitat_erlaubt`` (``ja``, ``nein`` or empty
        where the questionnaire asks no consent: a yes/no question shown to those who answered the text).
    """
    import pandas as pd

    book = codebook[codebook["questionnaire"] == name].drop_duplicates("variable")
    rows: list[tuple[str, str, str, str]] = []
    for variable, label in book.loc[book["kind"] == "text", ["variable", "label"]].to_numpy():
        consent = book.loc[book["universe"] == f"answered({variable})", "variable"].tolist()
        answered = responses[~responses[variable].isin([NOT_ASKED, NO_ANSWER])]
        allowed = answered[consent[0]].tolist() if consent else [""] * len(answered)
        for respondent, text, quote in zip(
            answered["respondent"], answered[variable], allowed, strict=True
        ):
            may = {"ja": "ja", "": ""}.get(quote, "nein")
            rows.append((text_id(respondent, variable), str(label), text, may))
    table = pd.DataFrame(sorted(rows), columns=list(SHEET)).astype("str")
    return harmless_columns(table, ["text"])


def read_codes(path: Path, texts: set[str], where: str) -> list[tuple[str, str, str]]:
    """What the coders wrote: text id, coder, code; one row per code given.

    Args:
        path: ``codes.csv``: semicolons, UTF-8, headings ``text_id;kodierer;code``, lines with ``#`` and lines
            of empty cells skipped; empty columns on the right, as spreadsheets leave them, do not matter.
        texts: known text ids.
        where: how messages call the file.

    Raises:
        PipelineError: a file that is not UTF-8; every unknown text, empty cell, repeated row, third
            coder, code beside "none", and coders or codes that differ only in capitals, with their lines.
    """
    rows = _rows(path, where)
    if not rows or tuple(rows[0][1]) != HEADINGS:
        raise PipelineError(
            "the headings are not those of a code sheet", where, hint=f"write {';'.join(HEADINGS)}"
        )
    faults: list[Fault] = []
    out: list[tuple[str, str, str]] = []
    for number, cells in rows[1:]:
        place = f"{where}, line {number}"
        if len(cells) != len(HEADINGS) or not all(cells):
            faults.append(Fault("three filled cells are needed: text, coder, code", place))
            continue
        entry = (cells[0], cells[1], cells[2])
        if entry[0] not in texts:
            hint = "ids come from bedarf texts; answers that were excluded have none"
            faults.append(Fault(f"there is no text '{entry[0]}'", place, hint=hint))
        if entry in out:
            faults.append(Fault("this row stands here twice", place))
        out.append(entry)
    faults += _none_and_some(out, where)
    faults += _spelt_twice([c for _, c, _ in out], "coder", where)
    faults += _spelt_twice([c for _, _, c in out], "code", where)
    coders = list(dict.fromkeys(coder for _, coder, _ in out))
    if len(coders) > 2:
        found = f"found: {', '.join(coders)}"
        faults.append(Fault("texts are coded by two coders", where, found))
    if faults:
        raise PipelineError.of(faults)
    return out


def _rows(path: Path, where: str) -> list[tuple[int, list[str]]]:
    """Lines that say something, with their numbers."""
    raw = path.read_bytes()
    try:
        lines = raw.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        number = raw[: error.start].count(b"\n") + 1
        raise PipelineError(
            "the file is not UTF-8",
            f"{where}, line {number}",
            hint="in Excel choose 'Save as … CSV UTF-8 (delimited)', in LibreOffice encoding UTF-8",
        ) from None
    found = []
    for number, line in enumerate(lines, start=1):
        if line.startswith("#"):
            continue
        cells = [_seen(cell) for cell in next(csv.reader([line], delimiter=";"), [])]
        while len(cells) > len(HEADINGS) and not cells[-1]:
            cells.pop()
        if any(cells):
            found.append((number, cells))
    return found


def _none_and_some(rows: Sequence[tuple[str, str, str]], where: str) -> list[Fault]:
    """Texts for which a coder says that no code fits, and gives one."""
    none = {(text, coder) for text, coder, code in rows if code == NO_CODE}
    some = {(text, coder) for text, coder, code in rows if code != NO_CODE}
    return [
        Fault(
            f"{coder} gave the text '{text}' a code, and '{NO_CODE}' beside it",
            where,
            f"'{NO_CODE}' means that no code fits",
            "take one of them out",
        )
        for text, coder in sorted(none & some)
    ]


def _seen(cell: str) -> str:
    """A cell as it looks: protected blanks and letters in two parts, as a Mac writes ö, look like others."""
    return " ".join(unicodedata.normalize("NFC", cell).split())


def _spelt_twice(words: Sequence[str], what: str, where: str) -> list[Fault]:
    """*Ferien* and *ferien* would count as two, and nobody would agree on either."""
    spellings: dict[str, dict[str, None]] = {}
    for word in words:
        spellings.setdefault(word.casefold(), {})[word] = None
    return [
        Fault(
            f"the {what} is spelt in several ways: {', '.join(several)}",
            where,
            "each spelling would count on its own",
            "choose one of them",
        )
        for several in spellings.values()
        if len(several) > 1
    ]


def agreement(codes: Sequence[tuple[str, str, str]]) -> list[Agreement]:
    """Agreement by code, most frequent first; empty as long as one coder has coded.

    Source of kappa: J. Cohen, A coefficient of agreement for nominal scales, Educational and Psychological
    Measurement 20 (1960), 37-46.
    """
    coders = list(dict.fromkeys(coder for _, coder, _ in codes))
    if len(coders) != 2:
        return []
    given = [{(text, code) for text, coder, code in codes if coder == name} for name in coders]
    read = {text for text, _ in given[0]} & {text for text, _ in given[1]}
    out = []
    for code in {code for _, _, code in codes} - {NO_CODE}:
        first, second = ({text for text, c in g if c == code} & read for g in given)
        both = len(first & second)
        kappa = _kappa(len(read), len(first), len(second), both)
        out.append(Agreement(code, len(read), len(first), len(second), both, kappa))
    return sorted(out, key=lambda a: (-max(a.first, a.second), a.code))


def frequencies(codes: Sequence[tuple[str, str, str]]) -> dict[str, int]:
    """Texts per code: where two have read a text, only what both gave it counts."""
    readers: dict[str, set[str]] = {}
    givers: dict[tuple[str, str], set[str]] = {}
    for text, coder, code in codes:
        readers.setdefault(text, set()).add(coder)
        givers.setdefault((text, code), set()).add(coder)
    out: dict[str, int] = {}
    for (text, code), coders in givers.items():
        if code != NO_CODE and coders == readers[text]:
            out[code] = out.get(code, 0) + 1
    return dict(sorted(out.items(), key=lambda item: (-item[1], item[0])))


def coded(
    responses: dict[str, pd.DataFrame], codebook: pd.DataFrame, path: Path, where: str
) -> pd.DataFrame:
    """What open answers are about: how many texts got each code.

    Args:
        responses: tables: responses, by questionnaire.
        codebook: tables: codebook.
        path: ``codes.csv``; without it the table is empty.
        where: how messages call the file.

    Returns:
        tables: codes. Where two have read a text, only what both gave it counts; ``kappa`` is empty while
        one has coded.

    Raises:
        PipelineError: as :func:`read_codes`.
    """
    import pandas as pd

    columns = ["questionnaire", "variable", "code", "n", "texts", "kappa"]
    belongs: dict[str, tuple[str, str]] = {}
    if path.is_file():
        for name in sorted(responses):
            known = sheet(responses[name], codebook, name)["text_id"]
            belongs |= {text: (name, text.rsplit("-", 1)[1]) for text in known}
    given = read_codes(path, set(belongs), where) if path.is_file() else []
    rows: list[tuple[str, str, str, int, int, float | None]] = []
    for question in sorted({belongs[text] for text, _, _ in given}):
        own = [entry for entry in given if belongs[entry[0]] == question]
        kappas = {a.code: a.kappa for a in agreement(own)}
        texts = len({text for text, _, _ in own})
        rows += [
            (*question, code, n, texts, kappas.get(code)) for code, n in frequencies(own).items()
        ]
    types = {"n": "int64", "texts": "int64", "kappa": "float64"}
    return pd.DataFrame(rows, columns=columns).astype(types)


def _kappa(texts: int, first: int, second: int, both: int) -> float | None:
    if not texts:
        return None
    neither = texts - first - second + both
    observed = (both + neither) / texts
    expected = (first * second + (texts - first) * (texts - second)) / texts**2
    return None if expected == 1 else (observed - expected) / (1 - expected)
