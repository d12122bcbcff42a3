"""YAML by hand: lines, YAML 1.2 words, and nothing that can hurt."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from pipeline import yamlfile
from pipeline.errors import PipelineError


def fault(text: str) -> str:
    with pytest.raises(PipelineError) as caught:
        yamlfile.parse(text, "a.yaml")
    return str(caught.value)


def test_scalars_follow_yaml_1_2_and_keep_leading_zeros() -> None:
    file = yamlfile.parse('a: no\nb: 06440\nc: 1.50\nd: true\ne:\nf: "12"\ng: 2026-11-02', "a.yaml")
    assert file.data == {
        "a": "no", "b": "06440", "c": 1.5, "d": True, "e": None, "f": "12", "g": "2026-11-02",
    }  # fmt: skip
    assert file.plain_dates == [("g",)]


def test_every_path_has_its_line() -> None:
    file = yamlfile.parse("a:\n  b:\n    - 1\n    - c: 2\n", "a.yaml")
    assert file.line(("a", "b", 1, "c")) == 4
    assert file.line(("a", "b", 9, "missing")) == 2


def test_duplicate_keys_are_all_reported() -> None:
    message = fault("a: 1\na: 2\nb: 3\nb: 4\n")
    assert "line 2" in message
    assert "line 4" in message


def test_broken_yaml_names_the_line() -> None:
    assert "line 3" in fault("a: 1\nb: [1, 2\nc: 3\n")


def test_anchors_aliases_and_tags_are_refused() -> None:
    assert "anchors" in fault("a: &x 1\nb: *x\n")
    assert "tags" in fault("a: !!python/object:os.system x\n")


def test_a_yaml_bomb_costs_no_time() -> None:
    bomb = "a0: &a0 [x]\n" + "".join(
        f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 30)
    )
    start = time.process_time()
    assert "anchors" in fault(bomb)
    assert time.process_time() - start < 1


def test_deep_nesting_is_refused_not_crashed() -> None:
    assert "nested deeper" in fault("[" * 200 + "]" * 200)
    assert fault("[" * 100_000)


def test_a_huge_file_and_a_wrong_encoding_are_explained(tmp_path: Path) -> None:
    huge = tmp_path / "huge.yaml"
    huge.write_bytes(b"a: 1\n" * (yamlfile.MAX_BYTES // 5 + 1))
    with pytest.raises(PipelineError, match="MB"):
        yamlfile.load(huge)
    latin = tmp_path / "latin.yaml"
    latin.write_bytes("a: 1\nb: Väter\n".encode("cp1252"))
    with pytest.raises(PipelineError) as caught:
        yamlfile.load(latin)
    assert "line 2" in str(caught.value)
    assert "UTF-8" in str(caught.value)
