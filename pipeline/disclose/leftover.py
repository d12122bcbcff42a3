"""Few people among those who are left after subtraction: a withheld place, and hardly anybody around it.

Of all single parents less 24 released places, the 25th is left and those who did not say where they live. If
nine live there and one did not say, the ten are enough to be shown, and what they answered is what the nine
did, but for one. So a remainder of ten and more is guarded too, where fewer than five people surround
somebody who is protected.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.disclose.question import VAGUE, Question


def reach(min_n: int) -> int:
    """Remainders of fewer people than this can have few people in them with fewer than five around."""
    return min_n + VAGUE - 1


def few(
    question: Question, container: int, parts: Sequence[int], known: int, min_n: int
) -> set[int]:
    """How many protected people are left with fewer than five others.

    Args:
        question: answers of the groups and of their overlaps.
        container: the group from which is subtracted.
        parts: disjoint groups within it.
        known: how many of the rest said that they are in none of the parts.
        min_n: so many may be shown.

    Returns:
        Sizes: of the whole rest, if it is small and most of it is known to be in no part; of all who are
        known to be in no part; of groups, all in the rest, that are withheld because they are small.
    """
    n, both = question.n, question.both
    rest = int(n[container] - n[list(parts)].sum())
    inside = [
        int(n[g])
        for g in range(len(n))
        if both[container, g] == n[g] and not both[g, list(parts)].any()
    ]
    alone = VAGUE if rest >= min_n else min_n
    found = {size for size in (known, *inside) if 0 < size < min_n and rest - size < alone}
    return found | ({rest} if rest < min_n and known * 2 > rest else set())
