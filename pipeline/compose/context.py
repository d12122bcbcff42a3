"""What every section needs: the public data, the theme, the facts, and the charts shown so far."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.compose import markdown
from pipeline.compose.charts.chart import Chart, Plot
from pipeline.compose.charts.theme import Theme
from pipeline.compose.facts import Facts
from pipeline.compose.labels import SURVEYS
from pipeline.compose.language import Text, lang, say
from pipeline.compose.public import Public
from pipeline.spreadsheets import harmless

OWN = Text("eigene Berechnung", "own calculation")


@dataclass(frozen=True)
class Exported:
    """A table as it is also written to ``_gen/tables``: texts as printed, with caption and source."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    source: str

    def csv(self) -> str:
        """Semicolons and a byte-order mark, as German spreadsheets open it; caption above, source below."""
        out = io.StringIO()
        writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
        for row in ([self.caption], self.header, *self.rows, [self.source]):
            writer.writerow(map(harmless, row))
        return "\ufeff" + out.getvalue()


@dataclass
class Context:
    """Collects the charts that sections show."""

    public: Public
    theme: Theme
    facts: Facts
    charts: dict[str, Chart] = field(default_factory=dict)
    tables: dict[str, Exported] = field(default_factory=dict)

    @property
    def region(self) -> str:
        """The region as a name."""
        return self.public.params.network.region_label

    @property
    def region_in(self) -> str:
        """``im Wetteraukreis``."""
        return self.public.params.network.region_in

    @property
    def region_in_text(self) -> str:
        """The same as running text, where nothing in it is read as markup."""
        return markdown.escape(self.region_in)

    @property
    def field_period(self) -> str:
        """When was asked, as running text; empty where ``params.yaml`` does not say."""
        return markdown.escape(self.public.params.document.field_period)

    @property
    def as_of(self) -> str:
        """The document's date in words."""
        return lang.day(self.public.params.document.date)

    @property
    def day(self) -> str:
        """The document's date in figures, for source lines: they should not run over for a date."""
        return lang.short_day(self.public.params.document.date)

    @property
    def year(self) -> int:
        """The document's year."""
        return self.public.params.document.date.year

    def survey_source(
        self, questionnaire: str = "alleinerziehende", *, weights: bool = True
    ) -> str:
        """The source line of a chart or table from a survey; counts need no word on weights."""
        whose = SURVEYS[questionnaire]
        if not weights:
            how = ""
        elif self.public.weighted(questionnaire):
            how = say(", gewichtet", ", weighted")
        else:
            how = (
                say(", ungewichtet", ", unweighted") if questionnaire == "alleinerziehende" else ""
            )
        source = say("Quelle", "Source")
        return lang.fixed(f"{source}: {whose} {self.region_in} {self.year}{how}; {OWN}, {self.day}")

    def chart(
        self,
        identifier: str,
        plot: Plot,
        *,
        finding: str,
        subtitle: str,
        source: str,
        caption: str,
        alt: str,
        survey: bool = True,
    ) -> str:
        """Register a chart and return the Markdown that shows it."""
        chart = Chart(
            identifier,
            lang.fixed(finding),
            lang.fixed(subtitle),
            lang.fixed(source),
            lang.fixed(alt),
            lang.fixed(caption),
            plot,
            survey and self.public.demo,
        )
        self.charts[identifier] = chart
        return self._figure(chart)

    def shown(self, identifier: str) -> str:
        """The Markdown of a chart that is registered already; empty where there is none."""
        chart = self.charts.get(identifier)
        return self._figure(chart) if chart else ""

    def _figure(self, chart: Chart) -> str:
        return markdown.figure(chart.id, chart.caption, chart.alt, f"_gen/{chart.folder}")

    def refer(self, identifier: str) -> str:
        """A reference in brackets to a chart of this document; empty where there is none."""
        return f"(@fig-{identifier})" if identifier in self.charts else ""

    def table(
        self,
        header: Sequence[str],
        rows: Sequence[Sequence[str]],
        align: str,
        caption: str,
        identifier: str,
        *,
        widths: Sequence[int] = (),
        source: str = "",
        survey: bool = True,
    ) -> str:
        """Register a table for export and return its Markdown; marked when its answers are simulated.

        ``source`` is the source line of the exported file; a survey's own by default.
        """
        if not rows:
            return ""
        demo = survey and self.public.demo
        title = f"{caption} ({demo_mark()})" if demo else caption
        foot = source or self.survey_source()
        self.tables[identifier] = Exported(title, tuple(header), tuple(map(tuple, rows)), foot)
        return markdown.table(header, rows, align, title, identifier, widths=widths)


def demo_mark() -> str:
    """What marks figures of simulated answers."""
    return say("DEMODATEN", "DEMO DATA")


def slug(identifier: str) -> str:
    """An id as it stands in file names and references."""
    return identifier.replace("_", "-").lower()
