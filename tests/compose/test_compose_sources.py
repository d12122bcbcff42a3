"""Where official figures come from, as readers are told."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from pipeline.compose.context import Context
from pipeline.compose.labels import in_sentence
from pipeline.compose.sections import sizes, sources

ZENSUS = "Statistische Ämter, Zensus 2022"
MIKRO = "Statistisches Bundesamt, Mikrozensus 2022"
NOTE = (
    "umgerechnet mit dem Faktor 0,554 = Alleinerziehende Mütter mit Kindern unter 18 Jahren, Deutschland "
    "(1.330.000) je 2.399.435 laut Regionaltabelle Haushalte; Unsicherheit der Umrechnung ± 15 %; "
    "umgerechnet mit dem Faktor 0,418 = Alleinerziehende Väter mit Kindern unter 18 Jahren, Deutschland "
    "(239.000) je 571.850 laut Regionaltabelle Haushalte; Unsicherheit der Umrechnung ± 15 %"
)


def row(source: str, citation: str = "", note: str | None = None) -> dict[str, Any]:
    return {"source": source, "citation": citation, "note": note}


def context(*indicators: dict[str, Any], minors: dict[str, Any] | None = None) -> Context:
    class Public(dict[str, Any]):
        def indicator(self, _: str) -> dict[str, Any] | None:
            return minors

    return cast(Context, SimpleNamespace(public=Public(indicators=list(indicators))))


def test_each_source_has_one_number_and_own_calculations_a_star() -> None:
    rows = [
        row(ZENSUS, f"Quelle: {ZENSUS}, Lizenz: (dl-de/by-2-0)"),
        row(f"{ZENSUS}; {MIKRO}; eigene Berechnung"),
        row("Annahme; angenommen"),
    ]
    assert sources.numbers(rows) == ["1", "1, 2*", "3"]
    printed = sources.numbered(rows)
    assert f"**1** {ZENSUS} (dl-de/by-2-0); **2** {MIKRO}; **3** Annahme; \\* eigene" in printed
    assert printed.count(ZENSUS) == 1


def test_terms_name_the_licence_with_its_address_and_the_agencys_own() -> None:
    both = sources.terms(
        context(row("a", "… (dl-de/by-2-0)"), row("b", "… https://statistik.arbeitsagentur.de"))
    )
    assert "https://www.govdata.de/dl-de/by-2-0" in both
    assert "Weitergabe mit Quellenangabe" in both
    assert sources.terms(context(row("own figures"))) == ""


def test_conversion_factors_are_said_with_their_counts() -> None:
    ctx = context(minors=row(f"{ZENSUS}; {MIKRO}; eigene Berechnung", note=NOTE))
    said = sources.conversions(ctx)
    assert said[0].startswith("Alleinerziehende Mütter mit Kindern unter 18 Jahren: Faktor 0,554")
    assert "239\u202f000 in Deutschland auf 571\u202f850" in said[1]
    assert said[2:] == ["Unsicherheit der Umrechnung ± 15 %."]
    text = sources.converted(ctx)
    assert MIKRO in text
    assert "0,554 (Alleinerziehende Mütter) und 0,418 (Alleinerziehende Väter)" in sources.in_short(
        ctx
    )


def test_nothing_is_said_of_conversion_where_nothing_was_converted() -> None:
    assert sources.converted(context()) == sources.in_short(context()) == ""


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("einen Platz in Kita oder Ganztag", "einen Platz in Kita oder Ganztag"),
        ("Betreuung, wenn Ihr Kind krank ist", "Betreuung, wenn ein Kind krank ist"),
        ("eine Stelle, die Ihnen hilft", "eine Stelle, die einem hilft"),
        ("Ihrem Überblick über Hilfen", "ihrem Überblick über Hilfen"),
        ("Zeit für Ihr Hobby", ""),
        ("Ich war erschöpft.", ""),
    ],
)
def test_labels_become_objects_of_a_sentence_or_stay_out_of_it(label: str, said: str) -> None:
    assert in_sentence(label) == said


def test_size_classes_that_the_wall_withholds_are_not_mentioned() -> None:
    class Public:
        def book(self, _: str, __: str) -> list[dict[str, Any]]:
            return [
                {"category": c, "category_label": label, "missing_kind": None, "value": None}
                for c, label in (("g1", "1 bis 9"), ("g2", "10 bis 49"))
            ]

        def __getitem__(self, _: str) -> list[dict[str, Any]]:
            return [
                {"questionnaire": q, "target_group": f"groesse_{c}", "status": status, "n": n}
                for q, c, status, n in (
                    ("arbeitgeber", "g1", "rounded", 16), ("arbeitgeber", "g1", "rounded", 17),
                    ("arbeitgeber", "g1", "withheld", None), ("arbeitgeber", "g2", "withheld", None),
                    ("alleinerziehende", "g2", "value", 90),
                )
            ]  # fmt: skip

    assert sizes.classes(cast(Any, Public())) == [("groesse_g1", "1 bis 9", 17)]
