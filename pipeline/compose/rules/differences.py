"""What may be said of a difference between two groups.

Shares in need are compared by their intervals: two groups differ *belastbar* when their 95 % intervals do
not touch. That is stricter than a test at 5 % (for equal standard errors it asks for p < 0.006; Schenker and
Gentleman 2001, The American Statistician 55), which leaves room for the many comparisons in a report.
Otherwise the text says that the data show no difference, never that there is none. How large a difference
is called follows Cohen's h for shares (difference of ``2·asin(√p)``; 0.2 small, 0.5 medium, 0.8 large).
"""

ALPHA = 0.05  # a test declared in advance is called firm below this adjusted p value

SIZES: tuple[tuple[float, str], ...] = (
    (0.8, "sehr viel"),
    (0.5, "deutlich"),
    (0.2, "merklich"),
    (0.0, "etwas"),
)
