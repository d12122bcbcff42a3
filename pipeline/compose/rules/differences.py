"""What may be said of a difference between two groups.

A difference is called *belastbar* only when the adjusted p value of a test declared in advance is below
``ALPHA``; otherwise the text says that the data show none, never that there is none. Sizes follow Cohen's
h for shares (difference of ``2·asin(√p)``): below 0.2 it is small, from 0.5 on large, from 0.8 on very large.
"""

ALPHA = 0.05

SIZES: tuple[tuple[float, str], ...] = (
    (0.8, "sehr viel"),
    (0.5, "deutlich"),
    (0.2, "merklich"),
    (0.0, "etwas"),
)
