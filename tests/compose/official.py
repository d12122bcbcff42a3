"""Official figures of the made-up network, and the margins that its weights meet."""

from __future__ import annotations

from typing import Any

import pandas as pd


def margins() -> pd.DataFrame:
    return pd.DataFrame(
        [
            (
                "alleinerziehende",
                "geschlecht",
                "geschlecht",
                "w",
                0.83,
                "Zensus 2022",
                0.92,
                0.83,
                False,
            ),
            (
                "alleinerziehende",
                "geschlecht",
                "geschlecht",
                "m",
                0.17,
                "Zensus 2022",
                0.08,
                0.17,
                False,
            ),
        ],
        columns=[
            "questionnaire",
            "margin",
            "variable",
            "category",
            "target",
            "target_source",
            "before",
            "after",
            "assumed",
        ],
    )


def indicators() -> pd.DataFrame:
    head = ["indicator", "region", "region_name", "period", "value", "unit", "status", "source"]
    census = "Statistische Ämter des Bundes und der Länder, Zensus 2022"
    rows: list[tuple[Any, ...]] = [
        (
            "ae_insgesamt",
            "06440",
            "Wetteraukreis",
            "2022-05-15",
            11405.0,
            "Haushalte",
            "value",
            census,
        ),
        (
            "ae_muetter",
            "06440",
            "Wetteraukreis",
            "2022-05-15",
            8931.0,
            "Haushalte",
            "value",
            census,
        ),
        ("ae_vaeter", "06440", "Wetteraukreis", "2022-05-15", 2476.0, "Haushalte", "value", census),
        (
            "ae_minderj",
            "06440",
            "Wetteraukreis",
            "2022-05-15",
            5985.0,
            "Personen",
            "value",
            f"{census}; eigene Berechnung",
        ),
    ]
    for region, name, value in (
        ("06440", "Wetteraukreis", 0.243),
        ("06", "Hessen", 0.248),
        ("DG", "Deutschland", 0.257),
    ):
        rows.append(
            ("ae_anteil_haushalte", region, name, "2022-05-15", value, "Anteil", "value", census)
        )
    for k, place in enumerate(("Bad Nauheim", "Büdingen", "Rosbach v. d. Höhe", "Nidda", "Karben")):
        value = None if k == 4 else 0.2 + 0.02 * k
        status = "suppressed" if k == 4 else "value"
        rows.append(
            (
                "ae_anteil_haushalte",
                f"064400{k:02d}"[:8].ljust(8, "0"),
                place,
                "2022-05-15",
                value,
                "Anteil",
                status,
                census,
            )
        )
    for year, value in (("2022", 2905.0), ("2023", 3233.0), ("2024", 3352.0)):
        rows.append(
            (
                "alo_frauen",
                "06440",
                "Wetteraukreis",
                year,
                value,
                "Personen",
                "value",
                "Statistik der Bundesagentur für Arbeit",
            )
        )
    return pd.DataFrame(rows, columns=head)
