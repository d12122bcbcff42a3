"""What a moderator sees of the board in a real browser: sliders, sentences, widths."""

from __future__ import annotations

import re
import subprocess
from html import unescape

import pytest

from pipeline.render import board
from pipeline.workspace import Workspace
from tests.render import steering_data
from tests.render.browser import CHROMIUM, needs_chromium, run

pytestmark = needs_chromium


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


def test_too_few_respondents_never_look_like_a_sure_order(ws: Workspace) -> None:
    """Below 30 answers the wall withholds errors: no covariance is not a covariance of zero."""
    import pandas as pd

    from pipeline.disclose import scores
    from pipeline.disclose.question import ROUNDED

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
