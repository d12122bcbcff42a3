"""Rows are checked on bytes: what the pattern takes is what a JSON decoder takes, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.limesurvey.rows import Row, Writer
from pipeline.limesurvey.server import UnreadableError

FIRST = b'{"id":1,"submitdate":null,"q[a]":"","n\\u00e4":"1"}'


def writer(folder: Path) -> Writer:
    return Writer(folder / "a.json", folder / "a.tsv", iter(()), "server")


def export(*rows: bytes) -> bytes:
    return b'{"responses": [' + b",".join(rows) + b"]}\n"


@pytest.mark.parametrize(
    "row",
    [
        b'{"id":2,"submitdate":"2026-09-01","q[a]":"\\ud83d \\"x\\"},{\\"id\\":9","n\\u00e4":null}',
        b'{"id":"2","submitdate":"","q[a]":"\xc3\xa4 \\/ \\\\","n\\u00e4":-1.5e3}',
        b'{ "id": 2, "submitdate": null, "q[a]": true, "n\xc3\xa4": {"more": [1, 2]} }',
    ],
)
def test_a_row_is_read_like_a_decoder_reads_it_and_kept_as_it_is(
    tmp_path: Path, row: bytes
) -> None:
    with writer(tmp_path) as out:
        found = list(out._rows(export(FIRST, row, FIRST.replace(b":1,", b":3,"))))
    decoded = json.loads(row)
    assert found[1] == Row(2, bool(decoded["submitdate"]), row)
    assert [r.id for r in found] == [1, 2, 3]


@pytest.mark.parametrize(
    "row",
    [
        b'{"id":2,"submitdate":null,"q[a]":"a\nb","n\\u00e4":"1"}',
        b'{"id":2,"submitdate":null,"q[a]":"\\x41","n\\u00e4":"1"}',
        b'{"id":2,"submitdate":null,"q[a]":"\\u12","n\\u00e4":"1"}',
        b'{"id":2,"submitdate":null,"q[a]":"\xff","n\\u00e4":"1"}',
        b'{"id":2,"submitdate":null,"q[a]":01,"n\\u00e4":"1"}',
        b'{"id":2,"submitdate":null,"q[a]":"","n\\u00e4":"1"',
        b'{"id":2,"submitdate":null,"n\\u00e4":"1","q[a]":""}',
        b'{"id":2,"submitdate":null,"q[a]":"","n\\u00e4":"1"} Warning: PHP ',
    ],
)
def test_what_is_no_json_or_has_other_columns_is_refused(tmp_path: Path, row: bytes) -> None:
    with writer(tmp_path) as out, pytest.raises(UnreadableError):
        out.take(export(FIRST, row))
