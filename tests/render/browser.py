"""Chromium for tests: installed on the machine (Debian: ``apt install chromium``), driven by Playwright."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = next(
    (p for p in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if p), None
)
needs_chromium = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None, reason="needs Chromium on PATH (Debian: apt install chromium)"
    ),
]


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser that is closed afterwards."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        try:
            yield browser
        finally:
            browser.close()


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
