"""Base weights that nobody can work out: noise within each raking cell.

Raking gives everybody in a cell the same weight, and margins and numbers of answers tell it to many digits.
Weighted shares are then sums of a few known numbers, often with one way only to make them up, which says how
many of the six fathers with benefits gave an answer. So everybody begins with a weight of their own between
``1 - most`` and ``1 + most`` (Evans, Zayatz and Slanta, J. Official Statistics 1998). Within a cell the
factors are evenly spaced and their mean is 1: margins, totals of cells and estimates keep their expectation,
and the design effect grows by a factor of at most 1 + most²/3.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np

from pipeline.weight.raking import Floats, Ints


def base_weights(
    respondents: Sequence[str], cell_of: Ints, most: float, seed: int, stream: str
) -> Floats:
    """Base weights around 1 with mean 1 in every cell; somebody alone in a cell keeps 1.

    Who gets which factor depends on the respondents' ids alone, which are never published, and on the seed:
    the order of rows and the names of answers change nothing.

    Args:
        respondents: ids.
        cell_of: raking cell of each respondent.
        most: ``weighting.noise`` of ``params.yaml``.
        seed: of ``params.yaml``.
        stream: keeps questionnaires independent of each other (their name).
    """
    keys = [blake2b(f"{seed}/{stream}/{r}".encode(), digest_size=8).digest() for r in respondents]
    drawn = np.array([int.from_bytes(key, "big") for key in keys], dtype=np.uint64)
    order = np.lexsort((drawn, cell_of))
    sizes = np.bincount(cell_of)
    rank = np.empty(len(order), dtype=np.intp)
    rank[order] = np.arange(len(order)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    size = sizes[cell_of]
    return np.asarray(1 + most * (2 * rank + 1 - size) / size, dtype=np.float64)
