"""Places against the county: totals less released places tell nothing of the places that are withheld.

The attacker knows how many people answered in every place (population and participation figures come close to
that), every published figure of two publications, and solves for the counts of the withheld ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import pandas as pd
import pytest

from pipeline.disclose import disclose, mosaic, reader
from pipeline.disclose.ledger import entries
from pipeline.params import Params, TargetGroup
from tests.disclose.attack import Definition, Puzzle, World, leaks, looks_of, puzzle
from tests.disclose.made import Survey

Codes = Sequence[str]
CATEGORIES = ["a", "b", "c"]
UNSAID = "-"
FEWEST = 10
# single parents of the 25 municipalities of a county, in thousands of inhabitants
COUNTY = [12, 33, 36, 22, 26, 6, 9, 30, 7, 3, 3, 23, 3, 6, 6, 17, 10, 6, 9, 5, 7, 4, 13, 10, 7]


@dataclass(frozen=True)
class Town:
    """Where people live (``-``: did not say) and what they answered."""

    place: np.ndarray
    answer: np.ndarray

    @property
    def places(self) -> list[str]:
        """All that somebody named, large ones first."""
        found = pd.Series(self.place[self.place != UNSAID]).value_counts()
        return [str(p) for p in found.index]

    def inside(self, codes: Codes) -> np.ndarray:
        """Who lives in one of some places."""
        return np.isin(self.place, codes)


def _town(sizes: Sequence[int], unsaid: int, seed: int) -> Town:
    """Places of given sizes; in every second one of under 13 people all give the same answer."""
    random = np.random.default_rng(seed)
    place = np.repeat([f"m{k:02d}" for k in range(len(sizes))] + [UNSAID], [*sizes, unsaid])
    answer = random.choice(CATEGORIES, len(place), p=[0.5, 0.35, 0.15])
    for k, size in enumerate(sizes):
        if size < 13 and random.random() < 0.5:
            answer[place == f"m{k:02d}"] = random.choice(CATEGORIES)
    return Town(place, answer)


def _skewed(n: int, small: Sequence[int], unsaid: int, places: int, seed: int) -> Town:
    """One large place, others from ten people upwards, and the small ones."""
    rest = n - sum(small) - unsaid
    share = np.random.default_rng(seed).pareto(1.2, places) + 0.3
    sizes = np.maximum((share / share.sum() * rest).astype(int), FEWEST)
    sizes[sizes.argmax()] += rest - sizes.sum()
    assert sizes.min() >= FEWEST
    return _town([*sizes.tolist(), *small], unsaid, seed)


def _with(params: Params, groups: dict[str, Codes]) -> Params:
    declared = [
        TargetGroup.model_validate(
            {"id": g, "label": g, "where": {"variable": "ort", "is": list(codes)}}
        )
        for g, codes in groups.items()
    ]
    return params.model_copy(update={"target_groups": declared})


def _published(
    town: Town,
    groups: dict[str, Codes],
    inputs: tuple[Survey, pd.DataFrame, Params],
    ledger: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Public estimates of one question."""
    survey, codebook, params = inputs
    members = {g: town.inside(codes) for g, codes in groups.items()}
    said = town.place != UNSAID
    made = survey(town.answer, members, outside={g: said & ~m for g, m in members.items()})
    figures = made["estimates"]
    lives = pd.Series(town.place[said]).value_counts(sort=False)
    where = [
        {**figures.iloc[0].to_dict(), "variable": "ort", "category": place, "n": int(said.sum()),
         "n_category": int(n), "estimate": n / said.sum()}
        for place, n in lives.items()
    ]  # fmt: skip
    made["estimates"] = pd.concat([figures, pd.DataFrame(where)], ignore_index=True)
    known = {} if ledger is None else {"ledger": ledger}
    public = disclose(_with(params, groups), {**made, "codebook": codebook, **known})["estimates"]
    return public[public["variable"] == "Q1"].reset_index(drop=True)


class Places(Puzzle):
    """The attack, with everything that may be known of a set around few people."""

    def most(self, kinds: np.ndarray, category: int, min_n: int) -> float:
        """As for other groups; and of what is left after subtraction of places, where that is enough."""
        found = [super().most(kinds, category, min_n)]
        for wide in self._left(kinds):
            people = self._people(wide)
            if people >= min_n:
                low, high = self.width(wide, category)
                found += [high, people - low]
        return min(found)

    def _people(self, kinds: np.ndarray) -> int:
        names = self.world.kinds()["ort"][kinds]
        return int(self.world.people["ort"].isin(names).sum())

    def _left(self, few: np.ndarray) -> Iterator[np.ndarray]:
        """Groups around some kinds of people, less groups in them: large ones first, or small ones."""
        masks = [self.world.inside(g, self.world.kinds()) for g in self.world.groups]
        for outer, sign in product(masks, (1, -1)):
            left = outer.copy()
            for inner in sorted(masks, key=lambda m: sign * self._people(m)):
                if not (inner & ~left).any() and not (inner & few).any():
                    left &= ~inner
            if not (few & ~left).any():
                yield left


def _told(
    town: Town,
    publications: list[tuple[dict[str, Codes], pd.DataFrame]],
    inputs: tuple[Survey, pd.DataFrame, Params],
) -> list[str]:
    """Counts of places, and of places together, that are narrowed to fewer than five people."""
    survey, codebook, params = inputs
    groups: dict[str, Definition | None] = {"alle": None}
    public = []
    for number, (declared, shown) in enumerate(publications):
        names = {g: f"{g} {number}" for g in declared}
        groups |= {names[g]: ("ort", tuple(codes)) for g, codes in declared.items()}
        public.append(shown.assign(target_group=shown["target_group"].replace(names)))
    known = pd.concat(public, ignore_index=True).query("status != 'withheld'")
    answers = {"ort": [*town.places, UNSAID]}
    world = World(answers, groups, pd.DataFrame({"ort": town.place}))
    looks = looks_of(known, survey, codebook, params)
    seen = puzzle(world, CATEGORIES, known, looks)
    kinds = world.kinds()["ort"].to_numpy()
    sizes = np.array([(town.place == place).sum() for place in kinds], dtype=float)
    each = np.kron(np.eye(len(kinds)), np.ones(len(CATEGORIES)))
    shown_groups = {g: d for g, d in groups.items() if g in set(known["target_group"])}
    attack = Places(
        replace(world, groups=shown_groups), CATEGORIES, np.vstack([seen.rows, each]),
        np.concatenate([seen.low, sizes]), np.concatenate([seen.high, sizes]),
    )  # fmt: skip
    together = {mask.tobytes(): mask for mask in _alike(attack.world)}
    masks = [*np.eye(len(kinds), dtype=bool)[:-1], *together.values()]
    few = [(m, int(sizes[m].sum())) for m in masks if 0 < sizes[m].sum() < FEWEST and not m[-1]]
    assert few
    return leaks(attack, FEWEST, [("+".join(kinds[m]), m, n) for m, n in few])


def _alike(world: World) -> Iterator[np.ndarray]:
    """Places that no shown group tells apart."""
    inside = np.array([world.inside(g, world.kinds()) for g in world.groups])
    for column in inside.T:
        yield (column == inside.T).all(axis=1)


def _single(town: Town) -> dict[str, Codes]:
    return {place: (place,) for place in town.places}


SKEWED = [
    (n, places, small, unsaid)
    for n, places in ((80, 4), (250, 9), (600, 20))
    for small, unsaid in (((9,), 1), ((9, 3), 0), ((4, 5), 5))
]


@pytest.mark.parametrize(("n", "places", "small", "unsaid"), SKEWED)
def test_places_that_are_withheld_alone_or_two_together_are_not_told(
    n: int,
    places: int,
    small: tuple[int, ...],
    unsaid: int,
    inputs: tuple[Survey, pd.DataFrame, Params],
) -> None:
    town = _skewed(n, small, unsaid, places, seed=n)
    groups = _single(town)
    public = _published(town, groups, inputs)
    shown = public.loc[public["status"] != "withheld", "target_group"].nunique()
    assert shown >= places - 1
    assert _told(town, [(groups, public)], inputs) == []


@pytest.mark.parametrize("n", [80, 250])
def test_the_municipalities_of_a_county_are_not_told(
    n: int, inputs: tuple[Survey, pd.DataFrame, Params]
) -> None:
    """All 25 of the demo's county as groups, and three regions that they make."""
    sizes = np.maximum(np.array(COUNTY) * (0.95 * n) / sum(COUNTY), 1).astype(int)
    town = _town(sizes.tolist(), n - int(sizes.sum()), seed=n)
    regions = {f"region{k}": town.places[k::3] for k in range(3)}
    groups = {**_single(town), **regions}
    public = _published(town, groups, inputs)
    assert (public["status"] != "withheld").any()
    assert _told(town, [(groups, public)], inputs) == []


def test_nine_of_ten_who_are_left_are_told_where_nobody_reads(
    inputs: tuple[Survey, pd.DataFrame, Params], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted leak: sizes and pairs of groups alone decide; ten who are left are taken for enough."""
    monkeypatch.setattr(reader, "guard", lambda *_: None)
    told = 0
    for seed in range(4):
        town = _skewed(80, (9,), 1, 4, seed)
        groups = _single(town)
        told += bool(_told(town, [(groups, _published(town, groups, inputs))], inputs))
    assert told > 1


def _overlapping(town: Town, seed: int) -> dict[str, Codes]:
    """Two to four regions at random, some of which share places; with the places themselves, or without."""
    random = np.random.default_rng(seed)
    groups = _single(town) if seed % 3 == 0 else {}
    for k in range(int(random.integers(2, 5))):
        size = int(random.integers(1, len(town.places) - 1))
        groups[f"region{k}"] = [str(p) for p in random.choice(town.places, size, replace=False)]
    return groups


@pytest.mark.parametrize("guarded", [True, False])
def test_regions_that_overlap_tell_no_small_place(
    guarded: bool,
    inputs: tuple[Survey, pd.DataFrame, Params],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """{a, b} and {b, c} less {c, d}: without the reader's program one survey in four tells."""
    if not guarded:
        monkeypatch.setattr(reader, "guard", lambda *_: None)
    told, shown = 0, 0
    for seed in range(12):
        n, places = ((80, 4), (250, 9), (150, 7))[seed % 3]
        small, unsaid = (((6, 4), 0), ((7,), 2), ((9, 3), 1), ((4, 5), 5))[seed % 4]
        town = _skewed(n, small, unsaid, places, seed)
        groups = _overlapping(town, seed)
        public = _published(town, groups, inputs)
        told += bool(_told(town, [(groups, public)], inputs))
        shown += int((public["status"] != "withheld").sum())
    assert shown > 120
    assert told == 0 if guarded else told > 2


def _recut(town: Town, seed: int) -> dict[str, Codes]:
    """Other groups for the next publication: regions that put all places together anew."""
    random = np.random.default_rng(seed)
    mixed = random.permutation(town.places)
    return {
        f"region{k}": [str(p) for p in part]
        for k, part in enumerate(np.array_split(mixed, int(random.integers(2, 5))))
    }


def _twice(
    town: Town, seed: int, first_places: bool, inputs: tuple[Survey, pd.DataFrame, Params]
) -> list[tuple[dict[str, Codes], pd.DataFrame]]:
    groups = [_single(town), _recut(town, seed)]
    if not first_places:
        groups.reverse()
    first = _published(town, groups[0], inputs)
    ledger = entries(first, "2026-11-02", _with(inputs[2], groups[0]))
    return [(groups[0], first), (groups[1], _published(town, groups[1], inputs, ledger))]


@pytest.mark.parametrize("guarded", [True, False])
def test_a_second_publication_with_other_groups_tells_no_small_place(
    guarded: bool,
    inputs: tuple[Survey, pd.DataFrame, Params],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A region this year less its places of last year: without the guard half of such pairs tell."""
    if not guarded:
        monkeypatch.setattr(mosaic, "told", _nothing)
    told, shown = 0, 0
    for seed, (n, places) in product(range(2), ((80, 4), (250, 9))):
        for small, unsaid, first_places in (((6,), 2, True), ((9, 3), 4, False)):
            town = _skewed(n, small, unsaid, places, seed)
            both = _twice(town, seed, first_places, inputs)
            told += bool(_told(town, both, inputs))
            shown += int((both[1][1]["status"] != "withheld").sum())
    assert shown > 50
    assert told == 0 if guarded else told > 2


def _nothing(*_: object) -> set[tuple[str, str, str]]:
    return set()
