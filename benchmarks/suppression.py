"""Secondary suppression against the optimum, on random tables of up to 500 cells.

The optimum is the integer program of Fischetti and Salazar (Math. Programming 1999) with sliding protection:
the fewest people in suppressed cells such that every primary cell can still move by five. HiGHS gets a
minute per table; where it runs out of time, its lower bound is the measure.
"""

from __future__ import annotations

import time

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import block_diag, csr_array, hstack, vstack

from pipeline.disclose.suppression import suppress

WIDTH, SECONDS = 5, 60
SIZES = ((5, 5), (8, 8), (10, 12), (15, 16), (20, 25))


def table(rows: int, columns: int, seed: int) -> np.ndarray:
    """Counts like those of people by place and channel: a few large margins, some cells of 1 and 2."""
    random = np.random.default_rng(seed)
    mean = np.outer(random.gamma(2.0, 3.0, rows), random.gamma(2.0, 1.0, columns)) + 3
    return random.poisson(mean)


def optimum(counts: np.ndarray) -> tuple[float, float, bool]:
    """Least people to hide, a lower bound, and whether the first is proved."""
    flat, (rows, columns) = counts.ravel().astype(float), counts.shape
    primary = np.flatnonzero((flat > 0) & (flat < 3))
    size = len(flat)
    sums = np.vstack(
        [
            np.kron(np.eye(rows), np.ones(columns)),
            np.kron(np.ones(rows), np.eye(columns)),
        ]
    )
    # variables: x (hidden or not), then for every primary cell one deviation up and one down
    flows = 2 * len(primary)
    large = flat.sum()
    parts, low, high = [], [], []
    keep_totals = block_diag([csr_array(sums)] * flows)
    parts.append(hstack([csr_array((keep_totals.shape[0], size)), keep_totals]))
    low.append(np.zeros(keep_totals.shape[0]))
    high.append(np.zeros(keep_totals.shape[0]))
    eye = block_diag([csr_array(np.eye(size))] * flows)
    for limit, sign in ((np.minimum(large, 50.0) * np.ones(size), 1), (flat, -1)):
        caps = vstack([csr_array(np.diag(-limit))] * flows)
        parts.append(hstack([caps, sign * eye]))
        low.append(np.full(size * flows, -np.inf))
        high.append(np.zeros(size * flows))
    moves = np.zeros((len(primary), size + size * flows))
    for i, cell in enumerate(primary):
        moves[i, size + 2 * i * size + cell] = 1.0
        moves[i, size + (2 * i + 1) * size + cell] = -1.0
    parts.append(csr_array(moves))
    low.append(np.full(len(primary), float(WIDTH)))
    high.append(np.full(len(primary), np.inf))
    cost = np.concatenate([flat + 0.5, np.zeros(size * flows)])
    lower = np.concatenate([np.zeros(size), np.full(size * flows, -large)])
    upper = np.concatenate([np.ones(size), np.full(size * flows, large)])
    lower[primary] = 1.0
    found = milp(
        cost,
        constraints=LinearConstraint(
            vstack(parts).tocsr(), np.concatenate(low), np.concatenate(high)
        ),
        integrality=np.concatenate([np.ones(size), np.zeros(size * flows)]),
        bounds=Bounds(lower, upper),
        options={"time_limit": SECONDS},
    )
    best = np.inf if found.x is None else float(found.fun)
    return best, float(found.mip_dual_bound), found.status == 0


def main() -> None:
    """Print cost of the heuristic beside the optimum."""
    for rows, columns in SIZES:
        counts = table(rows, columns, seed=rows)
        start = time.perf_counter()
        hidden = suppress(counts)
        taken = time.perf_counter() - start
        ours = float((counts[hidden] + 0.5).sum())
        best, bound, proved = optimum(counts)
        primary = int(((counts > 0) & (counts < 3)).sum())
        against = f"optimum {best:.0f}" if proved else f"best found {best:.0f}, bound {bound:.0f}"
        ratio = ours / (best if proved else bound)
        print(
            f"{rows * columns:>4} cells, {primary:>2} primary, {int(hidden.sum()):>3} hidden: "
            f"{ours:.0f} people in {taken * 1000:.0f} ms; {against}; ratio {ratio:.2f}"
        )


if __name__ == "__main__":
    main()
