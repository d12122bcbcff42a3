"""Confidence intervals, p-values and their correction, on arrays."""

from __future__ import annotations

import numpy as np
from scipy.special import betaincinv, ndtri, stdtr, stdtrit

from pipeline.estimate.encode import Floats

LEVEL = 0.95
FEW = 5.0  # expected answers in the rarer category below which Wilson is left for Clopper-Pearson


def effective_n(
    figure_n: Floats, kish: Floats, spread: Floats, var: Floats, correction: float = 1.0
) -> tuple[Floats, Floats]:
    """Effective n and design effect.

    The design effect is the variance over that of simple random sampling with the same n. Effective n is
    n / deff, at most n: calibration may make it larger, but an interval must not rely on that (Korn and
    Graubard, Survey Methodology 1998). Where nothing varies, it is (Σw)²/Σw² (Kish). For a closed list both
    are divided by the finite population ``correction``: who was asked and answered is not uncertain.

    Returns:
        effective n, design effect (NaN where nothing varies).
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        deff = var / (spread / figure_n)
        usable = np.isfinite(deff) & (deff > 0)
        most = figure_n / correction
        effective = np.where(usable, figure_n / np.where(usable, deff, 1.0), kish / correction)
    unknown = np.isnan(var) & (figure_n > 1)  # all in one cluster: nothing is known of the error
    effective = np.where(unknown, np.nan, np.minimum(effective, most))
    return effective, np.where(usable, deff, np.nan)


def wilson(
    p: Floats, n: Floats, df: Floats | None = None, level: float = LEVEL
) -> tuple[Floats, Floats]:
    """Score interval of a share (Wilson, JASA 1927) on effective n.

    Args:
        p: share.
        n: effective n.
        df: degrees of freedom of the variance that effective n was estimated with; Student's t then takes
            the place of the normal quantile, as in R's ``svyciprop(method = "wilson")``.
        level: of confidence.
    """
    z = ndtri(0.5 + level / 2) if df is None else stdtrit(np.maximum(df, 1.0), 0.5 + level / 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = p + z**2 / (2 * n)
        half = z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
        scale = 1 + z**2 / n
        return np.maximum((centre - half) / scale, 0.0), np.minimum((centre + half) / scale, 1.0)


def clopper_pearson(p: Floats, n: Floats, level: float = LEVEL) -> tuple[Floats, Floats]:
    """Beta interval of a share on effective n (Clopper and Pearson 1934; Korn and Graubard 1998)."""
    alpha = 1 - level
    hits = p * n
    with np.errstate(invalid="ignore"):
        low = betaincinv(np.maximum(hits, 1e-300), n - hits + 1, alpha / 2)
        high = betaincinv(hits + 1, np.maximum(n - hits, 1e-300), 1 - alpha / 2)
    return np.where(hits <= 0, 0.0, low), np.where(n - hits <= 1e-12 * n, 1.0, high)


def logit(p: Floats, se: Floats, df: Floats, level: float = LEVEL) -> tuple[Floats, Floats]:
    """Interval of a share on the scale of log odds (R: ``svyciprop(method = "logit")``); for analysts.

    Args:
        p: share, neither 0 nor 1.
        se: its standard error.
        df: degrees of freedom.
        level: of confidence.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        middle = np.log(p / (1 - p))
        half = stdtrit(np.maximum(df, 1.0), 0.5 + level / 2) * se / (p * (1 - p))
        low, high = (1 / (1 + np.exp(-(middle + part))) for part in (-half, half))
    return np.asarray(low), np.asarray(high)


def share(p: Floats, n: Floats, df: Floats, asked: Floats | None = None) -> tuple[Floats, Floats]:
    """The interval of this house: Wilson, and the beta interval where the rarer answer is rare.

    Args:
        p: share.
        n: effective n.
        df: degrees of freedom of the variance that effective n was estimated with.
        asked: respondents. With few clusters (df far below) the beta interval's effective n is smaller by
            the ratio of Student's quantiles (Korn and Graubard 1998; R: ``svyciprop(method = "beta")``).
    """
    exact = n
    if asked is not None:
        quantiles = [stdtrit(np.maximum(f, 1.0), 0.5 + LEVEL / 2) for f in (asked - 1, df)]
        exact = n * (quantiles[0] / quantiles[1]) ** 2
    with np.errstate(invalid="ignore"):
        few = n * np.minimum(p, 1 - p) < FEW
    (low, high), (beta_low, beta_high) = wilson(p, n, df), clopper_pearson(p, exact)
    return np.where(few, beta_low, low), np.where(few, beta_high, high)


def student(
    estimate: Floats, se: Floats, df: Floats, level: float = LEVEL
) -> tuple[Floats, Floats]:
    """Symmetric interval with Student's t."""
    with np.errstate(invalid="ignore"):
        half = stdtrit(np.maximum(df, 1.0), 0.5 + level / 2) * se
    return estimate - half, estimate + half


def p_value(difference: Floats, se: Floats, df: Floats) -> Floats:
    """Two-sided p-value of a Wald test with Student's t; NaN without a standard error."""
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.where(se > 0, np.abs(difference) / se, np.nan)
        return np.asarray(2 * stdtr(np.maximum(df, 1.0), -t))


def benjamini_hochberg(p: Floats) -> Floats:
    """Adjusted p-values that hold the false discovery rate (Benjamini and Hochberg, JRSS B 1995)."""
    m = len(p)
    order = np.argsort(p, kind="stable")
    scaled = p[order] * m / np.arange(1, m + 1)
    adjusted = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    result = np.empty(m)
    result[order] = adjusted
    return result
