"""Leaks to be planted in a copy of what was published, one function per place.

Each alters a folder of reports and says what every fault about it has to name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from tests.disclose import sources
from tests.disclose.known import Known, per_cent

EXACT = 6  # digits of a planted share


@dataclass(frozen=True)
class Network:
    """A composed network, what is public of it, and what is not.

    Attributes:
        reports: with ``_gen``, ``_variables.yml`` and finished documents in ``_output``.
        published: the folder that ``bedarf publish`` makes of it.
        known: what may be known.
        groups: label -> target group.
        exact: exact shares of everybody that are published in whole per cent.
        hidden: withheld rows with the figures of before the wall.
        needs: the same for needs.
        few: a withheld number of answers that is public nowhere.
        seen: files that were read before.
    """

    reports: Path
    published: Path
    known: Known
    groups: dict[str, str]
    exact: pd.DataFrame
    hidden: pd.DataFrame
    needs: pd.DataFrame
    few: int
    seen: sources.Seen = field(default_factory=dict)

    def faults(self, reports: Path) -> list[str]:
        """What the check finds in a folder of reports."""
        return sources.faults(reports, self.known, self.groups, self.seen)


def _exact(network: Network) -> float:
    """The exact share of a published row."""
    return round(float(network.exact.iloc[0]["estimate"]), EXACT)


def _json(file: Path, change: Callable[[Any], None]) -> None:
    data = json.loads(file.read_text(encoding="utf-8"))
    change(data)
    file.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")


def _chart(made: Path, language: str = "") -> Path:
    return next(iter(sorted((made / "charts" / language).glob("feld-*.json"))))


def _fact_with_digits(network: Network, reports: Path) -> str:
    row = network.exact[network.exact["target_group"] == "alle"].iloc[0]
    key = f"anteil.alleinerziehende.{row['variable']}.{row['category']}.alle".lower()

    def change(data: Any) -> None:
        next(f for f in data["facts"] if f["key"] == key)["value"] = round(row["estimate"], EXACT)

    _json(reports / "_gen" / "facts.json", change)
    return key


def _withheld_fact(network: Network, reports: Path) -> str:
    row = network.needs.iloc[0]
    key = f"bedarf.{row['need']}.{row['target_group']}"

    def change(data: Any) -> None:
        next(f for f in data["facts"] if f["key"] == key)["n"] = int(row["n"])

    _json(reports / "_gen" / "facts.json", change)
    return key


def _printed_fact(network: Network, reports: Path) -> str:
    """A withheld share in the file that texts cite from: a whole per cent like any other."""
    need = network.needs.iloc[0]
    file = reports / "_variables.yml"
    lines = file.read_text(encoding="utf-8").splitlines()
    at = lines.index("bedarf:")
    at = lines.index(f"  {need['need']}:", at)
    group = next(
        i for i in range(at, len(lines)) if lines[i].strip().startswith(need["target_group"])
    )
    lines[group] = f'    {need["target_group"]}: "{per_cent(need["in_need"])} %"'
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return f"bedarf.{need['need']}.{need['target_group']}"


def _bar_with_digits(network: Network, reports: Path) -> str:
    file = _chart(reports / "_gen")
    _json(file, lambda chart: chart["data"][0]["x"].__setitem__(0, _exact(network) * 100))
    return file.name


def _limit_with_digits(network: Network, reports: Path) -> str:
    file = _chart(reports / "_gen")
    low = 100 * float(network.exact.iloc[0]["estimate"] - network.exact.iloc[0]["ci_low"])
    _json(file, lambda c: c["data"][0]["error_x"]["arrayminus"].__setitem__(0, round(low, EXACT)))
    return file.name


def _bar_that_says_other(network: Network, reports: Path) -> str:
    """Another whole per cent than the tip says."""
    file = _chart(reports / "_gen")

    def change(chart: Any) -> None:
        chart["data"][0]["x"][0] += 1

    _json(file, change)
    return file.name


def _bar_of_the_withheld(network: Network, reports: Path) -> str:
    """Bar and tip agree, in whole per cent; the row is withheld."""
    file, row = _chart(reports / "_gen"), network.hidden.iloc[0]
    share = per_cent(row["estimate"])

    def change(chart: Any) -> None:
        trace = chart["data"][0]
        trace["x"][0] = share
        trace["hovertext"][0] = f"<b>Väter</b><br>{share} %<br>n = {network.few}"

    _json(file, change)
    return file.name


def _text(network: Network, reports: Path, words: str) -> str:
    file = reports / "_gen" / "analyse" / "felder.md"
    file.write_text(file.read_text(encoding="utf-8") + f"\n{words}\n", encoding="utf-8")
    return file.name


def _english(reports: Path, words: str) -> str:
    file = reports / "_gen" / "analyse" / "en" / "felder.md"
    file.write_text(file.read_text(encoding="utf-8") + f"\n{words}\n", encoding="utf-8")
    return "analyse/en/felder.md"


def _english_with_few(network: Network, reports: Path) -> str:
    return _english(reports, f"Among fathers (n = {network.few}) every third lacks this.")


def _english_with_count(network: Network, reports: Path) -> str:
    return _english(reports, f"That is what 3 out of {network.few} fathers say.")


def _english_with_digits(network: Network, reports: Path) -> str:
    return _english(reports, f"{100 * _exact(network):.3f} per cent of those asked say so.")


def _english_with_interval(network: Network, reports: Path) -> str:
    return _english(reports, "Just under half (47%, interval 3% to 98%) say so.")


def _english_bar_of_the_withheld(network: Network, reports: Path) -> str:
    file, row = _chart(reports / "_gen", "en"), network.hidden.iloc[0]
    share = per_cent(row["estimate"])

    def change(chart: Any) -> None:
        trace = chart["data"][0]
        trace["x"][0] = share
        trace["hovertext"][0] = f"<b>fathers</b><br>{share}%<br>n = {network.few}"

    _json(file, change)
    return f"charts/en/{file.name}"


def _english_table_with_few(network: Network, reports: Path) -> str:
    return _table(network, reports, lambda line: re.sub(r";\d+$", f";{network.few}", line), "en")


def _interval_that_says_other(network: Network, reports: Path) -> str:
    """A longer whisker than the tip says."""
    file = _chart(reports / "_gen")

    def change(chart: Any) -> None:
        chart["data"][0]["error_x"]["array"][0] += 3

    _json(file, change)
    return file.name


def _data_beside_marks(network: Network, reports: Path) -> str:
    file = _chart(reports / "_gen")
    _json(file, lambda chart: chart["data"][0].update(customdata=[network.few]))
    return file.name


def _line_with_digits(network: Network, reports: Path) -> str:
    """The line for all respondents lies where the exact share is."""
    file = _chart(reports / "_gen")
    line = {"type": "line", "x0": 100 * _exact(network), "x1": 100 * _exact(network)}
    _json(file, lambda chart: chart["layout"].update(shapes=[line]))
    return file.name


def _hidden_sheet(network: Network, reports: Path) -> str:
    def change(row: list[Any]) -> None:
        row[0].parent.sheet_state = "hidden"

    return _workbook(reports, "groesste", change)


def _text_with_few(network: Network, reports: Path) -> str:
    return _text(network, reports, f"Von den Vätern (n = {network.few}) vermisst das jeder Dritte.")


def _text_with_count(network: Network, reports: Path) -> str:
    return _text(network, reports, f"Das sagen 3 von {network.few} Vätern.")


def _text_with_digits(network: Network, reports: Path) -> str:
    share = f"{100 * _exact(network):.3f}".replace(".", ",")
    return _text(network, reports, f"Das sagen {share} % der Befragten.")


def _text_with_interval(network: Network, reports: Path) -> str:
    """In whole per cent, but of no public row."""
    return _text(network, reports, "Das sagen knapp die Hälfte (47 %, Intervall 3 bis 98 %).")


def _text_with_bracket(network: Network, reports: Path) -> str:
    return _text(network, reports, "Von den Vätern sagen das [43 %].")


def _tip_with_a_digit(network: Network, reports: Path) -> str:
    """One decimal more than published, also in the tip."""
    values = [round(100 * v, 1) for v in network.exact["estimate"]]
    share = next(v for v in values if v % 0.5 and not network.known.has(v, 1))
    file = _chart(reports / "_gen")

    def change(chart: Any) -> None:
        tips = chart["data"][0]["hovertext"]
        tips[0] = re.sub(r"\d+(\s%)", str(share).replace(".", ",") + r"\1", tips[0], count=1)

    _json(file, change)
    return file.name


def _table(
    network: Network, reports: Path, change: Callable[[str], str], language: str = ""
) -> str:
    file = reports / "_gen" / "tables" / language / "groesste.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    lines[2] = change(lines[2])
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return (Path("tables") / language / file.name).as_posix()


def _table_with_few(network: Network, reports: Path) -> str:
    return _table(network, reports, lambda line: re.sub(r";\d+$", f";{network.few}", line))


def _table_with_digits(network: Network, reports: Path) -> str:
    share = f"{100 * _exact(network):.2f}".replace(".", ",")
    return _table(
        network, reports, lambda line: re.sub(r";\d+(\s%);", rf";{share}\1;", line, count=1)
    )


def _workbook(reports: Path, sheet: str, change: Callable[[list[Any]], None]) -> str:
    from openpyxl import load_workbook

    file = reports / "_gen" / "tables" / "tabellen.xlsx"
    book = load_workbook(file)
    found = next(s for s in book.worksheets if s.title.endswith(sheet))
    change(list(found[4]))
    book.save(file)
    return f"{file.name}: "


def _cell_with_digits(network: Network, reports: Path) -> str:
    """Shown as before (the format says whole per cent), stored exactly."""

    def change(row: list[Any]) -> None:
        next(c for c in row if c.number_format == "0%").value = _exact(network)

    return _workbook(reports, "groesste", change)


def _cell_with_few(network: Network, reports: Path) -> str:
    def change(row: list[Any]) -> None:
        row[-1].value = network.few

    return _workbook(reports, "groesste", change)


def _cell_of_the_withheld(network: Network, reports: Path) -> str:
    """Another group's share in the row of everybody, in whole per cent."""

    def change(row: list[Any]) -> None:
        cell = next(c for c in row if c.number_format == "0%")
        cell.value = round(cell.value + 0.03, 2)

    return _workbook(reports, "groesste", change)


def _board(reports: Path, change: Callable[[Any], None]) -> str:
    _json(reports / "_gen" / "board.json", change)
    return "board.json"


def _share_with_digits(network: Network, reports: Path) -> str:
    def change(board: Any) -> None:
        next(iter(board["shares"]["alle"].values()))[0] = _exact(network)

    return _board(reports, change)


def _share_of_the_withheld(network: Network, reports: Path) -> str:
    row = network.needs.iloc[0]

    def change(board: Any) -> None:
        found = [round(row["in_need"], 2), None, None, int(row["n"])]
        board["shares"].setdefault(row["target_group"], {})[row["need"]] = found

    return _board(reports, change)


def _evidence_with_digits(network: Network, reports: Path) -> str:
    return _board(reports, lambda b: b["fields"][0]["needs"][0].update(awareness=_exact(network)))


def _evidence_of_few(network: Network, reports: Path) -> str:
    row = network.needs.iloc[0]
    more = {"id": "x", "label": "x", "share": round(row["in_need"], 2), "n": network.few}
    return _board(reports, lambda b: b["fields"][0]["groups"].append(more))


def _score_with_digits(network: Network, reports: Path) -> str:
    return _board(reports, lambda b: b["fields"][0]["values"].update(need=7.1234567))


def _page(reports: Path, old: str, new: str) -> str:
    file = reports / "_output" / "board.html"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return file.name


def _page_with_few(network: Network, reports: Path) -> str:
    return _page(reports, "</main>", f"<p>Väter (n = {network.few})</p></main>")


def _page_with_digits(network: Network, reports: Path) -> str:
    """In the data that the page carries."""
    return _page(reports, '"awareness":', f'"exact":{_exact(network)},"awareness":')


PLANTS = (
    _fact_with_digits, _withheld_fact, _printed_fact, _bar_with_digits, _limit_with_digits,
    _bar_that_says_other, _bar_of_the_withheld, _text_with_few, _text_with_count, _text_with_digits,
    _text_with_interval, _text_with_bracket, _tip_with_a_digit, _table_with_few, _table_with_digits,
    _cell_with_digits, _cell_with_few, _cell_of_the_withheld, _share_with_digits, _share_of_the_withheld,
    _evidence_with_digits, _evidence_of_few, _score_with_digits, _page_with_few, _page_with_digits,
    _english_with_few, _english_with_count, _english_with_digits, _english_with_interval,
    _english_bar_of_the_withheld, _english_table_with_few, _interval_that_says_other, _data_beside_marks,
    _line_with_digits, _hidden_sheet,
)  # fmt: skip
