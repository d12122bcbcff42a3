"""How people come into a sample: lists of which everybody was invited, and designs (``params.yaml``)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

STRICT = ConfigDict(extra="forbid", frozen=True)


class ClosedList(BaseModel):
    """A list of which everybody was invited: how many, and what is known of those who did not answer.

    ``kanal``: the channel of the list, where open links were used beside it.
    """

    model_config = STRICT

    source: str
    invited: Annotated[int, Field(ge=1)]
    undeliverable: Annotated[int, Field(ge=0)] = 0
    refused: Annotated[int, Field(ge=0)] = 0
    not_eligible: Annotated[int, Field(ge=0)] = 0
    kanal: str | None = None

    @model_validator(mode="after")
    def _no_more_than_invited(self) -> ClosedList:
        lost = self.undeliverable + self.refused + self.not_eligible
        if lost > self.invited:
            raise ValueError(
                f"undeliverable, refused and not_eligible are {lost} together, but only "
                f"{self.invited} were invited"
            )
        return self

    def correction(self, answered: int, others: int, frame: float = 0) -> float:
        """Finite population correction 1 - n/N (Cochran 1977, section 2.6); at least 1/N.

        N is who could have answered: invited less undeliverable and not eligible. Weights that are raked to
        a larger population speak of that one: then N is its size.

        Args:
            answered: respondents.
            others: those of them who came by another channel; with any, nothing is corrected.
            frame: size of the population that the weights reproduce.
        """
        reachable = max(self.invited - self.undeliverable - self.not_eligible, frame)
        if reachable <= 0 or (self.kanal is not None and others):
            return 1.0
        return max(1 - answered / reachable, 1 / reachable)


class SampleDesign(BaseModel):
    """How people came into a sample that was not drawn one by one from everybody.

    ``strata`` and ``clusters`` are variables of the questionnaire (or ``kanal``): parts of the population
    from which was drawn separately, and what was drawn there (day-care centres, classes) instead of people.
    ``population``: how many clusters, or people without ``clusters``, each stratum has altogether; only for
    closed lists. Weights begin with its share that was drawn, and errors are corrected by it. ``lonely``:
    what a stratum with one cluster adds to the error; the names are those of R's option
    ``survey.lonely.psu``.
    """

    model_config = STRICT

    strata: str | None = None
    clusters: str | None = None
    population: dict[str, Annotated[int, Field(ge=1)]] = {}
    lonely: Literal["fail", "adjust", "average", "certainty"] = "fail"

    @model_validator(mode="after")
    def _something(self) -> SampleDesign:
        if self.strata is None and self.clusters is None:
            raise ValueError("a design needs 'strata', 'clusters' or both")
        if self.population and self.strata is None:
            raise ValueError("'population' is given for each code of 'strata', which is missing")
        return self
