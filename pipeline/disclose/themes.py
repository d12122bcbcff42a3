"""Codes of interviews: a theme may be told, how few people spoke of it may not.

A code is an analyst's word for what somebody said. Held by one or two segments alone, it may point to one
person; so it passes only where a released quotation shows it already. Numbers below ``min_n`` are words.
"""

from __future__ import annotations

import pandas as pd

from pipeline.params import Disclosure


def themes(table: pd.DataFrame, limits: Disclosure) -> pd.DataFrame:
    """Table ``public_themes``.

    Args:
        table: table ``themes``.
        limits: below ``min_cell`` segments a theme passes only with a released quotation and without its
            speakers; below ``min_n`` its number is empty.
    """
    several = table["segments"] >= limits.min_cell
    shown = table[several | (table["quoted"] > 0)]
    count = shown["segments"].astype("Int64")
    return pd.DataFrame(
        {
            "field_of_action": shown["field_of_action"],
            "theme": shown["theme"],
            "speakers": shown["speakers"].where(several[shown.index]),
            "segments": count.where(count >= limits.min_n),
        }
    ).reset_index(drop=True)
