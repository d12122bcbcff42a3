"""Germany's regions by official key: names, levels, hierarchy, and how a sentence says "in the region".

Keys are the Amtlicher Gemeindeschlüssel (AGS): ``DG`` Germany, 2 digits a Land, 5 a county, 8 a
municipality. The list is the Gemeindeverzeichnis of the Statistisches Bundesamt, territorial status
30.06.2024 (``regions.csv`` names source and terms).
"""

from __future__ import annotations

import difflib
import functools
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipeline.errors import PipelineError

STATUS = "2024-06-30"
SOURCE = "Statistisches Bundesamt, Gemeindeverzeichnis (GV-ISys), Gebietsstand 30.06.2024"
GERMANY = "DG"
_FILE = Path(__file__).with_name("regions.csv")
_DISSOLVED = Path(__file__).with_name("dissolved.csv")

Level = Literal["country", "state", "county", "municipality"]
# Textkennzeichen of the Gemeindeverzeichnis.
_TOWN_COUNTY = ("41", "42")
_TOWN = ("61", "62", "63", "67")
_MARKET = "60"
_SUFFIX = {"M": "", "GKSt": "", "St": "", "kreisfreie Stadt": "", "Stadtkreis": ""}
_TITLES = ("Landeshauptstadt", "Hansestadt", "Freie und Hansestadt")
_WITH_ARTICLE = {"10": "im Saarland"}


@dataclass(frozen=True)
class Region:
    """One region.

    Attributes:
        ags: official key.
        name: without additions (``Friedberg (Hessen)``).
        official: as the list writes it (``Friedberg (Hessen), Kreisstadt``).
        level: country, state, county or municipality.
        kind: Textkennzeichen of the Gemeindeverzeichnis (43 Kreis, 44 Landkreis, 63 Stadt ...).
    """

    ags: str
    name: str
    official: str
    level: Level
    kind: str = ""

    @property
    def label(self) -> str:
        """The name with its kind where the bare name would mislead: ``Landkreis Northeim``."""
        if self.level == "county" and self.kind not in _TOWN_COUNTY:
            return self.name if _names_its_kind(self.name) else f"{self._county_word} {self.name}"
        return self.name

    @property
    def in_region(self) -> str:
        """How a sentence says *in the region*: ``im Wetteraukreis``, ``in der Stadt Herne``."""
        if self.level == "country":
            return "in Deutschland"
        if self.level == "state":
            return _WITH_ARTICLE.get(self.ags, f"in {self.name}")
        if self.ags in ("02000", "11000", "02000000", "11000000"):
            return f"in {self.name}"
        addition = self.official.partition(", ")[2]
        if self.kind in _TOWN_COUNTY or self.kind in _TOWN:
            title = addition if addition in _TITLES else "Stadt"
            return f"in der {title} {self.name}"
        if self.level == "county":
            return _in_county(self.label)
        if self.kind == _MARKET:
            return f"im Markt {self.name}"
        return f"in der Gemeinde {self.name}"

    @property
    def _county_word(self) -> str:
        return "Kreis" if self.kind == "43" else "Landkreis"

    @property
    def state(self) -> str | None:
        """Key of the Land; None for Germany."""
        return None if self.level == "country" else self.ags[:2]

    @property
    def county(self) -> str | None:
        """Key of the county of a municipality, or its own; None above."""
        return self.ags[:5] if self.level in ("county", "municipality") else None

    @property
    def municipalities(self) -> tuple[Region, ...]:
        """The municipalities of a county or Land (itself for a municipality), by key."""
        if self.level in ("country",):
            return ()
        return tuple(
            r for r in _all().values() if r.level == "municipality" and r.ags.startswith(self.ags)
        )


def _names_its_kind(name: str) -> bool:
    return bool(re.search(r"[Kk]reis|^Region |^Städteregion |^Regionalverband ", name))


def _in_county(label: str) -> str:
    if label.startswith(("Region ", "Städteregion ")):
        return f"in der {label}"
    # Adjectives take the dative: Märkischer Kreis, im Märkischen Kreis.
    return "im " + re.sub(r"er Kreis$", "en Kreis", label)


@functools.cache
def _all() -> dict[str, Region]:
    regions = {GERMANY: Region(GERMANY, "Deutschland", "Deutschland", "country")}
    levels: dict[int, Level] = {2: "state", 5: "county", 8: "municipality"}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith(("#", "ags;")):
            continue
        ags, kind, official = line.split(";")
        regions[ags] = Region(ags, _short(official), official, levels[len(ags)], kind)
    return regions


def _short(official: str) -> str:
    return official.partition(", ")[0]


def lookup(ags: str) -> Region:
    """The region with this key.

    Args:
        ags: ``DG``, 2, 5 or 8 digits; 12 digits (ARS) are shortened.

    Raises:
        PipelineError: no such region at the territorial status; the hint names near ones.
    """
    key = ags[:5] + ags[9:] if len(ags) == 12 else ags
    region = _all().get(key)
    if region is None:
        raise PipelineError(
            f"there is no region with the official key '{ags}' on 30.06.2024",
            hint=_suggestion(ags),
        )
    return region


def widest(ags: str) -> str:
    """The shortest key of the same place: 02 for Hamburg, 05916 for the municipality 05916000 (Herne)."""
    if ags[:2] in ("02", "11"):
        return ags[:2]
    return ags[:5] if len(ags) == 8 and ags.endswith("000") else ags


def find(name: str) -> tuple[Region, ...]:
    """Regions whose name or label is ``name`` (upper and lower case do not matter), counties first."""
    folded = name.casefold()
    found = [r for r in _all().values() if folded in (r.name.casefold(), r.label.casefold())]
    return tuple(sorted(found, key=lambda r: (len(r.ags), r.ags)))


def counties() -> tuple[Region, ...]:
    """All 400 counties and county-free towns, by key."""
    return tuple(r for r in _all().values() if r.level == "county")


@functools.cache
def dissolved() -> dict[str, tuple[str, str, tuple[str, ...]]]:
    """Dissolved counties: name, last day (ISO) and the keys of the counties that their area belongs to."""
    rows = [
        line.split(";")
        for line in _DISSOLVED.read_text(encoding="utf-8").splitlines()
        if not line.startswith(("#", "ags;"))
    ]
    return {ags: (name, until, tuple(now.split("+"))) for ags, name, until, now in rows}


def _suggestion(ags: str) -> str:
    if ags[:5] in dissolved():
        name, until, now = dissolved()[ags[:5]]
        last = ".".join(reversed(until.split("-")))
        area = " or ".join(f"{key} {_all()[key].label}" for key in now)
        return f"{name} was dissolved on {last}; its area now belongs to {area}"
    hits = find(ags)
    if not hits and not ags.isdigit():
        names = {r.label: r for r in _all().values() if r.level == "county"}
        hits = tuple(names[n] for n in difflib.get_close_matches(ags, names, 3))
    if not hits and len(ags) >= 2:
        hits = tuple(r for r in _all().values() if r.level == "county" and r.ags[:4] == ags[:4])[:3]
    if not hits:
        return "write the AGS: 5 digits for a county, 8 for a municipality"
    newer = "; a region made after that day is not known yet" if ags.isdigit() else ""
    return "perhaps: " + ", ".join(f"{r.ags} {r.label}" for r in hits[:3]) + newer
