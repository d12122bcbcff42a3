"""A decision on the board, in a real browser: refused, saved, kept over a reload, opened again."""

from __future__ import annotations

from pathlib import Path

from pipeline.render import board
from pipeline.workspace import Workspace
from tests.render import steering_data
from tests.render.browser import chromium, needs_chromium, run

pytestmark = needs_chromium


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
