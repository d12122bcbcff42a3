"""Numbers on the steering board as German readers write them."""

from __future__ import annotations

import math
from typing import Any

Data = dict[str, Any]
THIN = "\u202f"


def number(value: float, decimals: int = 1) -> str:
    """Decimal comma, no trailing zeros: ``7``, ``6,9``."""
    factor = 10**decimals
    rounded = math.floor(abs(value) * factor + 0.5 + 1e-9) / factor
    text = f"{rounded:.{decimals}f}".replace(".", ",")
    text = text.rstrip("0").rstrip(",") if "," in text else text
    return f"\u2212{text}" if value < 0 and rounded else text


def points(value: float) -> str:
    """Points as they stand below each other: always one decimal, ``7,0``."""
    rounded = math.floor(max(value, 0.0) * 10 + 0.5 + 1e-9) / 10
    return f"{rounded:.1f}".replace(".", ",")


def percent(share: float) -> str:
    """``54 %`` with a thin fixed space."""
    return f"{math.floor(share * 100 + 0.5 + 1e-9)}{THIN}%"


def ranks(field: Data) -> str:
    """The ranks that are possible: ``1`` or ``2–5``."""
    low, high = field["rank_low"], field["rank_high"]
    return str(low) if low == high else f"{low}–{high}"
