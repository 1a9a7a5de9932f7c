"""The yearly pack: what it holds, that it can be checked by itself, and which places of the form it says have changed."""

import csv
import io
import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from sasae.deployment import cli
from sasae.deployment.assessment.clauses import clauses
from sasae.deployment.assessment.pack.changes import band_of, changes, order
from sasae.deployment.assessment.pack.checking import check
from sasae.deployment.assessment.pack.contents import last_assessment
from sasae.deployment.home import Home
from sasae.wire import authority

Alter = Callable[[dict[str, Any]], None]


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack of an installation whose systems do not answer: it says so."""
    place = tmp_path_factory.mktemp("pack")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SASAE_HOME", str(place / "home"))
        home = Home.load(place / "home")
        authority.create_authority(home.pki_dir)
        authority.issue(home.pki_dir, "subsidy")
        assert cli.main(["assessment", "pack", "--out", str(place / "out")]) == 1
    return place / "out"


def read(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))


@pytest.mark.clause("AUD-1")
def test_every_clause_is_a_line_of_the_inspection_to_be_signed_by_hand(packed: Path) -> None:
    heads, *lines = read(packed / "inspection.csv")
    assert sorted(line[2] for line in lines) == sorted(one.id for one in clauses())
    assert [order(line[1])[0] for line in lines] == sorted(order(line[1])[0] for line in lines)
    assert {tuple(line[-3:]) for line in lines} == {("", "", "")}
    assert heads[-3:] == ["点検した者", "点検した日", "所見"]
    assert (packed / "evaluation.pdf").read_bytes().startswith(b"%PDF")
    assert len(json.loads((packed / "contents.json").read_text("utf-8"))["unseen"]) == 5


@pytest.mark.clause("AUD-1", "EVA-1")
def test_a_pack_is_checked_by_itself_and_every_change_is_found(
    packed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(packed) == []
    assert cli.main(["assessment", "check", str(packed)]) == 0
    key = json.loads((packed / "manifest.json").read_text("utf-8"))["public_key"]
    assert key in capsys.readouterr().out

    def found(alter: Callable[[Path], object], key: str = "") -> list[str]:
        folder = tmp_path / f"copy{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        for path in packed.iterdir():
            (folder / path.name).write_bytes(path.read_bytes())
        alter(folder)
        return [one.id for one in check(folder, key)]

    manifest = (packed / "manifest.json").read_text("utf-8")
    assert found(lambda folder: (folder / "changes.csv").write_text("x")) == ["EP-106"]
    assert found(lambda folder: (folder / "changes.csv").unlink()) == ["EP-104"]
    assert found(lambda folder: (folder / "more.csv").write_text("x")) == ["EP-105"]
    assert found(lambda folder: (folder / "manifest.json").unlink()) == ["EP-101"]
    altered = manifest.replace('"made_at": "2', '"made_at": "1')
    assert found(lambda folder: (folder / "manifest.json").write_text(altered, "utf-8")) == ["EP-102"]
    assert found(lambda folder: None, key) == []
    assert found(lambda folder: None, "another") == ["EP-103"]
    assert cli.main(["assessment", "check", str(tmp_path / "copy0")]) == 1


def test_a_pack_is_laid_over_nothing_and_compared_with_none_that_was_changed(packed: Path, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("x")
    assert cli.main(["assessment", "pack", "--out", str(tmp_path)]) == 2
    assert cli.main(["assessment", "pack", "--out", str(tmp_path / "new"), "--against", str(tmp_path)]) == 2
    assert not (tmp_path / "new").exists()


def measure(told: dict[str, Any], id: str = "ACC-6") -> Any:
    return next(one for one in told["measures"] if one["id"] == id)


def no_column(told: dict[str, Any]) -> None:
    told["items"]["資格関連ファイル"]["氏名"] = False


def new_item(told: dict[str, Any]) -> None:
    told["items"]["資格関連ファイル"]["新しい項目"] = True


def new_column(told: dict[str, Any]) -> None:
    told["needed"]["subsidy.people.extra"] = {"words": "続柄の補足", "why": "資格管理。確かめるために要る"}


CASES: list[tuple[str, Alter, tuple[str, ...]]] = [
    ("nothing", lambda told: None, ()),
    ("a figure at the end of its band", lambda told: told["figures"].update(persons=99_999), ()),
    ("a figure beyond its band", lambda told: told["figures"].update(persons=100_000), ("Ⅱ-2-②", "1万人以上10万人未満", "10万人以上100万人未満")),
    ("a figure nobody could count", lambda told: told["figures"].update(persons=None), ()),
    ("another judgement", lambda told: told.update(judgement="別の判断"), ("Ⅴ-1-②", "基礎項目評価及び重点項目評価の実施が義務付けられる", "別の判断")),
    ("a named item without its column", no_column, ("別添１　資格関連ファイル", "氏名", "（削る、または記録する列を設ける）")),
    ("an item that is new", new_item, ("別添１　資格関連ファイル", "（記載なし）", "新しい項目")),
    ("a column beyond 別添１", new_column, ("別添１", "（記載なし）", "続柄の補足")),
    ("a measure that is not true", lambda told: measure(told).update(state="false", why=["止まっている"]), ("Ⅲ-3", "", "満たしていない")),
    ("a measure nobody could look at", lambda told: measure(told).update(state="unknown"), ()),
    ("a measure in other words", lambda told: measure(told).update(text="改めた措置"), ("Ⅲ-3", "", "改めた措置")),
]  # fmt: skip


@pytest.mark.clause("EVA-1")
@pytest.mark.parametrize(("alter", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_changed_is_a_row_and_what_could_not_be_seen_is_none(alter: Alter, expected: tuple[str, ...]) -> None:
    now = deepcopy(last_assessment())
    alter(now)
    rows = changes(last_assessment(), now)
    assert len(rows) == bool(expected)
    if rows:
        where, before, after = expected
        assert rows[0].where.startswith(where)
        assert before in rows[0].before
        assert after in rows[0].after
        assert rows[0].reason


@pytest.mark.clause("EVA-1")
def test_an_earlier_pack_is_what_the_next_is_compared_with() -> None:
    before = deepcopy(last_assessment())
    measure(before).update(state="false")
    before["needed"]["subsidy.people.extra"] = {"words": "続柄の補足", "why": "要る"}
    rows = changes(before, last_assessment())
    assert [(one.item, one.after == one.before) for one in rows] == [
        ("続柄の補足", False),
        ("ACC-6 " + measure(before)["title"], False),
    ]
    assert band_of("items", 105) == "100項目以上"


def test_where_no_database_answers_nobody_asks_for_a_pack(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SASAE_HOME", str(tmp_path / "home"))
    assert cli.main(["assessment", "ordered"]) == 0
    assert "求められている一式はありません" in capsys.readouterr().out
