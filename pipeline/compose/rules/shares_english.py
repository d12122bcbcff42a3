"""In English words, how large a share is; the counterpart of :mod:`shares`.

Each row: from which whole per cent on, and the words before "of the …". *Just under* is up to 4 points below
the named fraction, *just over* up to 6 above it; figures from 10–29 people and those with a wide interval are
"around" their per cent. The verb stands in the plural: it agrees with the people, not with the fraction.
"""

SHARES: tuple[tuple[int, str], ...] = (
    (0, "hardly any"),
    (1, "very few"),
    (4, "about one in twenty"),
    (7, "just under one in ten"),
    (10, "one in ten"),
    (11, "just over one in ten"),
    (14, "about one in seven"),
    (16, "about one in six"),
    (18, "just under one in five"),
    (20, "one in five"),
    (21, "just over one in five"),
    (23, "just under a quarter"),
    (25, "a quarter"),
    (26, "just over a quarter"),
    (30, "just under a third"),
    (33, "a third"),
    (34, "just over a third"),
    (38, "just under two in five"),
    (40, "two in five"),
    (41, "just over two in five"),
    (46, "just under half"),
    (50, "half"),
    (51, "just over half"),
    (57, "just under three in five"),
    (60, "three in five"),
    (61, "just over three in five"),
    (64, "just under two thirds"),
    (67, "two thirds"),
    (68, "just over two thirds"),
    (72, "just under three quarters"),
    (75, "three quarters"),
    (76, "just over three quarters"),
    (78, "just under four in five"),
    (80, "four in five"),
    (81, "just over four in five"),
    (86, "just under nine in ten"),
    (90, "nine in ten"),
    (91, "just over nine in ten"),
    (95, "almost all"),
    (100, "practically all"),
)


def words(percent: int) -> str:
    """The words for a whole per cent (0–100): ``just over half``."""
    return next(said for start, said in reversed(SHARES) if percent >= start)
