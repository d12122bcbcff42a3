"""What chapters say: of a decision, of groups, of assumed margins, of institutions; no more than is known."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import ModuleType

import pytest

from pipeline.compose import compose
from pipeline.params import Params
from pipeline.workspace import Workspace, read_table, write_table

Composed = tuple[Workspace, Params]


def texts(ws: Workspace) -> dict[str, str]:
    return {
        p.relative_to(ws.generated).as_posix(): p.read_text("utf-8")
        for p in ws.generated.rglob("*.md")
    }


def test_mothers_and_fathers_are_addressed_in_every_field(composed: Composed) -> None:
    ws, params = composed
    blocks = re.split(r"(?=^:+ \{\.handlungsfeld)", texts(ws)["analyse/felder.md"], flags=re.M)[1:]
    assert len(blocks) == len(params.fields_of_action)
    for block in blocks:
        assert re.search(r"\bMüttern?\b", block)
        assert re.search(r"\bVätern?\b", block)


def test_the_brochure_fills_whole_sheets_of_four_pages(composed: Composed) -> None:
    ws, _ = composed
    text = "".join(t for name, t in sorted(texts(ws).items()) if name.startswith("broschuere/"))
    text += (ws.reports / "broschuere.qmd").read_text("utf-8")
    pages = len(re.findall(r"^:+ \{\.(?:seite|titelseite)\}", text, re.M))
    assert pages % 4 == 0
    assert 8 <= pages <= 16


def test_a_decision_is_shown_with_its_reasons_and_leads_the_brochure(
    example: ModuleType, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pandas as pd

    from pipeline.compose import build
    from pipeline.compose.decision import fingerprint
    from pipeline.compose.public import Public

    ws, params = example.workspace(tmp_path, root)
    monkeypatch.setattr(build, "_draw", lambda *_: None)
    print_of_data = fingerprint(Public.load(ws, params))
    row = {
        "position": 1, "field_of_action": "gesundheit", "reason": "Viele sind erschöpft.", "rank": 8,
        "responsible": "Familienzentrum Muster", "until": "2027-06-30", "rank_low": 7, "rank_high": 9,
        "decided_on": "2026-11-20", "body": "die Steuerungsgruppe", "votes": 12.0,
        "fingerprint": print_of_data, "weights_agreed": "{}", "weights_chosen": "{}", "note": None,
    }  # fmt: skip
    write_table(ws.public / "decision.parquet", pd.DataFrame([row]))
    compose(ws, params)
    chosen = texts(ws)["analyse/entscheidung.md"]
    assert (
        "Beschluss vom 20.11.2026 (die Steuerungsgruppe): Das Netzwerk beginnt mit „Gesundheit“."
        in chosen
    )
    assert "Viele sind erschöpft." in chosen
    assert "geändert" not in chosen
    assert "nachweisbar ab" in texts(ws)["analyse/ziele.md"]
    first = re.search(r"^# (.*) \{", texts(ws)["broschuere/felder.md"], re.M)
    assert first is not None
    assert first[1] == "Gesundheit"
    own = {"weights_chosen": '{"need": 1}', "agreed_low": 3, "agreed_high": 5}
    write_table(ws.public / "decision.parquet", pd.DataFrame([{**row, **own}]))
    compose(ws, params)
    said = texts(ws)["analyse/entscheidung.md"].replace("\u00a0", " ").replace("\u202f", " ")
    assert "Mit den vereinbarten Gewichten hätte „Gesundheit“ Rang 3 bis 5" in said
    write_table(ws.public / "decision.parquet", pd.DataFrame([{**row, "fingerprint": "older"}]))
    compose(ws, params)
    assert (
        "Die Daten haben sich seit der Entscheidung geändert"
        in texts(ws)["analyse/entscheidung.md"]
    )


def test_an_assumed_margin_is_never_credited_to_the_census() -> None:
    from pipeline.compose.sections.composition import _target_source

    assumed = (
        "Annahme des Netzwerks; angenommen; Statistische Ämter, Zensus 2022; eigene Berechnung"
    )
    assert _target_source({"assumed": True, "target_source": assumed}) == "Annahme des Netzwerks"
    official = "Statistische Ämter, Zensus 2022; Mikrozensus 2022; eigene Berechnung"
    assert (
        _target_source({"assumed": False, "target_source": official}) == "Zensus 2022, umgerechnet"
    )


def test_of_two_mirrored_groups_one_difference_is_told_and_of_two_equal_ones_both(
    example: ModuleType, root: Path, tmp_path: Path
) -> None:
    import pandas as pd

    from pipeline.compose.charts.theme import Theme
    from pipeline.compose.context import Context
    from pipeline.compose.facts import Facts
    from pipeline.compose.public import Public
    from pipeline.compose.sections import annex

    ws, params = example.workspace(tmp_path, root)
    given = {"sgb2": 0.18, "ohne_sgb2": -0.18, "erwerbstaetig": 0.18, "muetter": -0.1}
    rows = [
        {"key": f"alleinerziehende/bedarfc_2/teil/{group}/share", "contrast": group, "difference": gap,
         "ci_low": gap - 0.08, "ci_high": gap + 0.08, "p": 0.001, "p_adjusted": 0.01, "family": "x"}
        for group, gap in given.items()
    ]  # fmt: skip
    rows.append({**rows[0], "key": "alleinerziehende/bedarfc_3/teil/sgb2/share", "p_adjusted": 0.2})
    write_table(ws.public / "tests.parquet", pd.DataFrame(rows))
    told = annex.different(Context(Public.load(ws, params), Theme(), Facts()))
    assert [t["group"] for t in told] == ["erwerbstaetig", "sgb2", "muetter"]


def test_the_annex_calls_a_difference_as_large_as_the_text_does(
    example: ModuleType, root: Path, tmp_path: Path
) -> None:
    """Cohen's h by hand from the group's released share and the difference."""
    import math

    import pandas as pd

    from pipeline.compose.charts.theme import Theme
    from pipeline.compose.context import Context
    from pipeline.compose.facts import Facts
    from pipeline.compose.public import Public
    from pipeline.compose.sections import annex

    ws, params = example.workspace(tmp_path, root)
    share = Public.load(ws, params).figure("alleinerziehende", "bedarfc_2", "teil", "sgb2")
    assert share.firm
    rows = [
        {"key": f"alleinerziehende/bedarfc_{i}/teil/{group}/share", "contrast": group, "difference": gap,
         "ci_low": gap - 0.02, "ci_high": gap + 0.02, "p": 0.001, "p_adjusted": 0.01, "family": "x"}
        for i, group, gap in ((2, "sgb2", 0.08), (2, "nobody", 0.07))
    ]  # fmt: skip
    write_table(ws.public / "tests.parquet", pd.DataFrame(rows))
    ctx = Context(Public.load(ws, params), Theme(), Facts())
    (told,) = annex.different(ctx)
    h = 2 * math.asin(math.sqrt(share.share)) - 2 * math.asin(math.sqrt(share.share - 0.08))
    expected = "etwas: " if h < 0.2 else "merklich: " if h < 0.5 else "deutlich: "
    assert annex._size(ctx, told) == expected
    assert annex._size(ctx, {**told, "group": "nobody"}) == ""


def test_institutions_are_cited_as_counts_and_never_as_per_cent(composed: Composed) -> None:
    ws, _ = composed
    facts = json.loads((ws.generated / "facts.json").read_text("utf-8"))["facts"]
    known = [f for f in facts if f["key"].startswith("anteil.einrichtungen.") and f["text"]]
    assert known
    for fact in known:
        assert re.fullmatch(r"\d+ von 26", fact["text"])


def test_every_page_of_the_guide_holds_long_names(example: ModuleType) -> None:
    from pipeline.compose import guide

    base = example.tables.__globals__["_offers"]().iloc[0].to_dict()
    names = ["Sprechstunde " + "Garmisch-Partenkirchen " * (k % 4) for k in range(40)]
    offers = [
        {**base, "name": name.strip(), "institution": "Arbeitsgemeinschaft " + "x" * (20 * (k % 5)),
         "categories": f"Rubrik {k // 7}"}
        for k, name in enumerate(names)
    ]  # fmt: skip
    entries = guide._entries(offers, guide._full)
    size = {entry.text: entry.size for entry in entries}
    above = guide.TITLE_LINES + guide.BOX_LINES
    sheets = guide._sheets(entries, guide.LINES_PER_PAGE, above)
    assert sum(len([b for b in blocks if not b.startswith("## ")]) for blocks in sheets) == 40
    for number, blocks in enumerate(sheets):
        lines = sum(guide.HEADING_LINES if b.startswith("## ") else size[b] for b in blocks)
        assert lines + (above if number == 0 else 0) <= guide.LINES_PER_PAGE
        assert blocks[0].startswith("## ")


def test_a_network_that_asked_single_parents_only_gets_both_documents(
    example: ModuleType, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.compose import build

    ws, params = example.workspace(tmp_path, root)
    only = {"alleinerziehende": params.questionnaires["alleinerziehende"]}
    params = params.model_copy(update={"questionnaires": only})
    for path in ws.public.glob("*.parquet"):
        table = read_table(path)
        if "questionnaire" in table:
            write_table(path, table[table["questionnaire"] == "alleinerziehende"])
    monkeypatch.setattr(build, "_draw", lambda *_: None)
    compose(ws, params)
    found = texts(ws)
    assert "keine Antworten von Betrieben" in found["analyse/arbeitgeber.md"]
    assert "keine Antworten von Einrichtungen" in found["analyse/einrichtungen.md"]
    assert "Einrichtungen sagen" not in found["analyse/felder.md"]
    assert "Auch gefragt" not in found["analyse/ueberblick.md"]
