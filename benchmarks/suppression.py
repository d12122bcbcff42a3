"""Secondary suppression against the optimum, on random tables of up to 500 cells.

The optimum is that of Fischetti and Salazar (Math. Programming 84, 1999, 283-312) with sliding protection:
the fewest people in suppressed cells such that every primary cell can still move by five. As they do, an
integer program over the cells alone is solved (HiGHS) and cut whenever an attacker's linear program still
narrows a primary cell: the dual of that program says which cells together must be hidden. Every solution of
the cut program is a lower bound; one that protects everything is the optimum. After the time limit the bound
and the best protected pattern found are told with their gap.
"""

from __future__ import annotations

import time

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, kron

from pipeline.disclose.suppression import suppress

WIDTH, SECONDS, MOVE = 5, 900, 50
SIZES = ((5, 5), (8, 8), (10, 12), (15, 16), (20, 25))


def table(rows: int, columns: int, seed: int) -> np.ndarray:
    """Counts like those of people by place and channel: a few large margins, some cells of 1 and 2."""
    random = np.random.default_rng(seed)
    mean = np.outer(random.gamma(2.0, 3.0, rows), random.gamma(2.0, 1.0, columns)) + 3
    return random.poisson(mean)


class Attack:
    """What totals tell of a cell when some cells are hidden: the network of all tables with these totals."""

    def __init__(self, counts: np.ndarray) -> None:
        rows, columns = counts.shape
        self.most_down = counts.ravel().astype(float)
        self.most_up = np.full(counts.size, float(MOVE))
        self.totals = csr_array(
            np.vstack(
                [
                    kron(np.eye(rows), np.ones((1, columns))).toarray(),
                    kron(np.ones((1, rows)), np.eye(columns)).toarray(),
                ]
            )
        )

    def move(self, hidden: np.ndarray, cell: int, sign: int) -> tuple[float, np.ndarray]:
        """How far a cell can move up or down, and by how much each hidden cell would let it (dual)."""
        cost = np.zeros(len(hidden))
        cost[cell] = -sign
        limits = np.column_stack([-self.most_down * hidden, self.most_up * hidden])
        found = linprog(
            cost,
            A_eq=self.totals,
            b_eq=np.zeros(self.totals.shape[0]),
            bounds=limits,
            method="highs",
        )
        reduced = cost - self.totals.T @ found.eqlin.marginals
        lets = self.most_down * np.maximum(reduced, 0) + self.most_up * np.maximum(-reduced, 0)
        return -found.fun, lets

    def cut(self, hidden: np.ndarray, cell: int) -> tuple[float, np.ndarray]:
        """Both directions together: their sum must reach :data:`WIDTH`."""
        up, lets_up = self.move(hidden, cell, 1)
        down, lets_down = self.move(hidden, cell, -1)
        return up + down, lets_up + lets_down


def optimum(counts: np.ndarray, ours: np.ndarray) -> tuple[float, float]:
    """Least people to hide that was found, and a lower bound; equal where the optimum is proved.

    Args:
        counts: the table.
        ours: cells that the heuristic hides; what of it is needed is where the search begins.
    """
    attack, flat = Attack(counts), counts.ravel().astype(float)
    primary = np.flatnonzero((flat > 0) & (flat < 3))
    price = flat + 0.5
    best = float(price @ _needed(attack, ours.ravel().astype(float), primary, price))
    cuts: list[np.ndarray] = []
    lower = np.zeros(len(flat))
    lower[primary] = 1.0
    bound, whole, end = 0.0, False, time.perf_counter() + SECONDS
    while time.perf_counter() < end and bound < best - 0.5 + 1e-6:
        found = milp(
            price,
            constraints=LinearConstraint(np.array(cuts), lb=float(WIDTH)) if cuts else None,
            integrality=np.full(len(flat), int(whole)),
            bounds=Bounds(lower, np.ones(len(flat))),
            options={"time_limit": max(end - time.perf_counter(), 1.0)},
        )
        reached = found.fun if found.status == 0 else found.mip_dual_bound
        bound = max(bound, float(reached or 0.0))
        if found.x is None:
            break
        hidden = np.clip(np.round(found.x, 9), 0, 1)
        open_cuts = [attack.cut(hidden, int(cell)) for cell in primary]
        new = [np.minimum(lets, WIDTH) for width, lets in open_cuts if width < WIDTH - 1e-6]
        cuts += new
        if whole or not new:
            rounded = _needed(attack, _mended(attack, hidden > 0.5, ours, primary), primary, price)
            best = min(best, float(price @ rounded))
        if not new:
            if whole:
                return best, bound
            whole = True  # the relaxation holds; now whole cells
    return best, bound


def _mended(
    attack: Attack, hidden: np.ndarray, ours: np.ndarray, primary: np.ndarray
) -> np.ndarray:
    """A pattern that protects: what is hidden, and all of ours where that is not enough."""
    if all(attack.cut(hidden.astype(float), int(c))[0] >= WIDTH - 1e-6 for c in primary):
        return hidden.astype(float)
    return (hidden | ours.ravel()).astype(float)


def _needed(
    attack: Attack, hidden: np.ndarray, primary: np.ndarray, price: np.ndarray
) -> np.ndarray:
    """The pattern without cells that nothing needs, the dearest first."""
    kept = hidden.copy()
    for cell in np.argsort(-price * kept, kind="stable")[: int(kept.sum())]:
        if cell not in primary:
            kept[cell] = 0.0
            if any(attack.cut(kept, int(p))[0] < WIDTH - 1e-6 for p in primary):
                kept[cell] = 1.0
    return kept


def main() -> None:
    """Print cost of the heuristic beside the optimum."""
    for rows, columns in SIZES:
        counts = table(rows, columns, seed=rows)
        start = time.perf_counter()
        hidden = suppress(counts)
        taken = time.perf_counter() - start
        ours = float((counts[hidden] + 0.5).sum())
        start = time.perf_counter()
        best, bound = optimum(counts, hidden)
        searched = time.perf_counter() - start
        primary = int(((counts > 0) & (counts < 3)).sum())
        gap = (best - bound) / best
        against = f"optimum {best:.0f}" if gap < 1e-6 else f"best {best:.0f}, bound {bound:.1f}"
        print(
            f"{rows * columns:>4} cells, {primary:>2} primary, {int(hidden.sum()):>3} hidden: "
            f"{ours:.0f} people in {taken * 1000:.0f} ms; {against} (gap {gap:.1%}, {searched:.0f} s); "
            f"ratio {ours / best:.2f} to it, at most {ours / bound:.2f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
