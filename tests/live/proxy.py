"""Something between us and a real server that fails on demand."""

from __future__ import annotations

import http.client
import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from tests.limesurvey.double import Failed, Unreliable, listening


class Proxy(Unreliable):
    """Passes calls on to a real server.

    Attributes:
        delay: seconds before each answer.
        victim: process that :meth:`kill_at` ends.
    """

    def __init__(self, url: str) -> None:
        super().__init__()
        self._parts = urlsplit(url)
        self.delay = 0.0
        self.victim = 0
        self._deadly, self._after = "", False

    def kill_at(self, method: str, *, after: bool = False) -> None:
        """Kill the caller when it makes this call: before the server hears of it, or after it has done it."""
        self._deadly, self._after = method, after

    def _kill(self, method: str, after: bool) -> None:
        if method == self._deadly and after == self._after:
            os.kill(self.victim, signal.SIGKILL)
            time.sleep(0.2)
            raise Failed(500, b"nobody hears this")

    def answer(self, request: dict[str, Any]) -> tuple[Any, Any]:
        time.sleep(self.delay)
        self._kill(request["method"], after=False)
        kind = http.client.HTTPSConnection
        if self._parts.scheme == "http":
            kind = http.client.HTTPConnection
        connection = kind(self._parts.netloc, timeout=600)
        query = f"?{self._parts.query}" if self._parts.query else ""
        try:
            connection.request(
                "POST", self._parts.path + query, json.dumps(request),
                {"Content-Type": "application/json"},
            )  # fmt: skip
            found = connection.getresponse()
            body = found.read()
        finally:
            connection.close()
        self._kill(request["method"], after=True)
        if found.status != 200:
            raise Failed(found.status, body)
        answer = json.loads(body)
        return answer["result"], answer["error"]

    def expire(self, request: dict[str, Any]) -> None:
        self.answer({"method": "release_session_key", "params": request["params"][:1], "id": 1})


@contextmanager
def between(url: str) -> Iterator[Proxy]:
    """A proxy in front of a server until the block ends."""
    proxy = Proxy(url)
    with listening(proxy):
        yield proxy
