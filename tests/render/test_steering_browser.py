"""The board in a real browser: the same arithmetic as Python, and what a moderator does with it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.assess import ranks
from pipeline.render import board
from pipeline.workspace import Workspace
from tests.render.browser import chromium

sys.path.insert(0, str(Path(__file__).parent))
import steering_data

CHROMIUM = next(
    (p for p in ("chromium", "chromium-browser", "google-chrome") if shutil.which(p)), None
)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None, reason="needs Chromium on PATH (Debian: apt install chromium)"
    ),
]

WEIGHTS: list[dict[str, float]] = [
    {"need": 3, "severity": 2, "reach": 1, "inequality": 1, "offer_gap": 2, "readiness": 1},
    {"need": 1, "severity": 1, "reach": 1, "inequality": 1, "offer_gap": 1, "readiness": 1},
    {"need": 5, "severity": 0, "reach": 0, "inequality": 0.5, "offer_gap": 0, "readiness": 0},
    {"need": 0, "severity": 0, "reach": 0, "inequality": 0, "offer_gap": 0, "readiness": 2.5},
]


def run(page: Path, script: str) -> Any:
    """Run a script at the end of the page and bring back what it returns, as JSON."""
    probe = page.with_name("probe.html")
    tail = (
        "<pre id=probe></pre><script>addEventListener('load',()=>{let out;"
        f"try{{out=(()=>{{{script}}})()}}catch(e){{out='ERROR '+e.stack}}"
        "document.getElementById('probe').textContent=JSON.stringify(out)})</script></body>"
    )
    probe.write_text(page.read_text(encoding="utf-8").replace("</body>", tail), encoding="utf-8")
    result = subprocess.run(
        [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=8000",
         "--dump-dom", f"file://{probe}"],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    match = re.search(r'<pre id="probe">(.*?)</pre>', result.stdout, re.DOTALL)
    assert match, result.stdout[-2000:]
    return json.loads(unescape(match[1]))


def in_python(data: dict[str, Any], weights: dict[str, float]) -> ranks.Ranking:
    names = [c["id"] for c in data["criteria"] if c["available"]]
    p, m = len(data["fields"]), len(names)
    upper = np.zeros((p * m, p * m))
    upper[np.triu_indices(p * m)] = data["covariance"]
    matrix = (upper + upper.T - np.diag(np.diag(upper))).reshape(p, m, p, m)
    w = np.array([weights[c] for c in names])
    w = w / w.sum()
    score = np.array([[f["values"][c] for c in names] for f in data["fields"]]) @ w
    return ranks.rank(score, np.einsum("c,fcgd,d->fg", w, matrix, w), data["df"])


@pytest.mark.parametrize("spread", [0.05, 0.6, 3.0])
def test_scores_and_rank_sets_agree_with_python_to_1e_9(ws: Workspace, spread: float) -> None:
    data = steering_data.write(ws.root, steering_data.public(3, spread))
    page = board(ws)
    found = run(
        page,
        "const d=JSON.parse(document.getElementById('daten').textContent);"
        f"return {json.dumps(WEIGHTS)}.map(w=>Kompass.assess(d,w))",
    )
    for weights, browser in zip(WEIGHTS, found, strict=True):
        python = in_python(data, weights)
        for key, wanted in (("score", python.score), ("se", python.se)):
            np.testing.assert_allclose([f[key] for f in browser], wanted, rtol=0, atol=1e-9)
        assert abs(browser[0]["critical"] - python.critical) < 1e-9
        for key, ranked in (
            ("rank", python.rank),
            ("rank_low", python.low),
            ("rank_high", python.high),
        ):
            assert [f[key] for f in browser] == ranked.tolist()


def test_default_weights_show_what_the_pipeline_ranked(ws: Workspace) -> None:
    data = steering_data.write(ws.root, steering_data.public(5))
    found = run(
        board(ws),
        "const d=JSON.parse(document.getElementById('daten').textContent);"
        "return Kompass.assess(d,Object.fromEntries(d.criteria.map(c=>[c.id,c.weight])))",
    )
    for field, browser in zip(data["fields"], found, strict=True):
        for key in ("score", "ci_low", "ci_high"):
            assert abs(field[key] - browser[key]) < 1e-9
        assert [field[k] for k in ("rank", "rank_low", "rank_high")] == [
            browser[k] for k in ("rank", "rank_low", "rank_high")
        ]


def test_what_the_board_saves_is_what_the_program_computes(ws: Workspace, tmp_path: Path) -> None:
    """Own weights and the group's judgement: ``bedarf decide`` accepts the file as it was saved."""
    from pipeline.assess import decision
    from pipeline.commands import decide_recount

    source = steering_data.public(4)
    data = steering_data.write(ws.root, source)
    text = run(
        board(ws),
        """
        const put=(i,v)=>{i.value=v;i.dispatchEvent(new Event('input'))};
        const move=(n,v)=>put(document.getElementById('g-'+n),v);
        move('need',0.5); move('reach',4.5);
        document.querySelectorAll('#machbarkeit input').forEach((b,i)=>put(b,i+0.5));
        move('feasibility',1.5);
        const box=document.querySelector('.wahl'); box.querySelector('input').click();
        for(const n of ['begruendung','verantwortlich']) box.querySelector(`[name=${n}]`).value=n;
        HTMLAnchorElement.prototype.click=()=>{};
        let text=''; const real=Blob; window.Blob=function(p,o){text=p.join('');return new real(p,o)};
        document.getElementById('speichern').click(); return text
        """,
    )
    file = tmp_path / "entscheidung.yaml"
    file.write_text(text, encoding="utf-8")
    found = decision.read(file, [f["id"] for f in data["fields"]])
    assert found.data["gewichte_gewaehlt"]["feasibility"] == 1.5
    assert decide_recount.faults(source, found.data, file.name) == []
    published = {r["field_of_action"]: (r["rank_low"], r["rank_high"]) for r in source.ranking}
    for row in found.data[
        "rangfolge"
    ]:  # ranks with the agreed weights stand beside the chosen ones
        assert (row["vereinbart_von"], row["vereinbart_bis"]) == published[row["feld"]]
    chosen = found.table().iloc[0]
    assert (chosen["agreed_low"], chosen["agreed_high"]) == published[chosen["field_of_action"]]
    kept = found.data["rangfolge"][0]["vereinbart_bis"]
    found.data["rangfolge"][0]["vereinbart_bis"] = 3 if kept == 9 else 9
    assert "with the agreed weights" in str(decide_recount.faults(source, found.data, "f")[0])
    found.data["rangfolge"][0]["vereinbart_bis"] = kept
    found.data["machbarkeit"][data["fields"][0]["id"]] = 9
    assert decide_recount.faults(source, found.data, file.name) != []


def test_too_few_respondents_never_look_like_a_sure_order(ws: Workspace) -> None:
    """Below 30 answers the wall withholds errors: no covariance is not a covariance of zero."""
    import pandas as pd

    from pipeline.disclose import scores
    from pipeline.disclose.units import ROUNDED

    source = steering_data.public(3)
    for name in ("fields", "covariance", "ranking"):
        table = scores.RULES[name](pd.DataFrame(source[name]), ROUNDED, source.params.disclosure)
        source.tables[name] = steering_data._rows(table)
    data = steering_data.write(ws.root, source)
    page = board(ws)
    assert "ohne Spanne" in page.read_text(encoding="utf-8")
    found = run(
        page,
        """
        const rows=()=>[...document.querySelectorAll('.rang')];
        const sets=()=>rows().map(r=>[r.dataset.feld,r.querySelector('b').textContent]);
        const before=sets(), g=document.getElementById('g-need');
        g.value=5; g.dispatchEvent(new Event('input'));
        return {before,after:sets(),said:document.getElementById('leitsatz').textContent}
        """,
    )
    for field, shown in found["before"]:
        own = next(f for f in data["fields"] if f["id"] == field)
        low, high = own["rank_low"], own["rank_high"]
        assert shown == (str(low) if low == high else f"{low}–{high}")
    assert {shown for _, shown in found["after"]} == {"1–9"}
    assert found["said"] == "Mit diesen Daten lässt sich keine Reihenfolge der Felder sichern."


def test_moving_a_slider_ranks_anew_and_the_button_restores(ws: Workspace) -> None:
    steering_data.write(ws.root, steering_data.public(7))
    found = run(
        board(ws),
        """
        const order=()=>[...document.querySelectorAll('#rangliste .rang')].map(r=>r.dataset.feld);
        const text=()=>document.getElementById('leitsatz').textContent;
        const before=order(), said=text();
        for(const g of document.querySelectorAll('#gewichte input[type=range]')){
          g.value=g.name==='readiness'?5:0; g.dispatchEvent(new Event('input'));}
        const after=order(), shown=!document.getElementById('gewichte-stand').hidden;
        document.getElementById('gewichte-zurueck').click();
        return {before,after,shown,back:order(),said,again:text(),
                hidden:document.getElementById('gewichte-stand').hidden}
        """,
    )
    assert found["before"] != found["after"]
    assert found["before"] == found["back"]
    assert found["said"] == found["again"]
    assert found["shown"]
    assert found["hidden"]


def test_weights_that_sum_to_zero_say_so_and_keep_the_last_ranking(ws: Workspace) -> None:
    steering_data.write(ws.root, steering_data.public(7))
    found = run(
        board(ws),
        """
        for(const g of document.querySelectorAll('#gewichte input[type=range]')){
          g.value=0; g.dispatchEvent(new Event('input'));}
        return [document.getElementById('gewichte-fehler').hidden,
                document.querySelectorAll('#rangliste .rang').length]
        """,
    )
    assert found == [False, 9]


def test_script_and_server_say_the_same_lead(ws: Workspace) -> None:
    for seed, spread in ((1, 0.05), (2, 0.6), (3, 6.0)):
        steering_data.write(ws.root, steering_data.public(seed, spread))
        page = board(ws)
        written = re.search(r'id="leitsatz">([^<]*)<', page.read_text(encoding="utf-8"))
        assert written
        assert run(page, "return document.getElementById('leitsatz').textContent") == unescape(
            written[1]
        )


def test_a_decision_without_reason_is_refused_and_a_whole_one_is_saved(ws: Workspace) -> None:
    from pipeline import yamlfile

    data = steering_data.write(ws.root, steering_data.public(9))
    found = run(
        board(ws),
        """
        let saved=null; URL.createObjectURL=b=>{saved=b;return '#'};
        const box=document.querySelector('.wahl'), tick=box.querySelector('input[type=checkbox]');
        tick.click(); document.getElementById('speichern').click();
        const refused=[...document.querySelectorAll('#beschluss-fehler li')].map(l=>l.textContent);
        box.querySelector('[name=begruendung]').value='Weil: "es" fehlt – und #viel';
        box.querySelector('[name=verantwortlich]').value='Jugendamt';
        document.getElementById('datum').value='2026-11-20';
        document.getElementById('mitglied-neu').click();
        const vote=document.querySelector('#mitglieder .stimme input');
        vote.value=5; vote.dispatchEvent(new Event('input'));
        HTMLAnchorElement.prototype.click=()=>{};
        let text=''; const real=Blob; window.Blob=function(p,o){text=p.join('');return new real(p,o)};
        document.getElementById('speichern').click();
        return {refused,text,field:box.dataset.feld,minutes:document.getElementById('protokoll').textContent}
        """,
    )
    assert len(found["refused"]) == 2
    decision = yamlfile.parse(found["text"], "entscheidung.yaml").data
    assert decision["datenstand"] == data["fingerprint"]
    assert decision["felder"][0]["feld"] == found["field"]
    assert decision["felder"][0]["begruendung"] == 'Weil: "es" fehlt – und #viel'
    assert sum(decision["stimmen"].values()) == 5
    assert [r["feld"] for r in decision["rangfolge"]] == [f["id"] for f in data["fields"]]


@pytest.mark.parametrize("width", [360, 1280, 1920])
def test_nothing_is_cut_off_at_any_width(ws: Workspace, width: int) -> None:
    steering_data.write(ws.root, steering_data.public(1))
    page = board(ws)
    frame = page.with_name("frame.html")
    frame.write_text(
        f'<body style="margin:0"><iframe src="{page.name}" style="width:{width}px;height:900px;border:0">'
        "</iframe></body>",
        encoding="utf-8",
    )
    inner = page.read_text(encoding="utf-8").replace(
        "</body>",
        "<script>addEventListener('load',()=>{document.querySelectorAll('details').forEach(d=>d.open=true);"
        "document.getElementById('mitglied-neu').click();"
        "parent.postMessage(document.documentElement.scrollWidth-innerWidth,'*')})</script></body>",
    )
    page.write_text(inner, encoding="utf-8")
    outer = "addEventListener('message',e=>{document.getElementById('probe').textContent=e.data});"
    frame.write_text(
        f"<!DOCTYPE html><pre id=probe></pre><script>{outer}</script>{frame.read_text(encoding='utf-8')}",
        encoding="utf-8",
    )
    result = subprocess.run(
        [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=8000",
         "--window-size=2200,1200", "--dump-dom", f"file://{frame}"],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    match = re.search(r'<pre id="probe">(-?\d+)</pre>', result.stdout)
    assert match, result.stdout[-1500:]
    assert int(match[1]) <= 0


def test_feasibility_counts_once_every_field_is_judged(ws: Workspace) -> None:
    """Entered points count with their weight and have no sampling error."""
    data = steering_data.write(ws.root, steering_data.public(3))
    names = [c["id"] for c in data["criteria"] if c["available"]]
    weights = {**WEIGHTS[0], "feasibility": 2}
    entered = {f["id"]: float(i) for i, f in enumerate(data["fields"])}
    found = run(
        board(ws),
        f"""
        const d=JSON.parse(document.getElementById('daten').textContent), judged={json.dumps(entered)};
        const boxes=[...document.querySelectorAll('#machbarkeit input')];
        const slider=document.getElementById('g-feasibility');
        const fill=b=>{{b.value=judged[b.dataset.feld];b.dispatchEvent(new Event('input'))}};
        boxes.slice(1).forEach(fill); const early=slider.disabled; fill(boxes[0]);
        return {{early,late:slider.disabled,weight:slider.value,
                 result:Kompass.assess(d,{json.dumps(weights)},judged)}}
        """,
    )
    assert (found["early"], found["late"], found["weight"]) == (True, False, "1")
    total = sum(weights.values())
    for field, browser in zip(data["fields"], found["result"], strict=True):
        own = sum(weights[c] * field["values"][c] for c in names) + 2 * entered[field["id"]]
        assert abs(browser["score"] - own / total) < 1e-9
    plain = in_python(data, WEIGHTS[0])
    shrunk = (total - 2) / total
    np.testing.assert_allclose([b["se"] for b in found["result"]], plain.se * shrunk, atol=1e-9)


@pytest.mark.parametrize("top", [1, 3])
def test_tipping_weights_are_where_the_first_fields_change(ws: Workspace, top: int) -> None:
    """Against a fine walk along every single weight: the first change of the set of the first fields."""
    data = steering_data.write(ws.root, steering_data.public(3))
    names = [c["id"] for c in data["criteria"] if c["available"]]
    tips = run(
        board(ws),
        "const d=JSON.parse(document.getElementById('daten').textContent);"
        f"return Kompass.tipping(d,{json.dumps(WEIGHTS[1])},null,5,{top})",
    )
    points = np.array([[f["values"][c] for c in names] for f in data["fields"]])
    ids = [f["id"] for f in data["fields"]]
    weights = np.array([WEIGHTS[1][c] for c in names], dtype=float)

    def leading(criterion: int, weight: float) -> set[str]:
        other = weights.copy()
        other[criterion] = weight
        return {ids[i] for i in np.argsort(-(points @ other))[:top]}

    assert tips
    found = {t["criterion"]: t for t in tips}
    for i, name in enumerate(names):
        own = leading(i, weights[i])
        walk = sorted(np.linspace(0, 5, 5001), key=lambda w, now=weights[i]: abs(w - now))
        changed = next((w for w in walk if leading(i, w) != own), None)
        assert (changed is None) == (name not in found), name
        if changed is not None:
            tip = found[name]
            assert abs(tip["weight"] - changed) <= 0.001 + 1e-9
            step = 1e-6 if tip["weight"] > tip["now"] else -1e-6
            assert leading(i, tip["weight"] - step) == own
            assert leading(i, tip["weight"] + step) == own - {tip["out"]} | {tip["field"]}


def test_a_reload_loses_nothing_and_another_tab_knows_nothing(ws: Workspace) -> None:
    data = steering_data.write(ws.root, steering_data.public(3))
    address = board(ws).as_uri()
    with chromium() as browser:
        context = browser.new_context()
        tab = context.new_page()
        tab.on("dialog", lambda dialog: dialog.accept())
        tab.goto(address)
        tab.evaluate(
            "const g=document.getElementById('g-need');g.value=4.5;"
            "g.dispatchEvent(new Event('input',{bubbles:true}))"
        )
        tab.locator("#machbarkeit summary").click()
        for i, field in enumerate(data["fields"]):
            tab.fill(f"#mb-{field['id']}", str(i))
        tab.fill("#punkte", "6")
        tab.click("#mitglied-neu")
        tab.fill("#m1", "Jugendamt")
        tab.fill(f"#m1-{data['fields'][1]['id']}", "4")
        tab.locator(".wahl input[type=checkbox]").first.check()
        tab.locator("[name=begruendung]").first.fill("weil es fehlt")
        tab.fill("#anmerkung", "einstimmig")
        state = """() => {
          const text = s => [...document.querySelectorAll(s)].map(e => e.textContent).join('|');
          const typed = i => i.type === 'checkbox' ? i.checked : i.value;
          return [text('#rangliste .rang'), text('#protokoll'), text('#mitglieder'),
            [...document.querySelectorAll('input,textarea')].map(typed).join('|')]; }"""
        before = tab.evaluate(state)
        tab.reload()
        assert tab.evaluate(state) == before
        assert "Jugendamt" in before[-1]
        assert tab.locator("#wieder-da").is_visible()
        other = context.new_page()
        other.goto(address)
        assert other.locator("#wieder-da").is_hidden()
        assert other.input_value("#anmerkung") == ""
        tab.click("#verwerfen")
        tab.wait_for_function("document.getElementById('anmerkung').value === ''")
        assert tab.locator("#wieder-da").is_hidden()


def test_only_what_was_tested_is_called_a_difference(ws: Workspace) -> None:
    source = steering_data.public(1)
    need = source["needs"][0]["need"]
    shown = dict.fromkeys(("difference", "ci_low", "ci_high"), 0.1)
    source.tables["need_tests"] = [
        {"need": n, "group_a": "muetter", "group_b": "vaeter", "p": p, "p_adjusted": p, **shown}
        for n, p in ((need, 0.001), (need.replace("_0_0", "_0_1"), 0.2))
    ]
    steering_data.write(ws.root, source)
    found = run(
        board(ws),
        "return {marked:[...document.querySelectorAll('.paar-name small')].length,"
        "said:document.getElementById('paare-satz').textContent}",
    )
    assert found["marked"] == 1
    assert found["said"].startswith("Bei 1 von 2 geprüften Themen")


@pytest.mark.parametrize("top", [0, 1, 3])
def test_every_order_change_that_a_single_weight_brings_is_named(ws: Workspace, top: int) -> None:
    """Against a walk in steps of a thousandth over every weight from 0 to 5, in both directions."""
    data = steering_data.write(ws.root, steering_data.public(6))
    names = [c["id"] for c in data["criteria"] if c["available"]]
    rows = run(
        board(ws),
        "const d=JSON.parse(document.getElementById('daten').textContent);"
        f"return Kompass.stable(d,{json.dumps(WEIGHTS[0])},null,5,{top})",
    )
    points = np.array([[f["values"][c] for c in names] for f in data["fields"]])
    ids = [f["id"] for f in data["fields"]]
    weights = np.array([WEIGHTS[0][c] for c in names], dtype=float)

    def order(criterion: int, weight: float) -> list[str]:
        other = weights.copy()
        other[criterion] = weight
        return [ids[i] for i in np.argsort(-(points @ other), kind="stable")]

    def kept(criterion: int, weight: float) -> bool:
        now, then = order(criterion, weights[criterion]), order(criterion, weight)
        return set(now[:top]) == set(then[:top]) if top else now == then

    changes = 0
    for i, row in enumerate(rows):
        assert row["criterion"] == names[i]
        down = np.arange(weights[i], -1e-9, -0.001)
        up = np.arange(weights[i], 5 + 1e-9, 0.001)
        for side, walk in (("below", down), ("above", up)):
            first = next((w for w in walk if not kept(i, float(w))), None)
            found = row[side]
            assert (first is None) == (found is None), (names[i], side, first, found)
            if first is not None:
                changes += 1
                assert abs(found["weight"] - first) <= 0.001 + 1e-9
                step = -1e-6 if side == "below" else 1e-6
                after = order(i, found["weight"] + step)
                assert after.index(found["up"]) < after.index(found["down"])
                before = order(i, found["weight"] - step)
                assert before.index(found["down"]) < before.index(found["up"])
    assert changes > 0


def test_a_recorded_decision_stands_in_the_form_and_is_saved_as_it_was(
    ws: Workspace, tmp_path: Path
) -> None:
    """Own weights, judgements, votes, reasons: opened again and saved, the file is the same to the letter."""
    from pipeline.assess import decision

    source = steering_data.public(4)
    data = steering_data.write(ws.root, source)
    grab = (
        "HTMLAnchorElement.prototype.click=()=>{};"
        "let text=''; const real=Blob; window.Blob=function(p,o){text=p.join('');return new real(p,o)};"
        "document.getElementById('speichern').click();"
    )
    first = run(
        board(ws),
        """
        const put=(i,v)=>{i.value=v;i.dispatchEvent(new Event('input',{bubbles:true}))};
        document.querySelectorAll('#machbarkeit input').forEach((b,i)=>put(b,i+1));
        put(document.getElementById('g-need'),1.5); put(document.getElementById('g-feasibility'),2);
        document.getElementById('mitglied-neu').click();
        put(document.querySelector('#mitglieder .stimme input'),5);
        const boxes=[...document.querySelectorAll('.wahl')].slice(2,4);
        for(const box of boxes){ box.querySelector('input').click();
          for(const n of ['begruendung','verantwortlich']) put(box.querySelector(`[name=${n}]`),n+' "x"');}
        put(boxes[0].querySelector('[name=bis]'),'2027-05-01');
        put(document.getElementById('datum'),'2026-11-20');
        put(document.getElementById('anmerkung'),'einstimmig');
        """
        + grab
        + "return text",
    )
    file = tmp_path / "entscheidung.yaml"
    file.write_text(first, encoding="utf-8")
    table = decision.read(file, [f["id"] for f in data["fields"]]).table()
    source.tables["decision"] = steering_data._rows(table)
    recorded = steering_data.write(ws.root, source)
    assert recorded["decision"]["changed"] is False
    again = run(
        board(ws),
        grab + "return {text,said:document.getElementById('aus-beschluss').textContent,"
        "votes:document.getElementById('frueher').textContent,"
        "minutes:document.getElementById('protokoll').textContent}",
    )
    assert again["text"] == first
    assert "Beschluss vom 20.11.2026" in again["said"]
    assert "1 Mitglieder" not in again["votes"]
    assert "Stimmen" in again["minutes"]
    for row in source.tables["needs"]:
        row["in_need"] += 0.01
    steering_data.write(ws.root, source)
    changed = run(
        board(ws),
        "const said=document.getElementById('aus-beschluss').textContent;"
        "document.getElementById('leeren').click();"
        "return {said,ticked:document.querySelectorAll('.wahl input:checked').length,"
        "note:document.getElementById('anmerkung').value,"
        "own:!document.getElementById('gewichte-stand').hidden}",
    )
    assert "Die Daten haben sich seitdem geändert" in changed["said"]
    assert (changed["ticked"], changed["note"], changed["own"]) == (0, "", False)
