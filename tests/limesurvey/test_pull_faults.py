"""Pulls under faults: the server's, the network's, the disk's, and kill -9 at any point."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys

import pytest

from pipeline.errors import PipelineError
from pipeline.limesurvey import pulls
from pipeline.limesurvey.export import count
from pipeline.limesurvey.pull import Target, locked, pull
from pipeline.limesurvey.server import Server
from pipeline.workspace import Workspace
from tests.limesurvey.calls import Survey
from tests.limesurvey.conftest import SID, connect, fill
from tests.limesurvey.double import Double
from tests.limesurvey.test_pull import rows_of, traces


@pytest.mark.parametrize(
    "trouble",
    ["HTTP 500", "HTTP 502", "HTTP 429", "reset", "slow", "truncated", "cut", "cut base64", "not base64",
     "bom", "warning", "expired"],
)  # fmt: skip
def test_a_passing_fault_in_the_middle_costs_nothing(
    ws: Workspace, double: Double, survey: Survey, target: Target, trouble: str
) -> None:
    fill(double, survey, 30)
    with connect(double) as server:
        server._since -= 100  # the key is old
        double.fail("export_responses", trouble, skip=1)
        outcome = pull(ws, server, target, rows=10)
    assert [trouble.times for trouble in double.troubles] == [0]  # the fault was met
    assert rows_of(outcome) == survey.rows
    assert double.calls.logins == (2 if trouble == "expired" else 1)


@pytest.mark.parametrize(
    "trouble",
    ["HTTP 500", "HTTP 502", "reset", "slow", "truncated", "cut", "cut base64", "not base64", "html",
     "empty", "error SQLSTATE[HY000]", "status No permission", "redirect", "HTTP 403"],
)  # fmt: skip
def test_a_lasting_fault_is_said_and_leaves_nothing_behind(
    ws: Workspace, double: Double, survey: Survey, target: Target, trouble: str
) -> None:
    fill(double, survey, 30)
    with connect(double) as server:
        pull(ws, server, target, rows=10)
        before = traces(target)
        fill(double, survey, 30)
        double.fail("export_responses", trouble, times=1000, skip=1)
        with pytest.raises(PipelineError) as caught:
            pull(ws, server, target, rows=10)
    message = str(caught.value)
    assert "secret" not in message
    assert "key-" not in message
    assert traces(target) == before
    assert len(double.log) < 60  # bounded


def test_a_server_that_chokes_on_large_exports_is_asked_for_less(
    ws: Workspace, server: Server, target: Target, double: Double, survey: Survey
) -> None:
    fill(double, survey, 900)
    real = double.calls.export_responses

    def limited(sid: int, *args: object) -> str:
        found = [r for r in survey.rows if int(str(args[5])) <= r["id"] <= int(str(args[6]))]
        if len(found) > 250:
            raise TypeError("memory limit")  # PHP's fatal error: HTTP 500
        return real(sid, *args)  # type: ignore[arg-type]

    double.calls.export_responses = limited  # type: ignore[method-assign, assignment]
    outcome = pull(ws, server, target, rows=800)
    assert rows_of(outcome) == survey.rows


def test_an_exception_of_the_server_is_met_with_a_smaller_range(
    ws: Workspace, server: Server, target: Target, double: Double, survey: Survey
) -> None:
    fill(double, survey, 900)
    double.fail("export_responses", "error SQLSTATE[HY000]", skip=1)
    outcome = pull(ws, server, target, rows=400)
    assert [trouble.times for trouble in double.troubles] == [0]
    assert rows_of(outcome) == survey.rows
    assert (
        double.log.count("export_responses") > 900 / 400 + 1
    )  # one failed, the rest was cut smaller


def test_an_inactive_or_deactivated_survey_is_explained(
    ws: Workspace, server: Server, target: Target, double: Double, survey: Survey
) -> None:
    fill(double, survey, 30)
    pull(ws, server, target)
    survey.properties["active"] = "N"
    with pytest.raises(PipelineError, match="not active") as caught:
        pull(ws, server, target)
    assert "archive" in str(caught.value)
    survey.properties["active"] = "Y"
    double.when("export_responses", lambda: survey.properties.update(active="N"), skip=1)
    fill(double, survey, 10)
    with pytest.raises(PipelineError, match="deactivated while"):
        pull(ws, server, target, rows=10)


def test_a_missing_survey_and_a_missing_right_are_explained(
    ws: Workspace, server: Server, target: Target, double: Double
) -> None:
    with pytest.raises(PipelineError, match="there is no survey 4711"):
        count(server, 4711)
    double.calls.denied.add(SID)
    with pytest.raises(PipelineError, match="may not do this"):
        pull(ws, server, target)


def test_a_second_pull_at_the_same_time_is_refused(ws: Workspace) -> None:
    script = f"""if True:
        from pathlib import Path
        from pipeline.limesurvey.pull import locked
        from pipeline.workspace import Workspace
        locked(Workspace(Path({str(ws.root)!r})))
        """
    command = [sys.executable, "-c", script]
    with locked(ws):
        second = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert second.returncode == 1
    assert "another pull is going on" in second.stderr
    assert subprocess.run(command, check=False, timeout=60).returncode == 0


CHILD = """
import sys
from pathlib import Path
from pipeline.limesurvey.pull import Target, locked, pull
from pipeline.workspace import Workspace
from pipeline.limesurvey.server import Server
root, url, rows = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
ws = Workspace(root)
target = Target("alleinerziehende", 814234, ws.raw / "responses" / "alleinerziehende", "abc")
with Server(url, "admin", "secret") as server, locked(ws):
    pull(ws, server, target, rows=rows)
"""


def child(ws: Workspace, double: Double, **limits: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(ws.root), double.url, "10"],
        stderr=subprocess.PIPE, text=True, **limits,
    )  # type: ignore[call-overload, no-any-return]  # fmt: skip


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is a Unix thing")
@pytest.mark.parametrize("calls", [1, 2, 4, 7])
def test_kill_9_at_any_point_leaves_nothing_that_counts_and_the_next_pull_is_whole(
    ws: Workspace, double: Double, survey: Survey, target: Target, calls: int
) -> None:
    fill(double, survey, 50)
    pids: list[int] = []
    double.when("export_responses", lambda: os.kill(pids[0], signal.SIGKILL), skip=calls - 1)
    process = child(ws, double)
    pids.append(process.pid)
    process.communicate(timeout=60)
    if calls <= 5:
        assert process.returncode == -signal.SIGKILL
        assert pulls.find(target.folder) == []
    with connect(double) as server, locked(ws):
        outcome = pull(ws, server, target, rows=10)
    found = pulls.find(target.folder)
    assert len(found) == 1
    assert not [name for name in traces(target) if name.startswith(".tmp")]
    assert outcome.pull is None or rows_of(outcome) == survey.rows


def test_a_pull_that_was_killed_before_dvc_knew_it_is_registered_by_the_next(
    ws: Workspace, server: Server, target: Target, double: Double, survey: Survey
) -> None:
    fill(double, survey, 3)
    outcome = pull(ws, server, target)
    assert outcome.pull is not None
    pointer = outcome.pull.folder.with_name(f"{outcome.pull.name}.dvc")
    pointer.unlink()
    assert pull(ws, server, target).pull is None
    assert pointer.is_file()


@pytest.mark.skipif(os.name != "posix", reason="limits the size of files as Unix can")
def test_a_full_disk_is_said_and_leaves_nothing_behind(
    ws: Workspace, double: Double, survey: Survey, target: Target
) -> None:
    for _ in range(20):
        double.calls.put_row(survey, {"word": "x" * 60_000})

    def small_disk() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))

    process = child(ws, double, preexec_fn=small_disk)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "cannot be written" in errors
    assert traces(target) == []
