"""What may be said of a difference between two groups.

Two groups differ *belastbar* in a need when the test of their shares (table ``need_tests``: replicate
variance, pairs named in advance) stays below 5 % after Benjamini and Hochberg's correction over all needs
and pairs of the field of action; single answers by the same rule (table ``tests``). A pair that was not
tested, for want of answers, is never called different. Shares of *different* needs come from the same
people and are ordered by their intervals alone (:func:`pipeline.compose.sentences.apart`).
Otherwise the text says that the data show no difference, never that there is none. How large a difference
is called follows Cohen's h for shares (difference of ``2·asin(√p)``; 0.2 small, 0.5 medium, 0.8 large).
"""

from pipeline.compose.language import Text

ALPHA = 0.05  # a test declared in advance is called firm below this adjusted p value

SIZES: tuple[tuple[float, Text], ...] = (
    (0.8, Text("sehr viel", "very much")),
    (0.5, Text("deutlich", "considerably")),
    (0.2, Text("merklich", "noticeably")),
    (0.0, Text("etwas", "slightly")),
)
