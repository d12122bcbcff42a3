"""The demo's steering session, held anew: ``make demo-decision`` after the demo's data have changed.

A moderator's hands in headless Chromium: open the board, enter votes, tick fields, write reasons, press save;
then ``bedarf decide`` checks and records the file that the board saved. Nothing is written past the board, so
data/input/entscheidung.yaml is bound to the data by their fingerprint. A second run documents the decision.
``tests/house/test_demo_decision.py`` fails as long as the recorded decision is of other data.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from pipeline.commands.run import environment
from tests.render.browser import chromium

ROOT = Path(__file__).resolve().parents[2]
BODY = "Steuerungsgruppe des Musternetzwerks"
DAY = "2026-11-02"
NOTE = (
    "DEMODATEN: Dieser Beschluss ist erfunden, mit Begründungen, Stimmen und Zuständigkeiten. "
    "Das Feld Finanzen liegt dicht dahinter; die Gruppe nimmt es im Frühjahr wieder auf."
)
# field -> reason, who is responsible, until when
CHOSEN = {
    "kinderbetreuung": (
        "Am Rand des Tages, in den Ferien und bei Krankheit fehlt Betreuung; was es gibt, kennen wenige.",
        "Fachdienst Jugend und Soziales",
        "2027-07-31",
    ),
    "vereinbarkeit": (
        "Vorbehalte bei Bewerbungen und starre Zeiten nennen beide Seiten. Ohne Betriebe ändert sich nichts.",
        "Jobcenter Musterkreis",
        "2027-12-31",
    ),
    "information": (
        "Vieles gibt es schon und wird nicht gefunden. Eine Anlaufstelle hilft allen anderen Feldern mit.",
        "Beratungsstelle Muster e. V.",
        "2027-03-31",
    ),
}
# member -> points by field, five for each
VOTES = {
    "Jobcenter Musterkreis": {"vereinbarkeit": 3, "kinderbetreuung": 2},
    "Fachdienst Jugend und Soziales": {"kinderbetreuung": 3, "information": 2},
    "Beratungsstelle Muster e. V.": {"information": 3, "finanzen": 2},
    "Kita-Verbund Musterstadt": {"kinderbetreuung": 4, "vereinbarkeit": 1},
    "Selbsthilfe Alleinerziehender Muster": {
        "vereinbarkeit": 2,
        "kinderbetreuung": 1,
        "information": 1,
        "finanzen": 1,
    },
}


def hold(board: Path, to: Path) -> Path:
    """Take the demo's decision on a board, as a moderator does.

    Args:
        board: ``board.html``.
        to: a folder for what the board saves.

    Returns:
        The file that the board saved.
    """
    with chromium() as browser:
        tab = browser.new_context(accept_downloads=True).new_page()
        tab.goto(board.as_uri())
        for number, (member, points) in enumerate(VOTES.items(), start=1):
            tab.click("#mitglied-neu")
            tab.fill(f"#m{number}", member)
            for field, given in points.items():
                tab.fill(f"#m{number}-{field}", str(given))
        for box in tab.locator(".wahl").all():
            field = box.get_attribute("data-feld")
            box.locator("input[type=checkbox]").set_checked(field in CHOSEN)
            if field in CHOSEN:
                reason, responsible, until = CHOSEN[field]
                box.locator("[name=begruendung]").fill(reason)
                box.locator("[name=verantwortlich]").fill(responsible)
                box.locator("[name=bis]").fill(until)
        tab.fill("#gremium", BODY)
        tab.fill("#datum", DAY)
        tab.fill("#anmerkung", NOTE)
        with tab.expect_download() as saved:
            tab.click("#speichern")
        file = to / saved.value.suggested_filename
        saved.value.save_as(file)
    return file


def bedarf(*arguments: str) -> None:
    """Run the command in the repository; a failure ends this script with its message."""
    env = environment() | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "pipeline.cli", *arguments]
    if subprocess.run(command, cwd=ROOT, env=env, check=False).returncode:
        sys.exit(1)


def main() -> None:
    """Make the board, decide on it, record that, and make the documents again."""
    bedarf("run")
    with tempfile.TemporaryDirectory() as folder:
        file = hold(ROOT / "reports" / "_output" / "board.html", Path(folder))
        bedarf("decide", str(file))
    bedarf("run")


if __name__ == "__main__":
    main()
