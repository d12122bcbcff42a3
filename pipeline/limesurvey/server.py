"""A LimeSurvey server as this room uses it: citric's calls, and faults that an analyst understands."""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import requests

from pipeline.errors import PipelineError
from pipeline.limesurvey import refusals
from pipeline.limesurvey.transport import Redirected, Transport, check_address

if TYPE_CHECKING:
    from citric import Client

log = logging.getLogger(__name__)
T = TypeVar("T")

VARIABLES = ("LIMESURVEY_URL", "LIMESURVEY_USER", "LIMESURVEY_PASSWORD")
ABOUT_QUESTIONS = (
    "get_question_properties",
    "set_question_properties",
)  # first a question's number
RELOGIN_AFTER = 20.0  # seconds; a key that ends sooner is not a matter of its age
_SWITCH_ON = (
    "In LimeSurvey: Configuration > Global > Interfaces > RPC interface: JSON-RPC. The address ends in "
    "/index.php/admin/remotecontrol"
)


class StatusError(PipelineError):
    """The server refused a call; ``status`` is its own word for it."""

    def __init__(self, status: str, what: str, where: str, hint: str) -> None:
        super().__init__(what, where, f"the server says: {status}", hint)
        self.status = status

    def add_place(self, place: str) -> None:
        """Say more closely where it happened, once."""
        self.faults = tuple(
            fault if place in fault.where else replace(fault, where=f"{fault.where}, {place}")
            for fault in self.faults
        )


class UnreadableError(PipelineError):
    """The server's answer was broken or absent, even after repetition.

    ``smaller`` says whether asking for less may help (memory or time ran out on the server).
    """

    def __init__(self, what: str, where: str, why: str, hint: str, *, smaller: bool = True) -> None:
        super().__init__(what, where, why, hint)
        self.smaller = smaller


class Server:
    """One session on a server.

    Args:
        url: RemoteControl 2 address.
        user: LimeSurvey user name.
        password: its password; kept for one renewed login when the session ends, shown nowhere.
        insecure: allow http to other computers.
        transport: for tests: other time limits.

    Raises:
        PipelineError: bad address, unreachable, RPC off, wrong password (tried exactly once), locked out.
    """

    def __init__(
        self,
        url: str,
        user: str,
        password: str,
        *,
        insecure: bool = False,
        transport: Transport | None = None,
    ) -> None:
        self.url = check_address(url, insecure=insecure)
        self.host = urlsplit(self.url).netloc
        self._transport = transport or Transport(self.url)
        self._login_with = (user, password)
        self.client: Client = self._login()
        self._version: str | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str], *, insecure: bool = False) -> Server:
        """Log in with the three variables ``LIMESURVEY_…``.

        Raises:
            PipelineError: one of them is not set; see the class.
        """
        absent = [name for name in VARIABLES if not environment.get(name, "").strip()]
        if absent:
            raise PipelineError(
                f"not set: {', '.join(absent)}",
                ".env",
                "the server's address, user and password are needed for this",
                "write them into the file .env of your network's folder, one per line: NAME=value",
            )
        url, user, password = (environment[name].strip() for name in VARIABLES)
        return cls(url, user, password, insecure=insecure)

    def __enter__(self) -> Server:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Server({self.host})"

    def close(self) -> None:
        """Release the session key; a failure to do so is of no consequence."""
        self._transport.pauses = ()
        self._transport.timeout = (5.0, 10.0)
        try:
            self.client.close()
        except Exception as error:
            log.info("LimeSurvey: the session was not released (%s)", type(error).__name__)
        self._transport.close()

    @property
    def version(self) -> str | None:
        """The server's version, None where the user may not see it."""
        if self._version is None:
            try:
                self._version = str(self.call("get_site_settings", "versionnumber"))
            except StatusError:
                self._version = ""
        return self._version or None

    @property
    def noise(self) -> str:
        """What PHP printed before an answer of this session, where it did."""
        return _brief(self._transport.noise)

    def call(self, method: str, *parameters: Any) -> Any:
        """One call of RemoteControl 2 by its name.

        Returns:
            The call's result.

        Raises:
            StatusError: the server refused.
            UnreadableError: time-out, reset, HTTP error or a broken answer (reads: after several tries).
        """
        try:
            return self.run(lambda client: client.session.rpc(method, *parameters), method)
        except StatusError as error:
            about = parameters[0] if parameters else None
            if type(about) is int and method not in ABOUT_QUESTIONS:
                error.add_place(f"survey {about}")
            raise

    def send_mail(self, method: str, *parameters: Any) -> dict[str, Any]:
        """Invite or remind: what became of every participant.

        The answer's ``status`` ("0 left to send") is no error here, and no proof of success either.
        """
        answer = self.run(lambda client: client.session.call(method, *parameters), method)
        result = answer["result"]
        if answer["error"] or not isinstance(result, dict) or not _rows_in(result):
            status = result.get("status") if isinstance(result, dict) else None
            raise self._refusal(_brief(str(status or answer["error"])), method)
        return _rows_in(result)

    def run(self, action: Callable[[Client], T], name: str) -> T:
        """One of citric's calls; a session that has ended is renewed once."""
        from citric.exceptions import LimeSurveyStatusError

        try:
            return action(self.client)
        except LimeSurveyStatusError as error:
            if "Invalid session key" not in str(error):
                raise self._translate(error, name) from None
            if time.monotonic() - self._since < RELOGIN_AFTER:
                raise PipelineError(
                    "the LimeSurvey session ends as soon as it begins",
                    self.host,
                    "the server forgot a session key that it had given out seconds ago",
                    "ask the server's administrator: its session storage does not work",
                ) from None
        except Exception as error:
            raise self._translate(error, name) from None
        log.info("LimeSurvey: the session has ended, logging in again")
        self.client = self._login()
        try:
            return action(self.client)
        except Exception as error:
            raise self._translate(error, name) from None

    def _login(self) -> Client:
        from citric import Client

        user, password = self._login_with
        try:
            client = Client(self.url, user, password, requests_session=self._transport)
        except Exception as error:
            raise self._translate(error, "get_session_key") from None
        self._since = time.monotonic()
        return client

    def _translate(self, error: Exception, name: str) -> PipelineError:
        """What went wrong, in an analyst's words; never with request data, which holds credentials."""
        from citric import exceptions

        if isinstance(error, PipelineError):
            return error
        if isinstance(error, exceptions.LimeSurveyStatusError):
            return self._refusal(_brief(str(error)), name)
        if isinstance(error, exceptions.RPCInterfaceNotEnabledError):
            return PipelineError(
                "the server answers with an empty page: its RemoteControl is switched off",
                self.host, hint=_SWITCH_ON,
            )  # fmt: skip
        if isinstance(
            error, exceptions.InvalidJSONResponseError | KeyError | TypeError | ValueError
        ):
            return self._unreadable(name)
        if isinstance(error, exceptions.LimeSurveyApiError):
            return UnreadableError(
                "the server had an error of its own", self.host, f"{name}: {_brief(str(error))}",
                "run the command again; if it stays, send this message to the server's administrator",
            )  # fmt: skip
        if isinstance(error, exceptions.ResponseMismatchError):
            return UnreadableError(
                "the answer belongs to another question", self.host, name, "try again"
            )
        return self._network(error, name)

    def _unreadable(self, name: str) -> PipelineError:
        """Something that is not JSON: another page, the other protocol, or a broken answer."""
        if self._transport.speaks_xml:
            return PipelineError(
                "the server's RemoteControl speaks XML-RPC, not JSON-RPC",
                self.host,
                hint=_SWITCH_ON,
            )
        login = name == "get_session_key"
        again = f"run the command again. If it stays, check the address. {_SWITCH_ON}"
        return UnreadableError(
            "the server's answer is not what RemoteControl 2 gives", self.host,
            f"{name}: neither whole nor proper JSON",
            f"check the address, LIMESURVEY_URL. If it is right: {_SWITCH_ON}" if login else again,
        )  # fmt: skip

    def _refusal(self, status: str, method: str) -> StatusError:
        what, hint = refusals.explain(status, method)
        return StatusError(status, what, self.host, hint)

    def _network(self, error: Exception, name: str) -> PipelineError:
        if isinstance(error, Redirected):
            return PipelineError(
                "the server sends us to another address", self.host, f"to {error.location[:120]}",
                "put that address into LIMESURVEY_URL if it is the right one",
            )  # fmt: skip
        if isinstance(error, requests.HTTPError) and error.response is not None:
            code = error.response.status_code
            if 400 <= code < 500 and code != 429:
                return PipelineError(
                    f"this address is not LimeSurvey's RemoteControl (HTTP {code})",
                    self.host,
                    hint=f"correct LIMESURVEY_URL. {_SWITCH_ON}",
                )
            return UnreadableError(
                f"the server answered with HTTP {code}", self.host, f"call: {name}",
                "run the command again; if it stays, check the address, or ask the server's administrator",
            )  # fmt: skip
        if isinstance(error, requests.Timeout):
            return UnreadableError(
                "the server did not answer in time", self.host, f"call: {name}",
                "run the command again, perhaps at a quieter hour; nothing was lost",
            )  # fmt: skip
        if isinstance(error, requests.exceptions.SSLError):
            return PipelineError(
                "the server's certificate is not trusted", self.host,
                hint="check the address and this computer's clock; ask the server's administrator",
            )  # fmt: skip
        if isinstance(error, requests.RequestException):
            return UnreadableError(
                "the connection to the server failed", self.host, f"{name}: {type(error).__name__}",
                "check the network and LIMESURVEY_URL, then run the command again; nothing was lost",
                smaller=False,
            )  # fmt: skip
        raise error


def _rows_in(result: dict[str, Any]) -> dict[str, Any]:
    return {key: row for key, row in result.items() if isinstance(row, dict)}


def _brief(text: str) -> str:
    """A server's message on one line, without HTML, long keys and length."""
    text = re.sub(r"<[^>]+>", " ", text)
    text = re.sub(r"[A-Za-z0-9~_-]{28,}", "…", text)
    return re.sub(r"\s+", " ", text).strip()[:240]


def is_status(error: PipelineError, fragment: str) -> bool:
    """Whether an error is a server's refusal whose status holds ``fragment``."""
    return isinstance(error, StatusError) and fragment.casefold() in error.status.casefold()


def decode_json(text: bytes) -> Any:
    """Parse JSON that may begin with a byte order mark."""
    return json.loads(text.removeprefix(b"\xef\xbb\xbf"))
