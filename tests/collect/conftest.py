"""A small hand-made codebook."""

from __future__ import annotations

import pandas as pd
import pytest


@pytest.fixture
def codebook() -> pd.DataFrame:
    """One variable of every kind that an entry sheet can hold."""
    rows: list[tuple[str, str, str, str | None]] = [
        ("geschlecht", "geschlecht", "single", "w"),
        ("geschlecht", "geschlecht", "single", "m"),
        ("geschlecht", "geschlecht", "single", "kA"),
        ("schule", "schule", "single", "abi"),
        ("schule_other", "schule", "text", None),
        ("huerden_platz", "huerden", "multiple", "ja"),
        ("huerden_platz", "huerden", "multiple", "nein"),
        ("stunden", "stunden", "numeric", None),
        ("seit", "seit", "date", None),
        ("offen", "offen", "text", None),
    ]
    return pd.DataFrame(rows, columns=["variable", "question", "kind", "category"])
