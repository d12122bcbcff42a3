"""The page in a real browser: phone to desktop, light and dark, nothing loaded from elsewhere."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from pipeline.render import render
from pipeline.workspace import Workspace

CHROMIUM = next(
    (p for p in ("chromium", "chromium-browser", "google-chrome") if shutil.which(p)), None
)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None, reason="needs Chromium on PATH (Debian: apt install chromium)"
    ),
]

OVERFLOW = """
const wide=document.documentElement.clientWidth, out=[];
for (const e of document.querySelectorAll('body *')) {
  const r=e.getBoundingClientRect();
  if (r.width && r.right>wide+1 && !e.closest('.tabelle, svg, .sprung')) out.push(e.tagName+' '+e.className);
}
return out.concat(document.documentElement.scrollWidth>wide ? ['page'] : []);
"""
# WCAG contrast of every text against the nearest background that is not transparent
CONTRAST = """
const parts=c=>{const n=c.match(/[\\d.]+/g).map(Number);
  return c.startsWith('color(') ? n : n.map((v,i)=>i<3?v/255:v)};
const lum=c=>{const [r,g,b]=parts(c).slice(0,3).map(v=>v<=0.04045?v/12.92:((v+0.055)/1.055)**2.4);
  return 0.2126*r+0.7152*g+0.0722*b};
const ground=e=>{for(;e;e=e.parentElement){const c=getComputedStyle(e).backgroundColor;
  if((parts(c)[3]??1)>0) return c} return 'rgb(255,255,255)'};
const out=[];
for (const e of document.querySelectorAll('body *')) {
  if (e.closest('svg, script, style, pre#probe') || !e.getClientRects().length) continue;
  if (![...e.childNodes].some(n=>n.nodeType===3&&n.data.trim())) continue;
  const [a,b]=[lum(getComputedStyle(e).color),lum(ground(e))].sort((x,y)=>x-y), k=(b+0.05)/(a+0.05);
  if (k<4.5) out.push(e.tagName+'.'+e.className+' '+k.toFixed(2)+' '+e.textContent.trim().slice(0,30));
}
return out;
"""


def browse(page: Path, html: str) -> str:
    """The page's DOM after its scripts have run."""
    probe = page.with_name("probe.html")
    probe.write_text(html, encoding="utf-8")
    result = subprocess.run(
        [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--window-size=1280,900",
         "--virtual-time-budget=15000", "--dump-dom", f"file://{probe}"],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    return result.stdout


def with_script(html: str, script: str, send: str) -> str:
    tail = f"<script>addEventListener('load',()=>{{const found=(()=>{{{script}}})();{send}}})</script></body>"
    return html.replace("</body>", tail)


def run(page: Path, html: str, script: str) -> Any:
    send = (
        "const p=document.createElement('pre');p.id='probe';"
        "p.textContent=JSON.stringify(found);document.body.append(p)"
    )
    match = re.search(
        r'<pre id="probe">(.*?)</pre>', browse(page, with_script(html, script, send)), re.S
    )
    assert match
    return json.loads(unescape(match[1]))


@pytest.mark.parametrize("name", ["muster", "heft"])
def test_nothing_runs_over_from_phone_to_wide_screen(ws: Workspace, name: str) -> None:
    (page,) = render(ws, name, ["html"], engine="builtin")
    send = "parent.postMessage([innerWidth,found],'*')"
    framed = page.with_name("framed.html")
    framed.write_text(
        with_script(page.read_text(encoding="utf-8"), OVERFLOW, send), encoding="utf-8"
    )
    widths = (320, 360, 414, 640, 768, 1119, 1120, 1280, 1920)
    frames = "".join(
        f'<iframe src="framed.html" width={w} height=900 style="border:0"></iframe>' for w in widths
    )
    listen = "<script>onmessage=e=>document.getElementById('o').append(JSON.stringify(e.data)+'\\n')</script>"
    match = re.search(
        r'<pre id="o">(.*?)</pre>', browse(page, f'<pre id="o"></pre>{listen}{frames}'), re.S
    )
    assert match
    found = dict(map(json.loads, unescape(match[1]).splitlines()))
    assert found == {width: [] for width in widths}


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("name", ["muster", "heft"])
def test_every_text_can_be_read(ws: Workspace, name: str, mode: str) -> None:
    (page,) = render(ws, name, ["html"], engine="builtin")
    html = page.read_text(encoding="utf-8")
    if mode == "dark":
        html = re.sub(r"@media (screen and )?\(prefers-color-scheme: dark\)", "@media all", html)
    assert run(page, html, CONTRAST) == []


def test_the_contrast_test_sees_what_is_too_faint(ws: Workspace) -> None:
    (page,) = render(ws, "heft", ["html"], engine="builtin")
    faint = page.read_text(encoding="utf-8").replace(
        "</head>", "<style>main p{color:#999}</style></head>"
    )
    assert run(page, faint, CONTRAST)


def test_nothing_is_loaded_from_elsewhere(ws: Workspace) -> None:
    (page,) = render(ws, "muster", ["html"], engine="builtin")
    script = (
        "return performance.getEntriesByType('resource').map(r=>r.name)"
        ".filter(n=>!n.startsWith('data:'))"
    )
    assert run(page, page.read_text(encoding="utf-8"), script) == []
