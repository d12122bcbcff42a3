"""Between us and a real server: faults on the way, the end of a session, kill -9, odd answers."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.errors import PipelineError
from pipeline.limesurvey import lockfile, plan
from pipeline.limesurvey.pulls import find
from pipeline.limesurvey.server import Server
from pipeline.limesurvey.status import read as read_status
from pipeline.limesurvey.transport import Transport
from pipeline.limesurvey.wishes import MARK
from pipeline.workspace import Workspace

from .life import SECRETS, Life, needs_server, rows_of
from .networks import network
from .proxy import Proxy, between
from .respondent import Respondent

pytestmark = needs_server
NAME = "arbeitgeber"
ROWS = 30
ODD = [  # LimeSurvey keeps 65,535 bytes of a text
    "😀👩‍👧 ä „Zitat“",
    "vorne\x00hinten",
    "x" * 60_000,
    "ü" * 20_000 + "😀" * 6_000,
    "<b>&amp;</b>\\n\\",
]


def small(folder: Path, root: Path) -> Workspace:
    """A network whose employers' questionnaire is a very small one."""
    ws = network(folder, root)
    shutil.copy(Path(__file__).with_name("small.yaml"), ws.questionnaires / f"{NAME}.yaml")
    text = ws.params_file.read_text(encoding="utf-8")
    text = re.sub(rf"(?m)^(  {NAME}: .*)languages: \[de, en\]", r"\1languages: [de]", text)
    ws.params_file.write_text(text, encoding="utf-8")
    return ws


@pytest.fixture
def life(tmp_path: Path, root: Path) -> Iterator[Life]:
    with Server.from_environment(os.environ) as server:
        found = Life(small(tmp_path, root), server)
        yield found
        for entry in lockfile.load(found.ws):
            if plan.survey_properties(server, entry.survey_id) is not None:
                server.call("delete_survey", entry.survey_id)


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    with between(os.environ["LIMESURVEY_URL"]) as running:
        yield running


def through(proxy: Proxy, seconds: float = 20.0) -> Server:
    """A session by way of the proxy."""
    _, user, password = (os.environ[name] for name in SECRETS)
    transport = Transport(proxy.url, timeout=(5.0, seconds), pauses=(0.1, 0.2))
    return Server(proxy.url, user, password, transport=transport)


def fill(life: Life, answers: list[str]) -> None:
    column = life.columns(NAME)["mehr"]
    for text in answers:
        life.server.call("add_response", life.sid(NAME), {column: text, "lastpage": "2"})


def folders(life: Life) -> list[str]:
    return sorted(p.name for p in life.target(NAME).folder.glob("*"))


def test_faults_on_the_way_to_a_real_server(life: Life, proxy: Proxy) -> None:
    """Every fault that passes costs nothing; every fault that lasts is said and leaves nothing behind."""
    life.deploy(NAME)
    fill(life, [f"Antwort {n} ä" for n in range(ROWS)])
    whole = rows_of(life.pull(NAME))
    first = folders(life)
    passing = ["HTTP 500", "HTTP 502", "HTTP 503", "reset", "cut", "truncated", "not base64", "cut base64",
               "bom", "warning", "expired"]  # fmt: skip
    for kind in passing:
        shutil.rmtree(life.target(NAME).folder)
        with through(proxy) as server:
            server._since -= 100  # the key is old
            proxy.fail("export_responses", kind, skip=1)
            assert rows_of(life.pull(NAME, server, rows=10, moved=True)) == whole, kind
        assert [t.times for t in proxy.troubles] == [0], kind  # the fault was met
        proxy.troubles.clear()
    shutil.rmtree(life.target(NAME).folder)
    with through(proxy, seconds=1.0) as server:
        proxy.fail("export_responses", "slow", skip=1)
        assert rows_of(life.pull(NAME, server, rows=10, moved=True)) == whole
    first = folders(life)
    fill(life, ["neu"])
    lasting = ["HTTP 500", "HTTP 502", "reset", "cut", "truncated", "not base64", "empty", "html"]
    for kind in lasting:
        proxy.troubles.clear()
        with through(proxy) as server:
            proxy.fail("export_responses", kind, times=999, skip=1)
            with pytest.raises(PipelineError) as caught:
                life.pull(NAME, server, rows=10, moved=True)
            key = str(server.client.session.key)
        assert folders(life) == first, kind
        for secret in (os.environ["LIMESURVEY_PASSWORD"], key):
            assert secret not in str(caught.value)
    proxy.troubles.clear()
    assert life.pull(NAME, moved=True).new == 1


def test_odd_answers_and_none_at_all(life: Life) -> None:
    life.deploy(NAME)
    empty = life.pull(NAME)
    assert rows_of(empty) == []
    assert life.pull(NAME).pull is None
    found = read_status(life.server, life.sid(NAME), ["wahl"])
    assert (found.counts.total, found.state, found.median_s) == (0, "live", None)
    fill(life, ODD)
    for text in ODD:  # and as a person types them
        pages = Respondent(life.base, life.sid(NAME)).answer(
            {"wahl": "a", "mehr": text}, life.columns(NAME), kanal="kita"
        )
        assert "Ende" in pages[-1]
    rows = rows_of(life.pull(NAME))
    assert [row["mehr"] for row in rows[: len(ODD)]] == ODD
    typed = [row["mehr"] for row in rows[len(ODD) :]]
    assert len(typed) == len(ODD)
    for text, home in zip(ODD, typed, strict=True):  # a server may drop a NUL that a form sends
        assert home.replace("\x00", "") == text.replace("\x00", "")


CALL = "import sys; from pipeline.cli import main; sys.argv = ['bedarf', *{arguments!r}]; main()"


def start(life: Life, proxy: Proxy, *arguments: str) -> subprocess.Popen[str]:
    """A command of its own, by way of the proxy."""
    environment = {**os.environ, "LIMESURVEY_URL": proxy.url}
    return subprocess.Popen(
        [sys.executable, "-c", CALL.format(arguments=list(arguments))], cwd=life.ws.root,
        env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is a Unix thing")
@pytest.mark.parametrize("heard", [False, True])
@pytest.mark.parametrize(
    "method",
    ["import_survey", "set_survey_properties", "get_question_properties", "set_language_properties",
     "activate_survey"],
)  # fmt: skip
def test_kill_9_of_a_deployment_is_made_good_by_the_next(
    life: Life, proxy: Proxy, method: str, heard: bool
) -> None:
    """Killed just before the server hears of a call, and just after it has done it."""
    proxy.kill_at(method, after=heard)
    process = start(life, proxy, "deploy", NAME, "--yes")
    proxy.victim = process.pid
    process.communicate(timeout=300)
    assert process.returncode == -signal.SIGKILL
    (entry,) = lockfile.load(life.ws)
    there = plan.survey_properties(life.server, entry.survey_id)
    if there is not None:
        texts = life.server.call("get_language_properties", entry.survey_id, None, "de")
        marked = str(texts["surveyls_title"]).startswith(MARK)
        assert marked if entry.state == "incomplete" and not heard else True
        assert (there["active"] == "Y") == (method == "activate_survey" and heard)
    proxy.kill_at("")
    again = start(life, proxy, "deploy", NAME, "--yes")
    words, _ = again.communicate(timeout=300)
    assert again.returncode == 0, words
    (entry,) = lockfile.load(life.ws)
    assert entry.state == "live"
    mine = [
        s for s in life.server.call("list_surveys") if "Kleine Probe" in s["surveyls_title"]
        and int(s["sid"]) == entry.survey_id
    ]  # fmt: skip
    assert len(mine) == 1
    assert not mine[0]["surveyls_title"].startswith(MARK)
    assert (
        start(life, proxy, "deploy", NAME, "--plan")
        .communicate(timeout=300)[0]
        .count("as it should be")
    )


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is a Unix thing")
def test_kill_9_of_pulls_at_any_moment_loses_nothing(life: Life, proxy: Proxy) -> None:
    life.deploy(NAME)
    fill(life, [f"Antwort {n}" for n in range(ROWS)])
    with_proxy = lockfile.load(life.ws)[0]
    lockfile.save(life.ws, [
        lockfile.Entry(**{**with_proxy.__dict__, "server": proxy.url.split("/")[2]})
    ])  # fmt: skip
    started = time.monotonic()
    assert start(life, proxy, "pull", NAME).wait(300) == 0
    took = time.monotonic() - started
    shutil.rmtree(life.target(NAME).folder)
    for part in range(1, 10):
        process = start(life, proxy, "pull", NAME)
        time.sleep(took * part / 10)
        process.kill()
        process.communicate()
        assert len(find(life.target(NAME).folder)) <= 1  # whole, or not there
    assert start(life, proxy, "pull", NAME).wait(300) == 0
    (only,) = find(life.target(NAME).folder)
    assert only.manifest["counts"] == {"complete": ROWS, "incomplete": 0}
    assert [f for f in folders(life) if f.startswith(".")] == []
    assert f"{only.name}.dvc" in folders(life)
    lockfile.save(life.ws, [with_proxy])


def test_of_two_pulls_at_once_one_is_told_to_wait(life: Life, proxy: Proxy) -> None:
    life.deploy(NAME)
    fill(life, ["eins"])
    entry = lockfile.load(life.ws)[0]
    lockfile.save(life.ws, [
        lockfile.Entry(**{**entry.__dict__, "server": proxy.url.split("/")[2]})
    ])  # fmt: skip
    proxy.delay = 0.3
    both = [start(life, proxy, "pull", NAME) for _ in range(2)]
    words = [process.communicate(timeout=300)[0] for process in both]
    assert sorted(process.returncode for process in both) == [0, 1]
    assert "another pull is going on" in "".join(words)
    assert len(find(life.target(NAME).folder)) == 1
    lockfile.save(life.ws, [entry])
