"""Size classes of firms for which anything may be shown."""

from __future__ import annotations

from pipeline.compose.labels import tidy
from pipeline.compose.public import Public

NAME = "arbeitgeber"
SIZE = "groesse"


def classes(public: Public) -> list[tuple[str, str, int]]:
    """Group, label and most answers of every class, small firms first.

    How many firms of a class answered at all is not published; what most of them answered is.
    """
    most: dict[str, int] = {}
    for row in public["estimates"]:
        if row["questionnaire"] == NAME and row["status"] != "withheld" and row["n"]:
            group = row["target_group"]
            most[group] = max(most.get(group, 0), int(row["n"]))
    out = []
    for row in public.book(NAME, SIZE):
        group = f"{SIZE}_{row['category']}"
        if row["missing_kind"] is None and row["category"] and group in most:
            out.append((group, tidy(row["category_label"]), most[group]))
    return out
