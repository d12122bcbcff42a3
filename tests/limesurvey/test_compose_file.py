"""``compose.yaml``: nothing secret inside, for this computer only, every variable explained."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml


@pytest.fixture
def text(root: Path) -> str:
    return (root / "compose.yaml").read_text(encoding="utf-8")


def settings(text: str) -> dict[str, dict[str, Any]]:
    return {name: s["environment"] for name, s in yaml.safe_load(text)["services"].items()}


def test_every_secret_comes_from_the_environment_and_has_no_default(text: str) -> None:
    found = 0
    for environment in settings(text).values():
        for name, value in environment.items():
            if re.search("PASSWORD|KEY|NONCE", name):
                assert re.fullmatch(r"\$\{LIMESURVEY_\w+:\?.+\}", value), name
                found += 1
    assert found == 6


def test_every_variable_without_a_default_stands_in_the_head(text: str) -> None:
    head = text.split("services:", maxsplit=1)[0]
    for name in re.findall(r"\$\{(\w+):\?", text):
        assert name in head


def test_the_server_listens_on_this_computer_only_and_the_database_not_at_all(text: str) -> None:
    services = yaml.safe_load(text)["services"]
    assert all(port.startswith("127.0.0.1:") for port in services["limesurvey"]["ports"])
    assert "ports" not in services["database"]


def test_answers_are_in_tables_that_survive_a_crash_and_data_in_volumes(text: str) -> None:
    document = yaml.safe_load(text)
    assert document["services"]["limesurvey"]["environment"]["DB_MYSQL_ENGINE"] == "InnoDB"
    mounted = {v.split(":")[0] for s in document["services"].values() for v in s["volumes"]}
    assert mounted == set(document["volumes"])
