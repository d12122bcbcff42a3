"""A LimeSurvey server that fails on demand: an HTTP server on loopback around :class:`calls.Calls`."""

from __future__ import annotations

import json
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.limesurvey.calls import Calls, Status

PATH = "/index.php/admin/remotecontrol"
HTML = b"<!DOCTYPE html><html><head><title>Error</title></head><body><h1>Error</h1></body></html>"
XML = b"""<?xml version="1.0" encoding="UTF-8"?>
<methodResponse><fault><value><struct><member><name>faultCode</name><value><int>631</int></value></member>\
</struct></value></fault></methodResponse>"""
WARNING = b"<br />\n<b>Warning</b>:  Undefined array key {0} in <b>/srv/x.php</b> on line 7<br />\n"


@dataclass
class Trouble:
    """One kind of failure for a method: the first ``skip`` calls pass, the next ``times`` fail."""

    kind: str
    method: str
    times: int = 1
    skip: int = 0
    action: Callable[[], None] | None = None


class Failed(Exception):  # noqa: N818 - a page
    """The server answers with a page of its own."""

    def __init__(self, code: int, body: bytes) -> None:
        self.code, self.body = code, body


class Unreliable:
    """Faults of a server, and a log of calls (method names, never parameters); others give the answers."""

    def __init__(self) -> None:
        self.troubles: list[Trouble] = []
        self.log: list[str] = []
        self.url = ""

    def fail(self, method: str, kind: str, *, times: int = 1, skip: int = 0) -> None:
        """Let calls of a method fail; kinds are those of :meth:`_Handler._spoil`."""
        self.troubles.append(Trouble(kind, method, times, skip))

    def when(self, method: str, action: Callable[[], None], *, skip: int = 0) -> None:
        """Do something on the server just before a method answers."""
        self.troubles.append(Trouble("action", method, 1, skip, action))

    def trouble(self, method: str) -> str:
        """The fault of this call, "" if none."""
        for trouble in self.troubles:
            if trouble.method not in (method, "*") or not trouble.times:
                continue
            if trouble.skip:
                trouble.skip -= 1
                continue
            trouble.times -= 1
            if trouble.action:
                trouble.action()
                continue
            return trouble.kind
        return ""

    def answer(self, request: dict[str, Any]) -> tuple[Any, Any]:
        """Result and error of a call.

        Raises:
            Failed: the server answers with another page than RemoteControl's.
        """
        raise NotImplementedError

    def expire(self, request: dict[str, Any]) -> None:
        """Let the session of this call end before it is answered."""
        raise NotImplementedError


class Double(Unreliable):
    """A server's state, with the answers that real servers gave."""

    def __init__(self, calls: Calls) -> None:
        super().__init__()
        self.calls = calls

    def expire(self, request: dict[str, Any]) -> None:
        self.calls.keys.clear()

    def answer(self, request: dict[str, Any]) -> tuple[Any, Any]:
        method, parameters = request["method"], request["params"]
        try:
            function = getattr(self.calls, method)
            if method == "get_session_key":
                return function(*parameters), None
            key, *rest = parameters
            if key not in self.calls.keys:
                raise Status("Invalid session key")
            if method == "release_session_key":
                self.calls.keys.discard(key)
            return function(*rest), None
        except Status as status:
            return {"status": str(status)}, None
        except (TypeError, AttributeError):
            raise Failed(500, HTML) from None


@contextmanager
def serving(calls: Calls | None = None) -> Iterator[Double]:
    """A double that answers until the block ends."""
    double = Double(calls or Calls())
    with listening(double):
        yield double


@contextmanager
def listening(double: Unreliable, tls: ssl.SSLContext | None = None) -> Iterator[None]:
    """An HTTP(S) server on loopback around any source of answers."""
    handler = type("Handler", (_Handler,), {"double": double})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    double.url = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_address[1]}{PATH}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    double: Unreliable
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_: Any) -> None:
        """Keep quiet."""

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        content = self.rfile.read(length)
        if "application/json" not in self.headers.get("Content-Type", ""):
            self._send(b"")
            return
        try:
            request = json.loads(content)
        except ValueError:
            self._send(b'{"id":null,"result":null,"error":"unable to decode malformed json"}')
            return
        method, number = request["method"], request.get("id")
        self.double.log.append(method)
        trouble = self.double.trouble(method)
        if trouble == "expired":
            self.double.expire(request)
        try:
            result, error = self.double.answer(request)
        except Failed as failure:
            self._send(failure.body, failure.code)
            return
        if not number:
            self._send(b"")
            return
        if trouble == "not base64":
            result = "<b>Notice</b>" + str(result)[:20]
        elif trouble == "cut base64":
            result = str(result)[: len(str(result)) // 2 // 4 * 4]
        elif trouble.startswith("status "):
            result = {"status": trouble.removeprefix("status ")}
        elif trouble.startswith("error "):
            result, error = None, trouble.removeprefix("error ")
        body = json.dumps({"id": number, "result": result, "error": error}).encode()
        self._spoil(trouble, body)

    def _spoil(self, trouble: str, body: bytes) -> None:
        if trouble.startswith("HTTP "):
            self._send(HTML, int(trouble[5:]))
        elif trouble == "html":
            self._send(HTML)
        elif trouble == "xml":
            self._send(XML)
        elif trouble == "empty":
            self._send(b"")
        elif trouble == "bom":
            self._send(b"\xef\xbb\xbf" + body)
        elif trouble == "warning":
            self._send(WARNING + body)
        elif trouble == "truncated":
            self._send(body[: len(body) // 2])
        elif trouble == "cut":
            self._send(body[: len(body) // 2], length=len(body))
            self.close_connection = True
        elif trouble == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True
        elif trouble == "slow":
            time.sleep(1.5)
            self._send(body)
        elif trouble == "redirect":
            self.send_response(302)
            self.send_header("Location", "https://elsewhere.example/index.php?key=abc")
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            self._send(body)

    def _send(self, body: bytes, code: int = 200, length: int | None = None) -> None:
        self.send_response(code)
        kind = "application/json" if code == 200 else "text/html"
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        try:
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
