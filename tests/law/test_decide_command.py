"""`sasae decide` and `sasae rulebook` as a clerk calls them."""

import argparse
import json
from pathlib import Path

import pytest

from sasae.deployment.commands import decide, rulebook

EXAMPLE = Path(__file__).parent / "cases" / "example.yaml"


def call(*words: str) -> int:
    parser = argparse.ArgumentParser()
    decide.add_arguments(parser)
    return decide.run(parser.parse_args(words))


def test_the_example_is_decided_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(str(EXAMPLE), "--on", "令和8年11月24日") == 0
    out = capsys.readouterr().out
    assert out.startswith("事例1　令和8年11月24日現在の判定：10 交付")
    assert "判定する所得 3,000,000円" in out
    assert "限度額 3,270,000円（表A）" in out


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(str(EXAMPLE), "--on", "2026-11-24", "--json") == 0
    body = json.loads(capsys.readouterr().out)
    assert body["outcome"] == "10"
    assert body["findings"] == []
    assert [(p["person"], p["from"], p["to"]) for p in body["persons"]] == [
        ("母", "2026-11-10", "2026-12-31"),
        ("子1", "2026-11-10", "2026-12-31"),
        ("子2", "2026-11-10", "2026-12-31"),
    ]


def test_the_template_is_the_example(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("--template") == 0
    assert capsys.readouterr().out == EXAMPLE.read_text("utf-8")


def test_a_faulty_case_ends_1_with_its_findings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = tmp_path / "case.yaml"
    case.write_text(EXAMPLE.read_text("utf-8").replace("種別: 母", "種別: 叔父"), "utf-8")
    assert call(str(case), "--on", "2026-11-24") == 1
    assert "誤り LR-201 事例.申請者.種別：「叔父」は使えません。" in capsys.readouterr().err
    assert call(str(case), "--on", "2026-11-24", "--json") == 1
    assert json.loads(capsys.readouterr().out)["findings"][0]["id"] == "LR-201"


@pytest.mark.parametrize(
    ("content", "on", "finding"),
    [
        pytest.param(b"a: [", "2026-11-24", "LR-003", id="YAML として壊れている"),
        pytest.param("氏名".encode("cp932"), "2026-11-24", "LR-003", id="文字コードが違う"),
        pytest.param(b"x" * 1_000_001, "2026-11-24", "LR-003", id="大きすぎる"),
        pytest.param(b"[" * 100_000, "2026-11-24", "LR-003", id="深すぎる"),
        pytest.param(None, "2026-11-24", "LR-003", id="ファイルがない"),
        pytest.param(EXAMPLE.read_bytes(), "きょう", "LR-002", id="日付が読めない"),
        pytest.param(EXAMPLE.read_bytes(), "2018-12-31", "LR-004", id="規定の表より前の日"),
    ],
)
def test_what_cannot_be_used_ends_2(
    content: bytes | None, on: str, finding: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = tmp_path / "case.yaml"
    if content is not None:
        case.write_bytes(content)
    assert call(str(case), "--on", on, "--json") == 2
    assert [f["id"] for f in json.loads(capsys.readouterr().out)["findings"]] == [finding]


def test_nothing_given_says_what_is_needed(capsys: pytest.CaptureFixture[str]) -> None:
    assert call() == 2
    assert "--on" in capsys.readouterr().err


def test_the_rule_book_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser()
    rulebook.add_arguments(parser)
    assert rulebook.run(parser.parse_args([])) == 0
    assert capsys.readouterr().out.startswith("# ひとり親家庭等医療費助成　規定集")
