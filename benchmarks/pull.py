"""Pulling 100,000 answers: time against the bare calls in the same ranges, and memory.

With LIMESURVEY_URL, LIMESURVEY_USER, LIMESURVEY_PASSWORD and LIMESURVEY_SURVEY (its number) a real survey
is pulled. Otherwise a small server on this computer answers with rows of 75 columns, after the time that
LimeSurvey 6 takes for a range of 2,000 (0.3 s). The bare calls are citric's ``export_responses`` for the
same ranges, each written to a file and nothing else.

Targets: at most 1.15 x the bare calls, DVC's registration included; memory that does not grow with rows.
"""

from __future__ import annotations

import base64
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ROWS, FEW, CHUNK, COLUMNS, SERVER_SECONDS = 100_000, 10_000, 2000, 75, 0.3
ROUNDS = 2
SID = 4711
CHILD = """
import resource, sys, time
from pathlib import Path
start = time.perf_counter()
what, url, user, password, sid, folder, rows = sys.argv[1:8]
sid, rows, folder = int(sid), int(rows), Path(folder)
if what == "bare":
    from citric import Client
    with Client(url, user, password) as client, (folder / "bare.json").open("wb") as out:
        for first in range(1, rows + 1, 2000):
            out.write(client.export_responses(sid, from_response_id=first, to_response_id=first + 1999))
else:
    from pipeline.limesurvey.pull import Target, locked, pull
    from pipeline.limesurvey.server import Server
    from pipeline.workspace import Workspace
    ws = Workspace(folder)
    with Server(url, user, password) as server, locked(ws):
        found = pull(ws, server, Target("probe", sid, ws.raw / "responses" / "probe"))
    assert what == "again" or found.new == rows, found.new
own, dvc = (resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
cpu = own.ru_utime + own.ru_stime + dvc.ru_utime + dvc.ru_stime
print(time.perf_counter() - start, own.ru_maxrss / 1024, cpu)
"""


class _Handler(BaseHTTPRequestHandler):
    """As much of RemoteControl as a pull needs; rows are made from their id."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    total = 0
    bodies: dict[tuple[int, int], bytes]

    def log_message(self, *_: Any) -> None:
        """Keep quiet."""

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        method, parameters = request["method"], request["params"]
        result: Any = "x" * 32
        if method == "get_summary":
            result = {"completed_responses": self.total, "incomplete_responses": 0}
        elif method == "export_responses":
            first, last = int(parameters[7]), min(int(parameters[8]), self.total)
            self._send(self.bodies[(first, last)].replace(b'"id":0', b'"id":%d' % request["id"], 1))
            return
        self._send(json.dumps({"id": request["id"], "result": result, "error": None}).encode())

    def _send(self, body: bytes) -> None:
        if len(body) > 10_000:
            time.sleep(SERVER_SECONDS)
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _row(number: int) -> dict[str, Any]:
    words = ("Y", "", None, "a25", "Teilzeit geht nicht mit den Öffnungszeiten", "17")
    system = {"id": number, "submitdate": "2026-09-01 10:05:00", "lastpage": 9, "startlanguage": "de",
              "startdate": "2026-09-01 10:00:00", "datestamp": "2026-09-01 10:05:00"}  # fmt: skip
    return system | {f"frage{n}": words[(number + n) % len(words)] for n in range(COLUMNS)}


def _serve(port: Any, total: int) -> None:
    bodies = {}
    for first in range(1, total + 1, CHUNK):
        last = min(first + CHUNK - 1, total)
        rows = [_row(n) for n in range(first, last + 1)]
        payload = base64.b64encode(json.dumps({"responses": rows}, separators=(",", ":")).encode())
        bodies[(first, last)] = b'{"id":0, "result":"' + payload + b'", "error":null}'
    handler = type("Handler", (_Handler,), {"total": total, "bodies": bodies})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    port.put(server.server_address[1])
    server.serve_forever()


def main() -> None:
    url = os.environ.get("LIMESURVEY_URL")
    if url and os.environ.get("LIMESURVEY_SURVEY"):
        who = (url, os.environ["LIMESURVEY_USER"], os.environ["LIMESURVEY_PASSWORD"])
        _compare("real server", who, int(os.environ["LIMESURVEY_SURVEY"]), None)
        return
    for total in (FEW, ROWS):
        port: Any = multiprocessing.Queue()
        process = multiprocessing.Process(target=_serve, args=(port, total), daemon=True)
        process.start()
        address = f"http://127.0.0.1:{port.get()}/index.php/admin/remotecontrol"
        _compare("made-up server", (address, "u", "p"), SID, total)
        process.terminate()


def _compare(name: str, who: tuple[str, str, str], sid: int, total: int | None) -> None:
    from pipeline.limesurvey.export import count
    from pipeline.limesurvey.server import Server

    with Server(*who) as server:
        total = total or count(server, sid).total
    bare, pulled = [], []
    for _ in range(ROUNDS):  # interleaved, and the best counts: a busy machine slows either
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch)
            (folder / ".dvc").mkdir()
            shutil.copy(ROOT / ".dvc" / "config", folder / ".dvc")
            bare.append(_run("bare", who, sid, folder, total))
            pulled.append(_run("pull", who, sid, folder, total))
            again, _, _ = _run("again", who, sid, folder, total)
    (base, least, idle), (seconds, memory, busy) = min(bare), min(pulled)
    print(f"{total:>7} answers, {name}")
    print(f"  bare calls        {base:6.1f} s  {least:5.0f} MB  {idle:5.1f} s of CPU")
    print(f"  bedarf pull       {seconds:6.1f} s  {memory:5.0f} MB  {busy:5.1f} s of CPU   "
          f"ratio {seconds / base:.2f} (target <= 1.15)")  # fmt: skip
    print(f"  nothing new       {again:6.1f} s")


def _run(
    what: str, who: tuple[str, str, str], sid: int, folder: Path, total: int
) -> tuple[float, float, float]:
    command = [sys.executable, "-c", CHILD, what, *who, str(sid), str(folder), str(total)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if result.returncode:
        sys.exit(result.stderr)
    seconds, memory, cpu = map(float, result.stdout.split())
    return seconds, memory, cpu


if __name__ == "__main__":
    main()
