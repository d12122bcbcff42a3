"""The wall: what may be published, and nothing else. ``docs/methode.md`` gives the rules in German."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.params import Params


def disclose(params: Params, tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Let through what identifies nobody.

    - ``estimates``: released by *unit*: the whole distribution of one question in one target group. By its
      number of answers n: below ``disclosure.min_n`` withheld (all numbers empty), below
      ``bracket_below`` rounded to ``round_to`` percentage points without interval, else whole per cent. What
      subtraction of released groups gives obeys the same rule. ``status`` says which.
    - ``tests``: only of figures released as whole per cent. ``needs``: as the answers they are made of.
      ``circumstances``: effects in whole points, where enough are on both sides.
    - ``participation``: small channels are merged, so that no count of people is below ``min_cell`` and all
      totals stay right. ``quality``: such counts are empty. ``response_rates``: in whole
      per cent.
    - ``offers`` and ``quotes``: released ones only. ``themes``: without the number where it is small.
      Everything else passes after a check.
    - ``kinds`` and ``ledger`` (earlier publications) are used and never published.

    Args:
        params: limits of disclosure.
        tables: by name, as in ``pipeline.tables``; absent ones are left out.

    Returns:
        Public tables by name; floats are rounded to 12 digits.

    Raises:
        PipelineError: an unknown table, a table with one row per respondent, or an official figure that
            is marked suppressed and still has a value.
    """
    from pipeline.disclose.wall import pass_through

    return pass_through(params, tables)
