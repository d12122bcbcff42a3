"""Pages of a brochure with too few answers: official figures, who is responsible, how to take part.

Where nothing, or little, of the answers may be shown, these pages fill the sheets instead. Everything on
them holds without a single answer.
"""

from __future__ import annotations

from pipeline.compose import german, imprint, markdown
from pipeline.compose.context import Context
from pipeline.compose.rules.indicators import is_share, publisher, written
from pipeline.compose.sections import overview

CHILDREN = ("kinder_u3", "kinder_3_5", "kinder_6_9", "haushalte_mit_kindern")
WORK = ("alo_quote", "alo_quote_frauen", "alo_langzeit_anteil", "erwerbstaetige_anteil_frauen")
LABELS = {
    "kinder_u3": "Kinder unter 3 Jahren",
    "kinder_3_5": "Kinder von 3 bis 5 Jahren",
    "kinder_6_9": "Kinder von 6 bis 9 Jahren",
    "haushalte_mit_kindern": "Haushalte mit Kindern jeden Alters",
    "alo_quote": "Arbeitslosenquote",
    "alo_quote_frauen": "Arbeitslosenquote der Frauen",
    "alo_langzeit_anteil": "der Arbeitslosen suchen seit mehr als einem Jahr",
    "erwerbstaetige_anteil_frauen": "der Erwerbstätigen sind Frauen",
}
TAKE_PART = "Machen Sie mit"
LEAST = 2  # figures that make a page
MOST_PLACES = 40  # tiles that fit on a page
# Who is responsible anywhere in Germany, and by which law; no amounts, since those change every year.
OFFICES = (
    ("Sorge, Umgang, Unterhalt", "Jugendamt, mit kostenloser Beratung und auf Wunsch einer Beistandschaft",
     "§ 18 SGB VIII, § 1712 BGB"),
    ("Der andere Elternteil zahlt nicht", "Unterhaltsvorschuss beim Jugendamt",
     "Unterhaltsvorschussgesetz"),
    ("Ein Betreuungsplatz", "Jugendamt oder Gemeinde; Anspruch ab dem ersten Geburtstag", "§ 24 SGB VIII"),
    ("Das Einkommen reicht nicht", "Jobcenter, mit Mehrbedarf für Alleinerziehende", "§ 21 SGB II"),
    ("Es reicht knapp", "Kinderzuschlag bei der Familienkasse, Wohngeld bei der Gemeinde oder dem Kreis",
     "§ 6a BKGG, Wohngeldgesetz"),
    ("Mittagessen, Schulbedarf, Vereine", "Bildung und Teilhabe bei Jobcenter, Gemeinde oder Kreis",
     "§ 28 SGB II, § 6b BKGG"),
    ("Weniger Steuern", "Entlastungsbetrag für Alleinerziehende beim Finanzamt", "§ 24b EStG"),
)  # fmt: skip


def pages(ctx: Context, missing: int) -> list[str]:
    """As many pages as are missing, or as many as there is something to say on.

    Args:
        ctx: the context; charts of the region must have been drawn before.
        missing: how many pages are wanted.
    """
    candidates = (
        _figures(
            ctx,
            CHILDREN,
            f"Kinder {ctx.region_in}",
            "Ob ihre Betreuung zu den Arbeitszeiten der Eltern passt, sagt keine amtliche Statistik. Danach "
            "fragt das Netzwerk.",
        ),
        _figures(
            ctx,
            WORK,
            f"Arbeit {ctx.region_in}",
            "Was Alleinerziehende daran hindert zu arbeiten, steht in diesen Zahlen nicht.",
        ),
        _offices(),
        _places(ctx),
        _topics(ctx),
    )
    return [page for page in candidates if page][: max(missing, 0)]


def own_page(ctx: Context) -> str:
    """How to take part, on a page of its own."""
    return _page(TAKE_PART, take_part(ctx, headed=False))


def take_part(ctx: Context, *, headed: bool = True) -> str:
    """Why the answers cannot be shown, who may answer, and whom to ask."""
    least, n = ctx.public.params.disclosure.min_n, overview.usable(ctx, "alleinerziehende")
    answers = german.capital(german.counted(n, "Antwort liegt", "Antworten liegen"))
    return markdown.paragraphs(
        markdown.sentences(
            f"{answers} vor." if n else "",
            f"Erst ab {least} Antworten auf eine Frage zeigen wir, was geantwortet wurde. So lässt sich "
            "niemand erkennen.",
        ),
        f"## {TAKE_PART} {{.unnumbered}}" if headed else "",
        markdown.listing(
            [
                f"**Wer:** alle ab 16 Jahren, die {ctx.region_in} mit einem Kind unter 18 Jahren und ohne "
                "Partnerin oder Partner leben. Teilen Sie sich die Betreuung, dann zählt ein Kind mit, das "
                "etwa die Hälfte der Zeit bei Ihnen lebt.",
                "**Wie:** freiwillig und ohne Namen. Jede Frage dürfen Sie überspringen.",
                "**Wo:** Das sagt Ihnen die Koordinierungsstelle. Auch Betriebe und Einrichtungen sind "
                "gefragt.",
            ]
        ),
        imprint.contact(ctx),
    )


def _page(title: str, *blocks: str) -> str:
    return markdown.div("seite", f"# {markdown.escape(title)} {{.unnumbered}}", *blocks, depth=5)


def _figures(ctx: Context, names: tuple[str, ...], title: str, closing: str) -> str:
    """Official figures below each other, each with its source; shares with those of larger regions."""
    numbers = [number for name in names if (number := _number(ctx, name))]
    if len(numbers) < LEAST:
        return ""
    return _page(title, markdown.number_row(numbers), closing)


def _number(ctx: Context, name: str) -> str:
    row = ctx.public.indicator(name)
    if row is None or row.get("value") is None:
        return ""
    others = [
        f"{other['region_name']} {written(other)}"
        for region in ctx.public.params.comparison.regions
        if is_share(row)
        and (other := ctx.public.indicator(name, region, period=str(row["period"])))
    ]
    label = LABELS[name] + (f" (zum Vergleich: {', '.join(others)})" if others else "")
    source = f"{publisher(row)}, {german.iso_day(str(row['period']))}"
    return markdown.big_number(written(row), markdown.escape(label), markdown.escape(source))


def _offices() -> str:
    """Which office is responsible for what."""
    return _page(
        "Wer wofür zuständig ist",
        markdown.listing(
            [f"**{need}:** {office} ({_whole(law)})." for need, office, law in OFFICES]
        ),
        "Alle diese Stellen geben kostenlos Auskunft. Sie müssen nicht wissen, welches Gesetz gilt: Fragen "
        "genügt.",
    )


def _whole(law: str) -> str:
    """A law that no line parts: ``§ 21 SGB II``."""
    return ", ".join(part.replace(" ", "\u00a0") for part in law.split(", "))


def _places(ctx: Context) -> str:
    """Where in the county many households are single parents'."""
    if len(ctx.public.places("ae_anteil_haushalte")) > MOST_PLACES:
        return ""
    chart = ctx.shown("region-gemeinden")
    return _page("Alleinerziehende gibt es überall", chart) if chart else ""


def _topics(ctx: Context) -> str:
    """What the survey asks about."""
    names = [markdown.escape(field.name) for field in ctx.public.params.fields_of_action]
    return _page(
        "Worum es geht",
        "Das Netzwerk fragt, was Alleinerziehenden fehlt und was ihnen hilft, auf diesen Feldern:",
        markdown.listing(names),
        "Aus den Antworten wählt die Steuerungsgruppe, womit das Netzwerk beginnt.",
    )
