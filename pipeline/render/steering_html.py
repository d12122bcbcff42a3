"""The parts of the steering board that can be read without JavaScript: German HTML with SVG marks.

Marks are placed in per cent of their row and labels are HTML, so that a chart is laid out anew on every
screen instead of being shrunk.
"""

from __future__ import annotations

import math
from html import escape
from typing import Any

Data = dict[str, Any]
THIN = "\u202f"


def parts(data: Data, colours: dict[str, str]) -> dict[str, str]:
    """Everything that the template asks for, by the template's names."""
    network = data["network"]
    fields = data["fields"]
    return {
        "title": escape(f"Wo anfangen? Entscheidungsbrett – {network['name']}"),
        "demo": _demo(data),
        "network": escape(f"Entscheidungsbrett · {network['name']}"),
        "lead": escape(lead(fields)),
        "basis": _basis(data),
        "decided": _decided(data),
        "columns": "".join(f"<span>{i}</span>" for i in range(1, len(fields) + 1)),
        "ranking": "\n".join(_rank_row(f, len(fields)) for f in fields),
        "source": _source(data),
        "confirmed": _confirmed(data),
        "sliders": "\n".join(_slider(c) for c in data["criteria"]),
        "fields": "\n".join(
            _field(data, f, colours.get(f["id"], colours["petrol"])) for f in fields
        ),
        "choices": "\n".join(_choice(f) for f in fields),
        "partners": "".join(
            f'<option value="{escape(p, quote=True)}">' for p in network["partners"]
        ),
        "method": _method(data),
        "fingerprint": escape(f"{data['fingerprint'][:12]} · {data['date_text']}"),
    }


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


def lead(fields: list[Data]) -> str:
    """What the ranking says, without claiming an order that the data do not show."""
    front = [f["short"] for f in fields if f["rank_low"] == 1]
    three = [f["short"] for f in fields if f["rank_low"] > 1 and f["rank_high"] <= 3]
    may = [f["short"] for f in fields if 1 < f["rank_low"] <= 3 < f["rank_high"]]
    if len(front) == len(fields) > 1:
        return "Mit diesen Daten lässt sich keine Reihenfolge der Felder sichern."
    if len(front) == 1:
        text = f"{front[0]} steht an erster Stelle."
    else:
        text = f"Um den ersten Platz liegen {_list(front)} gleichauf."
    if three:
        text += (
            f" Auch {_list(three)} {'gehören' if len(three) > 1 else 'gehört'} zu den ersten drei."
        )
    if len(may) == 1:
        text += f" {may[0]} kann dazukommen."
    elif may:
        text += f" Dahinter lassen sich {_list(may)} nicht sicher trennen."
    return text


def _list(words: list[str]) -> str:
    return "".join(words) if len(words) < 2 else f"{', '.join(words[:-1])} und {words[-1]}"


def _demo(data: Data) -> str:
    if not data["demo"]:
        return ""
    return '<p class="demo">DEMODATEN – Antworten simuliert, Angebote und Zitate erfunden</p>'


def _basis(data: Data) -> str:
    n = data["respondents"]
    parts = [
        f"{n[key]} {word}"
        for key, word in (
            ("alleinerziehende", "befragte Alleinerziehende"),
            ("arbeitgeber", "Betriebe"),
            ("einrichtungen", "Einrichtungen"),
        )
        if n.get(key)
    ]
    parts += [data["network"]["region"], f"Stand {data['date_text']}"]
    return escape(" · ".join(parts))


def _decided(data: Data) -> str:
    """What was decided, once it is recorded."""
    decision = data["decision"]
    if not decision:
        return ""
    rows = "".join(
        f"<li><b>{escape(f['short'])}</b> – {escape(f['reason'])} "
        f"<span>Verantwortlich: {escape(f['responsible'])}"
        f"{', bis ' + escape(f['until']) if f['until'] else ''}.</span></li>"
        for f in decision["fields"]
    )
    changed = (
        "<p class='stand'>Die Daten haben sich seit dem Beschluss geändert.</p>"
        if decision["changed"]
        else ""
    )
    body = escape(f"Beschlossen am {decision['date_text']}: {decision['body']}")
    return f'<section class="beschlossen"><h2>{body}</h2><ol>{rows}</ol>{changed}</section>'


def _source(data: Data) -> str:
    n = data["respondents"].get("alleinerziehende", 0)
    period = f", {data['field_period']}" if data["field_period"] else ""
    demo = " DEMODATEN." if data["demo"] else ""
    return escape(
        f"Quelle: Befragung von Alleinerziehenden {data['network']['region_in']}{period}; n{THIN}={THIN}{n}, "
        f"gewichtet; eigene Berechnung. Spannen gelten für alle Felder zugleich (95{THIN}%, "
        f"modellgestützt).{demo}"
    )


def _confirmed(data: Data) -> str:
    confirmed = data["confirmed"]
    if not confirmed["on"]:
        return "Diese Gewichte hat noch niemand bestätigt."
    by = f" von: {escape(confirmed['by'])}" if confirmed["by"] else ""
    return f"Vereinbart am {escape(confirmed['on'])}{by}."


def _rank_row(field: Data, count: int) -> str:
    low, high, rank = field["rank_low"], field["rank_high"], field["rank"]
    place = "sicher" if high <= 3 else "moeglich" if low <= 3 else "hinten"
    lines = "".join(
        f'<line class="gitter" x1="{100 * i / count:.3f}%" x2="{100 * i / count:.3f}%" y1="0" y2="100%"/>'
        for i in range(count + 1)
    )
    zone = (
        f'<rect class="zone" x="0" y="0" height="100%" width="{100 * min(3, count) / count:.3f}%"/>'
    )
    spread = (
        f'<rect class="spanne" x="{100 * (low - 1) / count:.3f}%" y="50%" rx="7" height="14" '
        f'width="{100 * (high - low + 1) / count:.3f}%" transform="translate(0 -7)"/>'
    )
    dot = f'<circle class="punkt" cx="{100 * (rank - 0.5) / count:.3f}%" cy="50%" r="9"/>'
    interval = f"{points(field['ci_low'])} bis {points(field['ci_high'])}"
    return (
        f'<li class="rang" data-feld="{field["id"]}" data-lage="{place}">'
        f'<p class="rang-platz"><span class="nur-vorlesen">Platz </span><b>{ranks(field)}</b></p>'
        f'<h3 class="rang-name"><a href="#feld-{field["id"]}">{escape(field["short"])}</a>'
        f'<span class="rang-vorher"></span></h3>'
        f'<svg class="rang-bild" aria-hidden="true">{zone}{lines}{spread}{dot}</svg>'
        f'<p class="rang-punkte"><b>{points(field["score"])}</b>'
        f'<span class="nur-vorlesen">Punkte, Spanne</span> <span>{interval}</span></p></li>'
    )


def _slider(criterion: Data) -> str:
    key, name = criterion["id"], escape(criterion["name"])
    if not criterion["available"]:
        note = "Noch nicht eingetragen oder nicht für alle Felder bekannt: zählt nicht."
        return f'<p class="regler"><b>{name}</b><small>{note}</small></p>'
    return (
        f'<div class="regler"><label for="g-{key}">{name} <output id="wert-{key}" for="g-{key}">'
        f"{number(criterion['weight'])}-fach</output></label>"
        f'<input type="range" id="g-{key}" name="{key}" min="0" max="5" step="0.5" '
        f'value="{criterion["weight"]}" aria-describedby="h-{key}">'
        f'<small id="h-{key}">{escape(criterion["question"])}</small></div>'
    )


def _field(data: Data, field: Data, colour: str) -> str:
    main = [_needs(field), _groups(field)]
    side = [_criteria(data, field), _firms(field), _institutions(field), _context(field)]
    full = [_quotes(field), _offers(field)]
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
    small = "Anteil der Befragten mit ungedecktem Bedarf, mit Unsicherheit; dazu der Abgleich mit Angeboten"
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
    if need["verdict"] == "unknown" and need["awareness"] is not None:
        return f"vorhanden, {percent(need['awareness'])} kennen es"
    if need["verdict"] == "gap" and need["offers"]:
        return "Angebot voll"
    return str(need["verdict_text"])


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
    small = f"{label}: Anteil mit ungedecktem Bedarf nach Gruppen, mit Unsicherheit"
    return f'<h4>Für wen <small>{small}</small></h4><ul class="zeilen">{rows}</ul>'


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
    )


def _firms(field: Data) -> str:
    rows = "".join(
        f'<li class="punktiert">{escape(r["label"])}<br><span>{escape(_firm_line(r))}</span></li>'
        for r in field["employers"]
    )
    return f"<h4>Was Betriebe sagen</h4><ul>{rows}</ul>" if rows else ""


def _firm_line(row: Data) -> str:
    share = f"{percent(row['share'])} von {row['n']} Betrieben"
    said = f"{share}: {row['answer']}" if row["answer"] else f"nennen {share}"
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
    rows = "".join(
        f"<blockquote>{escape(q['text'])}<footer>{escape(q['source'])}</footer></blockquote>"
        for q in field["quotes"]
    )
    return f'<h4>Was Menschen sagen</h4><div class="zitate">{rows}</div>' if rows else ""


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
    return " · ".join(p for p in parts if p)


def _choice(field: Data) -> str:
    key = field["id"]
    return (
        f'<div class="wahl" data-feld="{key}"><label><input type="checkbox"> {escape(field["name"])}</label>'
        '<div class="wahl-mehr"><label>Warum dieses Feld? '
        '<textarea name="begruendung" rows="2"></textarea></label>'
        "<label>Wer ist verantwortlich? "
        '<input type="text" name="verantwortlich" list="partner" autocomplete="off"></label>'
        '<label>Bis wann? <input type="date" name="bis"></label></div></div>'
    )


def _method(data: Data) -> str:
    """What each criterion asks, how much it counts, and what 0 and 10 points mean."""
    known = [c for c in data["criteria"] if c["available"]]
    total = sum(c["weight"] for c in known) or 1
    return "".join(
        f"<li><b>{escape(c['name'])}</b> ({percent(c['weight'] / total)} der Punkte): "
        f"{escape(c['question'])} 0 Punkte: {escape(c['low'])}; 10 Punkte: {escape(c['high'])}.</li>"
        for c in known
    )
