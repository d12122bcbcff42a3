"""The steering board of a network about which nothing may be published: it says so, and what to do."""

from __future__ import annotations

from html import escape
from typing import Any

PAGE = """<!DOCTYPE html>
<html lang="de">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>Wo anfangen? {name}</title>
<style>
{css}
</style>
</head>
<body>
{demo}
<header class="kopf">
  <div class="kopfzeile"><p class="netz">{name}</p></div>
  <h1>Wo anfangen?</h1>
  <p class="leitsatz">Noch lässt sich das nicht sagen: Es haben zu wenige Alleinerziehende geantwortet.</p>
</header>
<main>
<section>
  <h2>Was jetzt hilft</h2>
  <ul>
    <li>Die Befragung verlängern, oder Alleinerziehende auf weiteren Wegen ansprechen.</li>
    <li>Danach <code>bedarf run</code> noch einmal ausführen: Dann steht hier die Rangfolge.</li>
  </ul>
  <p>Stand: {date}</p>
</section>
</main>
</body>
</html>
"""


def page(data: dict[str, Any], css: str, demo: str) -> str:
    """The page.

    Args:
        data: ``board.json``, without a field of action.
        css: style of the board.
        demo: the band that says that answers are simulated; empty for real ones.
    """
    name = escape(str(data["network"].get("name", "")))
    return PAGE.format(name=name, css=css, demo=demo, date=escape(str(data["date_text"])))
