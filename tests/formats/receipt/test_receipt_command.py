"""`sasae receipt read`: exit codes, JSON and the report, on good, damaged and missing files."""

import argparse
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from sasae.deployment.commands import receipt as command
from sasae.formats.receipt import read_file

GOLDEN = Path(__file__).parent.parent / "golden" / "receipts.uke"


def call(*words: str) -> int:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args(["read", *words]))


def test_json_is_the_whole_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(str(GOLDEN), "--json") == 0
    assert json.loads(capsys.readouterr().out) == read_file(GOLDEN)


def test_the_report_shows_who_and_what(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(str(GOLDEN)) == 0
    shown = capsys.readouterr().out
    for words in ("テスト診療所", "2025-06", "テスト　ハナコ", "85149995", "1234566", "総件数 3", "指摘はありません"):
        assert words in shown


def test_an_error_ends_with_one_and_says_where(
    changed: Callable[..., bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "a.uke"
    place.write_bytes(changed({15: "GO,9,730,99"}))
    assert call(str(place)) == 1
    assert "[誤り] R-401 15行目 2項目" in capsys.readouterr().out


DAMAGED = {
    "empty": b"",
    "zeros": b"\0" * 10_000,
    "UTF-16": "IR,1,14,1".encode("utf-16"),
    "half a character": b"IR,1,14,1,9999999,,\x83",
    "noise": bytes(range(1, 256)) * 40,
    "end mark only": b"\x1a",
    "line ends only": b"\r\n" * 1000,
    "commas only": b"RE" + b"," * 100_000,
}


@pytest.mark.parametrize("name", DAMAGED)
@pytest.mark.parametrize("options", [[], ["--json"]], ids=["report", "json"])
def test_damage_gives_findings(
    name: str, options: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "a.uke"
    place.write_bytes(DAMAGED[name])
    assert call(str(place), *options) in (1, 2)
    shown = capsys.readouterr().out
    assert "R-" in shown
    if options:
        made = json.loads(shown)
        assert set(made) == {"header", "receipts", "totals", "findings"}
        assert made["findings"]


def test_another_format_is_not_readable(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "a.uke"
    place.write_text("名前,住所\n", encoding="utf-8")
    assert call(str(place)) == 2
    assert "R-110" in capsys.readouterr().out


def test_what_cannot_be_opened_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(tmp_path / "pipe")
    for place, why in (
        (tmp_path / "none", "ありません"),
        (tmp_path, "フォルダー"),
        (tmp_path / "pipe", "普通のファイル"),
    ):
        assert call(str(place)) == 2
        assert why in capsys.readouterr().err
    assert call("a\0b") == 2
