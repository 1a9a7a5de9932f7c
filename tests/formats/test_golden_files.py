"""Files as they circulate: UTF-8 with LF, both calendars, stripped records; each against what was written down by hand."""

import json
from pathlib import Path

import pytest

from sasae.deployment import cli

GOLDEN = Path(__file__).parent / "golden"
CALLS = {".uke": ["receipt", "read"], ".txt": ["zengin", "check"]}
FILES = sorted(path for path in GOLDEN.iterdir() if path.with_suffix(".json").exists() and path.suffix != ".json")


def test_there_are_files_of_every_trait() -> None:
    assert {path.stem for path in FILES} >= {"clinic_utf8_lf", "clinic_cp932_crlf_eof", "transfer_stripped_lf"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_reads_as_written_down_by_hand(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert cli.main([*CALLS[path.suffix], str(path), "--json"]) == 0
    read = json.loads(capsys.readouterr().out)
    read["findings"] = [finding["id"] for finding in read["findings"]]
    assert read == expected
