"""How requests travel to LimeSurvey: with time-outs, bounded repetition of reads, and no credentials astray.

citric posts through the :class:`Transport` made here. It adds what citric leaves out: time limits, a second
try where a call only reads, https, no redirects (a redirect would carry the password elsewhere), and
answers freed of what PHP sometimes prints before the JSON.
"""

from __future__ import annotations

import ipaddress
import json
import logging
import re
import time
from typing import Any
from urllib.parse import urlsplit

import requests

from pipeline.errors import PipelineError

log = logging.getLogger(__name__)

CONNECT_SECONDS, READ_SECONDS = 10.0, 180.0
RETRY_AFTER = (0.5, 2.0, 5.0)  # seconds before the second, third and fourth try of a read
TRANSIENT = frozenset((429, 500, 502, 503, 504))
READS = ("get_", "list_", "export_")
NEVER_AGAIN = frozenset(("get_session_key", "export_statistics"))
# How every answer begins. Within an answer's texts quotes are escaped; a PHP message may quote other JSON.
_ANSWER = re.compile(
    rb"""\{\s*"(?:id"\s*:\s*(?:null|\d+|"[^"]*")\s*,\s*"(?:result|error)|result|error)"\s*:"""
)
MAX_NOISE = 200_000  # bytes of PHP messages before the JSON that are looked through


class Transport(requests.Session):
    """A ``requests.Session`` for RemoteControl 2.

    Args:
        url: the server's address, already checked by :func:`check_address`.
        timeout: seconds to connect and to wait for the next bytes.
        pauses: seconds to wait before each further try of a read.
    """

    def __init__(
        self,
        url: str,
        *,
        timeout: tuple[float, float] = (CONNECT_SECONDS, READ_SECONDS),
        pauses: tuple[float, ...] = RETRY_AFTER,
    ) -> None:
        super().__init__()
        self.timeout = timeout
        self.pauses = pauses
        self.noise: str = ""
        self.speaks_xml = False
        self.trust_env = not is_loopback(url)  # proxies serve the internet, not this computer

    def post(
        self, url: Any, data: Any = None, json: Any = None, **kwargs: Any
    ) -> requests.Response:
        """Post one call; reads are repeated after a transient failure, writes and logins never.

        Raises:
            requests.RequestException: the last failure.
        """
        pauses = self.pauses if _is_read(data) else ()
        for attempt, pause in enumerate((*pauses, None)):
            try:
                answer = super().post(
                    url, data=data, json=json, timeout=self.timeout, allow_redirects=False, **kwargs
                )
                if not self._worth_another(answer, url):
                    return answer
                reason = f"HTTP {answer.status_code}"
            except (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError,
                    requests.exceptions.ContentDecodingError) as error:  # fmt: skip
                slow = isinstance(error, requests.ReadTimeout) and _is_export(data)
                if pause is None or (slow and attempt):
                    raise  # asking for the same would take as long again; the pull asks for less
                reason = type(error).__name__
            else:
                if pause is None:
                    return answer
            log.info("LimeSurvey: %s, once more in %s s", reason, pause)
            time.sleep(pause)
        raise AssertionError("unreachable")

    def _worth_another(self, answer: requests.Response, url: Any) -> bool:
        """Whether the answer is a transient failure; a usable one is made readable."""
        if answer.status_code in TRANSIENT:
            return True
        if answer.is_redirect:
            raise Redirected(answer.headers.get("Location", ""))
        if answer.status_code == 200 and answer.content:
            body, noise = clean_body(answer.content)
            self.speaks_xml = body[:5] == b"<?xml" and b"<methodResponse" in body[:200]
            if noise:
                self.noise = noise
            answer._content = body
            answer.encoding = (
                "utf-8"  # else requests guesses, which takes seconds for a large answer
            )
            return body[:1] == b"{" and not body[-20:].rstrip().endswith(b"}")
        return False


class Redirected(requests.RequestException):
    """The server sent us elsewhere; credentials do not follow."""

    def __init__(self, location: str) -> None:
        self.location = urlsplit(location)._replace(query="", fragment="").geturl()
        super().__init__("redirected")


def _method(data: Any) -> str:
    try:
        return str(json.loads(data)["method"])
    except (TypeError, ValueError, KeyError):
        return ""


def _is_export(data: Any) -> bool:
    return _method(data).startswith("export_")


def _is_read(data: Any) -> bool:
    method = _method(data)
    return method.startswith(READS) and method not in NEVER_AGAIN


def clean_body(content: bytes) -> tuple[bytes, str]:
    """An answer without byte order mark and without PHP messages printed before the JSON.

    Returns:
        The JSON (or the content as it is, where no JSON begins in it), and the start of what stood before.
    """
    if content[:1] == b"{":  # as it should be, and not copied: exports are large
        return content, ""
    body = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    if body[:1] == b"{":
        return body, ""
    found = _ANSWER.search(body, 0, MAX_NOISE)
    if found:
        start = found.start()
        return body[start:], body[: min(start, 200)].decode("utf-8", "replace").strip()
    return content, ""


def is_loopback(url: str) -> bool:
    """Whether an address is this computer's own."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_address(url: str, *, insecure: bool = False) -> str:
    """The server's address, if passwords may be sent there.

    Args:
        url: of RemoteControl 2, for example ``https://…/index.php/admin/remotecontrol``.
        insecure: allow http to other computers.

    Raises:
        PipelineError: not http(s), credentials inside, or unencrypted.
    """
    try:
        parts = urlsplit(url.strip())
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        parts, port_is_fine = urlsplit(""), False
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_is_fine:
        raise PipelineError(
            "the address of the LimeSurvey server is not a web address",
            "LIMESURVEY_URL",
            hint="write it like https://umfragen.example.de/index.php/admin/remotecontrol",
        )
    if parts.username or parts.password:
        raise PipelineError(
            "the address of the LimeSurvey server holds a user name or a password",
            "LIMESURVEY_URL",
            "addresses end up in messages and lists",
            "use LIMESURVEY_USER and LIMESURVEY_PASSWORD for them",
        )
    if parts.scheme == "http" and not insecure and not is_loopback(url):
        raise PipelineError(
            f"{parts.hostname} would be reached without encryption",
            "LIMESURVEY_URL",
            "anybody on the way could read the password and all answers",
            "use https:// (--insecure allows http, for a test server in your own network)",
        )
    return parts.geturl()
