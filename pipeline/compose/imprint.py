"""Who answers for a publication: publisher, partners with logos, contact with QR code, funding, method."""

from __future__ import annotations

from pipeline.compose import markdown
from pipeline.compose.context import Context
from pipeline.compose.language import lang, say
from pipeline.compose.sections import overview, sources

QR = "_gen/bilder/qr.svg"


def page(ctx: Context) -> str:
    """The brochure's last page."""
    return markdown.paragraphs(
        markdown.sentences(
            say("**So ist gefragt worden.**", "**How people were asked.**"),
            *_method(ctx),
            sources.in_short(ctx),
        ),
        demo(ctx),
        contact(ctx),
        logos(ctx),
        lines(ctx),
    )


def plain(ctx: Context) -> str:
    """Contact and imprint without logos, where there is one page for all."""
    return markdown.paragraphs(contact(ctx), lines(ctx))


def section(ctx: Context) -> str:
    """The report's last section."""
    return markdown.paragraphs(contact(ctx), logos(ctx), lines(ctx))


def _method(ctx: Context) -> list[str]:
    """The method in three sentences."""
    n = overview.usable(ctx, "alleinerziehende")
    period = ctx.field_period
    when = f" ({period})" if period else ""
    weighted = ctx.public.weighted()
    least = ctx.public.params.disclosure.min_n
    return [
        say(
            f"{lang.number(n)} Alleinerziehende mit Kindern unter 18 Jahren haben freiwillig "
            f"geantwortet{when}.",
            f"{lang.number(n)} single parents with children under 18 answered voluntarily{when}.",
        )
        if n
        else "",
        say(
            "Ihre Antworten sind gewichtet, damit die Zusammensetzung zu den Vergleichszahlen passt; "
            "eine Zufallsstichprobe "
            "sind sie nicht.",
            "Their answers are weighted so that their composition matches the reference figures; they are "
            "not a random sample.",
        )
        if weighted
        else say(
            "Ihre Antworten sind nicht gewichtet und keine Zufallsstichprobe.",
            "Their answers are not weighted and are not a random sample.",
        ),
        say(
            f"Ergebnisse von weniger als {least} Personen werden nicht gezeigt.",
            f"Results from fewer than {least} people are not shown.",
        ),
    ]


def demo(ctx: Context) -> str:
    """What is invented in the demo network."""
    if not ctx.public.demo:
        return ""
    return markdown.div(
        "demo",
        say(
            "**DEMODATEN.** Die Antworten sind simuliert, Netzwerk, Partner und Angebote erfunden. "
            "Die amtlichen Zahlen "
            "sind echt.",
            "**DEMO DATA.** The answers are simulated; network, partners and services are invented. "
            "The official figures are real.",
        ),
        depth=4,
    )


def contact(ctx: Context) -> str:
    """Whom readers reach; the network's page as a QR code."""
    who = ctx.public.params.network.contact
    return markdown.div(
        "kontakt",
        f"**{markdown.escape(who.organisation)}**"
        + (f" · {markdown.escape(who.person)}" if who.person else ""),
        lang.fixed(markdown.escape(", ".join(p for p in (who.street, who.city) if p))),
        markdown.escape(" · ".join(p for p in (who.phone, who.email) if p)),
        f"<{who.web}>" if who.web else "",
        _code(who.web),
        depth=4,
    )


def current(ctx: Context) -> str:
    """Where the Wegweiser's readers learn what has changed; empty without an address on the web."""
    who = ctx.public.params.network.contact
    if not who.web:
        return ""
    ask = " · ".join(markdown.escape(part) for part in (who.phone, who.email) if part)
    return markdown.div(
        "kontakt",
        say(
            "Angebote ändern sich. Den neuesten Stand gibt es bei: ",
            "Services change. The latest information is available from: ",
        )
        + markdown.escape(who.organisation),
        ask,
        f"<{who.web}>",
        _code(who.web, 18),
        depth=4,
    )


def _code(web: str, width: int = 22) -> str:
    """The network's page as a QR code, ``width`` mm wide."""
    title = say("QR-Code", "QR code")
    return f'![]({QR}){{width="{width}mm" fig-alt="{title}: {web}"}}' if web else ""


def lines(ctx: Context) -> str:
    """Publisher, partners, responsible person, funding, date."""
    network = ctx.public.params.network
    partners = lang.joined([p.name for p in network.partners])
    thin = lang.THIN
    responsible = network.responsible
    return markdown.div(
        "impressum",
        f"{say('Herausgegeben von', 'Published by')}: {markdown.escape(network.name)}",
        f"{say('Partner', 'Partners')}: {markdown.escape(partners)}" if partners else "",
        " · ".join(
            part
            for part in (
                say(
                    f"V.{thin}i.{thin}S.{thin}d.{thin}P.: {markdown.escape(responsible)}",
                    f"Responsible under press law: {markdown.escape(responsible)}",
                )
                if responsible
                else "",
                f"{say('Förderung', 'Funding')}: {markdown.escape(network.funding)}"
                if network.funding
                else "",
                say(f"Stand: {ctx.as_of}", f"As of {ctx.as_of}"),
            )
            if part
        ),
        sources.terms(ctx),
        depth=4,
    )


def logos(ctx: Context) -> str:
    """The logos of the network and its partners, side by side."""
    network = ctx.public.params.network
    given = [(network.name, network.logo), *((p.name, p.logo) for p in network.partners)]
    shown = [
        f'![]({logo}){{height="12mm" fig-alt="Logo: {name.replace(chr(34), chr(39))}"}}'
        for name, logo in given
        if logo
    ]
    return markdown.div("logos", *shown, depth=4)


def qr(address: str) -> bytes:
    """A web address as a QR code (SVG, error correction M, always the same bytes)."""
    import io

    import segno

    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", scale=4, border=2, xmldecl=False
    )
    return out.getvalue()
