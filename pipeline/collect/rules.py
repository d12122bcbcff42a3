"""What the codebook allows in a cell: for sources that people type or translate by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

TICKS = frozenset(("Y", "", "ja", "nein", "N"))  # as clean understands them
OTHER = "-oth-"
SHOWN = 12


@dataclass(frozen=True)
class Rules:
    """What the codebook says about one variable: its kind and, where it has any, its codes."""

    kind: str
    codes: frozenset[str]
    other: bool

    def allow(self, text: str) -> bool:
        """Whether a cell may hold this; numbers, dates and free texts are for ``clean`` to judge."""
        if self.kind == "multiple":
            return not self.codes or text in TICKS
        return not self.codes or not text or text in self.codes or (self.other and text == OTHER)

    @property
    def hint(self) -> str:
        """What may be written there."""
        if self.kind == "multiple":
            return 'write Y for ticked and "" for not ticked'
        codes = [*sorted(self.codes), *([OTHER] if self.other else [])]
        return f"write one of: {', '.join(codes[:SHOWN])}" + (" …" if len(codes) > SHOWN else "")


def rules_of(codebook: pd.DataFrame) -> dict[str, Rules]:
    """Kind and codes of every variable of a codebook."""
    out: dict[str, Rules] = {}
    names = set(codebook["variable"])
    for variable, rows in codebook.groupby("variable", sort=False):
        codes = frozenset(str(code) for code in rows["category"] if isinstance(code, str) and code)
        kind = str(rows["kind"].iloc[0])
        out[str(variable)] = Rules(kind, codes, f"{variable}_other" in names)
    return out
