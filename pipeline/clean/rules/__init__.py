"""The cleaning rules, one small file each, in the order in which they run.

Masking comes first: nothing else reads a free text before. Cells are repaired before anybody is judged
by them; whoever is excluded by one rule is not counted by a later one.
"""

from __future__ import annotations

from pipeline.clean.case import Rule
from pipeline.clean.rules import (
    channels,
    duplicates,
    exclusive,
    filters,
    free_text,
    nonresponse,
    out_of_range,
    out_of_scope,
    rankings,
    speeders,
    straightliners,
    test_entries,
    too_few,
)

ORDER: tuple[Rule, ...] = (
    free_text.run,
    channels.run,
    test_entries.run,
    duplicates.run,
    out_of_range.run,
    out_of_scope.run,
    filters.run,
    exclusive.run,
    rankings.run,
    too_few.run,
    speeders.run,
    straightliners.run,
    nonresponse.run,
)
