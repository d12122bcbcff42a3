"""Logging in and talking: one attempt, https, clear words, and no credentials anywhere."""

from __future__ import annotations

import logging

import pytest

from pipeline.errors import PipelineError
from pipeline.limesurvey.server import Server
from pipeline.limesurvey.transport import check_address, clean_body, is_loopback
from tests.limesurvey.conftest import SID, connect
from tests.limesurvey.double import Double


def test_a_wrong_password_is_tried_once(double: Double) -> None:
    with pytest.raises(PipelineError, match="does not accept") as caught:
        connect(double, "wr0ng-pass")
    assert double.log == ["get_session_key"]
    assert "wr0ng-pass" not in str(caught.value)


@pytest.mark.parametrize(
    ("status", "words"),
    [("Internal database authentication method is not allowed for this user", "auth_db"),
     ("No permission", "Survey: View")],
)  # fmt: skip
def test_a_refusal_names_the_right_that_is_missing(double: Double, status: str, words: str) -> None:
    double.fail("get_summary", f"status {status}")
    with connect(double) as server, pytest.raises(PipelineError, match=words) as caught:
        server.call("get_summary", SID)
    assert f"survey {SID}" in str(caught.value)


def test_the_other_protocol_is_recognised(double: Double) -> None:
    double.fail("get_session_key", "xml")
    with pytest.raises(PipelineError, match="XML-RPC, not JSON-RPC"):
        connect(double)


def test_a_lock_out_is_explained_and_not_made_worse(double: Double) -> None:
    double.calls.failed_logins = 3
    with pytest.raises(PipelineError, match="locked this computer") as caught:
        connect(double)
    assert double.log == ["get_session_key"]
    assert "ten minutes" in str(caught.value)


@pytest.mark.parametrize(
    ("trouble", "words"),
    [("html", "not what RemoteControl"), ("empty", "switched off"), ("HTTP 500", "HTTP 500"),
     ("HTTP 502", "HTTP 502"), ("HTTP 404", "not LimeSurvey's"), ("reset", "connection"),
     ("slow", "in time"), ("truncated", "not what RemoteControl"), ("redirect", "another address")],
)  # fmt: skip
def test_a_login_is_never_repeated_whatever_goes_wrong(
    double: Double, trouble: str, words: str
) -> None:
    double.fail("get_session_key", trouble, times=9)
    with pytest.raises(PipelineError, match=words) as caught:
        connect(double)
    assert double.log == ["get_session_key"]
    assert "secret" not in str(caught.value)
    assert "key=abc" not in str(caught.value)


@pytest.mark.parametrize("trouble", ["bom", "warning"])
def test_a_byte_order_mark_or_php_warnings_before_the_json_do_no_harm(
    double: Double, trouble: str
) -> None:
    double.fail("*", trouble, times=99)
    with connect(double) as server:
        assert server.version == "6.14.0"
        assert ("Undefined array key" in server.noise) == (trouble == "warning")


def test_writes_are_not_repeated(double: Double) -> None:
    with connect(double) as server:
        double.fail("set_survey_properties", "reset", times=9)
        with pytest.raises(PipelineError, match="connection"):
            server.call("set_survey_properties", SID, {"admin": "x"})
    assert double.log.count("set_survey_properties") == 1


def test_a_session_that_ended_is_renewed_with_one_login(double: Double) -> None:
    with connect(double) as server:
        server._since -= 100
        double.calls.keys.clear()
        assert server.call("get_summary", SID)["full_responses"] == 0
    assert double.calls.logins == 2


def test_a_server_that_forgets_sessions_at_once_is_not_logged_into_again_and_again(
    double: Double,
) -> None:
    with connect(double) as server:
        double.fail("get_summary", "expired", times=99)
        with pytest.raises(PipelineError, match="as soon as it begins"):
            server.call("get_summary", SID)
    assert double.calls.logins == 1


def test_credentials_and_keys_are_in_no_log(
    double: Double, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with connect(double) as server:
        double.fail("get_summary", "HTTP 500", times=9)
        with pytest.raises(PipelineError):
            server.call("get_summary", SID)
        assert "secret" not in repr(server)
    assert caplog.records
    for word in ("secret", "key-0"):
        assert word not in caplog.text


def test_the_session_key_is_released(double: Double) -> None:
    with connect(double):
        assert double.calls.keys
    assert not double.calls.keys


@pytest.mark.parametrize(
    ("url", "words"),
    [("http://umfragen.example.de/index.php", "without encryption"), ("ftp://x/y", "not a web"),
     ("umfragen.example.de", "not a web"), ("", "not a web"), ("https://u:p@x.example/", "holds a user"),
     ("http://[::1", "not a web")],
)  # fmt: skip
def test_addresses_that_would_give_the_password_away_are_refused(url: str, words: str) -> None:
    with pytest.raises(PipelineError, match=words) as caught:
        check_address(url)
    assert "u:p" not in str(caught.value)


def test_https_loopback_and_insecure_are_allowed() -> None:
    assert check_address("https://umfragen.example.de/x")
    assert check_address("http://127.0.0.1:8056/x")
    assert check_address("http://[::1]:80/x")
    assert check_address("http://umfragen.intern/x", insecure=True)
    assert not is_loopback("http://127.0.0.1.example.org/")
    assert not is_loopback("http://localhost.example.org/")


def test_missing_variables_are_all_named() -> None:
    with pytest.raises(PipelineError, match="LIMESURVEY_USER, LIMESURVEY_PASSWORD"):
        Server.from_environment({"LIMESURVEY_URL": "https://x.example/", "LIMESURVEY_USER": " "})


def test_what_stands_before_the_json_is_found_and_nothing_else_is_touched() -> None:
    assert clean_body(b'\xef\xbb\xbf{"id":1}') == (b'{"id":1}', "")
    answer = b'{"id":1,"result":[{"id":"7"}],"error":null}'
    assert clean_body(b"<br /> Notice {x} " + answer) == (answer, "<br /> Notice {x}")
    assert clean_body(b'Notice: {"id": 1} was sent ' + answer)[0] == answer
    assert clean_body(b"<html>{}</html>") == (b"<html>{}</html>", "")
