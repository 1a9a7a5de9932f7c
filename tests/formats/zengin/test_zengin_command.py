"""`sasae zengin check` and `sasae zengin name`: exit codes, JSON, the report and names."""

import argparse
import json
from pathlib import Path
from typing import Any

import pytest

from sasae.deployment.commands import zengin as command

GOLDEN = Path(__file__).parent.parent / "golden" / "transfer.txt"


def call(*words: str) -> int:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args(words))


def test_json_has_the_agreed_shape(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("check", str(GOLDEN), "--json") == 0
    made = json.loads(capsys.readouterr().out)
    batch = made["batches"][0]
    assert batch["trailer"] == {"count": 1, "yen": 3150}
    assert batch["transfers"] == [
        {"bank": "9999", "branch": "999", "type": "1", "account": "7654321", "name": "ﾔﾏﾀﾞ ﾊﾅｺ", "yen": 3150}
    ]
    assert set(batch["header"]) == {
        "kind",
        "client_code",
        "client_name",
        "date",
        "bank",
        "branch",
        "type",
        "account",
    }
    assert {finding["severity"] for finding in made["findings"]} <= {"warning"}


def test_the_report_shows_payees_and_totals(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("check", str(GOLDEN)) == 0
    shown = capsys.readouterr().out
    for words in ("総合振込（21）", "ｶﾜｻｷｼ ｺﾄﾞﾓﾐﾗｲｷﾖｸ", "ﾔﾏﾀﾞ ﾊﾅｺ", "3,150", "1件"):
        assert words in shown


def test_an_error_ends_with_one(parts: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "a.txt"
    place.write_bytes(parts.file(parts.header(), parts.data(), parts.trailer(1, 999), parts.end()))
    assert call("check", str(place)) == 1
    assert "[誤り] Z-402 3行目 8-19桁" in capsys.readouterr().out


DAMAGED = {
    "empty": b"",
    "zeros": b"\0" * 10_000,
    "UTF-16": "1210".encode("utf-16"),
    "EBCDIC": "1210012".encode("cp037") * 100,
    "noise": b"1" + bytes(range(1, 256)) * 40,
    "end mark only": b"\x1a",
    "digits only": b"2" * 100_000,
}
READ = ("digits only",)  # records could be told from one another; of the others nothing could be read


@pytest.mark.parametrize("name", DAMAGED)
@pytest.mark.parametrize("options", [[], ["--json"]], ids=["report", "json"])
def test_damage_gives_findings(
    name: str, options: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "a.txt"
    place.write_bytes(DAMAGED[name])
    assert call("check", str(place), *options) == (1 if name in READ else 2)
    shown = capsys.readouterr().out
    assert "Z-" in shown
    if options:
        assert json.loads(shown)["findings"]


def test_another_format_and_no_file_at_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "a.txt"
    place.write_text("名前,住所\n", encoding="utf-8")
    assert call("check", str(place)) == 2
    assert "Z-006" in capsys.readouterr().out
    assert call("check", str(tmp_path / "none")) == 2
    assert "ありません" in capsys.readouterr().err


def test_a_name_in_the_banks_characters(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("name", "ヤマダ　ショウコ") == 0
    assert capsys.readouterr().out == "ﾔﾏﾀﾞ ｼﾖｳｺ\n"


@pytest.mark.parametrize("text", ["山田 花子", "ヲダ ハナコ", "ガ" * 16, ""])
def test_a_name_that_has_none_is_refused(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("name", text) == 1
    out, err = capsys.readouterr()
    assert (out, err[:2]) == ("", "Z-")


@pytest.mark.parametrize(("text", "code"), [("ガ" * 15, 0), ("ガ" * 15 + "ア", 1)], ids=["30 bytes", "31 bytes"])
def test_a_name_fits_or_is_refused_and_never_cut(text: str, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("name", text) == code
    assert capsys.readouterr().out == ("ｶﾞ" * 15 + "\n" if code == 0 else "")
