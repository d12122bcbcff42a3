"""The parts of the steering board that can be read without JavaScript, but for the fields' evidence."""

from __future__ import annotations

from html import escape

from pipeline.render import steering_field
from pipeline.render.steering_numbers import THIN, Data, number, percent, points, ranks


def parts(data: Data, colours: dict[str, str]) -> dict[str, str]:
    """Everything that the template asks for, by the template's names."""
    network = data["network"]
    fields = data["fields"]
    return {
        "title": escape(f"Wo anfangen? Steuerungsboard – {network['name']}"),
        "demo": _demo(data),
        "network": escape(f"Steuerungsboard · {network['name']}"),
        "lead": escape(lead(fields)),
        "basis": _basis(data),
        "decided": _decided(data),
        "columns": "".join(f"<span>{i}</span>" for i in range(1, len(fields) + 1)),
        "ranking": "\n".join(_rank_row(f, len(fields)) for f in fields),
        "source": _source(data),
        "confirmed": _confirmed(data),
        "sliders": "\n".join(_slider(c, fields) for c in data["criteria"]),
        "fields": "\n".join(
            steering_field.article(data, f, colours.get(f["id"], colours["petrol"])) for f in fields
        ),
        "prefilled": _prefilled(data),
        "choices": "\n".join(_choice(f) for f in fields),
        "partners": "".join(
            f'<option value="{escape(p, quote=True)}">' for p in network["partners"]
        ),
        "method": _method(data),
        "weighting": escape(_weighting(data)),
        "fingerprint": escape(f"{data['fingerprint'][:12]} · {data['date_text']}"),
    }


def lead(fields: list[Data]) -> str:
    """What the ranking says, without claiming an order that the data do not show."""
    front = [f["short"] for f in fields if f["rank_low"] == 1]
    three = [f["short"] for f in fields if f["rank_low"] > 1 and f["rank_high"] <= 3]
    may = [f["short"] for f in fields if 1 < f["rank_low"] <= 3 < f["rank_high"]]
    if len(fields) == 1:
        return f"Es gibt nur ein Handlungsfeld: {fields[0]['short']}."
    if len(front) == len(fields):
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
    return escape("\u00a0· ".join(parts))


def _decided(data: Data) -> str:
    """What was decided, once it is recorded: one line over the ranking, reasons behind it."""
    decision = data["decision"]
    if not decision:
        return ""
    rows = "".join(
        f"<li><b>{escape(f['short'])}</b> – {escape(f['reason'])} "
        f"<span>Verantwortlich: {escape(f['responsible'])}"
        f"{', bis ' + escape(f['until']) if f['until'] else ''}.</span></li>"
        for f in decision["fields"]
    )
    chosen = escape(_list([f["short"] for f in decision["fields"]]))
    changed = (
        " <strong>Die Daten haben sich seitdem geändert.</strong>" if decision["changed"] else ""
    )
    return (
        f'<details class="beschlossen"><summary><b>Beschlossen am {escape(decision["date_text"])}:</b> '
        f'{chosen}.{changed} <span class="mehr">Gründe und Zuständigkeit</span></summary>'
        f"<p>{escape(decision['body'])}</p><ol>{rows}</ol></details>"
    )


def _prefilled(data: Data) -> str:
    """That the form shows the recorded decision, and what to do when the data are others now."""
    made = data["decision"]
    if not made:
        return ""
    text = f"Vorausgefüllt mit dem Beschluss vom {made['date_text']} ({made['body']})."
    if made["changed"]:
        text += (
            " Die Daten haben sich seitdem geändert: Prüfen Sie Felder, Gründe und Ränge, tragen Sie das "
            "Datum des neuen Beschlusses ein und speichern Sie ihn."
        )
    else:
        text += " Beschließen Sie etwas anderes, tragen Sie auch das neue Datum ein."
    return (
        f'<p class="stand wieder-da" id="aus-beschluss" hidden>{escape(text)} '
        '<button type="button" class="leise" id="leeren">Leer beginnen</button></p>'
    )


def _source(data: Data) -> str:
    n = data["respondents"].get("alleinerziehende", 0)
    period = f", {data['field_period']}" if data["field_period"] else ""
    demo = " DEMODATEN." if data["demo"] else ""
    return escape(
        f"Quelle: Befragung von Alleinerziehenden {data['network']['region_in']}{period}; n{THIN}={THIN}{n}, "
        f"{'gewichtet' if data['weighted'] else 'ungewichtet'}; eigene Berechnung. {_spans(data)}{demo}"
    )


def _weighting(data: Data) -> str:
    if not data["weighted"]:
        return (
            "Die Antworten sind nicht gewichtet: Gruppen, die öfter mitgemacht haben, zählen öfter."
        )
    return "Die Antworten sind an Vergleichszahlen angepasst; das gleicht nur aus, was diese Zahlen erklären."


def _spans(data: Data) -> str:
    if not data["covariance"]:
        return (
            "Es haben zu wenige geantwortet, um Spannen der Punkte zu zeigen; bei eigenen Gewichten ist die "
            "Reihenfolge ganz offen."
        )
    return f"Spannen gelten für alle Felder zugleich (95{THIN}%, modellgestützt)."


def _confirmed(data: Data) -> str:
    text = escape(data["confirmed"]["text"])
    return f'<strong class="warnung">{text}</strong>' if data["confirmed"]["warning"] else text


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
    known = field["ci_low"] is not None
    interval = (
        f"{points(field['ci_low'])} bis {points(field['ci_high'])}" if known else "ohne Spanne"
    )
    return (
        f'<li class="rang" data-feld="{field["id"]}" data-lage="{place}">'
        f'<p class="rang-platz"><span class="nur-vorlesen">Platz </span><b>{ranks(field)}</b></p>'
        f'<h3 class="rang-name"><a href="#feld-{field["id"]}">{escape(field["short"])}</a>'
        f'<span class="rang-vorher"></span></h3>'
        f'<svg class="rang-bild" aria-hidden="true">{zone}{lines}{spread}{dot}</svg>'
        f'<p class="rang-punkte"><b>{points(field["score"])}</b>'
        f'<span class="nur-vorlesen">Punkte, Spanne</span> <span>{interval}</span></p></li>'
    )


def _slider(criterion: Data, fields: list[Data]) -> str:
    key, name = criterion["id"], escape(criterion["name"])
    if not criterion["available"] and key != "feasibility":
        note = "Nicht für alle Felder bekannt: zählt nicht."
        return f'<p class="regler"><b>{name}</b><small>{note}</small></p>'
    if not criterion["available"]:
        return _feasibility(name, fields)
    return (
        f'<div class="regler"><label for="g-{key}">{name} <output id="wert-{key}" for="g-{key}">'
        f"{number(criterion['weight'])}-fach</output></label>"
        f'<input type="range" id="g-{key}" name="{key}" min="0" max="5" step="0.5" '
        f'value="{criterion["weight"]}" aria-describedby="h-{key}">'
        f'<small id="h-{key}">{escape(criterion["question"])}</small></div>'
    )


def _feasibility(name: str, fields: list[Data]) -> str:
    """Room for the group's own judgement: it counts once all fields have a value."""
    rows = "".join(
        f'<div class="stimme"><label for="mb-{f["id"]}">{escape(f["short"])}</label>'
        f'<input type="number" id="mb-{f["id"]}" data-feld="{f["id"]}" min="0" max="10" step="0.5"></div>'
        for f in fields
    )
    return (
        f'<div class="regler"><label for="g-feasibility">{name} '
        '<output id="wert-feasibility" for="g-feasibility">zählt nicht</output></label>'
        '<input type="range" id="g-feasibility" name="feasibility" min="0" max="5" step="0.5" value="0" '
        'aria-describedby="h-feasibility" disabled>'
        '<small id="h-feasibility">Zählt, sobald die Gruppe alle Felder eingeschätzt hat.</small>'
        '<details class="machbarkeit" id="machbarkeit"><summary>einschätzen</summary>'
        f"<p><small>0: gar nicht machbar, 10: sehr gut machbar</small></p>{rows}</details></div>"
    )


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
