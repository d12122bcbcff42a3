"""A field of action on the steering board: its evidence as German HTML with SVG marks.

Marks are placed in per cent of their row and labels are HTML, so that a chart is laid out anew on every
screen instead of being shrunk.
"""

from __future__ import annotations

from html import escape

from pipeline.render.steering_firms import by_size
from pipeline.render.steering_numbers import THIN, Data, percent, points


def article(data: Data, field: Data, colour: str) -> str:
    """One field of action: its finding, and what opens below it."""
    main = [_needs(field), _pairs(field), _both(field), _groups(field)]
    side = [_criteria(data, field), _firms(field), _institutions(field), _context(field)]
    full = [by_size(field), _quotes(field), _themes(field), _offers(field), _where_and_when(field)]
    body = (
        f"<div>{''.join(main)}</div><div>{''.join(side)}</div>"
        f'<div class="ganz">{"".join(full)}</div>'
    )
    return (
        f'<article class="feld" id="feld-{field["id"]}" style="--feld:{colour}"><details><summary>'
        f'<span class="farbe"></span><h3>{escape(field["name"])}</h3><p>{escape(field["finding"])}</p>'
        f'</summary><div class="belege">{body}</div></details></article>'
    )


def _needs(field: Data) -> str:
    if not field["needs"]:
        return ""
    rows = "".join(
        f'<li class="zeile"><span class="zeile-name">{escape(n["label"])}'
        f'<small class="{n["verdict"] or ""}">{escape(_offer_text(n))}</small></span>'
        f"{_bar(n['share'], n['low'], n['high'])}{_value(n)}</li>"
        for n in field["needs"]
    )
    small = "Anteil mit Bedarf oder Hindernis, mit Unsicherheit; dazu der Abgleich mit Angeboten"
    return f'<h4>Was fehlt <small>{small}</small></h4><ul class="zeilen">{rows}</ul>'


def _value(row: Data) -> str:
    text = percent(row["share"])
    if row["low"] is None:
        return f'<b class="zeile-wert wenige" title="weniger als 30 Befragte">[{text}]</b>'
    limits = f"{percent(row['low'])} bis {percent(row['high'])}, n = {row['n']}"
    return f'<b class="zeile-wert" title="{limits}">{text}<span class="nur-vorlesen"> ({limits})</span></b>'


def _offer_text(need: Data) -> str:
    if not need["verdict"]:
        return ""
    where = f": {', '.join(need['places'])}" if need["places"] else ""
    if need["verdict"] == "unknown" and need["awareness"] is not None:
        return f"Angebot wenig bekannt ({percent(need['awareness'])}){where}"
    if need["verdict"] == "gap" and need["offers"]:
        return f"Angebot voll{where}"
    return f"{need['verdict_text']}{where}"


def _bar(share: float, low: float | None, high: float | None, style: str = "fuellung") -> str:
    line = ""
    if low is not None and high is not None:
        line = "".join(
            f'<line class="{kind}" x1="{100 * low:.2f}%" x2="{100 * high:.2f}%" y1="11" y2="11"/>'
            for kind in ("hof", "genau")
        )
    return (
        '<svg class="balken" width="100%" height="22" aria-hidden="true">'
        f'<rect class="{style}" x="0" y="4" height="14" width="{100 * min(share, 1):.2f}%"/>'
        f'{line}<line class="achse" x1="0" x2="0" y1="0" y2="22"/></svg>'
    )


def _groups(field: Data) -> str:
    if len(field["groups"]) < 2:
        return ""
    label = escape(field["needs"][0]["label"])
    rows = "".join(
        f'<li class="zeile"><span class="zeile-name">{escape(g["label"])}</span>{_dot(g)}{_value(g)}</li>'
        for g in field["groups"]
    )
    rows += (
        '<li class="zeile skalen" aria-hidden="true"><span></span><span class="skala">'
        + "".join(f"<span>{t}{THIN}%</span>" for t in (0, 25, 50, 75, 100))
        + "</span><span></span></li>"
    )
    small = f"{label}: Anteil {escape(field['measure'])}, nach Gruppen, mit Unsicherheit"
    few = f'<p class="quelle">{escape(field["too_small"])}</p>' if field["too_small"] else ""
    return f'<h4>Für wen <small>{small}</small></h4><ul class="zeilen">{rows}</ul>{few}'


def _pairs(field: Data) -> str:
    """Wanted by single parents and offered by firms, side by side."""
    if not field["pairs"]:
        return ""
    ticks = "".join(
        f'<line class="gitter" x1="{t}%" x2="{t}%" y1="0" y2="26"/>' for t in (0, 25, 50, 75, 100)
    )
    rows = "".join(
        f'<li class="zeile"><span class="zeile-name">{escape(r["label"])}</span>'
        f'<svg class="balken" width="100%" height="26" aria-hidden="true">{ticks}'
        f'<circle class="marke-a" cx="{100 * r["wanted"]:.2f}%" cy="13" r="6"/>'
        f'<rect class="marke-b" x="{100 * r["offered"]:.2f}%" y="7.5" width="11" height="11"/></svg>'
        f'<span class="paar-wert"><b class="wert-a">{percent(r["wanted"])}</b> '
        f'<b class="wert-b">{percent(r["offered"])}</b></span></li>'
        for r in field["pairs"]
    )
    n = field["pairs"][0]
    small = (
        '<span class="zeichen-a" aria-hidden="true"></span>Alleinerziehende, denen es helfen würde '
        f'(n = {n["n_wanted"]}); <span class="zeichen-b" aria-hidden="true"></span>Betriebe, die es '
        f"anbieten (n = {n['n_offered']})"
    )
    return f'<h4>Gewünscht und angeboten <small>{small}</small></h4><ul class="zeilen breit-wert">{rows}</ul>'


def _both(field: Data) -> str:
    """What single parents and firms both name, as two sentences a line."""
    rows = "".join(
        f'<li class="punktiert">{escape(r["label"])}<br><span>{percent(r["parents"])} von {r["n_parents"]} '
        f"befragten Alleinerziehenden mit Bedarf oder Hindernis; {percent(r['firms'])} von {r['n_firms']} "
        f"Betrieben {escape(r['said'])}</span></li>"
        for r in field["both"]
    )
    return f"<h4>Was beide Seiten nennen</h4><ul>{rows}</ul>" if rows else ""


def _dot(row: Data) -> str:
    ticks = "".join(
        f'<line class="gitter" x1="{t}%" x2="{t}%" y1="0" y2="22"/>' for t in (0, 25, 50, 75, 100)
    )
    return (
        f'<svg class="balken" width="100%" height="22" aria-hidden="true">{ticks}'
        f'<line class="genau" x1="{100 * row["low"]:.2f}%" x2="{100 * row["high"]:.2f}%" y1="11" y2="11"/>'
        f'<circle class="wert" cx="{100 * row["share"]:.2f}%" cy="11" r="5.5"/></svg>'
    )


def _criteria(data: Data, field: Data) -> str:
    rows = "".join(
        f'<li class="zeile"><span class="zeile-name">{escape(c["name"])}</span>'
        f"{_bar(field['values'][c['id']] / 10, None, None, 'grau')}"
        f'<b class="zeile-wert">{points(field["values"][c["id"]])}</b></li>'
        for c in data["criteria"]
        if c["id"] in field["values"]
    )
    top = (
        f"Bei {percent(field['share_top3'])} der nachgerechneten Stichproben unter den ersten drei."
    )
    return (
        f"<h4>Woraus die Punkte kommen <small>Je Kriterium 0 bis 10 Punkte. {top}</small></h4>"
        f'<ul class="zeilen schmal">{rows}</ul>'
        + (f'<p class="stand">{escape(field["dominated"])}</p>' if field["dominated"] else "")
    )


def _firms(field: Data) -> str:
    rows = "".join(
        f'<li class="punktiert">{escape(r["label"])}<br><span>{escape(_firm_line(r))}</span></li>'
        for r in field["employers"]
    )
    return f"<h4>Was Betriebe sagen</h4><ul>{rows}</ul>" if rows else ""


def _firm_line(row: Data) -> str:
    share = f"{percent(row['share'])} von {row['n']} Betrieben"
    said = f"{share}: {row['answer']}" if row["answer"] else f"{share} nennen das"
    return f"{said} (Frage: {row['question']})" if row["question"] else said


def _institutions(field: Data) -> str:
    rows = "".join(
        f'<li class="punktiert">{escape(r["label"])}<br>'
        f"<span>{r['count']} von {r['n']} sehen eine Lücke</span></li>"
        for r in field["institutions"]
    )
    return f"<h4>Was Einrichtungen sagen</h4><ul>{rows}</ul>" if rows else ""


def _context(field: Data) -> str:
    if not field["context"]:
        return ""
    rows = "".join(
        f'<li class="punktiert">{escape(r["label"])}: <b>{escape(r["value"])}</b>'
        + (f" <span>({escape(r['compare'])})</span>" if r["compare"] else "")
        + "</li>"
        for r in field["context"]
    )
    sources = escape("; ".join(dict.fromkeys(r["source"] for r in field["context"])))
    return f'<h4>Amtliche Zahlen dazu</h4><ul>{rows}</ul><p class="quelle">Quelle: {sources}.</p>'


def _quotes(field: Data) -> str:
    """Released quotations with their theme; words stand beside figures and are not counted."""
    rows = "".join(
        f"<blockquote>{escape(q['text'])}<footer>{escape(_said_by(q))}</footer></blockquote>"
        for q in field["quotes"]
    )
    small = "aus Gesprächen; zählt in keine Zahl hinein"
    return (
        f'<h4>Was Menschen sagen <small>{small}</small></h4><div class="zitate">{rows}</div>'
        if rows
        else ""
    )


def _themes(field: Data) -> str:
    """Themes of conversations, also of those whose words nobody released."""
    rows = "".join(
        f"<li><b>{escape(t['theme'])}</b> <span>{escape(t['often'])}"
        f"{' · ' + escape(t['speakers']) if t['speakers'] else ''}</span></li>"
        for t in field["themes"]
    )
    small = "auch aus Gesprächen, deren Wortlaut nicht freigegeben ist; seltene Themen fehlen"
    return (
        f'<h4>Worum es in Gesprächen ging <small>{small}</small></h4><ul class="themen">{rows}</ul>'
        if rows
        else ""
    )


def _said_by(quote: Data) -> str:
    parts = [quote["source"], quote["group"], quote["theme"] and f"Thema: {quote['theme']}"]
    return "\u00a0· ".join(p for p in parts if p)


def _offers(field: Data) -> str:
    rows = "".join(
        f'<li class="punktiert">{escape(o["name"])}<br><span>{escape(_offer_line(o))}</span></li>'
        for o in field["offers"]
    )
    return f'<h4>Was es gibt</h4><ul class="angebote">{rows}</ul>' if rows else ""


def _offer_line(offer: Data) -> str:
    parts = [offer["institution"], offer["place"], offer["opening_times"]]
    if offer["utilisation"] is not None and offer["utilisation"] >= 1:
        parts.append("voll belegt")
    if offer["stale"]:
        parts.append(
            f"zuletzt geprüft {offer['checked']}" if offer["checked"] else "noch nie geprüft"
        )
    return "\u00a0· ".join(p for p in parts if p)


def _where_and_when(field: Data) -> str:
    """Places by part of the day: how many offers have room there."""
    found = field["offers_by_place"]
    if not found["rows"]:
        return ""
    agreed, full = (any(r[k] for r in found["rows"]) for k in ("agreed", "full"))
    columns = [*found["columns"], *(["nach Absprache"] * agreed), *(["voll belegt"] * full)]
    head = "".join(f'<th scope="col">{escape(c)}</th>' for c in columns)
    body = "".join(
        f'<tr><th scope="row">{escape(r["place"])}</th>'
        + "".join(
            f"<td>{n or '–'}</td>"
            for n in (*r["counts"], *([r["agreed"]] * agreed), *([r["full"]] * full))
        )
        + "</tr>"
        for r in found["rows"]
    )
    note = f"<p>{escape(found['finding'])}</p>" if found["finding"] else ""
    small = "Zahl der Angebote mit Platz; früh: vor 7 Uhr, spät: nach 17 Uhr"
    return (
        f'<h4>Wo und wann etwas frei ist <small>{small}</small></h4>{note}<div class="rollbar" tabindex="0" '
        f'role="region" aria-label="Angebote nach Ort und Tageszeit"><table class="orte"><thead><tr>'
        f'<th scope="col">Ort</th>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )
