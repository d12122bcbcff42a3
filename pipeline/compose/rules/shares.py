"""In words, how large a share is.

Each row: from which whole per cent on, the words, and how they combine with a noun. *knapp* is up to
3 points below the named fraction, *gut* up to 6 above it (where no simpler fraction lies nearer), and
figures from 10-29 people are always *rund*: their last digit means nothing.

Forms of combination:
    each: feminine singular ("gut jede zweite befragte Alleinerziehende"),
    of:   plural with a number ("drei von fünf befragten Alleinerziehenden"),
    part: fraction with genitive ("gut zwei Drittel der befragten Alleinerziehenden"),
    few:  plural without article ("nur sehr wenige befragte Alleinerziehende").
"""

WIDE = 0.24  # from this width of its interval on, a share is "rund" and said with the interval

EACH, OF, PART, FEW = "each", "of", "part", "few"

SHARES: tuple[tuple[int, str, str], ...] = (
    (1, FEW, "nur sehr wenige"),
    (4, EACH, "etwa jede zwanzigste"),
    (7, EACH, "knapp jede zehnte"),
    (10, EACH, "jede zehnte"),
    (11, EACH, "gut jede zehnte"),
    (14, EACH, "etwa jede siebte"),
    (16, EACH, "etwa jede sechste"),
    (18, EACH, "knapp jede fünfte"),
    (20, EACH, "jede fünfte"),
    (21, EACH, "gut jede fünfte"),
    (23, EACH, "knapp jede vierte"),
    (25, EACH, "jede vierte"),
    (26, EACH, "gut jede vierte"),
    (30, EACH, "knapp jede dritte"),
    (33, EACH, "jede dritte"),
    (34, EACH, "gut jede dritte"),
    (38, OF, "knapp zwei von fünf"),
    (40, OF, "zwei von fünf"),
    (41, OF, "gut zwei von fünf"),
    (46, EACH, "knapp jede zweite"),
    (50, EACH, "jede zweite"),
    (51, EACH, "gut jede zweite"),
    (57, OF, "knapp drei von fünf"),
    (60, OF, "drei von fünf"),
    (61, OF, "gut drei von fünf"),
    (64, PART, "knapp zwei Drittel"),
    (67, PART, "zwei Drittel"),
    (68, PART, "gut zwei Drittel"),
    (72, PART, "knapp drei Viertel"),
    (75, PART, "drei Viertel"),
    (76, PART, "gut drei Viertel"),
    (78, OF, "knapp vier von fünf"),
    (80, OF, "vier von fünf"),
    (81, OF, "gut vier von fünf"),
    (86, OF, "knapp neun von zehn"),
    (90, OF, "neun von zehn"),
    (91, OF, "gut neun von zehn"),
    (95, PART, "fast alle"),
)

# The neutral form, where a sentence speaks of a part and names no person: from whole per cent on.
PARTS: tuple[tuple[int, str], ...] = (
    (1, "ein sehr kleiner Teil"),
    (4, "etwa ein Zwanzigstel"),
    (8, "etwa ein Zehntel"),
    (13, "etwa ein Siebtel"),
    (16, "etwa ein Sechstel"),
    (18, "ein knappes Fünftel"),
    (20, "ein Fünftel"),
    (21, "ein gutes Fünftel"),
    (23, "ein knappes Viertel"),
    (25, "ein Viertel"),
    (26, "ein gutes Viertel"),
    (30, "ein knappes Drittel"),
    (33, "ein Drittel"),
    (34, "ein gutes Drittel"),
    (38, "knapp zwei Fünftel"),
    (40, "zwei Fünftel"),
    (41, "gut zwei Fünftel"),
    (46, "knapp die Hälfte"),
    (50, "die Hälfte"),
    (51, "gut die Hälfte"),
    (57, "knapp drei Fünftel"),
    (60, "drei Fünftel"),
    (61, "gut drei Fünftel"),
    (64, "knapp zwei Drittel"),
    (67, "zwei Drittel"),
    (68, "gut zwei Drittel"),
    (72, "knapp drei Viertel"),
    (75, "drei Viertel"),
    (76, "gut drei Viertel"),
    (78, "knapp vier Fünftel"),
    (80, "vier Fünftel"),
    (81, "gut vier Fünftel"),
    (86, "knapp neun Zehntel"),
    (90, "neun Zehntel"),
    (91, "gut neun Zehntel"),
    (95, "fast alle"),
)
